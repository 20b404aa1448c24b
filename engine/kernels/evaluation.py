"""Kernels that only look: the loss at many weights, and paths on a plane."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .compiler import kernel, part
from .pointwise import BINARY_CROSS_ENTROPY, CROSS_ENTROPY, HINGE, HUBER, MAE, MSE
from .updates import COUNT, SOURCE, WIDTH, forward


@part
def block_loss(kind: int, outputs: Any, at: int, width: int, targets: Any, labels: Any, begin: int, c: int) -> float:
    """The sum of the losses of `c` samples, whose outputs are in rows `at`, … and targets in columns from `begin`."""
    f = outputs.dtype.type
    total = 0.0
    if kind == CROSS_ENTROPY:
        for s in range(c):
            largest = outputs[at, s]
            for j in range(1, width):
                largest = outputs[at + j, s] if outputs[at + j, s] > largest else largest
            some = 0.0
            for j in range(width):
                some += math.exp(outputs[at + j, s] - largest)
            total += math.log(some) + largest - outputs[at + labels[begin + s], s]
        return total
    if kind == BINARY_CROSS_ENTROPY:
        for s in range(c):
            z = outputs[at, s]
            total += (f(0) if z < f(0) else z) - z * f(labels[begin + s]) + math.log1p(math.exp(-abs(z)))
        return total
    if kind == HINGE:
        for s in range(c):
            short = f(1) - (outputs[at, s] if labels[begin + s] == 1 else -outputs[at, s])
            total += f(0) if short <= f(0) else short
        return total
    for j in range(width):
        row, wanted = outputs[at + j], targets[j, begin : begin + c]
        some = f(0)
        if kind == MSE:
            for s in range(c):
                error = row[s] - wanted[s]
                some += error * error
        elif kind == MAE:
            for s in range(c):
                some += abs(row[s] - wanted[s])
        elif kind == HUBER:
            for s in range(c):
                size = abs(row[s] - wanted[s])
                some += size - f(0.5) if size > f(1) else f(0.5) * size * size
        total += some
    return total


@part
def _block_right(outputs: Any, at: int, width: int, labels: Any, begin: int, c: int) -> int:
    """How many of `c` samples are put into their class: that of the largest output, or of the sign of a single one."""
    right = 0
    for s in range(c):
        chosen = 0
        if width == 1:
            chosen = 1 if outputs[at, s] > 0 else 0
        for j in range(1, width):
            chosen = j if outputs[at + j, s] > outputs[at + chosen, s] else chosen
        right += 1 if chosen == labels[begin + s] else 0
    return right


@kernel
def measure(
    net: Any, activation: int, loss: int, weights: Any, inputs: Any, targets: Any, labels: Any,
    acts: Any, slopes: Any, losses: Any, right: Any,
) -> None:  # fmt: skip
    """Mean loss and number of right answers over all samples at each of some weight vectors.

    Args:
        net, activation, loss: see `updates.py`.
        weights: [k, P].
        inputs, targets: [features, n] and [outputs, n]; labels: int64 [n].
        acts, slopes: room for one block, [rows, samples].
        losses, right: take the results, float64 [k].
    """
    last = len(net) - 1
    outputs, width, features, n = net[last, SOURCE] + net[last, WIDTH], net[last, COUNT], net[0, WIDTH], inputs.shape[1]
    for i in range(len(weights)):
        total, count = 0.0, 0
        for begin in range(0, n, acts.shape[1]):
            c = min(acts.shape[1], n - begin)
            for row in range(features):
                values, samples = acts[row], inputs[row, begin : begin + c]
                for s in range(c):
                    values[s] = samples[s]
            forward(net, activation, weights[i], acts, slopes, c)
            total += block_loss(loss, acts, outputs, width, targets, labels, begin, c)
            if loss >= CROSS_ENTROPY:
                count += _block_right(acts, outputs, width, labels, begin, c)
        losses[i] = total / (n * (1 if loss >= CROSS_ENTROPY else width))
        right[i] = count


@kernel
def project(weights: Any, origin: Any, directions: Any, x: Any, y: Any, distance: Any, total: Any) -> float:
    """Coordinates of weight vectors on a plane and their distances off it.

    Args:
        weights: [k, P]; origin: float64 [P]; directions: float64 [2, P], orthonormal.
        x, y, distance: take the results, float64 [k].
        total: float64 [P]; the sum of the offsets from the origin is added.

    Returns:
        The sum of the squared offsets.
    """
    squares = 0.0
    first, second = directions[0], directions[1]
    for i in range(len(weights)):
        row = weights[i]
        a, b, length = 0.0, 0.0, 0.0
        for p in range(len(origin)):
            offset = np.float64(row[p]) - origin[p]
            a += offset * first[p]
            b += offset * second[p]
            total[p] += offset
        for p in range(len(origin)):
            offset = np.float64(row[p]) - origin[p]
            rest = offset - a * first[p] - b * second[p]
            length += rest * rest
            squares += offset * offset
        x[i], y[i], distance[i] = a, b, math.sqrt(length)
    return squares
