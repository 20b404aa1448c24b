"""Made-up samples: what the declaration says about them is true."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from engine.data import Dataset
from engine.data.sources.openers import OPENERS, make_dataset
from engine.data.sources.synthetic import BLOCK
from engine.experiment.data import DrawnData
from engine.experiment.sources import SOURCES
from tests.engine.plain import on_data, quick

MANY = 20_000
MADE_UP = [name for name, kind in SOURCES.items() if issubclass(kind.part, DrawnData)]
PARTS = ("train_inputs", "train_targets", "validation_inputs", "validation_targets")


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("kind", MADE_UP)
def test_samples_have_the_shapes_and_types_of_their_task(kind: str, dtype: str) -> None:
    experiment = on_data(kind, {"dtype": dtype, "data.n": 64, "data.validation": 7})
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


@pytest.mark.parametrize("kind", MADE_UP)
def test_the_same_seed_gives_the_same_samples_and_another_seed_others(kind: str) -> None:
    experiment = on_data(kind)
    one, same, other = make_dataset(experiment), make_dataset(experiment), make_dataset(experiment.with_changes({"seed": 77}))
    for part in PARTS:
        assert np.array_equal(getattr(one, part), getattr(same, part))
    assert not np.array_equal(one.train_inputs, other.train_inputs)
    assert not np.array_equal(one.validation_inputs, other.validation_inputs)


@pytest.mark.parametrize("kind", MADE_UP)
def test_validation_samples_are_fresh(kind: str) -> None:
    data = make_dataset(on_data(kind, {"data.n": 100, "data.validation": 100}))
    seen, fresh = (
        {row.tobytes() for row in np.column_stack(part)}
        for part in ((data.train_inputs, data.train_targets), (data.validation_inputs, data.validation_targets))
    )
    assert not seen & fresh


@pytest.mark.parametrize("kind", MADE_UP)
def test_neither_the_lanes_nor_the_number_of_validation_samples_change_the_training_samples(kind: str) -> None:
    one = make_dataset(on_data(kind))
    other = make_dataset(on_data(kind, {"data.validation": 3, "lanes.0.batch_size": 2}))
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


# what TensorFlow Playground (dataset.ts) says of the same sets


def many(kind: str, changes: dict[str, float] | None = None) -> Dataset:
    return make_dataset(on_data(kind, {"data.n": MANY, "data.validation": 10, "dtype": "float64", "data.noise": 0.0} | (changes or {})))


def test_a_circle_has_its_disc_within_half_the_radius_and_its_ring_beyond() -> None:
    data = many("circle")
    radius = np.hypot(*data.train_inputs.T)
    assert radius[data.train_targets == 1].max() <= 2.5 and radius[data.train_targets == 0].min() >= 3.5
    assert (data.train_targets == 1).mean() == 0.5
    noisy = many("circle", {"data.noise": 0.5})
    assert 0.05 < ((np.hypot(*noisy.train_inputs.T) < 2.5) != noisy.train_targets).mean() < 0.4  # some points are of the other class


def test_exclusive_or_goes_by_the_signs_with_a_gap_between_them() -> None:
    data = many("xor")
    np.testing.assert_array_equal(data.train_targets, data.train_inputs.prod(axis=1) > 0)
    assert np.abs(data.train_inputs).min() >= 0.3 and 5.2 < np.abs(data.train_inputs).max() <= 5.3


def test_two_clouds_lie_where_they_should_and_widen_with_noise() -> None:
    for noise, spread in ((0.0, 0.5), (0.5, 4.0)):
        data = many("gauss", {"data.noise": noise})
        for label, centre in ((0, -2.0), (1, 2.0)):
            points = data.train_inputs[data.train_targets == label]
            np.testing.assert_allclose(points.mean(axis=0), centre, atol=5 * spread / np.sqrt(len(points)))
            np.testing.assert_allclose(points.std(axis=0), spread, rtol=5 / np.sqrt(len(points)))


def test_the_arms_of_a_spiral_are_half_a_turn_apart() -> None:
    data = many("spiral")
    radius = np.hypot(*data.train_inputs.T)
    angle = np.arctan2(*data.train_inputs.T) - 1.75 * 2 * np.pi * radius / 5  # of the arm at its beginning
    assert radius.max() <= 5
    np.testing.assert_allclose(np.cos(angle), np.where(data.train_targets == 0, 1.0, -1.0), atol=1e-6)


def test_regression_sets_follow_their_formulas() -> None:
    plane, sine, hills = many("plane"), many("sine", {"data.periods": 2.0}), many("multi-gauss")
    np.testing.assert_allclose(plane.train_targets[:, 0], plane.train_inputs.sum(axis=1) / 10)
    np.testing.assert_allclose(sine.train_targets, np.sin(2 * sine.train_inputs))
    assert np.abs(plane.train_inputs).max() <= 6 and np.abs(sine.train_inputs).max() <= np.pi
    for centre, height in (((-4, 2.5), 1), ((0, 2.5), -1), ((4, 2.5), 1), ((-4, -2.5), -1), ((0, -2.5), 1), ((4, -2.5), -1)):
        distance = np.hypot(*(hills.train_inputs - centre).T)
        near = distance < 1.5  # no other hill is nearer than 2.5
        np.testing.assert_allclose(hills.train_targets[near, 0], height * (1 - distance[near] / 2))
    noisy = many("plane", {"data.noise": 0.3})
    rest = noisy.train_targets[:, 0] - noisy.train_inputs.sum(axis=1) / 10
    assert rest.std() == pytest.approx(0.3, rel=5 / np.sqrt(MANY))


def test_a_linear_model_finds_the_price_and_the_worth_of_a_star_in_reviews() -> None:
    data = many("reviews", {"data.price": 12.0, "data.per_star": 1.5, "data.noise": 4.0})
    assert set(data.train_inputs[:, 0]) == {-2.0, -1.0, 0.0, 1.0, 2.0}
    worth, price = np.polyfit(data.train_inputs[:, 0], data.train_targets[:, 0], 1)
    error = 5 * 4.0 / np.sqrt(MANY)
    assert (worth, price) == (pytest.approx(1.5, abs=error), pytest.approx(12.0, abs=error))


def test_a_large_set_is_made_as_it_is_read_and_the_same_in_any_order() -> None:
    experiment = on_data("large", {"data.features": 4, "data.n": 50_000, "data.noise": 0.5})
    source, _ = OPENERS["large"](experiment)
    inputs, targets = source.read()
    some = np.array([49_999, 0, BLOCK, BLOCK - 1, 0])
    np.testing.assert_array_equal(source.take(some)[0], inputs[some])
    weights, *_ = np.linalg.lstsq(inputs.astype(float), targets[:, 0].astype(float), rcond=None)
    np.testing.assert_allclose(weights, [1, -1, 1, -1], atol=5 * 0.5 / np.sqrt(50_000))
    assert np.unique(inputs[:, 0]).size > 49_000  # blocks are not one another's copies
    more, _ = OPENERS["large"](on_data("large", {"data.features": 4, "data.n": 60_000, "data.noise": 0.5}))
    np.testing.assert_array_equal(more.take(slice(0, 50_000))[0], inputs)
    most = on_data("large", {"data.features": 4, "data.n": 10_000_000})
    tracemalloc.start()
    chunks = OPENERS["large"](most)[0].chunks()
    next(chunks), next(chunks)
    assert tracemalloc.get_traced_memory()[1] < 16 << 20
    tracemalloc.stop()


@pytest.mark.parametrize("kind", ["line", "moons"])
def test_sorted_samples_are_the_same_ones_in_order(kind: str) -> None:
    before, after = (make_dataset(on_data(kind, {"data.n": 50, "data.sorted": is_sorted})) for is_sorted in (False, True))
    keys = after.train_targets if kind == "moons" else after.train_inputs[:, 0]
    assert (np.diff(keys) >= 0).all()
    assert sorted(map(tuple, before.train_inputs.tolist())) == sorted(map(tuple, after.train_inputs.tolist()))
