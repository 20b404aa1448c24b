"""How often each sample has been used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import WeakMethod

import numpy as np
from numpy.typing import NDArray

from ..experiment.batch_plan import BatchPlan, Stage
from ..experiment.shuffles import Shuffle

Counts = NDArray[np.int64]
_AT_ONCE = 1 << 20  # samples that are counted together
_MOST = 1 << 18  # samples that a frame may wait for


class Usage:
    """Counts how often each sample of a lane has been used.

    Args:
        plan, shuffle: of its batches.
        order: a method that gives the samples used in some epochs of a stage, one after the other; its object must be alive.
    """

    def __init__(self, plan: BatchPlan, shuffle: Shuffle, order: WeakMethod[Callable[[Stage, range], Any]]) -> None:
        self._plan, self._shuffle, self._order = plan, shuffle, order
        self._counted: tuple[int, Counts] = 0, np.zeros(1, np.int64)  # epochs, and how often each sample was used in them, or all alike

    def _samples(self, stage: Stage, epochs: range) -> Any:
        order = self._order()
        assert order is not None, "its lane is gone"
        return order(stage, epochs)

    def after(self, updates: int) -> Counts:
        """How often each sample has been used after so many updates: int64 [n]."""
        epochs, counted = self._plan.epochs_after(updates), self._counted
        if epochs != counted[0]:
            sign = 1 if epochs > counted[0] else -1
            between = range(min(epochs, counted[0]), max(epochs, counted[0]))
            counted = self._counted = epochs, counted[1] + sign * self._within(between)
        begun = self._plan.samples_at(updates) - self._plan.samples_at(self._plan.updates_before(epochs))
        return counted[1] + self._count(self._samples(self._plan.stage_of(epochs), range(epochs, epochs + 1))[:begun] if begun else [])

    def least_and_most(self, updates: int) -> tuple[int, int] | None:
        """How often the samples have been used that were used least and most; None where to count that would take long."""
        epochs = self._plan.epochs_after(updates)
        if self._takes_all:
            return epochs, epochs + (updates > self._plan.updates_before(epochs))
        if (abs(epochs - self._counted[0]) + 1) * self._plan.n > _MOST:
            return None
        counts = self.after(updates)
        return int(counts.min()), int(counts.max())

    @property
    def _takes_all(self) -> bool:
        """Whether every epoch takes each sample once."""
        return self._shuffle.takes_each_once and all(stage.samples == self._plan.n for stage in self._plan.stages)

    def _within(self, epochs: range) -> Counts:
        if self._takes_all:
            return np.full(self._plan.n, len(epochs), np.int64)
        counts, epoch = np.zeros(self._plan.n, np.int64), epochs.start
        ends = [stage.epoch for stage in self._plan.stages[1:]]
        while epoch < epochs.stop:
            end = min([epochs.stop, *(each for each in ends if each > epoch)])
            stage = self._plan.stage_of(epoch)
            if self._shuffle.repeats:
                counts += (end - epoch) * self._count(self._samples(stage, range(epoch, epoch + 1)))
            else:
                end = min(end, epoch + max(1, _AT_ONCE // self._plan.n))
                counts += self._count(self._samples(stage, range(epoch, end)))
            epoch = end
        return counts

    def _count(self, samples: NDArray[np.int64] | list[int]) -> Counts:
        return np.bincount(np.asarray(samples, np.int64), minlength=self._plan.n)
