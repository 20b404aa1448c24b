"""The kernels for the loss over a plane, for some rows of a grid.

The first layer is linear in the plane's coordinates: its result at (x, y) is `first_origin` + x · `first_across` + y · `first_up`, so a
point costs no product with the inputs.

surface_rows   looks at each point, for any net.
bent_rows      takes rows of evenly spaced points, for nets with one hidden layer of ReLUs. Along a row a neuron's input and its weight in
              an output are both linear, so its share of that output is zero on one side of a bend, and on the other a parabola. A neuron
              is looked at once for the whole row, not at each point: its parabola is noted where it bends, and a walk along the row adds
              up what has been noted. Where points are few, adding up the shares at each point is faster.

Args of both:
    net, activation, loss: see `updates.py`.
    first_origin, first_across, first_up: the first layer's results for the plane, [count, n filled up to whole wide vectors], in the
        samples' dtype; 64-byte-aligned.
    y: float64 [H].
    targets: [outputs, n]; labels: int64 [n].
    losses: takes the mean loss at each point, float64 [H, W].
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .compiler import kernel, part
from .evaluation import block_loss
from .layers import combine, combine_own
from .pointwise import CROSS_ENTROPY, RELU, activate
from .updates import COUNT, FIRST, SOURCE, WIDTH
from .vectors import (
    add,
    doubles,
    flipped,
    fours,
    gated,
    get_four,
    get_fours,
    get_wide,
    parted,
    put,
    put_doubles,
    rectified,
    repeated_wide,
    spread_as,
    spread_fours,
    spread_wide,
    whole,
    wide_lanes,
    within,
)

FEW = 24  # points in a row: about where 50 neurons take as long one by one, with AVX2 and with AVX-512


@kernel
def surface_rows(
    net: Any, activation: int, loss: int, origin: Any, across: Any, up: Any, first_origin: Any, first_across: Any, first_up: Any,
    x: Any, y: Any, targets: Any, labels: Any, losses: Any, w: Any, ground: Any, acts: Any, slopes: Any,
) -> None:  # fmt: skip
    """Look at each point of some rows.

    Args, besides those above:
        origin, across, up: the plane, float64 [P] each.
        x: float64 [W].
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
    net: Any, loss: int, middle: Any, along: Any, up: Any, first_origin: Any, first_across: Any, first_up: Any, center: float, step: float,
    points: int, y: Any, targets: Any, labels: Any, losses: Any, outputs: Any, weights: Any, inputs: Any, bends: Any, one: Any, places: Any,
) -> None:  # fmt: skip
    """Compute rows of evenly spaced points.

    Places along a row are counted in points from its middle one, t: a neuron's input is p + q · t and its weight in an output u + v · t.

    Args, besides those above:
        middle, along, up: the weights at the middle of the row y = 0 and what each point adds, and y: float64 [P].
        center, step: x at the middle, and between two points.
        points: W.
        outputs: room for those of a block of samples at each point, [(W + 3) · outputs, block].
        weights: room for (u, v) of each neuron in a row, [2 · count].
        inputs: room for p in the row y = 0, q, 1 / q and what y adds to p, a wide vector of samples each, [4 · count · block].
        bends: room for the parabolas noted at each point, in fours, [4 · (W + 1) · lanes of a wide vector]; zeros before and after, except
            for those behind the row.
        one: room for one neuron's, [4 · lanes].
        places: room for where it bends, int32 [lanes].
    """
    width, count, n, block, lanes = net[1, COUNT], net[0, COUNT], len(labels), outputs.shape[1], wide_lanes(outputs)
    for i in range(len(y)):
        for j in range(points):
            losses[i, j] = 0.0
    for begin in range(0, n, block):
        c = min(block, n - begin)
        for s in range(0, c, lanes):
            _prepare(first_origin, first_across, first_up, center, step, begin + s, inputs, 4 * count * s)
        for i in range(len(y)):
            for k in range(width):
                first, bias = net[1, FIRST] + k * count, net[1, FIRST] + width * count + k
                for j in range(count):
                    weights[2 * j] = middle[first + j] + y[i] * up[first + j]
                    weights[2 * j + 1] = along[first + j]
                a, b = middle[bias] + y[i] * up[bias], along[bias]
                for s in range(0, c, lanes):
                    if points <= FEW:
                        _look(a, b, points, y[i], weights, inputs, 4 * count * s, outputs, k * block + s, width * block)
                    else:
                        sums = _note_bends(a, b, points, y[i], weights, inputs, 4 * count * s, bends, one, places)
                        _walk(sums, points, bends, outputs, k * block + s, width * block)
            for j in range(points):
                losses[i, j] += block_loss(loss, outputs, j * width, width, targets, labels, begin, c)
    scale = 1.0 / (n * (1 if loss >= CROSS_ENTROPY else width))
    for i in range(len(y)):
        for j in range(points):
            losses[i, j] *= scale


