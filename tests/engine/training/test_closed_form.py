"""Full-batch descent on a linear model against the closed form: θ_t = θ* + (I − ηH)^t (θ_0 − θ*), with H = 2/n · XᵀX."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from engine import Experiment, Recording, train
from tests.engine.plain import all_weights, alone, quick

Array = NDArray[np.float64]


class Quadratic(NamedTuple):
    best: Array  # θ*, [P]
    hessian: Array  # [P, P]

    @classmethod
    def of(cls, recording: Recording) -> Quadratic:
        inputs, targets = recording.dataset.train_inputs, recording.dataset.train_targets
        design = np.concatenate([inputs, np.ones((len(inputs), 1))], axis=1)  # [n, P], the bias last as in nn.Linear
        return cls(np.linalg.lstsq(design, targets[:, 0])[0], 2 / len(design) * design.T @ design)

    def path(self, start: Array, lr: float, updates: int) -> Array:
        """θ_0 … θ_t from the eigenvectors of H: [t + 1, P]."""
        values, vectors = np.linalg.eigh(self.hessian)
        shrinking = (1 - lr * values) ** np.arange(updates + 1)[:, None]  # [t + 1, P]
        path: Array = self.best + (shrinking * (vectors.T @ (start - self.best))) @ vectors.T
        return path


LINES = {
    "slope and intercept": quick("two-parameter"),
    "nine features": quick("article", {"model.hidden": [], "data.features": 9, "data.n": 120}),
}


def full_batch(experiment: Experiment, lr: float, updates: int) -> Recording:
    changes = {"dtype": "float64", "budget.updates": updates, "lanes.full-batch.optimizer.lr": lr}
    return train(alone(experiment.with_changes(changes), "full-batch"))


@pytest.fixture(params=LINES)
def experiment(request: pytest.FixtureRequest) -> Experiment:
    return LINES[request.param]


@pytest.mark.parametrize("lr", [0.01, 0.1, 0.3])
def test_full_batch_descent_follows_the_closed_form_at_every_update(experiment: Experiment, lr: float) -> None:
    recording = full_batch(experiment, lr, updates=300)
    expected = Quadratic.of(recording).path(recording.initial_parameters, lr, 300)
    assert np.abs(all_weights(recording.lane("full-batch")) - expected).max() < 1e-9


def test_full_batch_descent_arrives_at_the_least_squares_solution(experiment: Experiment) -> None:
    recording = full_batch(experiment, 0.3, updates=300)
    assert np.abs(recording.lane("full-batch").parameters(300) - Quadratic.of(recording).best).max() < 1e-9


@pytest.mark.parametrize(("factor", "grows"), [(0.999, False), (1.001, True)])
def test_the_distance_grows_exactly_when_the_learning_rate_is_above_two_over_lambda_max(
    experiment: Experiment, factor: float, grows: bool
) -> None:
    quadratic = Quadratic.of(full_batch(experiment, 0.1, updates=1))
    limit = 2 / np.linalg.eigvalsh(quadratic.hessian)[-1]
    recording = full_batch(experiment, factor * limit, updates=400)
    distance = np.linalg.norm(all_weights(recording.lane("full-batch")) - quadratic.best, axis=1)
    tail = np.diff(distance[200:])  # by then only the steepest direction is left
    assert (tail > 0).all() if grows else (tail < 0).all()
    assert distance[-1] / distance[200] == pytest.approx(abs(1 - 2 * factor) ** 200, rel=1e-3)
