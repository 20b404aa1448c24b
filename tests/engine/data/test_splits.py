"""Training and validation: which rows, and that nothing of the latter is known to the former. scikit-learn says what is right."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.model_selection import ShuffleSplit, StratifiedShuffleSplit
from sklearn.preprocessing import StandardScaler

from engine.data.scaling import find_scaling, scale_inputs, unscale_inputs, unscale_targets, unscaled
from engine.data.sources import library
from engine.data.sources.openers import make_dataset
from engine.data.splits import split_rows
from tests.engine.plain import on_data

CLASSES = np.repeat([0, 1, 2, 3], [70, 23, 9, 2])


@pytest.mark.parametrize("share", [0.1, 0.2, 0.25, 1 / 3, 0.5])
def test_sizes_are_those_of_scikit_learn_and_each_class_gives_its_share(share: float) -> None:
    rows = len(CLASSES)
    data = on_data("wine", {"data.validation_share": share}).data
    (train, validation), *_ = ShuffleSplit(1, test_size=share, random_state=0).split(CLASSES)
    assert data.validation_of(rows) == len(validation)
    ours = split_rows(rows, data.validation_of(rows), 0, CLASSES)
    assert [len(part) for part in ours] == [len(train), len(validation)]
    assert sorted(np.concatenate(ours)) == list(range(rows)) and all((np.diff(part) > 0).all() for part in ours)
    theirs, *_ = StratifiedShuffleSplit(1, test_size=share, random_state=0).split(CLASSES, CLASSES)
    for part, reference in zip(ours, theirs, strict=True):
        counts = np.bincount(CLASSES[part], minlength=4)
        assert np.abs(counts - np.bincount(CLASSES[reference], minlength=4)).max() <= 1
        assert np.abs(counts - np.bincount(CLASSES) * len(part) / rows).max() < 1


def test_the_split_follows_from_its_own_seed_alone() -> None:
    one, same, other = (make_dataset(on_data("wine", changes)) for changes in ({}, {"seed": 9}, {"data.split_seed": 1}))
    np.testing.assert_array_equal(one.validation_inputs, same.validation_inputs)
    assert not np.array_equal(one.validation_inputs, other.validation_inputs)
    unlike = [split_rows(104, 21, seed)[1] for seed in range(200)]
    hits = np.bincount(np.concatenate(unlike), minlength=104)  # each row is chosen as often as any other
    assert abs(hits.mean() - 200 * 21 / 104) < 1e-9 and hits.std() < 2 * np.sqrt(200 * 21 / 104)


@pytest.mark.parametrize("kind", ["diabetes", "wine", "breast-cancer", "digits"])
def test_inputs_are_standardised_as_by_a_scaler_fitted_on_training_rows(kind: str) -> None:
    changes = {"dtype": "float64", "data.feature_scale": 4.0}
    found = make_dataset(on_data(kind, changes | {"data.standardize": False, "data.feature_scale": 1.0}))
    scaled = make_dataset(on_data(kind, changes | {"data.standardize": True}))
    scaler = StandardScaler().fit(found.train_inputs)
    for ours, raw in ((scaled.train_inputs, found.train_inputs), (scaled.validation_inputs, found.validation_inputs)):
        expected = scaler.transform(raw)
        expected[:, 0] *= 4
        np.testing.assert_allclose(ours, expected, atol=1e-9)
        np.testing.assert_allclose(unscale_inputs(ours, scaled.scaling), raw, atol=1e-9)
    np.testing.assert_array_equal(found.scaling[:, :-1], unscaled(found.train_inputs.shape[1])[:, :-1])


def test_the_target_is_standardised_by_training_rows_and_brought_back() -> None:
    found = make_dataset(on_data("diabetes", {"dtype": "float64", "data.standardize_target": False}))
    scaled = make_dataset(on_data("diabetes", {"dtype": "float64"}))
    scaler = StandardScaler().fit(found.train_targets)
    np.testing.assert_allclose(scaled.validation_targets, scaler.transform(found.validation_targets))
    np.testing.assert_allclose(unscale_targets(scaled.validation_targets, scaled.scaling), found.validation_targets)


def test_what_validation_rows_hold_changes_nothing_of_training_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = on_data("diabetes", {"dtype": "float64"})
    before, (inputs, cells) = make_dataset(experiment), library._read("diabetes")
    data = experiment.data
    _, fresh = split_rows(data.rows, data.expected_validation, data.split_seed)
    changed, others = inputs.copy(), list(cells)
    changed[fresh] = 1e6
    for row in fresh:
        others[row] = "-1e6"
    monkeypatch.setattr(library, "_read", lambda name: (changed, others))
    after = make_dataset(experiment)
    for part in ("train_inputs", "train_targets", "scaling"):
        np.testing.assert_array_equal(getattr(before, part), getattr(after, part))
    assert not np.array_equal(before.validation_inputs, after.validation_inputs)


def test_statistics_are_the_same_however_samples_are_read() -> None:
    data, random = on_data("large", {"data.standardize": True, "data.features": 4}).data, np.random.default_rng(0)
    inputs = np.column_stack([random.normal(1e4, 1, 1000), random.normal(0, 1e-3, 1000), np.full(1000, 0.1), random.random(1000)])
    parts = [(inputs[begin : begin + 97], np.zeros((97, 1))[: len(inputs[begin : begin + 97])]) for begin in range(0, 1000, 97)]
    scaler = StandardScaler().fit(inputs)
    for chunks in ([(inputs, np.zeros((1000, 1)))], parts):
        scaling = find_scaling(data, chunks)
        np.testing.assert_allclose(scaling[0, :-1], scaler.mean_, rtol=1e-12)
        np.testing.assert_allclose(scaling[1, :-1], scaler.scale_, rtol=1e-9)
        np.testing.assert_allclose(scale_inputs(inputs, scaling), scaler.transform(inputs), atol=1e-6)
