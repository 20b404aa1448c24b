"""Marks at the edge of a picture that point to what lies outside of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from gui.look.theme import LaneStyle, Theme, line_scale
from gui.widgets.painting import faded

from .ball import paint_ball, rim_of, round_pen

_SIZE, _HEAD = 13.0, 12.0  # pixels, of a mark and of its arrowhead
_REACH = rim_of(_SIZE) + _HEAD  # pixels from the middle of a mark to the tip
_GAP = 2.0 * _SIZE  # between the middles of two marks
_TURN = math.radians(2.0)  # how far a mark moves along the edge at a time until it is clear of the others


class EdgeMark(NamedTuple):
    """Where a mark is, and which way it points, in pixels.

    Attributes:
        place: of its middle.
        target: what it points to.
    """

    place: QPointF
    target: QPointF

    @property
    def room(self) -> QRectF:
        """What it covers."""
        reach = _REACH * line_scale()
        return QRectF(self.place.x() - reach, self.place.y() - reach, 2 * reach, 2 * reach)


def edge_marks(area: QRectF, targets: Iterable[QPointF]) -> list[EdgeMark | None]:
    """A mark for each target outside an area, where the line from the middle to it meets the edge, clear of the other marks; None for
    each inside, or whose place is not finite."""
    half = QPointF(area.width() / 2, area.height() / 2) - QPointF(1, 1) * (_REACH + 2) * line_scale()

    def place_at(angle: float) -> QPointF:
        x, y = math.cos(angle), math.sin(angle)
        return area.center() + QPointF(x, y) * min(half.x() / max(abs(x), 1e-9), half.y() / max(abs(y), 1e-9))

    marks: list[EdgeMark | None] = []
    taken: list[QPointF] = []
    for target in targets:
        mark = None
        if min(half.x(), half.y()) > 0 and math.isfinite(target.x()) and math.isfinite(target.y()) and not area.contains(target):
            towards = _direction(area.center(), target)
            mark = EdgeMark(place_at(free_angle(math.atan2(towards.y(), towards.x()), place_at, taken)), target)
            taken.append(mark.place)
        marks.append(mark)
    return marks


def free_angle(angle: float, place_at: Callable[[float], QPointF], taken: Iterable[QPointF]) -> float:
    """The angle next to one at which a mark is clear of others; where none is, that one.

    Args:
        angle: in radians.
        place_at: gives the pixel of a mark at an angle.
        taken: pixels of the other marks.
    """
    gap = _GAP * line_scale()
    for number in range(round(2 * math.pi / _TURN)):
        turned = angle + _TURN * ((number + 1) // 2) * (-1.0) ** number
        place = place_at(turned)
        if all(math.hypot(place.x() - other.x(), place.y() - other.y()) >= gap for other in taken):
            return turned
    return angle


def paint_edge_mark(painter: QPainter, mark: EdgeMark, theme: Theme, style: LaneStyle | None) -> None:
    """A lane's marker, or a cross for the minimum, and an arrowhead towards what is out of sight."""
    scale = line_scale()
    color = QColor(theme.text if style is None else style.color)
    along = _direction(mark.place, mark.target)
    across, tip = QPointF(-along.y(), along.x()) * 0.42 * _HEAD * scale, mark.place + along * _REACH * scale
    foot, notch = tip - along * _HEAD * scale, tip - along * 0.7 * _HEAD * scale
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(round_pen(faded(theme.background, 0.75), 3.0 * scale))
    painter.setBrush(color)
    head = QPolygonF([tip, foot + across, notch, foot - across])
    painter.drawPolygon(head)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawPolygon(head)
    if style is None:
        paint_cross(painter, mark.place, color)
    else:
        paint_ball(painter, mark.place, style, theme, _SIZE)


def paint_cross(painter: QPainter, center: QPointF, color: QColor) -> None:
    """The mark of the minimum."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(color, 2.0 * line_scale()))
    arm = 6 * line_scale()
    for dx, dy in ((arm, 0), (0, arm)):
        painter.drawLine(QPointF(center.x() - dx, center.y() - dy), QPointF(center.x() + dx, center.y() + dy))


def _direction(start: QPointF, target: QPointF) -> QPointF:
    """From one place to another, of length 1, however far that is; to the right where both are the same."""
    x, y = target.x() - start.x(), target.y() - start.y()
    longest = max(abs(x), abs(y))
    x, y = (x / longest, y / longest) if longest > 0 else (1.0, 0.0)
    return QPointF(x, y) / math.hypot(x, y)
