"""Which points of a path have to be drawn: those that come to a pixel where nothing has been drawn yet.

A path of millions of points trembles on few pixels. Points are looked at once, in order; one that lies on a free pixel is
kept, with the line that led to it. Every `BATCH` kept points make a batch, which is drawn before anybody looks farther, and then
claims the pixels that it covers. What is kept follows from the path alone, not from when or in which pieces it was looked at.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from engine.growing_table import GrowingTable

BATCH = 64
_NEAR = 3.0  # pixels; a point no farther than this from the last one kept is joined to it, though the path went a little way around
_PIECE, _LARGEST_PIECE = 512, 65_536  # points looked at in one go

Pixels = NDArray[np.float64]


class Strokes:
    """The lines of one path to draw, in order.

    Args:
        width, height: of the picture, in its own pixels.
        ratio: of these to the pixels in which points are given.
        keeps_all: whether every point is kept, for paths of few points.

    Attributes:
        looked_at: how many points of the path have been looked at; the first one begins it.
        free: whether nothing has been drawn on a pixel: [height, width].
    """

    def __init__(self, width: int, height: int, ratio: float, keeps_all: bool) -> None:
        self.looked_at = 1
        self.free = np.ones((height, width), bool)
        self._ratio, self._keeps_all = ratio, keeps_all
        self._piece = _PIECE
        self._lines = GrowingTable({"point": np.int64} | dict.fromkeys(("x0", "y0", "x1", "y1"), np.float64))

    def __len__(self) -> int:
        """How many lines there are."""
        return len(self._lines)

    def until(self, point: int) -> int:
        """How many lines lead to points up to and with this one, as far as has been looked."""
        return int(self._lines.snapshot()["point"].searchsorted(point, side="right"))

    def point_of(self, line: int) -> int:
        """To which point a line leads; the first for -1."""
        return int(self._lines.snapshot()["point"][line]) if line >= 0 else 0

    def points(self, begin: int, end: int) -> NDArray[np.int64]:
        """To which points lines `begin` to `end` lead, [k]."""
        points: NDArray[np.int64] = self._lines.snapshot()["point"][begin:end]
        return points

    def lines(self, begin: int, end: int) -> tuple[Pixels, Pixels, Pixels, Pixels]:
        """Lines `begin` to `end`: x and y of where they begin, x and y of where they end, [k] each."""
        known = self._lines.snapshot()
        return known["x0"][begin:end], known["y0"][begin:end], known["x1"][begin:end], known["y1"][begin:end]

    def look(self, read: Callable[[int, int], tuple[Pixels, Pixels]], last: int) -> None:
        """Look at the next points of the path, none behind `last`, and at most until a batch is full.

        Args:
            read: gives pixels across and down of points [begin, end).
        """
        begin, end = self.looked_at, min(last + 1, self.looked_at + self._piece)
        px, py = read(begin - 1, end)  # with the one before
        kept = self._free_points(px[1:], py[1:])
        kept = kept[: BATCH - len(self) % BATCH]
        is_full = len(kept) > 0 and (len(self) + len(kept)) % BATCH == 0
        if len(kept):
            self._keep(begin + kept, px, py, kept)
        self.looked_at = begin + int(kept[-1]) + 1 if is_full else end
        self._piece = max(_PIECE, self._piece // 2) if is_full else min(_LARGEST_PIECE, 2 * self._piece)

    def _free_points(self, x: Pixels, y: Pixels) -> NDArray[np.intp]:
        """Which of some points come first to a free pixel."""
        if self._keeps_all:
            return np.arange(len(x))
        places = self._places(x, y)
        free = np.flatnonzero(self.free.ravel()[places])
        kept: NDArray[np.intp] = np.sort(free[np.unique(places[free], return_index=True)[1]])[:BATCH]
        return kept

    def _keep(self, points: NDArray[np.int64], px: Pixels, py: Pixels, kept: NDArray[np.intp]) -> None:
        """Keep points, `kept` among px[1:], py[1:], and claim their pixels."""
        x1, y1 = px[1:][kept], py[1:][kept]
        known = self._lines.snapshot()
        first = (known["x1"][-1:], known["y1"][-1:]) if len(self) else (px[:1], py[:1])
        x0, y0 = np.concatenate([first[0], x1[:-1]]), np.concatenate([first[1], y1[:-1]])
        is_near = np.hypot(x1 - x0, y1 - y0) <= (0.0 if self._keeps_all else _NEAR)
        x0, y0 = np.where(is_near, x0, px[kept]), np.where(is_near, y0, py[kept])
        self._lines.append(point=points, x0=x0, y0=y0, x1=x1, y1=y1)
        self.free.ravel()[self._places(x1, y1)] = False

    def _places(self, x: Pixels, y: Pixels) -> NDArray[np.int64]:
        """The picture's pixels of points, counted row by row; what lies outside counts to the edge."""
        height, width = self.free.shape
        column = np.clip(x * self._ratio, 0, width - 1).astype(np.int64)
        return np.clip(y * self._ratio, 0, height - 1).astype(np.int64) * width + column
