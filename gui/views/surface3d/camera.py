"""Where the relief is looked at from, and what is seen from there. Plain numbers, no OpenGL."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from .ground import FLOOR, SIZE, Floats

_VIEW_DEGREES = 24.0  # from the lower to the upper edge of the picture
_LOWEST, _HIGHEST = 12.0, 89.0
_NEAREST, _FARTHEST = 0.4, 2.0
_REACH = math.hypot(*SIZE) / 2 + 0.15  # no corner is farther from the middle
_OUTSIDE = 0.1  # of the world, from a sphere around the block to a camera that has come as near as it may
_LAMP = (-0.5, 0.72, -0.48)  # rightwards, upwards and away: it stands behind the left shoulder
BLOCK: Floats = np.array([(x * SIZE[0] / 2, y * SIZE[1] / 2, z) for x in (-1, 1) for y in (-1, 1) for z in (FLOOR, SIZE[2])])
"""Its corners: [8, 3]."""


@dataclass(frozen=True)
class Camera:
    """A place on a sphere around the ground's middle.

    Attributes:
        azimuth: degrees to the right of the front, where the x axis points right and the y axis away, as on the heat map.
        elevation: degrees above the horizon.
        distance: 1 where what is to be seen just fits the picture, from wherever it is seen; more is farther.
    """

    azimuth: float = -18.0
    elevation: float = 40.0
    distance: float = 1.0

    def turned(self, right: float, up: float) -> Camera:
        """Moved around by so many degrees."""
        return replace(self, azimuth=(self.azimuth + right + 180) % 360 - 180, elevation=min(max(self.elevation + up, _LOWEST), _HIGHEST))

    def nearer(self, factor: float) -> Camera:
        """Moved so many times nearer."""
        return replace(self, distance=min(max(self.distance / factor, _NEAREST), _FARTHEST))

    def axes(self) -> Floats:
        """Rows: right, up and away, as seen from here: [3, 3]."""
        a, e = math.radians(self.azimuth), math.radians(self.elevation)
        right = [math.cos(a), math.sin(a), 0.0]
        away = [-math.sin(a) * math.cos(e), math.cos(a) * math.cos(e), -math.sin(e)]
        return np.array([right, np.cross(right, away), away])


@dataclass(frozen=True)
class Sight:
    """What a camera sees.

    Attributes:
        camera: from where.
        width, height: of the picture, in pixels.
        sides, top, bottom: margins that the block leaves free at a distance of 1, for what is written around it.
        body: points of the world that are to be seen then: [k, 3].
    """

    camera: Camera
    width: float
    height: float
    sides: float = 0.0
    top: float = 0.0
    bottom: float = 0.0
    body: Floats = field(default_factory=lambda: BLOCK)

    @cached_property
    def matrix(self) -> Floats:
        """From the world to the cube that OpenGL shows: [4, 4]."""
        axes, away, up = self.camera.axes(), self._framing[1], 1 / _tall()
        near, far = max(0.02, away - _REACH), away + _REACH
        across, tall = (self._inner[0] / self.width, self._inner[1] / self.height)
        lens = np.array([
            [up / self._aspect * across, 0, 0, 0],
            [0, up * tall, (self.bottom - self.top) / self.height, 0],
            [0, 0, (far + near) / (far - near), -2 * far * near / (far - near)],
            [0, 0, 1, 0],
        ])  # fmt: skip
        seen = np.eye(4)
        seen[:3, :3], seen[:3, 3] = axes, -axes @ self.eye
        matrix: Floats = lens @ seen
        return matrix

    @cached_property
    def eye(self) -> Floats:
        """Where the camera stands in the world: [3]."""
        axes, (lift, away) = self.camera.axes(), self._framing
        eye: Floats = axes[1] * lift - axes[2] * away
        return eye

    @property
    def lamp(self) -> Floats:
        """The direction to the lamp in the world: [3]."""
        lamp: Floats = np.array(_LAMP) / np.linalg.norm(_LAMP) @ self.camera.axes()
        return lamp

    def pixels(self, points: Floats) -> Floats:
        """Pixels of points [k, 3] of the world, rightwards and downwards: [k, 2]."""
        clip = np.concatenate([points, np.ones((len(points), 1))], axis=1) @ self.matrix.T  # [k, 4]
        return np.stack([(clip[:, 0] / clip[:, 3] + 1) * self.width / 2, (1 - clip[:, 1] / clip[:, 3]) * self.height / 2], axis=1)

    @property
    def pixel(self) -> float:
        """The size of a pixel in the world, at its middle."""
        return 2 * self._framing[1] * _tall() / self._inner[1]

    def nearer(self, far: float) -> float:
        """How much less deep, in OpenGL's cube, what lies at the middle is when it is pulled so far towards the eye."""
        away = self._framing[1]
        return far / _REACH * max(0.05, 1 - (_REACH / away) ** 2)

    @property
    def _inner(self) -> tuple[float, float]:
        return max(1.0, self.width - 2 * self.sides), max(1.0, self.height - self.top - self.bottom)

    @property
    def _aspect(self) -> float:
        return self._inner[0] / self._inner[1]

    @cached_property
    def _framing(self) -> tuple[float, float]:
        """How far above the middle to look, and from how far away, so that the body just fits: times the distance wished for, but
        never within the block."""
        across, over, away = self.camera.axes() @ self.body.T  # [k] each
        lift = distance = 0.0
        for _ in range(8):  # seen from nearby, the middle of the picture is not that of the block
            distance = float(max((np.abs(across) / (_tall() * self._aspect) - away).max(), (np.abs(over - lift) / _tall() - away).max()))
            slopes = (over - lift) / (away + distance)
            lift += float(slopes.max() + slopes.min()) / 2 * distance
        return lift, max(distance * self.camera.distance, _REACH + _OUTSIDE)


def _tall() -> float:
    return math.tan(math.radians(_VIEW_DEGREES) / 2)
