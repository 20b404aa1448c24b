"""The columns of a lane's recording: one line each, and a small function for those that follow from others.

Row 0 is the common start: no batch caused it, so its `loss`, `grad_norm` and `lr` are NaN.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..experiment import Lane
from ..optim.lr_schedule import learning_rates

STORED = {
    "loss": "float",  # of the batch that caused the update, at the weights before it
    "grad_norm": "float",  # Euclidean norm of that batch's gradient
    "update_norm": "float",  # how far the weights moved, Euclidean
    "seconds": "float64",  # time the lane has spent computing so far
}

EVALUATED = ("train_loss", "validation_loss", "train_accuracy", "validation_accuracy")  # NaN accuracies in regression


class Recorded(Protocol):
    """What derived columns follow from; see `LaneRecording`."""

    lane: Lane
    planned: int | None

    def samples_after(self, updates: NDArray[np.int64]) -> NDArray[np.int64]: ...
    def snapshot(self) -> dict[str, NDArray[Any]]: ...
    def known_coordinates(self) -> NDArray[np.float64]: ...


def samples_seen(lane: Recorded, rows: int) -> NDArray[np.int64]:
    """Samples used so far, counted again in each epoch."""
    return lane.samples_after(np.arange(rows))


def lr(lane: Recorded, rows: int) -> NDArray[Any]:
    """Learning rate of the update."""
    rates = np.full(rows, np.nan, lane.snapshot()["loss"].dtype)
    rates[1:] = learning_rates(lane.lane.optimizer, lane.planned, 1, rows - 1)
    return rates


def _coordinate(axis: int) -> Callable[[Recorded, int], NDArray[Any]]:
    def coordinate(lane: Recorded, rows: int) -> NDArray[Any]:
        """Coordinate on the plane of the finished recording."""
        return lane.known_coordinates()[:rows, axis]

    return coordinate


DERIVED: dict[str, Callable[[Recorded, int], NDArray[Any]]] = {
    "samples_seen": samples_seen,
    "lr": lr,
    "x": _coordinate(0),
    "y": _coordinate(1),
}
