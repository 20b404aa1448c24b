"""What models say at a row: outputs, batches and layers against plain PyTorch at the recorded weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from engine import Experiment, Recording, train
from engine.comparison.predictions import PredictionQuestion, classes_of, predict
from engine.recording import history


@pytest.fixture(scope="module")
def moons() -> Recording:
    return train(Experiment.preset("two-moons").with_changes({"data.n": 60, "data.validation": 10, "budget.epochs": 3}))


@pytest.fixture(scope="module")
def numbers() -> Recording:
    return train(Experiment.preset("article").with_changes({"data.n": 64, "budget.epochs": 2}))


def plain(recording: Recording, lane: int, row: int, inputs: Any) -> Any:
    """Outputs of the module at the recorded weights."""
    model = recording.model()
    nn.utils.vector_to_parameters(torch.tensor(recording.lanes[lane].parameters(row)), model.parameters())
    with torch.no_grad():
        return model(torch.tensor(inputs, dtype=torch.float32)).numpy()


@pytest.mark.parametrize("lane", range(3))
def test_classes_on_the_grid_are_those_of_the_model(moons: Recording, lane: int) -> None:
    rows = tuple(each.updates // 2 for each in moons.lanes)
    said = predict(PredictionQuestion(moons, rows, lane, True, (0, 1)))
    points = np.stack(np.meshgrid(said.x, said.y), axis=-1).reshape(-1, 2)
    expected = plain(moons, lane, rows[lane], points)
    np.testing.assert_allclose(said.outputs.reshape(-1, 2), expected, atol=1e-5)
    assert (classes_of(said.outputs).ravel() == expected.argmax(axis=1)).all()
    inputs = moons.dataset.train_inputs
    assert (said.x[0] < inputs[:, 0].min()) and (said.y[-1] > inputs[:, 1].max())


def test_other_features_are_held_at_their_means(numbers: Recording) -> None:
    rows = tuple(lane.updates for lane in numbers.lanes)
    said = predict(PredictionQuestion(numbers, rows, 1, True, (7, 2)))
    inputs = np.tile(numbers.dataset.train_inputs.mean(axis=0, dtype=np.float64), (len(said.x), 1))
    inputs[:, 7], inputs[:, 2] = said.x, said.y[5]
    np.testing.assert_allclose(said.outputs[5], plain(numbers, 1, rows[1], inputs), atol=1e-5)


def test_batches_are_those_of_the_updates_that_led_there(numbers: Recording) -> None:
    for rows in ((0, 0, 0), (1, 2, 65), tuple(lane.updates for lane in numbers.lanes)):
        said = predict(PredictionQuestion(numbers, rows, 2, True, ()))
        for lane, row, batch in zip(numbers.lanes, rows, said.batches, strict=True):
            epoch, within = divmod(max(row, 1) - 1, len(lane.batches(0)))
            assert np.array_equal(batch, lane.batches(epoch)[within])
        assert len(said.x) == len(said.y) == 0
        outputs = plain(numbers, 2, rows[2], numbers.dataset.train_inputs[said.batch])
        np.testing.assert_allclose(said.batch_outputs, outputs, atol=1e-5)


def test_while_it_plays_the_last_kept_weights_do_and_at_rest_the_very_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "FIXED_BUDGET", 2**14)
    monkeypatch.setattr(history, "BUDGET_PER_UPDATE", 0)
    monkeypatch.setattr(history, "LEAST_KEPT", 8)
    recording = train(Experiment.preset("two-moons").with_changes({"data.n": 60, "data.validation": 10, "budget.epochs": 3}))
    lane = recording.lanes[2]
    row = 3 * lane.history.stride - 1
    assert lane.history.stride > 1
    for is_exact, expected in ((True, row), (False, 2 * lane.history.stride)):
        said = predict(PredictionQuestion(recording, (1, 1, row), 2, is_exact, (0, 1)))
        assert said.row == expected
        flat = np.concatenate([np.append(layer.weights.ravel(), layer.biases) for layer in said.layers])
        np.testing.assert_allclose(flat, lane.parameters(expected), rtol=1e-6)


def test_one_output_tells_two_classes() -> None:
    assert classes_of(np.array([[-1.0], [0.5]])).tolist() == [0, 1]
    assert classes_of(np.array([[1.0, 2.0, 0.0]])).tolist() == [1]


def test_of_dropout_and_batch_norm_it_is_what_evaluations_see() -> None:
    changes = {
        "data.n": 60,
        "data.validation": 10,
        "budget.epochs": 2,
        "model.dropout": 0.3,
        "model.batch_norm": True,
        "lanes.stochastic.batch_size": 4,
    }
    recording = train(Experiment.preset("two-moons").with_changes(changes))
    rows = tuple(lane.updates for lane in recording.lanes)
    said = predict(PredictionQuestion(recording, rows, 0, True, ()))
    assert len(said.batch) == recording.dataset.n and len(said.layers) == 2
    right = (classes_of(said.batch_outputs) == recording.dataset.train_targets[said.batch]).mean()
    assert right == pytest.approx(recording.lanes[0].evaluations.train_accuracy[-1])
