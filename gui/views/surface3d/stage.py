"""What there is to see in the relief: the ground, each lane's trail and ball on it, and contour lines of batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor

from gui.look.theme import Theme, line_scale
from gui.session.frame import Frame
from gui.views.surface.marks import some_of
from gui.views.surface.terrain import Levels, contours_of_batch
from gui.widgets.painting import faded

from .camera import Sight
from .ground import Ground
from .path3d import Course
from .signs import Signs
from .solids import solid
from .terrain_path import laid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.landscape.landscape import Landscape
    from engine.landscape.probe import BatchSurface, GradientSteps

    from .renderer import Ball, Renderer, Scene, Stroke

BALL = 8.5  # pixels
_PULLED = 0.008  # in the world: so far are trails pulled towards the eye, lest the ground they lie on covers them
_SHADE = {  # by theme: what light does to colours, as in `scene.renderer.Shade`
    "dark": ((0.34, 0.38, 0.46), (1.22, 1.21, 1.18), 0.04),
    "light": ((0.50, 0.60, 0.72), (1.03, 1.03, 1.03), 0.02),
}


class Stage:
    """One landscape in the world.

    Args:
        landscape: which.
        ground: its surface.
        signs: what its contour lines say.
        courses: trails and balls, one for each lane.

    Attributes:
        outline: points around the ground, [k, 3].
        visible: indices of the lanes that are not hidden.
        arrows, gradients: names of the arrows that are drawn at the balls, and what those of gradients show.
    """

    def __init__(self, landscape: Landscape, ground: Ground, signs: Signs, courses: list[Course]) -> None:
        self.landscape, self.ground, self.signs, self.courses = landscape, ground, signs, courses
        self.outline = ground.outline()
        self.visible: tuple[int, ...] = ()
        self.arrows: frozenset[str] = frozenset()
        self.gradients: Sequence[GradientSteps] = ()
        self._contours: list[tuple[str, int, int, float]] = []  # of a batch: name and number of lines, the lane, and how strong

    @classmethod
    def of(cls, landscape: Landscape, heights: Levels, before: Stage | None) -> Stage:
        """The stage for a landscape that has a surface; what stays of the one before is taken over."""
        assert landscape.surface is not None
        if before is not None and before.ground.surface is landscape.surface and before.ground.levels == heights.levels:
            ground, signs = before.ground, before.signs
        else:
            ground = Ground.of(landscape.surface, heights)
            signs = Signs(ground)
        signs.keep_off([some_of(path) for path in landscape.projections])
        courses = before.courses if before is not None else []
        if len(courses) != len(landscape.projections):
            courses = [Course(index) for index in range(len(landscape.projections))]
        made = cls(landscape, ground, signs, courses)
        if before is not None:
            made.visible, made._contours = before.visible, before._contours
        return made

    @property
    def seen(self) -> list[Course]:
        """The lanes that are not hidden."""
        return [course for course in self.courses if course.lane in self.visible]

    def advance(self, renderer: Renderer, frame: Frame, rows: list[int], visible: tuple[int, ...]) -> None:
        """Bring trails and balls to these rows."""
        self.visible = visible
        for course, path, row in zip(self.courses, self.landscape.projections, rows, strict=True):
            lane = self.landscape.recording.lanes[course.lane]
            course.advance(renderer, self.ground, path, row, frame.experiment.planned_updates(lane.lane) or lane.updates)

    def show_batches(self, renderer: Renderer, batches: tuple[BatchSurface, ...]) -> None:
        """Contour lines of batches' own surfaces, laid over the ground."""
        self._contours = []
        for batch in batches:
            for number, (strength, pieces) in enumerate(contours_of_batch(batch.surface, batch.surface.x, batch.surface.y)):
                name, (begin, end) = f"batch {batch.lane} {number}", laid(self.ground, pieces)
                renderer.set_lines(name, begin, end)
                self._contours.append((name, len(begin), batch.lane, strength))

    def scene(self, sight: Sight, theme: Theme, size: QSize, ratio: float) -> Scene:
        """All of it, to be drawn into a picture of so many pixels, `ratio` for each of the window's."""
        from .renderer import Scene, Shade

        contour = faded("#FFFFFF" if theme.name == "dark" else "#22384F", 0.22)
        return Scene(
            size, sight.matrix, sight.eye, sight.lamp, QColor(theme.card), contour,
            Shade(*_SHADE[theme.name]), self._strokes(sight, theme, ratio), self._balls(sight, theme),
        )  # fmt: skip

    def _strokes(self, sight: Sight, theme: Theme, ratio: float) -> list[Stroke]:
        """All lines, the lane with the most updates first, that is at the bottom."""
        from .renderer import Stroke

        scale, pulled = ratio * line_scale(), sight.nearer(_PULLED)
        strokes = [
            Stroke(name, count, faded(theme.lanes[lane].color, strength), 1.6 * scale, pulled)
            for name, count, lane, strength in self._contours
        ]
        for course in reversed(self.seen):
            strokes += course.strokes(theme, scale, pulled)
        return strokes

    def _balls(self, sight: Sight, theme: Theme) -> list[Ball]:
        """All balls, the farthest first."""
        from .renderer import Ball

        balls, rim = [], QColor("#0B0E13" if theme.name == "dark" else "#FFFFFF")
        for course in self.seen:
            place, style = course.place, theme.lanes[course.lane]
            if place is None:
                continue  # a lane that diverges leaves the picture
            size = size_of(course.lane) * sight.pixel * line_scale()
            middle = place + np.array([0.0, 0.0, size * solid(style.marker).foot])
            shines = not self.ground.is_walled(place, sight.eye)
            far = float(np.linalg.norm(sight.eye - place)) + course.lane * size  # on one spot, as at the start, the smaller lies on top
            balls.append((far, Ball(style.marker, middle, size, QColor(style.color), rim, sight.nearer(1.4 * size), shines)))
        return [ball for _, ball in sorted(balls, key=lambda pair: -pair[0])]


def size_of(lane: int) -> float:
    """Half the size of a lane's ball, in pixels: the lower one lies, the larger."""
    return BALL * (1 + 0.22 * lane)
