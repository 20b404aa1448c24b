"""The real sets are those of scikit-learn, and are told right without being read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn import datasets

from engine import Recording
from engine.comparison.trainer import Trainer
from engine.data.sources.library import _read
from engine.experiment.library_data import LibraryData
from engine.experiment.sources import SOURCES
from tests.engine.plain import all_weights, on_data, plain_run, run_to_the_end

REAL = [name for name, kind in SOURCES.items() if issubclass(kind.part, LibraryData)]
LOADERS = {"diabetes": lambda: datasets.load_diabetes(scaled=False)}


def test_a_net_on_digits_is_saved_opened_and_replayed(tmp_path: Path) -> None:
    experiment = on_data("digits", {"budget.updates": 12, "stepper": "autograd", "model.hidden": [8]})
    recording = run_to_the_end(Trainer(experiment, memory_budget=20_000))
    assert max(lane.history.stride for lane in recording.lanes) > 1  # some positions are computed again
    recording.save(tmp_path / "run.tridescent")
    opened = Recording.load(tmp_path / "run.tridescent")
    assert opened.experiment == experiment and opened.dataset.train_inputs.max() == 1
    for lane in opened.lanes:
        np.testing.assert_array_equal(all_weights(recording.lane(lane.name)), all_weights(lane))
        np.testing.assert_allclose(all_weights(lane), plain_run(opened, lane).weights, atol=1e-5)


@pytest.mark.parametrize("kind", REAL)
def test_a_set_is_that_of_scikit_learn(kind: str) -> None:
    theirs = LOADERS.get(kind, getattr(datasets, f"load_{kind.replace('-', '_')}"))()
    data = on_data(kind).data
    inputs, cells = _read(kind)
    np.testing.assert_allclose(inputs, theirs.data, rtol=1e-6)
    targets = [data.class_names.index(cell) for cell in cells] if data.is_classification else [float(cell) for cell in cells]
    np.testing.assert_array_equal(targets, theirs.target)
    assert (data.rows, data.features, data.outputs) == (*inputs.shape, len(set(targets)) if data.is_classification else 1)
    if not data.image_shape:
        assert list(data.feature_names) == list(theirs.feature_names)
    else:
        assert (*data.image_shape, len(data.feature_names)) == (*theirs.images.shape[1:], data.features)
    if data.is_classification:
        assert list(data.class_names) == [str(name) for name in theirs.target_names]
