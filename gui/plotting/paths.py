"""Paths from arrays, cut at the edges of the plot, so that a file holds no more than is seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from pyqtgraph.Qt import internals
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from gui.widgets.painting import is_drawing

Points = NDArray[np.float64]
_BUNDLED = 1.5, 4.0  # device pixels; a thicker line is as cheap in one piece
_APART = 0.8  # device pixels between neighbours of a bundle
_CAP = 0.3  # of its width: so much longer seems a bundle at each end; a little less than its round end is, or dots would be pale


def polyline(x: Points, y: Points, area: QRectF) -> QPainterPath:
    """A line through points in pixels, as far as it lies within an area."""
    if _lies_within(x, y, area):
        return _path(x, y, "all")
    return _path(*_seen(*_segments(x, y), area), "pairs")


def draw_line(painter: QPainter, x: Points, y: Points, pen: QPen, area: QRectF) -> None:
    """Draw a smooth line through points in pixels, as far as it lies within an area.

    Qt draws lines of one pixel twenty times faster than thicker ones: one that is not much thicker, and opaque, is drawn as a bundle. Its
    dashes are cut here, for Qt rounds those of thin lines from point to point.
    """
    ratio = painter.device().devicePixelRatioF()
    width = pen.widthF() * ratio
    is_solid, is_complete = pen.style() == Qt.PenStyle.SolidLine, _lies_within(x, y, area)
    is_plain = pen.color().alpha() == 255 and (is_solid or (is_complete and len(pen.dashPattern()) == 2))
    is_bundled = is_plain and _BUNDLED[0] <= width <= _BUNDLED[1]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    if not is_bundled or is_drawing(painter):
        painter.setPen(pen)
        painter.drawPath(polyline(x, y, area))
        return
    if not is_solid:
        x, y = _dashes(x, y, pen)
    elif not is_complete:
        x, y = _seen(*_segments(x, y), area)
    path = _path(x, y, "all" if is_solid and is_complete else "pairs")
    painter.setPen(QPen(pen.color(), 1.0 / ratio))
    for across, down in (_around(width) / ratio).tolist():
        painter.translate(across, down)
        painter.drawPath(path)
        painter.translate(-across, -down)


def _dashes(x: Points, y: Points, pen: QPen) -> tuple[Points, Points]:
    """The pieces of a line that a pen of equal dashes draws: x and y of where one begins and ends, by turns.

    They are a little shorter, for lines of a bundle reach beyond their ends: as far as gives the same area.
    """
    dash, gap = (length * pen.widthF() for length in pen.dashPattern())
    less, period = _CAP * pen.widthF(), dash + gap
    along = pen.dashOffset() * pen.widthF() + np.concatenate([[0.0], np.hypot(np.diff(x), np.diff(y)).cumsum()])
    begins = np.arange(along[0] // period, along[-1] // period + 1) * period
    places = np.unique(np.clip(np.concatenate([along, begins + less, begins + dash - less]), along[0], along[-1]))
    middle = (places[:-1] + places[1:]) / 2 % period
    is_drawn = (less < middle) & (middle < dash - less)
    return _by_turns(np.interp(places, along, x), is_drawn), _by_turns(np.interp(places, along, y), is_drawn)


def _by_turns(values: Points, is_drawn: NDArray[np.bool_]) -> Points:
    """Both ends of each stretch between values that is drawn."""
    ends: Points = np.stack([values[:-1][is_drawn], values[1:][is_drawn]], axis=1).ravel()
    return ends


def _segments(x: Points, y: Points) -> tuple[Points, Points]:
    """Where the segments of a line begin and end, [2, segments] each."""
    points = np.stack([x, y])
    return points[:, :-1], points[:, 1:]


@cache
def _around(width: float) -> Points:
    """Where lines of one pixel lie around the middle of a thicker one that they fill, [lines, 2]."""
    rings = np.arange((width - 1.0) / 2, -0.5, -1.0)
    places = [np.zeros((1, 2))] if rings[-1] < _APART / 2 else []
    for radius in rings[rings > 0]:
        turns = np.arange(0.0, 2 * np.pi, 2 * np.pi / max(4, math.ceil(2 * np.pi * radius / _APART)))
        places.append(radius * np.stack([np.cos(turns), np.sin(turns)], axis=1))
    return np.concatenate(places)


def _lies_within(x: Points, y: Points, area: QRectF) -> bool:
    return bool(area.left() <= x.min() and x.max() <= area.right() and area.top() <= y.min() and y.max() <= area.bottom())


def _seen(starts: Points, ends: Points, area: QRectF) -> tuple[Points, Points]:
    """The parts of segments [2, segments] that lie within an area: x and y of where one begins and ends, by turns."""
    low, high = np.array([[area.left()], [area.top()]]), np.array([[area.right()], [area.bottom()]])
    enter, leave = inside(starts, ends - starts, low, high)
    seen = enter < leave
    first, step = starts[:, seen], (ends - starts)[:, seen]
    pairs = np.stack([first + enter[seen] * step, first + leave[seen] * step], axis=2)  # [2, visible, 2]
    return pairs[0].ravel(), pairs[1].ravel()


def pieces_within(points: Points, area: QRectF) -> list[Points]:
    """The parts of a line through points [k, 2] that lie within an area, [k, 2] each."""
    low, high = np.array([[area.left()], [area.top()]]), np.array([[area.right()], [area.bottom()]])
    start, step = points[:-1].T, np.diff(points, axis=0).T
    enter, leave = inside(start, step, low, high)
    seen = np.flatnonzero(enter < leave)
    if len(seen) == len(points) - 1 and (enter == 0).all() and (leave == 1).all():
        return [points]
    is_cut = (np.diff(seen) > 1) | (leave[seen[:-1]] < 1) | (enter[seen[1:]] > 0)  # between one segment that is seen and the next
    runs = np.split(seen, np.flatnonzero(is_cut) + 1)
    return [_cut(start[:, run], step[:, run], enter[run], leave[run]) for run in runs if len(run)]


def _cut(start: Points, step: Points, enter: Points, leave: Points) -> Points:
    """Points of segments in a row, [2, k] each, from where the first enters to where the last leaves: [k + 1, 2]."""
    ends = start + leave * step
    return np.concatenate([(start + enter * step)[:, :1], ends], axis=1).T


def lines(x0: Points, y0: Points, x1: Points, y1: Points, area: QRectF) -> QPainterPath:
    """A few lines from points to points, as far as they lie within an area; one that begins where the one before ends goes on from it."""
    ends = [values.tolist() for values in (x0, y0, x1, y1)]
    left, top, right, bottom = _box(*ends)
    if not (area.left() <= left and right <= area.right() and area.top() <= top and bottom <= area.bottom()):
        return _path(*_seen(np.stack([x0, y0]), np.stack([x1, y1]), area), "pairs")
    path, last = QPainterPath(), None  # point by point: an array of so few points takes several times as long
    for begin_x, begin_y, end_x, end_y in zip(*ends, strict=True):
        if last != (begin_x, begin_y):
            path.moveTo(begin_x, begin_y)
        path.lineTo(end_x, end_y)
        last = end_x, end_y
    return path


def draw_lines(painter: QPainter, x0: Points, y0: Points, x1: Points, y1: Points, pens: Sequence[QPen] = ()) -> None:
    """Draw each line by itself, with each pen in turn, or with the painter's: with flat ends, a tenth of the cost of a path."""
    array = internals.PrimitiveArray(QLineF, 4)
    array.resize(len(x0))
    array.ndarray()[:] = np.stack([x0, y0, x1, y1], axis=1)
    drawn = array.drawargs()
    for pen in pens or (painter.pen(),):
        painter.setPen(pen)
        painter.drawLines(*drawn)


