"""The range of the y axis, common to all loss panels."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from engine.recording.lane import LaneRecording
from engine.recording.path import divergence_threshold
from gui.look.quantities import Quantity
from gui.look.ticks import linear_ticks
from gui.look.translation import QT_TR_NOOP, tr
from gui.session.frame import Frame

_DECADES = 16  # of a logarithmic scale: what is less than rounding beside the largest loss is left out
_RARE = 0.01  # of the updates of a lane, whose values may be below a logarithmic scale
_NO_LESS = 1e-6  # of the largest value of a lane's updates, where smaller ones are almost nothing
_LOOKS, _FEW = 32, 2000  # at a column that changes little; and updates that are looked at one by one
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
        lanes, quantity = [lane for recording in frame.recordings for lane in frame.lanes_of(recording).values()], frame.quantity
        if quantity.whole is not None:
            starts = [lane.evaluated()["train_loss"][:1] for lane in lanes]
            most = divergence_threshold(max((float(start[0]) for start in starts if len(start)), default=1.0))
            self._known = {id(lane): self._looked(lane, most, quantity.whole) for lane in lanes}
        else:
            self._known = {id(lane): self._looked_at_updates(lane, quantity) for lane in lanes}
        low = min((known.low for known in self._known.values()), default=math.inf)
        high = max((known.high for known in self._known.values()), default=-math.inf)
        self.note = ""
        if low > high:
            low, high = 0.1, 1.0
        if frame.is_log:
            return self._log(low, min((known.least for known in self._known.values()), default=math.inf), high)
        if quantity.whole is None:
            low = 0.0  # how large it is, is seen from there
        return _rounded(low, high, quantity)

    def _log(self, low: float, least: float, high: float) -> tuple[float, float]:
        """Ends of a logarithmic scale for values from `low` to `high`, the smallest above zero being `least`."""
        if least > high:  # none is above zero
            least, high = 0.1, 1.0
        bottom = max(least, high * 10.0**-_DECADES, 1e-300)
        self.note = tr(_NOT_ABOVE_ZERO) if low <= 0 else tr(_BELOW) if low < bottom else ""
        return math.floor(8 * math.log10(bottom) - 0.5) / 8, math.ceil(8 * math.log10(max(high, bottom)) + 0.5) / 8

    def _looked_at_updates(self, lane: LaneRecording, quantity: Quantity) -> _Known:
        """What is known of a column of a lane's updates, as long as it has not gone astray. What is smaller than all but one in a hundred
        of a noisy one may be below a logarithmic scale: marks tell of it."""
        column, last, known = quantity.column, lane.updates_before_divergence, self._known.get(id(lane))
        if known is not None and (known.lane, known.columns, known.number) == (lane, (column,), last):
            return known
        nothing = _Known(lane, (column,), math.inf, last, math.inf, math.inf, -math.inf)
        if last < 1:
            return nothing
        if quantity.is_noisy:
            begin, end = np.array([1]), np.array([last + 1])
            high = float(lane.extremes(column, begin, end).high[0])
            least, usual = lane.quantiles(column, begin, end, (_RARE, 1 - _RARE))[:, 0].tolist()
            high = high if math.isfinite(high) else usual
        else:
            edges = np.linspace(1, last + 1, min(last, _LOOKS) + 1).astype(np.int64)
            values = lane.values(column, 1, last) if last <= _FEW else lane.means(column, edges[:-1], edges[1:])
            least, high = float(values.min()), float(values.max())
        if not math.isfinite(high):
            return nothing
        least = max(least, high * _NO_LESS) if high > 0 else math.inf
        return _Known(lane, (column,), math.inf, last, least, least, high)

    def _looked(self, lane: LaneRecording, most: float, columns: tuple[str, ...]) -> _Known:
        """What is known of a lane, after a look at its newest losses."""
        known = self._known.get(id(lane))
        if known is None or (known.lane, known.columns, known.most) != (lane, columns, most):
            known = _Known(lane, columns, most, 0, math.inf, math.inf, -math.inf)
        evaluated = lane.evaluated()
        count = len(evaluated["update"])
        if count == known.number:
            return known
        losses = np.concatenate([evaluated[name][known.number :] for name in columns])
        losses = losses[np.isfinite(losses) & (losses <= most)]
        return _Known(
            lane, columns, most, count,
            min(known.low, float(losses.min(initial=math.inf))),
            min(known.least, float(losses[losses > 0].min(initial=math.inf))),
            max(known.high, float(losses.max(initial=-math.inf))),
        )  # fmt: skip


def _rounded(low: float, high: float, quantity: Quantity) -> tuple[float, float]:
    """Ends of a linear scale."""
    step = [*linear_ticks(0.0, max(high - low, 1e-9), 6), 1.0][1]
    bottom, top = math.floor(low / step - 0.25) * step, math.ceil(high / step + 0.25) * step
    bottom = bottom if quantity.least is None else max(bottom, quantity.least)
    return bottom, top if quantity.most is None else min(top, quantity.most)


class _Known(NamedTuple):
    """Smallest, smallest above zero, and largest of the first `number` finite values of a lane's columns that are not above `most`."""

    lane: LaneRecording
    columns: tuple[str, ...]
    most: float
    number: int
    low: float
    least: float
    high: float
