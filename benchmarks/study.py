"""Studies: many small runs, as a comparison of batch sizes over rates and seeds has them.

The samples and the net of `article`, ten epochs: each of its three batch sizes at four rates from four starts, 48 runs of one lane each.
Ours is `engine.train_many`, every update recorded as ever; its peers are `engine.train` in a loop, and a plain PyTorch loop with one
thread and nothing recorded, which makes the runs of one rate and one start, and one of the ten epochs with batch 1; their time is
multiplied, because all of them take a minute a round.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from statistics import median

import torch
from torch import nn

from engine import Experiment, train, train_many
from engine.comparison.recording import Recording

from .common import Result, figure, in_turns, main, ratios, result, timed
from .one_thread import one_thread
from .runs import one_lane

EPOCHS, RATES, SEEDS = 10, (0.001, 0.003, 0.01, 0.02), range(4)


def grid() -> list[Experiment]:
    """All experiments, those of one start in a row."""
    article = Experiment.preset("article").with_changes({"budget.epochs": EPOCHS})
    lanes = [one_lane(article, lane.name) for lane in article.lanes]
    return [lane.with_changes({"lanes.*.optimizer.lr": lr, "seed": seed}) for seed in SEEDS for lr in RATES for lane in lanes]


def measure(options: argparse.Namespace) -> Iterator[Result]:
    """Runs a second, and how many times those of the peers."""
    experiments = grid()
    recordings = list(train_many(experiments))  # warm
    took = in_turns(
        {
            "plain": lambda: _plain(recordings[: len(experiments) // len(RATES) // len(SEEDS)]) * len(RATES) * len(SEEDS),
            "one": timed(lambda: [train(experiment) for experiment in experiments]),
            "many": timed(lambda: list(train_many(experiments))),
        },
        options.rounds,
    )
    speeds = {name: len(experiments) / median(values) for name, values in took.items()}
    note = ", ".join(f"{name} {figure(speed)}" for name, speed in speeds.items())
    yield result("study/runs", [len(experiments) / seconds for seconds in took["many"]], note)
    yield result("study/train", ratios(took["one"], took["many"]))
    yield result("study/plain", ratios(took["plain"], took["many"]))


def _plain(recordings: list[Recording]) -> float:
    """Seconds that some runs take in a plain loop."""
    total = 0.0
    for recording in recordings:
        epochs = 1 if recording.lanes[0].lane.batch_size == 1 else EPOCHS
        with one_thread():
            total += timed(lambda recording=recording, epochs=epochs: _loop(recording, epochs))() * EPOCHS / epochs
    return total


def _loop(recording: Recording, epochs: int) -> nn.Module:
    model, lane, data = recording.model(), recording.lanes[0], recording.dataset
    inputs, targets = torch.from_numpy(data.train_inputs), torch.from_numpy(data.train_targets)
    optimizer, loss_of = torch.optim.SGD(model.parameters(), lr=lane.lane.optimizer.lr), nn.MSELoss()
    for _ in range(epochs):
        for batch in torch.randperm(lane.n).split(lane.lane.size(lane.n)):
            optimizer.zero_grad()
            loss_of(model(inputs[batch]), targets[batch]).backward()
            optimizer.step()
    return model


if __name__ == "__main__":
    sys.exit(main("study", measure, __doc__))
