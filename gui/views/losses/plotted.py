"""What is plotted of a lane at the playhead, as a number and in words."""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine.errors import listed
from engine.recording.lane import LaneRecording
from engine.recording.reading import Reading
from gui.look.numbers import figure
from gui.look.quantities import Quantity
from gui.look.translation import ntr, tr, worded
from gui.session.frame import Frame
from gui.session.frame_words import lanes_in_words


def value_at(quantity: Quantity, lane: LaneRecording, reading: Reading) -> float:
    """The value at the row of a reading: measured on the training set, or of the update that led to the row; NaN where there is none."""
    if quantity.whole is not None:
        return float(getattr(reading, quantity.whole[0]))
    row = reading.updates
    return float(lane.values(quantity.column, row, row)[0]) if row else math.nan


def value_text(quantity: Quantity, value: float) -> str:
    """A value in four significant figures; a number of samples as it is."""
    if math.isnan(value):
        return "–"
    return f"{value:,.0f}" if quantity.column == "batch_size" else figure(value)


def caption_of(quantity: Quantity, age: int) -> str:
    """What is said below a value that is so many updates old."""
    if quantity.whole is None or not age:
        return tr(quantity.figure)
    if quantity.name == "accuracy":
        return ntr("accuracy {n} update ago", "accuracy {n} updates ago", age)
    return ntr("loss {n} update ago", "loss {n} updates ago", age)


def in_words(frame: Frame, indices: Sequence[int]) -> str:
    """What is plotted of some lanes at the playhead; of losses, where they go, too."""
    quantity = frame.quantity
    if quantity.name == "loss":
        return lanes_in_words(frame, indices)
    said = [(frame.lanes[index], frame.readings[index]) for index in indices]
    values = [(lane.lane.title, value_text(quantity, value_at(quantity, lane, reading))) for lane, reading in said]
    return worded(listed([tr("{lane} {value}", lane=lane, value=value) for lane, value in values], "semicolon")) if values else ""
