"""The training kernels: a chunk of updates of a dense net in one call, for any depth and width.

There are two ways through a net, and each batch size has the faster one:

train_blocks   takes up to some hundred samples at once, with activations in rows of samples (`layers.py`).
train_samples  takes one sample after the other, with weights in rows along the longer side of each layer, so that inner
               loops are long although the batch is short. For plain descent on single samples a layer's gradient is never
               written down: it is δ xᵀ, its norm is |δ| |x|, and the weights are changed while they are read.

Both give back control when their allowance of samples is used up, even within an update, and go on there at the next call.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .blas import multiply
from .compiler import kernel, part
from .layers import add_gradient, combine, combine_other, combine_own
from .pointwise import CROSS_ENTROPY, RELU, activate, row_loss, sample_loss, times_slope
from .rules import MOMENTUM, SGD, WEIGHT_DECAY, apply_rule, norm, shapes_gradient
from .vectors import LANES, difference, gated, get, put, rarely, rectified, repeated, spread, summed

# columns of the table that describes a net, one row per layer
WIDTH, COUNT, FIRST, SOURCE, ROW, ALONG, BLAS, PRODUCTS = range(8)
# ALONG: how a layer's weights lie in rows for `train_samples`: one row per input, or one row per output
INPUTS, OUTPUTS = range(2)
# PRODUCTS: which of a layer's products a library computes (`blas.py`), whose address is BLAS
NONE, GRADIENT, ALL = range(3)
# places in the array of numbers that says where a chunk stands
UPDATE, SAMPLE, STEP, KEPT, DIVERGED = range(5)


_FAR = 2**14  # numbers: a layer with more goes row by row, for from a farther cache memory comes fastest in its own order
_ONE, _NONE = np.int64(1), np.int64(-1)  # typed: a plain number in a call would be compiled in as a constant, a function for each


@part
def _clear(values: Any) -> None:
    for p in range(len(values)):
        values[p] = 0


@part
def forward(net: Any, activation: int, w: Any, acts: Any, slopes: Any, m: int) -> None:
    """All layers, for a block of `m` samples whose inputs are in the first rows of `acts` [rows, samples]."""
    last = len(net) - 1
    for layer in range(last + 1):
        width, count, first, source = net[layer, WIDTH], net[layer, COUNT], net[layer, FIRST], net[layer, SOURCE]
        target = source + width
        bias = first + width * count
        if net[layer, PRODUCTS] == ALL:
            room, flat, none = acts.shape[1], acts.reshape(-1), w.dtype.type(0)
            multiply(net[layer, BLAS], 0, 0, count, m, width, w, first, width, flat, source * room, room, none, flat, target * room, room)
            _add_biases(acts, target, count, m, w, bias)
        elif layer < last and activation == RELU:
            combine_own(w, first, width, _ONE, bias, width, count, acts, source, acts, target, m, acts)
        else:
            combine(w, first, width, _ONE, bias, width, count, acts, source, acts, target, m, acts)
        if layer < last and (activation != RELU or net[layer, PRODUCTS] == ALL):
            _activate_rows(activation, acts, slopes, target, count, m)


@part
def _add_biases(acts: Any, first: int, count: int, m: int, w: Any, bias: int) -> None:
    """Add its bias to each of `count` rows."""
    for j in range(count):
        row, b = acts[first + j], w[bias + j]
        for s in range(m):
            row[s] += b


@part
def _activate_rows(kind: int, acts: Any, slopes: Any, first: int, count: int, m: int) -> None:
    """Apply an activation to `count` rows; where they are full, in one go, for short loops cost."""
    room = acts.shape[1]
    if m == room:
        begin, end = first * room, (first + count) * room
        activate(kind, acts.reshape(-1)[begin:end], slopes.reshape(-1)[begin:end], end - begin)
    else:
        for j in range(count):
            activate(kind, acts[first + j], slopes[first + j], m)


@part
def _times_slope_rows(kind: int, deltas: Any, acts: Any, slopes: Any, first: int, count: int, m: int) -> None:
    """The same for the derivative."""
    room = acts.shape[1]
    if m == room:
        begin, end = first * room, (first + count) * room
        times_slope(kind, deltas.reshape(-1)[begin:end], acts.reshape(-1)[begin:end], slopes.reshape(-1)[begin:end], end - begin)
    else:
        for j in range(count):
            times_slope(kind, deltas[first + j], acts[first + j], slopes[first + j], m)


@part
def _add_block(
    net: Any, activation: int, loss: int, inputs: Any, targets: Any, labels: Any, chosen: Any, scale: Any,
    w: Any, g: Any, acts: Any, slopes: Any, deltas: Any, share: Any,
) -> float:  # fmt: skip
    """Add the gradient over some chosen samples, times `scale`, to `g`; of layers by BLAS to its `share`, 0 or 1. Returns the sum of their
    losses."""
    c = len(chosen)
    m = (c + 15) // 16 * 16
    features = inputs.shape[1]
    for s in range(c):
        sample = inputs[chosen[s]]
        for i in range(features):
            acts[i, s] = sample[i]
    for i in range(features):
        for s in range(c, m):
            acts[i, s] = 0
    forward(net, activation, w, acts, slopes, m)
    last = len(net) - 1
    outputs = net[last, SOURCE] + net[last, WIDTH]
    total = 0.0
    if loss >= CROSS_ENTROPY:
        room, flat, flat_deltas = acts.shape[1], acts.reshape(-1), deltas.reshape(-1)
        for s in range(c):
            at, index = outputs * room + s, chosen[s]
            total += sample_loss(loss, flat, at, room, net[last, COUNT], targets[index], labels[index], flat_deltas, scale)
    else:
        for j in range(net[last, COUNT]):
            delta = deltas[outputs + j]
            for s in range(c):
                delta[s] = targets[chosen[s], j]
            total += row_loss(loss, acts[outputs + j], delta, scale, c)
    for j in range(net[last, COUNT]):
        for s in range(c, m):
            deltas[outputs + j, s] = 0
    above = deltas
    for back in range(last + 1):
        layer = last - back
        width, count, first, source = net[layer, WIDTH], net[layer, COUNT], net[layer, FIRST], net[layer, SOURCE]
        if net[layer, PRODUCTS] == NONE:
            add_gradient(g, first, width, count, acts, source, above, source + width, m)
        else:
            _add_gradient_by_blas(net[layer, BLAS], g, first, width, count, acts, source, above, source + width, c, share)
        if layer > 0 and net[layer, PRODUCTS] == ALL:
            room, none = acts.shape[1], w.dtype.type(0)
            multiply(
                net[layer, BLAS], 1, 0, width, m, count, w, first, width, above.reshape(-1), (source + width) * room, room, none,
                deltas.reshape(-1), source * room, room,
            )  # fmt: skip
            _times_slope_rows(activation, deltas, acts, slopes, source, width, m)
            above = deltas
        elif layer > 0 and activation == RELU:  # in the place of the results, which are needed no more: half the memory to go through
            combine_other(w, first, _ONE, width, _NONE, count, width, above, source + width, acts, source, m, acts)
            above = acts
        elif layer > 0:
            combine(w, first, _ONE, width, _NONE, count, width, deltas, source + width, deltas, source, m, acts)
            _times_slope_rows(activation, deltas, acts, slopes, source, width, m)
    return total


@part
def _add_gradient_by_blas(
    address: int, g: Any, first: int, width: int, count: int, acts: Any, source: int, deltas: Any, target: int, c: int, share: Any
) -> None:
    """As `add_gradient`, for `c` samples; to a `share`, 0 or 1, of what is there of the weights'."""
    room = acts.shape[1]
    at = target * room, source * room
    multiply(address, 0, 1, count, width, c, deltas.reshape(-1), at[0], room, acts.reshape(-1), at[1], room, share, g, first, width)
    for j in range(count):
        row, total = deltas[target + j], g.dtype.type(0)
        for s in range(c):
            total += row[s]
        g[first + width * count + j] += total


