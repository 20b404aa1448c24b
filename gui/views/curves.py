"""Paints one lane's losses: the batch losses as a band, the validation loss dashed, the training loss bold.

What is drawn depends on the pixels there are, not on the rows behind them: columns of pixels are given their rows once, and a
column is looked at once, when the lane has passed it. A painter lasts as long as the axes stay as they are.
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPaintEngine, QPainter, QPen

from engine.recording.clock import Clock, first_rows, time_at, times
from engine.recording.lane import LaneRecording
from engine.recording.reading import evaluated_until
from engine.recording.reduce import GrowingBand
from gui.theme import LaneStyle, Theme, text_scale
from gui.widgets.marker import marker_path
from gui.widgets.painting import faded

from .paths import draw_bars, draw_line, polyline
from .plot import Plot

_CURVE_POINTS = 300  # more, antialiased and thick, cost more than all the rest of the frame
_LEAST = 1e-12  # below this, a loss lies at the bottom of a logarithmic scale
_FAR = 20_000.0  # pixels; what a painter can bear
_STRIP, _REACH = 16, 8  # pixels: how much is added to a kept picture at once, and how far a line may reach around its points
_SPREAD = 0.55
_THIN = 2.0  # batch losses to a column of pixels: where there are more, a band is drawn instead of a line

Pixels = NDArray[np.float64]


class Across(NamedTuple):
    """Where evaluations lie across, in pixels.

    Attributes:
        x: of each evaluation, [k].
        begins, ends: at which evaluation each bin begins, and behind which it ends, [bins]; empty where there are few evaluations and each
            is drawn.
        middle: x of each bin, [bins].
    """

    x: Pixels
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]
    middle: Pixels


_NOWHERE = Across(np.empty(0), np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))


class Measured(NamedTuple):
    """A loss measured on a whole set, in pixels down.

    Attributes:
        y: of each evaluation, [k].
        low, high: the smallest and the largest y in each bin, [bins].
    """

    y: Pixels
    low: Pixels
    high: Pixels


class Pens(NamedTuple):
    """What a lane is drawn with.

    Attributes:
        batch: the losses of single batches.
        validation, train: those measured on whole sets.
    """

    batch: QColor
    validation: QPen
    train: QPen


class CurvePainter:
    """Draws a lane into a plot up to a row.

    Args:
        plot: where.
        lane: what.
        clock: what the x axis counts.
        is_log: whether the y axis shows decimal logarithms.
    """

    def __init__(self, plot: Plot, lane: LaneRecording, clock: Clock, is_log: bool) -> None:
        self._plot, self._lane, self._clock, self._is_log = plot, lane, clock, is_log
        self._area = QRectF(0.0, 0.0, plot.area.width() + 1e-6, plot.area.height())
        self._rows_known = -1
        self._band: GrowingBand
        self._sheet: tuple[Pens | None, QImage, int] = None, QImage(), 0  # what does not change any more, up to a column of pixels
        self._across = _NOWHERE
        self._measured: dict[str, Measured] = {}
        self.key = self.key_of(plot, lane, clock, is_log)

    @staticmethod
    def key_of(plot: Plot, lane: LaneRecording, clock: Clock, is_log: bool) -> Hashable:
        """What a painter depends on; while it stays the same, so may the painter."""
        return id(lane), clock, is_log, plot.bounds, plot.area.width(), plot.area.height()

    def paint(self, painter: QPainter, row: int, until: float, pens: Pens) -> None:
        """The losses of single batches, of validation and of training up to a row, the latter two held flat until the playhead.

        What lies far enough to the left of the row is painted once and kept as a picture.
        """
        settled = self._settled(row)
        if settled <= 0 or painter.paintEngine().type() != QPaintEngine.Type.Raster:
            self._draw(painter, row, until, pens, 0)
            return
        picture = self._painted(painter.device().devicePixelRatioF(), row, until, pens, settled)
        ratio = picture.devicePixelRatio()
        painter.drawImage(QPointF(0, 0), picture, QRectF(0, 0, settled * ratio, picture.height()))
        if settled >= self._area.width():
            return
        painter.save()
        painter.setClipRect(self._area.adjusted(settled, 0, 0, 0), Qt.ClipOperation.IntersectClip)
        self._draw(painter, row, until, pens, settled)
        painter.restore()

    def curve(self, painter: QPainter, name: str, row: int, until: float, pen: QPen, spread: float = _SPREAD, left: int = 0) -> None:
        """A loss measured on a whole set, from a column of pixels to a row, held flat from there until the playhead; `spread` is the
        opacity of the min-max band behind the curve where there are more evaluations than it can show."""
        count = evaluated_until(self._lane.evaluated(), row)
        if not count:
            return
        across, measured = self._pixels_of(name)
        x, y = across.x[:count], measured.y[:count]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if len(across.ends):
            low, high, middle = _bins(across, measured, count)
            painter.setPen(QPen(faded(pen.color().name(), spread * pen.color().alphaF()), 2.0))
            seen = middle > left - _REACH
            draw_bars(painter, middle[seen], low[seen], high[seen], self._area)
            x, y = (np.concatenate([a[:1], inner, a[-1:]]) for a, inner in ((x, middle), (y, (low + high) / 2)))
        x, y = np.append(x, max(until, x[-1])), np.append(y, y[-1])
        first = max(0, int(np.searchsorted(x, left - _REACH)) - 1) if left else 0
        draw_line(painter, x[first:], y[first:], _from_within(pen, x[: first + 1], y[: first + 1]), self._area)

    def _settled(self, row: int) -> int:
        """Left of which column of pixels nothing will change when rows are added to the first `row`: a multiple of `_STRIP`, or all."""
        if self._lane.is_over and row == self._lane.updates:
            return math.ceil(self._area.width())
        count = evaluated_until(self._lane.evaluated(), row)
        if not count:
            return 0
        across, _ = self._pixels_of("train_loss")
        last = float(across.x[count - 1])
        if len(across.ends):
            whole = int(np.searchsorted(across.ends, count, side="right"))
            last = float(across.middle[whole - 1]) if whole else 0.0
        return max(0, int((last - _REACH) // _STRIP) * _STRIP)

    def _painted(self, ratio: float, row: int, until: float, pens: Pens, settled: int) -> QImage:
        """The picture, complete up to column `settled`."""
        known, picture, done = self._sheet
        if known != pens or picture.devicePixelRatio() != ratio:
            size = (self._area.size() * ratio).toSize()
            picture, done = QImage(size, QImage.Format.Format_ARGB32_Premultiplied), 0
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
        if settled > done:
            with QPainter(picture) as painter:
                painter.setClipRect(QRectF(done, 0, settled - done, self._area.height()))
                self._draw(painter, row, until, pens, done)
            done = settled
        self._sheet = pens, picture, done
        return picture

    def _draw(self, painter: QPainter, row: int, until: float, pens: Pens, left: int) -> None:
        """All that lies right of a column of pixels."""
        self._batch_losses(painter, row, pens.batch, left)
        self.curve(painter, "validation_loss", row, until, pens.validation, _SPREAD / 2, left)
        self.curve(painter, "train_loss", row, until, pens.train, _SPREAD, left)

    def _batch_losses(self, painter: QPainter, row: int, color: QColor, left: int) -> None:
        """The losses of single batches up to a row: a thin line while there is room for each, else a min-max band."""
        if row < 1:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(color, 1.0))
        if self._is_thin(row):
            first = int(first_rows(self._lane, self._clock, self._moments(np.array([left - _REACH])))[0]) - 1 if left else 1
            rows = np.arange(min(max(1, first), row), row + 1)
            painter.drawPath(polyline(self._x(rows), self._height(self._lane.column("loss")[rows[0] : row + 1]), self._area))
            return
        low, high = self._columns().until(row + 1)
        columns = left + np.flatnonzero(~np.isnan(low[left:]))
        middle = (columns + 0.5).astype(np.float64)
        draw_bars(painter, middle, self._height(high[columns]), self._height(low[columns]), self._area)

    def _is_thin(self, row: int) -> bool:
        """Whether each batch loss up to a row has room of its own, wherever in the run the row is."""
        last = row if self._clock == "seconds" else max(row, self._lane.lane.updates_per_epoch(self._lane.n))
        last = min(last, self._lane.updates)
        across = self._plot.point_of(time_at(self._lane, self._clock, last), 0.0).x()
        return last <= _THIN * min(max(across, 1.0), self._area.width())

    def marker(self, painter: QPainter, row: int, until: float, style: LaneStyle, theme: Theme) -> None:
        """The lane's marker where the playhead crosses its training loss."""
        count = evaluated_until(self._lane.evaluated(), row)
        if count:
            y = float(self._pixels_of("train_loss")[1].y[count - 1])
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(QPen(QColor(theme.card), 2.0))
            painter.setBrush(QColor(style.color))
            painter.drawPath(marker_path(style.marker, 12 * text_scale()).translated(QPointF(until, y)))
            painter.setBrush(Qt.BrushStyle.NoBrush)

    def _columns(self) -> GrowingBand:
        """The band in columns of pixels. In seconds, rows to come move the end of what is known."""
        rows = self._lane.updates if self._clock == "seconds" else 0
        if rows != self._rows_known:
            self._rows_known = rows
            edges = first_rows(self._lane, self._clock, self._moments(np.arange(math.ceil(self._area.width()) + 1)))
            self._band = GrowingBand(np.maximum(edges, 1), self._lane.loss_extremes)
        return self._band

    def _pixels_of(self, name: str) -> tuple[Across, Measured]:
        """Where the evaluations lie that there are now, and one loss of theirs."""
        evaluated = self._lane.evaluated()
        if len(self._across.x) != len(evaluated["update"]):
            self._across, self._measured = self._places(evaluated["update"]), {}
        known = self._measured.get(name)
        if known is None:
            known = self._measured[name] = self._measure(evaluated[name])
        return self._across, known

    def _places(self, updates: NDArray[np.int64]) -> Across:
        x = self._x(updates)
        if len(updates) <= _CURVE_POINTS:
            return _NOWHERE._replace(x=x)
        width = max(2.0, self._area.width() / (_CURVE_POINTS // 2))
        edges = np.searchsorted(x, np.arange(0.0, self._area.width() + width, width))
        begins, ends = edges[:-1], edges[1:]
        filled = np.flatnonzero(ends > begins)
        return Across(x, begins[filled], ends[filled], ((filled + 0.5) * width).astype(np.float64))

    def _measure(self, losses: NDArray[np.float64]) -> Measured:
        y, (_, begins, ends, _) = self._height(losses), self._across
        if not len(ends):
            return Measured(y, np.empty(0), np.empty(0))
        low, high = (f.reduceat(y[: ends[-1]], begins) for f in (np.minimum, np.maximum))
        return Measured(y, low, high)

    def _moments(self, x: NDArray[Any]) -> NDArray[np.float64]:
        """Times at pixels across."""
        left, right, _, _ = self._plot.bounds
        return left + x * ((right - left) / self._plot.area.width())

    def _x(self, rows: NDArray[Any]) -> Pixels:
        return self._plot.x_of(times(self._lane, self._clock, rows))

    def _height(self, loss: NDArray[Any]) -> Pixels:
        """Pixels down, kept within what a painter can bear; what is no number lies above the picture."""
        values = np.asarray(loss, np.float64)
        if self._is_log:
            values = np.log10(np.maximum(values, _LEAST))
        down: Pixels = np.fmin(np.fmax(self._plot.y_of(values), -_FAR), _FAR)
        return down


def _bins(across: Across, measured: Measured, count: int) -> tuple[Pixels, Pixels, Pixels]:
    """Bins of the first `count` evaluations: smallest and largest y, and x."""
    whole = int(np.searchsorted(across.ends, count, side="right"))
    low, high, middle = measured.low[:whole], measured.high[:whole], across.middle[:whole]
    begin = int(across.ends[whole - 1]) if whole else 0
    if begin == count or whole == len(across.ends):
        return low, high, middle
    rest, last = measured.y[begin:count], min(float(across.middle[whole]), float(across.x[count - 1]))
    return np.append(low, rest.min()), np.append(high, rest.max()), np.append(middle, last)


def _from_within(pen: QPen, x: Pixels, y: Pixels) -> QPen:
    """A pen that goes on with its dashes after a line through some points."""
    if pen.style() == Qt.PenStyle.SolidLine or len(x) < 2:
        return pen
    going_on = QPen(pen)
    going_on.setDashOffset(float(np.hypot(np.diff(x), np.diff(y)).sum()) / pen.widthF())
    return going_on
