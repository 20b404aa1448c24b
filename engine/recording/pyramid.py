"""Smallest and largest value of many stretches of a growing column at once, without walking through them.

Over every 64 values stands their minimum and maximum, over every 8 of those again, and so on: 0.14 bytes for each byte
of float32. A stretch is read from at most a few dozen numbers of each level, so its cost grows with the logarithm of its
length. NaN counts as nothing; where there is nothing else, the answer is NaN. Infinities count.

One thread extends, any others read: a level's length is published last and read first, as in `GrowingTable`, and what
the levels do not cover yet is read from the column itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..growing_table import GrowingTable

LEAF, FAN = 64, 8  # values under the lowest level, and entries of one level under the next
_FEW = 4  # stretches are read faster one by one


class Extremes(NamedTuple):
    """Of some stretches, [k] each, in the column's dtype; NaN where a stretch holds no number.

    Attributes:
        low, high: smallest and largest.
    """

    low: NDArray[Any]
    high: NDArray[Any]


class Pyramid:
    """What is kept of the blocks of a growing column, level over level.

    Args:
        dtype: of the column.
        columns: of a level, and their dtypes.
        block: values under an entry of the lowest level.
    """

    def __init__(self, dtype: Any, columns: Mapping[str, Any], block: int) -> None:
        self._dtype, self._columns, self._block = np.dtype(dtype), columns, block
        self._levels: tuple[GrowingTable, ...] = (self._level(),)

    def __len__(self) -> int:
        """How many values the lowest level covers."""
        return len(self._levels[0]) * self._block

    def _level(self) -> GrowingTable:
        return GrowingTable(self._columns, capacity=64)


class MinMaxPyramid(Pyramid):
    """Minima and maxima over blocks of a column."""

    def __init__(self, dtype: Any) -> None:
        super().__init__(dtype, {"low": dtype, "high": dtype}, LEAF)

    def extend(self, column: NDArray[Any]) -> None:
        """Cover all full blocks of a column that has grown since. Only one thread may do this."""
        low, high = _blocks(column, column, len(self._levels[0]) * LEAF, LEAF)
        for number, level in enumerate(self._levels):
            if not len(low):
                return
            level.append(low=low, high=high)
            whole = level.snapshot()
            known = len(self._levels[number + 1]) if number + 1 < len(self._levels) else 0
            low, high = _blocks(whole["low"], whole["high"], known * FAN, FAN)
        while len(low):
            level = self._level()
            level.append(low=low, high=high)
            self._levels = (*self._levels, level)
            low, high = _blocks(low, high, 0, FAN)

    def extremes(self, column: NDArray[Any], begin: NDArray[Any], end: NDArray[Any]) -> Extremes:
        """Minimum and maximum of column[begin_i : end_i] for each i; the same numbers as from the values themselves.

        Args:
            column: as given to `extend`, or longer.
            begin, end: rows, [k] each.
        """
        begin = np.asarray(begin, np.int64)
        end = np.maximum(np.asarray(end, np.int64), begin)
        if len(begin) <= _FEW:
            found = [self._extremes_of_one(column, *ends) for ends in zip(begin.tolist(), end.tolist(), strict=True)]
            return Extremes(*np.array(found, self._dtype).reshape(-1, 2).T)
        low = np.full(len(begin), np.nan, self._dtype)
        high = low.copy()
        below: tuple[NDArray[Any], NDArray[Any]] = column, column
        size = LEAF
        for level in self._levels:
            entries = level.snapshot()
            first = np.minimum(-(-begin // size), end // size)
            last = np.minimum(end // size, len(entries["low"]))
            inner = last > first
            # what sticks out of whole blocks at both ends, or all of it where it holds no whole block
            _take(low, high, below, begin, np.where(inner, first * size, end))
            _take(low, high, below, np.where(inner, last * size, end), end)
            begin, end = np.where(inner, first, 0), np.where(inner, last, 0)
            below, size = (entries["low"], entries["high"]), FAN
        _take(low, high, below, begin, end)
        return Extremes(low, high)

    def _extremes_of_one(self, column: NDArray[Any], begin: int, end: int) -> tuple[float, float]:
        """As `extremes`, of one stretch."""
        parts: list[tuple[NDArray[Any], NDArray[Any]]] = []  # smallest and largest values of what it is made of
        low, high, size = column, column, LEAF
        for level in self._levels:
            entries = level.snapshot()
            first, last = -(-begin // size), min(end // size, len(entries["low"]))
            if last <= first:
                break
            parts += (low[begin : first * size], high[begin : first * size]), (low[last * size : end], high[last * size : end])
            begin, end, low, high, size = first, last, entries["low"], entries["high"], FAN
        parts.append((low[begin:end], high[begin:end]))
        lows, highs = (np.concatenate(values) for values in zip(*parts, strict=True))
        return (np.fmin.reduce(lows), np.fmax.reduce(highs)) if len(lows) else (np.nan, np.nan)


def _blocks(low: NDArray[Any], high: NDArray[Any], begin: int, size: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Minimum and maximum of each full block of `size` entries from `begin` on."""
    count = max(0, len(low) - begin) // size
    part = slice(begin, begin + count * size)
    return np.fmin.reduce(low[part].reshape(count, size), axis=1), np.fmax.reduce(high[part].reshape(count, size), axis=1)


def _take(
    low: NDArray[Any], high: NDArray[Any], below: tuple[NDArray[Any], NDArray[Any]], begin: NDArray[Any], end: NDArray[Any]
) -> None:  # fmt: skip
    """Let `low` and `high` take in entries [begin_i, end_i) of the level below."""
    lengths = end - begin
    some = np.flatnonzero(lengths > 0)
    if not len(some):
        return
    lengths = lengths[some]
    starts = np.cumsum(lengths) - lengths
    places = np.arange(int(lengths.sum())) + np.repeat(begin[some] - starts, lengths)
    low[some] = np.fmin(low[some], np.fmin.reduceat(below[0][places], starts))
    high[some] = np.fmax(high[some], np.fmax.reduceat(below[1][places], starts))
