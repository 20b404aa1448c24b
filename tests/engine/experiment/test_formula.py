"""Formulas against Python's own reading of the same text, and texts that are no formulas."""

from __future__ import annotations

import builtins
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.experiment.formula import FUNCTIONS, MOST_CHARACTERS, MOST_NESTED, FormulaError, parse

POINTS = np.random.default_rng(0).uniform(-3, 3, (40, 2))

TABLE: dict[str, Callable[[Any, Any], Any]] = {
    "x": lambda x, y: x,
    "y": lambda x, y: y,
    "3": lambda x, y: 3.0 + 0 * x,
    "x + y": lambda x, y: x + y,
    "x - y - 1": lambda x, y: (x - y) - 1,
    "x - (y - 1)": lambda x, y: x - y + 1,
    "8 / 4 / 2 * x": lambda x, y: x,
    "x / y * y": lambda x, y: x / y * y,
    "2 + 3 * x": lambda x, y: 2 + 3 * x,
    "(2 + 3) * x": lambda x, y: 5 * x,
    "-x^2": lambda x, y: -(x * x),
    "(-x)^2": lambda x, y: x * x,
    "-x**2": lambda x, y: -(x * x),
    "2^-x^2": lambda x, y: 2 ** (-(x * x)),
    "2^3^2 * x": lambda x, y: 512 * x,
    "(2^3)^2 * x": lambda x, y: 64 * x,
    "x^3": lambda x, y: x * x * x,
    "x^0": lambda x, y: 1 + 0 * x,
    "x^-1": lambda x, y: 1 / x,
    "3 * -y": lambda x, y: -3 * y,
    "--x": lambda x, y: x,
    "+-+x": lambda x, y: -x,
    "2 - -x": lambda x, y: 2 + x,
    "pi * x": lambda x, y: np.pi * x,
    "e^x": lambda x, y: np.exp(x),
    "1.5e1*x + .5 + 2.": lambda x, y: 15 * x + 2.5,
    "1e-3*x": lambda x, y: 0.001 * x,
    "\tx\n+ y ": lambda x, y: x + y,
    "−x · y × π": lambda x, y: -x * y * np.pi,
    "x² - 2*y³": lambda x, y: x * x - 2 * y * y * y,
    "sin(x)": lambda x, y: np.sin(x),
    "sin(x)^2 + cos(x)^2": lambda x, y: 1 + 0 * x,
    "log(exp(y))": lambda x, y: y,
    "sqrt(x^2)": lambda x, y: np.abs(x),
    "abs(x) - abs(-x)": lambda x, y: 0 * x,
    "tanh(x) - sinh(x)/cosh(x)": lambda x, y: 0 * x,
    "tan(x)*cos(x)": lambda x, y: np.sin(x),
    "log(x)": lambda x, y: np.log(x),
    "sqrt(y)": lambda x, y: np.sqrt(y),
    "(1 - x)^2 + 100*(y - x^2)^2": lambda x, y: (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x),
    "+".join("x" * 150): lambda x, y: 150 * x,
    "(" * (MOST_NESTED - 1) + "x" + ")" * (MOST_NESTED - 1): lambda x, y: x,
}


