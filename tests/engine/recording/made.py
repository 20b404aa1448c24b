"""Recordings made up without training: for tests that need rows and times, and no weights."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from engine.experiment import Lane
from engine.recording.lane import LaneRecording, LaneStatus


class Made(NamedTuple):
    """A made-up lane.

    Attributes:
        lane: the recording.
        times: by clock, what it shows at each row, counted by hand.
    """

    lane: LaneRecording
    times: dict[str, list[float]]

    def row(self, clock: str, time: float) -> int:
        """The last row at or before a time."""
        return sum(each <= time for each in self.times[clock]) - 1

    def extend(self, updates: int, seed: int = 0) -> None:
        """Record more updates."""
        first = self.lane.updates + 1
        took = np.random.default_rng((seed, first)).uniform(0.5, 1.5, updates)
        seconds = self.times["seconds"][-1] + np.cumsum(took)
        zeros = np.zeros(updates)
        none = np.zeros(0, np.int64), np.zeros((0, 1, 1))
        self.lane.append(*none, loss=zeros, grad_norm=zeros, update_norm=zeros, seconds=seconds)
        before = [0, *accumulate(len(batch) for batch in self.lane.batches(0))]  # samples, before each update of an epoch
        for update, second in zip(range(first, first + updates), seconds, strict=True):
            epochs, within = divmod(update, len(before) - 1)
            seen = epochs * before[-1] + before[within]
            self.times["updates"].append(float(update))
            self.times["epochs"].append(seen / self.lane.n)
            self.times["seconds"].append(float(second))

    def end(self) -> None:
        self.lane.status = LaneStatus("finished")


def made(n: int, size: int, updates: int, *, drop_last: bool = False, number: int = 0) -> Made:
    """A lane that is over."""
    raw = {"name": f"lane-{number}", "batch_size": size, "drop_last": drop_last, "optimizer": {"lr": 1.0}}
    recording = LaneRecording(Lane.model_validate(raw), n, 0, np.zeros((1, 1)), planned=None, memory_budget=1 << 20)
    result = Made(recording, {"updates": [0.0], "epochs": [0.0], "seconds": [0.0]})
    if updates:
        result.extend(updates, seed=number)
    result.end()
    return result


def comparison(n: int, sizes: Sequence[int], epochs: int, *, drop_last: bool = False) -> list[Made]:
    """Lanes of different batch sizes over the same number of epochs."""
    counts = [n // size if drop_last else -(-n // size) for size in sizes]
    return [made(n, s, epochs * c, drop_last=drop_last, number=i) for i, (s, c) in enumerate(zip(sizes, counts, strict=True))]
