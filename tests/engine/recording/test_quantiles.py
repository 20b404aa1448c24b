"""Quantiles of many stretches at once, against `numpy.quantile` on each stretch by itself."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.recording.quantiles import BLOCK, FAN, QuantilePyramid

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
Column = NDArray[Any]


def pyramid_of(column: Column, *ends: int) -> QuantilePyramid:
    pyramid = QuantilePyramid(column.dtype)
    for end in (*ends, len(column)):
        pyramid.extend(column[:end])
    return pyramid


@given(seed=st.integers(0, 2**32 - 1), dtype=st.sampled_from([np.float32, np.float64]))
def test_short_stretches_have_the_quantiles_of_numpy(seed: int, dtype: Any) -> None:
    rng = np.random.default_rng(seed)
    column = rng.normal(size=int(rng.integers(1, 5000))).astype(dtype)
    pyramid = pyramid_of(column, len(column) // 3)
    begin = rng.integers(0, len(column), 20)
    end = np.minimum(begin + rng.integers(1, 4 * BLOCK, 20), len(column))
    found = pyramid.quantiles(column, begin, end, SHARES)
    expected = np.transpose([np.quantile(column[b:e].astype(np.float64), SHARES) for b, e in zip(begin, end, strict=True)])
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("order", ["random", "falling", "sorted in pieces"])
@pytest.mark.parametrize("length", [1024, 7_000, 60_000, 400_000])
def test_long_stretches_are_as_exact_as_is_said(order: str, length: int) -> None:
    rng = np.random.default_rng(length)
    column = rng.gamma(0.5, 1.0, 500_000).astype(np.float32)
    if order == "falling":
        column = np.sort(column)[::-1].copy()
    if order == "sorted in pieces":
        column = np.sort(column.reshape(-1, 500), axis=1).ravel()
    pyramid = pyramid_of(column, 1000, 77_777)
    level = max(number for number in range(len(pyramid._levels)) if 4 * BLOCK * FAN**number <= length)
    size = BLOCK * FAN**level
    for begin in (1, 33_333, 90_001):
        found = pyramid.quantiles(column, np.array([begin]), np.array([begin + length]), SHARES)[:, 0]
        first, last = round(begin / size), min(round((begin + length) / size), len(column) // size)
        assert abs(first * size - begin) <= length / 8
        assert abs(last * size - begin - length) <= length / 8 or last == len(column) // size
        among = np.sort(column[first * size : last * size])
        ranks = [(np.searchsorted(among, value, side) / len(among)) for side in ("left", "right") for value in found.astype(np.float32)]
        error = (level + 1) / 128 + 1 / len(among)
        for share, low, high in zip(SHARES, ranks[: len(SHARES)], ranks[len(SHARES) :], strict=True):
            assert low - error <= share <= high + error
        if order == "random":
            np.testing.assert_allclose(found, np.quantile(column[begin : begin + length], SHARES), rtol=0.15, atol=2e-3)


def test_what_is_no_number_counts_as_nothing() -> None:
    column = np.random.default_rng(0).normal(size=20_000)
    column[::2] = np.nan
    column[512:1024] = np.nan
    pyramid = pyramid_of(column)
    begin, end = np.array([0, 512, 700, 5, 0]), np.array([600, 1024, 700, 6, 20_000])
    found = pyramid.quantiles(column, begin, end, (0.5,))[0]
    assert found[0] == np.nanmedian(column[:600])
    assert np.isnan(found[1:3]).all() and found[3] == column[5]
    assert found[4] == pytest.approx(np.nanmedian(column), abs=0.02)


def test_it_is_small_and_reads_few_values(monkeypatch: pytest.MonkeyPatch) -> None:
    column = np.random.default_rng(0).normal(size=4_000_000).astype(np.float32)
    pyramid = pyramid_of(column)
    kept = sum(level.snapshot()["marks"].nbytes for level in pyramid._levels)
    assert kept < 1.2 * len(column)
    sizes, sort = list[int](), np.sort
    monkeypatch.setattr(np, "sort", lambda values, axis: (sizes.append(values.size), sort(values, axis=axis))[1])
    for length in (1_000, 100_000, 3_000_000):
        pyramid.quantiles(column, np.full(10, 1), np.full(10, 1 + length), SHARES)
    assert max(sizes) <= 10 * 33 * 64


@pytest.mark.parametrize("length", [1024, 1279, 2047, 4 * 2048 + 2047, 5 * 2048 - 1, 4 * 16384 + 16383])
def test_the_ends_of_a_stretch_are_moved_by_an_eighth_at_most(length: int) -> None:
    column = np.arange(length, dtype=np.float64)
    pyramid = QuantilePyramid(np.float64)
    pyramid.extend(column)
    found = pyramid.quantiles(column, np.array([0]), np.array([length]), (0.5,))[0, 0]
    assert found == pytest.approx(length / 2, abs=length * (1 / 16 + 0.024))


def test_a_reader_beside_the_writer_sees_whole_blocks() -> None:
    column = np.arange(300_000, dtype=np.float64)
    pyramid, done = QuantilePyramid(np.float64), threading.Event()

    def grow() -> None:
        try:
            for end in range(1000, len(column) + 1, 1000):
                pyramid.extend(column[:end])
        finally:
            done.set()

    writer = threading.Thread(target=grow)
    writer.start()
    rounds = 0
    while not done.is_set() or rounds < 5:
        known = len(pyramid)
        found = pyramid.quantiles(column[:known], np.array([0]), np.array([known]), (0.5,))[0, 0] if known else 0.0
        assert found == pytest.approx(known / 2, abs=known * (1 / 16 + 0.024) + 1)
        rounds += 1
    writer.join()
