"""The lanes' marker shapes: a lane is told by its shape as well as by its colour."""

from __future__ import annotations

from functools import lru_cache
from math import cos, pi, sin, sqrt

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainterPath, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.look.theme import LaneStyle, MarkerKind, scaled
from gui.widgets.painting import Painted

_SQUARE_SIDE = sqrt(pi) / 2.0
"""Side of the square that has the area of a circle of diameter 1."""


def _polygon(corners: int, radius: float, first_angle: float) -> QPainterPath:
    angles = (first_angle + 2.0 * pi * corner / corners for corner in range(corners))
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(radius * cos(angle), radius * sin(angle)) for angle in angles]))
    path.closeSubpath()
    return path


def _plus(size: float) -> QPainterPath:
    arm = size * sqrt(pi / 4.0 / 5.0)  # five squares of this side make the circle's area
    level, upright = QPainterPath(), QPainterPath()
    level.addRect(QRectF(-1.5 * arm, -0.5 * arm, 3.0 * arm, arm))
    upright.addRect(QRectF(-0.5 * arm, -1.5 * arm, arm, 3.0 * arm))
    return level.united(upright).simplified()


@lru_cache(maxsize=64)
def marker_path(kind: MarkerKind, size: float) -> QPainterPath:
    """The marker, centred at the origin, y downwards; not to be changed. Every shape has the area of a circle of diameter `size`."""
    if kind == "circle":
        path = QPainterPath()
        path.addEllipse(QPointF(0.0, 0.0), size / 2.0, size / 2.0)
        return path
    if kind == "plus":
        return _plus(size)
    if kind == "square":
        return _polygon(4, size * _SQUARE_SIDE / sqrt(2.0), pi / 4.0)
    if kind == "diamond":
        return _polygon(4, size * _SQUARE_SIDE / sqrt(2.0), 0.0)
    triangle_radius = size * sqrt(pi / (3.0 * sqrt(3.0)))
    return _polygon(3, triangle_radius, -pi / 2.0 if kind == "triangle" else pi / 2.0)


class MarkerLabel(Painted, QWidget):
    """A lane's marker in the lane's colour.

    Attributes:
        lane: which lane's style to show.
    """

    def __init__(self, lane: int, parent: QWidget | None = None, size: int = 12) -> None:
        super().__init__(parent)
        self.lane = lane
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @property
    def style_shown(self) -> LaneStyle:
        return self.theme.lanes[self.lane % len(self.theme.lanes)]

    def set_lane(self, lane: int) -> None:
        self.lane = lane
        self.update()

    def sizeHint(self) -> QSize:
        side = int(scaled(self._size) * 1.36) // 2 * 2 + 1  # odd, as is the square's side, so that its edges fall on pixels
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.start_painting() as painter:
            square_side = round(scaled(self._size) * _SQUARE_SIDE / 2.0 - 0.5) * 2 + 1
            path = marker_path(self.style_shown.marker, square_side / _SQUARE_SIDE)
            # Beside text a triangle is judged by its extent; hung by its centroid it would seem to float.
            painter.translate(QRectF(self.rect()).center() - path.boundingRect().center() * 0.85)
            painter.fillPath(path, QColor(self.style_shown.color))
