"""The lanes' marker shapes as solids: a ball, a cube, a cone …"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gui.look.theme import MarkerKind

_ROUND, _RINGS = 40, 20
_CUBE, _ARM, _LONG = 0.86, 0.36, 1.15


class Solid(NamedTuple):
    """Triangles about the origin, of a ball of radius 1 in size.

    Attributes:
        vertices: place and normal: float32 [3 m, 6], three rows a triangle.
        foot: how far it reaches down.
    """

    vertices: NDArray[np.float32]
    foot: float


@cache
def solid(kind: MarkerKind) -> Solid:
    """The solid of a marker."""
    if kind == "circle":
        return _made(*_revolved(np.sin(_angles()), -np.cos(_angles()), np.sin(_angles()), -np.cos(_angles())))
    if kind == "square":
        return _made(*_box(_CUBE, _CUBE, _CUBE))
    if kind == "plus":
        boxes = [_box(_LONG, _ARM, _ARM), _box(_ARM, _LONG, _ARM), _box(_ARM, _ARM, _LONG)]
        return _made(np.concatenate([places for places, _ in boxes]), np.concatenate([normals for _, normals in boxes]))
    if kind == "diamond":
        return _made(*_flat(_octahedron()))
    places, normals = _cone()
    return _made(places, normals) if kind == "triangle" else _made(places * [1, -1, -1], normals * [1, -1, -1])


def _made(places: NDArray[np.float64], normals: NDArray[np.float64]) -> Solid:
    return Solid(np.concatenate([places, normals], axis=1).astype(np.float32), float(-places[:, 2].min()))


def _angles() -> NDArray[np.float64]:
    return np.linspace(0, np.pi, _RINGS + 1)


def _revolved(radius: NDArray[np.float64], z: NDArray[np.float64], out: NDArray[np.float64], up: NDArray[np.float64]) -> tuple[
    NDArray[np.float64], NDArray[np.float64]
]:  # fmt: skip
    """A profile turned around the z axis, with normals that point so far out and up."""
    turn = np.linspace(0, 2 * np.pi, _ROUND + 1)
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1)  # [n, 2]

    def ring(wide: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.concatenate([wide[:, None, None] * circle, np.broadcast_to(high[:, None, None], (len(wide), len(turn), 1))], axis=2)

    return tuple(_quads(ring(*pair)) for pair in ((radius, z), (out, up)))  # type: ignore[return-value]


def _quads(grid: NDArray[np.float64]) -> NDArray[np.float64]:
    a, b, c, d = grid[:-1, :-1], grid[:-1, 1:], grid[1:, :-1], grid[1:, 1:]
    return np.stack([a, b, d, a, d, c], axis=2).reshape(-1, 3)


def _flat(corners: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Flat triangles, [m, 3, 3], with normals that point away from the origin."""
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals *= np.where(np.einsum("ij,ij->i", normals, corners.mean(axis=1)) < 0, -1.0, 1.0)[:, None]
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    return corners.reshape(-1, 3), np.repeat(normals, 3, axis=0)


def _box(x: float, y: float, z: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    triangles = []
    for axis in range(3):
        for sign in (-1.0, 1.0):
            square = np.array([(-1, -1), (1, -1), (1, 1), (-1, -1), (1, 1), (-1, 1)], float)
            triangles.append(np.insert(square, axis, sign, axis=1).reshape(2, 3, 3))
    return _flat(np.concatenate(triangles) * [x, y, z])


def _octahedron() -> NDArray[np.float64]:
    signs = [(a, b, c) for a in (-1.3, 1.3) for b in (-1.3, 1.3) for c in (-1.3, 1.3)]
    return np.array([[(a, 0, 0), (0, b, 0), (0, 0, c)] for a, b, c in signs])


def _cone() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A cone that stands on its base."""
    radius, low, high = 1.12, -0.75, 1.25
    slope = np.array([high - low, radius]) / np.hypot(high - low, radius)
    side = _revolved(np.array([radius, 0.0]), np.array([low, high]), np.full(2, slope[0]), np.full(2, slope[1]))
    base = _revolved(np.array([0.0, radius]), np.full(2, low), np.zeros(2), np.full(2, -1.0))
    return np.concatenate([side[0], base[0]]), np.concatenate([side[1], base[1]])
