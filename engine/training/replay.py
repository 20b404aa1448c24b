"""Computes recorded updates again: positions that were not kept come out with the same bits."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..messages import message
from ..recording.lane import LaneRecording
from .device import fitting_threads
from .problem import Problem
from .stepper_choice import recorded_stepper
from .steppers.base import Stepper, Updates
from .torch_defaults import usual_torch

_REPLAYED_AT_ONCE = 256


class ReplayError(RuntimeError):
    """A recorded update does not come out again; its argument is a message that says which."""


@usual_torch()
def replay(problem: Problem, recording: LaneRecording, first: int, last: int) -> NDArray[Any]:
    """Compute again the positions [k, 1 + s, P] after updates `first` to `last` of a recorded lane, from the one kept before them: the
    same bits. The first time it goes on to the next one that was kept, to be compared with it.

    Raises:
        ReplayError: one of them is not finite here.
    """
    kept, position = recording.history.before(first)
    if kept == last:
        return position[None]
    following = kept + recording.history.stride
    end = following if last < following <= recording.updates and math.isnan(recording.replay_difference) else last
    wanted = np.union1d(np.arange(max(first, kept + 1), last + 1), [end])
    stepper = recorded_stepper(problem, recording)
    stepper.restore(position, kept)
    parts, done = [position[None]] if kept == first else [], kept
    while done < end:
        updates = _repeat(problem, stepper, recording, done + 1, end, wanted)
        parts.append(updates.kept)
        done += len(updates.loss)
    positions = np.concatenate(parts)
    recording.compare(wanted, positions[-len(wanted) :, 0])
    return positions[: last - first + 1]


def replay_all(problem: Problem, recording: LaneRecording) -> Iterator[NDArray[Any]]:
    """Compute again the weights after every update, in pieces [k, P], which are compared with those that were kept. Where they are
    others, as on another processor, it goes on from those kept.

    Raises:
        ReplayError: one of them is not finite here.
    """
    stepper, history = recorded_stepper(problem, recording, is_long=True), recording.history
    stepper.restore(history.before(0)[1], 0)
    done, span = 0, max(_REPLAYED_AT_ONCE // history.stride, 1) * history.stride  # a piece ends at a kept position, however few fit in
    while done < recording.updates:
        end = min((done // span + 1) * span, done + _REPLAYED_AT_ONCE, recording.updates)
        wanted = np.arange(done + 1, end + 1)
        weights = _repeat(problem, stepper, recording, done + 1, end, wanted).kept[:, 0]
        recording.compare(wanted[: len(weights)], weights)
        done += len(weights)
        if len(weights):
            position = history.at(done)
            if position is not None and not np.array_equal(position[0], weights[-1]):
                stepper.restore(position, done)
            yield weights


@usual_torch()
def _repeat(problem: Problem, stepper: Stepper, recording: LaneRecording, first: int, last: int, wanted: NDArray[np.int64]) -> Updates:
    """Make updates `first` to `last` again, or as many as the stepper makes at once, with the positions after those wanted."""
    with fitting_threads(problem.experiment):
        rates = recording.learning_rates(first, last - first + 1)
        updates = stepper.run(recording.next_batches(first, last - first + 1), rates, wanted[wanted >= first] - first + 1)
    if updates.diverged:
        raise ReplayError(message("replay_not_finite", update=first + len(updates.loss), lane=recording.name))
    return updates
