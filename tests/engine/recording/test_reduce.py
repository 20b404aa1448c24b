"""As many points as pixels, against one bin and one point at a time."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as some
from numpy.typing import NDArray

from engine.recording.reduce import distinct_pixels, first_visits, min_max

Array = NDArray[Any]
COARSE = st.integers(-40, 40).map(lambda i: i / 4)  # so that points fall on edges, and on each other
VALUES = st.one_of(st.floats(-1e6, 1e6), st.just(math.nan))


@st.composite
def curves(draw: st.DrawFn) -> tuple[Array, Array, float, float, int]:
    x = np.sort(draw(some.arrays(np.float64, st.integers(0, 60), elements=st.one_of(COARSE, st.floats(-10, 10)))))
    y = draw(some.arrays(np.float64, len(x), elements=VALUES))
    left, right = sorted([draw(COARSE), draw(COARSE)])
    return x, y, left, right + draw(st.sampled_from([0.25, 1.0, 7.0])), draw(st.integers(1, 40))


def plain_band(x: Array, y: Array, left: float, right: float, bins: int) -> list[tuple[float, float, float]]:
    """Bin by bin: a bin holds its left edge; the last one holds its right edge, too."""
    edges = np.linspace(left, right, bins + 1)
    band = []
    for i in range(bins):
        last = i == bins - 1
        inside = [v for u, v in zip(x, y, strict=True) if edges[i] <= u and (u <= edges[i + 1] if last else u < edges[i + 1])]
        numbers = [value for value in inside if not math.isnan(value)]
        if numbers:
            band.append(((edges[i] + edges[i + 1]) / 2, min(numbers), max(numbers)))
    return band


@given(curve=curves())
def test_the_band_is_that_of_a_loop_over_the_bins(curve: tuple[Array, Array, float, float, int]) -> None:
    band = min_max(*curve)
    expected = plain_band(*curve)
    assert band.low.tolist() == [low for _, low, _ in expected]
    assert band.high.tolist() == [high for _, _, high in expected]
    assert band.x.tolist() == [middle for middle, _, _ in expected]


@given(curve=curves())
def test_no_spike_is_lost(curve: tuple[Array, Array, float, float, int]) -> None:
    x, y, left, right, _ = curve
    band = min_max(*curve)
    seen = y[(x >= left) & (x <= right) & ~np.isnan(y)]
    if len(seen):
        assert (band.low.min(), band.high.max()) == (seen.min(), seen.max())
    else:
        assert len(band.x) == 0


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64])
def test_one_spike_among_a_million_points_is_there(dtype: Any) -> None:
    x, y = np.arange(1_000_000), np.zeros(1_000_000, dtype)
    y[123_456], y[654_321] = 1000, -1000
    band = min_max(x, y, 0, 999_999, 500)
    assert len(band.x) == 500
    assert (band.low.min(), band.high.max()) == (-1000, 1000)
    assert (band.high == 0).sum() == (band.low == 0).sum() == 499
    assert band.low.dtype == band.high.dtype == np.float64


def plain_distinct(x: Array, y: Array) -> list[int]:
    kept: list[int] = []
    before = None
    for i, (u, v) in enumerate(zip(x, y, strict=True)):
        pixel = math.floor(u), math.floor(v)
        if pixel != before:
            kept.append(i)
        before = pixel
    return kept


PIXELS = some.arrays(np.float64, st.tuples(st.integers(0, 40), st.just(2)), elements=st.one_of(st.floats(-3, 3), st.floats(-1e5, 1e5)))


@given(points=PIXELS)
@example(points=np.array([[0.0, 65_536.0], [1.0, 0.0]]))  # far outside the picture, as after zooming in
@example(points=np.array([[-0.5, 0.5], [0.5, 0.5], [0.7, 0.2], [0.5, -0.5]]))
def test_points_on_the_pixel_of_the_one_before_are_left_out_and_no_others(points: Array) -> None:
    x, y = points[:, 0], points[:, 1]
    assert distinct_pixels(x, y).tolist() == plain_distinct(x, y)


def test_first_visits_leave_out_only_points_on_pixels_that_the_path_has_been_on() -> None:
    steps = np.random.default_rng(0).normal(0, 0.7, (500, 2)).cumsum(axis=0)  # trembles, and crosses both axes
    been: set[tuple[float, float]] = set()
    expected = []
    for index, pixel in enumerate(map(tuple, np.floor(steps).tolist())):
        if pixel not in been or index == len(steps) - 1:
            expected.append(index)
        been.add(pixel)
    assert first_visits(steps[:, 0], steps[:, 1]).tolist() == expected
    assert len(expected) < len(steps) / 2