@kernel
def train_blocks(
    net: Any, activation: int, loss: int, rule: int, settings: Any, inputs: Any, targets: Any, labels: Any,
    order: Any, starts: Any, rates: Any, place: Any, running: Any, w: Any, g: Any, state: Any,
    acts: Any, slopes: Any, deltas: Any, losses: Any, grad_norms: Any, update_norms: Any, wanted: Any, kept: Any, allowance: int,
) -> None:  # fmt: skip
    """Make updates, block by block.

    Args:
        net: int64 [layers, 8], by the columns above; `FIRST` is where a layer's weights begin in `w`, `SOURCE` the row of
            `acts` where its inputs begin.
        activation, loss, rule, settings: see `pointwise.py` and `rules.py`.
        inputs, targets, labels: all samples: [n, features], [n, outputs] and int64 [n]; only one of the last two is looked at.
        order, starts: update i of the chunk takes the samples `order[starts[i] : starts[i + 1]]`.
        rates: learning rates, [k].
        place, running: where the chunk stands, and the sum of losses in the update that has been begun.
        w, g, state: weights in the order of `parameters_to_vector` [P], gradient [P], what the optimizer remembers [2, P].
        acts, slopes, deltas: room for one block, [rows, samples].
        losses, grad_norms, update_norms: take one number per update, [k], in the dtype of the weights.
        wanted, kept: after which updates of the chunk (counted from 1, rising) to copy weights and state, [q] and [q, 1 + s, P].
        allowance: how many samples to take in this call.
    """
    room, largest = acts.shape[1], np.finfo(w.dtype).max
    for i in range(place[UPDATE], len(rates)):
        begin, size = starts[i], starts[i + 1] - starts[i]
        mean = 1.0 / (size * (1 if loss >= CROSS_ENTROPY else targets.shape[1]))
        if place[SAMPLE] == 0:
            for layer in range(len(net)):
                weights = net[layer, WIDTH] * net[layer, COUNT]
                begins = net[layer, FIRST] + (0 if net[layer, PRODUCTS] == NONE else weights)
                _clear(g[begins : net[layer, FIRST] + weights + net[layer, COUNT]])
            running[0] = 0.0
        while place[SAMPLE] < size:
            if allowance <= 0:
                return
            at = begin + place[SAMPLE]
            c = min(room, size - place[SAMPLE])
            share = w.dtype.type(0 if place[SAMPLE] == 0 else 1)
            running[0] += _add_block(
                net, activation, loss, inputs, targets, labels, order[at : at + c], w.dtype.type(mean), w, g, acts, slopes, deltas, share
            )  # fmt: skip
            place[SAMPLE] += c
            allowance -= c
        place[STEP] += 1
        grad_norm = norm(g)
        update_norm = apply_rule(rule, settings, rates[i], place[STEP], w, g, state)
        losses[i], grad_norms[i], update_norms[i] = running[0] * mean, grad_norm, update_norm
        if ends_update(i, running[0], update_norm, w, wanted, place, largest):
            keep(kept, place, w, state)
        if place[DIVERGED]:
            return


