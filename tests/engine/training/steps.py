"""A small problem for steppers: a net, samples, batches and rates, and runs over them."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from engine.data.batches import Batches
from engine.experiment.sections import Optimizer
from engine.models.losses import LOSSES
from engine.optim.lr_schedule import learning_rates
from engine.training.steppers.autograd import AutogradStepper
from engine.training.steppers.base import Stepper, Updates
from engine.training.steppers.program import UpdateProgram

Array = NDArray[Any]
N, SIZE, UPDATES = 45, 8, 200  # five batches of 8 and one of 5 an epoch
CLASSES = {"cross-entropy": 3, "binary-cross-entropy": 2, "hinge": 2}
OPTIMIZERS: dict[str, dict[str, Any]] = {
    "sgd": {"name": "sgd"},
    "sgd, momentum": {"name": "sgd", "momentum": 0.9},
    "sgd, nesterov, decay": {"name": "sgd", "momentum": 0.8, "nesterov": True, "weight_decay": 0.01},
    "adagrad": {"name": "adagrad", "lr": 0.2},
    "adagrad, decay": {"name": "adagrad", "weight_decay": 0.01},
    "rmsprop": {"name": "rmsprop", "lr": 0.01},
    "rmsprop, momentum, decay": {"name": "rmsprop", "lr": 0.01, "momentum": 0.5, "weight_decay": 0.01},
    "adam": {"name": "adam", "lr": 0.02},
    "adam, decay": {"name": "adam", "lr": 0.02, "weight_decay": 0.05},
    "adamw": {"name": "adamw", "lr": 0.02},
    "nadam, decay": {"name": "nadam", "lr": 0.02, "weight_decay": 0.05},
    "adadelta, decay": {"name": "adadelta", "lr": 5.0, "weight_decay": 0.01},
    "sgd, clipped": {"name": "sgd", "momentum": 0.9, "clip_norm": 0.2, "clip_value": 0.1},
    "adam, l1, clipped": {"name": "adam", "lr": 0.02, "weight_decay": 0.05, "l1": 0.01, "clip_norm": 0.2},
    "adamw, decay": {"name": "adamw", "lr": 0.02, "weight_decay": 0.05},
}


def declared(said: dict[str, Any], schedule: str = "cosine") -> Optimizer:
    return Optimizer.model_validate({"lr": 0.05, "schedule": schedule} | said)


class Setting:
    """A net, samples and batches."""

    def __init__(
        self, said: Optimizer, loss: str = "mse", *, dtype: torch.dtype = torch.float64, device: str = "cpu", size: int = SIZE
    ) -> None:
        random = np.random.default_rng(4)
        outputs = 3 if loss == "cross-entropy" else 1
        torch.manual_seed(1)
        self.said, self.loss, self.device, self.size = said, LOSSES[loss], device, size
        self.net = nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, outputs)).to(device, dtype)
        self.inputs = torch.from_numpy(random.standard_normal((N, 4))).to(device, dtype)
        noise = torch.from_numpy(random.standard_normal((N, 1))).to(device, dtype)
        self.targets = torch.from_numpy(random.integers(0, CLASSES[loss], N)).to(device) if loss in CLASSES else noise
        orders = [random.permutation(N) for _ in range(UPDATES)]
        self.batches = [order[i : i + size] for order in orders for i in range(0, N, size)][:UPDATES]
        self.rates = learning_rates(said, UPDATES, 1, UPDATES)

    def program(self, model: nn.Module | None = None) -> UpdateProgram:
        return UpdateProgram(model or self.net, self.loss, self.said, self.inputs, self.targets, self.size)

    def autograd(self, model: nn.Module | None = None, micro_batch: int | None = None) -> AutogradStepper:
        model = model or self.net
        return AutogradStepper(model, self.loss, self.said, self.inputs, self.targets, micro_batch)

    def run(self, stepper: Stepper, first: int = 0, last: int = UPDATES) -> Updates:
        """All updates from `first` on, with the position after each."""
        parts: list[Updates] = []
        while first < last:
            wanted = np.arange(1, last - first + 1)
            parts.append(stepper.run(Batches.of(self.batches[first:last]), self.rates[first:last], wanted))
            first += len(parts[-1].loss)
            assert not parts[-1].diverged
        loss, grad_norm, update_norm, kept = (np.concatenate([part[i] for part in parts]) for i in range(4))
        return Updates(loss, grad_norm, update_norm, kept)


def assert_same(a: Updates, b: Updates, precision: float) -> None:
    for ours, theirs in zip(a[:4], b[:4], strict=True):
        assert ours.shape == theirs.shape
        assert ours.dtype == theirs.dtype
        np.testing.assert_allclose(ours, theirs, rtol=precision, atol=precision * np.abs(theirs).max())
