"""The convolutional net against the same net of torch.nn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from engine import Experiment, InputError, train
from engine.comparison.trainer import Trainer
from engine.landscape.options import LandscapeOptions
from engine.landscape.survey import Survey
from engine.models.builders import build_model
from engine.models.cnn import LargestOfFour
from engine.randomness import Purpose, stream
from tests.engine.plain import all_weights, flat, plain_loss, plain_run, quick, run_to_the_end

FEW = {"lanes.small-batch.batch_size": 300, "lanes.mini-batch.batch_size": 500, "budget.epochs": 1}


def plain_net(experiment: Experiment) -> nn.Sequential:
    """The net of `digits`, written down, as it is drawn from the global generator with the seed of the experiment's own one."""
    first, second = experiment.model.channels
    with torch.random.fork_rng():
        torch.manual_seed(int(stream(experiment.seed, Purpose.START).integers(2**63)))
        return nn.Sequential(
            nn.Unflatten(1, (1, 8, 8)), nn.Conv2d(1, first, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(first, second, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(4 * second, 10),
        )  # fmt: skip


def test_it_starts_and_learns_as_the_same_net_of_pytorch() -> None:
    experiment = quick("digits", FEW)
    assert np.array_equal(flat(build_model(experiment)), flat(plain_net(experiment)))
    recording = train(experiment)
    net = plain_net(experiment)
    for lane in recording.lanes:
        assert lane.status.state == "finished"
        run = plain_run(recording, lane)
        np.testing.assert_array_equal(all_weights(lane), run.weights)
        measured = lane.evaluated()
        assert measured["train_loss"][-1] == pytest.approx(plain_loss(recording, run.weights[-1]), rel=1e-5)
        nn.utils.vector_to_parameters(torch.tensor(run.weights[-1]), net.parameters())
        classes = net(torch.from_numpy(recording.dataset.validation_inputs)).argmax(dim=1).numpy()
        assert measured["validation_accuracy"][-1] == pytest.approx((classes == recording.dataset.validation_targets).mean())


def test_its_surface_is_as_sharp_as_some_seconds_allow() -> None:
    survey = Survey(train(quick("digits", FEW)), None, LandscapeOptions())
    width, height = survey._sharp
    assert 65 <= width < 161 and 41 <= height < 101 and width * height * 23_680 * 1437 <= 1.6e11
    assert Survey(train(quick("two-moons")), None, LandscapeOptions())._sharp == (161, 101)


def test_it_is_saved_and_replayed(tmp_path: Any) -> None:
    recording = run_to_the_end(Trainer(quick("digits", FEW), memory_budget=0))
    recording.save(tmp_path / "run.tridescent")
    found = type(recording).load(tmp_path / "run.tridescent")
    expected = plain_run(recording, recording.lanes[2]).weights
    np.testing.assert_array_equal(np.concatenate(list(found.walk(found.lanes[2]))), expected)


@pytest.mark.parametrize("changes", [
    {}, {"model.channels": [3]}, {"model.channels": [2, 3, 4, 5], "model.batch_norm": True, "lanes.small-batch.batch_size": 5},
    {"model.kernel_size": 5, "model.bias": False, "model.dropout": 0.5}, {"model.kernel_size": 1, "dtype": "float64"},
])  # fmt: skip
def test_weights_are_counted_and_shapes_fit(changes: dict[str, Any]) -> None:
    experiment = quick("digits", changes)
    model = build_model(experiment)
    assert experiment.parameter_count == sum(value.numel() for value in model.parameters())
    assert model(torch.zeros(2, 64, dtype=getattr(torch, experiment.dtype))).shape == (2, 10)


@pytest.mark.parametrize("shape", [(8, 8), (5, 7), (2, 3)])
def test_the_largest_of_four_is_what_pytorch_pools(shape: tuple[int, int]) -> None:
    images = torch.randn(3, 2, *shape)
    assert torch.equal(LargestOfFour()(images), nn.functional.max_pool2d(images, 2))
    assert torch.equal(LargestOfFour()(images.clone().requires_grad_()), nn.functional.max_pool2d(images, 2))


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(InputError, match=r'model.kind: found "cnn" for data that are no images, allowed is "dense"'):
        Experiment.preset("two-moons").with_changes({"model.kind": "cnn"})
    with pytest.raises(InputError, match=r"lanes.small-batch.batch_size: found a batch of one sample with batch-norm"):
        quick("digits", {"model.channels": [2, 2, 2, 2], "model.batch_norm": True, "lanes.small-batch.batch_size": 1})
    with pytest.raises(InputError, match=r"model.channels: found .*, allowed is one to four whole numbers"):
        quick("digits", {"model.channels": []})
    for size in (2, 9):
        with pytest.raises(InputError, match=r"model.kernel_size: found [29], allowed is an odd number from 1 to 7"):
            quick("digits", {"model.kernel_size": size})
