"""As many points as there are pixels, and no spike lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .pyramid import Extremes


class Band(NamedTuple):
    """Smallest and largest value in each bin that holds any: float64 [k] each.

    Attributes:
        x: middles of the bins.
        low, high: the smallest and the largest value there.
    """

    x: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def min_max(x: NDArray[Any], y: NDArray[Any], left: float, right: float, bins: int) -> Band:
    """The min-max band of points with rising x, over `bins` equal bins from `left` to `right`; NaN values are left out."""
    edges = np.linspace(left, right, bins + 1)
    starts = np.searchsorted(x, edges)
    starts[-1] = np.searchsorted(x, right, side="right")
    filled = np.flatnonzero(starts[1:] > starts[:-1])
    if not len(filled):
        empty = np.empty(0)
        return Band(empty, empty, empty)
    begin, inside = starts[filled], y[: starts[-1]]
    low, high = np.fmin.reduceat(inside, begin), np.fmax.reduceat(inside, begin)
    keep = np.isfinite(low)
    middles = (edges[:-1] + edges[1:])[filled] / 2
    return Band(middles[keep], low[keep].astype(np.float64), high[keep].astype(np.float64))


class GrowingBand:
    """The min-max band over fixed stretches of rows; each stretch is looked at once, when all its rows are there.

    Args:
        edges: where each stretch begins, and where the last one ends: int64 [bins + 1], not falling.
        extremes: gives the smallest and the largest value among rows [begin_i, end_i) for each i, NaN for none.
    """

    def __init__(self, edges: NDArray[np.int64], extremes: Callable[[NDArray[Any], NDArray[Any]], Extremes]) -> None:
        self._edges, self._extremes = edges, extremes
        self._low, self._high = np.full(len(edges) - 1, np.nan), np.full(len(edges) - 1, np.nan)
        self._whole = 0

    def until(self, rows: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Smallest and largest value of each stretch among the first `rows` rows, as far as they reach; NaN where there is none."""
        edges = self._edges
        whole = int(np.searchsorted(edges[1:], rows, side="right"))
        if whole > self._whole:
            new = slice(self._whole, whole)
            self._low[new], self._high[new] = self._extremes(edges[:-1][new], edges[1:][new])
            self._whole = whole
        if whole == len(self._low) or edges[whole] >= rows:
            return self._low[:whole], self._high[:whole]
        low, high = self._extremes(edges[whole : whole + 1], np.array([rows]))
        return np.append(self._low[:whole], low), np.append(self._high[:whole], high)


def distinct_pixels(x: NDArray[Any], y: NDArray[Any]) -> NDArray[np.intp]:
    """Which points of a path in pixel coordinates to draw: the first, and each that lies on another pixel than the one before.

    What is left out would have painted the pixel that is painted already.
    """
    column, row = np.floor(x), np.floor(y)
    changed = (column[1:] != column[:-1]) | (row[1:] != row[:-1])
    return np.flatnonzero(np.concatenate([np.ones(min(len(x), 1), bool), changed]))


def first_visits(x: NDArray[Any], y: NDArray[Any]) -> NDArray[np.intp]:
    """Which points of a path in pixel coordinates to draw: those that lie on a pixel where the path has not been, and the last.

    A path that trembles on a few pixels is drawn with as many points as it covers pixels.
    """
    pixels = np.floor(x).astype(np.int64) * (1 << 32) + np.floor(y).astype(np.int64)
    first = np.unique(pixels, return_index=True)[1]
    return np.unique(np.append(first, len(x) - 1))