@part
def _prepare(
    first_origin: Any, first_across: Any, first_up: Any, center: float, step: float, begin: int, inputs: Any, to: int
) -> None:  # fmt: skip
    """Lay out all neurons' inputs for a vector of samples one after the other, so that a row reads them from front to end."""
    f, lanes, stride = inputs.dtype.type, wide_lanes(inputs), first_origin.shape[1]
    one, x, d = spread_wide(f(1)), spread_wide(f(center)), spread_wide(f(step))
    for at in range(begin, begin + len(first_origin) * stride, stride):
        across = get_wide(first_across, at)
        q = d * across
        put(inputs, to, get_wide(first_origin, at) + x * across)
        put(inputs, to + lanes, q)
        put(inputs, to + 2 * lanes, one / q)
        put(inputs, to + 3 * lanes, get_wide(first_up, at))
        to += 4 * lanes


@part
def _look(
    a: float, b: float, points: int, y: float, weights: Any, inputs: Any, begin: int, outputs: Any, to: int, stride: int
) -> None:  # fmt: skip
    """Write an output, a + b · t and all neurons' shares, for a vector of samples, at four points at a time, the last of which may lie
    behind the row."""
    f, lanes, half = inputs.dtype.type, wide_lanes(inputs), (points - 1) // 2
    a_wide, b_wide, y_wide = spread_wide(f(a)), spread_wide(f(b)), spread_wide(f(y))
    for i in range(0, points, 4):
        t = i - half
        t0, t1, t2, t3 = spread_wide(f(t)), spread_wide(f(t + 1)), spread_wide(f(t + 2)), spread_wide(f(t + 3))
        z0, z1, z2, z3 = a_wide + b_wide * t0, a_wide + b_wide * t1, a_wide + b_wide * t2, a_wide + b_wide * t3
        at = begin
        for j in range(0, len(weights), 2):
            u, v = repeated_wide(weights, j), repeated_wide(weights, j + 1)
            p, q = get_wide(inputs, at) + y_wide * get_wide(inputs, at + 3 * lanes), get_wide(inputs, at + lanes)
            z0 = z0 + (u + v * t0) * rectified(p + q * t0)
            z1 = z1 + (u + v * t1) * rectified(p + q * t1)
            z2 = z2 + (u + v * t2) * rectified(p + q * t2)
            z3 = z3 + (u + v * t3) * rectified(p + q * t3)
            at += 4 * lanes
        put(outputs, to, z0)
        put(outputs, to + stride, z1)
        put(outputs, to + 2 * stride, z2)
        put(outputs, to + 3 * stride, z3)
        to += 4 * stride


@part
def _note_bends(
    a: float, b: float, points: int, y: float, weights: Any, inputs: Any, begin: int, bends: Any, one: Any, places: Any
) -> Any:  # fmt: skip
    """Note the parabolas of all neurons in an output for a vector of samples.

    A share is (u + v · t) · relu(p + q · t). A rising neuron (q ≥ 0) begins at its bend. For a falling one, relu(z) = z + relu(−z): its
    parabola counts from the first point on, and its opposite begins at the bend. Whether one falls is told by the sign of 1 / q, as its
    bend is, so that one of q = −0 is on or off all along the row.

    Returns:
        The parabola that counts from the first point on, that of the bias, a + b · t, included. Sums are float64 whatever the samples'
        dtype: where a parabola and its opposite cancel, next to nothing is left.
    """
    f, lanes = inputs.dtype.type, wide_lanes(inputs)
    zero, y_wide, end, behind = spread_wide(f(0)), spread_wide(f(y)), f(points), spread_wide(f((points - 1) // 2 + 1))
    square = doubles(zero)
    constant, linear = spread_as(square, a), spread_as(square, b)
    at = begin
    for j in range(0, len(weights), 2):
        u, v = repeated_wide(weights, j), repeated_wide(weights, j + 1)
        p, q = get_wide(inputs, at) + y_wide * get_wide(inputs, at + 3 * lanes), get_wide(inputs, at + lanes)
        inverse = get_wide(inputs, at + 2 * lanes)
        put(places, 0, whole(within(behind - p * inverse, end)))  # the first point behind the bend; of no importance where q is 0 and p too
        up, uq_vp, vq, falls = u * p, u * q + v * p, v * q, zero - inverse
        put(one, 0, fours(flipped(inverse, up), flipped(inverse, uq_vp), flipped(inverse, vq)))
        constant, linear, square = (
            constant + doubles(gated(falls, up)), linear + doubles(gated(falls, uq_vp)), square + doubles(gated(falls, vq))
        )  # fmt: skip
        for s in range(lanes):
            add(bends, 4 * (np.int64(places[s]) * lanes + s), get_four(one, 4 * s))
        at += 4 * lanes
    return constant, linear, square


@part
def _walk(sums: Any, points: int, bends: Any, outputs: Any, to: int, stride: int) -> None:
    """Write an output for a vector of samples at all points, and leave zeros where parabolas were noted."""
    lanes, half, zeros = wide_lanes(outputs), (points - 1) // 2, spread_fours(outputs.dtype.type(0))
    constant, linear, square = sums
    for i in range(points):
        at = 4 * lanes * i
        some = parted(get_fours(bends, at))
        put(bends, at, zeros)
        constant, linear, square = constant + doubles(some[0]), linear + doubles(some[1]), square + doubles(some[2])
        t = spread_as(square, np.float64(i - half))
        put_doubles(outputs, to + i * stride, constant + t * (linear + t * square))
