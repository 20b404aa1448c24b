"""Says what the arrows at the balls mean."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.landscape.options import ARROWS
from gui.look.theme import DARK, SMALL, Theme, font, scaled
from gui.look.translation import tr

from .arrows import OTHERS, Arrow, paint_arrows, set_others
from .ball import paint_arrow

_LINE = 19.0
_ARROW, _GAP, _BETWEEN = 16.0, 5.0, 9.0  # of an entry: arrow, gap, words; and what is between two: all fit on a line of 730 pixels


class ArrowKey(QWidget):
    """An entry for each kind of arrow that is drawn, on as many lines as it takes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self._arrows = frozenset({"made"})
        self._lane = 0
        self.setToolTip(
            tr("Arrows of one ball share one scale. Of one that is too short for it there is only the head: it says where, not how far.")
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_arrows(self, arrows: frozenset[str], lane: int) -> None:
        """Explain the arrows of these names, in the colour of a lane where an arrow has its lane's."""
        if (arrows, lane) != (self._arrows, self._lane):
            self._arrows, self._lane = arrows, lane
            titles = ", ".join(tr(arrow.title) for arrow in ARROWS if arrow.name in arrows)
            self.setAccessibleName(tr("Arrows: {titles}", titles=titles))
            self._fit()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(120), scaled(_LINE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(font(SMALL))
            drop = QFontMetricsF(painter.font()).capHeight() / 2
            for name, title, place in self._places():
                painter.setPen(QColor(self._theme.text_secondary))
                painter.drawText(place + QPointF(scaled(_ARROW + _GAP), drop), title)
                self._paint_arrow(painter, name, place)

    def _places(self) -> Iterator[tuple[str, str, QPointF]]:
        """Name, words and place of each entry: as many on a line as fit."""
        metrics, x, line = QFontMetricsF(font(SMALL)), 0.0, 0
        for name, title in ((arrow.name, tr(arrow.in_words)) for arrow in ARROWS if arrow.name in self._arrows):
            width = scaled(_ARROW + _GAP) + metrics.horizontalAdvance(title)
            if x > 0 and x + width > self.width():
                x, line = 0.0, line + 1
            yield name, title, QPointF(x, scaled(_LINE) * (line + 0.5))
            x += width + scaled(_BETWEEN)

    def _paint_arrow(self, painter: QPainter, name: str, place: QPointF) -> None:
        lane, right = self._theme.lanes[self._lane], QPointF(scaled(_ARROW), 0)
        if name == OTHERS:
            set_others(painter, lane, 1.0)
            painter.drawEllipse(place + right / 2, right.x() / 2, 0.3 * right.x())
            painter.setBrush(Qt.BrushStyle.NoBrush)
        elif self._arrows == {"made"}:
            paint_arrow(painter, place, place + right, QColor(self._theme.text), 0.85)
        else:
            paint_arrows(painter, [Arrow(name, place, place + right)], lane, self._theme, 0.85)

    def _fit(self) -> None:
        """As many lines as it takes."""
        lines = round(max((place.y() for _, _, place in self._places()), default=0.0) / scaled(_LINE) + 0.5)
        self.setFixedHeight(scaled(_LINE) * max(1, lines))
        self.update()
