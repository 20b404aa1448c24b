"""Where paths lead, in cells: what is written keeps away from all of a path, also from what the playhead has not come to yet."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

Floats = NDArray[np.float64]

_MOST = 20_000


class Trodden:
    """The cells of an area that paths lead through.

    Args:
        area: which; what lies outside does not count.
        cell: the side of a cell.
    """

    def __init__(self, area: QRectF, cell: float) -> None:
        self._area, self._cell = area, cell
        self._cells = np.zeros((math.ceil(area.height() / cell) + 1, math.ceil(area.width() / cell) + 1), bool)

    def add(self, path: Floats) -> None:
        """Add a line through points [k, 2]."""
        x, y = self._evenly(path).T
        inside = (x >= self._area.left()) & (x <= self._area.right()) & (y >= self._area.top()) & (y <= self._area.bottom())
        column, row = (x[inside] - self._area.left()) / self._cell, (y[inside] - self._area.top()) / self._cell
        self._cells[row.astype(int), column.astype(int)] = True

    def meets(self, rect: QRectF) -> bool:
        """Whether a path may lead through a rectangle."""
        left, right = ((x - self._area.left()) / self._cell for x in (rect.left(), rect.right()))
        top, bottom = ((y - self._area.top()) / self._cell for y in (rect.top(), rect.bottom()))
        rows, columns = slice(max(0, int(top)), max(0, int(bottom) + 1)), slice(max(0, int(left)), max(0, int(right) + 1))
        return bool(self._cells[rows, columns].any())

    def _evenly(self, path: Floats) -> Floats:
        """Points along a line, less than a cell apart; of a very long one, which fills what it crosses anyway, only so many: [n, 2]."""
        if len(path) < 2:
            return path
        along = np.concatenate([[0.0], np.hypot(*np.diff(path, axis=0).T).cumsum()])
        at = np.append(np.arange(0.0, along[-1], max(0.7 * self._cell, along[-1] / _MOST)), along)
        return np.stack([np.interp(at, along, path[:, 0]), np.interp(at, along, path[:, 1])], axis=1)
