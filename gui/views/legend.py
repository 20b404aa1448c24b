"""What the marks on the surface mean."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.experiment import Lane
from engine.landscape.wishes import ARROWS
from gui.theme import DARK, SMALL, Theme, font, scaled
from gui.widgets.marker import marker_path
from gui.widgets.painting import faded

from .ball import paint_arrow

_LINE = 19.0


class Legend(QWidget):
    """A line for each lane, and one for each kind of arrow that is drawn."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self._names: tuple[str, ...] = ()
        self._arrows = frozenset({"made"})
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_lanes(self, lanes: Sequence[Lane]) -> None:
        """Name the lanes."""
        names = tuple(lane.title for lane in lanes)
        if names != self._names:
            self._names = names
            self.updateGeometry()
            self.update()

    def show_arrows(self, arrows: frozenset[str]) -> None:
        """Explain the arrows of these names."""
        if arrows != self._arrows:
            self._arrows = arrows
            self.updateGeometry()
            self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(96), round(scaled(_LINE) * (len(self._names) + len(self._arrows))))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(SMALL))
        line, middle = scaled(_LINE), scaled(8)
        drop = QFontMetricsF(painter.font()).capHeight() / 2
        arrows = [(name, title.lower()) for name, title, _ in ARROWS if name in self._arrows]
        for number, text in enumerate((*self._names, *(title for _, title in arrows))):
            y = line * (number + 0.5)
            painter.setPen(QColor(self._theme.text_secondary))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawText(QPointF(scaled(22), y + drop), text)
            if number < len(self._names):
                style = self._theme.lanes[number]
                painter.fillPath(marker_path(style.marker, scaled(11)).translated(QPointF(middle, y)), QColor(style.color))
            else:
                self._paint_arrow(painter, arrows[number - len(self._names)][0], QPointF(middle, y))

    def _paint_arrow(self, painter: QPainter, name: str, place: QPointF) -> None:
        """In the colour of the last lane, where an arrow has its lane's."""
        theme, reach = self._theme, QPointF(scaled(8), 0)
        lane = theme.lanes[max(0, len(self._names) - 1)].color
        if name == "others":
            painter.setPen(QPen(faded(lane, 0.9), 1.5, Qt.PenStyle.DashLine))
            painter.setBrush(faded(lane, 0.16))
            painter.drawEllipse(place, reach.x(), 0.6 * reach.x())
            return
        is_compared = self._arrows != {"made"}
        colours = {"made": theme.text_secondary if is_compared else theme.text, "batch": lane, "full": theme.text}
        paint_arrow(painter, place - reach, place + reach, QColor(colours[name]), 0.85)
