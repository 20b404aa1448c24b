"""Made-up samples, one sampler per kind of data; `SAMPLERS` lists them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...experiment import Experiment
from ...randomness import Purpose, stream
from ..dataset import Array, Dataset

Samples = tuple[Array, Array]  # inputs float64 [n, d], targets float64 [n, 1] or int64 [n]


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

SAMPLERS: dict[str, Callable[[Any, int, np.random.Generator], Samples]] = {
    "line": line, "independent": independent, "moons": moons, "function": function,
}  # fmt: skip


def make_dataset(experiment: Experiment) -> Dataset:
    """Draw the samples of an experiment; the same seed gives the same samples."""
    data = experiment.data
    sampler = SAMPLERS[data.kind]
    train = sampler(data, data.n, stream(experiment.seed, Purpose.TRAINING_DATA))
    validation = sampler(data, data.validation, stream(experiment.seed, Purpose.VALIDATION_DATA))
    return Dataset(*(_as_dtype(part, experiment.dtype) for part in (*train, *validation)))


def _as_dtype(values: Array, dtype: str) -> Array:
    return values if values.dtype == np.int64 else values.astype(dtype)
