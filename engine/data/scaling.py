"""Scaling of inputs and targets. Means and spreads are those of the training samples alone: nothing leaks from validation.

A scaling is float64 [2, d + 1]: what is subtracted from each input and from the target, and what the rest is divided by.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..experiment.sources import Data

Array = NDArray[Any]
Scaling = NDArray[np.float64]  # [2, d + 1]
_CHUNK = 1 << 16  # samples
_EPS = np.finfo(np.float64).eps


def unscaled(features: int) -> Scaling:
    """The scaling that leaves samples of so many features as they are."""
    return np.stack([np.zeros(features + 1), np.ones(features + 1)])


def find_scaling(data: Data, chunks: Iterable[tuple[Array, Array]]) -> Scaling:
    """How the declaration wants samples to be scaled.

    Args:
        data: declares `standardize`, `standardize_target` and `feature_scale`.
        chunks: inputs [k, d] and targets of all training samples, some at a time; not read where nothing is standardised.
    """
    scaling = unscaled(data.features)
    chosen = np.append(np.full(data.features, data.standardize), data.standardize_target and not data.is_classification)
    if chosen.any():
        found = _means_and_spreads(np.column_stack([inputs, targets]) for inputs, targets in chunks)  # [2, d + 1]
        scaling[:, chosen] = found[:, chosen]
    scaling[1, 0] /= data.feature_scale
    return scaling


def _means_and_spreads(chunks: Iterable[Array]) -> Scaling:
    """Of each column, with the spread over n as scikit-learn's StandardScaler has it, and 1 for a constant column. What is not a number
    does not count.

    Chunks are merged as by Chan, Golub and LeVeque (1983), eq. 2.1.
    """
    n, mean, squares = np.zeros(1), np.zeros(1), np.zeros(1)
    for chunk in chunks:
        values = chunk.astype(np.float64)
        is_missing = np.isnan(values)
        many = len(values) - is_missing.sum(axis=0)
        centre = np.where(is_missing, 0.0, values).sum(axis=0) / np.maximum(many, 1)
        together = np.maximum(n + many, 1)
        squares = squares + (np.where(is_missing, 0.0, values - centre) ** 2).sum(axis=0) + (centre - mean) ** 2 * (n * many / together)
        mean = mean + (centre - mean) * (many / together)
        n = n + many
    variance = squares / np.maximum(n, 1)
    is_constant = variance <= n * _EPS * variance + (n * mean * _EPS) ** 2  # as StandardScaler decides it
    return np.stack([mean, np.where(is_constant, 1.0, np.sqrt(variance))])


def scale_inputs(inputs: Array, scaling: Scaling) -> Array:
    """Inputs [k, d] scaled, in their own dtype."""
    return _scaled(inputs, scaling[:, :-1])


def scale_targets(targets: Array, scaling: Scaling) -> Array:
    """Targets [k, 1] scaled, in their own dtype; classes [k] as they are."""
    return _scaled(targets, scaling[:, -1:]) if targets.ndim == 2 else targets


def unscale_inputs(inputs: Array, scaling: Scaling) -> Array:
    """Inputs [k, d] as they were found, float64."""
    return inputs * scaling[1, :-1] + scaling[0, :-1]


def unscale_targets(targets: Array, scaling: Scaling) -> Array:
    """Targets or outputs [k, 1] in the units in which targets were found, float64."""
    return targets * scaling[1, -1:] + scaling[0, -1:]


def _scaled(values: Array, scaling: Scaling) -> Array:
    if (scaling == unscaled(0)).all():  # it broadcasts
        return values
    scaled = np.empty_like(values)
    for begin in range(0, len(values), _CHUNK):
        part = slice(begin, begin + _CHUNK)
        scaled[part] = (values[part] - scaling[0]) / scaling[1]  # in float64
    return scaled


def chunks_of(inputs: Array, targets: Array) -> Iterable[tuple[Array, Array]]:
    """Samples in memory, some at a time."""
    return ((inputs[begin : begin + _CHUNK], targets[begin : begin + _CHUNK]) for begin in range(0, len(inputs), _CHUNK))
