"""One lane on the relief: its trail as lines over the ground, and where its ball lies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtGui import QColor

from engine.geometry.projection import Projection
from gui.look.theme import Theme
from gui.widgets.painting import faded

from .ground import Floats, Ground
from .terrain_path import LIFT, MOST, Draped, draped, places, stride_for

if TYPE_CHECKING:
    from .renderer import Renderer, Stroke

_DOTTED = 150  # a trail of fewer updates has a dot at each
_TIP = 64  # points between the last shown one and the ball
_WIDTH, _CASING, _DOT = 2.2, 2.2, 6.5
_SAMPLE = 300


class Course:
    """A lane's.

    Args:
        lane: which.

    Attributes:
        lane: the same.
        place, before, first: where its ball lies, where its last update began, and where it started, [3]; None where there is no
            ground, and `before` at the start.
        shadow: x and y of the ball on the plane.
    """

    def __init__(self, lane: int) -> None:
        self.lane = lane
        self.place: Floats | None = None
        self.before: Floats | None = None
        self.first: Floats | None = None
        self.shadow = 0.0, 0.0
        self._key: tuple[Any, ...] = ()
        self._built = -1  # up to which point
        self._lines = self._dots = Draped(np.zeros((0, 3)), np.zeros((0, 3)), np.zeros(0, np.int64))
        self._shown = self._dots_shown = 0

    def advance(self, renderer: Renderer, ground: Ground, path: Projection, row: int, planned: int) -> None:
        """Come to a row; a lane that makes few updates has a dot at each."""
        points = path.points()
        x, y = points["x"], points["y"]
        last = min(row // path.stride, len(x) - 1)
        stride = stride_for(last)
        key, ends = (ground, path, stride), last // stride * stride
        if key != self._key or ends > self._built:
            self._key = key
            self._build(renderer, ground, x[: MOST * stride + 1 : stride], y[: MOST * stride + 1 : stride], stride, planned)
        self._shown, self._dots_shown = self._lines.until(ends), self._dots.until(last)
        some = np.append(np.arange(ends, last, max(1, stride // _TIP)), last)
        tip = draped(ground, x[some], y[some], some, most=2 * _TIP)
        renderer.set_lines(f"tip {self.lane}", tip.begin, tip.end)
        some = np.array([last, max(last - 1, 0), 0])
        self.place, before, self.first = (place if np.isfinite(place).all() else None for place in places(ground, x[some], y[some]))
        self.before = before if last > 0 else None
        self.shadow = float(x[last]), float(y[last])

    def sample(self) -> Floats:
        """Some places along the trail: [k, 3]."""
        return self._lines.end[: self._shown : 1 + self._shown // _SAMPLE]

    def strokes(self, theme: Theme, scale: float, pulled: float) -> list[Stroke]:
        """What to draw, `pulled` towards the eye: casings first, then lines and dots."""
        from .renderer import Stroke

        nearer = pulled * (1 + 0.1 * (8 - min(self.lane, 8)))
        color, casing = QColor(theme.lanes[self.lane].color), faded(theme.background, 0.6)
        width = (_WIDTH if self._dots_shown else 1.7) * scale
        lines, tip, dots = (
            (f"{name} {self.lane}", count) for name, count in (("lines", self._shown), ("tip", 4 * _TIP), ("dots", self._dots_shown))
        )
        made = [Stroke(*part, casing, width + _CASING * scale, 0.8 * nearer) for part in (lines, tip)]
        made += [Stroke(*part, color, width, nearer) for part in (lines, tip)]
        return [*made, Stroke(*dots, color, _DOT * scale, nearer)]

    def _build(self, renderer: Renderer, ground: Ground, x: Floats, y: Floats, stride: int, planned: int) -> None:
        points = stride * np.arange(len(x))
        self._built = int(points[-1])
        self._lines = draped(ground, x, y, points)
        renderer.set_lines(f"lines {self.lane}", self._lines.begin, self._lines.end)
        spots = places(ground, x, y, LIFT) if planned <= _DOTTED else np.zeros((0, 3))
        seen = np.isfinite(spots).all(axis=1)
        self._dots = Draped(spots[seen], spots[seen], points[: len(spots)][seen])
        renderer.set_lines(f"dots {self.lane}", spots[seen], spots[seen])
