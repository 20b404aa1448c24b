"""The machine for formulas against numpy's values and autograd's derivatives, also where these are infinite or none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.experiment.formula import FUNCTIONS, MOST_CHARACTERS, FormulaError, parse
from engine.experiment.surfaces import SURFACES
from engine.kernels.formula import slopes_at, value_at
from engine.kernels.program import Program

EDGES = (0.0, -0.0, 1.0, -1.0, 2.0, 0.5, -0.5, 3.0, 1e-160, -1e160, 1e200, float("inf"), -float("inf"))
PLACES = st.one_of(st.sampled_from(EDGES), st.floats(-4, 4))
ATOMS = st.one_of(st.sampled_from(["x", "y", "x", "y", "pi", "0", "1", "2", "3", "0.5", "-1"]), st.floats(0, 9).map("{:.2f}".format))


def longer(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    joined = st.tuples(texts, st.sampled_from("+-*/^"), texts).map(lambda three: f"({three[0]}){three[1]}({three[2]})")
    called = st.tuples(st.sampled_from([*FUNCTIONS, "-"]), texts).map(lambda both: f"{both[0]}({both[1]})")
    return st.one_of(joined, called)


FORMULAS = st.recursive(ATOMS, longer, max_leaves=10).filter(lambda text: len(text) <= MOST_CHARACTERS)


def by_machine(text: str, point: tuple[float, float], dtype: str = "float64") -> tuple[NDArray[Any], float]:
    """Value and derivatives [3], and the size of the largest finite number on the way."""
    table, numbers, values, slopes = Program(parse(text).steps).machine(dtype)
    value = value_at(table, numbers, np.array(point, dtype), values)
    slopes_at(table, numbers, values, slopes)
    assert values.dtype == slopes.dtype == dtype
    sizes = np.abs(np.concatenate([values, slopes, numbers])).astype(np.float64)
    return np.array([value, *slopes[:2]]), float(sizes[np.isfinite(sizes)].max(initial=1.0))


def by_autograd(text: str, point: tuple[float, float], dtype: str = "float64") -> NDArray[Any]:
    weights = torch.tensor(point, dtype=getattr(torch, dtype), requires_grad=True)
    x, y = weights
    value = torch.as_tensor(parse(text)(x, y, torch), dtype=weights.dtype)
    if value.requires_grad:
        value.backward()  # type: ignore[no-untyped-call]
    slopes = np.zeros(2) if weights.grad is None else weights.grad.numpy()
    return np.array([value.item(), *slopes], dtype)


@settings(max_examples=700)
@given(text=FORMULAS, x=PLACES, y=PLACES)
@example("x^0", 0.0, 1.0)
@example("x^y", 0.0, 0.0)
@example("x^y", 0.0, 2.0)
@example("x^y", 0.0, -1.0)
@example("0^x", 2.0, 1.0)
@example("0^x", -2.0, 1.0)
@example("1^x", float("inf"), 1.0)
@example("abs(x) + abs(-y)", 0.0, -0.0)
@example("sqrt(x^2 + y^2)", 0.0, 0.0)
@example("sqrt(x)*y", 0.0, 0.0)
@example("(log(x))^0.5", 0.0, 1.0)
@example("x^(-1) + y^(-2)", 0.0, -0.0)
@example("1/(-x)", 0.0, 1.0)
@example("0/x", 0.0, 1.0)
@example("log(x) + y^1.5", -1.0, -1.0)
@example("x - x", float("inf"), 0.0)
@example("tanh(x) + exp(y)", 1e200, -1e160)
@example("y*(x^0) + 0*(1/x)", 0.0, 2.0)
@example("x^0.5 + y^(-0.5)", -float("inf"), -float("inf"))
def test_value_and_derivatives_are_those_of_autograd(text: str, x: float, y: float) -> None:
    """Edges included: where autograd's are infinite or NaN, so are these, and nowhere else."""
    try:
        parse(text)
    except FormulaError as error:
        assert "nested" in str(error)
        return
    (ours, size), expected = by_machine(text, (x, y)), by_autograd(text, (x, y))
    assume(size < 1e150 or not np.isfinite(expected).all())
    np.testing.assert_allclose(ours, expected, rtol=1e-9, atol=1e-13 * min(size, 1e150) ** 2)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    "text", [*(surface.formula for surface in SURFACES.values() if surface.formula), *map("{}(x*y)".format, FUNCTIONS)]
)
def test_in_either_precision(text: str, dtype: str) -> None:
    precision = {"float32": 1e-5, "float64": 1e-13}[dtype]
    for point in np.random.default_rng(5).uniform(0.1, 1.4, (20, 2)):
        (ours, size), expected = by_machine(text, tuple(point), dtype), by_autograd(text, tuple(point), dtype)
        np.testing.assert_allclose(ours, expected, rtol=precision, atol=precision * size)


def test_a_number_too_large_for_single_precision_is_infinite_as_in_pytorch() -> None:
    for text in ("1e300*x", "x + 1e300", "x/1e300", "1e300/x", "x^2 - 1e300*y"):
        np.testing.assert_array_equal(by_machine(text, (1.0, 2.0), "float32")[0], by_autograd(text, (1.0, 2.0), "float32"))
