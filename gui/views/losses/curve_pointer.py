"""What the curves of a loss panel say at the pointer."""

from __future__ import annotations

from collections.abc import Sequence

from engine.recording.clock import row_at
from engine.recording.lane import LaneRecording
from gui.look.numbers import measure
from gui.look.translation import tr
from gui.session.frame import Frame
from gui.session.frame_words import moment_in_words

from .plotted import value_text


def pointer_lines(frame: Frame, indices: Sequence[int], time: float) -> list[str]:
    """What is plotted of some lanes at a time on the clock, up to the playhead; of a single lane, of its batch and of validation, too."""
    quantity = frame.quantity
    moment = moment_in_words(frame.view.clock, time)
    rows = [min(row_at(frame.lanes[index], frame.view.clock, time), frame.rows[index]) for index in indices]
    if len(indices) == 1 and frame.view.clock != "updates":
        moment = tr("{moment}, update {update}", moment=moment, update=f"{rows[0]:,}")
    lines = [moment]
    for index, row in zip(indices, rows, strict=True):
        lane = frame.lanes[index]
        if quantity.whole is None:
            value = value_text(quantity, float(lane.values(quantity.column, row + 1, row + 1)[0])) if row < lane.updates else "–"
            title = lane.lane.title if len(indices) > 1 else tr("next update")
            lines.append(tr("{lane} {value}", lane=title, value=value))
            continue
        reading = frame.reading(lane, row)
        training, validation = (_aged(getattr(reading, column), reading.age) for column in quantity.whole)
        if len(indices) > 1:
            lines.append(tr("{lane} {loss}", lane=lane.lane.title, loss=training))
            continue
        lines += [tr("training {loss}", loss=training), tr("validation {loss}", loss=validation)]
        if quantity.column:
            lines.append(tr("next batch {loss}", loss=_batch_loss(lane, row)))
    return lines


def _aged(loss: float, age: int) -> str:
    """A loss, and how many updates ago it was measured."""
    return tr("{loss}, {updates} before", loss=measure(loss), updates=f"{age:,}") if age else measure(loss)


def _batch_loss(lane: LaneRecording, row: int) -> str:
    """The loss of the batch that was measured at the weights of a row, if there has been one."""
    return measure(float(lane.column("loss")[row + 1])) if row < lane.updates else "–"
