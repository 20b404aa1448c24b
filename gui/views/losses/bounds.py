"""The range of the loss axis."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from engine.recording.lane import LaneRecording
from engine.recording.path import divergence_threshold
from gui.look.ticks import linear_ticks
from gui.look.translation import QT_TR_NOOP, tr
from gui.session.frame import Frame

_DECADES = 16  # of a logarithmic scale: what is less than rounding beside the largest loss is left out
_NOT_ABOVE_ZERO = QT_TR_NOOP("a log scale ends above 0: see Linear")
_BELOW = QT_TR_NOOP("some losses are below the scale")


class LossBounds:
    """The range that holds the training and validation losses of all visible lanes, rounded outwards so that it seldom moves.

    Losses far above those of the start belong to lanes that blow up; they leave the picture instead of flattening it. Each loss
    is looked at once.

    Attributes:
        note: what the last ones leave out of a logarithmic scale, in words, or empty.
    """

    def __init__(self) -> None:
        self.note = ""
        self._known: dict[int, _Known] = {}

    def of(self, frame: Frame) -> tuple[float, float]:
        """Lower and upper end; decimal logarithms on a logarithmic scale."""
        lanes = [lane for recording in frame.recordings for lane in frame.lanes_of(recording).values()]
        starts = [lane.evaluated()["train_loss"][:1] for lane in lanes]
        most = divergence_threshold(max((float(start[0]) for start in starts if len(start)), default=1.0))
        self._known = {id(lane): self._looked(lane, most) for lane in lanes}
        low = min((known.low for known in self._known.values()), default=math.inf)
        high = max((known.high for known in self._known.values()), default=-math.inf)
        self.note = ""
        if low > high:
            low, high = 0.1, 1.0
        if frame.view.scale == "log":
            return self._log(low, min((known.least for known in self._known.values()), default=math.inf), high)
        step = [*linear_ticks(0.0, max(high - low, 1e-9), 6), 1.0][1]
        return math.floor(low / step - 0.25) * step, math.ceil(high / step + 0.25) * step

    def _log(self, low: float, least: float, high: float) -> tuple[float, float]:
        """Ends of a logarithmic scale for losses from `low` to `high`, the smallest above zero being `least`."""
        if least > high:  # none is above zero
            least, high = 0.1, 1.0
        bottom = max(least, high * 10.0**-_DECADES, 1e-300)
        self.note = tr(_NOT_ABOVE_ZERO) if low <= 0 else tr(_BELOW) if low < bottom else ""
        return math.floor(8 * math.log10(bottom) - 0.5) / 8, math.ceil(8 * math.log10(max(high, bottom)) + 0.5) / 8

    def _looked(self, lane: LaneRecording, most: float) -> _Known:
        """What is known of a lane, after a look at its newest losses."""
        known = self._known.get(id(lane))
        if known is None or known.lane is not lane or known.most != most:
            known = _Known(lane, most, 0, math.inf, math.inf, -math.inf)
        evaluated = lane.evaluated()
        count = len(evaluated["update"])
        if count == known.number:
            return known
        losses = np.concatenate([evaluated[name][known.number :] for name in ("train_loss", "validation_loss")])
        losses = losses[np.isfinite(losses) & (losses <= most)]
        return _Known(
            lane, most, count,
            min(known.low, float(losses.min(initial=math.inf))),
            min(known.least, float(losses[losses > 0].min(initial=math.inf))),
            max(known.high, float(losses.max(initial=-math.inf))),
        )  # fmt: skip


class _Known(NamedTuple):
    """Smallest, smallest above zero, and largest of the first `number` finite losses of a lane that are not above `most`."""

    lane: LaneRecording
    most: float
    number: int
    low: float
    least: float
    high: float
