"""The playhead: a position on a clock. Live training and replay are the same thing, seen at different positions.

It is a plain model without a timer: whoever paints calls `advance` once a frame.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from .clock import Clock, first_rows, row_at, time_at
from .lane import LaneRecording

SLOWEST, FASTEST = 1.0, 1_000_000.0  # updates a second; at the fastest the playhead goes as fast as possible
LOOP_S = 1 / 3  # a pass of a loop takes at least so long: in a frame or two nothing could be seen of it but flicker


class Playhead:
    """Where we are in the recording, and how we move.

    Attributes:
        clock: what `position` counts.
        position: on the clock, from 0.
        speed: updates a second, of the lane that makes the most of them.
        direction: 1 forwards, -1 backwards.
        is_playing: whether `advance` moves.
        loops: whether the end is followed by the start.
        follows: whether it stays at the newest update while more are computed.
    """

    def __init__(self) -> None:
        self.clock: Clock = "epochs"
        self.position = 0.0
        self.speed = 60.0
        self.direction = 1
        self.is_playing = False
        self.loops = False
        self.follows = False
        self._lanes: Sequence[LaneRecording] = ()

    def attach(self, lanes: Sequence[LaneRecording]) -> None:
        """Play these lanes from now on; the position on the clock stays."""
        self._lanes = lanes

    @property
    def limit(self) -> float:
        """How far it may go now: to where every lane still in training has been, or to the end."""
        growing = [time_at(lane, self.clock, lane.updates) for lane in self._lanes if not lane.is_over]
        return min(growing) if growing else self.recorded

    @property
    def recorded(self) -> float:
        """The latest time that any lane has reached."""
        return max((time_at(lane, self.clock, lane.updates) for lane in self._lanes), default=0.0)

    @property
    def is_at_end(self) -> bool:
        """Whether nothing comes after, now or later."""
        return all(lane.is_over for lane in self._lanes) and self.position >= self.recorded

    def rows(self, lanes: Sequence[LaneRecording] | None = None) -> tuple[int, ...]:
        """The row at the position of each lane, or of each of other lanes."""
        return tuple(row_at(lane, self.clock, self.position) for lane in (self._lanes if lanes is None else lanes))

    def advance(self, seconds: float) -> None:
        """Let time pass. While new lanes have not yet come as far as the position, it waits for them there."""
        if not self._lanes:
            return
        if all(lane.is_over for lane in self._lanes):
            self.position = min(self.position, self.recorded)
        if self.is_playing:
            self._move(seconds)

    def _move(self, seconds: float) -> None:
        if self.direction < 0:
            self.position = max(0.0, self.position - seconds * self._rate())
            self.is_playing = self.position > 0
            return
        if self.loops and self.is_at_end:
            self.position = 0.0
            return
        is_looping = self.loops and all(lane.is_over for lane in self._lanes)
        hurries = self.follows or (self.speed >= FASTEST and not is_looping)
        rate = min(self._rate(), self.recorded / LOOP_S) if is_looping else self._rate()
        wanted = math.inf if hurries else self.position + seconds * rate
        self.position = max(self.position, min(wanted, self.limit))
        if self.is_at_end:
            self.follows = False
            self.is_playing = self.loops

    def play(self) -> None:
        """Move; from the end, begin again."""
        if self.is_at_end and self.direction > 0:
            self.position = 0.0
        self.is_playing = True

    def pause(self) -> None:
        """Stand still, on the last update that was passed."""
        self.is_playing = self.follows = False
        self.position = self._snapped(self.position)

    def follow(self) -> None:
        """Stay at the newest update, now and while more are computed."""
        self.position = max(self.position, self.limit)
        self.direction = 1
        self.follows = self.is_playing = not self._lanes or not all(lane.is_over for lane in self._lanes)

    def seek(self, position: float) -> None:
        """Go to the last update at or before a position on the clock."""
        self.follows = False
        self.position = self._snapped(min(max(position, 0.0), self.recorded))

    def step(self) -> None:
        """Pause, and go to the next update of any lane."""
        self.is_playing = self.follows = False
        following = [
            time_at(lane, self.clock, row + 1) for lane, row in zip(self._lanes, self.rows(), strict=True) if row < lane.updates
        ]  # fmt: skip
        self.position = min(following, default=self.position)

    def step_back(self) -> None:
        """Pause, and go to the update before, of any lane."""
        self.is_playing = self.follows = False
        self.position = max((self._before(lane) for lane in self._lanes), default=0.0)

    def jump_epochs(self, count: int) -> None:
        """Go to the next (1) or previous (-1) beginning of an epoch of the lane that makes the most updates."""
        if not self._lanes:
            return
        self.follows = False
        lane = self._busiest()
        plan, row = lane.plan, row_at(lane, self.clock, self.position)
        epoch = plan.epochs_after(row) + 1 if count > 0 else plan.epochs_after(max(row - 1, 0))
        self.position = time_at(lane, self.clock, min(plan.updates_before(epoch), lane.updates))

    def set_clock(self, clock: Clock) -> None:
        """Count something else, at the same row of the lane that makes the most updates."""
        if self._lanes:
            lane = self._busiest()
            row = row_at(lane, self.clock, self.position)
            at_end = self.is_at_end
            self.clock = clock
            self.position = self.recorded if at_end else time_at(lane, clock, row)
        self.clock = clock

    def _rate(self) -> float:
        """Clock units a second."""
        lane = self._busiest()
        reached = time_at(lane, self.clock, lane.updates)
        per_update = reached / lane.updates if lane.updates else 0.0
        return self.speed * (1.0 if self.clock == "updates" else per_update)

    def _busiest(self) -> LaneRecording:
        return max(self._lanes, key=lambda lane: (lane.plan.stages[0].updates, lane.updates))

    def _snapped(self, position: float) -> float:
        return max((time_at(lane, self.clock, row_at(lane, self.clock, position)) for lane in self._lanes), default=position)

    def _before(self, lane: LaneRecording) -> float:
        row = int(first_rows(lane, self.clock, np.array([self.position]))[0]) - 1
        return time_at(lane, self.clock, min(row, lane.updates)) if row >= 0 else 0.0
