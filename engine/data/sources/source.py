"""What every source of samples can do, whether they are made up, read from a table or arrive while one trains."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...experiment import Experiment
from ..dataset import Array

Samples = tuple[Array, Array]  # inputs float [n, d], targets float [n, 1] or int64 [n]
_CHUNK = 1 << 16  # samples


class Schema(NamedTuple):
    """What samples are.

    Attributes:
        features: numbers in one input.
        classes: how many there are to tell apart; 0 where a target is a number.
        dtype: of inputs, and of targets that are numbers; what is read keeps its own until it is scaled.
    """

    features: int
    classes: int
    dtype: str


class Source(ABC):
    """Where samples come from.

    Attributes:
        size: how many there are; None where that is not known before all have been read.
        schema: what they are.
    """

    size: int | None
    schema: Schema

    @abstractmethod
    def take(self, indices: NDArray[np.int64] | slice) -> Samples:
        """Some samples, in this order."""

    def chunks(self) -> Iterator[Samples]:
        """All samples in order, some at a time."""
        assert self.size is not None, "a source of unknown size tells itself how it is read"
        for begin in range(0, self.size, _CHUNK):
            yield self.take(slice(begin, begin + _CHUNK))

    def read(self) -> Samples:
        """All samples.

        Raises:
            ValueError: they are not what the schema says.
        """
        inputs, targets = _joined(list(self.chunks())) if self.size is None else _filled(self.chunks(), self.size)
        features, classes, dtype = self.schema
        wanted = (len(inputs), features), dtype, "int64" if classes else dtype
        if (inputs.shape, str(inputs.dtype), str(targets.dtype)) != wanted or len(targets) != len(inputs):
            raise ValueError(f"found inputs {inputs.shape} and targets {targets.shape}, allowed are {self.schema}")
        return inputs, targets


def _joined(chunks: list[Samples]) -> Samples:
    inputs, targets = (np.concatenate(arrays) for arrays in zip(*chunks, strict=True))
    return inputs, targets


def _filled(chunks: Iterator[Samples], size: int) -> Samples:
    """Chunks one after the other, in arrays that have room for just so many samples."""
    first = next(chunks)
    whole = tuple(np.empty((size, *values.shape[1:]), values.dtype) for values in first)
    begin = 0
    for chunk in chain([first], chunks):
        end = begin + len(chunk[0])
        for values, part in zip(whole, chunk, strict=True):
            values[begin:end] = part
        begin = end
    return whole[0], whole[1]


Opener = Callable[[Experiment], tuple[Source, Source]]  # of training and of validation samples
