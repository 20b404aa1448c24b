"""Kernels that only look: the loss at many weights, the loss over a plane, and paths on a plane."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .compiler import kernel, part
from .layers import combine
from .pointwise import BINARY_CROSS_ENTROPY, CROSS_ENTROPY, HUBER, MAE, MSE, RELU, activate
from .updates import COUNT, FIRST, SOURCE, WIDTH, forward


@part
def _block_loss(kind: int, outputs: Any, at: int, width: int, targets: Any, labels: Any, begin: int, c: int) -> float:
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
            total += _block_loss(loss, acts, outputs, width, targets, labels, begin, c)
            if loss >= CROSS_ENTROPY:
                count += _block_right(acts, outputs, width, labels, begin, c)
        losses[i] = total / (n * (1 if loss >= CROSS_ENTROPY else width))
        right[i] = count


@kernel
def surface_row(
    net: Any, activation: int, loss: int, origin: Any, across: Any, up: Any, first_origin: Any, first_across: Any, first_up: Any,
    x: Any, y: float, targets: Any, labels: Any, w: Any, places: Any, ground: Any, acts: Any, slopes: Any, losses: Any,
) -> None:  # fmt: skip
    """Mean loss at the points (x[i], y) of a plane.

    The first layer is linear in the plane's coordinates: its result at (x, y) is `first_origin` + x · `first_across` +
    y · `first_up`, so a point costs no product with the inputs.

    Args:
        origin, across, up: the plane, [P] each, in the samples' dtype.
        first_origin, first_across, first_up: the first layer's results for them, [count, n].
        x: float64 [W].
        targets: [outputs, n]; labels: int64 [n].
        w, places: room for the weights at eight places, [8, P], and for these, [8].
        ground: room for the first layer, [count, samples]; acts, slopes: as in `measure`, with at least eight rows for each output.
        losses: takes the results, float64 [W].
    """
    last = len(net) - 1
    outputs, width, count, n = net[last, SOURCE] + net[last, WIDTH], net[last, COUNT], net[0, COUNT], len(labels)
    f = w.dtype.type
    begins = net[1, FIRST] if last > 0 else w.shape[1]
    target = net[0, WIDTH]
    for i in range(len(x)):
        losses[i] = 0.0
    for begin in range(0, n, acts.shape[1]):
        c = min(acts.shape[1], n - begin)
        for j in range(count):
            row, a, b = ground[j], first_origin[j, begin : begin + c], first_up[j, begin : begin + c]
            for s in range(c):
                row[s] = a[s] + f(y) * b[s]
        if last == 1 and activation == RELU:
            for i in range(0, len(x), 8):
                for k in range(8):
                    place = min(i + k, len(x) - 1)
                    places[k] = f(x[place])
                    for p in range(begins, w.shape[1]):
                        w[k, p] = f(origin[p] + x[place] * across[p] + y * up[p])
                _eight_points(acts, width, count, w, begins, ground, first_across, begin, places, c)
                for k in range(min(8, len(x) - i)):
                    losses[i + k] += _block_loss(loss, acts, k * width, width, targets, labels, begin, c)
            continue
        for i in range(len(x)):
            weights = w[0]
            for p in range(begins, w.shape[1]):
                weights[p] = f(origin[p] + x[i] * across[p] + y * up[p])
            for j in range(count):
                row, a, b = acts[target + j], ground[j], first_across[j, begin : begin + c]
                for s in range(c):
                    row[s] = a[s] + f(x[i]) * b[s]
                if last > 0:
                    activate(activation, row, slopes[target + j], c)
            for layer in range(1, last + 1):
                wide, many, first, source = net[layer, WIDTH], net[layer, COUNT], net[layer, FIRST], net[layer, SOURCE]
                combine(weights, first, wide, np.int64(1), first + wide * many, wide, many, acts, source, acts, source + wide, c)
                if layer < last:
                    for j in range(many):
                        activate(activation, acts[source + wide + j], slopes[source + wide + j], c)
            losses[i] += _block_loss(loss, acts, outputs, width, targets, labels, begin, c)
    scale = 1.0 / (n * (1 if loss >= CROSS_ENTROPY else width))
    for i in range(len(x)):
        losses[i] *= scale


@part
def _eight_points(acts: Any, width: int, count: int, w: Any, first: int, ground: Any, across: Any, begin: int, x: Any, c: int) -> None:
    """Outputs of a net with one hidden layer of ReLUs at eight places along x.

    The layer's inputs at x are `ground` + x · `across`. They are not written down, and each is used for all places while it is in a
    register.

    Args:
        acts: takes the outputs: `width` rows for the first place, then those of the second …
        w: weights at each place, [8, P]; those of the last layer begin at `first`.
        x: the places, [8], in the samples' dtype.
    """
    zero = w.dtype.type(0)
    x0, x1, x2, x3, x4, x5, x6, x7 = x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]
    for k in range(width):
        o0, o1, o2, o3 = acts[k], acts[width + k], acts[2 * width + k], acts[3 * width + k]
        o4, o5, o6, o7 = acts[4 * width + k], acts[5 * width + k], acts[6 * width + k], acts[7 * width + k]
        for place in range(8):
            out, bias = acts[place * width + k], w[place, first + width * count + k]
            for s in range(c):
                out[s] = bias
        for j in range(count):
            g, a, p = ground[j], across[j, begin : begin + c], first + k * count + j
            w0, w1, w2, w3, w4, w5, w6, w7 = (w[0, p], w[1, p], w[2, p], w[3, p], w[4, p], w[5, p], w[6, p], w[7, p])
            for s in range(c):
                u, v = g[s], a[s]
                z0 = u + x0 * v
                o0[s] += w0 * (zero if z0 <= zero else z0)
                z1 = u + x1 * v
                o1[s] += w1 * (zero if z1 <= zero else z1)
                z2 = u + x2 * v
                o2[s] += w2 * (zero if z2 <= zero else z2)
                z3 = u + x3 * v
                o3[s] += w3 * (zero if z3 <= zero else z3)
                z4 = u + x4 * v
                o4[s] += w4 * (zero if z4 <= zero else z4)
                z5 = u + x5 * v
                o5[s] += w5 * (zero if z5 <= zero else z5)
                z6 = u + x6 * v
                o6[s] += w6 * (zero if z6 <= zero else z6)
                z7 = u + x7 * v
                o7[s] += w7 * (zero if z7 <= zero else z7)


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
