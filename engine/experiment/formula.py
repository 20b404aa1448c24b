"""Formulas in x and y, typed by the user: read by a small parser of our own, never by Python's.

A formula becomes a list of steps for a stack machine (reverse Polish notation). The same steps work on numpy arrays, for many
points at once, and on PyTorch tensors, for gradients. Numbers are floats from the beginning, so a tower of powers is infinite
at once instead of keeping the machine busy with digits.
"""

from __future__ import annotations

import math
import operator
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import listed, nearest, shown
from ..messages import message

FUNCTIONS = ("sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "log", "sqrt", "abs")  # by these names in numpy and in PyTorch
CONSTANTS = {"pi": math.pi, "e": math.e}
MOST_CHARACTERS, MOST_NESTED = 300, 30
_MOST_SHOWN = 32  # of a text that is no formula: the sentence matters more
_NAMES = listed(("x", "y", *CONSTANTS, *FUNCTIONS), "and")
ALLOWED = f"x, y, numbers, + - * / ^ **, parentheses, pi, e and the functions {', '.join(FUNCTIONS[:-1])} and {FUNCTIONS[-1]}"

_NEGATE = "negate"
_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "^": operator.pow,
}  # fmt: skip
_RANKS = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 4}  # how tightly they bind; between * and ^ stands the sign: -x^2 is -(x^2)
_SIGN_RANK = 3
_OTHER_SIGNS = str.maketrans({"−": "-", "·": "*", "×": "*", "π": " pi ", "²": "^2 ", "³": "^3 "})  # as copied from a book
_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?P<name>[^\W\d]\w*)|(?P<sign>\*\*|[-+*/^()])|(?P<other>\S))"
)

Step = float | str  # a number; or x, y, an operator or a function


class FormulaError(ValueError):
    """A text is no formula.

    Attributes:
        told: what is wrong, what was found and what is allowed.
    """

    def __init__(self, id: str, text: str, **places: object) -> None:
        found = text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "…"
        self.told = message(id, found=found, **places)
        super().__init__(str(self.told))


@dataclass(frozen=True)
class Formula:
    """A function of x and y.

    Attributes:
        text: as typed.
        steps: what the stack machine does.
    """

    text: str
    steps: tuple[Step, ...]

    def __call__(self, x: Any, y: Any, library: Any) -> Any:
        """The value at x and y, with the functions of `numpy` or `torch`; a formula that names neither gives one bare float."""
        return deque(self._results(x, y, library), maxlen=1)[0]

    def largest(self, point: NDArray[Any]) -> float:
        """The size of the largest finite number on the way to the value at a point [2]: what rounding is relative to."""
        with np.errstate(all="ignore"):
            sizes = np.abs(np.array([*self._results(point[0], point[1], np)], np.float64))
        return float(sizes[np.isfinite(sizes)].max(initial=0.0))

    def _results(self, x: Any, y: Any, library: Any) -> Iterator[Any]:
        """What each step gives, the value last."""
        stack: list[Any] = []
        for step in self.steps:
            if isinstance(step, float):
                stack.append(step)
            elif step in ("x", "y"):
                stack.append(x if step == "x" else y)
            else:
                _apply(step, stack, library)
            yield stack[-1]

    def at(self, points: NDArray[Any]) -> NDArray[Any]:
        """The values [k] at points [k, 2], in their dtype; infinite or NaN where there is none."""
        with np.errstate(all="ignore"):
            return np.broadcast_to(np.asarray(self(points[:, 0], points[:, 1], np), points.dtype), len(points))


def _apply(step: str, stack: list[Any], library: Any) -> None:
    """Put the result of an operator or a function in the place of its operands."""
    if step in _BINARY:
        right = stack.pop()
        stack[-1] = _BINARY[step](stack[-1], right)
    else:
        stack[-1] = -stack[-1] if step == _NEGATE else getattr(library, step)(stack[-1])


