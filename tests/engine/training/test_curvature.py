"""λmax against numpy's eigenvalues of a Hessian written out in full."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine import Experiment
from engine.training.derivatives import curvature
from engine.training.problem import Problem
from tests.engine.plain import LOSSES, quick

LINE = quick("two-parameter", {"dtype": "float64"})
WIDE_LINE = quick("article", {"dtype": "float64", "model.hidden": [], "data.n": 80})
TANH = quick("article", {"dtype": "float64", "model.hidden": [5], "model.activation": "tanh", "data.n": 80, "data.features": 3})
MOONS = quick("two-moons", {"dtype": "float64", "model.hidden": [4], "data.n": 100})


def hessian(problem: Problem, weights: NDArray[Any]) -> NDArray[Any]:
    """The full Hessian of the training loss, [P, P]."""
    model = problem.model()
    inputs, targets = torch.from_numpy(problem.dataset.train_inputs), torch.from_numpy(problem.dataset.train_targets)

    def loss(theta: Tensor) -> Tensor:
        parts = torch.split(theta, [p.numel() for p in model.parameters()])
        named = {name: part.view(p.shape) for (name, p), part in zip(model.named_parameters(), parts, strict=True)}
        outputs = torch.func.functional_call(model, named, (inputs,))
        value: Tensor = LOSSES[problem.experiment.loss.name](outputs, targets)
        return value

    full: Tensor = torch.autograd.functional.hessian(loss, torch.from_numpy(weights))  # type: ignore[no-untyped-call]
    return full.numpy()


def eigenvalues(problem: Problem, weights: NDArray[Any]) -> NDArray[Any]:
    rising: NDArray[Any] = np.linalg.eigvalsh(hessian(problem, weights))
    return rising


@pytest.mark.parametrize("experiment", [LINE, WIDE_LINE], ids=["two weights", "eleven weights"])
@pytest.mark.parametrize("seed", range(3))
def test_on_a_linear_model_it_is_the_largest_eigenvalue(experiment: Experiment, seed: int) -> None:
    problem = Problem(experiment.with_changes({"seed": seed}))
    data = problem.dataset.train_inputs
    design = np.concatenate([data, np.ones((len(data), 1))], axis=1)
    largest = np.linalg.eigvalsh(2 / len(data) * design.T @ design)[-1]
    assert eigenvalues(problem, problem.start)[-1] == pytest.approx(largest, rel=1e-9)  # the test's own Hessian is right
    assert curvature(problem, problem.start) == pytest.approx(largest, rel=1e-9)


@pytest.mark.parametrize("experiment", [TANH, MOONS], ids=["regression", "classification"])
@pytest.mark.parametrize("seed", range(6))
def test_on_a_small_net_it_is_the_largest_eigenvalue(experiment: Experiment, seed: int) -> None:
    problem = Problem(experiment.with_changes({"seed": seed}))
    assert curvature(problem, problem.start) == pytest.approx(eigenvalues(problem, problem.start)[-1], rel=1e-9)


def test_a_stronger_negative_curvature_is_not_taken_for_the_largest() -> None:
    """2/λmax makes no sense with another eigenvalue, so the one largest in magnitude will not do."""
    problem = Problem(TANH)
    random = np.random.default_rng(0)
    points = [3 * random.standard_normal(len(problem.start)) for _ in range(200)]
    saddle = next(p for p in points if -eigenvalues(problem, p)[0] > 1.5 * eigenvalues(problem, p)[-1] > 0.1)
    assert curvature(problem, saddle) == pytest.approx(eigenvalues(problem, saddle)[-1], rel=1e-9)


@pytest.mark.parametrize("name", ["two-parameter", "two-moons"])
def test_in_single_precision_it_is_right_to_the_three_digits_shown(name: str) -> None:
    problem = Problem(quick(name, {"data.n": 100}))
    assert curvature(problem, problem.start) == pytest.approx(eigenvalues(problem, problem.start)[-1], rel=1e-4)


def test_of_many_weights_it_is_right_to_the_three_digits_shown() -> None:
    problem = Problem(quick("article", {"dtype": "float64", "model.hidden": [20], "data.n": 100}))
    assert len(problem.start) > 200
    assert curvature(problem, problem.start) == pytest.approx(eigenvalues(problem, problem.start)[-1], rel=1e-4)


def test_it_leaves_the_weights_as_they_were() -> None:
    problem = Problem(TANH)
    before = problem.start.copy()
    curvature(problem, problem.start)
    assert np.array_equal(problem.start, before)
