"""The ground of the relief as arrays: a surface as a block of triangles, and the height of any place on it.

The world is a box: x to the right as on the heat map, y away from the front where the heat map has it upwards, z up. Heights follow the
heat map's scale, linear or logarithmic. Where the loss is not finite there is a hole.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gui.views.surface.terrain import Levels

if TYPE_CHECKING:
    from engine.geometry.surface import Surface  # its module imports PyTorch

SIZE = (2.1, 1.05, 0.44)
FLOOR = -0.07  # the block's foot; the lowest loss lies at 0
_OUTLINE = 24  # points across and up
_LOOKS = 150  # places on the way from a point to the eye

Floats = NDArray[np.float64]


class Mesh(NamedTuple):
    """Triangles.

    Attributes:
        vertices: float32 [k, 9]: place, normal, share of the height from 0 to 1, contour band, and 1 on the block's sides or 0 on top.
        triangles: uint32 [m, 3], rows of `vertices`.
    """

    vertices: NDArray[np.float32]
    triangles: NDArray[np.uint32]


@dataclass(frozen=True, eq=False)
class Ground:
    """A surface in the world.

    Attributes:
        surface: the same in data.
        x, y: its grid lines: [W], [H].
        z: heights in the world, NaN where the loss is not finite: [H, W].
        share: the same from 0 to 1: [H, W].
        bands: on which contour line: [H, W].
        levels: losses of the contour lines.
    """

    surface: Surface
    x: Floats
    y: Floats
    z: Floats
    share: Floats
    bands: Floats
    levels: tuple[float, ...]

    @classmethod
    def of(cls, surface: Surface, heights: Levels) -> Ground:
        """The ground that a surface makes."""
        share = np.where(np.isfinite(surface.values), heights.share(surface.values), np.nan)
        return cls(surface, surface.x, surface.y, share * SIZE[2], share, heights.band(share), heights.levels)

    def world(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """World coordinates of data."""
        across = (x - self.x[0]) / (self.x[-1] - self.x[0]) - 0.5
        return across * SIZE[0], ((y - self.y[0]) / (self.y[-1] - self.y[0]) - 0.5) * SIZE[1]

    def height(self, x: Floats, y: Floats) -> Floats:
        """Heights in the world at data, between the four values around each; NaN outside and in holes: [k]."""
        high, wide = self.z.shape
        across = (x - self.x[0]) / (self.x[-1] - self.x[0]) * (wide - 1)
        up = (y - self.y[0]) / (self.y[-1] - self.y[0]) * (high - 1)
        inside = (across >= 0) & (across <= wide - 1) & (up >= 0) & (up <= high - 1)
        across, up = np.where(inside, across, 0.0), np.where(inside, up, 0.0)
        column, row = np.minimum(across.astype(int), wide - 2), np.minimum(up.astype(int), high - 2)
        a, b = across - column, up - row
        lower = (1 - a) * self.z[row, column] + a * self.z[row, column + 1]
        upper = (1 - a) * self.z[row + 1, column] + a * self.z[row + 1, column + 1]
        return np.where(inside, (1 - b) * lower + b * upper, np.nan)

    def place(self, x: float, y: float) -> Floats | None:
        """A place in the world, on the ground: [3]; None where there is none."""
        across, up = self.world(np.array(x), np.array(y))
        place = np.array([across, up, self.height(np.array([x]), np.array([y]))[0]])
        return place if np.isfinite(place).all() else None

    def holds(self, x: float, y: float) -> bool:
        """Whether data lies within its edges."""
        return bool(self.x[0] <= x <= self.x[-1] and self.y[0] <= y <= self.y[-1])

    def edge(self, angle: float) -> Floats:
        """The place at the edge of the ground in a direction of the world from its middle: [3]."""
        along = np.array([math.cos(angle), math.sin(angle)])
        place = along * (np.array(SIZE[:2]) / 2 / np.maximum(np.abs(along), 1e-9)).min()
        column, row = np.rint((place / SIZE[:2] + 0.5) * (np.array(self.z.shape)[::-1] - 1)).astype(int)
        return np.append(place, np.nan_to_num(self.z[row, column], nan=SIZE[2]))

    def outline(self) -> Floats:
        """Some points around all of it, its foot and its top: [k, 3]."""
        some = [np.unique(np.linspace(0, count - 1, _OUTLINE).astype(int)) for count in self.z.shape]
        x, y = np.meshgrid(*self.world(self.x[some[1]], self.y[some[0]]))
        top = np.stack([x, y, self.z[np.ix_(*some)]], axis=-1).reshape(-1, 3)
        foot = np.array([(across * SIZE[0] / 2, up * SIZE[1] / 2, FLOOR) for across in (-1, 1) for up in (-1, 1)])
        return np.concatenate([foot, top[np.isfinite(top).all(axis=1)]])

    def is_seen(self, point: Floats, eye: Floats) -> bool:
        """Whether nothing of the ground lies between a point [3] of the world and an eye [3]."""
        over = (SIZE[2] - point[2]) / max(eye[2] - point[2], 1e-9)  # from there on, the way lies above all of it
        way = point + (eye - point) * np.linspace(0.0, min(max(over, 0.0), 1.0), _LOOKS)[1:, None]  # [k, 3]
        return not bool((self.height(*self._data(way)) > way[:, 2]).any())

    def is_walled(self, point: Floats, eye: Floats) -> bool:
        """Whether a side of the block lies between a point [3] on the ground and an eye [3]."""
        step = eye - point
        steps = np.where(step[:2] == 0, 1e-9, step[:2])
        way = point + step * min(1.0, 0.999 * float(((np.copysign(SIZE[:2], steps) / 2 - point[:2]) / steps).min()))  # just within the side
        return bool((self.height(*self._data(way[None])) > way[2]).any())

    def _data(self, places: Floats) -> tuple[Floats, Floats]:
        """Data of places [k, 3] of the world: [k] each."""
        x = self.x[0] + (places[:, 0] / SIZE[0] + 0.5) * (self.x[-1] - self.x[0])
        return x, self.y[0] + (places[:, 1] / SIZE[1] + 0.5) * (self.y[-1] - self.y[0])

    def mesh(self) -> Mesh:
        """Its top and its sides."""
        top = self._top()
        parts, triangles, count = [top.vertices], [top.triangles], len(top.vertices)
        for side in self._sides():
            parts.append(side.vertices)
            triangles.append(side.triangles + np.uint32(count))
            count += len(side.vertices)
        return Mesh(np.concatenate(parts), np.concatenate(triangles))

    def _top(self) -> Mesh:
        high, wide = self.z.shape
        x, y = np.meshgrid(*self.world(self.x, self.y))  # [H, W] each
        filled = np.where(np.isfinite(self.z), self.z, SIZE[2])  # beside a hole, the ground rises
        up, across = np.gradient(filled, y[:, 0], x[0])
        normals = np.stack([-across, -up, np.ones_like(up)], axis=-1)
        normals /= np.linalg.norm(normals, axis=-1, keepdims=True)
        columns = [
            x,
            y,
            filled,
            *np.moveaxis(normals, -1, 0),
            np.nan_to_num(self.share, nan=1.0),
            np.nan_to_num(self.bands),
            np.zeros_like(x),
        ]
        vertices = np.stack([column.ravel() for column in columns], axis=1).astype(np.float32)
        corner = np.arange(high * wide, dtype=np.uint32).reshape(high, wide)
        a, b, c, d = corner[:-1, :-1], corner[:-1, 1:], corner[1:, :-1], corner[1:, 1:]
        triangles = np.stack([a, b, d, a, d, c], axis=-1).reshape(-1, 3)
        whole = np.isfinite(self.z).ravel()[triangles].all(axis=1)
        return Mesh(vertices, np.ascontiguousarray(triangles[whole]))

    def _sides(self) -> list[Mesh]:
        x, y = self.world(self.x, self.y)
        return [
            _wall(np.full_like(y, x[0]), y, self.z[:, 0], self.share[:, 0], (-1, 0)),
            _wall(np.full_like(y, x[-1]), y, self.z[:, -1], self.share[:, -1], (1, 0)),
            _wall(x, np.full_like(x, y[0]), self.z[0], self.share[0], (0, -1)),
            _wall(x, np.full_like(x, y[-1]), self.z[-1], self.share[-1], (0, 1)),
        ]


def _wall(x: Floats, y: Floats, z: Floats, share: Floats, normal: tuple[int, int]) -> Mesh:
    """From the foot up to the edge of the top, along [k] places; open where there is a hole."""
    count = len(x)
    vertices = np.zeros((2 * count, 9), np.float32)
    for part, height in ((vertices[:count], np.full(count, FLOOR)), (vertices[count:], z)):
        part[:, 0], part[:, 1], part[:, 2] = x, y, np.nan_to_num(height, nan=FLOOR)
        part[:, 3], part[:, 4] = normal
        part[:, 6], part[:, 8] = np.nan_to_num(share), 1.0
    low = np.arange(count - 1, dtype=np.uint32)
    quads = np.stack([low, low + 1, low + 1 + count, low, low + 1 + count, low + count], axis=1)
    whole = np.isfinite(z[:-1]) & np.isfinite(z[1:])
    return Mesh(vertices, np.ascontiguousarray(quads[whole].reshape(-1, 3)))
