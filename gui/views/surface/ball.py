"""Paints the ball at the end of a lane's path, and its last update as an arrow."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from gui.look.theme import LaneStyle, Theme, line_scale
from gui.widgets.marker import marker_path
from gui.widgets.painting import faded

BALL = 18.0
HEAD = 7.0  # pixels, of an arrow; one of that length is its head alone
_SHORT = 13.0  # pixels, of the last update where its beginning cannot be seen


def paint_ball(painter: QPainter, center: QPointF, style: LaneStyle, theme: Theme, size: float = BALL) -> None:
    """The lane's marker with a rim in the ground's colour."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(QColor("#0B0E13") if theme.name == "dark" else QColor("#FFFFFF"), 2.0 * line_scale()))
    painter.setBrush(QColor(style.color))
    painter.drawPath(marker_path(style.marker, size * line_scale()).translated(center))


def paint_last_update(painter: QPainter, before: QPointF, now: QPointF, theme: Theme, size: float = BALL) -> QRectF:
    """The last update as an arrow: from where it began when that can be seen, else a short one in its direction from the ball.

    Returns:
        Where its head is.
    """
    dx, dy = now.x() - before.x(), now.y() - before.y()
    length = math.hypot(dx, dy)
    if not 1e-6 <= length < math.inf:
        return QRectF()
    ux, uy = dx / length, dy / length
    scale = line_scale()
    reach = rim_of(size) * scale
    if length > reach + 14 * scale:
        start, tip = before, QPointF(now.x() - ux * reach, now.y() - uy * reach)
    else:
        start = QPointF(now.x() + ux * reach, now.y() + uy * reach)
        tip = QPointF(start.x() + ux * _SHORT * scale, start.y() + uy * _SHORT * scale)
    ground = faded(theme.background, 0.7)
    paint_arrow(painter, start, tip, ground, scale, outline=3.0 * scale)
    paint_arrow(painter, start, tip, QColor(theme.text), scale)
    return head_room(start, tip)


def head_room(start: QPointF, tip: QPointF) -> QRectF:
    """What the head of an arrow covers; of a short one, all of it."""
    scale, length = line_scale(), math.hypot(tip.x() - start.x(), tip.y() - start.y())
    foot, margin = tip + (start - tip) * min(1.0, _SHORT * scale / max(length, 1e-9)), 0.5 * HEAD * scale
    return QRectF(foot, tip).normalized().adjusted(-margin, -margin, margin, margin)


def rim_of(size: float) -> float:
    """How far from the middle of a ball the edge is, with a little air."""
    return 0.6 * size + 3


def paint_arrow(
    painter: QPainter, start: QPointF, tip: QPointF, color: QColor, scale: float, outline: float = 0.0, dashes: Sequence[float] = ()
) -> None:
    """An arrow, `outline` pixels thicker all around than it is by itself; `dashes` are those of its shaft, in units of its width.

    One without a direction, as where a step vanishes beside a place of 1e18, is not painted.
    """
    dx, dy = tip.x() - start.x(), tip.y() - start.y()
    length = math.hypot(dx, dy)
    if not 0 < length < math.inf:
        return
    ux, uy, head = dx / length, dy / length, min(HEAD * scale, length)
    neck = QPointF(tip.x() - ux * head, tip.y() - uy * head)
    half = QPointF(-uy * head * 0.5, ux * head * 0.5)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    shaft = round_pen(color, 2.0 * scale + outline)
    if dashes:
        shaft.setDashPattern(dashes)
    painter.setPen(shaft)
    painter.drawLine(start, neck)
    painter.setBrush(color)
    painter.setPen(round_pen(color, outline) if outline else Qt.PenStyle.NoPen)
    painter.drawPolygon(QPolygonF([tip, neck + half, neck - half]))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def round_pen(color: QColor, width: float) -> QPen:
    """A pen with round ends and corners."""
    return QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
