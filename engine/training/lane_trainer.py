"""One lane being trained: it makes updates in short chunks and writes all of them into its recording."""

from __future__ import annotations

import math
import traceback
from contextlib import suppress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, listed, unexpected
from ..optim.plateau import Plateau
from ..recording.clock import Clock, time_at
from ..recording.lane import LaneRecording, LaneStatus
from .divergence import why_diverged
from .evaluator import Evaluator
from .problem import Problem
from .stepper_choice import choose_stepper, fall_back
from .steppers.base import InterruptedTrainingError, Updates
from .timing import computing_clock

_AT_ONCE = 256  # updates offered to the stepper at least; it takes as many as fit into some 10 to 30 ms
_FIRST_SAMPLES = 1 << 12  # in the first offer, if there are more: few calls for a short run
_MOST_SAMPLES = 1 << 20  # in one offer
_FIRST_TIMED = 4  # updates offered first where the budget is time and nothing is known of how long they take
_AIM = 0.9  # of the time that is left is offered, so that noise in the pace seldom leads beyond it
_CLOSE = 0.005  # of the budget: so little time left is none


class LaneTrainer:
    """Trains one lane.

    Args:
        problem: what to compute with.
        recording: where rows go.
        is_plain: use autograd, whatever else there is.

    Attributes:
        recording: the same.
        stepper: what computes its updates.
    """

    def __init__(self, problem: Problem, recording: LaneRecording, *, is_plain: bool = False) -> None:
        self.recording = recording
        self._problem = problem
        self._planned = recording.planned
        awaits_kernels = problem.awaits_kernels and not is_plain and problem.experiment.stepper != "autograd"  # asked before they come
        self.stepper = fall_back(problem, recording) if is_plain else choose_stepper(problem, recording)
        self._why_chosen = recording.note
        self._awaits_kernels = awaits_kernels and self.stepper.name == "autograd"
        self._evaluator = Evaluator(problem, recording, "fused" if self._awaits_kernels else self.stepper.name)
        self._clock = computing_clock(problem.device.type)
        self._seconds = 0.0
        said = recording.lane.optimizer
        self._plateau = Plateau(said.patience) if said.schedule_kind.watches else None
        self._pace = 0.0  # seconds an update took in the last chunk
        self._counted = np.arange(0.0)  # 1, 2, 3 …
        self._offer = max(_AT_ONCE, _FIRST_SAMPLES // recording.lane.size(recording.n))

    def progress(self, clock: Clock) -> float:
        """How far the lane is on a clock."""
        return time_at(self.recording, clock, self.recording.updates)

    @property
    def is_overdue(self) -> bool:
        """Whether rows have waited long enough to be evaluated."""
        return self._evaluator.is_due

    def advance(self) -> None:
        """Make one chunk of updates and record them. What goes wrong ends the lane and is kept in its status."""
        try:
            self._advance()
        except Exception as error:  # whatever a user's module raises belongs to its lane; the others go on
            self._fail(error)

    def stop(self) -> None:
        """End the lane where it is."""
        if not self.recording.is_over:
            self._evaluator.stop()
            self.recording.status = LaneStatus("stopped")

    def _advance(self) -> None:
        if self._awaits_kernels and not self._problem.awaits_kernels:
            self._hand_over()
        left = self._left()
        is_asked = left == 0 or self.recording.target is not None  # how to go on depends on it
        if self._evaluator.is_due or (is_asked and self._evaluator.is_waiting):
            self._evaluator.measure()
        elif left == 0:
            self._finish()
        else:
            self._train(left)

    def _hand_over(self) -> None:
        """Let the kernels go on where autograd is, now that they are there, if they agree with it."""
        self._awaits_kernels = False
        position = self.stepper.position()
        chosen = choose_stepper(self._problem, self.recording)
        self._why_chosen = self.recording.note
        if chosen.name != self.stepper.name:
            chosen.restore(position, self.recording.updates)
            self.stepper = chosen

    def _train(self, left: int) -> None:
        """Offer updates to the stepper, and record those that it makes."""
        recording, first = self.recording, self.recording.updates + 1
        stage, _, count = next(recording.plan.pieces(first, min(self._offer, left)))
        count = min(count, max(1, _MOST_SAMPLES // stage.size))
        if self._plateau is not None:  # at the end of an epoch it is decided how to go on
            count = min(count, recording.plan.epoch_end(first) + 1 - first)
        if self._planned is None:  # no position is copied that would be dropped in the same chunk
            count = min(count, max(1, recording.history.last_place + 1 - first))
        if recording.target is not None:
            count = self._evaluator.until_due(first, count)
        rates = recording.learning_rates(first, count)
        last = first + count - 1
        is_wanted = np.zeros(count, bool)
        is_wanted[self._evaluator.wanted(first, last) - first] = True
        is_wanted[recording.history.wanted(first, last) - first] = True
        wanted = first + np.flatnonzero(is_wanted)
        batches = recording.next_batches(first, count)
        began = self._clock()
        interrupted = None
        try:
            updates = self.stepper.run(batches, rates, wanted - first + 1)
        except InterruptedTrainingError as error:
            updates, interrupted = error.done, error
        self._record(first, wanted, updates, max(self._clock() - began - updates.overhead_s, 1e-9))
        notes = [note for note in (self._why_chosen, self.stepper.note, self._problem.dataset.note) if note]
        recording.note = listed(notes, "semicolon") if notes else ""
        done = len(updates.loss)
        self._offer = max(_AT_ONCE, 2 * done if done == count else done + done // 16)
        if self._plateau is not None and recording.updates == recording.plan.epoch_end(first):
            self._watch(self._plateau)
        if updates.diverged:
            self._end_diverged(recording.updates + 1)
        elif interrupted is not None and interrupted.__cause__ is not None:
            self._fail(interrupted.__cause__)

    def _watch(self, plateau: Plateau) -> None:
        """At the end of an epoch, measure the loss and lower the rate where it has not fallen for too long."""
        recording = self.recording
        self._evaluator.finish()
        measured = recording.evaluated()
        loss = measured["train_loss" if recording.lane.optimizer.plateau_loss == "training" else "validation_loss"][-1]
        if plateau.is_reached(float(loss)):
            recording.lowered += (recording.updates,)

    def _left(self) -> int:
        """Updates that may still be made: none once a target is reached, else all that are planned, or so many that a budget of time is met
        within a few per cent."""
        if self.recording.reached_target_at is not None:
            return 0
        if self._planned is not None:
            return self._planned - self.recording.updates
        budget = self._problem.experiment.budget.seconds or math.inf
        left = budget - self._seconds
        if not self.recording.updates:
            return _FIRST_TIMED if left > 0 else 0
        return max(1, int(_AIM * left / self._pace)) if left > max(_CLOSE * budget, self._pace / 2) else 0

    def _record(self, first: int, wanted: NDArray[np.int64], updates: Updates, took: float) -> None:
        count = len(updates.loss)
        if len(self._counted) < count:
            self._counted = np.arange(1.0, 2 * count + 1)
        seconds, self._seconds = self._seconds + (took / max(count, 1)) * self._counted[:count], self._seconds + took
        if count:
            if self._awaits_kernels:
                self.recording.autograd_updates += count
            self._pace = took / count
            kept = wanted[: len(updates.kept)]
            columns: dict[str, Any] = {name: getattr(updates, name) for name in ("loss", "grad_norm", "update_norm")}
            self.recording.append(kept, updates.kept, **columns, seconds=seconds)
            self._evaluator.after(first, updates, kept, self.stepper.position()[0])

    def _finish(self) -> None:
        """End the lane after its last update. Weights can still be finite where the loss over all samples no longer is."""
        self._evaluator.finish()
        if np.isfinite(self.recording.evaluated()["train_loss"][-1]):
            self.recording.status = LaneStatus("finished")
        else:
            self._end_diverged(self.recording.updates)

    def _end_diverged(self, update: int) -> None:
        self._evaluator.finish()
        self.recording.status = LaneStatus("diverged", update, why_diverged(self._problem, self.recording))

    def _fail(self, error: BaseException) -> None:
        """End the lane at the update that raised, with all before it recorded and evaluated."""
        with suppress(Exception):  # the module that has just failed may fail here too; the first failure is the one to tell
            self._evaluator.finish()
        details = "".join(traceback.format_exception(error))
        reason = error.told if isinstance(error, InputError) else unexpected(error)
        self.recording.status = LaneStatus("failed", self.recording.updates + 1, reason, details)
