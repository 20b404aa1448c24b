"""Dense nets of any shape with samples of their own, also such as no experiment can declare, for both steppers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import special  # type: ignore[import-untyped]
from torch import nn

from engine.data.batches import Batches
from engine.experiment.sections import Optimizer
from engine.kernels.net import Net, Samples
from engine.models.layers import ACTIVATIONS
from engine.models.losses import LOSSES
from engine.optim.lr_schedule import learning_rates
from engine.training.steppers.autograd import AutogradStepper
from engine.training.steppers.base import Stepper
from engine.training.steppers.fused import FusedStepper, is_short
from tests.engine.plain import flat

Array = NDArray[Any]


@dataclass(frozen=True)
class Rows:
    """What a stepper said of its updates.

    Attributes:
        loss, grad_norm, update_norm: [k].
        positions: after each update, [k, 1 + s, P].
        diverged: whether the update after these did.
        calls: updates made in each call.
    """

    loss: Array
    grad_norm: Array
    update_norm: Array
    positions: Array
    diverged: bool
    calls: list[int]

    def columns(self) -> dict[str, Array]:
        return {"loss": self.loss, "grad_norm": self.grad_norm, "update_norm": self.update_norm, "weights": self.positions[:, 0]}


@dataclass(frozen=True)
class Case:
    """A dense net, its samples and how it is trained.

    Attributes:
        optimizer: its inputs.
        batch: samples per update.
    """

    widths: tuple[int, ...]
    activation: str = "tanh"
    loss: str = "mse"
    optimizer: dict[str, Any] = field(default_factory=lambda: {"lr": 0.02})
    batch: int = 1
    n: int = 50
    dtype: str = "float64"
    drop_last: bool = False
    updates: int = 20
    seed: int = 0

    @property
    def declared(self) -> Optimizer:
        return Optimizer.model_validate(self.optimizer)

    def model(self) -> nn.Sequential:
        """At a start that is always the same, with PyTorch's usual initialisation."""
        with torch.random.fork_rng():
            torch.manual_seed(self.seed)
            layers: list[nn.Module] = []
            for width, count in pairwise(self.widths):
                layers += [nn.Linear(width, count), ACTIVATIONS[self.activation]()]
        return nn.Sequential(*layers[:-1]).to(getattr(torch, self.dtype))

    def samples(self) -> tuple[Array, Array]:
        """Inputs [n, d], and targets [n, outputs] or classes [n]."""
        random = np.random.default_rng((self.seed, 1))
        inputs = random.standard_normal((self.n, self.widths[0])).astype(self.dtype)
        if self.loss == "cross-entropy":
            return inputs, random.integers(0, self.widths[-1], self.n)
        if self.loss in ("binary-cross-entropy", "hinge"):
            return inputs, random.integers(0, 2, self.n)
        return inputs, random.standard_normal((self.n, self.widths[-1])).astype(self.dtype)

    def net(self) -> Net:
        return Net(self.widths, self.activation, self.loss)

    def fused(self, threaded: int = 0) -> FusedStepper:
        net = self.net()
        samples = Samples(*self.samples(), is_padded=is_short(self.batch))
        return FusedStepper(net, self.declared, samples, flat(self.model()), self.batch, threaded)

    def autograd(self) -> AutogradStepper:
        model, (inputs, targets) = self.model(), self.samples()
        return AutogradStepper(model, LOSSES[self.loss], self.declared, torch.from_numpy(inputs), torch.from_numpy(targets))

    def batches(self) -> Batches:
        """Of all updates: in every epoch each sample once, in a new order, but for the remainder if that is dropped."""
        random, parts = np.random.default_rng((self.seed, 2)), list[NDArray[np.int64]]()
        while len(parts) < self.updates:
            order = random.permutation(self.n)
            cut = self.n // self.batch * self.batch if self.drop_last else self.n
            parts += [order[begin : min(begin + self.batch, cut)] for begin in range(0, cut, self.batch)]
        return Batches.of(parts[: self.updates])

    def rates(self) -> NDArray[np.float64]:
        return learning_rates(self.declared, self.updates, 1, self.updates)


