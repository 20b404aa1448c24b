"""The kernels for the loss over a plane, for some rows of a grid.

The first layer is linear in the plane's coordinates: its result at (x, y) is `first_origin` + x · `first_across` + y · `first_up`, so a
point costs no product with the inputs.

surface_rows   looks at each point, for any net.
bent_rows      walks along rows of evenly spaced points, for nets with one hidden layer of ReLUs. Along a row a neuron's input and its
              weight in an output are both linear, so its share of that output is zero on one side of a bend, and on the other a
              parabola. A neuron is looked at once for the whole row, not at each point: its parabola is noted where it bends, and the
              walk adds up what has been noted.

Args of both:
    net, activation, loss: see `updates.py`.
    origin, across, up: the plane, float64 [P] each.
    first_origin, first_across, first_up: the first layer's results for them, [count, n], in the samples' dtype.
    x: float64 [W]; y: float64 [H].
    targets: [outputs, n]; labels: int64 [n].
    losses: takes the mean loss at each point (x[j], y[i]), float64 [H, W].
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .compiler import kernel, part
from .layers import combine, combine_own
from .measure import block_loss
from .pointwise import CROSS_ENTROPY, RELU, activate
from .updates import COUNT, FIRST, SOURCE, WIDTH

LANES = 64  # samples that walk along a row together


@kernel
def surface_rows(
    net: Any, activation: int, loss: int, origin: Any, across: Any, up: Any, first_origin: Any, first_across: Any, first_up: Any,
    x: Any, y: Any, targets: Any, labels: Any, losses: Any, w: Any, ground: Any, acts: Any, slopes: Any,
) -> None:  # fmt: skip
    """Look at each point of some rows.

    Args, besides those above:
        w: room for the weights at a point, [P], in the samples' dtype.
        ground: room for the first layer, [count, samples]; acts, slopes: as in `measure`.
    """
    for i in range(len(y)):
        _surface_row(
            net, activation, loss, origin, across, up, first_origin, first_across, first_up, x, y[i], targets, labels, losses[i],
            w, ground, acts, slopes,
        )  # fmt: skip


@part
def _surface_row(
    net: Any, activation: int, loss: int, origin: Any, across: Any, up: Any, first_origin: Any, first_across: Any, first_up: Any,
    x: Any, y: float, targets: Any, labels: Any, losses: Any, w: Any, ground: Any, acts: Any, slopes: Any,
) -> None:  # fmt: skip
    last = len(net) - 1
    outputs, width, count, n = net[last, SOURCE] + net[last, WIDTH], net[last, COUNT], net[0, COUNT], len(labels)
    f = w.dtype.type
    begins = net[1, FIRST] if last > 0 else len(w)
    target = net[0, WIDTH]
    for i in range(len(x)):
        losses[i] = 0.0
    for begin in range(0, n, acts.shape[1]):
        c = min(acts.shape[1], n - begin)
        for j in range(count):
            row, a, b = ground[j], first_origin[j, begin : begin + c], first_up[j, begin : begin + c]
            for s in range(c):
                row[s] = a[s] + f(y) * b[s]
        for i in range(len(x)):
            for p in range(begins, len(w)):
                w[p] = f(origin[p] + x[i] * across[p] + y * up[p])
            for j in range(count):
                row, a, b = acts[target + j], ground[j], first_across[j, begin : begin + c]
                if last > 0 and activation == RELU:
                    for s in range(c):
                        value = a[s] + f(x[i]) * b[s]
                        row[s] = f(0) if value <= f(0) else value
                    continue
                for s in range(c):
                    row[s] = a[s] + f(x[i]) * b[s]
                if last > 0:
                    activate(activation, row, slopes[target + j], c)
            for layer in range(1, last + 1):
                wide, many, first, source = net[layer, WIDTH], net[layer, COUNT], net[layer, FIRST], net[layer, SOURCE]
                bias = first + wide * many
                if layer < last and activation == RELU:
                    combine_own(w, first, wide, np.int64(1), bias, wide, many, acts, source, acts, source + wide, c, acts)
                    continue
                combine(w, first, wide, np.int64(1), bias, wide, many, acts, source, acts, source + wide, c, acts)
                if layer < last:
                    for j in range(many):
                        activate(activation, acts[source + wide + j], slopes[source + wide + j], c)
            losses[i] += block_loss(loss, acts, outputs, width, targets, labels, begin, c)
    scale = 1.0 / (n * (1 if loss >= CROSS_ENTROPY else width))
    for i in range(len(x)):
        losses[i] *= scale


@kernel
def bent_rows(
    net: Any, loss: int, origin: Any, across: Any, up: Any, first_origin: Any, first_across: Any, first_up: Any,
    x: Any, y: Any, targets: Any, labels: Any, losses: Any, outputs: Any, bends: Any, sums: Any, one: Any, places: Any,
) -> None:  # fmt: skip
    """Walk along some rows.

    Sums are float64 whatever the samples' dtype: where a parabola and its opposite cancel, next to nothing is left.

    Args, besides those above:
        outputs: room for those at each point, [W · outputs, LANES], in the samples' dtype.
        bends: room for the parabolas noted at each point, [(W + 1) · 3 · LANES], in the samples' dtype; zeros before and after.
        sums: room for the parabolas summed up on the way, float64 [3 · LANES].
        one: room for one neuron's, [4 · LANES], in the samples' dtype.
        places: room for where it bends, int32 [LANES].
    """
    for i in range(len(y)):
        _bent_row(
            net, loss, origin, across, up, first_origin, first_across, first_up, x, y[i], targets, labels, losses[i],
            outputs, bends, sums, one, places,
        )  # fmt: skip


@part
def _bent_row(
    net: Any, loss: int, origin: Any, across: Any, up: Any, first_origin: Any, first_across: Any, first_up: Any,
    x: Any, y: float, targets: Any, labels: Any, losses: Any, outputs: Any, bends: Any, sums: Any, one: Any, places: Any,
) -> None:  # fmt: skip
    width, count, n, first = net[1, COUNT], net[0, COUNT], len(labels), net[1, FIRST]
    middle, f = (len(x) - 1) // 2, outputs.dtype.type
    for i in range(len(x)):
        losses[i] = 0.0
    for begin in range(0, n, LANES):
        c = min(LANES, n - begin)
        for k in range(width):
            _note_bends(
                origin, across, up, first + k * count, first_origin, first_across, first_up, x, y, begin, c, bends, sums, one, places
            )  # fmt: skip
            bias = first + width * count + k
            for i in range(len(x)):
                row, at, t = outputs[i * width + k], i * 3 * LANES, np.float64(i - middle)
                shift = origin[bias] + x[i] * across[bias] + y * up[bias]
                for s in range(c):
                    a = sums[s] + bends[at + s]
                    b = sums[s + LANES] + bends[at + s + LANES]
                    d = sums[s + 2 * LANES] + bends[at + s + 2 * LANES]
                    sums[s], sums[s + LANES], sums[s + 2 * LANES] = a, b, d
                    bends[at + s] = bends[at + s + LANES] = bends[at + s + 2 * LANES] = 0.0
                    row[s] = f(shift + a + t * (b + t * d))
        for i in range(len(x)):
            losses[i] += block_loss(loss, outputs, i * width, width, targets, labels, begin, c)
    scale = 1.0 / (n * (1 if loss >= CROSS_ENTROPY else width))
    for i in range(len(x)):
        losses[i] *= scale


@part
def _note_bends(
    origin: Any, across: Any, up: Any, weight: int, first_origin: Any, first_across: Any, first_up: Any,
    x: Any, y: float, begin: int, c: int, bends: Any, sums: Any, one: Any, places: Any,
) -> None:  # fmt: skip
    """Note the parabolas of all neurons, whose weights in an output begin at place `weight`, for `c` samples.

    With t counted in points from the middle of the row, a neuron's input is p + q·t and its weight u + v·t; its share is
    (u + v·t) · relu(p + q·t). A rising neuron (q ≥ 0) begins at its bend. For a falling one, relu(z) = z + relu(−z): its parabola
    counts from the first point on (`sums`), and its opposite begins at the bend.
    """
    f, middle = first_origin.dtype.type, (len(x) - 1) // 2
    zero, one_f, end, behind = f(0), f(1), f(len(x)), f(middle + 1)
    x0, y0, step = f(x[middle]), f(y), f((x[-1] - x[0]) / (len(x) - 1))
    for s in range(3 * LANES):
        sums[s] = 0.0
    for j in range(len(first_origin)):
        u = f(origin[weight + j] + x[middle] * across[weight + j] + y * up[weight + j])
        v = f(step * across[weight + j])
        at_origin, along, upward = (
            first_origin[j, begin : begin + c], first_across[j, begin : begin + c], first_up[j, begin : begin + c]
        )  # fmt: skip
        for s in range(c):
            p, q = at_origin[s] + x0 * along[s] + y0 * upward[s], step * along[s]
            bend = behind - p / q  # the first point behind it, when its fraction is cut off; of no importance where q is 0 and p too
            bend = bend if bend > zero else zero
            one[s] = bend if bend < end else end
            sign = one_f if q >= zero else -one_f
            one[s + LANES], one[s + 2 * LANES], one[s + 3 * LANES] = sign * u * p, sign * (u * q + v * p), sign * v * q
        for s in range(c):
            places[s] = np.int32(one[s]) * np.int32(3 * LANES) + np.int32(s)
            falls = zero if step * along[s] >= zero else one_f
            sums[s] -= falls * one[s + LANES]
            sums[s + LANES] -= falls * one[s + 2 * LANES]
            sums[s + 2 * LANES] -= falls * one[s + 3 * LANES]
        for s in range(c):
            place = np.uint64(places[s])
            bends[place] += one[s + LANES]
            bends[place + LANES] += one[s + 2 * LANES]
            bends[place + 2 * LANES] += one[s + 3 * LANES]
