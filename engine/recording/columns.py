"""The columns of a lane's recording: one line each, and a small function for those that follow from others.

Row 0 is the common start: no batch caused it, so its `loss`, `grad_norm` and `lr` are NaN.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..training.rates import learning_rates

if TYPE_CHECKING:
    from .lane import LaneRecording

STORED = {
    "loss": "float",  # of the batch that caused the update, at the weights before it
    "grad_norm": "float",  # Euclidean norm of that batch's gradient
    "update_norm": "float",  # how far the weights moved, Euclidean
    "seconds": "float64",  # time the lane has spent computing so far
}

EVALUATED = ("train_loss", "validation_loss", "train_accuracy", "validation_accuracy")  # NaN accuracies in regression


def samples_seen(lane: LaneRecording, rows: int) -> NDArray[np.int64]:
    """Samples used so far, counted again in each epoch."""
    return lane.samples_after(np.arange(rows))


def lr(lane: LaneRecording, rows: int) -> NDArray[Any]:
    """Learning rate of the update."""
    rates = np.full(rows, np.nan, lane.snapshot()["loss"].dtype)
    rates[1:] = learning_rates(lane.lane.optimizer, lane.planned, 1, rows - 1)
    return rates


def _coordinate(axis: int) -> Callable[[LaneRecording, int], NDArray[Any]]:
    def coordinate(lane: LaneRecording, rows: int) -> NDArray[Any]:
        """Coordinate on the plane of the finished recording."""
        return lane.coordinates(lane)[:rows, axis]

    return coordinate


DERIVED: dict[str, Callable[[LaneRecording, int], NDArray[Any]]] = {
    "samples_seen": samples_seen,
    "lr": lr,
    "x": _coordinate(0),
    "y": _coordinate(1),
}
