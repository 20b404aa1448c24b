"""Samples that are in memory already, and the two parts into which they are split."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...experiment.data import SplitData
from ..dataset import Array
from ..splits import split_rows
from .source import Samples, Schema, Source


class InMemory(Source):
    """Samples in memory.

    Args:
        inputs: float [n, d].
        targets: [n, 1] of the same dtype, or classes int64 [n].
        classes: how many there are; 0 where targets are numbers.
    """

    def __init__(self, inputs: Array, targets: Array, classes: int) -> None:
        self.size, self.schema = len(inputs), Schema(inputs.shape[1], classes, str(inputs.dtype))
        self._samples = inputs, targets

    def take(self, indices: NDArray[np.int64] | slice) -> Samples:
        inputs, targets = self._samples
        return inputs[indices], targets[indices]


def split(data: SplitData, inputs: Array, targets: Array) -> tuple[Source, Source]:
    """Samples in two parts, as the data say: for training and for validation.

    Args:
        data: say how.
        inputs: float64 [n, d].
        targets: numbers or classes, [n].
    """
    classes = data.outputs if data.is_classification else 0
    targets = targets.astype(np.int64) if classes else targets[:, None]
    validation = data.validation_of(len(inputs))
    parts = split_rows(len(inputs), validation, data.split_seed, targets if classes and data.stratify else None)
    training, fresh = (InMemory(inputs[rows], targets[rows], classes) for rows in parts)
    return training, fresh
