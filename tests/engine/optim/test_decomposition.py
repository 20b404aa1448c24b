"""The parts of an update against the state of a plain torch.optim optimizer in a loop of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from engine import Recording
from engine.comparison.trainer import Trainer
from engine.experiment.sections import Optimizer
from engine.landscape.landscape import Landscape
from engine.landscape.probe import GradientSteps, gradient_steps
from engine.landscape.survey import Survey
from engine.optim.decomposition import Decomposition, decompose
from engine.recording.lane import LaneRecording
from tests.engine.plain import STEPPERS, flat, loss_of, quick, run_to_the_end

Array = NDArray[np.float64]
MAKE: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "sgd": torch.optim.SGD, "adagrad": torch.optim.Adagrad, "rmsprop": torch.optim.RMSprop, "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW, "nadam": torch.optim.NAdam, "adadelta": torch.optim.Adadelta,
}  # fmt: skip
SAID: dict[str, dict[str, Any]] = {
    "plain": {},
    "decay": {"weight_decay": 0.1},
    "momentum": {"momentum": 0.9, "weight_decay": 0.1},
    "nesterov": {"momentum": 0.9, "nesterov": True, "weight_decay": 0.1, "schedule": "linear"},
    "adagrad": {"name": "adagrad", "weight_decay": 0.1},
    "rmsprop": {"name": "rmsprop", "weight_decay": 0.1},
    "rmsprop with momentum": {"name": "rmsprop", "momentum": 0.5, "schedule": "cosine"},
    "adam": {"name": "adam", "weight_decay": 0.1, "schedule": "linear"},
    "adam without momentum": {"name": "adam", "beta1": 0.0},
    "nadam": {"name": "nadam", "weight_decay": 0.1},
    "adadelta": {"name": "adadelta", "lr": 1.0, "weight_decay": 0.1},
    "clipped": {"momentum": 0.9, "clip_norm": 0.1, "l1": 0.05, "weight_decay": 0.1},
    "adamw": {"name": "adamw", "weight_decay": 0.1, "schedule": "cosine"},
}
every_optimizer = pytest.mark.parametrize("said", SAID)


def kinds(said: Optimizer) -> dict[str, Any]:
    """What torch.optim calls the settings that an optimizer uses."""
    names = {
        "sgd": ("momentum", "nesterov"),
        "adagrad": ("eps",),
        "rmsprop": ("alpha", "eps", "momentum"),
        "adam": ("eps",),
        "nadam": ("eps",),
        "adadelta": ("eps", "rho"),
    }
    chosen = {name: getattr(said, name) for name in (*names[said.name.removesuffix("w")], "lr", "weight_decay")}
    return chosen | ({"betas": (said.beta1, said.beta2)} if "adam" in said.name else {})


def remembered(optimizer: torch.optim.Optimizer, name: str) -> Array:
    """A state of torch.optim, flat: [P]."""
    return torch.cat([state[name].reshape(-1) for state in optimizer.state.values()]).numpy().copy()


def parts_after(optimizer: torch.optim.Optimizer, said: Optimizer, rate: float, step: int, before: Array, gradient: Array) -> Decomposition:
    """The parts of an update that was just made, from what the optimizer remembers after it."""
    taken = gradient + (0 if said.name == "adamw" else said.weight_decay) * before
    mean = scaled = taken
    if said.name == "sgd" and said.momentum:
        mean = remembered(optimizer, "momentum_buffer")
        mean = scaled = taken + said.momentum * mean if said.nesterov else mean
    if said.name == "adagrad":
        scaled = taken / (np.sqrt(remembered(optimizer, "sum")) + said.eps)
    if said.name == "rmsprop":
        scaled = taken / (np.sqrt(remembered(optimizer, "square_avg")) + said.eps)
        mean = taken + (remembered(optimizer, "momentum_buffer") - scaled if said.momentum else 0)
        scaled = mean + scaled - taken
    if said.name == "adadelta":
        squares, moves = remembered(optimizer, "square_avg"), remembered(optimizer, "acc_delta")
        share = taken**2 / (squares + said.eps)
        earlier = (moves - (1 - said.rho) * said.eps * share) / (said.rho + (1 - said.rho) * share)  # what led to those after the update
        scaled = taken * np.sqrt((earlier + said.eps) / (squares + said.eps))
    if said.name == "nadam":
        now, following = (said.beta1 * (1 - 0.5 * 0.96 ** (0.004 * t)) for t in (step, step + 1))
        product = float(next(iter(optimizer.state.values()))["mu_product"])
        mean = (1 - now) / (1 - product) * taken + following / (1 - product * following) * remembered(optimizer, "exp_avg")
        scaled = mean / (np.sqrt(remembered(optimizer, "exp_avg_sq") / (1 - said.beta2**step)) + said.eps)
    elif "adam" in said.name:
        mean = remembered(optimizer, "exp_avg") / (1 - said.beta1**step)
        scaled = mean / (np.sqrt(remembered(optimizer, "exp_avg_sq") / (1 - said.beta2**step)) + said.eps)
    return Decomposition(-rate * gradient, -rate * (mean - taken), -rate * (scaled - mean), -rate * said.weight_decay * before)


def plain_parts(recording: Recording, record: LaneRecording, updates: int) -> Iterator[Decomposition]:
    """The parts of the first updates of a lane."""
    model, said, data = recording.model(), record.lane.optimizer, recording.dataset
    optimizer, criterion, planned = MAKE[said.name](model.parameters(), **kinds(said)), loss_of(recording.experiment), record.planned
    batches = (batch for epoch in count() for batch in record.batches(epoch))
    for step, batch in zip(range(1, updates + 1), batches, strict=False):
        left = ((planned or step) + 1 - step) / (planned or step)
        share = {"constant": 1.0, "linear": left, "cosine": (1 - np.cos(np.pi * left)) / 2}[said.schedule]
        rate = optimizer.param_groups[0]["lr"] = said.lr * float(share)
        before = flat(model)
        optimizer.zero_grad()
        criterion(model(torch.from_numpy(data.train_inputs[batch])), torch.from_numpy(data.train_targets[batch])).backward()
        if said.l1:
            for parameter in model.parameters():
                parameter.grad = parameter.grad + said.l1 * parameter.detach().sign()
        if said.clip_norm:
            torch.nn.utils.clip_grad_norm_(model.parameters(), said.clip_norm)
        optimizer.step()
        gradient = torch.cat([torch.zeros(p.numel()) if p.grad is None else p.grad.reshape(-1) for p in model.parameters()]).numpy()
        yield parts_after(optimizer, said, rate, step, before, gradient)


def thinned(said: str, stepper: str) -> tuple[Recording, Landscape]:
    """A run that keeps one position in several."""
    small = {"stepper": stepper, "data.n": 60, "data.validation": 10, "lanes.mini-batch.batch_size": 16, "dtype": "float64"}
    changes = small | {"budget.epochs": 20} | {f"lanes.*.optimizer.{name}": value for name, value in ({"lr": 0.01} | SAID[said]).items()}
    recording = run_to_the_end(Trainer(quick("two-moons", changes), memory_budget=30_000))
    survey = Survey(recording, None)
    while not survey.is_done:
        survey.advance()
    assert survey.landscape is not None
    return recording, survey.landscape


def parts_of(found: GradientSteps) -> Decomposition:
    return Decomposition(found.batch, found.momentum, found.scaling, found.decay)


@every_optimizer
@pytest.mark.parametrize("stepper", STEPPERS)
def test_the_parts_are_those_of_a_plain_optimizer_and_add_up_to_the_update(said: str, stepper: str) -> None:
    recording, landscape = thinned(said, stepper)
    directions = landscape.plane.directions
    for lane, record in enumerate(recording.lanes):
        assert record.stepper == ("fused" if stepper == "auto" else stepper) and record.history.stride > 1
        for update, plain in enumerate(plain_parts(recording, record, min(record.updates, 23)), start=1):
            if update in (1, 2, 3, 11, 20, 23):
                found = gradient_steps(landscape, lane, update)
                largest = max(np.abs(part).max() for part in plain)
                for mine, expected in zip(parts_of(found), plain, strict=True):
                    np.testing.assert_allclose(mine, directions @ expected, rtol=1e-6, atol=1e-9 * largest)
                made = directions @ (record.parameters(update) - record.parameters(update - 1))
                np.testing.assert_allclose(found.made, made, atol=1e-12 * largest)
                np.testing.assert_allclose(sum(parts_of(found)), made, rtol=1e-9, atol=1e-9 * largest)


@every_optimizer
def test_what_an_optimizer_does_not_do_is_exactly_nothing(said: str) -> None:
    optimizer, random = Optimizer.model_validate({"lr": 0.1} | SAID[said]), np.random.default_rng(0)
    gradient, made, before = random.standard_normal(5), random.standard_normal(5), random.standard_normal((3, 5))
    _, momentum, scaling, decay = decompose(optimizer, 0.1, 3, gradient, before, made)
    has = (optimizer.carries, optimizer.kind.scales, optimizer.weight_decay > 0)
    assert tuple(bool(part.any()) for part in (momentum, scaling, decay)) == has
    name, keeps = optimizer.name, said in ("momentum", "nesterov", "rmsprop with momentum", "nadam", "clipped", "adam", "adamw")
    assert has == (keeps, name != "sgd", "weight_decay" in SAID[said])


def test_the_first_update_carries_nothing_but_what_nesterov_looks_ahead() -> None:
    gradient, before = np.array([1.0, -2.0]), np.array([[3.0, 4.0], [0.0, 0.0], [0.0, 0.0]])
    for said in SAID.keys() - {"nadam"}:  # which looks ahead in its own way
        optimizer = Optimizer.model_validate({"lr": 0.1} | SAID[said])
        taken = gradient if optimizer.name == "adamw" else gradient + optimizer.weight_decay * before[0]
        momentum = decompose(optimizer, 0.1, 1, gradient, before, made=gradient).momentum
        np.testing.assert_allclose(momentum, -0.1 * 0.9 * taken if optimizer.nesterov else 0.0, atol=1e-15)
