"""Why a lane diverged: the curvature where its loss began to rise, against what its optimizer bears. See docs/decisions/divergence.md."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..messages import Message, message
from ..optim.optimizers import rule_of
from ..recording.lane import LaneRecording
from ..recording.path import divergence_threshold
from .derivatives import curvature, gradient
from .problem import Problem

_FALL = 1e6  # times the loss at the start: who lies so far below it falls without end
_FAR = 1e9  # a weight beyond has flown away, and what is not a number there is an overflow
_BATCHES = 8  # looked at, from the one that led away on


def why_diverged(problem: Problem, recording: LaneRecording) -> Message:
    """The reason in one sentence, or that it is not known. Takes some passes over all samples."""
    try:
        return _Divergence(problem, recording).reason()
    except Exception as error:  # what a module of the user's own does when it is differentiated twice, at its very edge
        return message("curvature_not_measured", error=type(error).__name__)


class _Divergence:
    """A lane that diverged, and what it was trained with."""

    def __init__(self, problem: Problem, recording: LaneRecording) -> None:
        self._problem, self._recording = problem, recording
        self._optimizer, self._rule = recording.lane.optimizer, rule_of(recording.lane.optimizer)
        self._is_function = problem.function is not None

    def reason(self) -> Message:
        first, end = self._loss(0), self._recording.updates
        last = self._loss(end)
        if last < first - _FALL * max(abs(first), 1.0):
            return message("loss_falls_without_end", loss=f"{last:.3g}", row=end)
        row = end if last <= divergence_threshold(first) else self._last_calm_row(first)
        weights = self._recording.parameters(row)
        if row == end and not np.isfinite(gradient(self._problem, weights)).all():
            return message("gradient_not_finite", at=self._place(row, weights))
        if row < end and self._is_function:
            there = self._recording.parameters(row + 1)
            if math.isnan(self._loss(row + 1)) and abs(there).max() < _FAR:
                return message("function_has_no_value", at=self._place(row + 1, there))
        return self._judged(row, weights)

    def _judged(self, row: int, weights: NDArray[Any]) -> Message:
        """What the curvature at a row says."""
        rate = float(self._recording.learning_rates(row + 1, 1)[0])
        found: dict[str, object] = {"rate": f"{rate:g}", "formula": self._rule.limit_formula(), "row": row}
        if self._optimizer.kind.scales:
            limit = self._rule.stability_limit(0.0)
            if rate > limit:
                return message("rate_above_decay", limit=f"{limit:.3g}", **found)
            return message("optimizer_has_no_limit", optimizer=self._optimizer.name, rate=f"{rate:g}")
        largest = curvature(self._problem, weights)
        limit = self._rule.stability_limit(largest)
        found["limit"] = f"{limit:.3g}"
        if rate > limit:
            before = self._rule.stability_limit(curvature(self._problem, self._problem.start))
            return (
                message("rate_above_grown_limit", before=f"{before:.3g}", **found)
                if rate <= before
                else message("rate_above_limit", **found)
            )
        if math.isinf(limit):
            return message("curvature_sets_no_limit", row=row, curvature=f"{largest:.3g}")
        of_batches = self._batches_limit(row, weights)
        if rate > of_batches:  # in the mean over batches it may still be stable
            size = self._recording.plan.stage_at(row).size
            return message("rate_above_limit_of_batch", of_batch=f"{of_batches:.3g}", size=str(size), **found)
        return message("rate_below_limit", **found)

    def _batches_limit(self, row: int, weights: NDArray[Any]) -> float:
        """The least limit among the next batches, where they curve in other ways than the whole set; noise only tilts a function."""
        recording = self._recording
        if self._is_function or recording.lane.takes_all(recording.n):
            return math.inf
        batches = recording.next_batches(row + 1, _BATCHES)
        some = np.split(batches.order, batches.starts[1:-1])
        return min(self._rule.stability_limit(curvature(self._problem, weights, samples)) for samples in some)

    def _last_calm_row(self, first: float) -> int:
        """The last row before the loss rose far above that of the start for good, by bisection."""
        measured, wild = self._recording.evaluated(), self._recording.updates
        calm = int(measured["update"][measured["train_loss"] <= divergence_threshold(first)][-1])
        while wild - calm > 1:
            middle = (calm + wild) // 2
            calm, wild = (middle, wild) if self._loss(middle) <= divergence_threshold(first) else (calm, middle)
        return calm

    def _loss(self, row: int) -> float:
        return float(self._problem.objectives.train.measure(self._recording.parameters(row)[None]).loss[0])

    def _place(self, row: int, weights: NDArray[Any]) -> Message:
        if not self._is_function:
            return message("row", row=row)
        return message("row_at", row=row, x=f"{weights[0]:.4g}", y=f"{weights[1]:.4g}")
