"""What a stepper is."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ...data.batches import Batches
from ...messages import Message

Rates = NDArray[np.float64]


class Updates(NamedTuple):
    """What k updates gave, in order.

    Attributes:
        loss: of the batch at the weights before the update, [k].
        grad_norm, update_norm: Euclidean, of the batch's gradient and of the difference of the weights, [k].
        kept: after those updates that were wanted and made: weights, and what the optimizer remembers, [q, 1 + s, P].
        diverged: whether the update after these has a loss or weights that are not finite.
        overhead_s: seconds that the call took whatever the number of its updates; they are not charged to the lane.
    """

    loss: NDArray[Any]
    grad_norm: NDArray[Any]
    update_norm: NDArray[Any]
    kept: NDArray[Any]
    diverged: bool = False
    overhead_s: float = 0.0


class InterruptedTrainingError(Exception):
    """An update raised; its exception is the cause.

    Attributes:
        done: the updates made before it.
    """

    def __init__(self, done: Updates) -> None:
        super().__init__(f"after {len(done.loss)} updates")
        self.done = done


class Stepper(Protocol):
    """Makes updates, batch by batch, and remembers weights and optimizer state in between.

    What an optimizer remembers is written as rows of P numbers, in the order of the weights: its momentum; its sum or mean
    of squares; RMSProp's mean of squares, then its momentum; Adam's first, then its second moment; Adadelta's
    mean of squares, then that of its squared moves.

    Attributes:
        name: as it is recorded.
        nogil: whether it computes without the interpreter lock, and neither draws from a generator that all share nor has threads of
            its own, so that other lanes may be at work beside it.
        note: what it had to do otherwise than planned, in one sentence, or empty.
    """

    name: str
    nogil: bool
    note: Message | str

    def run(self, batches: Batches, rates: Rates, wanted: NDArray[np.int64]) -> Updates:
        """Make one update per batch, or as many as fit into some 10 to 30 ms; the next call goes on with the batch after those.

        A batch may also be left half used up; the next call must then begin with the same batch.

        Args:
            batches: the samples of k updates.
            rates: their learning rates, [k].
            wanted: after which of them, counted from 1 and rising, the weights are wanted, [q].

        Raises:
            InterruptedTrainingError: one of them raised.
        """

    def position(self) -> NDArray[Any]:
        """A copy of the weights and what the optimizer remembers: [1 + s, P]."""

    def restore(self, position: NDArray[Any], updates: int) -> None:
        """Go on from a position [1 + s, P] that some number of updates led to."""