@part
def keep(kept: Any, place: Any, w: Any, state: Any) -> None:
    """Copy weights and state, which are wanted."""
    for row in range(kept.shape[1]):
        copy, values = kept[place[KEPT], row], w if row == 0 else state[row - 1]
        for p in range(len(values)):
            copy[p] = values[p]
    place[KEPT] += 1


@part
def are_finite(values: Any) -> bool:
    finite = 0
    for p in range(len(values)):
        finite += 1 if abs(values[p]) < np.inf else 0
    return finite == len(values)


@part
def ends_update(i: int, loss: Any, update_norm: Any, w: Any, wanted: Any, place: Any, largest: float) -> Any:
    """Note that update `i` has been made, or that it diverged: its loss or the weights are not finite. Returns whether its weights are
    wanted.

    What is not finite is found by comparing: a test by x − x would be optimised away. The sum of losses must be below the largest
    number, so that the update at which a lane ends is that of PyTorch, which adds up in that precision.
    """
    if rarely(not (loss <= largest and update_norm < np.inf)) and not (loss <= largest and are_finite(w)):
        place[DIVERGED] = 1
        return False
    place[UPDATE] = i + 1
    place[SAMPLE] = 0
    return place[KEPT] < len(wanted) and wanted[place[KEPT]] == i + 1


