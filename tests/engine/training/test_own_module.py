"""A user's own module in place of the declared net."""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from engine import InputError, Recording, train
from tests.engine.plain import all_weights, flat, plain_loss, plain_run, quick


class Normed(nn.Module):
    """Layer normalisation, a skip connection, a layer without bias and a weight that belongs to no layer."""

    def __init__(self) -> None:
        super().__init__()
        self.inwards = nn.Linear(2, 6)
        self.norm = nn.LayerNorm(6)
        self.bend = nn.Parameter(torch.full((6,), 0.3))
        self.outwards = nn.Linear(6, 2, bias=False)

    def forward(self, inputs: Tensor) -> Tensor:
        hidden = torch.tanh(self.norm(self.inwards(inputs)))
        outputs: Tensor = self.outwards(hidden + self.bend * hidden.square()) + inputs
        return outputs


class Convolving(nn.Module):
    """A convolution over the coordinates."""

    def __init__(self) -> None:
        super().__init__()
        self.convolution = nn.Conv1d(1, 4, kernel_size=2)
        self.head = nn.Linear(4, 2)

    def forward(self, inputs: Tensor) -> Tensor:
        outputs: Tensor = self.head(torch.relu(self.convolution(inputs[:, None, :])).flatten(1))
        return outputs


class Tied(nn.Module):
    """One matrix used twice."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(2, 2), nn.Linear(2, 2)
        self.second.weight = self.first.weight

    def forward(self, inputs: Tensor) -> Tensor:
        outputs: Tensor = self.second(torch.tanh(self.first(inputs)))
        return outputs


class Scalar(nn.Module):
    """A weight without dimensions."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(0.7))
        self.linear = nn.Linear(2, 2)

    def forward(self, inputs: Tensor) -> Tensor:
        outputs: Tensor = self.scale * self.linear(inputs)
        return outputs


class Idle(nn.Module):
    """A weight that the outputs do not depend on."""

    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(2, 2)
        self.idle = nn.Parameter(torch.ones(3))

    def forward(self, inputs: Tensor) -> Tensor:
        outputs: Tensor = self.linear(inputs)
        return outputs


def partly_frozen() -> nn.Module:
    model = nn.Sequential(nn.Linear(2, 5), nn.Tanh(), nn.Linear(5, 2))
    model[0].requires_grad_(False)
    return model


def without_bias() -> nn.Module:
    return nn.Sequential(nn.Linear(2, 5, bias=False), nn.SiLU(), nn.Linear(5, 2))


MODULES = {
    "normed": Normed, "convolving": Convolving, "tied": Tied, "scalar": Scalar, "idle": Idle,
    "partly frozen": partly_frozen, "without bias": without_bias,
}  # fmt: skip
CHANGES = {"data.n": 60, "lanes.*.optimizer.momentum": 0.5, "lanes.*.optimizer.weight_decay": 0.01, "lanes.*.optimizer.lr": 0.05}


@pytest.fixture(params=MODULES)
def module(request: pytest.FixtureRequest) -> nn.Module:
    with torch.random.fork_rng():
        torch.manual_seed(5)
        made: nn.Module = MODULES[request.param]()
    return made


def trained(module: nn.Module) -> Recording:
    recording = train(quick("two-moons", CHANGES), model=module)
    assert [lane.status.state for lane in recording.lanes] == ["finished"] * 3
    return recording


def test_every_row_is_that_of_a_plain_loop(module: nn.Module) -> None:
    recording = trained(module)
    assert np.array_equal(recording.initial_parameters, flat(module))
    for lane in recording.lanes:
        plain = plain_run(recording, lane)
        assert np.array_equal(all_weights(lane), plain.weights)
        assert np.array_equal(lane.column("loss")[1:], plain.losses)
        assert np.allclose(lane.column("grad_norm")[1:], np.linalg.norm(plain.gradients.astype(np.float64), axis=1), rtol=1e-5)


def test_losses_are_evaluated_with_the_module_itself(module: nn.Module) -> None:
    recording = trained(module)
    for lane in recording.lanes:
        for row in lane.evaluations[::7]:
            weights = lane.parameters(row.update)
            assert row.train_loss == pytest.approx(plain_loss(recording, weights), rel=1e-5)
            assert row.validation_loss == pytest.approx(plain_loss(recording, weights, validation=True), rel=1e-5)


def test_the_users_module_is_left_untouched(module: nn.Module) -> None:
    before, training = copy.deepcopy(module.state_dict()), module.training
    frozen = [parameter.requires_grad for parameter in module.parameters()]
    recording = trained(module)
    recording.surface(5)
    assert all(torch.equal(value, before[name]) for name, value in module.state_dict().items())
    assert module.training == training
    assert [parameter.requires_grad for parameter in module.parameters()] == frozen
    assert all(parameter.grad is None for parameter in module.parameters())


def test_what_the_user_does_to_the_module_afterwards_changes_nothing() -> None:
    module = Normed()
    recording = trained(module)
    before = recording.initial_parameters
    with torch.no_grad():
        module.bend.fill_(100.0)
    assert np.array_equal(flat(recording.model()), before)
    assert np.array_equal(recording.lanes[0].parameters(0), before)


def test_a_recording_of_a_module_of_ones_own_is_not_saved_as_if_it_were_the_declared_net(tmp_path: Path) -> None:
    recording = train(quick("two-parameter"), model=nn.Sequential(nn.Linear(1, 4), nn.Tanh(), nn.Linear(4, 1)))
    with pytest.raises(InputError, match="module of your own"):
        recording.save(tmp_path / "run.tridescent")
    assert not list(tmp_path.iterdir())