def fill_rects(painter: QPainter, left: Points, top: Points, width: Points, height: Points) -> None:
    """Fill rectangles with the painter's brush."""
    array = internals.PrimitiveArray(QRectF, 4)
    array.resize(len(left))
    array.ndarray()[:] = np.stack([left, top, width, height], axis=1)
    painter.drawRects(*array.drawargs())


def draw_segments(painter: QPainter, x: Points, y: Points, area: QRectF) -> None:
    """Draw a line through points in pixels, as far as it lies within an area, segment by segment: each looks the same by itself."""
    x, y = _seen(*_segments(x, y), area)
    draw_lines(painter, x[::2], y[::2], x[1::2], y[1::2])


def box_of(x0: Points, y0: Points, x1: Points, y1: Points) -> QRectF:
    """The box around a few lines."""
    left, top, right, bottom = _box(x0.tolist(), y0.tolist(), x1.tolist(), y1.tolist())
    return QRectF(left, top, right - left, bottom - top)


def _box(x0: list[float], y0: list[float], x1: list[float], y1: list[float]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of some lines."""
    return min(min(x0), min(x1)), min(min(y0), min(y1)), max(max(x0), max(x1)), max(max(y0), max(y1))


def draw_bars(painter: QPainter, x: Points, low: Points, high: Points, area: QRectF) -> None:
    """Draw vertical lines, at least a pixel tall each, as far as they lie within an area."""
    high = np.maximum(high, low + 1.0)
    seen = (high > area.top()) & (low < area.bottom())
    top, bottom = (np.clip(ends[seen], area.top(), area.bottom()) for ends in (low, high))
    if not is_drawing(painter):
        draw_lines(painter, x[seen], top, x[seen], bottom)
        return
    band, half = QPainterPath(), painter.pen().widthF() / 2  # one area: no viewer shows seams in it
    for middle, begin, end in zip(x[seen].tolist(), top.tolist(), bottom.tolist(), strict=True):
        band.addRect(QRectF(QPointF(middle - half, begin), QPointF(middle + half, end)))
    band.setFillRule(Qt.FillRule.WindingFill)
    painter.fillPath(band, painter.pen().color())


def inside(start: Points, step: Points, low: Points, high: Points) -> tuple[Points, Points]:
    """Where along each segment, from 0 to 1, it enters and leaves a rectangle (Liang and Barsky 1984): [segments] each."""
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        one, other = (low - start) / step, (high - start) / step  # [2, segments]
    flat = step == 0
    outside = flat & ((start < low) | (start > high))
    enter = np.where(flat, np.where(outside, np.inf, -np.inf), np.minimum(one, other)).max(axis=0)
    leave = np.where(flat, np.inf, np.maximum(one, other)).min(axis=0)
    return np.maximum(enter, 0.0), np.minimum(leave, 1.0)


def _path(x: Points, y: Points, connect: str | NDArray[np.int32]) -> QPainterPath:
    path: QPainterPath = pg.arrayToQPath(x, y, connect=connect, finiteCheck=False)
    return path
