"""Rows by time against counting by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.recording.clock import CLOCKS, Clock, row_at, time_at, times
from tests.engine.recording.made import made

every_clock = pytest.mark.parametrize("clock", CLOCKS)


@every_clock
@given(n=st.integers(2, 30), size=st.integers(1, 30), updates=st.integers(0, 60), drop_last=st.booleans())
def test_every_row_has_its_time_and_is_found_by_it(clock: Clock, n: int, size: int, updates: int, drop_last: bool) -> None:
    one = made(n, min(size, n), updates, drop_last=drop_last)
    assert times(one.lane, clock, np.arange(updates + 1)).tolist() == one.times[clock]
    for row, time in enumerate(one.times[clock]):
        assert time_at(one.lane, clock, row) == time
        assert row_at(one.lane, clock, time) == row
        assert row_at(one.lane, clock, np.nextafter(time, np.inf)) == row
        assert row_at(one.lane, clock, np.nextafter(time, -np.inf)) == row - 1 or row == 0


@every_clock
@given(n=st.integers(2, 30), size=st.integers(1, 30), updates=st.integers(0, 60), where=st.floats(0, 1.2))
def test_a_time_in_between_belongs_to_the_row_before(clock: Clock, n: int, size: int, updates: int, where: float) -> None:
    one = made(n, min(size, n), updates)
    time = where * one.times[clock][-1]
    assert row_at(one.lane, clock, time) == one.row(clock, time)


@every_clock
def test_long_after_the_end_it_is_the_last_row(clock: Clock) -> None:
    assert row_at(made(10, 3, 17).lane, clock, 1e9) == 17


def test_epochs_do_not_drift_over_a_long_run() -> None:
    lane = made(3, 1, 1).lane
    for epoch in (1, 1000, 1_000_000, 30_000_001):
        assert times(lane, "epochs", np.array([3 * epoch]))[0] == epoch
