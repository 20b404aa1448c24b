"""Paints a lane's path on the plane, the ball at its end and the last update as an arrow.

A trail is painted block by block into a picture that is kept: a frame costs what is new, not what has been. Blocks have
fixed ends, so that coming to a row from before or from behind gives the same picture.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from engine.landscape.projection import Projection
from engine.recording.reduce import distinct_pixels, first_visits
from gui.theme import LaneStyle, Theme, text_scale
from gui.widgets.marker import marker_path
from gui.widgets.painting import faded

from .paths import polyline
from .plot import Plot

_BLOCK = 256
_DOTTED = 150  # a trail of fewer updates has a dot at each
BALL = 18.0


class Look(NamedTuple):
    """How a trail is painted.

    Attributes:
        style: the lane's.
        theme: the window's.
        is_dotted: whether every update has a dot, for lanes that make few of them.
    """

    style: LaneStyle
    theme: Theme
    is_dotted: bool

    @classmethod
    def of(cls, style: LaneStyle, theme: Theme, planned_updates: int) -> Look:
        """The look of a lane that makes this many updates."""
        return cls(style, theme, planned_updates <= _DOTTED)


class Trail:
    """One lane's trail.

    Args:
        plot: where it is painted.
    """

    def __init__(self, plot: Plot) -> None:
        self._plot = plot
        self._key: object = None
        self._projection: Projection | None = None  # held, so that its id in the key is not used again
        self._picture = QPixmap()
        self._blocks = 0

    def paint(self, painter: QPainter, area: QRectF, projection: Projection, row: int, look: Look) -> None:
        """Paint the trail up to a row."""
        point = row // projection.stride
        x, y = self.pixels(projection, point)
        blocks = max(0, len(x) - 1) // _BLOCK
        ratio = self._plot.devicePixelRatioF()
        key = (id(projection), look, area.width(), area.height(), ratio, self._plot.bounds)
        if key != self._key or blocks < self._blocks:
            self._key, self._projection, self._blocks = key, projection, 0
            self._picture = QPixmap(area.size().toSize() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
        if blocks > self._blocks:
            into = QPainter(self._picture)
            for block in range(self._blocks, blocks):
                part = slice(block * _BLOCK, (block + 1) * _BLOCK + 1)
                self._stroke(into, x[part], y[part], look)
            into.end()
            self._blocks = blocks
        if blocks:
            painter.drawPixmap(QPointF(0, 0), self._picture)
        self._stroke(painter, x[blocks * _BLOCK :], y[blocks * _BLOCK :], look)

    def pixels(self, projection: Projection, last: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Pixels of the points up to and with `last`, as far as they are projected."""
        points = projection.points()
        x = np.clip(self._plot.x_of(points["x"][: last + 1]), -20_000, 20_000)
        y = np.clip(self._plot.y_of(points["y"][: last + 1]), -20_000, 20_000)
        return x, y

    def _stroke(self, painter: QPainter, x: NDArray[Any], y: NDArray[Any], look: Look) -> None:
        """Stroke points in the lane's colour, with a casing in the ground's."""
        if len(x) < 2:
            return
        scale = max(1.0, text_scale())
        keep = distinct_pixels(x, y) if look.is_dotted else first_visits(x, y)
        path = polyline(x[keep], y[keep], self._plot.area.translated(-self._plot.area.topLeft()))
        width = (3.0 if look.is_dotted else 1.6) * scale
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(_round_pen(faded(look.theme.background, 0.55), width + 2.5 * scale))
        painter.drawPath(path)
        painter.setPen(_round_pen(QColor(look.style.color), width))
        painter.drawPath(path)
        if look.is_dotted:
            _dots(painter, x[:-1], y[:-1], QColor(look.style.color), 3.4 * scale)


def paint_ball(painter: QPainter, center: QPointF, style: LaneStyle, theme: Theme, size: float = BALL) -> None:
    """The lane's marker with a rim in the ground's colour."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(QColor("#0B0E13") if theme.name == "dark" else QColor("#FFFFFF"), 2.0 * max(1.0, text_scale())))
    painter.setBrush(QColor(style.color))
    painter.drawPath(marker_path(style.marker, size * max(1.0, text_scale())).translated(center))


def paint_last_update(painter: QPainter, before: QPointF, now: QPointF, theme: Theme, size: float = BALL) -> None:
    """The last update as an arrow: from where it began when that can be seen, else a short one in its direction from the ball."""
    dx, dy = now.x() - before.x(), now.y() - before.y()
    length = math.hypot(dx, dy)
    if length < 1e-6:
        return
    ux, uy = dx / length, dy / length
    scale = max(1.0, text_scale())
    reach = 0.6 * size * scale + 3  # to the edge of the ball
    if length > reach + 14 * scale:
        start, tip = before, QPointF(now.x() - ux * reach, now.y() - uy * reach)
    else:
        start = QPointF(now.x() + ux * reach, now.y() + uy * reach)
        tip = QPointF(start.x() + ux * 13 * scale, start.y() + uy * 13 * scale)
    ground = faded(theme.background, 0.7)
    paint_arrow(painter, start, tip, ground, scale, outline=3.0 * scale)
    paint_arrow(painter, start, tip, QColor(theme.text), scale)


def paint_arrow(painter: QPainter, start: QPointF, tip: QPointF, color: QColor, scale: float, outline: float = 0.0) -> None:
    """An arrow, `outline` pixels thicker all around than it is by itself."""
    dx, dy = tip.x() - start.x(), tip.y() - start.y()
    length = math.hypot(dx, dy)
    ux, uy, head = dx / length, dy / length, 7.0 * scale
    neck = QPointF(tip.x() - ux * head, tip.y() - uy * head)
    half = QPointF(-uy * head * 0.5, ux * head * 0.5)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(_round_pen(color, 2.0 * scale + outline))
    painter.drawLine(start, neck)
    painter.setBrush(color)
    painter.setPen(_round_pen(color, outline) if outline else Qt.PenStyle.NoPen)
    painter.drawPolygon(QPolygonF([tip, neck + half, neck - half]))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _dots(painter: QPainter, x: NDArray[Any], y: NDArray[Any], color: QColor, radius: float) -> None:
    path = QPainterPath()
    for px, py in zip(x.tolist(), y.tolist(), strict=False):
        path.addEllipse(QPointF(px, py), radius, radius)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    path.setFillRule(Qt.FillRule.WindingFill)
    painter.drawPath(path)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _round_pen(color: QColor, width: float) -> QPen:
    return QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
