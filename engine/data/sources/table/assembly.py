"""Makes a table of what was read: names, kinds, units, warnings and a proposal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ....errors import InputError, listed, shown
from ....messages import message
from .batches import Ragged
from .cells import CURRENCIES, PERCENT, is_unit
from .conversion import Evidence
from .inference import Plan
from .layout import Layout
from .model import MOST_LEVELS, Column, DType, Reader, Table, TableWarning
from .passes import Reading
from .roles import INDEX_NAMES, counts_rows, propose
from .summing import drop_sums
from .warnings import lines, named, warn

if TYPE_CHECKING:
    import polars as pl

_MOST_TOLD = 3  # misfits of a column that are told one by one


@dataclass
class Found:
    """What was noticed of a file beside its cells.

    Attributes:
        reader: how it is written, as far as it is known before the cells.
        layout: how it is divided.
        blank_lines: of them, those between rows.
        warnings: that are known already.
        ragged: lines that were left out.
        is_complete: whether all of it was read.
    """

    reader: Reader
    layout: Layout
    has_blank_lines: bool = False
    warnings: list[TableWarning] = field(default_factory=list)
    ragged: Ragged | None = None
    is_complete: bool = True


def assemble(path: Path, reading: Reading, found: Found) -> Table:
    """The table of what was read from text.

    Raises:
        InputError: nothing is left of it.
    """
    sums = drop_sums(reading) if found.is_complete else []
    told = list(found.warnings)
    names, unnamed, more = _names(found.layout, reading.frame.width)
    told += [*more, *_of_lines(found)]
    told += [warn("total-row", line, None, word) for line, word in sums]
    kept = [place for place, plan in enumerate(reading.plans) if plan.kind != "empty"]
    if not kept or not reading.frame.height:
        raise InputError(str(path), message("table_has_no_rows"))
    dropped = [names[place] for place, plan in enumerate(reading.plans) if plan.kind == "empty"]
    if dropped:
        told = [warning for warning in told if warning.code != "missing-header" or warning.column not in dropped]
        told.append(warn("empty-column-dropped", columns=named(dropped), n=len(dropped)))
    cells = _Cells([names[place] for place in kept], [reading.plans[place] for place in kept], [reading.evidence[place] for place in kept])
    frame = reading.frame.select(map(str, kept)).rename({str(place): names[place] for place in kept})
    units = found.layout.units or ()
    frame, columns = _columns(frame, cells, [units[place] if place < len(units) else "" for place in kept])
    told += cells.warnings([reading.is_settled[place] for place in kept])
    decimal, thousands = _marks(cells.plans)
    reader = replace(found.reader, decimal=decimal, thousands=thousands, missing=tuple(cells.missing))
    return finish(
        path, frame, columns, told, reader, unnamed=[name for name in unnamed if name in frame.columns], is_complete=found.is_complete
    )


def finish(
    path: Path, frame: pl.DataFrame, columns: Sequence[Column], told: list[TableWarning], reader: Reader, *, unnamed: Sequence[str] = (),
    is_complete: bool = True,
) -> Table:  # fmt: skip
    """A table with roles, and with what has to be told of them."""
    with_roles, proposal = propose(frame, columns, unnamed)
    for column in with_roles:
        is_named_index = column.name.strip().lower() in INDEX_NAMES
        if column.reason is not None and (column.name in unnamed or is_named_index) and counts_rows(frame[column.name], column):
            told = [warning for warning in told if warning.code != "missing-header" or warning.column != column.name]
            told.append(warn("index-column", column=column.name))
    told += [warn("odd-number", column=name, found=number) for name, number in _odd_numbers(frame, with_roles)]
    constant = [column.name for column in with_roles if frame.height > 1 and column.is_constant]
    if constant:
        told.append(warn("constant-column", column=constant[0], columns=named(constant)))
    return Table(path, frame, with_roles, tuple(told), reader, proposal, is_complete)


def _odd_numbers(frame: pl.DataFrame, columns: Sequence[Column]) -> Iterable[tuple[str, str]]:
    """Numbers that people write for missing ones: -999 and its kin, twice or more, and far from all others."""
    for column in columns:
        values = frame[column.name].drop_nulls()
        for odd in _ODD & {values.min(), values.max()} if column.is_number else ():
            others = values.filter(values != odd)
            if len(values) - len(others) > 1 and len(others) and bool((others.abs() < abs(odd) / 4).all()):
                yield column.name, str(odd)


_ODD: frozenset[int] = frozenset(sign * number for sign in (-1, 1) for number in (99, 999, 9999, 99999))


def describe(values: pl.Series, dtype: DType, **more: str | None) -> tuple[pl.Series, Column]:
    """A typed column and what it holds; words that recur become a category."""
    import polars as pl

    missing, distinct = values.null_count(), values.drop_nulls().n_unique()
    levels: tuple[str, ...] = ()
    if dtype == "text" and distinct <= max(1, min(10 * MOST_LEVELS, (len(values) - missing + 1) // 2)):
        dtype, levels = "category", tuple(sorted(values.drop_nulls().unique().to_list()))
        values = values.cast(pl.Enum(levels))
    return values, Column(
        values.name, dtype, missing, distinct, levels=levels, unit=more.get("unit") or None, format=more.get("format") or None
    )


def _columns(frame: pl.DataFrame, cells: _Cells, units: Sequence[str]) -> tuple[pl.DataFrame, list[Column]]:
    import polars as pl

    described = [
        describe(frame[name], _DTYPES[plan.kind], unit=plan.unit or unit.strip("[]() ") or _unit_in(name), format=plan.format)
        for name, plan, unit in zip(cells.names, cells.plans, units, strict=True)
    ]
    return pl.DataFrame([values for values, _ in described]), [column for _, column in described]


_DTYPES: dict[str, DType] = {
    "int": "int", "float": "float", "bool": "bool", "date": "date", "datetime": "datetime", "id": "id", "text": "text",
}  # fmt: skip


def _unit_in(name: str) -> str:
    """The unit in brackets at the end of a name: `altitude (m)`."""
    inner = name.rstrip("])").replace("[", "(").rpartition("(")[2] if name.endswith(("]", ")")) and ("(" in name or "[" in name) else ""
    return inner if inner and is_unit(inner) else ""


def _names(layout: Layout, width: int) -> tuple[list[str], list[str], list[TableWarning]]:
    """Names, all different; those that were made up; and what has to be told of them."""
    if layout.names is None:
        names = [f"column_{place + 1}" for place in range(width)]
        return names, names, [warn("no-header", n=width)]
    given = list(layout.names)
    if len(given) == width - 1 and layout.delimiter in ("whitespace", "\t"):
        given.insert(0, "")  # R names the rows, but not the column of their names
    given += [""] * (width - len(given))
    taken, seen = set(given), set[str]()
    names, unnamed, repeated = list[str](), list[str](), list[str]()
    told: list[TableWarning] = []
    for place, name in enumerate(given):
        if name and name not in seen:
            names.append(name)
        else:
            made = _unique(f"{name}_2" if name else f"column_{place + 1}", taken)
            names.append(made)
            taken.add(made)
            (repeated if name else unnamed).append(made)
        seen.add(name)
    if repeated:
        told.append(warn("duplicate-headers", column=repeated[0], columns=named(repeated)))
    told += [warn("missing-header", column=name) for name in unnamed]
    return names, unnamed, told


def _unique(name: str, taken: set[str]) -> str:
    """A name that is not taken: `x_2`, `x_3` …"""
    stem, _, number = name.rpartition("_")
    following = int(number)
    while name in taken:
        following += 1
        name = f"{stem}_{following}"
    return name


def _of_lines(found: Found) -> Iterable[TableWarning]:
    layout = found.layout
    if layout.has_sep:
        yield warn("sep-line", 1)
    skipped = [*layout.skipped, *(found.ragged.notes if found.ragged is not None else ())]
    if skipped:
        yield warn("lines-skipped", skipped[0], lines=lines(skipped))
    elif found.has_blank_lines:
        yield warn("lines-skipped", lines=message("table_blank_ones"))
    if layout.units is not None:
        yield warn("units-row", layout.first_data_line - 1)
    if found.ragged is not None and found.ragged.count:
        numbers = [line for line, _ in found.ragged.found]
        yield warn("ragged-lines-skipped", numbers[0], lines=lines(numbers), n=found.ragged.count)


def _marks(plans: Sequence[Plan]) -> tuple[str, str | None]:
    """The marks of a file before decimals and between groups of digits."""
    decimals = {plan.marks.decimal for plan in plans if plan.is_number and (plan.has_decimals or plan.has_groups)}
    groups = {plan.marks.thousands for plan in plans if plan.is_number and plan.has_groups}
    decimal = "." if not decimals else decimals.pop() if len(decimals) == 1 else "by column"
    return decimal, None if not groups else groups.pop() if len(groups) == 1 else "by column"


@dataclass
class _Cells:
    """What was found in the cells of the columns that are kept."""

    names: list[str]
    plans: list[Plan]
    evidence: list[Evidence]

    @property
    def missing(self) -> Counter[str]:
        """How often each mark of a missing cell stands in the table."""
        total: Counter[str] = Counter()
        for found in self.evidence:
            total += found.missing
        return total

    def warnings(self, is_settled: Sequence[bool]) -> Iterable[TableWarning]:
        yield from self._of_writing()
        for name, plan, settled in zip(self.names, self.plans, is_settled, strict=True):
            if not settled:
                code = "numbers-ambiguous" if plan.is_number else "dates-ambiguous"
                yield warn(code, column=name, taken=_taken(plan))
        missing = self.missing
        if missing:
            yield warn("missing-values", n=missing.total())
        marks = [mark for mark in missing if mark]
        if len(missing) > 1:
            yield warn("mixed-missing-markers", marks=listed(map(shown, marks[:8]), "and"))
        for name, plan, found in zip(self.names, self.plans, self.evidence, strict=True):
            yield from _of_misfits(name, plan, found)
            if plan.note:
                yield warn(plan.note, column=name)

    def _of_writing(self) -> Iterable[TableWarning]:
        told = {
            "decimal-comma": [name for name, plan in self._numbers() if plan.has_decimals and plan.marks.decimal == ","],
            "thousands-separator": [name for name, plan in self._numbers() if plan.has_groups],
            "dates-day-first": [name for name, plan in self._pairs() if plan.format[:2] == "%d" and "%b" not in plan.format],
            "currency": [name for name, plan in self._numbers() if plan.unit in CURRENCIES],
            "percent": [name for name, plan in self._numbers() if plan.unit in PERCENT],
            "units-in-cells": [name for name, plan in self._numbers() if plan.unit and plan.unit not in CURRENCIES | PERCENT],
        }  # fmt: skip
        for code, names in told.items():
            if names:
                yield warn(code, column=names[0], columns=named(names))

    def _pairs(self) -> list[tuple[str, Plan]]:
        return list(zip(self.names, self.plans, strict=True))

    def _numbers(self) -> list[tuple[str, Plan]]:
        return [(name, plan) for name, plan in self._pairs() if plan.is_number]


def _taken(plan: Plan) -> str:
    """How a cell that leaves it open was taken: a format of dates, or 1,234 as a number is written with a point."""
    if plan.format:
        return plan.format
    mark = plan.marks.thousands or plan.marks.decimal
    return f"1{mark}234 = {'1234' if plan.marks.thousands else '1.234'}"


def _of_misfits(name: str, plan: Plan, found: Evidence) -> Iterable[TableWarning]:
    """What is told of cells that are not what their column is."""
    if not found.misfits:
        return
    code = "text-in-number-column" if plan.is_number else "text-in-column"
    for line, cell in found.rows[:_MOST_TOLD]:
        yield warn(code, line, name, cell)
    rest = found.misfits.total() - min(_MOST_TOLD, len(found.rows))
    if rest > 0:
        yield warn("more-text-in-number-column", column=name, n=rest)
