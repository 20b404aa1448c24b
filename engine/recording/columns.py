"""The columns of a lane's recording: one line each, and a small function for those that follow from others.

Row 0 is the common start: no batch caused it, so its `loss`, `grad_norm` and `lr` are NaN.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ..messages import Message, message
from ..optim.lr_schedule import Rates

Check = Callable[[NDArray[Any], int], Any]

_JITTER_S = 1e-6  # so far seconds may go back: they are sums


class Column(NamedTuple):
    """What a column may hold.

    Attributes:
        dtype: numpy's name for it, or `float` for the experiment's.
        check: whether values are possible in a lane of so many rows; a file is read with it.
        allowed: those that are, in words.
    """

    dtype: str
    check: Check
    allowed: Message


def _is_norm(values: NDArray[Any], rows: int) -> Any:
    return (values[1:] >= 0).all()  # not NaN


def _is_time(values: NDArray[Any], rows: int) -> Any:
    return np.isfinite(values).all() and values[0] == 0 and (values[1:] >= values[:-1] - _JITTER_S).all()


def _is_update(values: NDArray[Any], rows: int) -> Any:
    return (values[:1] >= 0).all() and (values[-1:] < rows).all() and (values[1:] > values[:-1]).all()


def _is_share(values: NDArray[Any], rows: int) -> Any:
    return (np.isnan(values) | ((values >= 0) & (values <= 1))).all()


STORED = {
    # of the batch that caused the update, at the weights before it
    "loss": Column("float", lambda values, rows: np.isfinite(values[1:]).all(), message("finite_after_start")),
    # Euclidean norm of that batch's gradient
    "grad_norm": Column("float", _is_norm, message("none_negative")),
    # how far the weights moved, Euclidean
    "update_norm": Column("float", _is_norm, message("none_negative")),
    # time the lane has spent computing so far
    "seconds": Column("float64", _is_time, message("rising_times")),
}

EVALUATED = {
    "update": Column("int64", _is_update, message("rising_updates")),
    "train_loss": Column("float64", lambda values, rows: True, message("any_value")),
    "validation_loss": Column("float64", lambda values, rows: True, message("any_value")),
    "train_accuracy": Column("float64", _is_share, message("shares")),  # NaN in regression
    "validation_accuracy": Column("float64", _is_share, message("shares")),
}


class Recorded(Protocol):
    """What derived columns follow from; see `LaneRecording`."""

    def samples_after(self, updates: NDArray[np.int64]) -> NDArray[np.int64]: ...
    def learning_rates(self, first: int, count: int) -> Rates: ...
    def snapshot(self) -> Mapping[str, NDArray[Any]]: ...
    def known_coordinates(self) -> NDArray[np.float64]: ...


def samples_seen(lane: Recorded, rows: int) -> NDArray[np.int64]:
    """Samples used so far, counted again in each epoch."""
    return lane.samples_after(np.arange(rows))


def batch_size(lane: Recorded, rows: int) -> NDArray[np.int64]:
    """Samples of the update's batch; 0 at the start."""
    return np.diff(lane.samples_after(np.arange(rows)), prepend=0)


def lr(lane: Recorded, rows: int) -> NDArray[Any]:
    """Learning rate of the update."""
    rates = np.full(rows, np.nan, lane.snapshot()["loss"].dtype)
    rates[1:] = lane.learning_rates(1, rows - 1)
    return rates


def _coordinate(axis: int) -> Callable[[Recorded, int], NDArray[Any]]:
    def coordinate(lane: Recorded, rows: int) -> NDArray[Any]:
        """Coordinate on the plane of the finished recording."""
        return lane.known_coordinates()[:rows, axis]

    return coordinate


DERIVED: dict[str, Callable[[Recorded, int], NDArray[Any]]] = {
    "samples_seen": samples_seen,
    "batch_size": batch_size,
    "lr": lr,
    "x": _coordinate(0),
    "y": _coordinate(1),
}
