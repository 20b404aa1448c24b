"""Where paths lead, in cells: what is written keeps away from all of a path, also from what the playhead has not come to yet."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

Floats = NDArray[np.float64]
Cells = NDArray[np.int64]

_MOST = 20_000


class OccupancyGrid:
    """The cells of an area that paths lead through.

    Args:
        area: which; what lies outside does not count.
        cell: the side of a cell.
    """

    def __init__(self, area: QRectF, cell: float) -> None:
        self._area, self._cell = area, cell
        self._cells = np.zeros((math.ceil(area.height() / cell) + 1, math.ceil(area.width() / cell) + 1), bool)
        self._sums: NDArray[np.int64] | None = None

    def add(self, path: Floats) -> None:
        """Add a line through points [k, 2]."""
        x, y = self._evenly(path).T
        inside = (x >= self._area.left()) & (x <= self._area.right()) & (y >= self._area.top()) & (y <= self._area.bottom())
        column, row = (x[inside] - self._area.left()) / self._cell, (y[inside] - self._area.top()) / self._cell
        self._cells[row.astype(int), column.astype(int)] = True
        self._sums = None

    def meets(self, rect: QRectF) -> bool:
        """Whether a path may lead through a rectangle."""
        return bool(self.meet(np.array([rect.getCoords()]))[0])

    def meet(self, boxes: Floats) -> NDArray[np.bool_]:
        """Whether a path may lead through rectangles [k, 4] of left, top, right and bottom: [k]."""
        height, width = self._cells.shape
        places = (boxes - np.tile([self._area.left(), self._area.top()], 2)) / self._cell
        left, top, right, bottom = np.clip(places.astype(int) + np.array([0, 0, 1, 1]), 0, (width, height, width, height)).T
        if self._sums is None:
            self._sums = sums_of(self._cells)
        met: NDArray[np.bool_] = within(self._sums, left, top, right, bottom) > 0
        return met

    def _evenly(self, path: Floats) -> Floats:
        """Points along a line, less than a cell apart; of a very long one, which fills what it crosses anyway, only so many: [n, 2]."""
        if len(path) < 2:
            return path
        along = np.concatenate([[0.0], np.hypot(*np.diff(path, axis=0).T).cumsum()])
        at = np.append(np.arange(0.0, along[-1], max(0.7 * self._cell, along[-1] / _MOST)), along)
        return np.stack([np.interp(at, along, path[:, 0]), np.interp(at, along, path[:, 1])], axis=1)


def sums_of(counts: NDArray[np.generic]) -> NDArray[np.int64]:
    """Sums over all cells above and left of each corner of cells [h, w] (Crow 1984): [h + 1, w + 1]."""
    return np.pad(counts.astype(np.int64).cumsum(0).cumsum(1), ((1, 0), (1, 0)))


def within(sums: NDArray[np.int64], left: Cells, top: Cells, right: Cells, bottom: Cells) -> NDArray[np.int64]:
    """The sums over rectangles of cells, without those at `right` and `bottom`: [k]."""
    whole: NDArray[np.int64] = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
    return whole
