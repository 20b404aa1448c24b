"""Why a lane diverged: the curvature where its loss began to rise, against what its optimizer bears. See docs/decisions/divergence.md."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..optim.lr_schedule import learning_rates
from ..optim.optimizers import rule_of
from ..recording.lane import LaneRecording
from ..recording.path import divergence_threshold
from .derivatives import curvature, gradient
from .problem import Problem

_FALL = 1e6  # times the loss at the start: who lies so far below it falls without end
_FAR = 1e9  # a weight beyond has flown away, and what is not a number there is an overflow
_BATCHES = 8  # looked at, from the one that led away on


def why_diverged(problem: Problem, recording: LaneRecording) -> str:
    """The reason in one sentence, or that it is not known. Takes some passes over all samples."""
    try:
        return _Divergence(problem, recording).reason()
    except Exception as error:  # what a module of the user's own does when it is differentiated twice, at its very edge
        return f"the reason is not known: the curvature could not be measured ({type(error).__name__})"


class _Divergence:
    """A lane that diverged, and what it was trained with."""

    def __init__(self, problem: Problem, recording: LaneRecording) -> None:
        self._problem, self._recording = problem, recording
        self._optimizer, self._rule = recording.lane.optimizer, rule_of(recording.lane.optimizer)
        self._is_function = problem.function is not None

    def reason(self) -> str:
        first, end = self._loss(0), self._recording.updates
        last = self._loss(end)
        if last < first - _FALL * max(abs(first), 1.0):
            return f"the loss falls without end: it is {last:.3g} at row {end:,}, and there is no minimum to come to rest in"
        row = end if last <= divergence_threshold(first) else self._last_calm_row(first)
        weights = self._recording.parameters(row)
        if row == end and not np.isfinite(gradient(self._problem, weights)).all():
            return f"the gradient is not finite at row {row:,}{self._place(weights)}"
        if row < end and self._is_function:
            there = self._recording.parameters(row + 1)
            if math.isnan(self._loss(row + 1)) and abs(there).max() < _FAR:
                return f"the function has no value at row {row + 1:,}{self._place(there)}"
        return self._judged(row, weights)

    def _judged(self, row: int, weights: NDArray[Any]) -> str:
        """What the curvature at a row says."""
        rate = float(learning_rates(self._optimizer, self._recording.planned, row + 1, 1)[0])
        if self._optimizer.kind.scales:
            limit = self._rule.stability_limit(0.0)
            if rate > limit:
                formula = self._rule.limit_formula()
                return f"learning rate {rate:g} is above {formula} = {limit:.3g}, from where on the decay alone lets the weights grow"
            return (
                f"the reason is not known: with {self._optimizer.name} the curvature sets no limit to the learning rate, which is {rate:g}"
            )
        largest = curvature(self._problem, weights)
        limit = self._rule.stability_limit(largest)
        place = f"the limit of stability at row {row:,}"
        if rate > limit:
            before = self._rule.stability_limit(curvature(self._problem, self._problem.start))
            grown = f"; at the start it was {before:.3g}, for the curvature has grown" if rate <= before else ""
            return f"learning rate {rate:g} is above {self._rule.limit_formula()} = {limit:.3g}, {place}{grown}"
        if math.isinf(limit):
            return f"the reason is not known: the largest curvature at row {row:,} is {largest:.3g}, which sets no limit"
        text = f"learning rate {rate:g} is below {self._rule.limit_formula()} = {limit:.3g}, {place}"
        of_batches = self._batches_limit(row, weights)
        if rate > of_batches:
            size = self._recording.lane.size(self._recording.n)
            known = "the reason is not known for certain"  # in the mean over batches it may still be stable
            return f"{known}: {text} of the whole set, but above {of_batches:.3g}, that of a batch of {size} there"
        return f"the reason is not known: {text}"

    def _batches_limit(self, row: int, weights: NDArray[Any]) -> float:
        """The least limit among the next batches, where they curve in other ways than the whole set; noise only tilts a function."""
        recording = self._recording
        if self._is_function or recording.lane.size(recording.n) == recording.n:
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

    def _place(self, weights: NDArray[Any]) -> str:
        return f", x = {weights[0]:.4g}, y = {weights[1]:.4g}" if self._is_function else ""
