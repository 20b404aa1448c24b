"""Quantiles of many stretches of a growing column at once, without sorting all of it.

Every block of 256 values is kept as 64 of them: those at the ranks (i + 1/2) / 64 of the block, sorted. Eight neighbouring blocks give
one of the next level, whose 64 marks are chosen from their 512 in the same way, and so on: 1.14 bytes for each value of float32.

How exact: a stretch of fewer than 1 024 values is read from the column, as `numpy.quantile` would. A longer one is read from blocks of at
most a quarter of it, and its ends are moved to the nearest block ends: by an eighth of its length at most. What is read there for a share
q has a rank between q - e and q + e among the values of those blocks, with e = (level + 1) / 128 at worst: below 0.8 % up to 8 thousand
values, below 2.4 % up to half a million. For values in random order it is some ten times closer.

NaN counts as nothing; where there is nothing else, the answer is NaN. One thread extends, any others read (see `GrowingTable`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .pyramid import Pyramid

BLOCK, MARKS, FAN = 256, 64, 8  # values in a block of the lowest level, values kept of a block, and blocks in one of the next level
_LEAST = 4  # blocks in a stretch that is read from blocks


class QuantilePyramid(Pyramid):
    """Marks of blocks of a column."""

    def __init__(self, dtype: Any) -> None:
        super().__init__(dtype, {"marks": np.dtype((dtype, (MARKS,)))}, BLOCK)

    def extend(self, column: NDArray[Any]) -> None:
        """Cover all full blocks of a column that has grown since. Only one thread may do this."""
        below, size, number = column, BLOCK, 0  # [values], or marks [blocks, MARKS]
        while len(below) >= size:
            if number == len(self._levels):
                self._levels = (*self._levels, self._level())
            level = self._levels[number]
            whole = below[len(level) * size : len(below) // size * size]
            if not len(whole):
                return
            level.append(marks=_marks(whole.reshape(len(whole) // size, -1)))
            below, size, number = level.snapshot()["marks"], FAN, number + 1

    def quantiles(self, column: NDArray[Any], begin: NDArray[Any], end: NDArray[Any], shares: Sequence[float]) -> NDArray[np.float64]:
        """Quantiles of column[begin_i : end_i] for each i: [shares, k]; how exact, see above.

        Args:
            column: as given to `extend`, or longer.
            begin, end: rows, [k] each.
            shares: from 0 to 1.
        """
        begin = np.asarray(begin, np.int64)
        end = np.minimum(np.maximum(np.asarray(end, np.int64), begin), len(column))
        found = np.full((len(shares), len(begin)), np.nan)
        open_ = np.ones(len(begin), bool)
        for number in reversed(range(len(self._levels))):
            size, marks = BLOCK * FAN**number, self._levels[number].snapshot()["marks"]
            first, last = (2 * begin + size) // (2 * size), np.minimum((2 * end + size) // (2 * size), len(marks))
            is_near = np.abs(end - last * size) * 8 <= end - begin  # else the block at its end is not whole yet
            some = np.flatnonzero(open_ & (end - begin >= _LEAST * size) & is_near)
            found[:, some] = _quantiles(marks, first[some], last[some], shares, 0.5)
            open_[some] = False
        some = np.flatnonzero(open_ & (end > begin))
        found[:, some] = _quantiles(column, begin[some], end[some], shares, 0.0)
        return found


def _marks(blocks: NDArray[Any]) -> NDArray[Any]:
    """The values at evenly spaced ranks of each block [k, n]: [k, MARKS]."""
    values = np.sort(blocks, axis=1)  # NaN comes last
    step = values.shape[1] // MARKS
    marks: NDArray[Any] = values[:, step // 2 :: step]
    missing = np.isnan(values[:, -1])
    if missing.any():
        some = values[missing]
        counts = some.shape[1] - np.isnan(some).sum(axis=1, keepdims=True)
        marks[missing] = np.take_along_axis(some, ((np.arange(MARKS) + 0.5) * counts / MARKS).astype(np.int64), axis=1)
    return marks


def _quantiles(
    entries: NDArray[Any], first: NDArray[np.int64], last: NDArray[np.int64], shares: Sequence[float], half: float
) -> NDArray[np.float64]:  # fmt: skip
    """Quantiles of the values in entries [first_i, last_i): [shares, k]; `half`: each value stands for those around it, not for itself."""
    if not len(first):
        return np.empty((len(shares), 0))
    longest = int((last - first).max())
    places = first[:, None] + np.arange(longest)  # [k, longest]
    is_missing = places >= last[:, None]
    values = entries[np.where(is_missing, first[:, None], places)]
    values[is_missing] = np.nan
    values = np.sort(values.reshape(len(first), -1), axis=1)
    counts = values.shape[1] - np.isnan(values).sum(axis=1)
    ranks = np.array(shares)[:, None] * (counts - 1 + 2 * half) - half  # [shares, k]
    ranks = np.clip(ranks, 0.0, np.maximum(counts - 1, 0))
    below = np.floor(ranks).astype(np.int64)
    low, high = (
        np.take_along_axis(values, at.T, axis=1).T.astype(np.float64) for at in (below, np.minimum(below + 1, np.maximum(counts - 1, 0)))
    )
    share = ranks - below
    with np.errstate(invalid="ignore"):
        return np.where(share == 0, low, low + share * (high - low))
