"""Where the relief shows steps around a place: on the plane that touches the ground there."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF

from .camera import Sight
from .ground import Floats, Ground
from .terrain_path import places

_REACH = 2e-3  # of the ground: so far to each side its slope is measured


class Tangent:
    """Has what `paint_gradients` asks of a plot.

    Args:
        sight: what is seen.
        ground: on what.
        x, y: data of the place, which lies on the ground.
    """

    def __init__(self, sight: Sight, ground: Ground, x: float, y: float) -> None:
        self._sight, self._ground = sight, ground
        reach = _REACH * np.array([np.ptp(ground.x), np.ptp(ground.y)])
        around = np.array([[x, y]]) + np.array([[-1, 0], [1, 0], [0, -1], [0, 1]]) * reach  # [4, 2]
        pixels = sight.pixels(places(ground, *np.clip(around.T, [[ground.x[0]], [ground.y[0]]], [[ground.x[-1]], [ground.y[-1]]])))
        self._jacobian = np.stack([pixels[1] - pixels[0], pixels[3] - pixels[2]], axis=1) / (2 * reach)  # [2, 2]

    def point_of(self, x: float, y: float) -> QPointF:
        """The pixel of a place."""
        ((across, down),) = self._sight.pixels(places(self._ground, np.array([x]), np.array([y]))).tolist()
        return QPointF(across, down)

    def step_of(self, step: Floats) -> Floats:
        """A step [2] in pixels, rightwards and downwards."""
        return np.asarray(self._jacobian @ step, np.float64)
