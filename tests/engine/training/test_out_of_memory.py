"""What happens when the memory of a device does not suffice for a batch: a module that says so stands in for the device."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from engine import Recording, train
from engine.models.losses import LOSSES
from engine.training.objective import Objective
from tests.engine.plain import flat, quick
from tests.engine.training.steps import OPTIMIZERS, UPDATES, N, Setting, assert_same, declared


class Small(nn.Module):
    """Has room for some samples only.

    Args:
        module: computes the outputs.
        room: samples at once.
        in_training: whether there is more room in evaluation mode.
    """

    def __init__(self, module: nn.Module, room: int, *, in_training: bool = False) -> None:
        super().__init__()
        self.module, self.room, self.in_training = module, room, in_training
        self.sizes: list[int] = []

    def forward(self, inputs: Tensor) -> Tensor:
        self.sizes.append(len(inputs))
        if len(inputs) > self.room and (self.training or not self.in_training):
            raise torch.OutOfMemoryError("CUDA out of memory.")
        outputs: Tensor = self.module(inputs)
        return outputs


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("said", [OPTIMIZERS["sgd, nesterov, decay"], OPTIMIZERS["adam"]], ids=["sgd", "adam"])
@pytest.mark.parametrize("room", [1, 4, 8, 44])
def test_parts_have_the_gradient_and_the_loss_of_the_batch(loss: str, said: dict[str, Any], room: int) -> None:
    ours, plain = (Setting(declared(said), loss, size=N) for _ in range(2))
    small = Small(ours.net, room)
    stepper = ours.autograd(small)
    assert_same(ours.run(stepper, 0, 40), plain.run(plain.autograd(), 0, 40), 1e-9)
    part = next(size for size in small.sizes if size <= room)
    assert str(stepper.note) == f"out of memory on the GPU: batches of {N} are computed in parts of {part}, with the same gradient"


def test_a_batch_is_halved_until_it_fits_and_then_stays_so() -> None:
    setting = Setting(declared({"name": "adam"}), size=N)
    small = Small(setting.net, 7)
    setting.run(setting.autograd(small), 0, 3)
    assert small.sizes == [45, 23, 12, *([6] * 7 + [3]) * 3]


def test_a_remainder_batch_that_fits_stays_whole() -> None:
    setting = Setting(declared({"name": "sgd"}), size=20)  # 20, 20 and 5 samples
    small = Small(setting.net, 6)
    setting.run(setting.autograd(small), 0, 6)
    assert small.sizes[:2] == [20, 10]
    assert small.sizes[2:] == [5] * 18


def test_a_batch_that_fits_has_the_same_bits_as_ever() -> None:
    ours, plain = (Setting(declared({"name": "adam"})) for _ in range(2))
    small = Small(ours.net, N)
    stepper = ours.autograd(small)
    assert np.array_equal(ours.run(stepper).kept, plain.run(plain.autograd()).kept)
    assert stepper.note == ""
    assert len(small.sizes) == UPDATES


def trained(room: int, *, in_training: bool = False) -> tuple[Recording, Recording]:
    """With too little memory, and with enough."""
    with torch.random.fork_rng():
        torch.manual_seed(3)
        net = nn.Sequential(nn.Linear(2, 5), nn.Tanh(), nn.Linear(5, 2)).double()
    experiment = quick(
        "two-moons", {"data.n": 50, "lanes.*.optimizer.momentum": 0.5, "dtype": "float64", "lanes.mini-batch.batch_size": 16}
    )
    return train(experiment, model=Small(net, room, in_training=in_training)), train(experiment, model=net)


@pytest.mark.parametrize("in_training", [True, False])
def test_a_lane_goes_on_in_parts_and_says_so(in_training: bool) -> None:
    recording, plain = trained(30, in_training=in_training)
    for lane, reference in zip(recording.lanes, plain.lanes, strict=True):
        assert lane.status.state == "finished"
        for name in ("loss", "grad_norm", "update_norm"):
            np.testing.assert_allclose(lane.column(name), reference.column(name), rtol=1e-9)
        for name in ("train_loss", "validation_loss", "train_accuracy"):
            np.testing.assert_allclose(lane.evaluated()[name], reference.evaluated()[name], rtol=1e-9)
        np.testing.assert_allclose(lane.parameters(lane.updates), reference.parameters(lane.updates), rtol=1e-9)
    notes = {lane.name: str(lane.note) for lane in recording.lanes}
    assert notes == {
        "full-batch": "out of memory on the GPU: batches of 50 are computed in parts of 25, with the same gradient",
        "mini-batch": "", "stochastic": "",
    }  # fmt: skip
    assert all(lane.note == "" for lane in plain.lanes)


def test_a_lane_for_which_no_part_is_small_enough_fails_and_the_others_would_go_on() -> None:
    recording, _ = trained(0, in_training=True)
    for lane in recording.lanes:
        assert (lane.status.state, lane.status.update, lane.updates) == ("failed", 1, 0)
        assert str(lane.status.reason) == "OutOfMemoryError: CUDA out of memory."


def test_what_fails_in_the_optimizer_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of the weights could have been changed by then."""

    def step(self: torch.optim.SGD) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory.")

    monkeypatch.setattr(torch.optim.SGD, "step", step)
    recording, _ = trained(50)
    assert {(lane.status.state, lane.updates, lane.note) for lane in recording.lanes} == {("failed", 0, "")}


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("room", [1, 7, 44])
def test_losses_on_whole_sets_are_measured_in_parts(loss: str, room: int) -> None:
    setting = Setting(declared({"name": "sgd"}), loss)
    weights = flat(setting.net) * np.linspace(0.5, 2.0, 9)[:, None]
    whole = Objective(setting.net, setting.loss, setting.inputs, setting.targets).measure(weights)
    parts = Objective(Small(setting.net, room), setting.loss, setting.inputs, setting.targets).measure(weights)
    np.testing.assert_allclose(parts.loss, whole.loss, rtol=1e-12)
    np.testing.assert_array_equal(parts.accuracy, whole.accuracy)


def test_fewer_weight_vectors_at_once_are_tried_first(monkeypatch: pytest.MonkeyPatch) -> None:
    setting = Setting(declared({"name": "sgd"}))
    objective = Objective(setting.net, setting.loss, setting.inputs, setting.targets)
    tried: list[tuple[int, int]] = []
    plain = Objective._dense_outputs

    def outputs(self: Objective, weights: Tensor, inputs: Tensor) -> Tensor:
        tried.append((len(weights), len(inputs)))
        if len(weights) * len(inputs) > 100:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return plain(self, weights, inputs)

    weights = flat(setting.net) * np.linspace(0.5, 2.0, 9)[:, None]
    expected = objective.measure(weights)
    monkeypatch.setattr(objective, "_outputs", outputs.__get__(objective))
    monkeypatch.setattr(objective, "_at_once", 8)
    np.testing.assert_allclose(objective.measure(weights).loss, expected.loss, rtol=1e-12)
    assert tried == [(8, N), (4, N), (2, N), (2, N), (2, N), (2, N), (2, N)]
    assert len(objective.measure(weights[:0]).loss) == 0


def test_losses_for_which_no_part_is_small_enough_cannot_be_measured() -> None:
    setting = Setting(declared({"name": "sgd"}))
    objective = Objective(Small(setting.net, 0), setting.loss, setting.inputs, setting.targets)
    with pytest.raises(torch.OutOfMemoryError):
        objective.measure(flat(setting.net)[None])
