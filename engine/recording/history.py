"""Positions of a lane, weights and what the optimizer remembers, within a memory budget.

Every `stride`-th position is kept; the stride is 1 while all fit into the budget, and grows when they do not. What lies
between is computed again from the one before it, which gives the same bits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[Any]
FIXED_BUDGET = 16 * 2**20  # bytes for the positions of all lanes together,
BUDGET_PER_UPDATE = 6  # more of them for each update of a long run,
LEAST_KEPT = 32  # and enough for so many positions of a large model in each lane


class _Kept(NamedTuple):
    stride: int
    rows: NDArray[Any]  # [capacity, 1 + s, P]; row i holds the position after update i · stride


class _KeptInFile:
    """The same, not read before they are looked at."""

    def __init__(self, stride: int, read: Callable[[], NDArray[Any]]) -> None:
        self.stride, self._read = stride, read

    @cached_property
    def rows(self) -> NDArray[Any]:
        return self._read()


class ParameterHistory:
    """Positions by update: one writer appends, readers ask for updates that have been published.

    Args:
        start: the position before the first update, [1 + s, P]: weights, and s rows of what the optimizer remembers.
        planned: updates expected, or None if unknown.
        budget: bytes for kept positions; at least two are kept.
    """

    def __init__(self, start: NDArray[Any], planned: int | None = None, budget: int = FIXED_BUDGET) -> None:
        self._most = max(2, budget // max(1, start.nbytes))
        stride = 1 if planned is None else max(1, -(-planned // (self._most - 1)))
        capacity = 64 if planned is None else planned // stride + 1
        self._kept: _Kept | _KeptInFile = _Kept(stride, np.empty((min(capacity, self._most), *start.shape), start.dtype))
        self._kept.rows[0] = start

    @classmethod
    def in_file(cls, stride: int, read: Callable[[], NDArray[Any]]) -> ParameterHistory:
        """A history that grows no more, of every `stride`-th position, [k, 1 + s, P], which are read when one of them is asked for."""
        history = cls(np.empty((0, 0)), planned=0)
        history._kept = _KeptInFile(stride, read)
        return history

    @property
    def stride(self) -> int:
        """Every how many updates a position is kept."""
        return self._kept.stride

    @property
    def last_place(self) -> int:
        """The last update up to which positions are kept at this stride; with a later one it grows."""
        return (self._most - 1) * self._kept.stride

    def wanted(self, first: int, last: int) -> NDArray[np.int64]:
        """The updates from `first` to `last` whose positions should be kept."""
        stride = self._kept.stride
        return np.arange(-(-first // stride) * stride, last + 1, stride)

    def append(self, updates: NDArray[np.int64], positions: NDArray[Any]) -> None:
        """Add positions [q, 1 + s, P] after rising updates [q], among them all that are wanted."""
        while len(updates) and updates[-1] // self._kept.stride >= len(self._kept.rows):
            self._make_room()
        kept = self._kept
        stride, rows = kept.stride, kept.rows
        chosen = np.flatnonzero(updates % stride == 0)
        if len(chosen):  # every multiple of the stride from the first one to the last
            first = updates[chosen[0]] // stride
            np.take(positions, chosen, axis=0, out=rows[first : first + len(chosen)], mode="clip")  # "raise" would copy once more

    def at(self, update: int) -> Vector | None:
        """A copy of the position [1 + s, P] after an update, or None if it is not kept."""
        kept = self._kept
        stride, rows = kept.stride, kept.rows
        return rows[update // stride].copy() if update % stride == 0 else None

    def kept(self, updates: int) -> tuple[NDArray[np.int64], NDArray[Any]]:
        """The kept updates up to `updates`, [k], and their weights, [k, P] (a view)."""
        index, positions = self.positions(updates)
        return index, positions[:, 0]

    def positions(self, updates: int) -> tuple[NDArray[np.int64], NDArray[Any]]:
        """The kept updates up to `updates`, [k], and their positions, [k, 1 + s, P] (a view)."""
        kept = self._kept
        stride, rows = kept.stride, kept.rows
        count = min(updates // stride + 1, len(rows))
        return np.arange(count) * stride, rows[:count]

    def between(self, first: int, last: int) -> tuple[NDArray[np.int64], NDArray[Any]]:
        """The kept updates from `first` to `last`, [k], and their weights, [k, P] (a view)."""
        kept = self._kept
        stride, rows = kept.stride, kept.rows
        begin, end = -(-first // stride), min(last // stride + 1, len(rows))
        return np.arange(begin, end) * stride, rows[begin:end, 0]

    def before(self, update: int) -> tuple[int, NDArray[Any]]:
        """The last kept update at or before one, and a copy of its position [1 + s, P]."""
        kept = self._kept
        stride, rows = kept.stride, kept.rows
        return update // stride * stride, rows[update // stride].copy()

    def _make_room(self) -> None:
        kept = self._kept
        stride, rows = kept.stride, kept.rows
        if 2 * len(rows) <= self._most:
            larger = np.empty((2 * len(rows), *rows.shape[1:]), rows.dtype)
            larger[: len(rows)] = rows
            self._kept = _Kept(stride, larger)
        else:
            thinner = np.empty_like(rows)
            thinner[: -(-len(rows) // 2)] = rows[::2]
            self._kept = _Kept(2 * stride, thinner)


def usual_budget(planned: Sequence[int | None], position: int) -> int:
    """Bytes for the kept positions of all lanes together, as declared above."""
    return max(FIXED_BUDGET, LEAST_KEPT * position * len(planned)) + BUDGET_PER_UPDATE * sum(count or 0 for count in planned)


def shares(planned: Sequence[int | None], position: int, budget: int | None = None) -> list[int]:
    """How the memory for positions is shared among lanes, in bytes: what one lane does not need goes to the others.

    Args:
        planned: updates each lane will make, None where the budget is time.
        position: bytes of one position.
        budget: bytes for all lanes together; without it, as declared above.
    """
    if budget is None:
        budget = usual_budget(planned, position)
    needs = [budget if count is None else (count + 1) * position for count in planned]
    given = [0] * len(planned)
    for rank, lane in enumerate(sorted(range(len(planned)), key=lambda i: needs[i])):
        given[lane] = min(needs[lane], budget // (len(planned) - rank))
        budget -= given[lane]
    return given
