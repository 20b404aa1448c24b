"""As many points as there are pixels, and no spike lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .pyramid import Extremes


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
