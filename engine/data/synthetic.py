"""Made-up samples, one sampler per kind of data; `SAMPLERS` lists them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..experiment import Experiment
from ..randomness import Purpose, stream
from .dataset import Array, Dataset

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


SAMPLERS: dict[str, Callable[[Any, int, np.random.Generator], Samples]] = {"line": line, "independent": independent, "moons": moons}


def make_dataset(experiment: Experiment) -> Dataset:
    """Draw the samples of an experiment; the same seed gives the same samples."""
    data = experiment.data
    sampler = SAMPLERS[data.kind]
    train = sampler(data, data.n, stream(experiment.seed, Purpose.TRAINING_DATA))
    validation = sampler(data, data.validation, stream(experiment.seed, Purpose.VALIDATION_DATA))
    return Dataset(*(_as_dtype(part, experiment.dtype) for part in (*train, *validation)))


def _as_dtype(values: Array, dtype: str) -> Array:
    return values if values.dtype == np.int64 else values.astype(dtype)
