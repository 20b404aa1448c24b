"""The bar beside the surface: which colour means which loss."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QFontMetrics, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.look.numbers import distinct
from gui.look.surface_style import COLOURS
from gui.look.theme import SMALL, font, scaled
from gui.look.translation import tr
from gui.widgets.painting import Painted

from .heat import gradient_rect
from .terrain import Levels, fill_unknown

_LEAST = 34  # pixels; in a smaller one there would be no two numbers
_WIDE, _GAP = 14, 8  # pixels, of the bar and beside it


class ColorBar(Painted, QWidget):
    """Which colour means which loss."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heights: Levels | None = None
        self._colours = COLOURS[0].name
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_heights(self, heights: Levels, colours: str) -> None:
        """Label the bar, and paint it with a map of `gui.look.surface_style.COLOURS`."""
        if (heights, colours) != (self._heights, self._colours):
            self._heights, self._colours = heights, colours
            help_ = tr("There, the loss is infinite or not a number: hatched on the map, a hole in the relief.")
            self.setToolTip(help_ if heights.known < 1 else "")
            self.update()

    def sizeHint(self) -> QSize:
        words = _GAP + scaled(_WIDE) + QFontMetrics(font(SMALL, tabular=True)).horizontalAdvance(tr("not finite"))
        return QSize(max(scaled(96), words), scaled(64))  # what is explained below it has its room first

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._heights is None or self.height() < scaled(_LEAST):
            return
        with QPainter(self) as painter:
            painter.setFont(font(SMALL, tabular=True))
            bar, wide = QRectF(0, _GAP, scaled(_WIDE), self.height() - 2 * _GAP), scaled(_WIDE)
            if self._heights.known < 1:
                bar.setBottom(bar.bottom() - wide - _GAP)
                self._paint_unknown(painter, QRectF(0, bar.bottom() + _GAP, wide, wide))
            if self._heights.known > 0:
                self._paint_scale(painter, bar, self._heights)

    def _paint_scale(self, painter: QPainter, bar: QRectF, heights: Levels) -> None:
        gradient_rect(painter, bar, self.theme, self._colours)
        painter.setPen(QColor(self.theme.text_secondary))
        metrics = QFontMetricsF(painter.font())
        places = _spaced(heights, bar, metrics.height())
        for text, (_, y) in zip(distinct([tick for tick, _ in places]), places, strict=True):
            painter.drawText(QPointF(bar.right() + _GAP, y + metrics.capHeight() / 2), text)

    def _paint_unknown(self, painter: QPainter, box: QRectF) -> None:
        """What is not a number has no colour."""
        fill_unknown(painter, box, self.theme)
        painter.setPen(QColor(self.theme.line))
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setPen(QColor(self.theme.text_secondary))
        middle = box.center().y() + QFontMetricsF(painter.font()).capHeight() / 2
        painter.drawText(QPointF(box.right() + _GAP, middle), tr("not finite"))


def _spaced(heights: Levels, bar: QRectF, line: float) -> list[tuple[float, float]]:
    """Round losses and how far down they are, a line apart at least; two if there is room for two."""
    wanted, places = max(3.0, bar.height() / scaled(50)), list[tuple[float, float]]()
    for finer in (1, 2, 4):
        places, last = [], math.inf
        for tick in heights.ticks(finer * wanted):
            if last - (y := bar.bottom() - float(heights.share(tick)) * bar.height()) >= line:
                places.append((tick, y))
                last = y
        if len(places) > 1:
            break
    return places
