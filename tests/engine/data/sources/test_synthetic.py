"""Made-up samples: what the declaration says about them is true."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data import make_dataset
from engine.experiment import preset_names
from tests.engine.plain import quick

MANY = 20_000
PARTS = ("train_inputs", "train_targets", "validation_inputs", "validation_targets")


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", preset_names())
def test_samples_have_the_shapes_and_types_of_their_task(name: str, dtype: str) -> None:
    experiment = quick(name, {"dtype": dtype, "data.n": 64, "data.validation": 7})
    data = make_dataset(experiment)
    features = experiment.data.features
    assert data.n == 64
    assert (data.train_inputs.shape, data.validation_inputs.shape) == ((64, features), (7, features))
    assert data.train_inputs.dtype == data.validation_inputs.dtype == dtype
    if data.is_classification:
        assert data.train_targets.shape == (64,)
        assert data.train_targets.dtype == np.int64
        assert set(data.train_targets) == set(range(experiment.data.outputs))
    else:
        assert data.train_targets.shape == (64, 1)
        assert data.train_targets.dtype == dtype


@pytest.mark.parametrize("name", preset_names())
def test_the_same_seed_gives_the_same_samples_and_another_seed_others(name: str) -> None:
    experiment = quick(name)
    one, same, other = make_dataset(experiment), make_dataset(experiment), make_dataset(experiment.with_changes({"seed": 77}))
    for part in PARTS:
        assert np.array_equal(getattr(one, part), getattr(same, part))
    assert not np.array_equal(one.train_inputs, other.train_inputs)
    assert not np.array_equal(one.validation_inputs, other.validation_inputs)


@pytest.mark.parametrize("name", preset_names())
def test_validation_samples_are_fresh(name: str) -> None:
    data = make_dataset(quick(name, {"data.n": 100, "data.validation": 100}))
    seen = {row.tobytes() for row in data.train_inputs}
    assert not any(row.tobytes() in seen for row in data.validation_inputs)


@pytest.mark.parametrize("name", preset_names())
def test_neither_the_lanes_nor_the_number_of_validation_samples_change_the_training_samples(name: str) -> None:
    one = make_dataset(quick(name))
    other = make_dataset(quick(name, {"data.validation": 3, "lanes.0.batch_size": 2}))
    assert np.array_equal(one.train_inputs, other.train_inputs)


def test_a_line_has_the_declared_slope_intercept_noise_centre_and_spread() -> None:
    changes = {"data.n": MANY, "data.slope": -2.0, "data.intercept": 0.7, "data.noise": 0.4, "data.centre": 1.5, "data.spread": 0.6}
    data = make_dataset(quick("two-parameter", changes | {"dtype": "float64"}))
    x, y = data.train_inputs[:, 0], data.train_targets[:, 0]
    slope, intercept = np.polyfit(x, y, 1)
    error = 5 / np.sqrt(MANY)  # five standard errors of a mean of unit variance
    assert slope == pytest.approx(-2.0, abs=error * 0.4 / 0.6)
    assert intercept == pytest.approx(0.7, abs=error * 0.4 * np.sqrt(1 + (1.5 / 0.6) ** 2))
    assert (y - slope * x - intercept).std() == pytest.approx(0.4, rel=error)
    assert x.mean() == pytest.approx(1.5, abs=error * 0.6)
    assert x.std() == pytest.approx(0.6, rel=error)


def test_independent_targets_cannot_be_told_from_the_inputs() -> None:
    data = make_dataset(quick("article", {"data.n": MANY, "dtype": "float64"}))
    error = 5 / np.sqrt(MANY)
    together = np.concatenate([data.train_inputs, data.train_targets], axis=1)  # [n, 11]
    correlation = np.corrcoef(together.T)
    assert np.abs(correlation - np.eye(11)).max() < error
    assert np.abs(together.mean(axis=0)).max() < error
    assert np.abs(together.std(axis=0) - 1).max() < error


def test_moons_lie_on_two_half_circles() -> None:
    data = make_dataset(quick("two-moons", {"data.n": 1000, "data.noise": 0.0, "dtype": "float64"}))
    upper, lower = (data.train_inputs[data.train_targets == one] for one in (0, 1))
    assert len(upper) == len(lower) == 500
    np.testing.assert_allclose(np.hypot(upper[:, 0], upper[:, 1]), 1.0, rtol=1e-12)
    np.testing.assert_allclose(np.hypot(lower[:, 0] - 1.0, lower[:, 1] - 0.5), 1.0, rtol=1e-12)
    assert upper[:, 1].min() >= 0
    assert lower[:, 1].max() <= 0.5


def test_noise_moves_the_moons_by_as_much_as_declared() -> None:
    still = make_dataset(quick("two-moons", {"data.n": MANY, "data.noise": 0.0, "dtype": "float64"}))
    noisy = make_dataset(quick("two-moons", {"data.n": MANY, "data.noise": 0.3, "dtype": "float64"}))
    assert np.array_equal(still.train_targets, noisy.train_targets)
    assert (noisy.train_inputs - still.train_inputs).std() == pytest.approx(0.3, rel=5 / np.sqrt(MANY))
