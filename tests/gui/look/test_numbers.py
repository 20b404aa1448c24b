"""Numbers are written in one way, wherever they stand."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from gui.look.numbers import count, distinct, duration, exact, figure, measure, short

Written = Callable[[float], str]
LOSSES = {"short": short, "exact": exact, "figure": figure, "measure": measure}
every = pytest.mark.parametrize("name", LOSSES)
SIZES = [digits * 10.0**power for power in range(-307, 308) for digits in (1.0, 2.5, 9.4)]


def read(text: str) -> float:
    return float(text.replace("−", "-").replace(",", ""))


@every
def test_powers_of_ten_begin_at_the_same_size_everywhere(name: str) -> None:
    for size in SIZES:
        for value in (size, -size):
            text = LOSSES[name](value)
            assert ("e" in text) == (not 1e-3 <= size < 1e5), text
            assert "+" not in text and "e0" not in text and "e-0" not in text and "-" not in text.replace("e-", "")
            assert text.startswith("−") == (value < 0)
            assert read(text) == pytest.approx(value, rel=0.3)
            assert name != "figure" or read(text) == pytest.approx(value, rel=5.1e-4)


@every
@pytest.mark.parametrize(
    ("value", "text"), [(21_000.0, "21,000"), (1_500.0, "1,500"), (9.4e6, "9.4e6"), (1.1e-5, "1.1e-5"), (-1_234.0, "−1,234")]
)
def test_one_number_is_written_alike_by_all(name: str, value: float, text: str) -> None:
    assert LOSSES[name](value) == text if name != "figure" else read(LOSSES[name](value)) == value


def test_what_is_measured_takes_seven_characters_at_most() -> None:
    for value in [sign * size for size in SIZES for sign in (1, -1)]:
        assert len(measure(value)) <= 7, value


@pytest.mark.parametrize(
    ("loss", "text"),
    [
        (0.0014999, "0.001500"), (0.99996, "1.000"), (0.0123449, "0.01234"), (12.345, "12.35"), (9.412e6, "9.412e6"),
        (1.2344e-7, "1.234e-7"), (0.0, "0.000"), (-0.0014999, "−0.001500"), (99_999.9, "100,000"),
    ],
)  # fmt: skip
def test_the_large_figure_has_four_significant_figures(loss: float, text: str) -> None:
    assert figure(loss) == text


@pytest.mark.parametrize(
    ("written", "value", "text"),
    [
        (measure, 5.9e-114, "6e-114"),
        (measure, 1.6e-29, "1.6e-29"),
        (measure, -1.6e-29, "−2e-29"),
        (measure, 0.8, "0.800"),
        (measure, 0.00888, "0.00888"),
        (measure, -0.00888, "−0.0089"),
        (measure, 999.7, "1,000"),
        (measure, 123.4, "123"),
        (measure, 0.0, "0"),
        (measure, math.inf, "∞"),
        (measure, math.nan, "–"),
        (figure, 21_216.4, "21,216"),
        (measure, 21_216.4, "21,216"),
        (figure, 5.9e-114, "5.900e-114"),
        (figure, -0.25, "−0.2500"),
        (figure, -math.inf, "−∞"),
        (short, 1.5e5, "1.5e5"),
        (short, 0.1 + 0.2, "0.3"),
        (exact, 12_345.678, "12,345.678"),
        (duration, 0.07, "70.0 ms"),
        (duration, 0.9997, "1.00 s"),
        (duration, 1_234.0, "1,234 s"),
        (duration, 0.0, "0 ms"),
        (duration, 7.38e-4, "738 µs"),
        (count, 99_999.0, "99,999"),
        (count, 123_456.0, "123 k"),
        (count, 999_499.0, "999 k"),
        (count, 8_962_000.0, "8.96 M"),
        (count, 40e6, "40.0 M"),
        (count, 2.5e9, "2.50 G"),
        (count, math.inf, "∞"),
    ],
)
def test_single_numbers(written: Written, value: float, text: str) -> None:
    assert written(value) == text


def test_a_figure_keeps_its_width_while_it_stays_of_one_size() -> None:
    for low in 10.0 ** np.arange(-6, 9):
        assert len({len(figure(value)) for value in np.linspace(1.001 * low, 9.9 * low, 200)}) == 1


def test_numbers_beside_each_other_have_as_many_digits_as_tell_them_apart() -> None:
    assert distinct([0.1 + 0.2, 0.4]) == ["0.3", "0.4"]
    assert distinct([1.052830, 1.052835, 1.052840]) == ["1.05283", "1.052835", "1.05284"]
    assert distinct([]) == []
