"""Random directions in parameter space, scaled to the weights they start from (Li et al. 2018, arXiv 1712.09913, §4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ..randomness import Purpose, stream

Normalisation = Literal["filter", "layer", "none"]
Shape = tuple[int, ...]


def random_directions(
    shapes: Sequence[Shape],
    weights: NDArray[Any],
    seed: int,
    normalisation: Normalisation = "filter",
    *,
    with_biases: bool = False,
) -> NDArray[np.float64]:
    """Two random directions at a point: float64 [2, P], independent of each other and both from one seed.

    Every number is drawn from a standard normal. Then each filter (all weights into one neuron or channel), or each layer, is
    scaled to have the norm that it has in the weights, so that a step of one means as much in every layer; without normalisation the
    whole direction is scaled to the norm of the weights.

    Args:
        shapes: of the parameters, in the order of the flat weights.
        weights: where the directions begin, [P].
        seed: the same one gives the same directions.
        normalisation: what is scaled as one.
        with_biases: whether parameters of one axis (biases, batch-norm) take part; else the directions leave them as they are.
    """
    directions = np.stack([stream(seed, Purpose.DIRECTIONS, number).standard_normal(len(weights)) for number in range(2)])
    begin = 0
    for shape in shapes:
        part = slice(begin, begin := begin + int(np.prod(shape)))
        if len(shape) < 2 and not with_biases:
            directions[:, part] = 0.0
        elif normalisation != "none":
            filters = shape[0] if normalisation == "filter" and len(shape) > 1 else 1
            directions[:, part] = _scaled(directions[:, part], weights[part], filters)
    return _scaled(directions, weights, 1) if normalisation == "none" else directions


def _scaled(directions: NDArray[np.float64], weights: NDArray[Any], filters: int) -> NDArray[np.float64]:
    """Directions [2, p] with each of some equal parts as long as that part of the weights [p]."""
    rows, wanted = directions.reshape(2, filters, -1), np.linalg.norm(weights.astype(np.float64).reshape(filters, -1), axis=1)
    lengths = np.linalg.norm(rows, axis=2)
    result: NDArray[np.float64] = rows * np.divide(wanted, lengths, out=np.zeros_like(lengths), where=lengths > 0)[:, :, None]
    return result.reshape(2, -1)
