"""The three clocks: updates, epochs (samples seen / n) and seconds (time the lane has spent computing)."""

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
        return lane.samples_after(rows) / lane.n
    seconds: NDArray[np.float64] = lane.column("seconds")[rows]
    return seconds


def time_at(lane: LaneRecording, clock: Clock, row: int) -> float:
    """What the clock shows at one row, the same number as in `times`."""
    if clock == "updates":
        return float(row)
    if clock == "epochs":
        return lane.samples_at(row) / lane.n
    return float(lane.column("seconds")[row])


def row_at(lane: LaneRecording, clock: Clock, time: float) -> int:
    """The last recorded row at or before a time on a clock."""
    last = lane.updates
    if clock == "seconds":
        return int(np.searchsorted(lane.column("seconds")[: last + 1], time, side="right")) - 1
    low, high = 0, last
    while low < high:  # by bisection on the very numbers that `times` gives, so that rounding cannot lose a row
        middle = (low + high + 1) // 2
        if time_at(lane, clock, middle) <= time:
            low = middle
        else:
            high = middle - 1
    return low
