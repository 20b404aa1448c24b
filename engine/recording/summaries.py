"""Extremes and quantiles of many stretches of a column, for curves that cost the same however many rows there are."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .pyramid import LEAF, Extremes, MinMaxPyramid
from .quantiles import BLOCK, QuantilePyramid


class ColumnSummary:
    """Pyramids over a growing column. Whoever calls `cover` builds them, one thread at a time; any others read."""

    def __init__(self, dtype: Any) -> None:
        self._extremes, self._quantiles = MinMaxPyramid(dtype), QuantilePyramid(dtype)
        self._building = threading.Lock()

    def __len__(self) -> int:
        """How many rows are covered."""
        return len(self._extremes)

    def cover(self, column: NDArray[Any]) -> None:
        """Cover what has come since."""
        if len(column) - len(self) < LEAF:
            return
        with self._building:
            self._extremes.extend(column)
            if len(column) - len(self._quantiles) >= BLOCK:
                self._quantiles.extend(column)

    def extremes(self, column: NDArray[Any], begin: NDArray[Any], end: NDArray[Any]) -> Extremes:
        """Smallest and largest value among rows [begin_i, end_i) for each i."""
        return self._extremes.extremes(column, begin, end)

    def quantiles(self, column: NDArray[Any], begin: NDArray[Any], end: NDArray[Any], shares: Sequence[float]) -> NDArray[np.float64]:
        """Quantiles among rows [begin_i, end_i) for each i: [shares, k]; as exact as `quantiles.py` says."""
        return self._quantiles.quantiles(column, begin, end, shares)
