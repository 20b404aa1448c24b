"""The program that CUDA graphs are captured from: on the processor it makes autograd's updates, operation by operation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from engine.data.batches import Batches
from engine.models.losses import LOSSES
from engine.optim.optimizers import memory_rows
from engine.training.steppers import program
from engine.training.steppers.base import InterruptedTrainingError, Updates
from engine.training.steppers.cuda_graph import CudaGraphStepper
from tests.engine.training.steps import OPTIMIZERS, SIZE, UPDATES, Array, N, Setting, assert_same, declared

every_optimizer = pytest.mark.parametrize("said", OPTIMIZERS.values(), ids=OPTIMIZERS)


@every_optimizer
@pytest.mark.parametrize("schedule", ["constant", "linear", "cosine"])
def test_the_program_makes_the_updates_of_autograd(said: dict[str, Any], schedule: str) -> None:
    setting = Setting(declared(said, schedule))
    ours = setting.run(CudaGraphStepper(setting.program()))
    setting = Setting(declared(said, schedule))
    assert_same(ours, setting.run(setting.autograd()), 1e-9)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("size", [1, SIZE, N])
def test_the_program_knows_every_loss_and_batch_size(loss: str, size: int) -> None:
    said = declared({"name": "adam", "lr": 0.02})
    ours, plain = (Setting(said, loss, size=size) for _ in range(2))
    assert_same(ours.run(CudaGraphStepper(ours.program())), plain.run(plain.autograd()), 1e-9)


@every_optimizer
def test_the_program_agrees_in_float32(said: dict[str, Any]) -> None:
    ours, plain = (Setting(declared(said), dtype=torch.float32) for _ in range(2))
    first = ours.run(CudaGraphStepper(ours.program()), 0, 20)
    assert_same(first, plain.run(plain.autograd(), 0, 20), 1e-4)


@every_optimizer
def test_a_position_is_all_it_takes_to_go_on_with_the_same_bits(said: dict[str, Any]) -> None:
    """Also when the chunks begin elsewhere then."""
    setting = Setting(declared(said))
    whole = setting.run(CudaGraphStepper(setting.program()))
    assert whole.kept.shape == (UPDATES, 1 + memory_rows(setting.said), 4 * 6 + 6 + 6 + 1)
    for update in (1, 37, 120):
        other = CudaGraphStepper(setting.program())
        other.restore(whole.kept[update - 1], update)
        assert np.array_equal(other.position(), whole.kept[update - 1])
        rest = setting.run(other, update)
        assert np.array_equal(rest.kept, whole.kept[update:])
        assert np.array_equal(rest.loss, whole.loss[update:])
        assert np.array_equal(other.position(), whole.kept[-1])


def test_a_position_is_a_copy() -> None:
    setting = Setting(declared({"name": "adam"}))
    stepper = CudaGraphStepper(setting.program())
    before = stepper.position()
    given = before.copy()
    stepper.restore(given, 0)
    setting.run(stepper, 0, 10)
    assert np.array_equal(given, before)
    assert not np.array_equal(stepper.position(), before)


@every_optimizer
def test_autograd_goes_on_from_its_position(said: dict[str, Any]) -> None:
    setting = Setting(declared(said))
    whole = setting.run(CudaGraphStepper(setting.program()))
    plain = Setting(declared(said))
    stepper = plain.autograd()
    stepper.restore(whole.kept[49], 50)
    assert_same(plain.run(stepper, 50), Updates(whole.loss[50:], whole.grad_norm[50:], whole.update_norm[50:], whole.kept[50:]), 1e-9)


def test_only_what_is_wanted_is_kept() -> None:
    setting = Setting(declared({"name": "rmsprop"}))
    whole = setting.run(CudaGraphStepper(setting.program()))
    wanted, setting = np.array([1, 6, 7, 30, 31, 32, 64, 65]), Setting(setting.said)
    stepper, kept, first = CudaGraphStepper(setting.program()), list[Array](), 0
    while first < 70:
        part = stepper.run(Batches.of(setting.batches[first:70]), setting.rates[first:70], wanted[wanted > first] - first)
        kept.append(part.kept)
        first += len(part.loss)
    assert np.array_equal(np.concatenate(kept), whole.kept[wanted - 1])


def test_it_ends_before_the_first_update_that_is_not_finite() -> None:
    runs, makers = list[int](), (lambda setting: CudaGraphStepper(setting.program()), Setting.autograd)
    for make in makers:
        setting = Setting(declared({"name": "sgd", "lr": 60.0}, "constant"))
        stepper, parts, first = make(setting), list[Updates](), 0
        while not (parts and parts[-1].diverged):
            wanted = np.arange(1, UPDATES - first + 1)
            parts.append(stepper.run(Batches.of(setting.batches[first:]), setting.rates[first:], wanted))
            first += len(parts[-1].loss)
        assert len(np.concatenate([part.kept for part in parts])) == first
        assert all(np.isfinite(part.kept).all() for part in parts)
        runs.append(first)
    assert runs[0] == runs[1] > 0


def test_a_large_model_or_batch_makes_short_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    setting = Setting(declared({"name": "adam"}))
    assert setting.program().chunk == 32
    monkeypatch.setattr(program, "_ROOM_BYTES", 7000)
    assert setting.program().chunk == 4
    monkeypatch.setattr(program, "_ROOM_BYTES", 1)
    assert setting.program().chunk == 1
    assert len(setting.run(CudaGraphStepper(setting.program()), 0, 10).loss) == 10


@every_optimizer
@pytest.mark.parametrize("loss", LOSSES)
def test_nothing_in_the_program_looks_at_a_number(said: dict[str, Any], loss: str) -> None:
    """On the device `meta` there are none. What looks at a number waits for the device, and cannot be captured."""
    made = Setting(declared(said), loss, device="meta").program()
    made.run(SIZE, 4)
    made.run(5, 1)


class Idle(nn.Module):
    """A weight that the outputs do not depend on."""

    def __init__(self) -> None:
        super().__init__()
        self.linear, self.idle = nn.Linear(4, 1).double(), nn.Parameter(torch.ones(3).double())

    def forward(self, inputs: Tensor) -> Tensor:
        outputs: Tensor = self.linear(inputs)
        return outputs


def test_modules_that_flat_vectors_cannot_stand_for_are_refused() -> None:
    setting = Setting(declared({"name": "sgd"}))
    with pytest.raises(ValueError, match="does not depend on some"):
        setting.program(Idle()).run(SIZE, 1)
    setting.net[0].requires_grad_(False)
    with pytest.raises(ValueError, match="frozen"):
        setting.program()
    mixed = nn.Sequential(nn.Linear(4, 2), nn.Linear(2, 1).double())
    with pytest.raises(ValueError, match="differ"):
        setting.program(mixed)


class Failing(nn.Module):
    """Fails at one call of its forward."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.linear, self.calls, self.at = nn.Linear(4, 1).double(), 0, at

    def forward(self, inputs: Tensor) -> Tensor:
        self.calls += 1
        if self.calls == self.at:
            raise RuntimeError("no more")
        outputs: Tensor = self.linear(inputs)
        return outputs


def test_what_was_made_before_a_failing_launch_is_kept() -> None:
    setting = Setting(declared({"name": "sgd"}), size=9)
    stepper = CudaGraphStepper(setting.program(Failing(at=7)))
    with pytest.raises(InterruptedTrainingError) as caught:
        setting.run(stepper, 0, 40)
    assert 4 <= len(caught.value.done.loss) <= 6
    assert len(caught.value.done.kept) == len(caught.value.done.loss)
    assert isinstance(caught.value.__cause__, RuntimeError)
