"""The plot of a range test: the training loss after short runs over the learning rate, which can be chosen in it."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from engine.study.range_test import RangeTest
from gui.look.theme import SMALL, font, line_scale, scaled
from gui.look.translation import tr, worded
from gui.plotting.plot import Plot

_DOT, _CROSS, _RING = 2.5, 3.5, 6.5  # pixels from the middle
_SPARE = 0.06  # of the range of losses, above and below


class RangePlot(Plot):
    """Losses over rates. A click, or the arrow keys, chooses one of the rates that were tried.

    Attributes:
        found: what is shown, or None.
        chosen: the rate that is chosen, or None.

    Signals:
        rate_chosen: carries the rate.
    """

    rate_chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found: RangeTest | None = None
        self.chosen: float | None = None
        self._lane_color = ""
        self.in_words = lambda: worded(self.found.told()) if self.found is not None else ""
        self.setAccessibleName(tr("Training loss after short runs, by learning rate"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_log(True, side="bottom")
        self.show_grid(x=True, y=True)
        self.set_axis_titles(tr("learning rate"), tr("training loss"))
        self._layer = self.add_layer(self._paint)

    def show_found(self, found: RangeTest | None, lane_color: str) -> None:
        """Show the result for a lane, with its own rate chosen; nothing while there is none."""
        self.found, self._lane_color = found, lane_color
        self.chosen = None if found is None else found.chosen
        if found is not None:
            calm = np.append(found.losses[~found.has_diverged], found.start)
            low, high = float(calm.min()), float(found.start)
            spare = _SPARE * (high - low) or 1.0
            left, right = np.log10(found.rates[[0, -1]]).tolist()
            self.set_range(left, right, low - spare, high + 4 * spare)
        self.describe()
        self._layer.update()

    def choose(self, rate: float) -> None:
        """Choose the rate next to this one among those that were tried."""
        assert self.found is not None
        self.chosen = float(self.found.rates[np.argmin(np.abs(np.log(self.found.rates / rate)))])
        self._layer.update()
        self.rate_chosen.emit(self.chosen)

    def _paint(self, painter: QPainter, area: QRectF) -> None:
        if self.found is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(SMALL))
        self._paint_marks(painter, area, self.found)
        self._paint_losses(painter, self.found)
        if self.found.has_diverged.any():
            self._name_crosses(painter, self.found)

    def _paint_marks(self, painter: QPainter, area: QRectF, found: RangeTest) -> None:
        """The loss at the start, the limit of stability and the lane's rate, each with its name."""
        text, width = QColor(self.theme.text_secondary), line_scale()
        painter.setPen(QPen(text, width, Qt.PenStyle.DotLine))
        y = self.point_of(0.0, found.start).y()
        painter.drawLine(QPointF(0, y), QPointF(area.width(), y))
        marks = [(found.chosen, tr("chosen"), QColor(self._lane_color), Qt.PenStyle.SolidLine)]
        if math.isfinite(found.limit):
            marks.append((found.limit, found.formula, text, Qt.PenStyle.DashLine))
        line = painter.fontMetrics().height()
        for row, (rate, name, color, dash) in enumerate(marks):
            x = self.point_of(math.log10(rate), 0.0).x()
            painter.setPen(QPen(color, width, dash))
            painter.drawLine(QPointF(x, 0), QPointF(x, area.height()))
            painter.setPen(QColor(self.theme.text))
            room = painter.fontMetrics().horizontalAdvance(name)
            left = x + scaled(5) if x + scaled(5) + room < area.width() else x - scaled(5) - room
            painter.drawText(QPointF(left, area.height() - scaled(6) - row * line), name)

    def _paint_losses(self, painter: QPainter, found: RangeTest) -> None:
        """The curve while it is calm; runs that diverged as crosses at the upper edge."""
        color, scale = QColor(self._lane_color), line_scale()
        points = [self.point_of(x, y) for x, y in zip(np.log10(found.rates), found.losses, strict=True)]
        calm = [point for point, is_wild in zip(points, found.has_diverged, strict=True) if not is_wild]
        painter.setPen(QPen(color, 1.5 * scale))
        painter.drawPolyline(QPolygonF(calm))
        for point, is_wild in zip(points, found.has_diverged, strict=True):
            painter.setPen(QPen(QColor(self.theme.danger) if is_wild else color, 1.5 * scale))
            if is_wild:
                size, y = scaled(_CROSS), scaled(10)
                painter.drawLine(QPointF(point.x() - size, y - size), QPointF(point.x() + size, y + size))
                painter.drawLine(QPointF(point.x() - size, y + size), QPointF(point.x() + size, y - size))
            else:
                painter.setBrush(color)
                painter.drawEllipse(point, _DOT * scale, _DOT * scale)
        if self.chosen is not None:
            at = int(np.argmin(np.abs(found.rates - self.chosen)))
            middle = QPointF(points[at].x(), scaled(10)) if found.has_diverged[at] else points[at]
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self.theme.text), 1.5 * scale))
            painter.drawEllipse(middle, scaled(_RING), scaled(_RING))

    def _name_crosses(self, painter: QPainter, found: RangeTest) -> None:
        """Say what a cross means, below the last one."""
        name, metrics = tr("diverged"), painter.fontMetrics()
        right = self.point_of(math.log10(found.rates[found.has_diverged][-1]), 0.0).x() + scaled(_CROSS)
        painter.setPen(QColor(self.theme.danger))
        painter.drawText(QPointF(right - metrics.horizontalAdvance(name), scaled(18) + metrics.ascent()), name)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.choose(10 ** self.data_at(event.position() - self.area.topLeft())[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if self.found is None or self.chosen is None or step is None:
            super().keyPressEvent(event)
            return
        at = int(np.searchsorted(self.found.rates, self.chosen)) + step
        self.choose(float(self.found.rates[min(max(at, 0), len(self.found.rates) - 1)]))
