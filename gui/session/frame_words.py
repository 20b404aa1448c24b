"""What is seen in a frame, in words for screen readers."""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine.recording.clock import Clock
from gui.look.numbers import duration, figure

from .frame import Frame

_LEVEL = 0.01  # of a loss: a smaller change since a tenth of the updates is none


def moment_in_words(clock: Clock, time: float) -> str:
    """A time on the clock."""
    words = {"updates": f"update {max(0, int(time)):,}", "epochs": f"epoch {time:,.2f}", "seconds": duration(max(0.0, time))}
    return words[clock]


def lanes_in_words(frame: Frame, indices: Sequence[int]) -> str:
    """The training loss of some lanes at the playhead, and where it goes: "Full-batch 1.886, falling; Mini-batch …"."""
    return "; ".join(
        f"{frame.lanes[index].lane.title} {figure(frame.readings[index].train_loss)}{_trend(frame, index)}" for index in indices
    )


def _trend(frame: Frame, index: int) -> str:
    row, now = frame.rows[index], frame.readings[index].train_loss
    before = frame.reading(frame.lanes[index], row - math.ceil(row / 10)).train_loss
    if row == 0 or not (math.isfinite(now) and math.isfinite(before)):
        return ""
    return ", level" if abs(now - before) <= _LEVEL * abs(before) else ", falling" if now < before else ", rising"
