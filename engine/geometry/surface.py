"""The loss on a grid over a plane, coarse first and then sharp."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .extent import Extent
from .measurer import Measured, Measurer
from .plane import Plane

_COARSE = 12  # the first picture has every twelfth grid line
_FIRST_POINT_S = 1e-3  # a guess at what a point takes: too long, so that the first slice of a large model is not


@dataclass(frozen=True, eq=False)
class Surface:
    """The training loss over a plane.

    Attributes:
        plane: the plane.
        x: coordinates of the columns, float64 [W].
        y: coordinates of the rows, float64 [H].
        values: loss, float64 [H, W]; `values[i, j]` is the loss at (`x[j]`, `y[i]`).
    """

    plane: Plane
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    values: NDArray[np.float64]


class SurfaceMeasurer:
    """Tells losses from a surface, where what computes them is not there: between its grid lines by straight lines, and nothing beyond.

    Args:
        surface: which.
    """

    def __init__(self, surface: Surface) -> None:
        self._surface = surface

    def measure(self, weights: NDArray[Any]) -> Measured:
        """The height below each of `weights` [k, P], which may lie off the plane; there is no accuracy."""
        plane = self._surface.plane
        x, y = ((weights.astype(np.float64) - plane.origin) @ plane.directions.T).T
        return Measured(self._at(x, y), np.full(len(weights), np.nan))

    def rows(self, plane: Plane, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Height at the points of a grid, [len(y), len(x)]; the plane is the surface's own."""
        across, up = np.meshgrid(x, y)
        return self._at(across.ravel(), up.ravel()).reshape(across.shape)

    def _at(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        surface, lines = self._surface, []
        for coordinates, at in ((surface.x, x), (surface.y, y)):
            place = np.interp(at, coordinates, np.arange(len(coordinates)), np.nan, np.nan)
            index = np.clip(np.nan_to_num(place).astype(np.int64), 0, len(coordinates) - 2)
            lines.append((index, place - index))
        (i, right), (j, above) = lines
        low, high = ((1 - right) * surface.values[k, i] + right * surface.values[k, i + 1] for k in (j, j + 1))
        heights: NDArray[np.float64] = (1 - above) * low + above * high
        return heights


class SurfaceJob:
    """A surface being computed, a slice at a time, so that its thread stays free for other things; dropping it cancels it.

    Args:
        measurer: knows the loss.
        plane, extent: where.
        resolution: grid lines (across, up).

    Attributes:
        surface: the sharpest one so far; None before the coarse one is done.
        extent: as given.
    """

    def __init__(self, measurer: Measurer, plane: Plane, extent: Extent, resolution: tuple[int, int]) -> None:
        self.surface: Surface | None = None
        self.extent = extent
        self._began = time.perf_counter()
        self._measurer, self._plane = measurer, plane
        self._stages = [_grid(extent, max(2, w // r), max(2, h // r)) for r in (_COARSE, 1) for w, h in [resolution]]
        self._rows = list[NDArray[np.float64]]()
        self._point_s = _FIRST_POINT_S

    @property
    def is_done(self) -> bool:
        """Whether it is as sharp as asked for."""
        return not self._stages

    @property
    def age_s(self) -> float:
        """How many seconds ago it was made."""
        return time.perf_counter() - self._began

    def advance(self, seconds: float) -> None:
        """Compute for about this long, or until a surface is done."""
        until = time.perf_counter() + seconds
        while self._stages and (left := until - time.perf_counter()) > 0:
            x, y = self._stages[0]
            done = sum(len(rows) for rows in self._rows)
            count = max(1, int(left / (self._point_s * len(x))))
            began = time.perf_counter()
            self._rows.append(self._measurer.rows(self._plane, x, y[done : done + count]))
            self._point_s = max(1e-9, (time.perf_counter() - began) / self._rows[-1].size)
            if done + len(self._rows[-1]) == len(y):
                self.surface = Surface(self._plane, x, y, np.concatenate(self._rows))
                self._rows = []
                self._stages.pop(0)
                return


def _grid(extent: Extent, width: int, height: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return np.linspace(extent.left, extent.right, width), np.linspace(extent.bottom, extent.top, height)


def compute_surface(measurer: Measurer, plane: Plane, extent: Extent, resolution: tuple[int, int]) -> Surface:
    """The whole surface at once."""
    job = SurfaceJob(measurer, plane, extent, resolution)
    while not job.is_done:
        job.advance(1.0)
    assert job.surface is not None
    return job.surface
