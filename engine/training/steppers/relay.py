"""Two steppers one after the other, as a lane was trained whose kernels came late."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...data.batches import Batches
from ...messages import Message
from .base import Rates, Stepper, Updates


class RelayStepper:
    """Makes the first updates with one stepper and all others with another one, which goes on from the same position.

    Args:
        first, second: the steppers, at the common start.
        change: updates that the first one makes.
    """

    def __init__(self, first: Stepper, second: Stepper, change: int) -> None:
        self.name, self.nogil = second.name, first.nogil and second.nogil
        self.note: Message | str = ""
        self._first, self._second, self._change = first, second, change
        self._updates = 0

    def run(self, batches: Batches, rates: Rates, wanted: NDArray[np.int64]) -> Updates:
        """Make one update per batch, or as many as the stepper whose turn it is makes at once."""
        left = self._change - self._updates
        if left <= 0:
            return self._second.run(batches, rates, wanted)
        updates = self._first.run(batches.part(0, min(left, len(batches))), rates[:left], wanted[wanted <= left])
        self._updates += len(updates.loss)
        if self._updates == self._change:
            self._second.restore(self._first.position(), self._change)
        return updates

    def position(self) -> NDArray[Any]:
        """A copy of the weights and what the optimizer remembers: [1 + s, P]."""
        return (self._first if self._updates < self._change else self._second).position()

    def restore(self, position: NDArray[Any], updates: int) -> None:
        """Go on from a position [1 + s, P] that some number of updates led to."""
        self._updates = updates
        (self._first if updates < self._change else self._second).restore(position, updates)
