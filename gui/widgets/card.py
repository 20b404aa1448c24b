"""The rounded ground on which everything lies."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from gui.look.theme import Theme
from gui.widgets.painting import Painted, hairline

CARD_RADIUS = 10.0


class Card(Painted, QFrame):
    """A card: radius 10, a hairline border. It has no layout of its own; give it one, and never put a card into a card."""

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint_card(painter, self, self.theme)


def paint_card(painter: QPainter, widget: QWidget, theme: Theme) -> None:
    """Paint a card that fills a widget."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = hairline(widget)
    painter.setPen(QPen(QColor(theme.line), width))
    painter.setBrush(QColor(theme.card))
    inset = width / 2.0
    painter.drawRoundedRect(QRectF(widget.rect()).adjusted(inset, inset, -inset, -inset), CARD_RADIUS, CARD_RADIUS)
