"""The bar beside the surface: which colour means which loss."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.map_look import COLOURS
from gui.numbers import short
from gui.theme import DARK, SMALL, Theme, font, scaled

from .heat import gradient_rect
from .terrain import Heights

_LEAST = 34  # pixels; in a smaller one there would be no two numbers


class ColourBar(QWidget):
    """Which colour means which loss."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self._heights: Heights | None = None
        self._colours = COLOURS[0].name
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_heights(self, heights: Heights, colours: str) -> None:
        """Label the bar, and paint it with a map of `gui.map_look.COLOURS`."""
        if (heights, colours) != (self._heights, self._colours):
            self._heights, self._colours = heights, colours
            self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(64), scaled(90))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._heights is None or self.height() < scaled(_LEAST):
            return
        painter = QPainter(self)
        bar = QRectF(0, 8, 14, self.height() - 16)
        gradient_rect(painter, bar, self._theme, self._colours)
        painter.setFont(font(SMALL, tabular=True))
        painter.setPen(QColor(self._theme.text_secondary))
        metrics = QFontMetricsF(painter.font())
        last = math.inf
        for tick in self._heights.ticks(max(3.0, bar.height() / 50)):
            y = bar.bottom() - float(self._heights.share(tick)) * bar.height()
            if last - y < metrics.height():
                continue
            last = y
            painter.drawText(QPointF(bar.right() + 8, y + metrics.capHeight() / 2), short(tick))