# a net's loss with numpy, without PyTorch

CURVES: dict[str, Callable[[Array], Array]] = {
    "relu": lambda z: np.maximum(z, 0.0), "tanh": np.tanh, "sigmoid": special.expit, "gelu": lambda z: z * special.ndtr(z),
    "identity": lambda z: z,
}  # fmt: skip


def plain_outputs(case: Case, weights: Array, inputs: Array) -> Array:
    """Of a net with flat weights [P] for samples [n, d], in double precision: [n, outputs]."""
    values, begin = inputs.astype(np.float64), 0
    for layer, (width, count) in enumerate(pairwise(case.widths)):
        matrix = weights[begin : begin + width * count].astype(np.float64).reshape(count, width)
        begin += (width + 1) * count
        values = values @ matrix.T + weights[begin - count : begin].astype(np.float64)
        if layer < len(case.widths) - 2:
            values = CURVES[case.activation](values)
    return values


def plain_loss(case: Case, outputs: Array, targets: Array) -> float:
    """Mean over samples, and over the outputs of each where there are several numbers to predict."""
    if case.loss == "cross-entropy":
        return float(-special.log_softmax(outputs, axis=1)[np.arange(len(targets)), targets].mean())
    if case.loss == "binary-cross-entropy":
        return float(-special.log_expit(np.where(targets == 1, 1.0, -1.0) * outputs[:, 0]).mean())
    if case.loss == "hinge":
        return float(np.maximum(0, 1 - np.where(targets == 1, 1.0, -1.0) * outputs[:, 0]).mean())
    size = np.abs(outputs - targets)
    each = {"mse": size**2, "mae": size, "huber": np.where(size > 1, size - 0.5, 0.5 * size**2)}
    return float(each[case.loss].mean())


def plain_accuracy(case: Case, outputs: Array, targets: Array) -> float:
    """Share of right answers; NaN where there are no classes."""
    if not case.loss.endswith("cross-entropy") and case.loss != "hinge":
        return float("nan")
    told = outputs.argmax(axis=1) if case.loss == "cross-entropy" else outputs[:, 0] > 0
    return float((told == targets).mean())


# steppers


def run(case: Case, stepper: Stepper, first: int = 1, last: int | None = None) -> Rows:
    """Make updates `first` to `last`, in as many calls as it takes."""
    batches, rates, end = case.batches(), case.rates(), case.updates if last is None else last
    parts, done, diverged = [], first - 1, False
    while done < end and not diverged:
        updates = stepper.run(batches.part(done, end), rates[done:end], np.arange(1, end - done + 1))
        assert len(updates.kept) == len(updates.loss)
        parts.append(updates)
        done, diverged = done + len(updates.loss), updates.diverged
    loss, grad_norm, update_norm, kept = (np.concatenate([part[i] for part in parts]) for i in range(4))
    return Rows(loss, grad_norm, update_norm, kept, diverged, [len(part.loss) for part in parts])


def assert_same_bits(mine: Rows, yours: Rows) -> None:
    assert mine.diverged == yours.diverged
    assert np.array_equal(mine.positions, yours.positions)
    for name, column in mine.columns().items():
        assert np.array_equal(column, yours.columns()[name]), name


def differences(mine: Rows, yours: Rows) -> dict[str, float]:
    """The largest difference in each column, relative to the largest number in it."""
    assert len(mine.loss) == len(yours.loss)
    pairs = {name: (column.astype(np.float64), yours.columns()[name]) for name, column in mine.columns().items()}
    return {name: float(np.abs(a - b).max() / max(np.abs(b).max(), 1e-30)) for name, (a, b) in pairs.items()}
