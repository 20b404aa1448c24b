"""What is seen in a frame, in words for screen readers."""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine.errors import listed
from engine.recording.clock import Clock
from gui.look.numbers import duration, figure
from gui.look.translation import tr, worded

from .frame import Frame

_LEVEL = 0.01  # of a loss: a smaller change since a tenth of the updates is none


def moment_in_words(clock: Clock, time: float) -> str:
    """A time on the clock."""
    if clock == "seconds":
        return duration(max(0.0, time))
    return tr("epoch {epoch}", epoch=f"{time:,.2f}") if clock == "epochs" else tr("update {update}", update=f"{max(0, int(time)):,}")


def lanes_in_words(frame: Frame, indices: Sequence[int]) -> str:
    """The training loss of some lanes at the playhead, and where it goes: "Full-batch 1.886, falling; Mini-batch …"."""
    there = [index for index in indices if index < len(frame.lanes)]  # a lane that was added has no record at first
    return worded(listed([_lane_in_words(frame, index) for index in there], "semicolon")) if there else ""


def _lane_in_words(frame: Frame, index: int) -> str:
    lane, row, now = frame.lanes[index], frame.rows[index], frame.readings[index].train_loss
    before = frame.reading(lane, row - math.ceil(row / 10)).train_loss
    title, loss = lane.lane.title, figure(now)
    if row == 0 or not (math.isfinite(now) and math.isfinite(before)):
        return tr("{lane} {loss}", lane=title, loss=loss)
    if abs(now - before) <= _LEVEL * abs(before):
        return tr("{lane} {loss}, level", lane=title, loss=loss)
    return tr("{lane} {loss}, falling", lane=title, loss=loss) if now < before else tr("{lane} {loss}, rising", lane=title, loss=loss)
