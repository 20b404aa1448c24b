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
        known = min(self._whole, whole)
        reached = whole + int(whole < len(self._low) and edges[whole] < rows)
        if reached == known:
            return self._low[:whole], self._high[:whole]
        low, high = self._extremes(edges[known:reached], np.minimum(edges[known + 1 : reached + 1], rows))
        if whole > known:
            self._low[known:whole], self._high[known:whole] = low[: whole - known], high[: whole - known]
            self._whole = whole
        return np.append(self._low[:whole], low[whole - known :]), np.append(self._high[:whole], high[whole - known :])
