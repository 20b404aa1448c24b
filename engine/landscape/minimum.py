"""The lowest point of a surface: guessed between its grid lines, then looked at closer and closer. Light to import."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from ..geometry.surface import Surface  # its module imports PyTorch

_AS_GOOD_AS_ZERO = 0.02  # of the heights around it: a quadratic is no better than this
_MISFIT = 0.5  # of the heights around the lowest value, that a quadratic may miss
_FARTHEST = 3.0  # grid lines to the bottom of a valley that runs aslant
_LOOKS = 60  # at most
_CLOSER, _CLOSEST = 0.3, 1e-6  # how large a square is beside the one before, and the last one beside a cell of the grid
_FARTHER = 2.0  # the same, on the way beyond the surface where the ground is not bent upwards
_SQUARE = np.stack(np.meshgrid(np.linspace(-1, 1, 5), np.linspace(-1, 1, 5)), axis=-1).reshape(-1, 2)  # a row after the other
_MIDDLE = 12  # of the square
_LENGTHS = 2.0 ** np.arange(-5, 3)[:, None]  # of the way down, that are tried

Floats = NDArray[np.float64]
Losses = Callable[[Floats], Floats]


class Lowest(NamedTuple):
    """The lowest point inside a surface.

    Attributes:
        x, y: where.
        loss: how low.
        is_minimum: whether the ground around it is bent upwards on all sides, and it is the bottom of that.
        is_measured: whether all that can be known of it is known.
    """

    x: float
    y: float
    loss: float
    is_minimum: bool
    is_measured: bool = False


def lowest(surface: Surface) -> Lowest | None:
    """The lowest point, refined by the quadratic through the nine values around it (least squares); None at an edge."""
    values = np.where(np.isfinite(surface.values), surface.values, np.inf)
    row, column = np.unravel_index(int(values.argmin()), values.shape)
    if not (0 < row < values.shape[0] - 1 and 0 < column < values.shape[1] - 1):
        return None
    nine = values[row - 1 : row + 2, column - 1 : column + 2]
    here = Lowest(float(surface.x[column]), float(surface.y[row]), float(nine[1, 1]), False)
    if not np.isfinite(nine).all():
        return here
    range_ = float(nine.max() - nine.min())
    fitted = np.linalg.lstsq(_terms(1), (nine - nine[1, 1]).ravel(), rcond=None)[0]
    wider = values[max(0, row - 2) : row + 3, max(0, column - 2) : column + 3]
    if wider.size == 25:  # beside a kink or a pole, what lies farther off is not as the nine values tell
        heights = (wider - nine[1, 1]).ravel()
        if not np.abs(_terms(2) @ fitted - heights).max() <= _MISFIT * np.ptp(heights):
            return here
    level, across, up, *bends = fitted.tolist()
    bend = np.array([[2 * bends[0], bends[1]], [bends[1], 2 * bends[2]]])
    if np.linalg.eigvalsh(bend)[0] <= 0:
        return here
    step = -np.linalg.solve(bend, [across, up])
    if np.abs(step).max() > _FARTHEST:
        return here
    loss = here.loss + level + 0.5 * float(step @ [across, up])
    loss = 0.0 if abs(loss) < _AS_GOOD_AS_ZERO * range_ else loss
    x = here.x + float(step[0] * (surface.x[1] - surface.x[0]))
    y = here.y + float(step[1] * (surface.y[1] - surface.y[0]))
    return Lowest(x, y, loss, True)


def lowest_of_grid(surface: Surface) -> Lowest | None:
    """The grid point with the lowest loss, also at an edge; None where no loss is finite."""
    values = np.where(np.isfinite(surface.values), surface.values, np.inf)
    row, column = np.unravel_index(int(values.argmin()), values.shape)
    loss = float(values[row, column])
    return Lowest(float(surface.x[column]), float(surface.y[row]), loss, False) if math.isfinite(loss) else None


def looked_closer(low: Lowest, surface: Surface, losses_at: Losses, *, beyond: bool = False) -> Iterator[Lowest]:
    """The lowest point as it is measured: from the lowest of 25 places around it, and of those on the way to the bottom of the quadratic
    through them, again and again; where no place is lower, closer. `is_measured` in the last one where it came to rest.

    Args:
        low: where to begin.
        surface: what it is the lowest point of.
        losses_at: the loss at points [k, 2]: [k].
        beyond: whether it may leave the surface: it then leads to the nearest minimum downhill, if there is one.
    """
    bounds = np.array([[-math.inf] * 2, [math.inf] * 2]) if beyond else np.array([surface.x[[0, -1]], surface.y[[0, -1]]]).T
    sides = np.array([np.diff(surface.x[[0, 1]])[0], np.diff(surface.y[[0, 1]])[0]])
    guess, best, size = low, math.inf, 1.0
    deepest = first = range_ = 0.0  # known from the first look on
    for _ in range(_LOOKS):
        near = np.array([low.x, low.y]) + size * sides * _SQUARE
        losses = _inside(bounds, near, losses_at)
        finite = losses[np.isfinite(losses)]
        if not len(finite):
            return
        range_ = float(np.ptp(finite))
        if math.isinf(best):
            first, deepest = range_, -math.inf if beyond else float(finite.min()) - range_
        way, is_bent = _way_down(losses)
        far = near[_MIDDLE] + size * sides * way * _LENGTHS
        places, losses = np.concatenate([near, far]), np.concatenate([losses, _inside(bounds, far, losses_at)])
        lowest_of = int(losses.argmin())
        if losses[lowest_of] < best:
            (x, y), best = places[lowest_of].tolist(), float(losses[lowest_of])
            low = Lowest(x, y, best, low.is_minimum or is_bent)
            size *= _FARTHER if beyond and not is_bent else 1.0
        else:
            size *= _CLOSER
        if best < deepest:  # a pole, and not the bottom of anything
            yield guess
            return
        yield low
        if size < _CLOSEST:
            break
    is_zero = abs(best) <= range_  # cannot be told from it
    yield low._replace(loss=0.0 if is_zero else best, is_measured=size < _CLOSEST and range_ <= first)  # else it is a pole


def _inside(bounds: Floats, places: Floats, losses_at: Losses) -> Floats:
    """Losses at places [k, 2], infinite outside two opposite corners [2, 2] and where they are no number."""
    low, high = bounds
    is_inside = ((places >= low) & (places <= high)).all(axis=1)
    losses = losses_at(places)
    return np.where(is_inside & np.isfinite(losses), losses, math.inf)


def _way_down(losses: Floats) -> tuple[Floats, bool]:
    """From the middle of a square of 25 losses to the bottom of the quadratic through them, in half sides, and whether there is one; where
    there is none, a step down the slope."""
    if not np.isfinite(losses).all():
        return np.zeros(2), False
    _, *slope, xx, xy, yy = np.linalg.lstsq(_terms(2), losses - losses[_MIDDLE], rcond=None)[0].tolist()
    bend = np.array([[2 * xx, xy], [xy, 2 * yy]])
    if np.linalg.eigvalsh(bend)[0] > 0:
        return -0.5 * np.linalg.solve(bend, slope), True
    return -np.array(slope) / max(float(np.hypot(*slope)), 1e-300), False


def _terms(reach: int) -> Floats:
    """1, x, y, x², xy and y² at the places of a square around the origin: [(2 · reach + 1)², 6]."""
    places = np.arange(-reach, reach + 1.0)
    y, x = (axis.ravel() for axis in np.meshgrid(places, places, indexing="ij"))
    return np.stack([np.ones(len(x)), x, y, x**2, x * y, y**2], axis=1)
