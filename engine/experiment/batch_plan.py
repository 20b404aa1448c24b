"""A lane's plan of batches: how large the batches of each epoch are, and which update begins where.

Everybody who turns updates into epochs or samples asks a plan, for batches may grow while a lane is trained. It follows from sizes alone.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .arrivals import Arrivals


class Stage(NamedTuple):
    """Epochs whose batches have one size.

    Attributes:
        epoch: the first of them, counted from 0.
        size: samples per update.
        updates, samples: of an epoch.
        first_update, first_sample: updates and samples before them.
    """

    epoch: int
    size: int
    updates: int
    samples: int
    first_update: int = 0
    first_sample: int = 0

    def samples_at(self, updates: int) -> int:
        """Samples used after so many updates of the whole lane."""
        epochs, within = divmod(updates - self.first_update, self.updates)
        return self.first_sample + epochs * self.samples + min(within * self.size, self.samples)


class BatchPlan:
    """The batches of a lane: ⌈n/B⌉ updates an epoch, or ⌊n/B⌋ where the remainder is dropped, with B = size · growth^⌊epoch / every⌋.

    Args:
        n: training samples.
        size: samples per update in the first epoch.
        drops_rest: whether the smaller batch at the end of an epoch is left out.
        growth: how many times as large batches become each time, at least 1.
        every: epochs from one time to the next.
        most: samples per update, at most; left out, all of them.
        arrivals: when samples come that are not there from the beginning.

    Attributes:
        n: the same.
        stages: epochs of one size each, in order; the last one has no end.
    """

    def __init__(
        self, n: int, size: int, *, drops_rest: bool = False, growth: float = 1.0, every: int = 1, most: int | None = None,
        arrivals: Arrivals = (),
    ) -> None:  # fmt: skip
        self.n = n
        self._arrivals = arrivals or ((0, n),)
        stages = list[Stage]()
        for epoch, wanted in _merged(dict(_sizes(size, growth, every, min(most or n, n))), self._arrivals):
            there = self.samples_there(epoch)
            batch = min(wanted, there)
            updates = max(1, there // batch if drops_rest else -(-there // batch))
            stage = Stage(epoch, batch, updates, updates * batch if drops_rest else there)
            if stages:
                last = stages[-1]
                epochs = epoch - last.epoch
                stage = stage._replace(
                    first_update=last.first_update + epochs * last.updates, first_sample=last.first_sample + epochs * last.samples
                )
            stages.append(stage)
        self.stages = tuple(stages)
        self._epochs, self._updates, self._samples = (
            [getattr(stage, name) for stage in stages] for name in ("epoch", "first_update", "first_sample")
        )
        self._table = np.array(stages, np.int64).T  # a row for each field of a stage

    def samples_there(self, epoch: int) -> int:
        """Samples that have come when an epoch (counted from 0) begins."""
        return self._arrivals[bisect_right(self._arrivals, (epoch, self.n)) - 1][1]

    @property
    def is_constant(self) -> bool:
        """Whether all batches have one size, but for remainders."""
        return len(self.stages) == 1

    @property
    def is_whole(self) -> bool:
        """Whether every batch takes as many samples as there are."""
        return self.stages[0].size == self.n

    @property
    def largest(self) -> int:
        """Samples in the largest batch that may come."""
        return self.stages[-1].size

    def stage_of(self, epoch: int) -> Stage:
        """That of an epoch, counted from 0."""
        return self.stages[bisect_right(self._epochs, epoch) - 1]

    def stage_at(self, update: int) -> Stage:
        """That in which the update after so many others is made."""
        return self.stages[0] if self.is_constant else self.stages[bisect_right(self._updates, update) - 1]

    def last_stage(self, planned: int | None) -> Stage:
        """That of the last of the planned updates; where time is the budget, the one without an end."""
        return self.stages[-1] if planned is None else self.stage_at(max(planned - 1, 0))

    def pieces(self, first: int, count: int) -> Iterator[tuple[Stage, int, int]]:
        """Updates `first` (counted from 1) to `first + count - 1`, cut where batches grow: stage, first update and count of each piece."""
        while count:
            stage = self.stage_at(first - 1)
            following = bisect_right(self._updates, first - 1)
            here = min(count, self._updates[following] + 1 - first) if following < len(self._updates) else count
            yield stage, first, here
            first, count = first + here, count - here

    def updates_before(self, epoch: int) -> int:
        """Updates made when an epoch (counted from 0) begins."""
        stage = self.stage_of(epoch)
        return stage.first_update + (epoch - stage.epoch) * stage.updates

    def epochs_after(self, updates: int) -> int:
        """Whole epochs that so many updates make."""
        stage = self.stage_at(updates)
        return stage.epoch + (updates - stage.first_update) // stage.updates

    def epoch_end(self, update: int) -> int:
        """The last update of the epoch in which an update (counted from 1) is."""
        return self.updates_before(self.epochs_after(update - 1) + 1)

    def passes(self, updates: ArrayLike) -> NDArray[np.float64]:
        """Epochs that each of the given numbers of updates makes, with the share of the samples of the one that is under way."""
        index = 0 if self.is_constant else np.searchsorted(self._updates, updates, side="right") - 1
        epoch, _, _, samples_per_epoch, _, before = self._table[:, index]
        passes: NDArray[np.float64] = epoch + (self.samples_after(updates) - before) / samples_per_epoch
        return passes

    def epochs_of(self, samples: ArrayLike) -> NDArray[np.float64]:
        """What the clock of epochs shows after so many samples: of all that there are, or of those that have come by then."""
        if len(self._arrivals) == 1:
            return np.asarray(samples) / self.n
        epoch, _, _, samples_per_epoch, _, before = self._table[:, np.searchsorted(self._samples, samples, side="right") - 1]
        shown: NDArray[np.float64] = epoch + (samples - before) / samples_per_epoch
        return shown

    def samples_of(self, epochs: ArrayLike) -> NDArray[np.float64]:
        """Samples used when the clock of epochs shows this."""
        if len(self._arrivals) == 1:
            return np.asarray(epochs) * self.n
        epoch, _, _, samples_per_epoch, _, before = self._table[:, np.searchsorted(self._epochs, epochs, side="right") - 1]
        used: NDArray[np.float64] = before + (epochs - epoch) * samples_per_epoch
        return used

    def epoch_ends(self, first: int, last: int) -> NDArray[np.int64]:
        """The numbers from `first` to `last` of updates that make whole epochs, 0 among them: int64 [k], rising."""
        parts = []
        for stage, following in zip(self.stages, (*self._updates[1:], math.inf), strict=True):
            begin, end = max(first, stage.first_update), min(last + 1, following)
            if begin < end:
                up = stage.first_update + -(-(begin - stage.first_update) // stage.updates) * stage.updates
                parts.append(np.arange(up, end, stage.updates, dtype=np.int64))
        return parts[0] if len(parts) == 1 else np.concatenate([*parts, np.zeros(0, np.int64)])

    def sizes(self, updates: NDArray[np.int64]) -> NDArray[np.int64]:
        """Samples in the batch of the update after each of the given numbers of updates, remainders aside: [k]."""
        sizes: NDArray[np.int64] = self._table[1, np.searchsorted(self._updates, updates, side="right") - 1]
        return sizes

    def samples_at(self, updates: int) -> int:
        """Samples used after one number of updates."""
        return self.stage_at(updates).samples_at(updates)

    def samples_after(self, updates: ArrayLike) -> NDArray[np.int64]:
        """Samples used after each of the given numbers of updates."""
        made = np.asarray(updates, dtype=np.int64)
        if self.is_constant:
            stage = self.stages[0]
            epochs, within = np.divmod(made, stage.updates)
            samples: NDArray[np.int64] = epochs * stage.samples + np.minimum(within * stage.size, stage.samples)
            return samples
        _, sizes, per_epoch, samples_per_epoch, firsts, samples = self._table[:, np.searchsorted(self._updates, made, side="right") - 1]
        epochs, within = np.divmod(made - firsts, per_epoch)
        grown: NDArray[np.int64] = samples + epochs * samples_per_epoch + np.minimum(within * sizes, samples_per_epoch)
        return grown

    def update_within(self, samples: float) -> int:
        """The last update that takes no more than so many samples, up to rounding."""
        stage = self.stages[bisect_right(self._samples, samples) - 1]
        epochs, rest = divmod(samples - stage.first_sample, stage.samples)
        return stage.first_update + int(epochs) * stage.updates + int(rest // stage.size)

    def updates_near(self, samples: NDArray[np.float64]) -> NDArray[np.int64]:
        """The first number of updates that takes as many samples as given, up to rounding: int64 [k]."""
        index = 0 if self.is_constant else np.searchsorted(self._samples, samples, side="right") - 1
        _, sizes, per_epoch, samples_per_epoch, firsts, before = self._table[:, index]
        epochs, rest = np.divmod(samples - before, samples_per_epoch)
        near: NDArray[np.int64] = firsts + (epochs * per_epoch + np.ceil(rest / np.minimum(sizes, samples_per_epoch))).astype(np.int64)
        return near


@lru_cache(maxsize=256)
def batch_plan(arrivals: Arrivals, size: int, drops_rest: bool, growth: float, every: int, most: int | None) -> BatchPlan:
    """The plan of these numbers, kept: it is asked for wherever a lane is shown."""
    n = arrivals[-1][1]
    return BatchPlan(n, size, drops_rest=drops_rest, growth=growth, every=every, most=most, arrivals=arrivals)


def _merged(sizes: Mapping[int, int], arrivals: Arrivals) -> Iterator[tuple[int, int]]:
    """The epochs from which on batches have another size, or there are more samples, and that size."""
    size = sizes[0]
    for epoch in sorted({*sizes, *(epoch for epoch, _ in arrivals)}):
        size = sizes.get(epoch, size)
        yield epoch, size


def _sizes(size: int, growth: float, every: int, most: int) -> Iterator[tuple[int, int]]:
    """The epochs from which on batches have another size, and that size.

    It is multiplied step by step, which rounds the same everywhere; a power might not.
    """
    yield 0, size
    epoch, exact = 0, float(size)
    while growth > 1 and size < most:
        epoch, exact = epoch + every, exact * growth
        larger = min(math.floor(exact + 0.5), most)
        if larger > size:
            size = larger
            yield epoch, size
