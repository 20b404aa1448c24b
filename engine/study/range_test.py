"""The learning-rate range test: how low the training loss is after short runs at many rates.

Each rate has a run of its own from the common start, unlike in the test of Smith 2017, where one run passes through all rates, and a large
one suffers from those before it. Batches and optimizer are the lane's; schedule and warm-up are left out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..experiment import Experiment
from ..jobs import Job, Stopped
from ..messages import Message, message
from ..recording.lane import LaneRecording
from ..recording.path import divergence_threshold

if TYPE_CHECKING:
    from ..training.problem import Problem

Losses = NDArray[np.float64]

_PER_DECADE = 8
_BELOW, _ABOVE = 1000.0, 30.0  # times below and above what the lane has and what its optimizer bears, the grid goes
_LEAST, _MOST = 1e-7, 1e3  # rates
_SHORT, _LONG = 10, 100  # updates of a run: an epoch, but no fewer and no more


@dataclass(frozen=True, eq=False)
class RangeTest:
    """What was found.

    Attributes:
        experiment: what was tested.
        lane: its name.
        updates: of each run.
        rates: those tried, rising, the lane's own among them: [k].
        losses: the training loss after each run, [k]; infinite where it diverged.
        start: the training loss before them.
        chosen: the rate that the lane begins with now, scaled for its batches.
        limit: the rate above which the optimizer leaves a minimum as curved as the start; infinite where curvature sets no limit.
        formula: of the limit, in λmax; empty where there is none.
    """

    experiment: Experiment
    lane: str
    updates: int
    rates: Losses
    losses: Losses
    start: float
    chosen: float
    limit: float
    formula: str

    @property
    def has_diverged(self) -> NDArray[np.bool_]:
        """At which rates the loss rose far above that of the start, [k]."""
        return ~(self.losses <= divergence_threshold(self.start))

    @property
    def best(self) -> float:
        """The rate with the lowest loss; the smallest one where all diverged."""
        return float(self.rates[np.argmin(self.losses)])

    def loss_at(self, rate: float) -> float:
        """The loss after the run at the tested rate nearest to some rate."""
        return float(self.losses[np.argmin(np.abs(np.log(self.rates / rate)))])

    def declared(self, rate: float) -> float:
        """What has to be declared for the lane to begin with some rate, to three digits."""
        lane = self.experiment.lane(self.lane)
        return float(f"{rate * lane.optimizer.lr / self.chosen:.3g}")

    def told(self) -> Message:
        """The result in one sentence."""
        best, chosen = self.best, self.chosen
        found: dict[str, object] = {
            "updates": self.updates, "start": f"{self.start:.3g}", "best": f"{best:.3g}", "lowest": f"{self.loss_at(best):.3g}",
            "chosen": f"{chosen:.3g}", "now": f"{self.loss_at(chosen):.3g}", "limit": f"{self.limit:.3g}", "formula": self.formula,
        }  # fmt: skip
        return message("range_found" if math.isinf(self.limit) else "range_found_with_limit", **found)

    def as_json(self) -> dict[str, Any]:
        """For other programs; numbers that are not finite are null."""
        return {
            "experiment": self.experiment.name, "lane": self.lane, "updates": self.updates, "start": _finite(self.start),
            "chosen": self.chosen, "best": self.best, "limit": _finite(self.limit), "rates": self.rates.tolist(),
            "losses": [_finite(loss) for loss in self.losses.tolist()], "diverged": self.has_diverged.tolist(),
        }  # fmt: skip


def range_test(
    experiment: Experiment, lane: str, problem: Problem | None = None, job: Job[Any] | None = None, updates: int | None = None
) -> RangeTest:
    """Make short runs of a lane.

    Args:
        experiment: what is tested.
        lane: the name of its lane.
        problem: of the same model and samples, to be used again.
        job: is told how far it is, and may end it.
        updates: of each run; without it an epoch's, but no fewer than 10 and no more than 100.

    Raises:
        Stopped: the job should stop.
        InputError: the experiment cannot be run here.
    """
    from ..training.device import fitting_threads, leave_a_core
    from ..training.problem import Problem
    from ..training.torch_defaults import usual_torch

    if job is not None:  # on a thread beside a window
        leave_a_core()
    with usual_torch(), fitting_threads(experiment), np.errstate(over="ignore", invalid="ignore"):
        return _tested(Problem(experiment) if problem is None else problem.turned_to(experiment), lane, job, updates)


def _tested(problem: Problem, name: str, job: Job[Any] | None, updates: int | None) -> RangeTest:
    from ..optim.optimizers import rule_of
    from ..training.derivatives import curvature

    lane = problem.experiment.lane(name)
    rule, chosen = rule_of(lane.optimizer), lane.lr_scaled(problem.n)
    limit = rule.stability_limit(curvature(problem, problem.start))
    rates = grid(chosen, limit)
    experiment = problem.experiment
    recording = LaneRecording(lane, problem.n, experiment.seed, problem.start_position(lane), planned=None, mixing=experiment.data.mixing)
    count = updates or min(_LONG, max(_SHORT, lane.updates_per_epoch(recording.n)))
    weights = _ends_of_runs(problem, recording, rates, count, job)
    losses = np.array([math.inf if end is None else float(problem.objectives.train.measure(end[None]).loss[0]) for end in weights])
    start, formula = float(problem.measured_start[0].loss[0]), "" if math.isinf(limit) else str(rule.limit_formula())
    return RangeTest(experiment, name, count, rates, np.where(np.isfinite(losses), losses, np.inf), start, chosen, limit, formula)


def _ends_of_runs(problem: Problem, recording: LaneRecording, rates: Losses, count: int, job: Job[Any] | None) -> list[NDArray[Any] | None]:
    """The weights [P] after each run, or None where it diverged."""
    from ..training.stepper_choice import autograd_stepper, fast_stepper
    from ..training.steppers.base import InterruptedTrainingError

    stepper = fast_stepper(problem, recording.lane)[0] or autograd_stepper(problem, recording.lane)
    start, batches, ends = problem.start_position(recording.lane), recording.next_batches(1, count), list[NDArray[Any] | None]()
    for index, rate in enumerate(rates):
        if job is not None:
            job.fraction = index / len(rates)
        stepper.restore(start, 0)
        done, diverged = 0, False
        while done < count and not diverged:
            if job is not None and job.should_stop:
                raise Stopped
            try:
                made = stepper.run(batches.part(done, count), np.full(count - done, rate), np.zeros(0, np.int64))
            except InterruptedTrainingError as error:
                raise error.__cause__ or error from None
            done, diverged = done + len(made.loss), made.diverged
        ends.append(None if diverged else stepper.position()[0])
    return ends


def grid(chosen: float, limit: float) -> Losses:
    """The rates to try: eight to a decade, to two digits, from far below what a lane has and bears to far above, and its own: [k]."""
    known = [chosen, limit] if math.isfinite(limit) else [chosen]
    low, high = max(_LEAST, min(known) / _BELOW), min(_MOST, max(known) * _ABOVE)
    places = np.arange(math.floor(_PER_DECADE * math.log10(low)), math.ceil(_PER_DECADE * math.log10(high)) + 1)
    return np.unique([*(float(f"{10 ** (place / _PER_DECADE):.2g}") for place in places), chosen])


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
