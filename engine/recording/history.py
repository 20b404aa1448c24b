"""The weights after each update, within a memory budget.

Every `stride`-th vector is kept; the stride is 1 while all fit into the budget, and doubles when they do not. What lies
between is computed again from the nearest checkpoint (weights and the optimizer's state), which gives the same bits.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[Any]
MEMORY_BUDGET = 768 * 2**20  # bytes for the vectors of all lanes together
_CHECKPOINTS = 256


class Checkpoint(NamedTuple):
    """From where training can be repeated.

    Attributes:
        update: how many updates led here.
        weights: flat, [P].
        state: what the optimizer remembers, as given to the writer; None at the start.
    """

    update: int
    weights: Vector
    state: Any


class _Kept(NamedTuple):
    stride: int
    rows: NDArray[Any]  # [capacity, P]; row i holds update i · stride


class ParameterHistory:
    """Weights by update: one writer appends, readers ask for updates that have been published.

    Args:
        start: flat weights before the first update, [P].
        planned: updates expected, or None if unknown.
        budget: bytes for kept vectors; at least two are kept.
    """

    def __init__(self, start: Vector, planned: int | None = None, budget: int = MEMORY_BUDGET) -> None:
        self._most = max(2, budget // max(1, start.nbytes))
        stride = 1
        while planned is not None and planned // stride + 1 > self._most:
            stride *= 2
        capacity = 64 if planned is None else planned // stride + 1
        self._kept = _Kept(stride, np.empty((min(capacity, self._most), len(start)), start.dtype))
        self._kept.rows[0] = start
        self._checkpoints = [Checkpoint(0, start.copy(), None)]
        self._spacing = 64 if planned is None else max(64, planned // _CHECKPOINTS)
        self._most_checkpoints = max(2, min(_CHECKPOINTS, self._most // 8))

    @classmethod
    def of_kept(cls, stride: int, rows: NDArray[Any]) -> ParameterHistory:
        """A history as read from a file: every `stride`-th vector, [k, P]."""
        history = cls(rows[0], planned=0)
        history._kept = _Kept(stride, rows)
        return history

    @property
    def stride(self) -> int:
        """Every how many updates a vector is kept."""
        return self._kept.stride

    def append(self, first: int, weights: NDArray[Any]) -> None:
        """Add the weights after updates `first`, `first` + 1, …: [k, P]."""
        last = first + len(weights) - 1
        while last // self._kept.stride >= len(self._kept.rows):
            self._make_room()
        stride, rows = self._kept
        begin = -(-first // stride)  # the first kept row at or after `first`
        taken = weights[begin * stride - first :: stride]
        rows[begin : begin + len(taken)] = taken

    def wants_checkpoint(self, update: int) -> bool:
        """Whether the writer should give a checkpoint now."""
        return update - self._checkpoints[-1].update >= self._spacing

    def add_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint; when there are too many, every other one goes."""
        checkpoints = [*self._checkpoints, checkpoint]
        if len(checkpoints) > self._most_checkpoints:
            checkpoints = checkpoints[::2]
            self._spacing *= 2
        self._checkpoints = checkpoints

    def at(self, update: int) -> Vector | None:
        """A copy of the weights after an update, or None if they are not kept."""
        stride, rows = self._kept
        return rows[update // stride].copy() if update % stride == 0 else None

    def kept(self, updates: int) -> tuple[NDArray[np.int64], NDArray[Any]]:
        """The kept updates up to `updates`, [k], and their weights, [k, P] (a view)."""
        stride, rows = self._kept
        count = min(updates // stride + 1, len(rows))
        return np.arange(count) * stride, rows[:count]

    def nearest(self, update: int) -> Checkpoint:
        """The last checkpoint at or before an update."""
        return max((c for c in self._checkpoints if c.update <= update), key=lambda c: c.update)

    def _make_room(self) -> None:
        stride, rows = self._kept
        if 2 * len(rows) <= self._most:
            larger = np.empty((2 * len(rows), rows.shape[1]), rows.dtype)
            larger[: len(rows)] = rows
            self._kept = _Kept(stride, larger)
        else:
            thinner = np.empty_like(rows)
            thinner[: -(-len(rows) // 2)] = rows[::2]
            self._kept = _Kept(2 * stride, thinner)
