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


def growing(data: Any, n: int, random: np.random.Generator) -> Samples:
    """Points of a line whose slope changes evenly from the last sample that is there at first to the very last one."""
    place = (np.arange(n)[:, None] + 0.5) / n * data.n  # of each sample among all, also where fewer are drawn: [n, 1]
    come = np.clip((place - data.first) / max(data.n - data.first, 1), 0, 1)
    x = random.standard_normal((n, 1))
    slope = data.slope + (data.last_slope - data.slope) * come
    return x, slope * x + data.intercept + data.noise * random.standard_normal((n, 1))


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


def plane(data: Any, n: int, random: np.random.Generator) -> Samples:
    """A slope over two features, from -1.2 to 1.2."""
    points = random.uniform(-6, 6, (n, 2))
    return points, _with_noise(points.sum(axis=1) / 10, data, random)


def sine(data: Any, n: int, random: np.random.Generator) -> Samples:
    """Points of y = sin(periods · x) + noise."""
    x = random.uniform(-np.pi, np.pi, (n, 1))
    return x, _with_noise(np.sin(data.periods * x[:, 0]), data, random)


_HILLS = np.array([(-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1)])  # x1, x2, height


def multi_gauss(data: Any, n: int, random: np.random.Generator) -> Samples:
    """Cones of radius 2 that rise or fall by 1."""
    points = random.uniform(-6, 6, (n, 2))
    distances = np.linalg.norm(points[:, None] - _HILLS[:, :2], axis=2)  # [n, hills]
    heights = _HILLS[:, 2] * np.clip(1 - distances / 2, 0, 1)
    return points, _with_noise(heights[np.arange(n), np.abs(heights).argmax(axis=1)], data, random)


def reviews(data: Any, n: int, random: np.random.Generator) -> Samples:
    """Stars as reviews have them, many fives and some ones, and opinions of the price."""
    stars = random.choice(np.arange(-2.0, 3.0), n, p=(0.15, 0.1, 0.2, 0.25, 0.3))
    return stars[:, None], _with_noise(data.price + data.per_star * stars, data, random)


def large(data: Any, n: int, random: np.random.Generator) -> Samples:
    """Standard normal inputs, which add to the target in turns."""
    inputs = random.standard_normal((n, data.features))
    return inputs, _with_noise(inputs @ (-1.0) ** np.arange(data.features), data, random)


def circle(data: Any, n: int, random: np.random.Generator) -> Samples:
    """A disc up to half the radius of 5, and a ring from 0.7 of it on; the class is decided somewhat off the point."""
    is_inner = np.arange(n) % 2 == 0
    share = random.random(n)
    radius = np.where(is_inner, 2.5 * share, 3.5 + 1.5 * share)
    angle = random.uniform(0, 2 * np.pi, n)
    points = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
    decided = np.linalg.norm(points + 5 * data.noise * random.uniform(-1, 1, (n, 2)), axis=1) < 2.5
    return points, decided.astype(np.int64)


def xor(data: Any, n: int, random: np.random.Generator) -> Samples:
    """Four squares with a gap between them; class 1 is where both features have one sign, as decided somewhat off the point."""
    points = random.uniform(-5, 5, (n, 2))
    points += 0.3 * np.where(points > 0, 1, -1)
    decided = (points + 5 * data.noise * random.uniform(-1, 1, (n, 2))).prod(axis=1) >= 0
    return points, decided.astype(np.int64)


def gauss(data: Any, n: int, random: np.random.Generator) -> Samples:
    """Normal points around (2, 2), class 1, and around (-2, -2)."""
    classes = np.arange(n, dtype=np.int64) % 2
    return np.where(classes == 1, 2.0, -2.0)[:, None] + (0.5 + 7 * data.noise) * random.standard_normal((n, 2)), classes


def spiral(data: Any, n: int, random: np.random.Generator) -> Samples:
    """Two arms of 1.75 turns out to a radius of 5, with points anywhere on them, so that others are fresh without noise, too."""
    classes = np.arange(n, dtype=np.int64) % 2
    out = random.random(n)
    angle = 1.75 * 2 * np.pi * out + np.pi * classes
    points = 5 * out[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1)
    return points + data.noise * random.uniform(-1, 1, (n, 2)), classes


def _with_noise(targets: NDArray[np.float64], data: Any, random: np.random.Generator) -> NDArray[np.float64]:
    """Targets [n] seen through noise: [n, 1]."""
    seen: NDArray[np.float64] = targets + data.noise * random.standard_normal(len(targets))
    return seen[:, None]


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
        if data.sorted:
            order = np.argsort(targets if data.is_classification else inputs[:, 0], kind="stable")
            inputs, targets = inputs[order], targets[order]
        self._samples = inputs.astype(dtype), targets if data.is_classification else targets.astype(dtype)

    def take(self, indices: NDArray[np.int64] | slice) -> Samples:
        inputs, targets = self._samples
        return inputs[indices], targets[indices]


class InBlocks(Source):
    """Samples that are made as they are read, in blocks that each have their own random numbers; arguments as of `MadeUp`."""

    def __init__(self, sampler: Sampler, experiment: Experiment, purpose: Purpose, size: int) -> None:
        data, self.size = experiment.data, size
        self.schema = Schema(data.features, data.outputs if data.is_classification else 0, experiment.dtype)
        self._sampler, self._experiment, self._purpose = sampler, experiment, purpose

    def take(self, indices: NDArray[np.int64] | slice) -> Samples:
        """Some samples, in this order; each block in which one of them lies is made anew."""
        assert self.size is not None
        wanted = np.arange(*indices.indices(self.size)) if isinstance(indices, slice) else indices
        features, classes, dtype = self.schema
        inputs = np.empty((len(wanted), features), dtype)
        targets = np.empty(len(wanted), np.int64) if classes else np.empty((len(wanted), 1), dtype)
        for block in np.unique(wanted // BLOCK):
            here = wanted // BLOCK == block
            made = self._sampler(self._experiment.data, BLOCK, stream(self._experiment.seed, self._purpose, int(block)))
            inputs[here], targets[here] = (values[wanted[here] % BLOCK] for values in made)
        return inputs, targets


BLOCK = 1 << 14  # samples


def made_up(sampler: Sampler, of: type[MadeUp | InBlocks] = MadeUp) -> Opener:
    """How data that a sampler draws are opened."""
    return lambda experiment: (
        of(sampler, experiment, Purpose.TRAINING_DATA, experiment.data.expected_size),
        of(sampler, experiment, Purpose.VALIDATION_DATA, experiment.data.expected_validation),
    )