@kernel
def train_samples(
    net: Any, activation: int, loss: int, rule: int, settings: Any, inputs: Any, targets: Any, labels: Any,
    order: Any, starts: Any, rates: Any, place: Any, running: Any, w: Any, rows: Any, g: Any, state: Any, where: Any,
    acts: Any, slopes: Any, deltas: Any, losses: Any, grad_norms: Any, update_norms: Any, wanted: Any, kept: Any, allowance: int,
) -> None:  # fmt: skip
    """Make updates, sample by sample.

    Args as in `train_blocks`, but:
        inputs: [n, features up to a whole vector of 8], filled up with zeros.
        w, rows: the weights in rows along the longer side of each layer, each filled up with zeros to K; [R·K] and, the same
            memory, [R, K]. `ROW` is a layer's first row; its biases are one more row behind its weights.
        where: the place in `w` of each weight in the order of `parameters_to_vector`, int64 [P].
        g, state: as `w`.
        acts, slopes, deltas: [layers + 1, K].
    """
    is_plain = rule == SGD and settings[MOMENTUM] == 0.0 and settings[WEIGHT_DECAY] == 0.0 and not shapes_gradient(settings)
    gradient = g.reshape(rows.shape)
    last = len(net) - 1
    outputs, largest = net[last, COUNT], np.finfo(w.dtype).max
    _clear(deltas[last + 1])  # what lies behind the outputs, to the end of a vector
    for i in range(place[UPDATE], len(rates)):
        begin, size = starts[i], starts[i + 1] - starts[i]
        mean = 1.0 / (size * (1 if loss >= CROSS_ENTROPY else targets.shape[1]))
        is_direct = is_plain and size == 1
        if place[SAMPLE] == 0:
            running[0] = 0.0
            if not is_direct:
                _clear(g)
        squares, moved = 0.0, 0.0
        while place[SAMPLE] < size:
            if allowance <= 0:
                return
            index = order[begin + place[SAMPLE]]
            sample = inputs[index]
            _forward_one(net, activation, rows, sample, acts, slopes)
            running[0] += sample_loss(
                loss, acts[last + 1], 0, 1, outputs, targets[index], labels[index], deltas[last + 1], w.dtype.type(mean)
            )  # fmt: skip
            for back in range(last + 1):
                layer = last - back
                source = acts[layer] if layer > 0 else sample
                slope, delta, below = slopes[layer], deltas[layer + 1], deltas[layer]
                if is_direct:
                    steep, far = _step_through(net, layer, activation, rows, source, slope, delta, below, w.dtype.type(rates[i]))
                    squares += steep
                    moved += far
                else:
                    _add_outer(net, layer, activation, rows, gradient, source, slope, delta, below)
            place[SAMPLE] += 1
            allowance -= 1
        place[STEP] += 1
        if is_direct:
            grad_norm, update_norm = math.sqrt(squares), math.sqrt(moved)
            if rarely(not (squares < np.inf and moved < np.inf)):  # squares overflow first
                grad_norm = _outer_norm(net, inputs[order[begin]], acts, deltas)
                update_norm = rates[i] * grad_norm
        else:
            grad_norm = norm(g)
            update_norm = apply_rule(rule, settings, rates[i], place[STEP], w, g, state)
        losses[i], grad_norms[i], update_norms[i] = running[0] * mean, grad_norm, update_norm
        if ends_update(i, running[0], update_norm, w, wanted, place, largest):
            for row in range(kept.shape[1]):
                copy, values = kept[place[KEPT], row], w if row == 0 else state[row - 1]
                for p in range(len(where)):
                    copy[p] = values[where[p]]
            place[KEPT] += 1
        if place[DIVERGED]:
            return


