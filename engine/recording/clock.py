"""The three clocks: updates, epochs and seconds (time the lane has spent computing).

An epoch is as many samples as there are; where samples come while one trains, it is a pass over those that are there.
"""

from __future__ import annotations

from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from .lane import LaneRecording

Clock = Literal["updates", "epochs", "seconds"]
CLOCKS: tuple[Clock, ...] = get_args(Clock)


def times(lane: LaneRecording, clock: Clock, rows: NDArray[Any]) -> NDArray[np.float64]:
    """What the clock shows at rows of a lane: float64, the same shape as `rows`."""
    if clock == "updates":
        return rows.astype(np.float64)
    if clock == "epochs":
        return lane.plan.epochs_of(lane.samples_after(rows))
    seconds: NDArray[np.float64] = lane.column("seconds")[rows]
    return seconds


def time_at(lane: LaneRecording, clock: Clock, row: int) -> float:
    """What the clock shows at one row, the same number as in `times`."""
    if clock == "updates":
        return float(row)
    if clock == "epochs":
        return float(lane.plan.epochs_of(lane.samples_at(row)))
    return float(lane.column("seconds")[row])


def row_at(lane: LaneRecording, clock: Clock, time: float) -> int:
    """The last recorded row at or before a time on a clock."""
    last = lane.updates
    if clock == "seconds":
        return int(np.searchsorted(lane.column("seconds")[: last + 1], time, side="right")) - 1
    if time >= time_at(lane, clock, last):
        return last
    row = max(0, int(time) if clock == "updates" else lane.plan.update_within(float(lane.plan.samples_of(time))))
    while row > 0 and time_at(lane, clock, row) > time:  # by the very numbers that `times` gives, so that rounding cannot lose a row
        row -= 1
    while row < last and time_at(lane, clock, row + 1) <= time:
        row += 1
    return row


def first_rows(lane: LaneRecording, clock: Clock, moments: NDArray[np.float64]) -> NDArray[np.int64]:
    """The first row at or after each time on a clock, by the very numbers that `times` gives: int64 [k].

    On the clocks that follow from sizes alone these are rows that the lane may not have reached yet; in seconds, what lies
    after all rows gets their number.
    """
    if clock == "seconds":
        return np.searchsorted(lane.column("seconds"), moments, side="left").astype(np.int64)
    if clock == "updates":
        return np.ceil(np.maximum(moments, 0.0)).astype(np.int64)
    near = lane.plan.updates_near(lane.plan.samples_of(np.maximum(moments, 0.0)))
    low, high = np.maximum(near - 1, 0), near + 1  # an update to either side, for rounding
    while (low < high).any():
        middle = (low + high) // 2
        is_early = times(lane, clock, middle) < moments
        low, high = np.where(is_early, middle + 1, low), np.where(is_early, high, middle)
    return low
