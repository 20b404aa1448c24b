"""What standardising does to the largest stable learning rate: against autograd's curvature, and against lanes that are trained."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Experiment, train
from engine.data.sources.openers import make_dataset
from engine.training.derivatives import curvature
from engine.training.problem import Problem
from engine.training.rate_limit import RateLimits, limits_question, rate_limits
from tests.engine.plain import alone, on_data

CHANGES = {"model.hidden": [], "dtype": "float64", "budget.updates": 2}


def measured(experiment: Experiment) -> RateLimits:
    question = limits_question(experiment, make_dataset(experiment))
    assert question is not None
    return rate_limits(question)


@pytest.mark.parametrize(("kind", "on"), [("line", False), ("diabetes", True), ("diabetes", False)])
@pytest.mark.parametrize("scale", [1.0, 20.0])
def test_limits_are_those_of_the_curvature_by_autograd_whatever_the_switch_is_now(kind: str, on: bool, scale: float) -> None:
    experiment = on_data(kind, CHANGES | {"data.feature_scale": scale, "data.standardize": on})
    problems = [Problem(experiment.with_changes({"data.standardize": each})) for each in (False, True)]
    limits = measured(experiment)
    np.testing.assert_allclose((limits.found, limits.standardized), [2 / curvature(each, each.start) for each in problems], rtol=1e-3)


@pytest.mark.parametrize("kind", ["wine", "gauss"])
def test_limits_of_classes_are_safe(kind: str) -> None:
    experiment = on_data(kind, CHANGES | {"data.standardize": True})
    problem = Problem(experiment)
    assert 0.2 * 2 / curvature(problem, problem.start) < measured(experiment).standardized <= 2 / curvature(problem, problem.start)


@pytest.mark.parametrize("on", [False, True])
def test_below_the_limit_a_lane_learns_and_above_it_does_not(on: bool) -> None:
    experiment = alone(on_data("diabetes", CHANGES), "full-batch").with_changes({"data.standardize": on})
    limits = measured(experiment)
    assert limits.standardized > 1000 * limits.found
    for times, learns in ((0.95, True), (1.05, False)):
        rate = times * (limits.standardized if on else limits.found)
        losses = train(experiment.with_changes({"lanes.*.optimizer.lr": rate, "budget.updates": 60})).lanes[0].evaluated()["train_loss"]
        assert (losses[-1] < losses[0]) == learns


def test_it_is_asked_once_for_all_runs_on_the_same_samples_and_not_where_nothing_is_standardised() -> None:
    experiment = on_data("line", CHANGES)
    dataset = make_dataset(experiment)
    assert limits_question(experiment, dataset) == limits_question(experiment.with_changes({"lanes.*.optimizer.lr": 0.1}), dataset)
    assert limits_question(experiment, dataset) != limits_question(experiment, make_dataset(experiment))
    function = on_data("function")
    assert limits_question(function, make_dataset(function)) is None
