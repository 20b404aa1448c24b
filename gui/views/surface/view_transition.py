"""The way from one view of a growing run to the next: when its plane has been fitted again, the picture eases over and does not jump.

What is painted is painted for the view to come, and shifted, turned and stretched as a whole to where it lay in the view before, less
and less; the ground before fades underneath. So a frame on the way costs two pictures drawn askew, and nothing is computed for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPixmap, QTransform

from engine.geometry.plane import Plane
from gui.look import timing
from gui.plotting.plot import Plot
from gui.widgets.painting import reduced_motion

if TYPE_CHECKING:
    from engine.landscape.landscape import Landscape

Bounds = tuple[float, float, float, float]  # left, right, bottom and top, in data

_OVERLAP = 0.2  # of an area's shadow on the other plane, to the area: where there is less, one is not seen to turn into the other


class ViewTransition:
    """Where things lie on the way. When none is under way, they lie where they belong.

    Args:
        plot: where they are painted.
        clock: tells seconds.
    """

    def __init__(self, plot: Plot, clock: Callable[[], float] = time.perf_counter) -> None:
        self._plot, self._clock = plot, clock
        self._began, self._is_open = 0.0, False
        self._picture = QPixmap()
        self._from, self._picture_from, self._picture_to = QTransform(), QTransform(), QTransform()
        self._balls: list[QPointF] = []
        self._bounds: Bounds = 0.0, 1.0, 0.0, 1.0

    def follow(self, before: Landscape, bounds: Bounds, landscape: Landscape, picture: QPixmap, balls: Sequence[QPointF]) -> None:
        """Set out for a landscape, if it has taken the place of another by itself, because the run has grown; else be there.

        Args:
            before, bounds: what was shown until now, in which view.
            landscape: what is to be shown; the plot has its view already.
            picture: the ground before.
            balls: where they are shown now.
        """
        area, now = self._plot.area, self._plot.bounds
        is_wished = before.recording is not landscape.recording or before.options.surveyed() != landscape.options.surveyed()
        if is_wished or landscape.options.extent is not None or reduced_motion() or not self._plot.isVisible():
            self.arrive()
        elif bounds != now:
            there = between(area, landscape.plane, now, before.plane, bounds)
            self.begin(picture, there, between(area, before.plane, bounds, landscape.plane, now), balls, bounds)

    def begin(self, picture: QPixmap, there: QTransform, back: QTransform, balls: Sequence[QPointF], bounds: Bounds) -> None:
        """Set out from what is shown now, which may be on its way itself.

        Args:
            picture: the ground before.
            there, back: lead from pixels of the new view to those of the view before, and from those to the new view.
            balls: where they are shown now.
            bounds: of the view before.
        """
        here = self.turn
        self._bounds = self.bounds(bounds)
        self._from, self._picture_from, self._picture_to = there * here, here, back
        self._picture, self._balls = picture, list(balls)
        self._began, self._is_open = self._clock(), True

    def step(self) -> None:
        """Let the axes say where it is; on the way, once a frame."""
        if self._is_open:
            self._plot.label_axes(*self.bounds(self._plot.bounds))
            if not self.is_under_way:
                self.arrive()

    def arrive(self) -> None:
        """Be there."""
        if self._is_open:
            self._is_open, self._picture = False, QPixmap()
            self._plot.label_axes(*self._plot.bounds)

    @property
    def is_over(self) -> bool:
        """Whether there is none, or its last step has been made."""
        return not self._is_open

    @property
    def is_under_way(self) -> bool:
        """Whether the new view has not been reached."""
        return self._is_open and self.share < 1.0

    @property
    def share(self) -> float:
        """How far it has come, from 0 to 1: quickly at first, then slower."""
        left = 0.0 if not self._is_open else 1.0 - (self._clock() - self._began) / timing.TRANSITION_S
        return 1.0 - max(0.0, min(1.0, left)) ** 3

    @property
    def turn(self) -> QTransform:
        """Leads from where something lies in the new view to where it is shown."""
        return _mixed(self._from, QTransform(), self.share)

    def ball(self, number: int, place: QPointF) -> QPointF:
        """Where one of the balls is shown that belongs to a place."""
        share = self.share
        return place if share == 1.0 or number >= len(self._balls) else self._balls[number] * (1 - share) + place * share

    def bounds(self, aim: Bounds) -> Bounds:
        """What the axes show on the way to some bounds."""
        share = self.share
        left, right, bottom, top = (a * (1 - share) + b * share if share < 1.0 else b for a, b in zip(self._bounds, aim, strict=True))
        return left, right, bottom, top

    def paint_before(self, painter: QPainter) -> None:
        """Paint the ground before where it lies now."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
        painter.setTransform(_mixed(self._picture_from, self._picture_to, self.share), True)
        painter.drawPixmap(QPointF(0, 0), self._picture)
        painter.restore()


def between(area: QRectF, one: Plane, one_bounds: Bounds, other: Plane, other_bounds: Bounds) -> QTransform:
    """Leads from a view's pixels to where the same weights' shadows lie in another view; where hardly anything of the one plane is seen
    on the other, to the same pixels."""
    matrix, shift = one.shadow_on(other)
    if abs(float(matrix[0, 0] * matrix[1, 1] - matrix[0, 1] * matrix[1, 0])) < _OVERLAP:
        return QTransform()
    fallen = QTransform(*matrix.T.ravel().tolist(), *shift.tolist())
    data, _ = _view(area, one_bounds).inverted()
    return data * fallen * _view(area, other_bounds)


def _view(area: QRectF, bounds: Bounds) -> QTransform:
    """Leads from data to pixels."""
    left, right, bottom, top = bounds
    across, down = area.width() / (right - left), area.height() / (top - bottom)
    return QTransform(across, 0.0, 0.0, -down, -left * across, top * down)


def _mixed(one: QTransform, other: QTransform, share: float) -> QTransform:
    """Between two, `other` at a share of 1."""
    if share == 1.0:
        return other
    a, b = ((t.m11(), t.m12(), t.m21(), t.m22(), t.dx(), t.dy()) for t in (one, other))
    return QTransform(*(p * (1 - share) + q * share for p, q in zip(a, b, strict=True)))
