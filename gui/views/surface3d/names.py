"""Writes axis names and a few numbers along the two edges of the block that are nearest to the eye."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QTransform

from gui.look.theme import SMALL, Theme, font, scaled
from gui.look.ticks import linear_ticks

from .camera import Sight
from .ground import FLOOR, SIZE, Floats, Ground

_TICK = 5.0
_PIXELS = 75.0  # from number to number
_BESIDE = 4.0  # pixels between two numbers
_WORD = 40.0  # a shorter name stands upright
_SHORTEST = 70.0  # an edge that is seen shorter has no name


def paint_names(painter: QPainter, sight: Sight, ground: Ground, names: tuple[str, str], theme: Theme) -> list[QRectF]:
    """Name both axes; where they are written."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setFont(font(SMALL, tabular=True))
    rooms: list[QRectF] = []
    for axis, data in ((0, ground.x), (1, ground.y)):
        _paint_axis(painter, sight, _edge(ground, sight.eye, axis), (float(data[0]), float(data[-1])), names[axis], theme, rooms)
    return rooms


def _edge(ground: Ground, eye: Floats, axis: int) -> Floats:
    """Both ends of the edge along an axis that is nearest to the eye: at the foot, or where that is hidden, at the top: [2, 3]."""
    across = 1 - axis
    far = SIZE[across] / 2 if eye[across] > 0 else -SIZE[across] / 2
    ends = np.full((2, 3), FLOOR)
    ends[:, axis], ends[:, across] = (-SIZE[axis] / 2, SIZE[axis] / 2), far
    if abs(eye[across]) < SIZE[across] / 2:
        border = (ground.z[0 if far < 0 else -1], ground.z[:, 0 if far < 0 else -1])[axis]
        ends[:, 2] = np.nan_to_num(border[[0, -1]], nan=FLOOR)
    return ends


def _paint_axis(
    painter: QPainter, sight: Sight, ends: Floats, data: tuple[float, float], name: str, theme: Theme, rooms: list[QRectF]
) -> None:
    """Name an axis and write its numbers, where they are seen whole and none is in the way; add the rooms that they take."""
    low, high = (QPointF(*pixel) for pixel in sight.pixels(ends))
    along = high - low
    length = math.hypot(along.x(), along.y())
    if length < _SHORTEST:
        return
    out = QPointF(-along.y(), along.x()) / length
    middle = QPointF(*sight.pixels(np.array([[0.0, 0.0, FLOOR]]))[0])
    if QPointF.dotProduct((low + high) / 2 - middle, out) < 0:
        out = -out
    metrics = QFontMetricsF(painter.font())
    painter.setPen(QPen(QColor(theme.text_secondary), 1.0))
    step = metrics.height() / 2 + _TICK
    widest, picture = 0.0, QRectF(0.0, 0.0, sight.width, sight.height)
    ticks = linear_ticks(*data, max(2.0, length / _PIXELS))
    gap = min((b - a for a, b in pairwise(ticks)), default=1.0)
    decimals = max(0, -math.floor(math.log10(gap) + 1e-9)) if gap > 0 else 0
    for tick in ticks:
        part = (tick - data[0]) / (data[1] - data[0])
        place = QPointF(*sight.pixels((ends[0] + (ends[1] - ends[0]) * part)[None])[0])
        text = f"{tick:,.{decimals}f}".replace("-", "−")
        width = metrics.horizontalAdvance(text)
        away = step + abs(out.x()) * width / 2
        widest = max(widest, away + abs(out.y()) * metrics.height() / 2 + abs(out.x()) * width / 2)
        corner = place + out * away - QPointF(width, metrics.height()) / 2
        room = QRectF(corner, QSizeF(width, metrics.height()))
        if picture.contains(room) and not any(room.adjusted(-_BESIDE, 0.0, _BESIDE, 0.0).intersects(other) for other in rooms):
            painter.drawLine(place, place + out * _TICK)
            rooms.append(_write(painter, room.center(), text, 0.0))
    angle = math.degrees(math.atan2(along.y(), along.x()))
    longest = min(sight.width / max(abs(out.y()), 1e-9), sight.height / max(abs(out.x()), 1e-9)) - metrics.height()
    name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, longest)
    wide = metrics.horizontalAdvance(name)
    away = widest + 4 + (abs(out.x()) * wide / 2 + metrics.height() / 2 if wide < _WORD else metrics.height() / 2)
    rooms.append(_write(painter, (low + high) / 2 + out * away, name, 0.0 if wide < _WORD else (angle + 90) % 180 - 90, sight))


def _write(painter: QPainter, middle: QPointF, text: str, angle: float, within: Sight | None = None) -> QRectF:
    """Write upright or turned, moved up or down into a picture if it would not be seen whole; the room it takes."""
    metrics = painter.fontMetrics()
    width, height = metrics.horizontalAdvance(text), metrics.height()
    box = QRectF(-width / 2, -height / 2, width, height)
    turn = QTransform().translate(middle.x(), middle.y()).rotate(angle)
    if within is not None:
        room = turn.mapRect(box)
        turn = turn * QTransform.fromTranslate(0.0, max(0.0, -room.top()) - max(0.0, room.bottom() - within.height))
    painter.save()
    painter.setTransform(turn, True)
    painter.drawText(QRectF(-400, -scaled(12), 800, 2 * scaled(12)), Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
    return turn.mapRect(box)
