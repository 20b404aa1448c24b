"""A budget that ends with a training loss: at the first evaluation at or below it, or at its limit."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import Experiment, InputError, Recording, train
from engine.comparison.summary import as_json
from tests.engine.plain import STEPPERS, all_weights, plain_loss, quick

TARGET = 0.35


def moons(**changes: Any) -> Experiment:
    return quick("two-moons", {"data.n": 90, "budget.target_loss": TARGET, "budget.target_within": 300} | changes)


@pytest.mark.parametrize("stepper", STEPPERS)
def test_a_lane_ends_with_its_first_evaluation_at_or_below_the_target(stepper: str) -> None:
    recording, again = train(moons(stepper=stepper)), train(moons(stepper=stepper))
    for lane, same in zip(recording.lanes, again.lanes, strict=True):
        losses = lane.evaluated()["train_loss"]
        assert lane.status.state == "finished" and lane.trouble == ("", "")
        assert lane.reached_target_at == lane.updates == lane.evaluated()["update"][-1] < 300
        assert losses[-1] <= TARGET < losses[:-1].min()
        assert losses[-1] == pytest.approx(plain_loss(recording, lane.parameters(lane.updates)), rel=1e-5)
        assert np.array_equal(all_weights(lane), all_weights(same))
    assert len({lane.updates for lane in recording.lanes}) == 3


def test_until_there_rows_are_those_of_a_run_without_a_target() -> None:
    for lane, longer in zip(train(moons()).lanes, train(moons(**{"budget.updates": 300})).lanes, strict=True):
        assert np.array_equal(all_weights(lane), all_weights(longer)[: lane.updates + 1])


def test_a_lane_that_does_not_reach_it_ends_at_the_limit_and_says_so(tmp_path: Path) -> None:
    recording = train(moons(**{"budget.target_within": 40, "lanes.stochastic.optimizer.lr": 1e-4}))
    recording.save(tmp_path / "run.tridescent")
    for known in (recording, Recording.load(tmp_path / "run.tridescent")):
        lane = known.lane("stochastic")
        assert (lane.updates, lane.status.state, lane.reached_target_at) == (40, "finished", None)
        assert [str(told) for told in lane.trouble] == ["did not reach 0.35", "did not reach a training loss of 0.35 within 40 updates"]
        told = {each["name"]: each["reached_target_at"] for each in as_json(known, 0.0)["lanes"]}
        assert told["stochastic"] is None and told["mini-batch"] == known.lane("mini-batch").updates < 40


def test_a_lane_that_starts_below_its_target_makes_no_update() -> None:
    assert [(lane.updates, lane.reached_target_at, lane.status.state) for lane in train(moons(**{"budget.target_loss": 99.0})).lanes] == [
        (0, 0, "finished")
    ] * 3


def test_a_lane_that_diverges_says_that_instead() -> None:
    experiment = quick("two-parameter", {"budget.target_loss": 0.01, "lanes.*.optimizer.lr": 50.0})
    assert all(lane.status.state == "diverged" and "diverged" in str(lane.trouble[0]) for lane in train(experiment).lanes)


def test_setting_one_kind_of_budget_replaces_the_other() -> None:
    experiment = moons()
    assert experiment.budget.kind == "target_loss" and experiment.budget.epochs is None
    assert {experiment.planned_updates(lane) for lane in experiment.lanes} == {300}
    by_epochs = experiment.with_changes({"budget.epochs": 3})
    assert (by_epochs.budget.kind, by_epochs.budget.target_loss, by_epochs.budget.target_within) == ("epochs", None, 300)
    assert (experiment.budget_as("epochs"), by_epochs.budget_as("target_loss")) == (20, 0.5)
    with pytest.raises(InputError, match="exactly one of epochs, updates, seconds and target_loss"):
        Experiment.from_dict(experiment.model_dump() | {"budget": {"target_loss": 0.1, "epochs": 2}})
    assert Experiment.from_toml(experiment.to_toml()) == experiment


@pytest.mark.parametrize("value", [math.nan, math.inf, "0.5", True])
def test_what_is_no_loss_is_refused(value: Any) -> None:
    with pytest.raises(InputError, match=r"budget.target_loss: found .*, allowed is a number from"):
        moons(**{"budget.target_loss": value})
