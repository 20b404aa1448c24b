"""A few short lines beside the pointer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from gui.look.theme import SMALL, Theme, font, scaled

_AWAY, _INSET = 14.0, 8.0


def paint_read_out(painter: QPainter, area: QRectF, place: QPointF, lines: Sequence[str], theme: Theme) -> None:
    """Paint lines on a small ground, on that side of a place where there is room."""
    painter.setFont(font(SMALL, 500, tabular=True))
    metrics = QFontMetricsF(painter.font())
    width = max(metrics.horizontalAdvance(line) for line in lines) + 2 * _INSET
    line_height = scaled(17)
    height = line_height * len(lines) + _INSET
    left = place.x() + _AWAY if place.x() + _AWAY + width <= area.right() else place.x() - _AWAY - width
    top = place.y() + _AWAY if place.y() + _AWAY + height <= area.bottom() else place.y() - _AWAY - height
    ground = QRectF(max(area.left(), left), max(area.top(), top), width, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(QColor(theme.line), 1.0))
    painter.setBrush(QColor(theme.raised))
    painter.drawRoundedRect(ground, 6, 6)
    painter.setPen(QColor(theme.text))
    for number, line in enumerate(lines):
        row = QRectF(ground.left() + _INSET, ground.top() + _INSET / 2 + number * line_height, width, line_height)
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, line)
