"""A lane's seconds: budgets of time are met, and what a call costs besides its updates is charged to nobody."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import Recording, train
from engine.comparison.trainer import Trainer
from engine.training.steppers.base import Stepper
from tests.engine.plain import STEPPERS, all_weights, quick, run_to_the_end

PACES = {"full-batch": 7e-4, "mini-batch": 6e-5, "stochastic": 3e-6}  # seconds an update takes, of each lane


class Ticking:
    """A stepper whose updates take a time of their own on a clock of its own, give or take a tenth, and whose calls cost a millisecond."""

    note, name = "", "ticking"

    def __init__(self, stepper: Stepper, pace: float) -> None:
        self._stepper, self._pace, self._random, self.now = stepper, pace, np.random.default_rng(0), 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stepper, name)

    def run(self, *arguments: Any) -> Any:
        updates = self._stepper.run(*arguments)
        self.now += 1e-3 + self._pace * len(updates.loss) * self._random.uniform(0.9, 1.1)
        return updates._replace(overhead_s=1e-3)


def ticking(seconds: float) -> Recording:
    trainer = Trainer(quick("two-parameter", {"budget.seconds": seconds}))
    for lane in trainer._trainers.values():
        stepper = Ticking(lane.stepper, PACES[lane.recording.name])
        lane.stepper, lane._clock = stepper, lambda stepper=stepper: stepper.now  # type: ignore[assignment,misc]
    return run_to_the_end(trainer)


@pytest.mark.parametrize("seconds", [0.1, 0.5])
def test_a_budget_of_seconds_is_met(seconds: float) -> None:
    for lane in ticking(seconds).lanes:
        assert lane.status.state == "finished"
        assert lane.column("seconds")[-1] == pytest.approx(seconds, rel=0.01)
        assert lane.updates == pytest.approx(seconds / PACES[lane.name], rel=0.1)


def test_a_budget_of_less_than_an_update_makes_one_all_the_same() -> None:
    assert all(lane.updates >= 1 for lane in ticking(1e-5).lanes)


def test_what_a_call_costs_is_not_charged() -> None:
    """The quickest of a few short runs, against the pace of a long one."""

    def pace(epochs: int) -> float:
        lane = train(quick("two-parameter", {"budget.epochs": epochs})).lane("full-batch")
        return float(lane.column("seconds")[-1]) / lane.updates

    short, long = min(pace(12) for _ in range(6)), min(pace(1500) for _ in range(3))
    assert short < 4 * long


@pytest.mark.parametrize("name", ["two-parameter", "article", "two-moons"])
def test_warming_up_changes_no_bit(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.training.steppers.fused import FusedStepper

    experiment = quick(name, {"budget.epochs": 2, "lanes.*.optimizer.momentum": 0.5})
    warm = train(experiment)
    monkeypatch.setattr(FusedStepper, "_warm_up", lambda *_: 0.0)
    for mine, yours in zip(warm.lanes, train(experiment).lanes, strict=True):
        assert mine.stepper == "fused"
        assert np.array_equal(all_weights(mine), all_weights(yours))
        for column in ("loss", "grad_norm", "update_norm"):
            assert np.array_equal(mine.column(column)[1:], yours.column(column)[1:])


@pytest.mark.parametrize("stepper", STEPPERS)
def test_seconds_of_a_row_never_fall(stepper: str) -> None:
    for lane in train(quick("two-parameter", {"stepper": stepper, "budget.updates": 40})).lanes:
        assert (np.diff(lane.column("seconds")) > 0).all()
