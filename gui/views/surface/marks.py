"""Where things of a landscape lie in the picture, and what is written beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

from engine.geometry.projection import Projection
from engine.landscape.minimum import Lowest
from gui.look.numbers import measure
from gui.look.translation import tr
from gui.plotting.labels import room_of
from gui.plotting.paths import inside
from gui.plotting.plot import Plot

from .contours import Taken

if TYPE_CHECKING:
    from engine.geometry.plane import Plane
    from engine.landscape.landscape import Landscape

LABEL_POINTS = 400  # of each trail, that words keep away from
_MOST = 5000  # points of a path, that labels keep away from
_FAR = 1e9  # pixels; what lies farther is not more off the picture, and would overflow


def place_of(plot: Plot, projection: Projection, row: int) -> QPointF:
    """The pixel of a lane's row."""
    points = projection.points()
    point = min(max(row, 0) // projection.stride, len(projection) - 1)
    return plot.point_of(float(points["x"][point]), float(points["y"][point]))


def names_of(plot: Plot, landscape: Landscape) -> list[tuple[QPointF, str]]:
    """Pixels that have a name, wherever the playhead is, and their names."""
    start, low = (place_of(plot, landscape.projections[0], 0), tr("start")), landscape.lowest or landscape.minimum_beyond
    return [start] if low is None else [(plot.point_of(low.x, low.y), name_of(low, landscape.plane)), start]


def name_of(low: Lowest, plane: Plane) -> str:
    """What the lowest point is called."""
    loss = measure(low.loss)
    return tr("minimum {loss}", loss=loss) if plane.is_exact and low.is_minimum else tr("lowest here {loss}", loss=loss)


def taken_by(plot: Plot, landscape: Landscape) -> Taken:
    """Where no label of a contour line may lie: where names are, and where paths lead, seen already or not."""
    paths, area = [], QRectF(QPointF(), plot.area.size())
    for points in (some_of(path) for path in landscape.projections):
        path = np.stack([plot.x_of(points[:, 0]), plot.y_of(points[:, 1])], axis=1)
        paths.append(_within(np.clip(path, -_FAR, _FAR), area))
    return Taken([room_of(place, text) for place, text in names_of(plot, landscape)], paths)


def _within(path: NDArray[np.float64], area: QRectF) -> NDArray[np.float64]:
    """A line through points [k, 2] as it is seen in an area; where it leaves and comes back, it is led along the edge: [n, 2]."""
    low, high = np.array([[area.left()], [area.top()]]), np.array([[area.right()], [area.bottom()]])
    start, step = path[:-1].T, np.diff(path, axis=0).T
    enter, leave = inside(start, step, low, high)
    seen = enter < leave
    ends = [start[:, seen] + part[seen] * step[:, seen] for part in (enter, leave)]  # [2, segments] each
    return np.stack(ends, axis=2).reshape(2, -1).T


def some_of(projection: Projection) -> NDArray[np.float64]:
    """Points along all of a path, in data, as many as show where it leads: [k, 2]."""
    points = projection.points()
    some = slice(None, None, 1 + len(points["x"]) // _MOST)
    path = np.stack([points["x"][some], points["y"][some]], axis=1).astype(np.float64)
    return path[np.isfinite(path).all(axis=1)]
