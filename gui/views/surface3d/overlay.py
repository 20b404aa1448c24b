"""What is painted over the relief, facing the viewer: arrows at the balls, axis names, names of places, and losses of contour lines."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from gui.look.theme import LaneStyle, Theme, line_scale
from gui.look.translation import tr, worded
from gui.plotting.labels import LabelPlacer
from gui.views.surface.ball import paint_last_update
from gui.views.surface.edge_marks import EdgeMark, free_angle, paint_edge_mark
from gui.views.surface.gradients import paint_gradients
from gui.views.surface.marks import name_of

from .camera import Sight
from .ground import Floats
from .names import paint_names
from .stage import BALL, Stage, size_of
from .tangent import Tangent

if TYPE_CHECKING:
    from gui.plotting.plot import Plot


def paint_words(painter: QPainter, area: QRectF, sight: Sight, stage: Stage, theme: Theme) -> None:
    """Paint all of it."""
    if stage.arrows == {"made"}:
        heads = _paint_last_updates(painter, sight, stage, theme)
    else:  # at one scale with what they are compared with
        heads = _paint_gradients(painter, sight, stage, theme)
    placer = LabelPlacer(area, sight.pixels(np.concatenate([np.empty((0, 3)), *(course.sample() for course in stage.seen)])))
    placer.keep_free(paint_names(painter, sight, stage.ground, _axes(stage), theme))
    placer.keep_free([*heads, *_rooms_of_balls(sight, stage)])
    placer.keep_free(_paint_edge_marks(painter, sight, stage, theme))
    _paint_marks(painter, sight, stage, placer, theme)
    stage.signs.paint(painter, sight, placer, theme)


def _paint_last_updates(painter: QPainter, sight: Sight, stage: Stage, theme: Theme) -> list[QRectF]:
    """An arrow at each ball that can be seen; where their heads are."""
    heads = []
    for course in reversed(stage.seen):
        if course.place is None or course.before is None or not stage.ground.is_seen(course.place, sight.eye):
            continue
        up = np.array([0.0, 0.0, BALL * sight.pixel])
        before, now = (QPointF(*pixel) for pixel in sight.pixels(np.array([course.before, course.place]) + up))
        heads.append(paint_last_update(painter, before, now, theme, 2 * size_of(course.lane)))
    return heads


def _paint_gradients(painter: QPainter, sight: Sight, stage: Stage, theme: Theme) -> list[QRectF]:
    """Arrows and ellipses, as on the heat map, on the plane that touches the ground at each ball that can be seen; where the heads are."""
    heads = list[QRectF]()
    for gradients in stage.gradients:
        x, y = gradients.before.tolist()
        place = stage.ground.place(x, y)
        if gradients.lane in stage.visible and place is not None and stage.ground.is_seen(place, sight.eye):
            tangent = cast("Plot", Tangent(sight, stage.ground, x, y))
            heads += paint_gradients(painter, tangent, gradients, stage.arrows, theme.lanes[gradients.lane], theme)
    return heads


def _paint_marks(painter: QPainter, sight: Sight, stage: Stage, placer: LabelPlacer, theme: Theme) -> None:
    """The names of the start and of the lowest point, where they can be seen."""
    for place, text, is_crossed in _marks(stage):
        if not stage.ground.is_seen(place, sight.eye):
            continue
        ((x, y),) = sight.pixels(place[None])
        if is_crossed:
            _cross(painter, QPointF(x, y), QColor(theme.text))
        placer.paint(painter, QPointF(x, y), text, theme)


def _paint_edge_marks(painter: QPainter, sight: Sight, stage: Stage, theme: Theme) -> list[QRectF]:
    """At the edge of the ground, what points to balls and a minimum that are not on it; where that is painted."""
    low = stage.landscape.minimum_beyond
    outside: list[tuple[LaneStyle | None, float, float]]
    outside = [(theme.lanes[course.lane], *course.shadow) for course in stage.seen if not stage.ground.holds(*course.shadow)]
    outside += [(None, low.x, low.y)] if low is not None and stage.landscape.lowest is None else []

    def pixel(angle: float) -> QPointF:
        return QPointF(*sight.pixels(stage.ground.edge(angle)[None])[0])

    marks: list[EdgeMark] = []
    for style, x, y in outside:
        across, up = stage.ground.world(np.array(x), np.array(y))
        if not np.isfinite([across, up]).all():
            continue
        angle = free_angle(math.atan2(up, across), pixel, [mark.place for mark in marks])
        ahead = stage.ground.edge(angle) * [1.1, 1.1, 1.0]
        marks.append(EdgeMark(pixel(angle), QPointF(*sight.pixels(ahead[None])[0])))
        paint_edge_mark(painter, marks[-1], theme, style)
    return [mark.room for mark in marks]


def _marks(stage: Stage) -> list[tuple[Floats, str, bool]]:
    """Places that have a name, their names, and whether a cross marks them."""
    low, marks = stage.landscape.lowest, []
    if low is not None and (place := stage.ground.place(low.x, low.y)) is not None:
        marks.append((place, name_of(low, stage.landscape.plane), True))
    if stage.seen and (first := stage.seen[0].first) is not None:
        marks.append((first, tr("start"), False))
    return marks


def _axes(stage: Stage) -> tuple[str, str]:
    across, up = stage.landscape.plane.axes
    return worded(across), worded(up)


def _rooms_of_balls(sight: Sight, stage: Stage) -> list[QRectF]:
    reach = 2.2 * BALL * line_scale()
    here = np.array([course.place for course in stage.seen if course.place is not None]).reshape(-1, 3)
    return [QRectF(x - reach, y - 1.6 * reach, 2 * reach, 2 * reach) for x, y in sight.pixels(here).tolist()]


def _cross(painter: QPainter, center: QPointF, color: QColor) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(color)
    for dx, dy in ((5, 0), (0, 4)):
        painter.drawLine(QPointF(center.x() - dx, center.y() - dy), QPointF(center.x() + dx, center.y() + dy))
