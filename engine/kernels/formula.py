"""Functions of two weights: a formula as a program for a small machine, and training on it. Nothing is compiled for a new formula.

Each operation of a program has a place for its result, and its operands are the places of others, or a number. The value takes all of
them in turn. The slopes come from one pass back, as autograd has it: each operation hands its own to its operands, multiplied by what
PyTorch's `derivatives.yaml` says, in its order. So they are those of autograd also at edges: where it has 0 · ∞ and gets NaN, so have we.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from . import program as op
from .compiler import exact_part, kernel, part
from .rules import PRODUCT, apply_rule, norm
from .updates import DIVERGED, SAMPLE, STEP, UPDATE, are_finite, ends_update, keep

_SAMPLES = 1024  # added up before the allowance is asked


@exact_part
def value_at(table: Any, numbers: Any, w: Any, values: Any) -> Any:
    """The value at a point.

    Args:
        table, numbers: a program; the numbers in the dtype of the weights.
        w: x and y.
        values: takes those at all places, [2 + operations].
    """
    one = values.dtype.type(1)
    values[0], values[1] = w[0], w[1]
    for row in range(len(table)):
        operation, u, c = table[row, op.OPERATION], values[table[row, op.FIRST]], numbers[row]
        v = values[table[row, op.SECOND]]
        if operation == op.ADD:
            r = u + v
        elif operation == op.ADD_NUMBER:
            r = u + c
        elif operation == op.SUBTRACT:
            r = u - v
        elif operation == op.MULTIPLY:
            r = u * v
        elif operation == op.MULTIPLY_NUMBER:
            r = u * c
        elif operation == op.SQUARE:
            r = u * u
        elif operation == op.DIVIDE:
            r = u / v
        elif operation == op.DIVIDE_NUMBER:
            r = u / c
        elif operation == op.RECIPROCAL:
            r = one / u
        elif operation == op.POWER:
            r = u**v
        elif operation == op.TO_NUMBER:
            r = u**c
        elif operation == op.OF_NUMBER:
            r = c**u
        elif operation == op.SIN:
            r = math.sin(u)
        elif operation == op.COS:
            r = math.cos(u)
        elif operation == op.TAN:
            r = math.tan(u)
        elif operation == op.SINH:
            r = math.sinh(u)
        elif operation == op.COSH:
            r = math.cosh(u)
        elif operation == op.TANH:
            r = math.tanh(u)
        elif operation == op.EXP:
            r = math.exp(u)
        elif operation == op.LOG:
            r = np.log(u)
        elif operation == op.SQRT:
            r = np.sqrt(u)
        elif operation == op.ABS:
            r = abs(u)
        else:
            r = c
        values[2 + row] = r
    return values[1 + len(table)]


@exact_part
def slopes_at(table: Any, numbers: Any, values: Any, slopes: Any) -> None:
    """The derivatives of the value by what is at each place, by x and y at the first two.

    Args:
        values: from `value_at`.
        slopes: takes them, [2 + operations].
    """
    f = values.dtype.type
    zero, one, two = f(0), f(1), f(2)
    for place in range(len(slopes)):
        slopes[place] = zero
    slopes[1 + len(table)] = one
    for back in range(len(table)):
        row = len(table) - 1 - back
        operation, first, second, c = table[row, op.OPERATION], table[row, op.FIRST], table[row, op.SECOND], numbers[row]
        u, v, r, d = values[first], values[second], values[2 + row], slopes[2 + row]
        if operation == op.ADD:
            slopes[second] += d
        elif operation == op.SUBTRACT:
            slopes[second] -= d
        elif operation == op.MULTIPLY:
            slopes[second] += d * u
            d = d * v
        elif operation == op.MULTIPLY_NUMBER:
            d = d * c
        elif operation == op.SQUARE:
            d = d * (two * u)
        elif operation == op.DIVIDE:
            slopes[second] += -d * (r / v)
            d = d / v
        elif operation == op.DIVIDE_NUMBER:
            d = d / c
        elif operation == op.RECIPROCAL:
            d = -d * (r * r)
        elif operation == op.POWER:
            slopes[second] += d * (zero if u == zero and v >= zero else r * np.log(u))
            d = zero if v == zero else d * (v * u ** (v - one))
        elif operation == op.TO_NUMBER:
            d = zero if c == zero else d * (c * u ** (c - one))
        elif operation == op.OF_NUMBER:
            d = d * (zero if c == zero and u >= zero else r * np.log(c))
        elif operation == op.SIN:
            d = d * math.cos(u)
        elif operation == op.COS:
            d = d * -math.sin(u)
        elif operation == op.TAN:
            d = d * (one + r * r)
        elif operation == op.SINH:
            d = d * math.cosh(u)
        elif operation == op.COSH:
            d = d * math.sinh(u)
        elif operation == op.TANH:
            d = d * (one - r * r)
        elif operation == op.EXP:
            d = d * r
        elif operation == op.LOG:
            d = d / u
        elif operation == op.SQRT:
            d = d / (two * r)
        elif operation == op.ABS:
            d = d * (one if u > zero else -one if u < zero else zero)
        elif operation == op.CONSTANT:
            d = zero
        slopes[first] += d


@part
def _add_tilts(inputs: Any, chosen: Any, tilt: Any) -> None:
    """Add up the vectors of some chosen samples."""
    x, y = 0.0, 0.0
    for s in range(len(chosen)):
        sample = chosen[s]
        x += inputs[sample, 0]
        y += inputs[sample, 1]
    tilt[0] += x
    tilt[1] += y


@kernel
def train_formula(
    table: Any, numbers: Any, rule: int, settings: Any, inputs: Any, order: Any, starts: Any, rates: Any,
    place: Any, tilt: Any, w: Any, g: Any, state: Any, values: Any, slopes: Any,
    losses: Any, grad_norms: Any, update_norms: Any, wanted: Any, kept: Any, allowance: int,
) -> None:  # fmt: skip
    """Make updates on a function that each sample tilts.

    Args as in `train_blocks`, but:
        table, numbers: see `value_at`, and for `values` and `slopes`.
        inputs: the samples' vectors, [n, 2].
        tilt: the sum of those in the update that has been begun, float64 [2].
    """
    f, largest = w.dtype.type, np.finfo(w.dtype).max
    for i in range(place[UPDATE], len(rates)):
        begin, size = starts[i], starts[i + 1] - starts[i]
        if place[SAMPLE] == 0:
            tilt[0] = tilt[1] = 0.0
        while place[SAMPLE] < size:
            if allowance <= 0:
                return
            at, c = begin + place[SAMPLE], min(_SAMPLES, size - place[SAMPLE])
            _add_tilts(inputs, order[at : at + c], tilt)
            place[SAMPLE] += c
            allowance -= c
        place[STEP] += 1
        x, y = tilt[0] / size, tilt[1] / size
        loss = value_at(table, numbers, w, values) + (x * w[0] + y * w[1])
        slopes_at(table, numbers, values, slopes)
        g[0], g[1] = slopes[0] + f(x), slopes[1] + f(y)
        grad_norm = norm(g)
        update_norm = apply_rule(rule, settings, rates[i], place[STEP], w, g, state)
        losses[i], grad_norms[i], update_norms[i] = loss, grad_norm, update_norm
        if ends_update(i, abs(loss) * size, update_norm, w, wanted, place, largest):
            keep(kept, place, w, state)
        if place[DIVERGED]:
            return


@kernel
def descend(
    table: Any, numbers: Any, rule: int, settings: Any, rates: Any, points: Any, losses: Any, g: Any, state: Any, values: Any, slopes: Any
) -> None:  # fmt: skip
    """Descend on the function itself from some points, one after the other.

    Args:
        table, numbers, rule, settings, values, slopes: as above.
        rates: of all updates, [k].
        points: where to begin, and then where each descent ended: [m, 2]. One that is not finite any more stays there.
        losses: take the values there, float64 [m].
        g, state: room, [2] and [2, 2].
    """
    for point in range(len(points)):
        w = points[point]
        settings[PRODUCT] = 1.0
        for row in range(len(state)):
            for p in range(state.shape[1]):
                state[row, p] = 0
        for i in range(len(rates)):
            value_at(table, numbers, w, values)
            slopes_at(table, numbers, values, slopes)
            g[0], g[1] = slopes[0], slopes[1]
            if not apply_rule(rule, settings, rates[i], i + 1, w, g, state) < np.inf and not are_finite(w):
                break
        losses[point] = value_at(table, numbers, w, values)