@lru_cache(256)
def parse(text: str) -> Formula:
    """Read a formula.

    Raises:
        FormulaError: it is none.
    """
    if len(text) > MOST_CHARACTERS:
        raise FormulaError("formula_too_long", text, count=f"{len(text):,}", most=MOST_CHARACTERS)
    return Formula(text, tuple(_Parser(text).steps()))


class _Token(NamedTuple):
    kind: str  # number, name, sign, other or end
    text: str


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text.translate(_OTHER_SIGNS)):
        assert match.lastgroup is not None
        found = match[match.lastgroup]
        yield _Token(match.lastgroup, "^" if found == "**" else found)
    yield _Token("end", "")


class _Parser:
    """Precedence climbing: an expression goes on for as long as its operators bind tightly enough."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(_tokens(text))
        self._place = 0
        self._depth = 0
        self._steps: list[Step] = []

    def steps(self) -> list[Step]:
        """All steps of the formula."""
        if self._next.kind == "end":
            raise FormulaError("formula_empty", self._text)
        self._expression(0)
        if self._next.kind != "end":
            raise self._unexpected("operator_expected")
        return self._steps

    @property
    def _next(self) -> _Token:
        return self._tokens[self._place]

    def _expression(self, least: int) -> None:
        """Operands and the operators between them that bind at least so tightly."""
        self._depth += 1
        if self._depth > MOST_NESTED:
            raise FormulaError("formula_too_deep", self._text, most=MOST_NESTED)
        self._operand()
        while (sign := self._next.text) in _RANKS and (rank := _RANKS[sign]) >= least:
            self._place += 1
            self._expression(rank if sign == "^" else rank + 1)  # x^y^z is x^(y^z), but x-y-z is (x-y)-z
            self._emit(sign, 2)
        self._depth -= 1

    def _operand(self) -> None:
        token = self._next
        if token.kind == "number":
            self._steps.append(float(token.text))
            self._place += 1
        elif token.kind == "name":
            self._place += 1
            self._name(token.text)
        elif token.text in ("+", "-"):
            self._place += 1
            self._expression(_SIGN_RANK)
            if token.text == "-":
                self._emit(_NEGATE, 1)
        elif token.text == "(":
            self._in_parentheses()
        else:
            raise self._unexpected("operand_expected")

    def _name(self, name: str) -> None:
        if name in ("x", "y"):
            self._steps.append(name)
        elif name in CONSTANTS:
            self._steps.append(CONSTANTS[name])
        elif name in FUNCTIONS:
            if self._next.text != "(":
                raise FormulaError("parentheses_expected", self._text, name=name)
            self._in_parentheses()
            self._emit(name, 1)
        else:
            near = FUNCTIONS if len(name) > 1 else ()  # of a single letter anything could be meant
            wrong = nearest(name, near, message("name_not_known", name=shown(name)))
            raise FormulaError("unknown_name", self._text, wrong=wrong, names=_NAMES)

    def _in_parentheses(self) -> None:
        self._place += 1
        self._expression(0)
        if self._next.kind == "end":
            raise FormulaError("parenthesis_open", self._text)
        if self._next.text != ")":
            raise self._unexpected("operator_expected")
        self._place += 1

    def _emit(self, step: str, operands: int) -> None:
        """Add a step; what is made of numbers alone is a number, worked out here and now."""
        numbers = self._steps[-operands:]
        if not all(isinstance(number, float) for number in numbers):
            self._steps.append(step)
            return
        stack: list[Any] = [np.float64(number) for number in numbers]  # infinite where Python's float would raise
        with np.errstate(all="ignore"):
            _apply(step, stack, np)
        self._steps[-operands:] = [float(stack[0])]

    def _unexpected(self, id: str) -> FormulaError:
        if self._next.kind == "end":
            return FormulaError("formula_ends_early", self._text)
        return FormulaError(id, self._text, token=shown(self._next.text))
