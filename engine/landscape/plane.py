"""A plane in parameter space: an origin and two orthonormal directions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

_DIRECT_LIMIT = 400  # with fewer rows or columns than this, a plain SVD is quick
_SUBSPACE = 12
_ROWS_AT_ONCE = 8192


@dataclass(frozen=True, eq=False)
class Plane:
    """A plane through parameter space.

    Attributes:
        origin: float64 [P].
        directions: float64 [2, P], orthonormal.
        kind: `own`: the two weights themselves; `principal`: the first two principal components of all paths.
        axes: names of the two axes.
    """

    origin: NDArray[np.float64]
    directions: NDArray[np.float64]
    kind: Literal["own", "principal"]
    axes: tuple[str, str]

    @property
    def is_exact(self) -> bool:
        """Whether nothing lies off the plane."""
        return len(self.origin) == 2

    def points(self, coordinates: NDArray[Any]) -> NDArray[np.float64]:
        """Weights at coordinates [k, 2]: [k, P]."""
        return self.origin + coordinates @ self.directions


def own_plane(axes: tuple[str, str] = ("weight 1", "weight 2")) -> Plane:
    """The plane of a model with two parameters: its coordinates are the weights."""
    return Plane(np.zeros(2), np.eye(2), "own", axes)


def principal_plane(paths: Sequence[NDArray[Any]]) -> Plane:
    """The plane of the first two principal components of all paths together.

    It passes through the mean of all points and holds as much of their variance as any plane can (Pearson 1901). The
    directions are signed so that the longest path ends on the positive side of where it began.

    Args:
        paths: weights by update, each [k, P] with P > 2; all updates count the same.
    """
    count = sum(len(path) for path in paths)
    origin = sum((path.sum(axis=0, dtype=np.float64) for path in paths), np.zeros(paths[0].shape[1])) / count  # [P]
    directions = _directions(paths, origin)
    longest = max(paths, key=len)
    signs = np.where(directions @ (longest[-1].astype(np.float64) - longest[0]) < 0, -1.0, 1.0)
    return Plane(origin, directions * signs[:, None], "principal", ("first principal component", "second principal component"))


def _directions(paths: Sequence[NDArray[Any]], origin: NDArray[np.float64]) -> NDArray[np.float64]:
    """The two leading right singular vectors of all centred points: [2, P]."""
    count, size = sum(len(path) for path in paths), len(origin)
    if min(count, size) <= _DIRECT_LIMIT and count * size <= 4_000_000:
        centred = np.concatenate(paths).astype(np.float64) - origin
        _, _, rows = np.linalg.svd(centred, full_matrices=False)
        return _two(rows)
    return _subspace_iteration(paths, origin)


def _subspace_iteration(paths: Sequence[NDArray[Any]], origin: NDArray[np.float64]) -> NDArray[np.float64]:
    """Block power iteration with Rayleigh-Ritz (Halko et al. 2011, §4.5), until the plane no longer turns."""
    block = np.linalg.qr(np.random.default_rng(0).standard_normal((len(origin), _SUBSPACE)))[0]  # [P, q]
    before: NDArray[np.float64] = block[:, :2].T
    for _ in range(100):
        image = _covariance_times(paths, origin, block)  # [P, q]
        values, vectors = np.linalg.eigh(block.T @ image)
        order = np.argsort(values)[::-1]
        leading: NDArray[np.float64] = (block @ vectors[:, order[:2]]).T  # [2, P]
        turned = 1 - np.linalg.svd(before @ leading.T, compute_uv=False).min()
        if turned < 1e-13:
            return leading
        before, block = leading, np.linalg.qr(image @ vectors[:, order])[0]
    return before


def _covariance_times(paths: Sequence[NDArray[Any]], origin: NDArray[np.float64], block: NDArray[np.float64]) -> NDArray[np.float64]:
    result = np.zeros_like(block)
    for path in paths:
        for begin in range(0, len(path), _ROWS_AT_ONCE):
            centred = path[begin : begin + _ROWS_AT_ONCE] - origin.astype(path.dtype)  # [k, P]
            result += centred.T @ (centred @ block.astype(path.dtype))
    return result


def _two(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Exactly two directions; where the paths span fewer, any orthonormal ones complete them."""
    if len(rows) >= 2:
        return rows[:2]
    return np.linalg.qr(np.concatenate([rows, np.eye(rows.shape[1])[:2]]).T)[0].T[:2]
