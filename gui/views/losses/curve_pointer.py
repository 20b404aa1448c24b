"""What the curves of a loss panel say at the pointer."""

from __future__ import annotations

from collections.abc import Sequence

from engine.recording.clock import row_at
from engine.recording.lane import LaneRecording
from gui.look.numbers import measure
from gui.session.frame import Frame
from gui.session.frame_words import moment_in_words


def pointer_lines(frame: Frame, indices: Sequence[int], time: float) -> list[str]:
    """The losses of some lanes at a time on the clock, up to the playhead; of a single lane, those of its batch and of validation too."""
    moment = moment_in_words(frame.view.clock, time)
    rows = [min(row_at(frame.lanes[index], frame.view.clock, time), frame.rows[index]) for index in indices]
    if len(indices) == 1 and frame.view.clock != "updates":
        moment += f", update {rows[0]:,}"
    lines = [moment]
    for index, row in zip(indices, rows, strict=True):
        lane = frame.lanes[index]
        reading = frame.reading(lane, row)
        when = f", {reading.age:,} before" if reading.age else ""
        if len(indices) > 1:
            lines.append(f"{lane.lane.title} {measure(reading.train_loss)}{when}")
            continue
        lines += [f"training {measure(reading.train_loss)}{when}", f"validation {measure(reading.validation_loss)}{when}"]
        lines.append(f"next batch {_batch_loss(lane, row)}")
    return lines


def _batch_loss(lane: LaneRecording, row: int) -> str:
    """The loss of the batch that was measured at the weights of a row, if there has been one."""
    return measure(float(lane.column("loss")[row + 1])) if row < lane.updates else "–"