@part
def _forward_one(net: Any, activation: int, rows: Any, sample: Any, acts: Any, slopes: Any) -> None:
    last, room, w = len(net) - 1, rows.shape[1], rows.reshape(-1)
    for layer in range(last + 1):
        width, count, first = net[layer, WIDTH], net[layer, COUNT], net[layer, ROW] * room
        source, target = acts[layer] if layer > 0 else sample, acts[layer + 1]
        is_relu = layer < last and activation == RELU
        if net[layer, ALONG] == OUTPUTS and width * room > _FAR:
            for k in range(0, count, LANES):
                put(target, k, get(w, first + width * room + k))
            for i in range(width):
                p, x = first + i * room, repeated(source, i)
                for k in range(0, count, LANES):
                    put(target, k, get(target, k) + x * get(w, p + k))
            if is_relu:
                activate(RELU, target, target, count)
        elif net[layer, ALONG] == OUTPUTS:
            for k in range(0, count, LANES):
                p = first + k
                total = get(w, p + width * room)
                for i in range(width):
                    total = total + repeated(source, i) * get(w, p)
                    p += room
                put(target, k, rectified(total) if is_relu else total)
        else:
            for j in range(count):
                p = first + j * room
                total = get(w, p) * get(source, 0)
                for k in range(LANES, width, LANES):
                    total = total + get(w, p + k) * get(source, k)
                target[j] = summed(total) + w[first + count * room + j]
            for j in range(count, (count + LANES - 1) // LANES * LANES):
                target[j] = 0
            if is_relu:
                activate(RELU, target, target, count)
        if layer < last and not is_relu:
            activate(activation, target, slopes[layer + 1], count)


@part
def _step_through(net: Any, layer: int, activation: int, rows: Any, source: Any, slope: Any, delta: Any, below: Any, rate: Any) -> Any:
    """Take `delta` back through a layer and the activation below it, and descend on the layer's weights; returns the squared norms of its
    gradient and of how far the weights moved."""
    width, count, room, w = net[layer, WIDTH], net[layer, COUNT], rows.shape[1], rows.reshape(-1)
    first, zero = net[layer, ROW] * room, delta.dtype.type(0)
    steep, long, far, back = spread(zero), spread(zero), spread(zero), spread(-rate)
    bias = first + (width if net[layer, ALONG] == OUTPUTS else count) * room
    for k in range(0, count, LANES):
        d, v = get(delta, k), get(w, bias + k)
        steep = steep + d * d
        after = v + back * d
        moved = difference(v, after)
        far = far + moved * moved
        put(w, bias + k, after)
    if net[layer, ALONG] == OUTPUTS:
        for i in range(width):
            p, step, total, some = first + i * room, spread(-rate * source[i]), spread(zero), spread(zero)
            for k in range(0, count, LANES):
                d, v = get(delta, k), get(w, p + k)
                total = total + v * d
                after = v + step * d
                moved = difference(v, after)
                some = some + moved * moved  # a sum of its own: one sum for all rows keeps every product waiting for the one before
                put(w, p + k, after)
            far = far + some
            if layer > 0:
                below[i] = summed(total)
        for k in range(0, width, LANES):
            x = get(source, k)
            long = long + x * x
    elif count * room > _FAR:
        for k in range(0, width, LANES):
            x = get(source, k)
            long = long + x * x
            put(below, k, spread(zero))
        for j in range(count):
            p, d, step, some = first + j * room, repeated(delta, j), spread(-rate * delta[j]), spread(zero)
            for k in range(0, width, LANES):
                v = get(w, p + k)
                put(below, k, get(below, k) + v * d)
                after = v + step * get(source, k)
                moved = difference(v, after)
                some = some + moved * moved
                put(w, p + k, after)
            far = far + some
    else:
        for k in range(0, width, LANES):
            p, x, total, some = first + k, get(source, k), spread(zero), spread(zero)
            long = long + x * x
            for j in range(count):
                d, v = repeated(delta, j), get(w, p)
                total = total + v * d
                after = v + back * d * x
                moved = difference(v, after)
                some = some + moved * moved
                put(w, p, after)
                p += room
            far = far + some
            put(below, k, total)
    if layer > 0:
        _through_activation(activation, below, source, slope, width)
    return np.float64(summed(steep)) * (1.0 + np.float64(summed(long))), np.float64(summed(far))


@part
def _outer_norm(net: Any, sample: Any, acts: Any, deltas: Any) -> float:
    """The norm of a single sample's gradient, δ xᵀ and δ in each layer, where its squares overflow."""
    total = 0.0
    for layer in range(len(net)):
        source = acts[layer] if layer > 0 else sample
        long = math.hypot(1.0, norm(source[: net[layer, WIDTH]]))
        total = math.hypot(total, long * norm(deltas[layer + 1, : net[layer, COUNT]]))
    return total


@part
def _add_outer(net: Any, layer: int, activation: int, rows: Any, gradient: Any, source: Any, slope: Any, delta: Any, below: Any) -> None:
    """Take `delta` back through a layer and the activation below it, and add the layer's gradient δ xᵀ."""
    width, count, room, w, g = net[layer, WIDTH], net[layer, COUNT], rows.shape[1], rows.reshape(-1), gradient.reshape(-1)
    first, zero = net[layer, ROW] * room, delta.dtype.type(0)
    bias = first + (width if net[layer, ALONG] == OUTPUTS else count) * room
    for k in range(0, count, LANES):
        put(g, bias + k, get(g, bias + k) + get(delta, k))
    if net[layer, ALONG] == OUTPUTS:
        for i in range(width):
            p, x, total = first + i * room, repeated(source, i), spread(zero)
            for k in range(0, count, LANES):
                d = get(delta, k)
                total = total + get(w, p + k) * d
                put(g, p + k, get(g, p + k) + x * d)
            if layer > 0:
                below[i] = summed(total)
    elif count * room > _FAR:
        for k in range(0, width, LANES):
            put(below, k, spread(zero))
        for j in range(count):
            p, d = first + j * room, repeated(delta, j)
            for k in range(0, width, LANES):
                put(below, k, get(below, k) + get(w, p + k) * d)
                put(g, p + k, get(g, p + k) + d * get(source, k))
    else:
        for k in range(0, width, LANES):
            p, x, total = first + k, get(source, k), spread(zero)
            for j in range(count):
                d = repeated(delta, j)
                total = total + get(w, p) * d
                put(g, p, get(g, p) + d * x)
                p += room
            put(below, k, total)
    if layer > 0:
        _through_activation(activation, below, source, slope, width)


@part
def _through_activation(activation: int, below: Any, source: Any, slope: Any, width: int) -> None:
    """Multiply `below` by the slope of the activation whose results are in `source`; 0 from there to the end of a vector."""
    for k in range(width, (width + LANES - 1) // LANES * LANES):
        below[k] = 0
    if activation == RELU:
        for k in range(0, width, LANES):
            put(below, k, gated(get(source, k), get(below, k)))
    else:
        times_slope(activation, below, source, slope, width)
