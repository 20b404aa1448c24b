"""Paints what is plotted of one lane: the batch losses as bands of quantiles, the validation loss dashed, the training loss bold; or of
what is known of single updates alone, the bands, and bold their medians.

Each is drawn at the row whose weights it was measured at: the loss of the batch that made update r at row r - 1.

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
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from engine.recording.clock import Clock, first_rows, time_at, times
from engine.recording.lane import LaneRecording
from engine.recording.reading import evaluated_until
from engine.recording.reduce import GrowingBand
from gui.look.quantities import QUANTITIES, Quantity
from gui.look.theme import LaneStyle, Theme, text_scale
from gui.plotting.paths import draw_bars, draw_line, draw_segments, fill_rects
from gui.plotting.plot import Plot
from gui.widgets.marker import marker_path
from gui.widgets.painting import faded, is_drawing

_CURVE_POINTS = 300  # more, antialiased and thick, cost more than all the rest of the frame
_LEAST = 1e-300  # in place of what has no logarithm: it lies below every scale
_FAR = 20_000.0  # pixels; what a painter can bear
_RECENT = 8.0  # pixels, over whose evaluations the end of a line through means is one
_STRIP, _REACH = 16, 8  # pixels: how much is added to a kept picture at once, and how far a line may reach around its points
_SPREAD = 0.55
_THIN = 2.0  # batch losses to a column of pixels: where there are more, bands are drawn instead of a line
SHARES = (0.05, 0.25, 0.75, 0.95)  # of the batches of a bin, that have smaller losses than the edges of the bands
_BINS, _ENOUGH = (4, 8, 16), 32  # pixels that a bin may be wide, all parts of `_STRIP`, and batches that its quantiles need
_OUTER, _EXTREME = 0.5, 2.5  # of the opacity of the inner band: that of the outer one, and of the smallest and largest losses,
_BEYOND = 1.3  # and of marks at the edge, of which there may be so many that they look like a line
_STEADY_BIN = 2  # pixels, of what changes little from one update to the next
_TICK = 4.0  # pixels, of the marks at the edge where losses leave the axis

Pixels = NDArray[np.float64]


class Across(NamedTuple):
    """Where evaluations lie across, in pixels.

    Attributes:
        x: of each evaluation, [k].
        begins, ends: at which evaluation each bin begins, and behind which it ends, [bins]; empty where there are few evaluations and each
            is drawn.
        middle: x of each bin, [bins].
        width: of a bin.
    """

    x: Pixels
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]
    middle: Pixels
    width: float


_NOWHERE = Across(np.empty(0), np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0), 0.0)
NOT_HERE = math.nan, math.nan  # losses at a row that are not known


class Measured(NamedTuple):
    """A loss measured on a whole set.

    Attributes:
        loss: of each evaluation, [k].
        y: the same in pixels down, [k].
        low, high: the smallest and the largest y in each bin, [bins].
        mean: y of the mean loss of each bin, [bins].
    """

    loss: NDArray[np.float64]
    y: Pixels
    low: Pixels
    high: Pixels
    mean: Pixels


class Line(NamedTuple):
    """A curve up to a row, in pixels: points [k], and a bar from the smallest to the largest loss of each bin, [bins]."""

    x: Pixels
    y: Pixels
    middle: Pixels
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
        quantity: what the y axis shows.
    """

    def __init__(self, plot: Plot, lane: LaneRecording, clock: Clock, is_log: bool, quantity: Quantity = QUANTITIES["loss"]) -> None:
        self._plot, self._lane, self._clock, self._is_log, self._quantity = plot, lane, clock, is_log, quantity
        self._area = QRectF(0.0, 0.0, plot.area.width() + 1e-6, plot.area.height())
        self._rows_known = -1
        self._dense = -1, 0.0  # for so many rows, and what `_density` was then
        self._extremes: GrowingBand
        self._quantiles: GrowingBand
        self._middles: GrowingBand  # of bins, for what has no bold line else
        self._bin = _BINS[0]
        self._sheet: tuple[Pens | None, QImage, int] = None, QImage(), 0  # what does not change any more, up to a column of pixels
        self._last_line: tuple[Hashable, Line | None] = None, None  # and what it was drawn for
        self._across = _NOWHERE
        self._measured: dict[str, Measured] = {}
        self.key = self.key_of(plot, lane, clock, is_log, quantity)

    @staticmethod
    def key_of(plot: Plot, lane: LaneRecording, clock: Clock, is_log: bool, quantity: Quantity) -> Hashable:
        """What a painter depends on; while it stays the same, so may the painter."""
        return id(lane), clock, is_log, quantity.name, plot.bounds, plot.area.width(), plot.area.height()

    def paint(self, painter: QPainter, row: int, until: float, pens: Pens, here: tuple[float, float] = NOT_HERE) -> None:
        """The losses of single batches, of validation and of training up to a row, the latter two held flat until the playhead.

        `here` are the training and the validation loss of that very row, where they are known though no evaluation fell on it.
        What lies far enough to the left of the row is painted once and kept as a picture.
        """
        settled = self._settled(row)
        if settled <= 0 or is_drawing(painter):
            self._draw(painter, row, until, pens, here, 0)
            return
        picture = self._painted(painter.device().devicePixelRatioF(), row, until, pens, settled)
        ratio = picture.devicePixelRatio()
        painter.drawImage(QPointF(0, 0), picture, QRectF(0, 0, settled * ratio, picture.height()))
        if settled >= self._area.width():
            return
        painter.save()
        painter.setClipRect(self._area.adjusted(settled, 0, 0, 0), Qt.ClipOperation.IntersectClip)
        self._draw(painter, row, until, pens, here, settled)
        painter.restore()

    def curve(
        self, painter: QPainter, name: str, row: int, until: float, pen: QPen,
        spread: float = _SPREAD, here: float = math.nan, left: int = 0,
    ) -> None:  # fmt: skip
        """A loss measured on a whole set, from a column of pixels to a row, held flat from there until the playhead: through all
        evaluations, or, where there are more than it can show, through the means of bins; `spread` is the opacity of the bars behind
        these, from the smallest to the largest evaluation of each bin."""
        line = self._line(name, row, here)
        if line is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if len(line.middle):
            painter.setPen(QPen(faded(pen.color().name(), spread * pen.color().alphaF()), 2.0))
            seen = line.middle > left - _REACH
            draw_bars(painter, line.middle[seen], line.low[seen], line.high[seen], self._area)
        x, y = np.append(line.x, max(until, line.x[-1])), np.append(line.y, line.y[-1])
        if x[-1] < 0:
            return
        x, y = _between(x, y, self._area.width())
        first = max(0, int(np.searchsorted(x, left - _REACH)) - 1) if left else 0
        draw_line(painter, x[first:], y[first:], _from_within(pen, x[: first + 1], y[: first + 1]), self._area)

    @property
    def shows_means(self) -> bool:
        """Whether the bold line goes through the means of bins, or through their medians, and not through each value."""
        if self._quantity.whole is None:
            return not self._are_few
        return len(self._pixels_of(self._bold)[0].ends) > 0

    @property
    def _bold(self) -> str:
        """The column of the bold line."""
        return self._quantity.whole[0] if self._quantity.whole is not None else self._quantity.column

    def bold(self, painter: QPainter, row: int, pen: QPen) -> None:
        """The bold line alone, up to a row."""
        self.curve(painter, self._bold, row, 0.0, pen)

    def _line(self, name: str, row: int, here: float) -> Line | None:
        """A curve up to a row; the last one is kept, for its marker."""
        if self._quantity.whole is None:
            key: Hashable = name, row
            if key != self._last_line[0]:
                self._last_line = key, self._line_of_updates(row) if row else None
            return self._last_line[1]
        count = evaluated_until(self._lane.evaluated(), row)
        key = name, row, count, here
        if key != self._last_line[0]:
            self._last_line = key, self._line_through(name, row, count, here) if count else None
        return self._last_line[1]

    @property
    def _are_few(self) -> bool:
        """Whether a line may go through each update that is seen."""
        return self._density() * self._area.width() <= _CURVE_POINTS

    def _line_of_updates(self, row: int) -> Line | None:
        """A curve through each update up to a row, or through the middle of each bin of them."""
        nothing = [np.empty(0)] * 3
        if self._are_few:
            first, last = self._updates_from(np.array([-_REACH, self._area.width() + _REACH])).tolist()
            updates = np.arange(min(max(1, first - 1), row), min(row, last) + 1)
            values = self._lane.values(self._quantity.column, int(updates[0]), int(updates[-1]))
            return Line(self._x(updates - 1), self._height(values), *nothing)
        self._look()
        middles = self._middles.until(row + 1)[0]
        filled = np.flatnonzero(~np.isnan(middles))
        if not len(filled):
            return None
        x: Pixels = ((filled + 0.5) * self._middle_bin).astype(np.float64)
        x[-1] = max(min(x[-1], float(self._x(np.array(row - 1)))), x[-2] if len(x) > 1 else -_FAR)
        return Line(x, self._height(middles[filled]), *nothing)

    @property
    def _middle_bin(self) -> int:
        return self._bin if self._quantity.is_noisy else _STEADY_BIN

    def _line_through(self, name: str, row: int, count: int, here: float) -> Line:
        """A curve through the first evaluations. Its last point is the mean of the last few pixels, so that it does not jump from bin to
        bin."""
        across, measured = self._pixels_of(name)
        x, y, loss = across.x[:count], measured.y[:count], measured.loss[:count]
        if not math.isnan(here):
            x, loss = np.append(x, self._x(np.array([row]))), np.append(loss, here)
            y = np.append(y, self._height(loss[-1:]))
        if not len(across.ends):
            return Line(x, y, *[np.empty(0)] * 3)
        whole = int(np.searchsorted(across.ends, count, side="right"))
        recent = slice(int(np.searchsorted(x, x[-1] - max(across.width, _RECENT))), None)
        middle = np.append(across.middle[:whole], max([float(x[-1]), *across.middle[:whole][-1:]]))
        low, high = np.append(measured.low[:whole], y[recent].min()), np.append(measured.high[:whole], y[recent].max())
        with np.errstate(over="ignore", invalid="ignore"):
            mean = np.append(measured.mean[:whole], self._height(loss[recent].mean(keepdims=True)))
        begin = min(max(0, int(across.begins[0]) - 1), len(x) - 1)  # the last one before what is seen
        return Line(np.append(x[begin], middle), np.append(y[begin], mean), middle, low, high)

    def _settled(self, row: int) -> int:
        """Left of which column of pixels nothing will change when rows are added to the first `row`: a multiple of `_STRIP`, or all."""
        if self._lane.is_over and row == self._lane.updates:
            return math.ceil(self._area.width())
        if self._quantity.whole is None:
            last = float(self._x(np.array(max(0, row - 1)))) - 2 * _BINS[-1]  # a bin that grows, and the line that leads to it
            return min(max(0, int((last - _REACH) // _STRIP) * _STRIP), math.ceil(self._area.width()))
        count = evaluated_until(self._lane.evaluated(), row)
        if not count:
            return 0
        across, _ = self._pixels_of(self._bold)
        last = float(across.x[count - 1])
        if len(across.ends):
            whole = int(np.searchsorted(across.ends, count, side="right"))
            last = float(across.middle[whole - 1]) if whole else 0.0
        last = min(last, float(self._x(np.array(row - 1))) if row else 0.0)  # batch losses go no farther yet
        return min(max(0, int((last - _REACH) // _STRIP) * _STRIP), math.ceil(self._area.width()))

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
                self._draw(painter, row, until, pens, NOT_HERE, done)
            done = settled
        self._sheet = pens, picture, done
        return picture

    def _draw(self, painter: QPainter, row: int, until: float, pens: Pens, here: tuple[float, float], left: int) -> None:
        """All that lies right of a column of pixels."""
        if self._quantity.column and self._quantity.is_noisy:
            self._batch_losses(painter, row, pens.batch, left)
        if self._quantity.whole is not None:
            self.curve(painter, self._quantity.whole[1], row, until, pens.validation, _SPREAD / 2, here[1], left)
        self.curve(painter, self._bold, row, until, pens.train, _SPREAD, here[0], left)

    def _batch_losses(self, painter: QPainter, row: int, color: QColor, left: int) -> None:
        """The losses, or norms, of the batches of all updates up to a row: a thin line while there is room for each, else bands."""
        if row < 1:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if not self.is_thin:
            self._bands(painter, row, color, left)
            return
        first, last = self._updates_from(np.array([left - _REACH, self._area.width() + _REACH])).tolist()
        updates = np.arange(min(max(1, first - 1), row), min(row, last) + 1)
        if not len(updates):
            return
        x, y = self._x(updates - 1), self._height(self._lane.values(self._quantity.column, int(updates[0]), int(updates[-1])))
        painter.setPen(QPen(color, 1.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        draw_segments(painter, x, y, self._area)
        self._ticks(painter, x, y, y, color)

    def _bands(self, painter: QPainter, row: int, color: QColor, left: int) -> None:
        """Two bands of quantiles over each other, and in each column of pixels the smallest and the largest loss as dots."""
        self._look()
        begin = left // self._bin
        edges = self._height(self._quantiles.until(row + 1)[:, begin:])  # [shares, bins]
        painter.setPen(Qt.PenStyle.NoPen)
        for bottom, top, opacity in ((0, 3, _OUTER), (1, 2, 1.0)):
            painter.setBrush(_with_opacity(color, opacity))
            self._boxes(painter, begin, edges[top], edges[bottom], float(self._x(np.array(row))))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        begin = max(0, left - 2)
        ends = self._extremes.until(row + 1)[:, begin:]
        columns = np.flatnonzero(~np.isnan(ends[0]))
        x, y = (begin + columns + 0.5).astype(np.float64), self._height(ends[:, columns])
        painter.setPen(QPen(_with_opacity(color, _EXTREME), 1.0))
        draw_bars(painter, np.tile(x, 2), y.ravel() - 1, y.ravel() + 1, self._area)
        self._ticks(painter, x, y[1], y[0], color)

    def _boxes(self, painter: QPainter, begin: int, top: Pixels, bottom: Pixels, end: float) -> None:
        """Fill a box for each bin from one on, between pixels down, as far as it lies within the area and left of a pixel."""
        height, left = self._area.height(), self._bin * np.arange(begin, begin + len(top), dtype=np.float64)
        right = np.minimum(left + self._bin, min(end, self._area.width()))
        seen = np.flatnonzero((bottom > 0) & (top < height) & (right > left))
        top, bottom = np.maximum(top[seen], 0.0), np.minimum(bottom[seen], height)
        fill_rects(painter, left[seen], top, right[seen] - left[seen], np.minimum(np.maximum(bottom - top, 1.0), height - top))

    def _ticks(self, painter: QPainter, x: Pixels, top: Pixels, bottom: Pixels, color: QColor) -> None:
        """Marks at the edges where something lies above or below all that is seen."""
        painter.setPen(QPen(_with_opacity(color, _BEYOND), 3.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        end = self._area.bottom()
        above, below = x[top < 0], x[bottom > end]
        begin = np.repeat([0.0, end - _TICK], [len(above), len(below)])
        draw_bars(painter, np.append(above, below), begin, begin + _TICK, self._area)

    @property
    def is_thin(self) -> bool:
        """Whether each batch loss has room of its own."""
        return self._density() <= _THIN

    def _density(self) -> float:
        """Updates to a column of pixels. In seconds, rows to come change it."""
        rows = self._lane.updates if self._clock == "seconds" else 0
        if rows != self._dense[0]:
            self._dense = rows, self._find_density()
        return self._dense[1]

    def _find_density(self) -> float:
        first, last = first_rows(self._lane, self._clock, np.array(self._plot.bounds[:2])).tolist()
        across = self._area.width()
        if self._clock == "seconds":
            across = min(across, self._plot.point_of(time_at(self._lane, self._clock, self._lane.updates), 0.0).x())
        return float((last - first) / max(across, 1.0))

    def marker(self, painter: QPainter, row: int, until: float, style: LaneStyle, theme: Theme, here: float = math.nan) -> None:
        """The lane's marker where its bold line ends."""
        line = self._line(self._bold, row, here)
        if line is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(QPen(QColor(theme.card), 2.0))
            painter.setBrush(QColor(style.color))
            painter.drawPath(marker_path(style.marker, 12 * text_scale()).translated(QPointF(until, float(line.y[-1]))))
            painter.setBrush(Qt.BrushStyle.NoBrush)

    def _look(self) -> None:
        """Have bins and columns of pixels for what is known. In seconds, rows to come move the end of that."""
        rows = self._lane.updates if self._clock == "seconds" else 0
        if rows == self._rows_known:
            return
        self._rows_known, density, width = rows, self._density(), math.ceil(self._area.width())
        self._bin = next((size for size in _BINS if size * density >= _ENOUGH), _BINS[-1])
        edges = self._updates_from(np.arange(self._bin * math.ceil(width / self._bin) + 1))
        lane, column = self._lane, self._quantity.column
        self._extremes = GrowingBand(edges[: width + 1], lambda begin, end: lane.extremes(column, begin, end))
        self._quantiles = GrowingBand(edges[:: self._bin], lambda begin, end: lane.quantiles(column, begin, end, SHARES), len(SHARES))
        if self._quantity.whole is None:
            is_noisy = self._quantity.is_noisy
            self._middles = GrowingBand(
                edges[:: self._middle_bin],
                lambda begin, end: lane.quantiles(column, begin, end, (0.5,)) if is_noisy else lane.means(column, begin, end)[None],
                figures=1,
            )

    def _updates_from(self, x: NDArray[Any]) -> NDArray[np.int64]:
        """The first update whose batch loss lies at or right of some pixels across: it is measured at the weights before it."""
        return first_rows(self._lane, self._clock, self._moments(x)) + 1

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
        if np.count_nonzero((x >= 0) & (x <= self._area.width())) <= _CURVE_POINTS:
            return _NOWHERE._replace(x=x)
        width = max(2.0, self._area.width() / (_CURVE_POINTS // 2))
        edges = np.searchsorted(x, np.arange(0.0, self._area.width() + width, width))
        begins, ends = edges[:-1], edges[1:]
        filled = np.flatnonzero(ends > begins)
        return Across(x, begins[filled], ends[filled], ((filled + 0.5) * width).astype(np.float64), width)

    def _measure(self, losses: NDArray[np.float64]) -> Measured:
        y, (begins, ends) = self._height(losses), self._across[1:3]
        if not len(ends):
            return Measured(losses, y, *[np.empty(0)] * 3)
        low, high = (f.reduceat(y[: ends[-1]], begins) for f in (np.minimum, np.maximum))
        with np.errstate(over="ignore", invalid="ignore"):
            means = np.add.reduceat(losses[: ends[-1]], begins) / (ends - begins)
        return Measured(losses, y, low, high, self._height(means))

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


def _between(x: Pixels, y: Pixels, right: float) -> tuple[Pixels, Pixels]:
    """A line from left to right that reaches to 0, cut there and at another place across: dashes are counted from where it is seen."""
    part = slice(max(0, int(np.searchsorted(x, 0.0)) - 1), int(np.searchsorted(x, right, side="right")) + 1)
    ends = np.array([max(x[0], 0.0), min(x[-1], right)])
    inner = x[part][1:-1], y[part][1:-1]
    (left_x, right_x), (left_y, right_y) = ends, np.interp(ends, x, y)
    return np.concatenate([[left_x], inner[0], [right_x]]), np.concatenate([[left_y], inner[1], [right_y]])


def _with_opacity(color: QColor, factor: float) -> QColor:
    """A colour as many times as opaque, or altogether."""
    return faded(color.name(), min(1.0, factor * color.alphaF()))


def _from_within(pen: QPen, x: Pixels, y: Pixels) -> QPen:
    """A pen that goes on with its dashes after a line through some points."""
    if pen.style() == Qt.PenStyle.SolidLine or len(x) < 2:
        return pen
    going_on = QPen(pen)
    going_on.setDashOffset(float(np.hypot(np.diff(x), np.diff(y)).sum()) / pen.widthF())
    return going_on
