"""A data set that is larger than memory."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ...errors import listed
from ...experiment import Experiment
from ...experiment.mixing import Mixing
from ...jobs import tell
from ...messages import Message, message
from ...randomness import Purpose, stream
from ..dataset import Array, Dataset
from ..scaling import Scaling, find_scaling, scale_inputs, scale_targets
from ..sources.source import Opener, Samples, Source

_AT_ONCE = 1 << 15  # samples
_SPARE_BLOCKS = 8  # kept beside those of a window


@dataclass(frozen=True)
class StreamedDataset(Dataset):
    """Samples that are read while one trains. In memory are only some, evenly spread, which losses on whole sets are measured on.

    Attributes:
        experiment: declares them.
        opener: opens what they are read from.
    """

    experiment: Experiment
    opener: Opener

    @property
    def n(self) -> int:
        """Training samples, of which few are in memory."""
        return self.experiment.data.expected_size

    @property
    def note(self) -> Message | str:
        """How samples are mixed, and which of them losses are measured on."""
        mixing, parts = self.experiment.data.mixing, list[Message]()
        if mixing is not None:
            parts.append(message("mixed_within", size=mixing.window))
        if not self.is_whole:
            parts.append(message("measured_on", some=len(self.train_inputs), all=self.n))
        return listed(parts, "semicolon") if parts else ""

    def take(self, samples: NDArray[np.int64]) -> Samples:
        """Inputs and targets of some training samples, which are read, in this order.

        Raises:
            InputError: what they are read from is not there any more, or has changed.
        """
        if self.is_whole:
            return super().take(samples)
        with _taking:
            return self._probing.take(samples)

    def reader(self) -> Reader:
        """What reads training samples for a lane.

        Raises:
            InputError: as above.
        """
        return Reader(self._source, self.scaling, self.experiment.data.mixing or Mixing.of(self.n))

    @cached_property
    def _source(self) -> Source:
        return self.opener(self.experiment)[0]

    @cached_property
    def _probing(self) -> Reader:
        return self.reader()


_taking = threading.Lock()


class Reader:
    """Reads training samples by their numbers, and keeps as many blocks of them as a window has.

    Args:
        source: what they are read from.
        scaling: how they are scaled.
        mixing: tells blocks and windows.
    """

    def __init__(self, source: Source, scaling: Scaling, mixing: Mixing) -> None:
        assert source.size is not None, "what is streamed has been counted"
        features, classes, dtype = source.schema
        blocks = -(-source.size // mixing.block)
        places = min(mixing.window // mixing.block + _SPARE_BLOCKS, blocks)
        self._source, self._scaling, self._block = source, scaling, mixing.block
        self._inputs = np.empty((places, mixing.block, features), dtype)
        self._targets = np.empty((places, mixing.block), np.int64) if classes else np.empty((places, mixing.block, 1), dtype)
        self._place = np.full(blocks, -1)  # of each block
        self._holds = np.full(places, -1)  # which block is in each place
        self._used = np.zeros(places, np.int64)  # when each place was last
        self._now = 0

    @property
    def held_bytes(self) -> int:
        """What the blocks take that it keeps."""
        return self._inputs.nbytes + self._targets.nbytes

    def take(self, samples: NDArray[np.int64]) -> Samples:
        """Some training samples, in this order: inputs float [k, d], targets float [k, 1] or int64 [k]."""
        inputs = np.empty((len(samples), self._inputs.shape[2]), self._inputs.dtype)
        targets = np.empty((len(samples), *self._targets.shape[2:]), self._targets.dtype)
        self._fill(inputs, targets, samples)
        return inputs, targets

    def _fill(self, inputs: Array, targets: Array, samples: NDArray[np.int64]) -> None:
        blocks, within = np.divmod(samples, self._block)
        needed = np.unique(blocks)
        if len(needed) > len(self._holds):
            half = len(samples) // 2
            self._fill(inputs[:half], targets[:half], samples[:half])
            self._fill(inputs[half:], targets[half:], samples[half:])
            return
        self._now += 1
        missing = self._place[needed] < 0
        self._used[self._place[needed[~missing]]] = self._now
        for block in needed[missing].tolist():
            self._load(block)
        places = self._place[blocks]
        inputs[:], targets[:] = self._inputs[places, within], self._targets[places, within]

    def _load(self, block: int) -> None:
        """Put a block in the place that has not been used for longest."""
        place, first = int(self._used.argmin()), block * self._block
        inputs, targets = scaled(self._source.take(slice(first, first + self._block)), self._scaling)
        if self._holds[place] >= 0:
            self._place[self._holds[place]] = -1
        self._inputs[place, : len(inputs)], self._targets[place, : len(inputs)] = inputs, targets
        self._holds[place], self._place[block], self._used[place] = block, place, self._now


def scaled(samples: Samples, scaling: Scaling) -> Samples:
    """Samples as lanes see them. A missing number becomes 0, which is the mean of what is standardised."""
    inputs, targets = samples
    return np.nan_to_num(scale_inputs(inputs, scaling)), scale_targets(targets, scaling)


def open_stream(experiment: Experiment, opener: Opener) -> StreamedDataset:
    """Measure samples in one pass: how they are scaled. Those that losses are measured on are kept."""
    data, (training, validation) = experiment.data, opener(experiment)
    assert training.size is not None and validation.size is not None, "what is streamed has been counted"
    sizes = zip((training.size, validation.size), data.sizes_in_memory, strict=True)
    chosen = [_spread(size, kept, experiment.seed, number) for number, (size, kept) in enumerate(sizes)]
    parts: list[Samples] = []

    def chunks() -> Iterator[Samples]:
        assert training.size is not None
        for begin in range(0, training.size, _AT_ONCE):
            inputs, targets = training.take(slice(begin, begin + _AT_ONCE))
            first, last = np.searchsorted(chosen[0], (begin, begin + _AT_ONCE))
            here = chosen[0][first:last] - begin
            parts.append((inputs[here], targets[here]))
            tell(0.5 + 0.5 * begin / training.size)  # before, a copy may have been made
            yield inputs, targets

    passing = chunks()
    scaling = find_scaling(data, passing)
    deque(passing, maxlen=0)  # where nothing is standardised, none has been read yet
    learned = np.concatenate([inputs for inputs, _ in parts]), np.concatenate([targets for _, targets in parts])
    sets = *scaled(learned, scaling), *scaled(validation.take(chosen[1]), scaling)
    return StreamedDataset(*sets, scaling, experiment, opener)


def _spread(count: int, kept: int, seed: int, number: int) -> NDArray[np.int64]:
    """So many of `count` samples, one of each stretch of them, drawn from the seed; rising."""
    begins = np.arange(kept + 1) * count // kept
    return stream(seed, Purpose.MEASURED, number).integers(begins[:-1], begins[1:])
