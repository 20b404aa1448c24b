"""Rows at the end of a table that sum up the others and are no samples: totals, means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .cells import is_missing, take_apart

if TYPE_CHECKING:
    import polars as pl

    from .passes import Reading

_WORDS = frozenset({
    "total", "totals", "grand total", "sum", "summe", "gesamt", "gesamtsumme", "insgesamt", "somme", "totale", "total général", "suma",
    "soma", "totaal", "i alt", "totalt", "yhteensä", "razem", "итого", "всего", "σ", "∑", "mean", "average", "avg", "mittelwert", "mittel",
    "durchschnitt", "moyenne", "media", "média", "promedio", "gemiddelde", "median", "std", "stdev", "sd", "standard deviation",
})  # fmt: skip


def word_of_sum(cells: Sequence[str | None]) -> int | None:
    """The place of the word that says that a row sums up the others; None if it says no such thing. All else in it are numbers."""
    filled = {place: cell.strip() for place, cell in enumerate(cells) if cell is not None and cell.strip()}
    words = [place for place, cell in filled.items() if cell.lower().rstrip(": ").strip() in _WORDS]
    if not words or len(cells) < 2:
        return None
    others = [cell for place, cell in filled.items() if place != words[0]]
    return words[0] if all(take_apart(cell) is not None or is_missing(cell) for cell in others) else None


def drop_sums(reading: Reading) -> list[tuple[int, str]]:
    """Take rows off the end that sum up the others; return line and word of each."""
    dropped = []
    while reading.tail and reading.frame.height > 1:
        line, cells = reading.tail[-1]
        place = word_of_sum(cells)
        if place is None:
            break
        word = (cells[place] or "").strip()
        if _recurs(reading.frame.to_series(place), word):
            break
        _forget(reading, line, cells)
        reading.tail.pop()
        reading.frame = reading.frame.head(reading.frame.height - 1)
        dropped.append((line, word))
    return dropped[::-1]


def _recurs(column: pl.Series, word: str) -> bool:
    """Whether a word stands more than once in a column, so that it is one of its values."""
    import polars as pl

    return column.dtype == pl.String and int((column == word).sum()) > 1


def _forget(reading: Reading, line: int, cells: Sequence[str | None]) -> None:
    """Take the cells of a row out of what was found."""
    for cell, plan, found in zip(cells, reading.plans, reading.evidence, strict=True):
        bare = (cell or "").strip()
        if bare in found.misfits:
            found.misfits[bare] -= 1
            found.rows[:] = [(where, what) for where, what in found.rows if (where, what) != (line, bare)]
        elif is_missing(bare, in_text=plan.kind in ("text", "id")):
            found.missing[bare] -= 1
        else:
            found.fitting -= 1
        found.misfits, found.missing = +found.misfits, +found.missing
