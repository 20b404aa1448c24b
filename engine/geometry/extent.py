"""A rectangle on a plane. Light to import."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_MARGIN = 0.12  # of the paths' extent, on each side
LEAST = 1e-3  # so that points on one spot have room around them


@dataclass(frozen=True)
class Extent:
    """A rectangle on a plane."""

    left: float
    right: float
    bottom: float
    top: float

    @classmethod
    def around(cls, points: Iterable[NDArray[np.float64]], margin: float = _MARGIN, least: float = LEAST) -> Extent:
        """The rectangle that holds all finite points [k, 2] with a margin; `least` of the largest coordinate, or of 1, on each side."""
        stacked = np.concatenate(list(points))
        stacked = stacked[np.isfinite(stacked).all(axis=1)]
        low, high = stacked.min(axis=0), stacked.max(axis=0)
        size = np.maximum(high - low, least * max(1.0, float(np.abs(stacked).max())))
        middle = (low + high) / 2
        low, high = middle - size * (0.5 + margin), middle + size * (0.5 + margin)
        return cls(float(low[0]), float(high[0]), float(low[1]), float(high[1]))

    def holds(self, other: Extent) -> bool:
        """Whether another rectangle lies within this one."""
        return self.left <= other.left and self.right >= other.right and self.bottom <= other.bottom and self.top >= other.top

    def moved(self, across: float, up: float) -> Extent:
        """The same rectangle elsewhere."""
        return Extent(self.left + across, self.right + across, self.bottom + up, self.top + up)

    def scaled(self, factor: float, x: float, y: float) -> Extent:
        """A rectangle so many times as large, with a point staying at its place in it."""
        return Extent(
            x + (self.left - x) * factor, x + (self.right - x) * factor, y + (self.bottom - y) * factor, y + (self.top - y) * factor
        )  # fmt: skip

    def shaped(self, aspect: float) -> Extent:
        """The smallest rectangle around this one, of the same middle, that is so many times as high as wide; this one, for 0."""
        width, height = self.right - self.left, self.top - self.bottom
        if not aspect:
            return self
        across, up = (max(width, height / aspect) - width) / 2, (max(height, width * aspect) - height) / 2
        return Extent(self.left - across, self.right + across, self.bottom - up, self.top + up)

    @property
    def area(self) -> float:
        """Width times height."""
        return (self.right - self.left) * (self.top - self.bottom)
