"""The plot that all views draw into: pyqtgraph's axes made quiet, and layers painted in pixels above the grid."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from html import escape
from itertools import pairwise
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetricsF, QPainter, QPaintEvent, QPixmap, QRegion
from PySide6.QtWidgets import QFrame, QGraphicsSceneResizeEvent, QGraphicsView, QWidget

from gui.look import timing
from gui.look.numbers import exact, short
from gui.look.theme import DARK, SMALL, Theme, font, scaled
from gui.look.ticks import linear_ticks, log_ticks
from gui.widgets.painting import clear_pixmap, is_drawing

_BEYOND = 8  # pixels that layers may paint outside of the area
_LEFT = 50  # pixels for the numbers of the left axis: pyqtgraph leaves out what is wider
_ABOVE = 7  # pixels above the area: half a number
_MARGIN = 16  # pixels beside the area where there is no axis: half a label


class QuietAxis(pg.AxisItem):
    """An axis without a line: few, round ticks, and a grid.

    Attributes:
        is_log: whether values are decimal logarithms; labels then show the numbers themselves.
    """

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.is_log = False
        self.enableAutoSIPrefix(False)
        self.setStyle(tickLength=0, tickTextOffset=6, autoExpandTextSpace=False, maxTickLevel=0, hideOverlappingLabels=False)
        if orientation == "left":
            self.setStyle(tickTextWidth=scaled(38))

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N803
        """Round places: 1, 2, 5 steps; on a logarithmic axis decades, with 3 or 2 and 5 between when there is room."""
        wanted = max(3.0, size / scaled(90)) if self.orientation == "bottom" else max(2.0, size / scaled(46))
        ticks = log_ticks(minVal, maxVal, wanted) if self.is_log else linear_ticks(minVal, maxVal, wanted)
        return [(1.0, ticks)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Short numbers."""
        if self.is_log:
            return [short(10.0**value) for value in values]
        step = min((b - a for a, b in pairwise(values)), default=1.0)
        decimals = -math.floor(math.log10(step) + 1e-9) if step > 0 else 0
        if decimals > 3 or max(map(abs, values), default=0.0) >= (1e5 if self.orientation == "left" else 1e7):  # below, there is room
            return [exact(round(value, decimals)) for value in values]
        return [f"{value:,.{max(0, decimals)}f}".replace("-", "−") for value in values]

    def labelString(self) -> str:
        """The axis's name, as much of it as there is room for."""
        length = self.size().width() if self.orientation == "bottom" else self.size().height()
        shown = QFontMetricsF(self.label.font()).elidedText(self.labelText, Qt.TextElideMode.ElideRight, length + _MARGIN)
        return escape(shown if length else self.labelText)

    def resizeEvent(self, ev: QGraphicsSceneResizeEvent | None = None) -> None:
        """As pyqtgraph's, with as much of the name as there is room for now."""
        if self.label is not None:  # None once the plot is closed
            self.label.setHtml(self.labelString())
        super().resizeEvent(ev)

    def boundingRect(self) -> QRectF:
        """As pyqtgraph's, with room for the number of a grid line at the edge: one that does not fit in here is left out."""
        rect: QRectF = super().boundingRect()
        if self.grid is False or self.geometry().isEmpty():
            return rect
        return rect.adjusted(-_MARGIN, 0, _MARGIN, 0) if self.orientation == "bottom" else rect.adjusted(0, -_MARGIN, 0, _MARGIN)

    def paint(self, p: QPainter, *args: object) -> None:
        """Grid lines, if any, and their numbers: straight from the round places, in half the time that pyqtgraph takes."""
        if self.geometry().isEmpty() or self.range[0] == self.range[1]:
            return
        p.setFont(self.style["tickFont"] or p.font())
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if self.orientation == "bottom":
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        marks = self._marks(QFontMetricsF(p.font()))
        if self.grid is not False:
            p.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            p.setPen(self.tickPen())
            p.drawLines([mark[0] for mark in marks])
        p.setPen(self.textPen())
        for _, room, text in marks:
            p.drawText(room, flags | Qt.TextFlag.TextDontClip, text)

    def _marks(self, metrics: QFontMetricsF) -> list[tuple[QLineF, QRectF, str]]:
        """Grid line, room and text of each number that there is room for."""
        bounds, whole = self.mapRectFromParent(self.geometry()), self.boundingRect()
        view = self.linkedView()
        crossed = view.mapRectToItem(self, view.boundingRect())
        low, high = self.range
        away, height = self.style["tickTextOffset"][0 if self.orientation == "left" else 1], 0.8 * metrics.height()
        marks = list[tuple[QLineF, QRectF, str]]()
        ticks = self.tickValues(low, high, bounds.width() if self.orientation == "bottom" else bounds.height())[0][1]
        for tick, text in zip(ticks, self.tickStrings(ticks, 1.0, 1.0), strict=True):
            share, width = (tick - low) / (high - low), metrics.horizontalAdvance(text)
            if self.orientation == "bottom":
                x = share * bounds.width()
                line = QLineF(x, crossed.top(), x, bounds.top())
                room = QRectF(x - width / 2, bounds.top() + away, width, height)
            else:
                y = (1 - share) * bounds.height()
                line = QLineF(crossed.right(), y, bounds.right(), y)
                room = QRectF(bounds.right() - away - width, y - height / 2, width, height)
            if whole.contains(room) and not (marks and room.intersects(marks[-1][1])):  # in a small plot, two may not fit
                marks.append((line, room, text))
        return marks


