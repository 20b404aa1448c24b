"""Functions of two weights: a formula as a program for a small machine, and training on it. Nothing is compiled for a new formula.

Each operation of a program has a place for its result, and its operands are the places of others, or a number. The value takes all of
them in turn. The slopes come from one pass back, as autograd has it: each operation hands its own to its operands, multiplied by what
PyTorch's `derivatives.yaml` says, in its order. So they are those of autograd also at edges: where it has 0 · ∞ and gets NaN, so have we.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .compiler import exact_part, kernel, part
from .rules import PRODUCT, apply_rule, norm
from .updates import DIVERGED, SAMPLE, STEP, UPDATE, are_finite, ends_update, keep

CONSTANT, ADD, SUBTRACT, MULTIPLY, DIVIDE, POWER = range(6)
ADD_NUMBER, MULTIPLY_NUMBER, DIVIDE_NUMBER, TO_NUMBER, OF_NUMBER, RECIPROCAL, SQUARE = range(6, 13)
SIN, COS, TAN, SINH, COSH, TANH, EXP, LOG, SQRT, ABS = range(13, 23)
OPERATION, FIRST, SECOND = range(3)  # columns of a program's table
_OF_BOTH = {"+": ADD, "-": SUBTRACT, "*": MULTIPLY, "/": DIVIDE, "^": POWER}
_WITH_NUMBER = {"+": ADD_NUMBER, "*": MULTIPLY_NUMBER, "/": DIVIDE_NUMBER, "^": TO_NUMBER}
_OF_ONE = {
    "sin": SIN, "cos": COS, "tan": TAN, "sinh": SINH, "cosh": COSH, "tanh": TANH, "exp": EXP, "log": LOG, "sqrt": SQRT, "abs": ABS,
}  # fmt: skip
_SAMPLES = 1024  # added up before the allowance is asked


class Program:
    """A formula for the machine.

    Args:
        steps: in reverse Polish notation: numbers, "x", "y", operators, the sign "negate", and functions by their names. What is
            made of numbers alone must have been worked out.

    Attributes:
        table: int64 [operations, 3]: which one, and the places of its operands. x and y are at 0 and 1, and operation i puts its result at
            2 + i; the last one's is the value.
        numbers: float64 [operations], the number of each that has one.
    """

    def __init__(self, steps: Sequence[float | str]) -> None:
        self._rows: list[tuple[int, int, int]] = []
        self._numbers: list[float] = []
        stack: list[int | float] = []  # places are integers, and numbers floats
        for step in steps:
            if isinstance(step, float):
                stack.append(step)
            elif step in ("x", "y"):
                stack.append("xy".index(step))
            elif step in _OF_BOTH:
                right = stack.pop()
                stack[-1] = self._joined(step, stack[-1], right)
            elif step in _OF_ONE:
                stack[-1] = self._emitted(_OF_ONE[step], stack[-1])
            else:  # the sign of a single operand
                stack[-1] = self._emitted(MULTIPLY_NUMBER, stack[-1], number=-1.0)
        if isinstance(stack[0], float):
            self._emitted(CONSTANT, 0, number=stack[0])
        elif not self._rows:
            self._emitted(ADD_NUMBER, stack[0])
        self.table: NDArray[np.int64] = np.array(self._rows, np.int64)
        self.numbers: NDArray[np.float64] = np.array(self._numbers)

    def machine(self, dtype: Any) -> tuple[NDArray[np.int64], NDArray[Any], NDArray[Any], NDArray[Any]]:
        """What kernels are given of it: table, numbers, and room for values and slopes, in a dtype."""
        with np.errstate(over="ignore"):  # infinite, as in PyTorch
            numbers = self.numbers.astype(dtype)
        return self.table, numbers, np.zeros(2 + len(numbers), dtype), np.zeros(2 + len(numbers), dtype)

    def _joined(self, sign: str, left: int | float, right: int | float) -> int:
        """Emit an operator; returns the place of its result."""
        if isinstance(left, float):
            return self._of_number(sign, left, right)
        if not isinstance(right, float):
            return self._emitted(_OF_BOTH[sign], left, right)
        if sign == "-":
            return self._emitted(ADD_NUMBER, left, number=-right)
        if sign == "^" and right in (0.5, 2.0):  # which PyTorch computes like this, too
            return self._emitted(SQRT if right == 0.5 else SQUARE, left)
        return self._emitted(_WITH_NUMBER[sign], left, number=right)

    def _of_number(self, sign: str, left: float, right: int | float) -> int:
        """The same with a number on the left."""
        if sign == "^":
            return self._emitted(OF_NUMBER, right, number=left)
        if sign == "-":
            right = self._emitted(MULTIPLY_NUMBER, right, number=-1.0)
        elif sign == "/":  # as PyTorch does it
            right = self._emitted(RECIPROCAL, right)
        return self._emitted(ADD_NUMBER if sign in "+-" else MULTIPLY_NUMBER, right, number=left)

    def _emitted(self, operation: int, first: int | float, second: int | float = 0, *, number: float = 0.0) -> int:
        self._rows.append((operation, int(first), int(second)))
        self._numbers.append(number)
        return 1 + len(self._rows)


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
        operation, u, c = table[row, OPERATION], values[table[row, FIRST]], numbers[row]
        v = values[table[row, SECOND]]
        if operation == ADD:
            r = u + v
        elif operation == ADD_NUMBER:
            r = u + c
        elif operation == SUBTRACT:
            r = u - v
        elif operation == MULTIPLY:
            r = u * v
        elif operation == MULTIPLY_NUMBER:
            r = u * c
        elif operation == SQUARE:
            r = u * u
        elif operation == DIVIDE:
            r = u / v
        elif operation == DIVIDE_NUMBER:
            r = u / c
        elif operation == RECIPROCAL:
            r = one / u
        elif operation == POWER:
            r = u**v
        elif operation == TO_NUMBER:
            r = u**c
        elif operation == OF_NUMBER:
            r = c**u
        elif operation == SIN:
            r = math.sin(u)
        elif operation == COS:
            r = math.cos(u)
        elif operation == TAN:
            r = math.tan(u)
        elif operation == SINH:
            r = math.sinh(u)
        elif operation == COSH:
            r = math.cosh(u)
        elif operation == TANH:
            r = math.tanh(u)
        elif operation == EXP:
            r = math.exp(u)
        elif operation == LOG:
            r = np.log(u)
        elif operation == SQRT:
            r = np.sqrt(u)
        elif operation == ABS:
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
        operation, first, second, c = table[row, OPERATION], table[row, FIRST], table[row, SECOND], numbers[row]
        u, v, r, d = values[first], values[second], values[2 + row], slopes[2 + row]
        if operation == ADD:
            slopes[second] += d
        elif operation == SUBTRACT:
            slopes[second] -= d
        elif operation == MULTIPLY:
            slopes[second] += d * u
            d = d * v
        elif operation == MULTIPLY_NUMBER:
            d = d * c
        elif operation == SQUARE:
            d = d * (two * u)
        elif operation == DIVIDE:
            slopes[second] += -d * (r / v)
            d = d / v
        elif operation == DIVIDE_NUMBER:
            d = d / c
        elif operation == RECIPROCAL:
            d = -d * (r * r)
        elif operation == POWER:
            slopes[second] += d * (zero if u == zero and v >= zero else r * np.log(u))
            d = zero if v == zero else d * (v * u ** (v - one))
        elif operation == TO_NUMBER:
            d = zero if c == zero else d * (c * u ** (c - one))
        elif operation == OF_NUMBER:
            d = d * (zero if c == zero and u >= zero else r * np.log(c))
        elif operation == SIN:
            d = d * math.cos(u)
        elif operation == COS:
            d = d * -math.sin(u)
        elif operation == TAN:
            d = d * (one + r * r)
        elif operation == SINH:
            d = d * math.cosh(u)
        elif operation == COSH:
            d = d * math.sinh(u)
        elif operation == TANH:
            d = d * (one - r * r)
        elif operation == EXP:
            d = d * r
        elif operation == LOG:
            d = d / u
        elif operation == SQRT:
            d = d / (two * r)
        elif operation == ABS:
            d = d * (one if u > zero else -one if u < zero else zero)
        elif operation == CONSTANT:
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
