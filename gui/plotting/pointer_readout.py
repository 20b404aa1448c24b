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
    metrics, flags = QFontMetricsF(painter.font()), Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
    width = min(max(metrics.horizontalAdvance(line) for line in lines) + 1, area.width() - 2 * _INSET)
    heights = [max(scaled(17), metrics.boundingRect(QRectF(0, 0, width, area.height()), flags, line).height()) for line in lines]
    width, height = width + 2 * _INSET, sum(heights) + _INSET
    left = place.x() + _AWAY if place.x() + _AWAY + width <= area.right() else place.x() - _AWAY - width
    top = place.y() + _AWAY if place.y() + _AWAY + height <= area.bottom() else place.y() - _AWAY - height
    ground = QRectF(max(area.left(), left), max(area.top(), top), width, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(QColor(theme.line), 1.0))
    painter.setBrush(QColor(theme.raised))
    painter.drawRoundedRect(ground, 6, 6)
    painter.setPen(QColor(theme.text))
    row = ground.adjusted(_INSET, _INSET / 2, -_INSET, 0)
    for line, line_height in zip(lines, heights, strict=True):
        row.setHeight(line_height)
        painter.drawText(row, flags, line)
        row.translate(0, line_height)
