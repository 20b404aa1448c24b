"""What the marks on the surface mean."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.experiment import Lane
from gui.theme import DARK, SMALL, Theme, font, scaled
from gui.widgets.marker import marker_path

from .ball import paint_arrow

_LINE = 19.0


class Legend(QWidget):
    """A line for each lane, and one for the arrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self._names: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_lanes(self, lanes: Sequence[Lane]) -> None:
        """Name the lanes."""
        names = tuple(lane.title for lane in lanes)
        if names != self._names:
            self._names = names
            self.updateGeometry()
            self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(96), round(scaled(_LINE) * (len(self._names) + 1)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(SMALL))
        line, middle = scaled(_LINE), scaled(8)
        drop = QFontMetricsF(painter.font()).capHeight() / 2
        for number, name in enumerate((*self._names, "last update")):
            y = line * (number + 0.5)
            painter.setPen(QColor(self._theme.text_secondary))
            painter.drawText(QPointF(scaled(22), y + drop), name)
            if number < len(self._names):
                style = self._theme.lanes[number]
                painter.fillPath(marker_path(style.marker, scaled(11)).translated(QPointF(middle, y)), QColor(style.color))
            else:
                paint_arrow(painter, QPointF(middle - scaled(8), y), QPointF(middle + scaled(8), y), QColor(self._theme.text), 0.85)
