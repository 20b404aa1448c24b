"""Training on samples that are larger than memory: those of the next batches are read, and another stepper computes with them."""

from __future__ import annotations

import time
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ...data.batches import Batches
from ...data.dataset import Array, Reader
from ...messages import Message
from .base import Rates, Stepper, Updates

_BYTES = 8 * 2**20  # of samples read together
_MOST, _STEP = 1 << 16, 208  # samples; whole blocks of the kernel, so that sums are those over a whole batch to the last bit
_SLICE_S = 0.030


class Fed(Stepper, Protocol):
    """A stepper that is given samples as they come."""

    def feed(self, inputs: Array, targets: Array) -> None:
        """Take other training samples: inputs [n, d] and targets [n, …]."""

    def run_part(self, inputs: Array, targets: Array, done: int, size: int, rate: float, *, is_wanted: bool) -> Updates:
        """Take some samples of a batch that is larger than what is read together.

        Args:
            inputs, targets: of these samples.
            done: samples of the batch that came before them.
            size: of the whole batch.
            rate: the update's learning rate.
            is_wanted: whether the position after the update is wanted.

        Returns:
            The update where these samples were the last ones, and nothing before.
        """


class StreamStepper:
    """Reads the samples of the next batches, as many as there is room for, and lets another stepper make the updates. Lanes read one
    after the other.

    Args:
        inner: makes them.
        source: reads samples.
        sample_bytes: what one of them takes.
    """

    nogil = False

    def __init__(self, inner: Fed, source: Reader, sample_bytes: int) -> None:
        self._inner, self._source = inner, source
        self.name = inner.name
        self.note: Message | str = ""
        self._most = max(1, min(_MOST, _BYTES // sample_bytes) // _STEP) * _STEP
        self._read: Batches | None = None  # of what is read: those that are not used up
        self._done = 0  # samples of a large batch that are used up

    def run(self, batches: Batches, rates: Rates, wanted: NDArray[np.int64]) -> Updates:
        """Make one update per batch, or as many as there are samples in memory for, in some 10 to 30 ms."""
        if batches.starts[1] - batches.starts[0] > self._most:
            return self._run_large(batches, float(rates[0]), is_wanted=bool(len(wanted) and wanted[0] == 1))
        if self._read is None or not len(self._read):
            self._read = self._next(batches)
        count = min(len(self._read), len(batches))
        updates = self._inner.run(self._read.part(0, count), rates[:count], wanted[wanted <= count])
        self._read = _rest(self._read, len(updates.loss))
        self.note = self._inner.note
        return updates

    def _next(self, batches: Batches) -> Batches:
        """Read the samples of the next batches; returns these batches, by the places of their samples."""
        count = int(np.searchsorted(batches.starts, self._most, side="right")) - 1
        part = batches.part(0, count)
        samples = np.asarray(part.order)
        self._inner.feed(*self._source.take(samples))
        return Batches(np.arange(len(samples)), part.starts)

    def _run_large(self, batches: Batches, rate: float, *, is_wanted: bool) -> Updates:
        """Read on in the first batch, until it is used up or the time is."""
        self._read = None
        size, until = int(batches.starts[1] - batches.starts[0]), time.perf_counter() + _SLICE_S
        while True:
            end = min(self._done + self._most, size)
            samples = np.asarray(batches.order[self._done : end])
            updates = self._inner.run_part(*self._source.take(samples), self._done, size, rate, is_wanted=is_wanted)
            self._done = end if end < size else 0
            if not self._done or time.perf_counter() > until:
                return updates

    def position(self) -> NDArray[Any]:
        """A copy of the weights and what the optimizer remembers: [1 + s, P]."""
        return self._inner.position()

    def restore(self, position: NDArray[Any], updates: int) -> None:
        """Go on from a position [1 + s, P] that some number of updates led to."""
        self._read, self._done = None, 0
        self._inner.restore(position, updates)


def _rest(batches: Batches, made: int) -> Batches:
    """The batches after those that were made; their samples stay where they are."""
    return Batches(batches.order, batches.starts[made:])
