"""A formula as a program: a table of numbers that a machine goes through (`formula.py`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

CONSTANT, ADD, SUBTRACT, MULTIPLY, DIVIDE, POWER = range(6)
ADD_NUMBER, MULTIPLY_NUMBER, DIVIDE_NUMBER, TO_NUMBER, OF_NUMBER, RECIPROCAL, SQUARE = range(6, 13)
SIN, COS, TAN, SINH, COSH, TANH, EXP, LOG, SQRT, ABS = range(13, 23)
OPERATION, FIRST, SECOND = range(3)  # columns of a program's table
_OF_BOTH = {"+": ADD, "-": SUBTRACT, "*": MULTIPLY, "/": DIVIDE, "^": POWER}
_WITH_NUMBER = {"+": ADD_NUMBER, "*": MULTIPLY_NUMBER, "/": DIVIDE_NUMBER, "^": TO_NUMBER}
_OF_ONE = {
    "sin": SIN, "cos": COS, "tan": TAN, "sinh": SINH, "cosh": COSH, "tanh": TANH, "exp": EXP, "log": LOG, "sqrt": SQRT, "abs": ABS,
}  # fmt: skip


class Program:
    """A formula for the machine.

    Args:
        steps: in reverse Polish notation: numbers, "x", "y", operators, "negate", and functions by their names. What is made of
            numbers alone must have been worked out.

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
            else:
                operation, number = (MULTIPLY_NUMBER, -1.0) if step == "negate" else (_OF_ONE[step], 0.0)
                stack[-1] = self._emitted(operation, stack[-1], number=number)
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
