"""A plane in parameter space: an origin and two orthonormal directions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..messages import Message, message, table_text

Weighting = Literal["path", "update"]
Axes = tuple[Message | str, Message | str]

_DIRECT_LIMIT = 400  # with fewer rows or columns than this, a plain SVD is quick
_SUBSPACE = 12
_ON_ONE_LINE = 1e-6  # of a unit vector: what sticks out of a line less far is rounding of float32
_ROWS_AT_ONCE = 1024  # so many squares of float32 are summed up exactly enough
_MATRIX_LIMIT = 1500  # a covariance of so many weights is small enough to be written down


@dataclass(frozen=True, eq=False)
class Plane:
    """A plane through parameter space.

    Attributes:
        origin: float64 [P].
        directions: float64 [2, P], orthonormal.
        kind: `own`: the two weights themselves; `principal`: the first two principal components of some paths; `through`: through three
            points; `sharpest`: along the gradient and the sharpest curvature; `random`: along random directions.
        axes: names of the two axes.
        reach: how far around its origin it should be seen at least, in units of the weights.
    """

    origin: NDArray[np.float64]
    directions: NDArray[np.float64]
    kind: Literal["own", "principal", "through", "sharpest", "random"]
    axes: Axes
    reach: float = 0.0

    @property
    def is_exact(self) -> bool:
        """Whether nothing lies off the plane."""
        return len(self.origin) == 2

    @property
    def is_principal(self) -> bool:
        """Whether it was fitted to paths."""
        return self.kind == "principal"

    def turned_like(self, other: Plane) -> Plane:
        """The same plane with the signs of its directions as near as may be to another's, so that a picture does not flip over."""
        if self.kind != other.kind or self.is_exact or len(self.origin) != len(other.origin):
            return self
        signs = np.where(np.einsum("ij,ij->i", self.directions, other.directions) < 0, -1.0, 1.0)  # [2]
        return self if (signs > 0).all() else replace(self, directions=self.directions * signs[:, None])

    def shadow_on(self, other: Plane) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Where this plane's points fall on another plane: at `matrix @ coordinates + shift`, [2, 2] and [2]."""
        return other.directions @ self.directions.T, other.directions @ (self.origin - other.origin)

    def squared_norms(self, coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        """Squared lengths of the weights at coordinates [..., 2]: [...]."""
        products: NDArray[np.float64] = 2 * coordinates @ (self.directions @ self.origin) + (coordinates**2).sum(axis=-1)
        return products + self.origin @ self.origin

    def points(self, coordinates: NDArray[Any]) -> NDArray[np.float64]:
        """Weights at coordinates [k, 2]: [k, P]."""
        return self.origin + coordinates @ self.directions


class PlaneError(ValueError):
    """There is no such plane; its argument is a message that says why, in one clause."""


def plane_along(
    origin: NDArray[Any], across: NDArray[Any], up: NDArray[Any], kind: Literal["through", "sharpest", "random"], axes: Axes,
    reach: float = 0.0,
) -> Plane:  # fmt: skip
    """The plane from a point along two directions [P]: its first axis is the first one, its second axis what the second adds to it.

    Raises:
        PlaneError: a direction is zero or not finite, or both lie on one line.
    """
    directions = np.stack([across, up]).astype(np.float64)
    lengths = np.linalg.norm(directions, axis=1)
    if not np.isfinite(lengths).all():
        raise PlaneError(message("weights_not_finite"))
    if lengths.min() == 0:
        raise PlaneError(message("direction_has_no_length"))
    directions /= lengths[:, None]
    for _ in range(2):  # the second time for the rounding of the first (Giraud et al. 2005)
        directions[1] -= (directions[1] @ directions[0]) * directions[0]
        length = float(np.linalg.norm(directions[1]))
        if length < _ON_ONE_LINE:
            raise PlaneError(message("points_on_one_line"))
        directions[1] /= length
    return Plane(origin.astype(np.float64), directions, kind, axes, reach)


def plane_through(start: NDArray[Any], one: NDArray[Any], other: NDArray[Any], axes: Axes) -> Plane:
    """The plane through three points [P]: its origin is the first, its first axis leads to the second.

    Raises:
        PlaneError: they lie on one line, or are not finite.
    """
    points = np.stack([start, one, other]).astype(np.float64)
    if (points[1:] == points[0]).all(axis=1).any():
        raise PlaneError(message("points_are_the_same"))
    return plane_along(points[0], points[1] - points[0], points[2] - points[0], "through", axes)


def own_plane(axes: tuple[str, str] = ("weight 1", "weight 2")) -> Plane:
    """The plane of a model with two parameters: its coordinates are the weights."""
    return Plane(np.zeros(2), np.eye(2), "own", (table_text(axes[0]), table_text(axes[1])))


def principal_plane(paths: Sequence[NDArray[Any]], strides: Sequence[int] | None = None, weighting: Weighting = "path") -> Plane:
    """The plane of the first two principal components of some paths (Pearson 1901).

    With the weighting "path", each path is centred on its own mean and scaled to the same variance: no plane shows a larger share of the
    paths' variances on average, and a path of many updates counts no more than one of few. With "update", every update of every path
    counts alike: the plane holds as much of the variance of all points about their common mean as any plane can.

    It passes through the mean of the paths' means, or through that of all points. The directions are signed so that the longest path ends
    on the positive side of where it began.

    Args:
        paths: weights by update, each [k, P] with P > 2.
        strides: every how many updates there is a point; each point counts for so many. Without them, all count the same.
        weighting: what counts alike.
    """
    counts = list(strides) if strides is not None else [1] * len(paths)
    lengths = [count * len(path) for count, path in zip(counts, paths, strict=True)]
    means = np.stack([path.mean(axis=0, dtype=np.float64) for path in paths])  # [paths, P]
    if weighting == "path":
        origin = means.mean(axis=0)
        centred = [_Centred(path, mean, _unit_variance(path, mean)) for path, mean in zip(paths, means, strict=True)]
    else:
        origin = np.average(means, axis=0, weights=lengths)
        centred = [_Centred(path, origin, count**0.5) for path, count in zip(paths, counts, strict=True)]
    directions = _directions(centred)
    longest = paths[int(np.argmax(lengths))]
    signs = np.where(directions @ (longest[-1].astype(np.float64) - longest[0]) < 0, -1.0, 1.0)
    signed = np.ascontiguousarray(directions * signs[:, None])  # rows that the kernels need not be compiled anew for
    return Plane(origin, signed, "principal", (message("first_component"), message("second_component")))


class _Centred(NamedTuple):
    """A path about a point, times a scale."""

    path: NDArray[Any]  # [k, P]
    origin: NDArray[np.float64]  # [P]
    scale: float

    def pieces(self) -> Iterator[NDArray[Any]]:
        """All of it in order, a piece at a time, in the path's own precision: [k, P]."""
        for begin in range(0, len(self.path), _ROWS_AT_ONCE):
            yield ((self.path[begin : begin + _ROWS_AT_ONCE] - self.origin) * self.scale).astype(self.path.dtype)


def _unit_variance(path: NDArray[Any], mean: NDArray[np.float64]) -> float:
    """The scale at which the squared distances from the mean add up to one; 0 for a path that does not move."""
    if (path.min(axis=0) == path.max(axis=0)).all():
        return 0.0
    squares = sum(float(np.square(piece, dtype=np.float64).sum()) for piece in _Centred(path, mean, 1.0).pieces())
    return squares**-0.5 if squares > 0 else 0.0


def _directions(centred: Sequence[_Centred]) -> NDArray[np.float64]:
    """The two leading right singular vectors of all centred points: [2, P]."""
    points, size = sum(len(each.path) for each in centred), len(centred[0].origin)
    if min(points, size) <= _DIRECT_LIMIT and points * size <= 1_000_000:
        stacked = np.concatenate([(each.path.astype(np.float64) - each.origin) * each.scale for each in centred])
        return _two(np.linalg.svd(stacked, full_matrices=False)[2])
    if size <= _MATRIX_LIMIT:
        covariance = _covariance(centred)
        return _subspace_iteration(lambda block: covariance @ block, size)
    return _subspace_iteration(lambda block: _covariance_times(centred, block), size)


def _subspace_iteration(times: Callable[[NDArray[np.float64]], NDArray[np.float64]], size: int) -> NDArray[np.float64]:
    """The two leading eigenvectors [2, P] of a covariance, given its product with a block.

    By block power iteration with Rayleigh-Ritz (Halko et al. 2011, §4.5), until the plane no longer turns.
    """
    block = np.linalg.qr(np.random.default_rng(0).standard_normal((size, min(size, _SUBSPACE))))[0]  # [P, q]
    before: NDArray[np.float64] = block[:, :2].T
    for _ in range(100):
        image = times(block)  # [P, q]
        values, vectors = np.linalg.eigh(block.T @ image)
        order = np.argsort(values)[::-1]
        leading: NDArray[np.float64] = (block @ vectors[:, order[:2]]).T  # [2, P]
        turned = 1 - np.linalg.svd(before @ leading.T, compute_uv=False).min()
        if turned < 1e-13:
            return leading
        before, block = leading, np.linalg.qr(image @ vectors[:, order])[0]
    return before


def _covariance(centred: Sequence[_Centred]) -> NDArray[np.float64]:
    """All products of two weights' offsets, summed over all points: [P, P]."""
    size = len(centred[0].origin)
    result = np.zeros((size, size))
    for piece in (piece for each in centred for piece in each.pieces()):
        result += piece.T @ piece
    return result


def _covariance_times(centred: Sequence[_Centred], block: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same times a block, [P, q]."""
    result = np.zeros_like(block)
    for piece in (piece for each in centred for piece in each.pieces()):
        result += piece.T @ (piece @ block.astype(piece.dtype))
    return result


def _two(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Exactly two directions; where the paths span fewer, any orthonormal ones complete them."""
    if len(rows) >= 2:
        return rows[:2]
    return np.linalg.qr(np.concatenate([rows, np.eye(rows.shape[1])[:2]]).T)[0].T[:2]
