"""Minima and maxima of many stretches at once, against numpy on each stretch by itself."""

from __future__ import annotations

import threading
import warnings
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.recording.clock import CLOCKS, Clock, first_rows, times
from engine.recording.columns import STORED
from engine.recording.pyramid import MinMaxPyramid
from engine.recording.reduce import GrowingBand
from tests.engine.recording.made import made

Array = NDArray[Any]


def plain(column: Array, begin: Array, end: Array) -> tuple[list[float], list[float]]:
    """Stretch by stretch; NaN where there is no number."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        parts = [column[b:e] for b, e in zip(begin, end, strict=True)]
        low = [float(np.nanmin(part)) if len(part) else np.nan for part in parts]
        high = [float(np.nanmax(part)) if len(part) else np.nan for part in parts]
    return low, high


def wild(rng: np.random.Generator, count: int, dtype: Any) -> Array:
    """Numbers of all sizes, with holes, infinities and long stretches of nothing."""
    column = (rng.normal(size=count) * 10.0 ** rng.integers(-30, 30, count)).astype(dtype)
    for value, share in ((np.nan, 0.1), (np.inf, 0.01), (-np.inf, 0.01)):
        column[rng.random(count) < share] = value
    hole = sorted(rng.integers(0, count + 1, 2))
    column[hole[0] : hole[1]] = np.nan if rng.random() < 0.5 else 1.0
    return column


class Counting:
    """A minimum that tells of how many numbers it was taken."""

    def __init__(self, function: np.ufunc, taken: list[int]) -> None:
        self._function, self._taken = function, taken

    def __call__(self, *arrays: Array) -> Any:
        return self._function(*arrays)

    def reduce(self, values: Array) -> Any:
        self._taken.append(len(values))
        return self._function.reduce(values)

    def reduceat(self, values: Array, starts: Array) -> Any:
        self._taken.append(len(values))
        return self._function.reduceat(values, starts)


@given(
    seed=st.integers(0, 2**32 - 1),
    count=st.integers(0, 6000),
    pieces=st.integers(1, 9),
    dtype=st.sampled_from([np.float32, np.float64]),
    stretches=st.sampled_from([0, 1, 2, 20]),
)
def test_extremes_are_those_of_the_values_however_the_column_grew(seed: int, count: int, pieces: int, dtype: Any, stretches: int) -> None:
    rng = np.random.default_rng(seed)
    column, pyramid = wild(rng, count, dtype), MinMaxPyramid(dtype)
    for end in sorted(rng.integers(0, count + 1, pieces)):
        pyramid.extend(column[:end])
        begin, stop = np.sort(rng.integers(0, count + 1, (2, stretches)), axis=0)  # also of rows that it does not cover yet
        found = pyramid.extremes(column, begin, stop)
        low, high = plain(column, begin, stop)
        assert np.array_equal(found.low, np.array(low, dtype), equal_nan=True)
        assert np.array_equal(found.high, np.array(high, dtype), equal_nan=True)
        assert found.low.dtype == found.high.dtype == dtype


@pytest.mark.parametrize("stretches", [1, 20])
def test_it_is_small_and_looks_at_few_numbers(stretches: int, monkeypatch: pytest.MonkeyPatch) -> None:
    column = np.random.default_rng(0).normal(size=1_000_000).astype(np.float32)
    pyramid = MinMaxPyramid(np.float32)
    pyramid.extend(column)
    kept = sum(array.nbytes for level in pyramid._levels for array in level.snapshot().values())
    assert kept < 0.2 * len(column)
    taken: list[int] = []
    monkeypatch.setattr(np, "fmin", Counting(np.fmin, taken))
    pyramid.extremes(column, np.full(stretches, 1), np.full(stretches, 999_999))
    assert 100 * stretches < sum(taken) < 300 * stretches


def test_readers_see_whole_answers_while_it_grows() -> None:
    column = np.random.default_rng(1).normal(size=400_000).astype(np.float32)
    pyramid, grown = MinMaxPyramid(np.float32), threading.Event()

    def grow() -> None:
        for end in range(1000, len(column) + 1, 1000):
            pyramid.extend(column[:end])
        grown.set()

    writer = threading.Thread(target=grow)
    writer.start()
    rng, rounds = np.random.default_rng(2), 0
    while not grown.is_set() or rounds < 5:
        begin, end = np.sort(rng.integers(0, len(column), (2, 8)), axis=0)
        found = pyramid.extremes(column, begin, end)
        low, high = plain(column, begin, end)
        assert np.array_equal(found.low, np.array(low, np.float32), equal_nan=True)
        assert np.array_equal(found.high, np.array(high, np.float32), equal_nan=True)
        rounds += 1
    writer.join()


@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize(("n", "size", "drop_last"), [(10, 3, False), (10, 3, True), (7, 7, False), (50, 1, False)])
def test_first_rows_are_those_of_a_search_through_all(clock: Clock, n: int, size: int, drop_last: bool) -> None:
    lane = made(n, size, 300, drop_last=drop_last).lane
    known = times(lane, clock, np.arange(301))
    rng = np.random.default_rng(0)
    moments = np.concatenate([known, np.nextafter(known, np.inf), np.nextafter(known, -np.inf), rng.uniform(-1, known[-1], 200)])
    moments = moments[moments <= known[-1]]
    assert np.array_equal(first_rows(lane, clock, moments), np.searchsorted(known, moments, side="left"))


@pytest.mark.parametrize("clock", CLOCKS)
def test_the_band_is_that_of_all_rows_at_every_row(clock: Clock) -> None:
    count = 100_000
    rng = np.random.default_rng(3)
    lane = made(1000, 1, 0).lane
    loss, zeros = rng.gamma(1.0, 1.0, count), np.zeros(count)
    loss[rng.random(count) < 0.1] = np.nan
    rows = dict.fromkeys(STORED, zeros) | {"loss": loss, "seconds": rng.gamma(1.0, 1.0, count).cumsum()}
    lane._rows.append(**rows)
    lane._cover_losses()
    known, column = times(lane, clock, np.arange(count + 1)), lane.column("loss")
    last = float(known[-1])
    edges = np.linspace(0.0, last, 301)
    band = GrowingBand(first_rows(lane, clock, edges), lambda begin, end: lane.extremes("loss", begin, end))
    for row in (1, 777, 50_000, 49_000, count - 1):
        low, high = band.until(row + 1)
        shown, until = column[: row + 1], known[: row + 1]
        inside = [shown[(begin <= until) & (until < end)] for begin, end in pairwise(edges)]
        assert not any(len(values) for values in inside[len(low) :])
        numbers = [values[~np.isnan(values)] for values in inside[: len(low)]]
        assert np.array_equal(low, [values.min() if len(values) else np.nan for values in numbers], equal_nan=True)
        assert np.array_equal(high, [values.max() if len(values) else np.nan for values in numbers], equal_nan=True)