class Layer:
    """Paints in logical pixels over the plot's area.

    Args:
        plot: where.
        paint: called with the painter, clipped to the area, and its size.

    Attributes:
        covers: whether it leaves nothing of the area free, so that no grid need be painted under it.
    """

    def __init__(self, plot: Plot, paint: Callable[[QPainter, QRectF], None]) -> None:
        self._plot, self._paint = plot, paint
        self.covers = False

    def update(self) -> None:
        """Paint it again, with the next painting of the window."""
        self._plot.repaint_area()

    def paint(self, painter: QPainter) -> None:
        """Paint it now, in the coordinates of the plot."""
        area = self._plot.area
        if area.width() < 2 or area.height() < 2:
            return
        painter.save()
        try:
            painter.setClipRect(area.adjusted(-_BEYOND, -_BEYOND, _BEYOND, _BEYOND))
            painter.translate(area.topLeft())
            self._paint(painter, QRectF(0, 0, area.width(), area.height()))
        finally:  # one that fails leaves the painter to the others as it was
            painter.restore()


class Plot(pg.PlotWidget):
    """Axes and a grid. The range is set by the view; the mouse does nothing.

    The scene of axes and grid is painted once and kept as a picture while they stay as they are; layers are painted on it in each frame.

    Attributes:
        theme: the theme it is painted in.
        in_words: tells what is seen.

    Signals:
        area_changed: its area has another size or place.
    """

    area_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self._axes = {side: QuietAxis(side) for side in ("left", "bottom")}
        self._area = QRectF()
        self._layers: list[Layer] = []
        self._ground: QPixmap | None = None
        self._ground_of: Hashable = None
        super().__init__(parent, background=DARK.card, axisItems=self._axes, enableMenu=False)
        self.theme = DARK
        self.in_words: Callable[[], str] = str
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # else the card below is painted in every frame, too
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)  # pyqtgraph would have the background kept as a picture, also in drawings
        # the scene would tell the viewport later, each plot at another time: the window would be painted once for each of them
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.NoViewportUpdate)
        item = self.getPlotItem()
        item.hideButtons()
        item.setMouseEnabled(x=False, y=False)
        item.getViewBox().setDefaultPadding(0)
        item.getViewBox().geometryChanged.connect(self._measure)
        self._bounds = (0.0, 1.0, 0.0, 1.0)
        self._titles: tuple[str, str] | None = None
        self._size_axes()
        self._describe = QTimer(self)
        self._describe.setSingleShot(True)
        self._describe.setInterval(timing.DESCRIBE_MS)
        self._describe.timeout.connect(self.describe)

    def describe_soon(self) -> None:
        """Say in words what is seen, for screen readers, once it is due."""
        if not self._describe.isActive():
            self._describe.start()

    def describe(self) -> None:
        """Say it now."""
        if (words := self.in_words()) != self.accessibleDescription():
            self.setAccessibleDescription(words)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.describe()
        super().focusInEvent(event)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, right, bottom and top of the data shown."""
        return self._bounds

    @property
    def area(self) -> QRectF:
        """Where data is drawn, in the plot item's coordinates."""
        return self._area

    def add_layer(self, paint: Callable[[QPainter, QRectF], None]) -> Layer:
        """Paint something over the grid and over all earlier layers."""
        self._layers.append(Layer(self, paint))
        return self._layers[-1]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Axes and grid, and all layers on them; into a drawing, all of it as shapes."""
        with QPainter(self.viewport()) as painter:
            if not is_drawing(painter):
                if any(layer.covers for layer in self._layers):
                    painter.setClipRegion(event.region().subtracted(QRegion(self._area.adjusted(1, 1, -1, -1).toRect())))
                painter.drawPixmap(QPointF(0, 0), self._kept_ground())
                painter.setClipping(False)
            else:
                painter.end()
                super().paintEvent(event)
                painter.begin(self.viewport())
            for layer in self._layers:
                layer.paint(painter)

    def _kept_ground(self) -> QPixmap:
        """The picture of axes and grid."""
        rect, ratio = self.viewport().rect(), self.devicePixelRatioF()
        if self._ground is None or self._ground_of != (rect, ratio):
            self._ground, self._ground_of = clear_pixmap(rect.size().toSizeF(), ratio), (rect, ratio)
            with QPainter(self._ground) as painter:
                painter.fillRect(rect.adjusted(0, 0, 1, 1), QColor(self.theme.card))
                self.render(painter, QRectF(rect), rect)  # with no target, Qt takes the device's pixels for it
        return self._ground

    def _renew(self) -> None:
        """Paint axes and grid again, too."""
        self._ground = None
        self.viewport().update()

    def set_range(self, left: float, right: float, bottom: float, top: float) -> None:
        """Show this rectangle of data."""
        if (left, right, bottom, top) != self._bounds and right > left and top > bottom:
            self._bounds = (left, right, bottom, top)
            self.label_axes(left, right, bottom, top)

    def label_axes(self, left: float, right: float, bottom: float, top: float) -> None:
        """Let the axes say other numbers than those of the range, on the way from one range to another."""
        self.getPlotItem().getViewBox().setRange(xRange=(left, right), yRange=(bottom, top), padding=0)
        self._renew()

    def set_log(self, is_log: bool, side: str = "left") -> None:
        """Label an axis as decimal logarithms, or plainly: the left one, or the one at the bottom."""
        axis = self._axes[side]
        if is_log != axis.is_log:
            axis.is_log = is_log
            self._renew()

    def set_axis_titles(self, bottom: str, left: str) -> None:
        """Name the axes."""
        if (bottom, left) == self._titles:
            return
        self._titles = bottom, left
        for side, text in (("bottom", bottom), ("left", left)):
            self._axes[side].setLabel(text)
            self._axes[side].showLabel(bool(text))
        self.set_theme(self.theme)

    def show_axes(self, *, left: bool, bottom: bool) -> None:
        """Show or hide the axes."""
        before = [axis.isVisible() for axis in self._axes.values()]
        for side, visible in (("left", left), ("bottom", bottom)):
            self._axes[side].setVisible(visible)
        if [axis.isVisible() for axis in self._axes.values()] != before:
            self._size_axes()

    @property
    def margin(self) -> int:
        """Pixels left of the area."""
        return self._left_width if self._axes["left"].isVisible() else _MARGIN

    @property
    def beside(self) -> int:
        """Pixels left and right of the area."""
        return self.margin + _MARGIN

    def show_grid(self, *, x: bool, y: bool) -> None:
        """Draw grid lines across."""
        self._axes["bottom"].setGrid(255 if x else False)
        self._axes["left"].setGrid(255 if y else False)
        self._renew()

    def x_of(self, x: NDArray[Any]) -> NDArray[np.float64]:
        """Pixels across for data."""
        left, right, _, _ = self._bounds
        return (np.asarray(x, np.float64) - left) * (self.area.width() / (right - left))

    def y_of(self, y: NDArray[Any]) -> NDArray[np.float64]:
        """Pixels down for data."""
        _, _, bottom, top = self._bounds
        return (top - np.asarray(y, np.float64)) * (self.area.height() / (top - bottom))

    def point_of(self, x: float, y: float) -> QPointF:
        """The pixel of one point."""
        left, right, bottom, top = self._bounds
        return QPointF((x - left) * (self.area.width() / (right - left)), (top - y) * (self.area.height() / (top - bottom)))

    def step_of(self, step: NDArray[Any]) -> NDArray[np.float64]:
        """Pixels across and down of a step in data, [2]."""
        left, right, bottom, top = self._bounds
        return np.array([step[0] * self.area.width() / (right - left), -step[1] * self.area.height() / (top - bottom)])

    def data_at(self, place: QPointF) -> tuple[float, float]:
        """The data at a pixel of the area."""
        left, right, bottom, top = self._bounds
        return left + place.x() / self.area.width() * (right - left), top - place.y() / self.area.height() * (top - bottom)

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.setBackground(theme.card)
        for axis in self._axes.values():
            axis.setPen(pg.mkPen(theme.line))
            axis.setTickPen(pg.mkPen(theme.grid))
            axis.setTextPen(pg.mkPen(theme.text_secondary))
            axis.setTickFont(font(SMALL, tabular=True))
            axis.label.setFont(font(SMALL))
            axis.label.setDefaultTextColor(QColor(theme.text_secondary))
        self._size_axes()

    @property
    def _left_width(self) -> int:
        return scaled(_LEFT) + (scaled(20) if self._axes["left"].label.isVisible() else 0)

    def _size_axes(self) -> None:
        self._axes["left"].setWidth(self._left_width)
        self._axes["bottom"].setHeight(scaled(24) + (scaled(20) if self._axes["bottom"].label.isVisible() else 0))
        layout = self.getPlotItem().layout
        layout.setContentsMargins(0 if self._axes["left"].isVisible() else _MARGIN, scaled(_ABOVE), _MARGIN, 0)
        layout.activate()
        for axis in self._axes.values():
            axis.resizeEvent()  # titles to the middle: by itself pyqtgraph puts them there only where an axis gets another size
        self._renew()

    def _measure(self) -> None:
        box = self.getPlotItem().getViewBox()
        self._area = QRectF(box.pos(), box.size())
        self.area_changed.emit()
        self._renew()

    def repaint_area(self) -> None:
        """Paint all layers again, and what they may reach beyond the area."""
        self.viewport().update(self._area.adjusted(-_BEYOND, -_BEYOND, _BEYOND, _BEYOND).toAlignedRect())
