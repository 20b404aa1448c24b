"""A lane's path as seen on a plane, and how much of it the plane shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..growing_table import GrowingTable
from ..kernels.availability import project_kernel
from .plane import Plane


class Projection:
    """Coordinates of a growing path. One thread extends it, others read.

    Args:
        plane: where to project to.

    Attributes:
        plane: the same.
        stride: every how many updates there is a point.
    """

    def __init__(self, plane: Plane, stride: int = 1) -> None:
        self.plane = plane
        self.restart(stride)

    def restart(self, stride: int) -> None:
        """Forget all points; what comes next is every `stride`-th update from the start."""
        self.stride = stride
        self._points = GrowingTable({"x": np.float64, "y": np.float64, "distance": np.float64})
        self._sum = np.zeros(len(self.plane.origin))  # of offsets from the origin
        self._squares = 0.0
        self._spread = _Spread(0, np.zeros(2), 0.0)
        self._low, self._high = np.full(2, np.inf), np.full(2, -np.inf)

    def __len__(self) -> int:
        return len(self._points)

    def extend(self, weights: NDArray[Any]) -> None:
        """Add the next weights, [k, P]."""
        for begin in range(0, len(weights), 4096):
            points = self._project(weights[begin : begin + 4096])
            self._low = np.minimum(self._low, [points["x"].min(), points["y"].min()])
            self._high = np.maximum(self._high, [points["x"].max(), points["y"].max()])
            self._spread = _merged(self._spread, np.stack([points["x"], points["y"]]))
            self._points.append(**points)

    def _project(self, weights: NDArray[Any]) -> dict[str, NDArray[np.float64]]:
        plane = self.plane
        project = project_kernel(weights.dtype.name)
        if project is not None:
            x, y, distance = np.empty((3, len(weights)))
            weights = np.ascontiguousarray(weights)  # of any other layout the kernel would be compiled anew, for a second
            self._squares += project(weights, plane.origin, plane.directions, x, y, distance, self._sum)
            return {"x": x, "y": y, "distance": distance}
        offsets = weights.astype(np.float64) - plane.origin  # [k, P]
        coordinates = offsets @ plane.directions.T  # [k, 2]
        residual = offsets - coordinates @ plane.directions
        distance = np.zeros(len(offsets)) if plane.is_exact else np.linalg.norm(residual, axis=1)
        self._sum += offsets.sum(axis=0)
        self._squares += float(np.einsum("ij,ij->", offsets, offsets))
        return {"x": coordinates[:, 0], "y": coordinates[:, 1], "distance": distance}

    def points(self) -> Mapping[str, NDArray[np.float64]]:
        """`x`, `y` and `distance` off the plane by point: float64, [k] each, in units of the weights."""
        return self._points.snapshot()

    def corners(self, points: int | None = None) -> NDArray[np.float64]:
        """Two opposite corners of the rectangle around the first `points` points, or all: [2, 2]."""
        if points is None or points >= len(self):
            return np.stack([self._low, self._high])
        shown = self._points.snapshot()
        path = np.stack([shown["x"][:points], shown["y"][:points]], axis=1)
        return np.stack([path.min(axis=0), path.max(axis=0)])

    def explained(self) -> float:
        """The share of the path's variance about its own mean that lies in the plane, 0 to 1; NaN if it does not move."""
        count, _, shown = self._spread
        total = self._squares - float(self._sum @ self._sum) / max(count, 1)
        return float(min(1.0, shown / total)) if total > 0 else float("nan")


class _Spread(NamedTuple):
    """How many points, where their middle is, [2], and the sum of their squared distances from it."""

    number: int
    middle: NDArray[np.float64]
    squares: float


def _merged(spread: _Spread, points: NDArray[np.float64]) -> _Spread:
    """Take in more points, [2, k] (Chan, Golub and LeVeque 1979)."""
    more, middle = points.shape[1], points.mean(axis=1)
    number, away = spread.number + more, middle - spread.middle
    squares = float(((points - middle[:, None]) ** 2).sum() + (away @ away) * (spread.number * more / number))
    return _Spread(number, spread.middle + away * (more / number), spread.squares + squares)
