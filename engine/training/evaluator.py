"""Evaluates a lane's weights on the whole training and validation sets, as the schedule says, and records it.

In a lane whose batch is the whole training set, the batch loss of an update *is* the training loss of the row before
it. It is taken from there, at no cost; such a row is therefore evaluated one update later.
"""

from __future__ import annotations

import time
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..geometry.measurer import Measured
from ..recording.lane import LaneRecording
from .evaluation_schedule import EvaluationSchedule
from .problem import Problem
from .steppers.base import Updates

_ENOUGH = 32  # rows that wait are worth a measurement,
_TOGETHER_WORK = 250_000_000  # or fewer where they take so many multiplications: some 10 ms, the most in one go
_PATIENCE_S = 0.1  # no row waits longer than this for company


class _Waiting(NamedTuple):
    rows: NDArray[np.int64]
    weights: NDArray[Any]  # [k, P]
    loss: NDArray[np.float64] | None  # on the training set, where it is known already


class Evaluator:
    """Evaluates one lane.

    Args:
        problem: what to evaluate with.
        recording: where evaluations go.
        stepper: what is to compute most updates; it decides how often to evaluate.
    """

    def __init__(self, problem: Problem, recording: LaneRecording, stepper: str) -> None:
        self._objectives = problem.objectives
        self._recording = recording
        sizes = problem.n, len(problem.dataset.validation_inputs)
        self._schedule = EvaluationSchedule(problem.experiment, recording.lane, stepper, sizes)
        is_complete = recording.lane.takes_all(recording.n) and recording.target is None  # with a target it has to be known at once
        is_plain = not problem.dataset.is_classification and problem.function is None  # accuracy needs outputs, a function is more exact
        waits = not recording.lane.optimizer.schedule_kind.watches  # for the next update, which tells the loss of the row
        is_whole = problem.dataset.is_whole  # else all lanes are measured on the same samples
        self._reuses_loss = is_complete and is_plain and problem.is_declared and waits and is_whole and not problem.modes.differ
        measured = sizes[1] + (0 if self._reuses_loss else len(problem.dataset.train_inputs))
        self._work = problem.experiment.products * measured
        self._together = max(1, _TOGETHER_WORK // self._work)
        self._last = (0, problem.start)  # the newest row and its weights
        self._waiting: list[_Waiting] = []
        self._since = 0.0  # when the first of them began to wait
        if not self._reuses_loss:
            self._record(np.array([0]), *problem.measured_start)

    def wanted(self, first: int, last: int) -> NDArray[np.int64]:
        """The updates from `first` to `last` whose weights will be asked for by `after`."""
        due = self._due(first, last)
        return due[due >= first]

    def until_due(self, first: int, count: int) -> int:
        """Of some updates from `first` on, how many there are up to the next one that is evaluated."""
        due = self.wanted(first, first + count - 1)
        return int(due[0]) + 1 - first if len(due) else count

    def after(self, first: int, updates: Updates, kept: NDArray[np.int64], weights: NDArray[Any]) -> None:
        """Evaluate what is due among new rows.

        Args:
            first: the first of them.
            updates: what they gave.
            kept: the updates whose positions are in `updates.kept`.
            weights: after the last of them, [P].
        """
        last = first + len(updates.loss) - 1
        due = self._due(first, last)
        new = due[due >= first]
        points = updates.kept[np.searchsorted(kept, new), 0]  # [k, P]
        if len(new) < len(due):
            points = np.concatenate([self._last[1][None], points])
        self._wait(due, points, updates.loss[due - first + 1].astype(np.float64) if self._reuses_loss else None)
        self._last = (last, weights)

    @property
    def is_due(self) -> bool:
        """Whether it is time to measure what waits."""
        return self.is_waiting and (self._count() >= min(_ENOUGH, self._together) or time.perf_counter() - self._since > _PATIENCE_S)

    @property
    def is_waiting(self) -> bool:
        """Whether any row waits to be measured."""
        return bool(self._waiting)

    def _count(self) -> int:
        return sum(len(part.rows) for part in self._waiting)

    def _due(self, first: int, last: int) -> NDArray[np.int64]:
        return self._schedule.due(first - 1, last - 1) if self._reuses_loss else self._schedule.due(first, last)

    def finish(self) -> None:
        """Evaluate what waits, and the last row."""
        row, weights = self._last
        if not self._reuses_loss and self._newest() < row:
            self._wait(np.array([row]), weights[None])
        while self.is_waiting:
            self.measure()
        if self._newest() < row:  # no update after it tells its loss
            self._wait(np.array([row]), weights[None])
            self.measure()

    def _newest(self) -> int:
        """The newest row that is evaluated or waits for it; −1 before the first."""
        if self.is_waiting:
            return int(self._waiting[-1].rows[-1])
        done = self._recording.evaluated()["update"]
        return int(done[-1]) if len(done) else -1

    def stop(self) -> None:
        """Evaluate what waits where that is quickly done, else only the last row, and not even that where it would take long."""
        if self._work * self._count() > _TOGETHER_WORK:
            self._waiting = []
        if self._work <= _TOGETHER_WORK:
            self.finish()

    def _wait(self, rows: NDArray[np.int64], weights: NDArray[Any], loss: NDArray[np.float64] | None = None) -> None:
        if len(rows):
            self._since = self._since if self.is_waiting else time.perf_counter()
            self._waiting.append(_Waiting(rows, weights, loss))

    def _record(self, rows: NDArray[np.int64], train: Measured, validation: Measured) -> None:
        self._recording.append_evaluations(
            rows, train_loss=train.loss, validation_loss=validation.loss,
            train_accuracy=train.accuracy, validation_accuracy=validation.accuracy,
        )  # fmt: skip

    def measure(self) -> None:
        """Measure the rows that have waited longest, as many as go together."""
        rows, weights = (np.concatenate([part[i] for part in self._waiting]) for i in (0, 1))
        loss = None if self._waiting[0].loss is None else np.concatenate([part.loss for part in self._waiting if part.loss is not None])
        now = slice(0, self._together)
        train = self._objectives.train.measure(weights[now]) if loss is None else Measured(loss[now], np.full(len(rows[now]), np.nan))
        is_same = self._objectives.validation is self._objectives.train  # as of a function
        self._record(rows[now], train, train if is_same else self._objectives.validation.measure(weights[now]))
        later = slice(self._together, None)
        self._waiting = []
        self._wait(rows[later], weights[later], None if loss is None else loss[later])
