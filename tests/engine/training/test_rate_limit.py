"""What standardising does to the largest stable learning rate: against numpy's eigenvalues, and against lanes that are trained."""

from __future__ import annotations

import numpy as np
import pytest

from engine import train
from engine.data import make_dataset
from engine.training.rate_limit import rate_limits
from tests.engine.plain import alone, on_data

CHANGES = {"model.hidden": [], "dtype": "float64", "stepper": "autograd", "budget.epochs": 60}


def exact(experiment, is_standardized: bool) -> float:  # type: ignore[no-untyped-def]
    """2 / λmax of a linear model's mean squared error, whose Hessian is 2/n XᵀX."""
    inputs = make_dataset(experiment.with_changes({"data.standardize": is_standardized})).train_inputs
    inputs = np.column_stack([inputs, np.ones(len(inputs))])
    return float(1 / np.linalg.eigvalsh(inputs.T @ inputs / len(inputs))[-1])


@pytest.mark.parametrize("kind", ["line", "diabetes"])
@pytest.mark.parametrize("scale", [1.0, 20.0])
def test_limits_are_those_of_the_hessian(kind: str, scale: float) -> None:
    experiment = on_data(kind, CHANGES | {"data.feature_scale": scale})
    limits = rate_limits(experiment)
    assert limits is not None
    np.testing.assert_allclose(limits, [exact(experiment, False), exact(experiment, True)], rtol=1e-3)


@pytest.mark.parametrize("is_standardized", [False, True])
def test_below_the_limit_a_lane_learns_and_above_it_does_not(is_standardized: bool) -> None:
    experiment = alone(on_data("diabetes", CHANGES), "full-batch").with_changes({"data.standardize": is_standardized})
    limits = rate_limits(experiment)
    assert limits is not None and limits.standardized > 1000 * limits.found
    for times, learns in ((0.95, True), (1.05, False)):
        lane = train(experiment.with_changes({"lanes.*.optimizer.lr": times * limits[is_standardized]})).lanes[0]
        losses = lane.evaluated()["train_loss"]
        assert (losses[-1] < losses[0]) == learns


def test_a_function_has_no_features_to_standardise() -> None:
    assert rate_limits(on_data("function")) is None
