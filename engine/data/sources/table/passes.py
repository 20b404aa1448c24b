"""Reads batches of text into typed columns, again where a late cell tells that a column is something else than its beginning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .batches import Batch
from .conversion import Evidence, convert
from .inference import Counts, Hints, Plan, infer_all
from .summing import word_of_sum

if TYPE_CHECKING:
    import polars as pl

_MOST_PASSES = 5
TAIL = 6  # rows at the end that may sum up the others


@dataclass
class Reading:
    """Typed columns and what was found in them.

    Attributes:
        frame: columns by their place: "0", "1", …
        plans, evidence: of each column.
        tail: line and cells of the last rows.
    """

    frame: pl.DataFrame
    plans: list[Plan]
    evidence: list[Evidence]
    tail: list[tuple[int, list[str | None]]]

    @property
    def is_settled(self) -> list[bool]:
        """Whether each column's way of writing is beyond doubt."""
        return [plan.is_settled or found.is_settled for plan, found in zip(self.plans, self.evidence, strict=True)]


def read_batches(batches: Callable[[], Iterator[Batch]], samples: Sequence[Counts], hints: Hints) -> Reading:
    """Read all batches into typed columns.

    Args:
        batches: begins to read anew.
        samples: how often cells stand in each column, as far as is known before.
        hints: what is known beside them.
    """
    plans = infer_all(samples, hints)
    for left in reversed(range(_MOST_PASSES)):
        reading = _read_once(batches(), plans)
        misfits = _misfits(reading)
        samples = [_with_misfits(*each) for each in zip(samples, plans, reading.evidence, misfits, strict=True)]
        better = infer_all(samples, hints) if any(misfits) else plans
        if all(_is_alike(old, new) for old, new in zip(plans, better, strict=True)):
            break
        plans = better if left > 1 else [old if _is_alike(old, new) else Plan("text") for old, new in zip(plans, better, strict=True)]
    return reading


def _is_alike(old: Plan, new: Plan) -> bool:
    """Whether cells are read alike by two plans."""
    return (old.kind, old.marks, old.unit, old.truths, old.format) == (new.kind, new.marks, new.unit, new.truths, new.format)


def _misfits(reading: Reading) -> list[Counter[str]]:
    """Cells of each column that do not fit, but for those of rows at the end that sum up the others."""
    counts = [Counter(found.misfits) for found in reading.evidence]
    for _, cells in reversed(reading.tail):
        if word_of_sum(cells) is None:
            break
        for cell, misfits in zip(cells, counts, strict=True):
            misfits[(cell or "").strip()] -= 1
    return [+misfits for misfits in counts]


def _with_misfits(counts: Counts, plan: Plan, found: Evidence, misfits: Counter[str]) -> Counts:
    """A sample with the cells that did not fit, as many as all others are."""
    if not misfits:
        return counts
    scale = max(1.0, found.fitting / max(1.0, sum(counts.values())))
    more = {cell: count * scale for cell, count in counts.items()}
    for cell, count in misfits.items():
        more[cell] = max(more.get(cell, 0.0) if plan.kind != "empty" else 0.0, float(count))
    return more


def _read_once(batches: Iterator[Batch], plans: Sequence[Plan]) -> Reading:
    import polars as pl

    evidence = [Evidence(is_settled=plan.is_settled) for plan in plans]
    parts: list[pl.DataFrame] = []
    tail: list[tuple[int, list[str | None]]] = []
    for batch in batches:
        columns = []
        for place, (plan, found) in enumerate(zip(plans, evidence, strict=True)):
            known = len(found.rows)
            columns.append(convert(batch.frame.to_series(place), plan, found))
            if len(found.rows) > known:
                rows = [row for row, _ in found.rows[known:]]
                found.rows[known:] = [(line, cell) for line, (_, cell) in zip(batch.lines(rows), found.rows[known:], strict=True)]
        parts.append(pl.DataFrame(columns))
        tail = (tail + _tail(batch))[-TAIL:]
    frame = pl.concat(parts) if parts else pl.DataFrame([convert(_no_cells(place), plan, Evidence()) for place, plan in enumerate(plans)])
    return Reading(frame, list(plans), evidence, tail)


def _no_cells(place: int) -> pl.Series:
    import polars as pl

    return pl.Series(str(place), [], dtype=pl.String)


def _tail(batch: Batch) -> list[tuple[int, list[str | None]]]:
    height = batch.frame.height
    rows = list(range(max(0, height - TAIL), height))
    return list(zip(batch.lines(rows), map(list, batch.frame.tail(TAIL).rows()), strict=True))


def counted(rows: Sequence[Sequence[str]], width: int) -> list[Counter[str]]:
    """How often each cell stands in each column of some rows."""
    samples: list[Counter[str]] = [Counter() for _ in range(width)]
    for row in rows:
        for counts, cell in zip(samples, row, strict=False):
            counts[cell.strip()] += 1
    return samples
