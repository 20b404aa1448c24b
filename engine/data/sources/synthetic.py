"""Made-up samples, one sampler per kind of data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...experiment import Experiment
from ...randomness import Purpose, stream
from .source import Opener, Samples, Schema, Source

Sampler = Callable[[Any, int, "np.random.Generator"], Samples]  # in quotes: to import it takes long, and no window needs it


def line(data: Any, n: int, random: np.random.Generator) -> Samples:
    """Points of y = slope · x + intercept + noise."""
    x = data.centre + data.spread * random.standard_normal((n, 1))  # [n, 1]
    return x, data.slope * x + data.intercept + data.noise * random.standard_normal((n, 1))


def independent(data: Any, n: int, random: np.random.Generator) -> Samples:
    """Standard normal inputs and targets that have nothing to do with each other."""
    return random.standard_normal((n, data.features)), random.standard_normal((n, 1))


def moons(data: Any, n: int, random: np.random.Generator) -> Samples:
    """Two half circles of radius 1, the second turned over and moved by (1, 0.5), as in scikit-learn's `make_moons`."""
    classes = np.arange(n, dtype=np.int64) % 2  # [n]
    angle = np.pi * random.random(n)  # [n]
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)  # [n, 2]
    points = np.where(classes[:, None] == 0, upper, np.array([1.0, 0.5]) - upper)
    return points + data.noise * random.standard_normal((n, 2)), classes


def function(data: Any, n: int, random: np.random.Generator) -> Samples:
    """Normal vectors [n, 2] that cancel out, with nothing to aim at: tilts of a function.

    They are whole multiples of a power of two, so that their sum is exactly 0 in any order of summing, in single precision too for
    some hundred of them. Else a lane of all samples would be driven off a saddle's ridge by what rounding leaves over.
    """
    if data.noise == 0:
        return np.zeros((n, 2)), np.zeros((n, 1))
    unit = 2.0 ** (np.floor(np.log2(data.noise)) - _NOISE_BITS)
    whole = np.rint(data.noise / unit * random.standard_normal((n, 2))).astype(np.int64)  # [n, 2]
    mean, left = np.divmod(whole.sum(axis=0), n)  # [2]
    whole -= mean + (np.arange(n)[:, None] < left)  # what cannot be shared evenly is taken one by one from the first
    return unit * whole, np.zeros((n, 1))


_NOISE_BITS = 16  # of the standard deviation: finer than anybody can see


class MadeUp(Source):
    """Samples that a sampler draws; the same seed gives the same ones.

    Args:
        sampler: takes the declared data, how many samples, and what to draw them with.
        experiment: declares data, seed and dtype.
        purpose: whether they are for training or validation.
        size: how many.
    """

    def __init__(self, sampler: Sampler, experiment: Experiment, purpose: Purpose, size: int) -> None:
        data, dtype = experiment.data, experiment.dtype
        self.size, self.schema = size, Schema(data.features, data.outputs if data.is_classification else 0, dtype)
        inputs, targets = sampler(data, size, stream(experiment.seed, purpose))
        self._samples = inputs.astype(dtype), targets if data.is_classification else targets.astype(dtype)

    def take(self, indices: NDArray[np.int64] | slice) -> Samples:
        inputs, targets = self._samples
        return inputs[indices], targets[indices]


def made_up(sampler: Sampler) -> Opener:
    """How data that a sampler draws are opened."""
    return lambda experiment: (
        MadeUp(sampler, experiment, Purpose.TRAINING_DATA, experiment.data.expected_size),
        MadeUp(sampler, experiment, Purpose.VALIDATION_DATA, experiment.data.expected_validation),
    )
