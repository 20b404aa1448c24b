"""As many points as there are pixels, and no spike lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Summary = Callable[[NDArray[Any], NDArray[Any]], Sequence[NDArray[Any]] | NDArray[Any]]


class GrowingBand:
    """Some figures of fixed stretches of rows; each stretch is looked at once, when all its rows are there.

    Args:
        edges: where each stretch begins, and where the last one ends: int64 [bins + 1], not falling.
        summary: gives the figures, for example extremes, among rows [begin_i, end_i) for each i, NaN for none: [figures, k].
        figures: how many it gives.
    """

    def __init__(self, edges: NDArray[np.int64], summary: Summary, figures: int = 2) -> None:
        self._edges, self._summary = edges, summary
        self._known = np.full((figures, len(edges) - 1), np.nan)
        self._whole = 0

    def until(self, rows: int) -> NDArray[np.float64]:
        """The figures of each stretch among the first `rows` rows, as far as they reach; NaN where there is none: [figures, k]."""
        edges = self._edges
        whole = int(np.searchsorted(edges[1:], rows, side="right"))
        known = min(self._whole, whole)
        reached = whole + int(whole < self._known.shape[1] and edges[whole] < rows)
        if reached == known:
            return self._known[:, :whole]
        new = np.stack([*self._summary(edges[known:reached], np.minimum(edges[known + 1 : reached + 1], rows))])
        if whole > known:
            self._known[:, known:whole] = new[:, : whole - known]
            self._whole = whole
        return np.concatenate([self._known[:, :whole], new[:, whole - known :]], axis=1)
