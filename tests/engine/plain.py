"""The slow and obvious way to do what the engine does: plain PyTorch, one update, one weight vector, one sample at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import count, islice
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from engine import Experiment, Recording
from engine.comparison.trainer import Trainer
from engine.experiment import preset_names
from engine.experiment.sources import SOURCES
from engine.optim.lr_schedule import learning_rates
from engine.recording.lane import LaneRecording

Array = NDArray[Any]
PLANKS = Path(__file__).parent / "planks.csv"  # a table of 80 rows
STEPPERS = ("auto", "autograd")  # as an experiment names them; on the CPU the first means the fused kernels


class BinaryCrossEntropy(nn.Module):
    """Of outputs [n, 1] and classes [n]."""

    def forward(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        loss: torch.Tensor = nn.BCEWithLogitsLoss()(outputs[:, 0], targets.to(outputs.dtype))
        return loss


class Hinge(nn.Module):
    """Of outputs [n, 1] and classes [n]: torch's, for a distance of which a hinge begins to open."""

    def forward(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        sides = 2 * targets - 1
        return nn.functional.hinge_embedding_loss(sides * outputs[:, 0], torch.full_like(sides, -1))


LOSSES: dict[str, nn.Module] = {
    "mse": nn.MSELoss(), "mae": nn.L1Loss(), "huber": nn.HuberLoss(), "cross-entropy": nn.CrossEntropyLoss(),
    "binary-cross-entropy": BinaryCrossEntropy(), "hinge": Hinge(),
}  # fmt: skip

_THREE = ("full-batch", "mini-batch", "stochastic")
PRESETS = [  # with the usual lanes, and as many samples as one asks for
    name for name in preset_names() for preset in (Experiment.preset(name),)
    if tuple(lane.name for lane in preset.lanes) == _THREE and hasattr(preset.data, "n")
]  # fmt: skip
NET_PRESETS = [name for name in PRESETS if Experiment.preset(name).data.kind != "function"]  # whose model is a dense net


class MeanOutput(nn.Module):
    """The loss where the outputs [n, 1] are losses themselves."""

    def forward(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        return outputs.mean()


def loss_of(experiment: Experiment) -> nn.Module:
    """The declared loss."""
    return MeanOutput() if experiment.loss.name == "output" else LOSSES[experiment.loss.name]


def quick(name: str, changes: Mapping[str, Any] | None = None) -> Experiment:
    """A preset on the CPU with a budget of two epochs, unless changed."""
    return Experiment.preset(name).with_changes({"device": "cpu", "budget.epochs": 2} | dict(changes or {}))


@cache
def rows_file() -> Path:
    """A file of 80 rows of three features and, last, a target."""
    path = Path(mkdtemp()) / "rows.npy"
    np.save(path, np.random.default_rng(0).standard_normal((80, 4)).astype("f4"))
    return path


def on_data(kind: str, changes: Mapping[str, Any] | None = None) -> Experiment:
    """A small net on the CPU for two epochs, on data of any kind; made-up ones have 64 samples and 32 to validate unless changed."""
    base = "bowl" if kind == "function" else "two-moons" if getattr(SOURCES[kind].part, "task", "") == "classification" else "article"
    if kind == "stream":
        return quick("article", {"data.kind": kind, "data.path": str(rows_file()), "lanes.mini-batch.batch_size": 8} | dict(changes or {}))
    drawn = {"data.n": 64, "data.validation": 32} if "n" in SOURCES[kind].part.model_fields else {}
    file = {"data.path": str(PLANKS)} if kind == "table" else {}
    sizes = {"lanes.mini-batch.batch_size": 8}
    return quick(base, {"data.kind": kind} | drawn | file | sizes | dict(changes or {}))


def alone(experiment: Experiment, lane: str) -> Experiment:
    """The experiment with only one of its lanes."""
    return Experiment.from_dict(experiment.model_dump() | {"lanes": [experiment.lane(lane).model_dump()]})


def run_to_the_end(trainer: Trainer) -> Recording:
    while not trainer.is_done:
        trainer.turn()
    return trainer.recording


def flat(model: nn.Module) -> Array:
    """A copy of all weights of a module: [P]."""
    return nn.utils.parameters_to_vector(model.parameters()).detach().numpy().copy()


@dataclass(frozen=True)
class PlainRun:
    """What a plain PyTorch loop saw.

    Attributes:
        weights: before the first and after each update, [k + 1, P].
        gradients: [k, P]; zero where a weight has none.
        losses: of each batch, [k].
    """

    weights: Array
    gradients: Array
    losses: Array


def plain_run(recording: Recording, lane: LaneRecording, updates: int | None = None) -> PlainRun:
    """Train the lane again, over `lane.batches(epoch)`, for as many updates as it recorded unless said otherwise."""
    model, declared, data = recording.model(), lane.lane.optimizer, recording.dataset
    optimizer = torch.optim.SGD(
        model.parameters(), lr=declared.lr, momentum=declared.momentum, nesterov=declared.nesterov, weight_decay=declared.weight_decay
    )
    criterion, planned = loss_of(recording.experiment), recording.experiment.planned_updates(lane.lane)
    inputs, targets = torch.from_numpy(data.train_inputs), torch.from_numpy(data.train_targets)
    weights, gradients, losses = [flat(model)], [], []
    batches = (batch for epoch in count() for batch in lane.batches(epoch))
    for update, batch in enumerate(islice(batches, lane.updates if updates is None else updates), start=1):
        optimizer.param_groups[0]["lr"] = learning_rates(declared, planned, update, 1)[0]  # tested by themselves
        optimizer.zero_grad()
        loss = criterion(model(inputs[batch]), targets[batch])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        parts = [torch.zeros_like(p) if p.grad is None else p.grad for p in model.parameters()]
        gradients.append(torch.cat([part.reshape(-1) for part in parts]).numpy().copy())
        weights.append(flat(model))
    return PlainRun(np.array(weights), np.array(gradients), np.array(losses, dtype=weights[0].dtype))


def all_weights(lane: LaneRecording) -> Array:
    """What the lane says its weights were, by asking for each update: [updates + 1, P]."""
    return np.array([lane.parameters(update) for update in range(lane.updates + 1)])


def plain_outputs(model: nn.Module, weights: Array, inputs: Array) -> torch.Tensor:
    """Outputs of a module in evaluation mode with these weights put into it: [n, outputs]."""
    nn.utils.vector_to_parameters(torch.tensor(weights), model.parameters())
    with torch.no_grad():
        outputs: torch.Tensor = model.eval()(torch.from_numpy(inputs))
    return outputs


def plain_loss(recording: Recording, weights: Array, *, validation: bool = False) -> float:
    """The loss on a whole set at flat weights [P]."""
    data = recording.dataset
    inputs = data.validation_inputs if validation else data.train_inputs
    targets = data.validation_targets if validation else data.train_targets
    outputs = plain_outputs(recording.model(), weights.astype(recording.initial_parameters.dtype), inputs)
    return float(loss_of(recording.experiment)(outputs, torch.from_numpy(targets)))


def assert_same(ours: Recording, theirs: Recording) -> None:
    """All that is recorded, to the last bit, but for seconds."""
    for mine, yours in zip(ours.lanes, theirs.lanes, strict=True):
        assert (mine.status, mine.stepper, mine.note, mine.lowered) == (yours.status, yours.stepper, yours.note, yours.lowered)
        for name in ("loss", "grad_norm", "update_norm"):
            assert np.array_equal(mine.column(name), yours.column(name), equal_nan=True)
        for name, values in mine.evaluated().items():
            assert np.array_equal(values, yours.evaluated()[name], equal_nan=True)
        for some, others in zip(mine.history.positions(mine.updates), yours.history.positions(yours.updates), strict=True):
            assert np.array_equal(some, others, equal_nan=True)


def until(condition: Callable[[], object], timeout_s: float = 20.0) -> None:
    """Wait for a condition, not for a time."""
    limit = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < limit, "waited in vain"
        time.sleep(0.001)
