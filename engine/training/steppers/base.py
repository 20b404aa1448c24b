"""What a stepper is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray


class Updates(NamedTuple):
    """What k updates gave, in order.

    Attributes:
        weights: flat, after each update, [k, P].
        loss: of the batch at the weights before the update, [k].
        grad_norm, update_norm: Euclidean, [k].
        lr: learning rates, [k].
    """

    weights: NDArray[Any]
    loss: NDArray[Any]
    grad_norm: NDArray[Any]
    update_norm: NDArray[Any]
    lr: NDArray[Any]

    def first(self, count: int) -> Updates:
        """Only the first `count` updates."""
        return Updates(*(part[:count] for part in self))

    def first_not_finite(self) -> int | None:
        """The index of the first update whose loss, gradient or weights are not finite, if any."""
        norms = np.isfinite(self.grad_norm) & np.isfinite(self.update_norm)
        bad = ~(np.isfinite(self.loss) & norms & np.isfinite(self.weights).all(axis=1))
        return int(bad.argmax()) if bad.any() else None


class InterruptedTrainingError(Exception):
    """An update raised; its exception is the cause.

    Attributes:
        done: the updates made before it.
    """

    def __init__(self, done: Updates) -> None:
        super().__init__(f"after {len(done.loss)} updates")
        self.done = done


class Stepper(Protocol):
    """Makes updates, batch by batch, and remembers weights and optimizer state in between."""

    name: str

    def run(self, batches: Sequence[NDArray[np.int64]]) -> Updates:
        """Make one update per batch of sample indices.

        Raises:
            InterruptedTrainingError: one of them raised.
        """

    def state(self) -> Any:
        """A copy of what the optimizer remembers; None if it remembers nothing."""

    def restore(self, weights: NDArray[Any], state: Any) -> None:
        """Go on from flat weights [P] and a state as given by `state`."""
