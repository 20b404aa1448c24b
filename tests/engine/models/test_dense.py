"""The declared net against the same net built with torch.nn and PyTorch's own initialisation."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
import torch
from torch import nn

from engine import Experiment
from engine.experiment import preset_names
from engine.models.builders import build_model
from engine.randomness import Purpose, stream
from tests.engine.plain import NET_PRESETS, flat, quick

ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "gelu": nn.GELU, "identity": nn.Identity}
every_preset = pytest.mark.parametrize("name", preset_names())
every_net = pytest.mark.parametrize("name", NET_PRESETS)


def plain_net(experiment: Experiment) -> nn.Sequential:
    """The same net as torch.nn builds it when the global generator has the seed of the experiment's own one."""
    layers: list[nn.Module] = []
    with torch.random.fork_rng():
        torch.manual_seed(int(stream(experiment.seed, Purpose.START).integers(2**63)))
        for inputs, outputs in pairwise((experiment.data.features, *experiment.model.hidden, experiment.data.outputs)):
            layers += [nn.Linear(inputs, outputs, dtype=getattr(torch, experiment.dtype)), ACTIVATIONS[experiment.model.activation]()]
    return nn.Sequential(*layers[:-1])


@every_net
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("hidden", [[], [5], [7, 3, 4]])
def test_the_start_is_what_pytorch_itself_draws(name: str, dtype: str, hidden: list[int]) -> None:
    experiment = quick(name, {"model.hidden": hidden, "dtype": dtype, "model.start": None})
    assert np.array_equal(flat(build_model(experiment)), flat(plain_net(experiment)))
    assert str(build_model(experiment)) == str(plain_net(experiment))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_activation_stands_behind_each_hidden_layer_and_not_behind_the_last(activation: str) -> None:
    experiment = quick("article", {"model.hidden": [4, 3], "model.activation": activation})
    assert [type(layer) for layer in build_model(experiment).children()] == [
        nn.Linear, ACTIVATIONS[activation], nn.Linear, ACTIVATIONS[activation], nn.Linear,
    ]  # fmt: skip


def test_the_start_is_uniform_within_one_over_the_root_of_the_inputs() -> None:
    model = build_model(quick("article", {"model.hidden": [400], "data.features": 25}))
    first, last = model[0], model[2]  # type: ignore[index]
    for layer, width in ((first, 25), (last, 400)):
        bound = 1 / math.sqrt(width)
        for values in (layer.weight.detach().numpy().ravel(), layer.bias.detach().numpy()):
            assert np.abs(values).max() <= bound
    weights = first.weight.detach().numpy().ravel() * 5  # 10 000 of U(−1, 1)
    assert np.abs(weights).max() > 0.999
    assert abs(weights.mean()) < 5 / math.sqrt(3 * len(weights))  # five standard errors
    assert weights.var() == pytest.approx(1 / 3, rel=0.05)


@every_net
def test_every_call_gives_the_same_start_and_another_seed_another_one(name: str) -> None:
    experiment = quick(name, {"model.start": None})
    assert np.array_equal(flat(build_model(experiment)), flat(build_model(experiment)))
    assert not np.array_equal(flat(build_model(experiment)), flat(build_model(experiment.with_changes({"seed": 12345}))))


def test_a_declared_start_is_taken_as_it_is() -> None:
    experiment = quick("two-parameter", {"dtype": "float64"})
    model = build_model(experiment)
    assert flat(model).tolist() == [-1.35, 2.9]
    assert model(torch.tensor([[2.0]], dtype=torch.float64)).item() == pytest.approx(2.9 - 2 * 1.35)  # slope, then intercept


@every_preset
def test_the_declared_sizes_are_those_of_the_module(name: str) -> None:
    experiment = quick(name)
    assert experiment.parameter_count == sum(p.numel() for p in build_model(experiment).parameters())