@pytest.mark.parametrize("text", TABLE)
def test_a_formula_means_what_it_says(text: str) -> None:
    with np.errstate(all="ignore"):
        expected = TABLE[text](POINTS[:, 0], POINTS[:, 1])
    np.testing.assert_allclose(parse(text).at(POINTS), expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("text", TABLE)
def test_pytorch_computes_the_same(text: str) -> None:
    x, y = torch.from_numpy(POINTS).T
    values = torch.as_tensor(parse(text)(x, y, torch), dtype=torch.float64).expand(len(POINTS))
    np.testing.assert_allclose(values.numpy(), parse(text).at(POINTS), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_the_one_of_that_name(name: str) -> None:
    with np.errstate(invalid="ignore"):
        np.testing.assert_array_equal(parse(f"{name}(x)").at(POINTS), getattr(np, name)(POINTS[:, 0]))


def test_values_have_the_dtype_of_the_points() -> None:
    for dtype in (np.float32, np.float64):
        for text in ("x^2 + pi*y", "7"):
            values = parse(text).at(POINTS.astype(dtype))
            assert values.dtype == dtype and values.shape == (40,)


ATOMS = st.one_of(st.sampled_from(["x", "y", "pi", "e"]), st.floats(0, 9).map(lambda number: f"{number:.3f}"))


def longer(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    joined = st.tuples(texts, st.sampled_from(["+", "-", "*", "/", "**"]), texts).map("".join)
    signed = st.tuples(st.sampled_from("+-"), texts).map("".join)
    called = st.tuples(st.sampled_from(["", *FUNCTIONS]), texts).map(lambda both: f"{both[0]}({both[1]})")
    return st.one_of(joined, signed, called)


@given(text=st.recursive(ATOMS, longer, max_leaves=12).filter(lambda text: len(text) <= MOST_CHARACTERS))
def test_any_formula_means_to_us_what_it_means_to_python(text: str) -> None:
    """Its own parser reads the same text, with nothing in reach but x, y, numpy's functions and its floats, which overflow quietly."""
    names = {name: getattr(np, name) for name in FUNCTIONS} | {"pi": np.float64(np.pi), "e": np.float64(np.e), "number": np.float64}
    source = re.sub(r"\d+\.\d+", r"number(\g<0>)", text)
    with np.errstate(all="ignore"):
        expected = eval(source, {"__builtins__": {}}, names | {"x": POINTS[:, 0], "y": POINTS[:, 1]})
    try:
        values = parse(text).at(POINTS)
    except FormulaError as error:
        assert "nested" in str(error)
        return
    np.testing.assert_allclose(values, np.broadcast_to(expected, len(POINTS)), rtol=1e-12)


_LIKE = "is for example x^2 + sin(y)"
_NAMES = f"are x, y, pi, e, {', '.join(FUNCTIONS[:-1])} and {FUNCTIONS[-1]}"
_NO_OPERATOR, _NO_OPERAND = "stands where an operator should be", "stands where a number, x, y or a function should be"
WRONG = {
    "": ("the formula is empty", _LIKE),
    "  \t": ("the formula is empty", _LIKE),
    "x^2 + q": ('"q" is not known', _NAMES),
    "sinn(x)": ('"sinn" is not known (did you mean "sin"?)', _NAMES),
    "X": ('"X" is not known', _NAMES),
    "2x": (f'"x" {_NO_OPERATOR}', _LIKE),
    "x y": (f'"y" {_NO_OPERATOR}', _LIKE),
    "x(2)": (f'"(" {_NO_OPERATOR}', _LIKE),
    "x +": ("the formula ends too early", _LIKE),
    "x + * y": (f'"*" {_NO_OPERAND}', _LIKE),
    "()": (f'")" {_NO_OPERAND}', _LIKE),
    "x)": (f'")" {_NO_OPERATOR}', _LIKE),
    "(x": ("a parenthesis is not closed", _LIKE),
    "(x y)": (f'"y" {_NO_OPERATOR}', _LIKE),
    "sin x": ('"sin" has no parentheses behind it', "is for example sin(x)"),
    "log": ('"log" has no parentheses behind it', "is for example log(x)"),
    "sin(x, y)": (f'"," {_NO_OPERATOR}', _LIKE),
    "x = 3": (f'"=" {_NO_OPERATOR}', _LIKE),
    "x @ y": (f'"@" {_NO_OPERATOR}', _LIKE),
    "1.2.3": (f'".3" {_NO_OPERATOR}', _LIKE),
    "x⁴": ('"x⁴" is not known', _NAMES),
    "٣": (f'"٣" {_NO_OPERAND}', _LIKE),
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_formula_is_refused_with_what_is_wrong_and_what_is_allowed(text: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    wrong, allowed = WRONG[text]
    assert str(caught.value) == f'{wrong}, found "{text}", allowed {allowed}'


HOSTILE = [
    "__import__('os').system('touch {path}')", "open('{path}', 'w')", "().__class__.__bases__[0].__subclasses__()", "x.real",
    "x.__class__", "lambda: x", "[x for x in y]", "x if y else 0", "x; y", "exec('1')", "eval('1')", "globals()", "print(x)", "x := 3",
    "f'{x}'", "x[0]", "{{}}", "'x'", "x or y", "not x", "x & y", "x | y", "x < y", "~x", "x // y", "x % y", "await x", "`x`", "$x", "\\x",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_refused_and_nothing_of_it_is_run(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **named: object) -> None:
        raise AssertionError("Python was asked to read it")

    for name in ("eval", "exec", "compile"):
        monkeypatch.setattr(builtins, name, refuse)
    with pytest.raises(FormulaError):
        parse(text.replace("{path}", str(tmp_path / "made")))
    monkeypatch.undo()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["9**9**9**9", "9^9^9^9^9^9^9", "(9^9^9)^(9^9^9)", "exp(exp(exp(9)))", "1e999", "1/0", "-1/0", "10^400"])
def test_what_is_too_large_is_infinite_at_once(text: str) -> None:
    began = time.process_time()
    assert np.isinf(parse(text).at(POINTS)).all()
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x" * (MOST_CHARACTERS + 1), "301 characters are too many"), ("1+" * 10**6 + "1", "2,000,001 characters are too many"),
        ("(" * 200 + "x" + ")" * 99, "nested"), ("-" * 290 + "x", "nested"), ("x^" * 140 + "x", "nested"),
        ("(" * MOST_NESTED + "x", "nested"),
        ("sin(" * 50 + "x" + ")" * 50, "nested"), ("2**-" * 70 + "x", "nested"),
    ],
)  # fmt: skip
def test_a_text_too_long_or_too_deep_is_refused(text: str, reason: str) -> None:
    with pytest.raises(FormulaError, match=reason) as caught:
        parse(text)
    assert str(caught.value).index(reason) < 40 and len(str(caught.value)) < 120
