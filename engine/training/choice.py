"""Which stepper computes a lane: the fastest that fits and agrees with autograd."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..data.batches import Batches
from ..recording.lane import LaneRecording
from .rates import learning_rates
from .steppers.base import InterruptedTrainingError, Rates, Stepper
from .workshop import Workshop

_COMPARED = 3  # updates: enough for every term of every optimizer to have been used
_TOLERANCE = {"float32": 1e-4, "float64": 1e-9}
_COMPARED_WORK = 20_000_000  # multiplications in the updates compared; beyond it only one is


def choose_stepper(workshop: Workshop, recording: LaneRecording) -> Stepper:
    """A stepper for a lane, at the common start; which one, and how well it agrees, is noted in the recording."""
    chosen, recording.note = workshop.fast_stepper(recording.lane)
    if chosen is not None:
        recording.agreement = _difference(chosen, workshop, recording)
        if recording.agreement <= _TOLERANCE[workshop.experiment.dtype]:
            chosen.restore(workshop.start_position(recording.lane), 0)
            recording.stepper = chosen.name
            return chosen
        recording.note = (
            f"the {chosen.name} stepper differs from autograd by {recording.agreement:.1e} in the first updates, so autograd is used"
        )
    reference = workshop.autograd_stepper(recording.lane)
    recording.stepper, recording.agreement = reference.name, float("nan")
    return reference


def _difference(chosen: Stepper, workshop: Workshop, recording: LaneRecording) -> float:
    """The largest difference of losses, norms and weights in the first updates, relative to their size."""
    lane, planned = recording.lane, recording.planned
    size = lane.size(recording.n)
    count = _COMPARED if _COMPARED * size * len(workshop.start) <= _COMPARED_WORK else 1
    count = min(count, planned or count)
    batches, rates = recording.next_batches(1, count), learning_rates(lane.optimizer, planned, 1, count)
    ours, reference = (_first_updates(stepper, batches, rates) for stepper in (chosen, workshop.autograd_stepper(lane)))
    if len(ours[0]) != len(reference[0]):  # one diverged earlier than the other
        return float("inf")
    return float(np.max([_relative(a, b) for a, b in zip(ours, reference, strict=True)]))  # NaN if one of them is


def _first_updates(stepper: Stepper, batches: Batches, rates: Rates) -> list[NDArray[Any]]:
    """Losses [k], gradient norms [k] and weights [k, P] of updates, up to one that is not finite or raises."""
    parts: list[list[NDArray[Any]]] = [[], [], []]
    done = 0
    while done < len(batches):
        left = len(batches) - done
        try:
            updates = stepper.run(batches.part(done, len(batches)), rates[done:], np.arange(1, left + 1))
        except InterruptedTrainingError:
            break
        for values, part in zip((updates.loss, updates.grad_norm, updates.kept[:, 0]), parts, strict=True):
            part.append(values)
        done += len(updates.loss)
        if updates.diverged:
            break
    return [np.concatenate(part) for part in parts]


def _relative(a: NDArray[Any], b: NDArray[Any]) -> float:
    if not b.size:
        return 0.0
    return float(np.abs(a.astype(np.float64) - b).max() / max(float(np.abs(b).max()), 1e-30))
