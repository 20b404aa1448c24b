"""Decides from the cells of a column what it holds and how that is written, so that no cell is read as another number than it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from .cells import (
    LARGEST_EXACT,
    PERCENT,
    PLAIN,
    WAYS,
    Day,
    Marks,
    Written,
    dates,
    is_missing,
    is_whole,
    is_written,
    take_apart,
    truth_pair,
    value,
)

Kind = Literal["int", "float", "bool", "date", "datetime", "id", "text", "empty"]
Counts = Mapping[str, float]  # how often each cell stands in a column, in the order in which they come

_LEAST_SHARE, _LEAST_NUMBERS = 0.8, 4  # of cells that make a column one of numbers, where others are none
_MOST_WAYS_OF_DATES = 5


@dataclass(frozen=True)
class Plan:
    """What a column holds, and how it is written.

    Attributes:
        kind: of its cells.
        marks: of numbers; `PLAIN` where none has any.
        has_decimals, has_groups: whether marks for decimals, and for thousands, were seen.
        unit: at each number, or empty.
        truths: the words for true and false.
        format: of dates.
        rival: another way of writing that would fit as well and give other numbers or dates; None if there is none.
        note: the id of what has to be told of it, for example "leading-zeros".
    """

    kind: Kind
    marks: Marks = PLAIN
    has_decimals: bool = False
    has_groups: bool = False
    unit: str = ""
    truths: tuple[str, str] = ("", "")
    format: str = ""
    rival: Marks | str | None = None
    note: str = ""

    @property
    def is_number(self) -> bool:
        """Whether its cells are numbers."""
        return self.kind in ("int", "float")

    @property
    def is_settled(self) -> bool:
        """Whether its cells leave no doubt how they are written."""
        return self.rival is None


@dataclass(frozen=True)
class Hints:
    """What is known beside a column's own cells.

    Attributes:
        decimal: of the file; None if it is not known.
        thousands: as a person said; None if nobody did.
        group: the mark between groups of digits in other columns; None if it is not known.
        delimiter: between cells.
        day_first: in dates that leave it open; None if it is not known.
    """

    decimal: str | None = None
    thousands: str | None = None
    group: str | None = None
    delimiter: str = ","
    day_first: bool | None = None


def infer(counts: Counts, hints: Hints) -> Plan:
    """What a column of these cells holds."""
    cells = {cell: count for cell, count in counts.items() if not is_missing(cell)}
    if not cells:
        return Plan("empty")
    truths = truth_pair(cells) if len(cells) <= 6 else None
    if truths is not None:
        return Plan("bool", truths=truths)
    return _numbers(cells, hints) or _dates(cells, hints) or Plan("text", note=_why_text(cells))


def infer_all(columns: Sequence[Counts], hints: Hints) -> list[Plan]:
    """What each column holds. Those whose cells leave no doubt tell how the others are written."""
    plans = [infer(counts, hints) for counts in columns]
    known = [plan for plan in plans if plan.is_number and plan.is_settled]
    decimals = {plan.marks.decimal for plan in known if plan.has_decimals or (plan.has_groups and plan.marks.thousands in ".,")}
    groups = {plan.marks.thousands for plan in known if plan.has_groups}
    if hints.decimal is None and len(decimals) == 1:
        hints = replace(hints, decimal=decimals.pop())
    if hints.group is None and len(groups) == 1:
        hints = replace(hints, group=groups.pop())
    if hints.day_first is None and any(plan.format.startswith("%d") and plan.is_settled for plan in plans):
        hints = replace(hints, day_first=True)
    return [plan if plan.is_settled else infer(counts, hints) for plan, counts in zip(plans, columns, strict=True)]


def _enough(number: float, total: float) -> bool:
    return number == total or (number >= _LEAST_SHARE * total and number >= _LEAST_NUMBERS)


def _numbers(cells: Counts, hints: Hints) -> Plan | None:
    """A plan for numbers, unless too few cells are some."""
    total = sum(cells.values())
    found = {cell: written for cell in cells if (written := take_apart(cell)) is not None}
    if not _enough(sum(cells[cell] for cell in found), total):
        return None
    units = Counter[str]()
    for cell, written in found.items():
        units[written.unit] += cells[cell]  # type: ignore[assignment]
    unit = max(units, key=lambda name: units[name])
    if not _enough(units[unit], total):
        return None
    cores = Counter[str]()
    for cell, written in found.items():
        if written.unit == unit:
            cores[written.core] += cells[cell]  # type: ignore[assignment]
    return _number_plan(cores, unit, total, hints)


def _number_plan(cores: Counts, unit: str, total: float, hints: Hints) -> Plan | None:
    ways = [way for way in WAYS if hints.thousands is None or way.thousands == hints.thousands]
    weights = {way: sum(count for core, count in cores.items() if is_written(core, way)) for way in ways}
    most = max(weights.values(), default=0)
    if not _enough(most, total):
        return None
    best = [way for way in ways if weights[way] == most]
    marks, rival = _chosen(best, cores, hints)
    numbers = [core for core in cores if is_written(core, marks)]
    if not unit and all(is_whole(core, marks) for core in numbers):
        note = _why_names(numbers, marks)
        if note:
            return Plan("id", note=note)
    whole = unit not in PERCENT and all(is_whole(core, marks) for core in numbers)
    return Plan(
        "int" if whole else "float", marks, any(marks.decimal in core for core in numbers),
        bool(marks.thousands) and any(marks.thousands in core for core in numbers), unit, rival=rival,
    )  # fmt: skip


def _why_names(cores: Sequence[str], marks: Marks) -> str:
    """Why whole numbers are names and no quantities, or nothing."""
    if any(core[0] == "0" and len(core) > 1 for core in cores):
        return "leading-zeros"
    return (
        "identifier-column"
        if any(len(core) > 15 and abs(int(core.replace(marks.thousands, "") or core)) > LARGEST_EXACT for core in cores)
        else ""
    )


def _chosen(ways: Sequence[Marks], cores: Counts, hints: Hints) -> tuple[Marks, Marks | None]:
    """The way in which numbers are written, and another that fits as well and gives other numbers."""
    first = ways[0]
    rival = next((way for way in ways[1:] if any(value(core, way) != value(core, first) for core in cores)), None)
    if rival is None:
        return first, None
    if hints.decimal is not None:
        known = [way for way in (first, rival) if way.decimal == hints.decimal]
        if len(known) == 1:
            return known[0], None
    if hints.group is not None:
        known = [way for way in (first, rival) if way.thousands in ("", hints.group)]
        if len(known) == 1:
            return known[0], None
    grouped = first if first.thousands else rival  # the other one takes the mark for a decimal one
    decimal = rival if first.thousands else first
    if grouped.thousands and not decimal.thousands:
        told = _groups_told(cores, decimal.decimal)
        if told is not None:
            return (grouped if told else decimal), None
    if decimal.decimal == "," and hints.delimiter == ",":
        return grouped, decimal  # in quotes because of the mark, as programs write that group by commas
    return decimal, grouped


def _groups_told(cores: Counts, mark: str) -> bool | None:
    """Whether a mark before exactly three digits in all cells separates groups; None if the cells do not tell.

    Numbers beside it without the mark do: below 1000 they have no group, and decimals are rarely three everywhere and then none.
    """
    bare = [abs(float(core)) for core in cores if mark not in core]
    if not bare:
        return None
    return max(bare) < 1000


def _dates(cells: Counts, hints: Hints) -> Plan | None:
    """A plan for dates, unless too few cells are some."""
    total = sum(cells.values())
    found = {cell: dates(cell) for cell in cells}
    weights = Counter[str]()
    for cell, days in found.items():
        for day in days:
            weights[day.format] += cells[cell]  # type: ignore[assignment]
    if not weights:
        return None
    most = max(weights.values())
    if not _enough(most, total):
        return None
    best = [form for form in weights if weights[form] == most][:_MOST_WAYS_OF_DATES]
    form, rival = _chosen_format(best, found, hints)
    return Plan("datetime" if "%H" in form else "date", format=form, rival=rival)


def _chosen_format(forms: Sequence[str], found: Mapping[str, list[Day]], hints: Hints) -> tuple[str, str | None]:
    """The format of dates, and another that fits as well."""
    day_first = next((form for form in forms if form.startswith("%d")), None)
    month_first = next((form for form in forms if form.startswith("%m")), None)
    if day_first is None or month_first is None:
        return forms[0], None
    if hints.day_first is not None:
        return (day_first if hints.day_first else month_first), None
    if day_first[2] == "." or all(days[0].day == days[-1].day for days in found.values() if days):
        return day_first, None
    rises = {
        form: _is_sorted([day.day for days in found.values() for day in days if day.format == form]) for form in (day_first, month_first)
    }
    if rises[day_first] != rises[month_first]:
        return (day_first, month_first) if rises[day_first] else (month_first, day_first)
    return (day_first, month_first) if hints.decimal == "," or hints.delimiter == ";" else (month_first, day_first)


def _is_sorted(days: Sequence[object]) -> bool:
    return list(days) in (sorted(days), sorted(days, reverse=True))  # type: ignore[type-var]


def _why_text(cells: Counts) -> str:
    """What is told of a column that stays text though most of its cells are numbers, or nothing."""
    written: dict[str, Written | None] = {cell: take_apart(cell) for cell in cells}
    units = {number.unit for number in written.values() if number is not None and number.unit}
    share = sum(cells[cell] for cell, number in written.items() if number is not None) / sum(cells.values())
    if share < 0.5:
        return ""
    return "mixed-units" if units else "numbers-as-text"


def number_reader(plan: Plan) -> Callable[[str], float | int | None]:
    """How a cell is read as a number, slowly and exactly; None for what is none in this plan."""

    def read(cell: str) -> float | int | None:
        written = take_apart(cell)
        if written is None or written.unit != plan.unit:
            return None
        core = written.core
        if plan.kind == "float":
            return value(core, plan.marks)
        if not is_written(core, plan.marks) or not is_whole(core, plan.marks) or (core[0] == "0" and len(core) > 1 and not plan.unit):
            return None
        number = int(core.replace(plan.marks.thousands, "") if plan.marks.thousands else core)
        return number if abs(number) <= LARGEST_EXACT else None

    return read
