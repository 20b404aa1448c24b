"""A path laid over the ground: few points, but none far from the next, so that a line between two does not run through a hill."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .ground import SIZE, Floats, Ground

MOST = 1000  # points of a path
LINES = 6000  # through them
LIFT = 0.005  # above the ground
_STEP = 0.02  # of the world, from point to point


class Draped(NamedTuple):
    """Lines over the ground.

    Attributes:
        begin, end: where each begins and ends in the world: [k, 3].
        point: with which point of the path each belongs to the picture, ascending: [k].
    """

    begin: Floats
    end: Floats
    point: NDArray[np.int64]

    def until(self, point: int) -> int:
        """How many lines lead to points up to and with this one."""
        return int(np.searchsorted(self.point, point, side="right"))


def stride_for(last: int) -> int:
    """Every how many points a path is shown up to this point: a power of two, so that it seldom changes while the playhead moves."""
    return 1 << (max(1, -(-last // MOST)) - 1).bit_length()


def draped(ground: Ground, x: Floats, y: Floats, points: NDArray[np.int64], most: int = LINES) -> Draped:
    """Lines through some points of a path, at most about `most`; what leaves the ground is left out.

    Args:
        x, y: data of those points: [k].
        points: which points of the path they are: [k], ascending.
    """
    across, up = ground.world(x, y)
    far = np.hypot(np.diff(across), np.diff(up))
    far = np.where(np.isfinite(far), far, 0.0)
    step = max(_STEP, float(far.sum()) / max(1, most - len(far)))
    pieces = np.maximum(1, np.ceil(np.minimum(far, sum(SIZE)) / step)).astype(int)  # of each line
    line = np.repeat(np.arange(len(far)), pieces)
    piece = np.arange(len(line)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    ends = [_along(ground, x, y, line, (piece + more) / pieces[line]) for more in (0, 1)]
    seen = np.isfinite(ends[0]).all(axis=1) & np.isfinite(ends[1]).all(axis=1)
    return Draped(ends[0][seen], ends[1][seen], points[1:][line[seen]])


def places(ground: Ground, x: Floats, y: Floats, lift: float = LIFT) -> Floats:
    """Places in the world, a little above the ground; NaN where there is none: [k, 3]."""
    across, up = ground.world(x, y)
    return np.stack([across, up, ground.height(x, y) + lift], axis=1)


def laid(ground: Ground, pieces: Sequence[Floats]) -> tuple[Floats, Floats]:
    """Lines through points of data that lie close together already, [k, 2] each: where they begin and end, [lines, 3] each."""
    parts = [places(ground, piece[:, 0], piece[:, 1]) for piece in pieces] or [np.zeros((0, 3))]
    begin, end = np.concatenate([part[:-1] for part in parts]), np.concatenate([part[1:] for part in parts])
    seen = np.isfinite(begin).all(axis=1) & np.isfinite(end).all(axis=1)
    return begin[seen], end[seen]


def _along(ground: Ground, x: Floats, y: Floats, line: NDArray[np.int64], part: Floats) -> Floats:
    with np.errstate(invalid="ignore", over="ignore"):
        return places(ground, x[line] + (x[line + 1] - x[line]) * part, y[line] + (y[line + 1] - y[line]) * part)
