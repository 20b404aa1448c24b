"""What the figures beside a lane say at a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..messages import Message, message
from .lane import LaneRecording


class Reading(NamedTuple):
    """A lane at one row.

    Attributes:
        updates, samples_seen: so far.
        seconds: time spent computing so far.
        samples_per_second: over that time; NaN at the start.
        train_loss, validation_loss: at row `measured_at`; NaN before the first evaluation.
        grad_norm: of the batch that caused the row; NaN at the start.
        train_accuracy, validation_accuracy: likewise; NaN in regression.
        measured_at: the row itself where it was measured, else that of the last evaluation before it, or -1.
        times_used: how often the samples have been used that were used least and most; None where to count that would take long.
    """

    updates: int
    samples_seen: int
    seconds: float
    samples_per_second: float
    train_loss: float
    validation_loss: float
    grad_norm: float
    measured_at: int
    train_accuracy: float = float("nan")
    validation_accuracy: float = float("nan")
    times_used: tuple[int, int] | None = None

    @property
    def age(self) -> int:
        """Updates since the losses were measured."""
        return self.updates - self.measured_at


_MEASURED = ("train_loss", "validation_loss", "train_accuracy", "validation_accuracy")


def reading(lane: LaneRecording, row: int, measured_here: Sequence[float] | None = None) -> Reading:
    """Read a lane at a row; `measured_here` are losses and accuracies of training and validation, where they were measured at this very
    row."""
    columns, measured = lane.snapshot(), lane.evaluated()
    seconds, samples = float(columns["seconds"][row]), lane.samples_at(row)
    index = evaluated_until(measured, row) - 1
    measured_at = int(measured["update"][index]) if index >= 0 else -1
    values = [float(measured[name][index]) if index >= 0 else np.nan for name in _MEASURED]
    if measured_here is not None and measured_at != row:
        measured_at, values = row, list(measured_here)
    speed = samples / seconds if seconds > 0 else np.nan
    train_loss, validation_loss, train_accuracy, validation_accuracy = values
    grad_norm = float(columns["grad_norm"][row])
    return Reading(
        row, samples, seconds, speed, train_loss, validation_loss, grad_norm, measured_at, train_accuracy, validation_accuracy,
        lane.least_and_most_used(row),
    )  # fmt: skip


def explain_stepper(lane: LaneRecording) -> Message:
    """What computed a lane's updates, and why, in one sentence."""
    if lane.note:
        return message("stepper_with_note", stepper=lane.stepper, note=lane.note)
    if lane.stepper == "autograd":
        return message("plain_autograd")
    if np.isnan(lane.agreement):
        kernels = message("kernels_not_compared", stepper=lane.stepper)
    else:
        difference = f"{lane.agreement:.0e}" if lane.agreement else "0"
        kernels = message("kernels_agree", stepper=lane.stepper, difference=difference)
    return message("kernels_came_later", kernels=kernels, n=lane.autograd_updates) if lane.autograd_updates else kernels


def evaluated_until(measured: Mapping[str, NDArray[Any]], row: int) -> int:
    """How many evaluations lie at or before a row."""
    return int(np.searchsorted(measured["update"], row, side="right"))
