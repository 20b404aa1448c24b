"""Turns cells of text into typed ones by a plan, and notes those that do not fit it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .cells import LARGEST_EXACT, dates, is_missing, is_written, pattern, take_apart
from .inference import Plan, number_reader

if TYPE_CHECKING:
    import polars as pl

_MOST_MISFITS = 2000  # different cells that are kept


@dataclass
class Evidence:
    """What was found in the cells of a column.

    Attributes:
        missing: how often each mark of a missing cell stands there.
        misfits: how often each cell stands there that is not what the plan says.
        rows: of the first misfits, with the cell.
        fitting: cells that are what the plan says.
        is_settled: whether a cell was found that rules out the plan's rival.
    """

    missing: Counter[str] = field(default_factory=Counter)
    misfits: Counter[str] = field(default_factory=Counter)
    rows: list[tuple[int, str]] = field(default_factory=list)
    fitting: int = 0
    is_settled: bool = True


_MOST_ROWS = 6  # of misfits whose lines are told


def convert(cells: pl.Series, plan: Plan, evidence: Evidence, first_row: int = 0) -> pl.Series:
    """Cells of text as what the plan says; null where they are missing or do not fit.

    Args:
        cells: text, or null.
        plan: what they are.
        evidence: what is found is added here.
        first_row: the number of the first one, for the evidence.
    """

    bare = cells.str.strip_chars()
    typed = _CONVERTERS[plan.kind](bare, plan)
    is_left = typed.is_null() & bare.is_not_null()
    if bare.null_count():
        evidence.missing[""] += bare.null_count()
    if is_left.any():
        typed = _with_left(bare, typed, is_left, plan, evidence, first_row)
    evidence.fitting += len(typed) - typed.null_count()
    if not evidence.is_settled:
        evidence.is_settled = any(not _fits_rival(cell, plan) for cell in bare.filter(typed.is_not_null()).unique())
    return typed.alias(cells.name)


def _fits_rival(cell: str, plan: Plan) -> bool:
    """Whether a cell could be written in the other way too."""
    if isinstance(plan.rival, str):
        return any(day.format == plan.rival for day in dates(cell))
    written = take_apart(cell)
    return written is not None and plan.rival is not None and is_written(written.core, plan.rival)


def _with_left(bare: pl.Series, typed: pl.Series, is_left: pl.Series, plan: Plan, evidence: Evidence, first_row: int) -> pl.Series:
    """The cells that Polars could not convert, read one by one; what is left of them is missing or does not fit."""
    import polars as pl

    left = bare.filter(is_left)
    counts = {cell: int(count) for cell, count in left.value_counts().iter_rows()}
    read = number_reader(plan) if plan.is_number else None
    in_text = plan.kind in ("text", "id")
    found: dict[str, Any] = {}
    misfits = set()
    for cell, count in counts.items():
        number = read(cell) if read is not None else None
        if number is not None:
            found[cell] = number
        elif is_missing(cell, in_text=in_text):
            evidence.missing[cell] += count
        else:
            misfits.add(cell)
            if len(evidence.misfits) < _MOST_MISFITS or cell in evidence.misfits:
                evidence.misfits[cell] += count
            else:
                evidence.misfits[next(iter(evidence.misfits))] += count
    if found:
        numbers = bare.replace_strict(list(found), list(found.values()), default=None, return_dtype=typed.dtype)
        typed = pl.select(pl.coalesce(typed, numbers)).to_series()
    if misfits and len(evidence.rows) < _MOST_ROWS:
        for row in is_left.arg_true():
            if bare[row] in misfits:
                evidence.rows.append((first_row + row, bare[row]))
                if len(evidence.rows) >= _MOST_ROWS:
                    break
    return typed


def _whole(bare: pl.Series, plan: Plan) -> pl.Series:
    import polars as pl

    numbers = _bare_digits(bare, plan).cast(pl.Int64, strict=False)
    is_name = bare.str.starts_with("0") & (bare.str.len_bytes() > 1)
    is_huge = (numbers > LARGEST_EXACT) | (numbers < -LARGEST_EXACT)
    return numbers.set(is_name.fill_null(value=False) | is_huge.fill_null(value=False), None)


def _real(bare: pl.Series, plan: Plan) -> pl.Series:
    import polars as pl

    numbers = _bare_digits(bare, plan).cast(pl.Float64, strict=False)
    return numbers.set(~numbers.is_finite().fill_null(value=True), None)


def _bare_digits(bare: pl.Series, plan: Plan) -> pl.Series:
    """Numbers with a point before decimals and no groups; something else where a cell is not written as the plan says."""
    import polars as pl

    decimal, thousands = plan.marks
    if plan.unit:
        return pl.Series(bare.name, [None], dtype=pl.String).new_from_index(0, len(bare))
    if thousands:
        fits = bare.str.contains(pattern(plan.marks))
        plain = bare.str.replace_all(thousands, "", literal=True)
        plain = plain.str.replace(",", ".", literal=True) if decimal == "," else plain
        return plain.set(~fits.fill_null(value=True), None)
    return bare.str.replace_many([".", ","], ["x", "."]) if decimal == "," else bare


def _truths(bare: pl.Series, plan: Plan) -> pl.Series:
    import polars as pl

    yes, no = plan.truths
    return bare.str.to_lowercase().replace_strict([yes, no], [True, False], default=None, return_dtype=pl.Boolean)


def _days(bare: pl.Series, plan: Plan) -> pl.Series:
    return bare.str.to_date(plan.format, strict=False)


def _moments(bare: pl.Series, plan: Plan) -> pl.Series:
    moments = bare.str.to_datetime(plan.format, strict=False, time_unit="us")
    return moments.dt.convert_time_zone("UTC").dt.replace_time_zone(None) if "%z" in plan.format else moments


def _words(bare: pl.Series, plan: Plan) -> pl.Series:
    """Text, but for marks of a missing cell, which are short."""
    import polars as pl

    short = bare.str.len_bytes() <= 6
    marks = [cell for cell in bare.filter(short).unique().to_list() if cell is not None and is_missing(cell, in_text=True)]
    return bare.set(bare.is_in(marks).fill_null(value=False), None) if marks else bare.cast(pl.String)


def _nothing(bare: pl.Series, plan: Plan) -> pl.Series:
    import polars as pl

    return pl.Series(bare.name, [None], dtype=pl.Float64).new_from_index(0, len(bare))


_CONVERTERS = {
    "int": _whole, "float": _real, "bool": _truths, "date": _days, "datetime": _moments, "id": _words, "text": _words, "empty": _nothing,
}  # fmt: skip
