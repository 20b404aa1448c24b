"""Shapes: dense nets from a straight line to two layers of 1024, and functions of two weights, each at batch size 1, 64 and full, against a
plain PyTorch loop.

Both start from the same weights on the same samples and take the same batches. The plain loop is the one everybody writes:
zero the gradients, forward, backward, `torch.optim.SGD.step`, `.item()` appended to a list; it has one thread or all of them,
whichever is faster for the row. Ours records every update with loss and both norms, keeps weights, and evaluates on the whole sets.
Ours makes as many updates as fit into a time that the plain loop has, too, and what counts are updates a second of wall time,
preparations of either left out. The line of a net's three lanes together tells how long the plain loops would have taken, one after the
other, for all updates that three lanes made side by side in that time each.

`--profile` tells where the time of each lane goes: computing, drawing batches, evaluating, recording and keeping weights, and the rest.
`--write` puts the table into `docs/shapes.md`.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import geometric_mean, median
from unittest.mock import patch

import torch

from engine import Experiment
from engine.comparison.recording import Recording
from engine.comparison.trainer import Trainer
from engine.recording.lane import LaneRecording
from engine.training.device import fitting_threads
from engine.training.evaluator import Evaluator
from engine.training.lane_trainer import LaneTrainer

from .common import Result, figure, in_turns, main, result, tell
from .one_thread import one_thread
from .runs import one_lane
from .table import machine

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "shapes.md"
LANES = {"full-batch": "full", "mini-batch": "64", "stochastic": "1"}
_SECONDS = 0.4  # of each contestant in a row and a round
_MOST_LOSSES = 200_000  # updates of a plain loop in a row: none makes more in its time


@dataclass(frozen=True)
class Shape:
    """A dense net and the samples it learns.

    Attributes:
        widths: of inputs and hidden layers; there is one output.
        n: training samples.
    """

    widths: tuple[int, ...]
    n: int = 1000

    @property
    def name(self) -> str:
        """For example `10-50-1`."""
        many = "" if self.n == 1000 else f", n = {figure(self.n)}"
        return "-".join(map(str, (*self.widths, 1))) + many

    @property
    def experiment(self) -> Experiment:
        """Three lanes of `article` with this net, for so many seconds of each lane."""
        sizes = {"data.n": self.n, "data.validation": max(1, self.n // 5), "data.features": self.widths[0]}
        rates = {"lanes.*.optimizer.lr": 1e-6}  # too small to diverge anywhere
        batch = {"lanes.mini-batch.batch_size": min(64, self.n)}
        budget = {"budget.epochs": None, "budget.seconds": _SECONDS, "model.hidden": list(self.widths[1:])}
        return Experiment.preset("article").with_changes(sizes | rates | batch | budget)


@dataclass(frozen=True)
class Function:
    """A function of two weights.

    Attributes:
        name: of the row.
        formula: in x and y.
    """

    name: str
    formula: str

    @property
    def experiment(self) -> Experiment:
        """Three lanes of `bowl` on it, for so many seconds of each lane."""
        changes = {"data.formula": self.formula, "lanes.*.optimizer.lr": 1e-6, "lanes.mini-batch.batch_size": 64}
        return Experiment.preset("bowl").with_changes(changes | {"budget.updates": None, "budget.seconds": _SECONDS})


FUNCTIONS = (
    Function("f = (x² + 10 y²) / 2", "(x^2 + 10*y^2) / 2"),
    Function("f of 83 operations", "+".join(12 * ["sin(x*y)^2*cos(y-x)"])),
)
SHAPES = (
    Shape((1,), 100), Shape((10,)), Shape((784,)), Shape((10, 16)), Shape((10, 50), 100), Shape((10, 50)), Shape((10, 50), 1_000_000),
    Shape((10, 256)), Shape((10, 1024)), Shape((784, 16)), Shape((784, 128)), Shape((10, 64, 64, 64, 64)), Shape((10, 256, 256)),
    Shape((784, 256, 256)), Shape((10, 1024, 1024)),
)  # fmt: skip


@dataclass
class Row:
    """What was measured of one lane, or of three together: updates a second, and how often ours is faster, round by round."""

    shape: Shape | Function
    lane: str
    plain: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    stepper: str = ""


def measure(options: argparse.Namespace) -> Iterator[Result]:
    """The geometric mean over all rows of nets, and the smallest of them; and that of functions."""
    nets, functions = (
        [row for shape in some if _is_asked(shape, options.only) for row in _rows(shape, options)] for some in (SHAPES, FUNCTIONS)
    )
    if nets:
        ratios = [median(row.ratios) for row in nets if row.lane in LANES]
        yield result("shapes/mean", [geometric_mean(ratios)], f"{len(ratios)} rows")
        yield _least("shapes/least", nets)
    if functions:
        yield _least("shapes/formula", functions)
    if options.write:
        DOCUMENT.write_text(_document(nets + functions), encoding="utf-8")


def _least(key: str, rows: Sequence[Row]) -> Result:
    """The row where ours gains least."""
    least = min((row for row in rows if row.lane in LANES), key=lambda row: median(row.ratios))
    return result(key, least.ratios, f"{least.shape.name}, batch {LANES[least.lane]}")


def _is_asked(shape: Shape | Function, only: Sequence[str]) -> bool:
    return not only or shape.name in only


def _rows(shape: Shape | Function, options: argparse.Namespace) -> Iterator[Row]:
    experiment = shape.experiment
    rates: dict[str, list[float]] = {}
    for lane in LANES:
        alone = _as_many_updates(one_lane(experiment, lane))
        start = Trainer(alone).recording
        row = Row(shape, lane)

        def plain(start: Recording = start) -> float:
            with one_thread():
                single = _plain_rate(start, _SECONDS / 2)
            return max(single, _plain_rate(start, _SECONDS / 2))

        def ours(alone: Experiment = alone, row: Row = row) -> float:
            took, recording = _turns(alone)
            row.stepper = recording.lanes[0].stepper
            return recording.lanes[0].updates / took

        figures = in_turns({"plain": plain, "ours": ours}, options.rounds)
        row.plain, row.ours = figures["plain"], figures["ours"]
        row.ratios = [b / a for a, b in zip(row.plain, row.ours, strict=True)]
        rates[lane] = row.plain
        _tell(row)
        if options.profile:
            tell(_profile(alone))
        yield row
    together = Row(shape, "all three")
    for i in range(options.rounds):
        took, recording = _turns(experiment)
        plain_s = sum(lane.updates / rates[lane.name][i] for lane in recording.lanes)
        together.ratios.append(plain_s / took)
    _tell(together)
    yield together


def _as_many_updates(experiment: Experiment) -> Experiment:
    """The same, with so many updates as its one lane makes in its time: most runs know how many they will make."""
    updates = max(1, _turns(experiment)[1].lanes[0].updates)
    return experiment.with_changes({"budget.seconds": None, "budget.updates": updates})


def _tell(row: Row) -> None:
    spread = f"{figure(median(row.ratios))} × ({figure(min(row.ratios))} to {figure(max(row.ratios))})"
    rates = f": {figure(median(row.plain))} and {figure(median(row.ours))} updates a second, {row.stepper}" if row.plain else ""
    tell(f"{row.shape.name}, {LANES.get(row.lane, row.lane)}: {spread}{rates}")


def _turns(experiment: Experiment) -> tuple[float, Recording]:
    """Wall seconds of all turns of a trainer, and its recording."""
    trainer = Trainer(experiment)
    began = time.perf_counter()
    with fitting_threads(experiment):
        while not trainer.is_complete:
            trainer.turn()
    return time.perf_counter() - began, trainer.recording


def _plain_rate(start: Recording, seconds: float) -> float:
    """Updates a second of the loop that everybody writes, on the lane's own batches."""
    lane = start.lanes[0]
    model, loss_function = start.model(), start.problem.loss
    inputs, targets = torch.tensor(start.dataset.train_inputs), torch.tensor(start.dataset.train_targets)
    optimizer = torch.optim.SGD(model.parameters(), lr=lane.lane.optimizer.lr)
    size, losses = lane.lane.size(lane.n), list[float]()
    order = torch.from_numpy(lane.next_batches(1, max(1, min(_MOST_LOSSES, lane.n // size))).order)
    batches = torch.split(order, size)
    began = time.perf_counter()
    until = began + seconds
    while time.perf_counter() < until and len(losses) < _MOST_LOSSES:
        batch = batches[len(losses) % len(batches)]
        optimizer.zero_grad()
        loss = loss_function(model(inputs[batch]), targets[batch])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return len(losses) / (time.perf_counter() - began)


def _profile(experiment: Experiment) -> str:
    """Where the wall time of a lane goes, as shares."""
    spent: dict[str, float] = {}

    def timing(stack: ExitStack, owner: type, name: str, what: str) -> None:
        method = getattr(owner, name)

        def timed(*arguments: object, **options: object) -> object:
            began = time.perf_counter()
            try:
                return method(*arguments, **options)
            finally:
                spent[what] = spent.get(what, 0.0) + time.perf_counter() - began

        stack.enter_context(patch.object(owner, name, timed))

    with ExitStack() as stack:
        timing(stack, LaneRecording, "next_batches", "batches")
        timing(stack, LaneTrainer, "_record", "recording")
        timing(stack, Evaluator, "measure", "evaluating")
        took, recording = _turns(experiment)
    spent["computing"] = float(recording.lanes[0].column("seconds")[-1])
    spent["other"] = took - math.fsum(spent.values())
    return "    " + ", ".join(f"{name} {share / took:.0%}" for name, share in sorted(spent.items(), key=lambda item: -item[1]))


def _document(rows: Sequence[Row]) -> str:
    """All rows as a page."""
    shapes = list(dict.fromkeys(row.shape for row in rows))
    lines = [
        "# Speed on every shape",
        "",
        "How many times faster than a plain PyTorch loop a lane is trained, with every update recorded and evaluated on the way: the",
        "median of several rounds, and in brackets updates a second of the plain loop and ours. Written by",
        "`python -m benchmarks.shapes --write`, which tells how it measures.",
        "",
        "| net | full | 64 | 1 | all three together |",
        "|---|---|---|---|---|",
    ]
    for shape in shapes:
        cells = []
        for row in (row for row in rows if row.shape == shape):
            rates = f" ({figure(median(row.plain))} → {figure(median(row.ours))})" if row.plain else ""
            cells.append(f"{figure(median(row.ratios))} ×{rates}")
        lines.append(f"| {shape.name} | {' | '.join(cells)} |")
    return "\n".join([*lines, "", f"Measured on {machine()}.", ""])


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--profile", action="store_true", help="tell where the time of each lane goes")
    parser.add_argument("--write", action="store_true", help="put the table into docs/shapes.md")
    parser.add_argument("--only", action="append", default=[], metavar="NET", help="for example 10-50-1; as often as needed")


if __name__ == "__main__":
    sys.exit(main("shapes", measure, __doc__, _configure))
