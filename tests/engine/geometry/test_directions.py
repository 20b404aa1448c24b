"""Random directions against norms taken filter by filter with PyTorch."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import nn

from engine import Recording
from engine.geometry.directions import Normalisation, random_directions


class Net(nn.Module):
    """Convolution, batch-norm and a linear layer: parameters of four, two and one axes, one filter all zero."""

    def __init__(self) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(3)
        self.conv, self.norm, self.linear = nn.Conv2d(2, 5, 3), nn.BatchNorm2d(5), nn.Linear(7, 4)
        with torch.no_grad():
            for value in self.parameters():
                value.copy_(torch.randn(value.shape, generator=generator))
            self.conv.weight[2] = 0.0


def directions(net: Net, seed: int = 0, normalisation: Normalisation = "filter", *, with_biases: bool = False) -> list[Net]:
    """Both directions, each put into a net of the same shape."""
    flat = nn.utils.parameters_to_vector(net.parameters()).detach()
    shapes = [tuple(value.shape) for value in net.parameters()]
    drawn = random_directions(shapes, flat.numpy(), seed, normalisation, with_biases=with_biases)
    placed = [Net(), Net()]
    for one, row in zip(placed, drawn, strict=True):
        nn.utils.vector_to_parameters(torch.tensor(row), one.parameters())
    return placed


def test_each_filter_has_the_norm_of_its_weights() -> None:
    net = Net()
    for direction in directions(net):
        for name in ("conv", "linear"):
            ours, theirs = getattr(direction, name).weight, getattr(net, name).weight
            for filter_, weights in zip(ours, theirs, strict=True):
                assert filter_.norm().item() == pytest.approx(weights.norm().item(), rel=1e-6)
        assert direction.conv.weight[2].abs().max() == 0


def test_each_layer_has_the_norm_of_its_weights() -> None:
    net = Net()
    for direction in directions(net, normalisation="layer"):
        for name in ("conv", "linear"):
            assert getattr(direction, name).weight.norm().item() == pytest.approx(getattr(net, name).weight.norm().item(), rel=1e-6)
        norms = direction.conv.weight.flatten(1).norm(dim=1) / net.conv.weight.flatten(1).norm(dim=1)
        assert norms[[0, 1, 3, 4]].std() > 0.01  # its filters have not


def test_unscaled_directions_are_as_long_as_the_weights_and_as_they_come() -> None:
    net = Net()
    for direction in directions(net, normalisation="none", with_biases=True):
        flat = nn.utils.parameters_to_vector(direction.parameters())
        assert flat.norm().item() == pytest.approx(nn.utils.parameters_to_vector(net.parameters()).norm().item(), rel=1e-6)
        assert flat.std().item() == pytest.approx(flat.norm().item() / len(flat) ** 0.5, rel=0.05)


@pytest.mark.parametrize("normalisation", ["filter", "layer", "none"])
def test_biases_and_norms_are_left_out_or_scaled_as_a_whole(normalisation: Normalisation) -> None:
    net = Net()
    for direction in directions(net, normalisation=normalisation):
        for value in (direction.conv.bias, direction.norm.weight, direction.norm.bias, direction.linear.bias):
            assert value.abs().max() == 0
    for direction in directions(net, normalisation=normalisation, with_biases=True):
        for value, weights in ((direction.norm.weight, net.norm.weight), (direction.linear.bias, net.linear.bias)):
            assert value.norm() > 0
            if normalisation != "none":
                assert value.norm().item() == pytest.approx(weights.norm().item(), rel=1e-6)


def test_a_seed_gives_the_same_directions_and_another_seed_others(recorded: Callable[[str], Recording]) -> None:
    recording = recorded("article")
    shapes, weights = [tuple(value.shape) for value in recording.model().parameters()], recording.initial_parameters
    first, again, other = (random_directions(shapes, weights, seed) for seed in (4, 4, 5))
    np.testing.assert_array_equal(first, again)
    pairs = [first[0], first[1], other[0], other[1]]
    cosines = np.array([[a @ b / (np.linalg.norm(a) * np.linalg.norm(b)) for a in pairs] for b in pairs])
    assert np.abs(cosines - np.eye(4)).max() < 0.3  # in 550 dimensions they are nearly at right angles
    assert (first < 0).mean() == pytest.approx(0.5, abs=0.1)  # to both sides
