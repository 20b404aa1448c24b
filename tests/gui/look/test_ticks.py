"""Places to mark an axis at: round, within bounds, told apart by what they say."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gui.look.numbers import short
from gui.look.ticks import linear_ticks, log_ticks

WANTED = (2.0, 3.3, 6.0, 14.0)


@pytest.mark.parametrize("wanted", WANTED)
def test_log_ticks_are_two_at_least_and_told_apart(wanted: float) -> None:
    for low in np.arange(-60, 60) / 8:
        for width in (0.125, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 5.0, 14.0):
            ticks = log_ticks(low, low + width, wanted)
            texts = [short(10.0**tick) for tick in ticks]
            assert len(ticks) >= 2 and low <= ticks[0] and ticks[-1] <= low + width
            assert ticks == sorted(ticks) and len(set(texts)) == len(texts)
            for tick, text in zip(ticks, texts, strict=True):
                assert math.log10(float(text.replace(",", ""))) == pytest.approx(tick, abs=1e-9)  # what it says is where it is


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (0.3, 0.8, ["0.4", "0.6", "0.8"]),
        (0.45, 0.95, ["0.6", "0.8"]),
        (1.0, 6.0, ["1", "2", "5"]),
        (0.1, 1.0, ["0.1", "0.3", "1"]),
        (1e-6, 1e2, ["1e-6", "1e-4", "0.01", "1", "100"]),
    ],
)
def test_log_ticks_of_a_small_panel(low: float, high: float, texts: list[str]) -> None:
    assert [short(10.0**tick) for tick in log_ticks(math.log10(low) - 1e-9, math.log10(high) + 1e-9, 3.3)] == texts


@pytest.mark.parametrize("wanted", WANTED)
def test_linear_ticks_are_even_steps(wanted: float) -> None:
    for low, high in ((0.0, 1.0), (-3.0, 5.0), (1e6, 1e6 + 1e-3), (0.0, 9.4e6)):
        steps = np.diff(linear_ticks(low, high, wanted))
        assert len(steps) and np.ptp(steps) < 1e-3 * steps[0]


@pytest.mark.parametrize("ends", [(1.0, 1.0), (2.0, 1.0), (math.nan, 1.0), (0.0, math.inf)])
def test_there_are_no_ticks_where_there_is_no_range(ends: tuple[float, float]) -> None:
    assert linear_ticks(*ends, 5.0) == log_ticks(*ends, 5.0) == []
