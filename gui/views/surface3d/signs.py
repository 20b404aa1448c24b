"""Says on the relief at which loss a contour line runs: numbers that face the viewer and turn with the ground.

A number stays at its place on the ground as long as it can be read there, so that nothing jumps while the relief turns; only when the
ground hides it, or a ball, a name or another number comes to lie there, it moves along its line, or is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from gui.look.numbers import exact
from gui.look.theme import Theme
from gui.plotting.labels import LabelPlacer
from gui.plotting.occupancy_grid import OccupancyGrid
from gui.views.surface.contours import lines_of

from .camera import Sight
from .ground import SIZE, Floats, Ground
from .terrain_path import places

_STEP, _SPOTS = 0.06, 16  # of the world from spot to spot of a line, and how many there may be
_EDGE = 0.08  # of the world, to the ground's edge
_MARGIN = (0.06, 0.04)  # of the world, that a path stays away: across and up
_AREA, _MOST = 40_000.0, 7  # square pixels for each number, and how many there may be
_APART = (60.0, 20.0)  # pixels to what else is written, rightwards and downwards
_STILL_APART = (6.0, 1.0)  # of one that stays


class Signs:
    """The numbers on one ground.

    Args:
        ground: which.

    Attributes:
        ground: the same.
        standing: where in the world, [3] each, the numbers of lines stood when they were painted last.
    """

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self._spots = [np.array(spots).reshape(-1, 3) for spots in _spots_of(ground)]  # of each line: [k, 3]
        self._free = self._spots  # those that no path leads past
        self.standing: dict[int, Floats] = {}

    def keep_off(self, paths: Sequence[Floats]) -> None:
        """Stay away from lines through points of data, [k, 2] each."""
        occupied = OccupancyGrid(QRectF(-SIZE[0] / 2, -SIZE[1] / 2, SIZE[0], SIZE[1]), 0.5 * min(_MARGIN))
        for path in paths:
            occupied.add(np.stack(self.ground.world(*path.T), axis=1))
        self._free = [np.array([spot for spot in spots if not occupied.meets(_around(spot))]).reshape(-1, 3) for spots in self._spots]

    def paint(self, painter: QPainter, sight: Sight, placer: LabelPlacer, theme: Theme) -> None:
        """Write them where nothing else is: first those that can stay, then others, far lines first."""
        before, self.standing = self.standing, {}
        most = min(_MOST, round(sight.width * sight.height / _AREA))

        def write(line: int, spots: Floats, apart: tuple[float, float]) -> None:
            for spot in spots if len(self.standing) < most and line not in self.standing else ():
                ((x, y),) = sight.pixels(spot[None]).tolist()
                is_seen = self.ground.is_seen(spot, sight.eye)
                if is_seen and placer.paint_on(painter, QPointF(x, y), exact(self.ground.levels[line]), theme, apart):
                    self.standing[line] = spot
                    return

        for line, spot in before.items():
            if (self._free[line] == spot).all(axis=1).any():
                write(line, spot[None], _STILL_APART)
        for line in [n for first in (1, 0, 2) for n in range(first, len(self._free), 3)]:
            spots = self._free[line]
            write(line, spots[np.argsort(np.linalg.norm(spots - sight.eye, axis=1))], _APART)


def _spots_of(ground: Ground) -> Iterator[Floats]:
    """Places along each contour line, a little above the ground, away from its edges: [k, 3] each."""
    limit = np.array(SIZE[:2]) / 2 - _EDGE
    for pieces in lines_of(ground.surface.values, ground.x, ground.y, ground.levels):
        points = np.concatenate([np.zeros((0, 3)), *(places(ground, *piece.T) for piece in pieces)])
        inside = np.isfinite(points).all(axis=1) & (np.abs(points[:, :2]) < limit).all(axis=1)
        yield _sparse(points[inside])


def _sparse(points: Floats) -> Floats:
    """A few of them, in which none is near another."""
    _, first = np.unique(np.round(points[:, :2] / _STEP), axis=0, return_index=True)
    some = points[np.sort(first)]
    return some[:: 1 + len(some) // _SPOTS]


def _around(spot: Floats) -> QRectF:
    return QRectF(spot[0] - _MARGIN[0], spot[1] - _MARGIN[1], 2 * _MARGIN[0], 2 * _MARGIN[1])
