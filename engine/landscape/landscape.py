"""What can be drawn of one recording at a moment, and its lowest point. Light to import."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..messages import Message, message
from .minimum import Lowest, looked_closer, lowest_of_grid
from .options import LandscapeOptions

if TYPE_CHECKING:
    from ..comparison.recording import Recording
    from ..geometry.extent import Extent
    from ..geometry.measurer import Measurer
    from ..geometry.plane import Plane
    from ..geometry.projection import Projection
    from ..geometry.surface import Surface


@dataclass(frozen=True, eq=False)
class Landscape:
    """What can be drawn of one recording.

    Attributes:
        recording: which.
        options: what was to be seen.
        note: why it is not what was wished for, in one sentence, or empty.
        plane: the plane.
        fitted: the share of each path's variance that it held when it was fitted.
        projections: each lane's path on it, still growing.
        extent: the rectangle that holds all visible paths with a margin.
        surface: the loss there, coarse at first.
        lowest: its lowest point, if there is one inside; between the grid lines at first, then measured.
        minimum_beyond: where there is none inside, of a model of two weights the nearest minimum downhill, once it has been found.
    """

    recording: Recording
    options: LandscapeOptions
    note: Message | str
    plane: Plane
    fitted: tuple[float, ...]
    projections: tuple[Projection, ...]
    extent: Extent
    surface: Surface | None
    lowest: Lowest | None
    minimum_beyond: Lowest | None = None

    @property
    def known_minimum(self) -> Lowest | None:
        """The minimum of two weights, once it has been measured; it stays known while other parts of the plane are looked at."""
        low = self.lowest or self.minimum_beyond
        return low if low is not None and self.plane.is_exact and low.is_measured and low.is_minimum else None

    def start_at(self, x: float, y: float) -> tuple[float, ...]:
        """The weights at a point of the plane, to start from.

        Raises:
            InputError: the loss there is not finite.
        """
        with np.errstate(over="ignore"):
            weights = self.plane.points(np.array([[x, y]])).astype(self.recording.initial_parameters.dtype)
        loss = float(self.recording.problem.objectives.train.measure(weights).loss[0])
        if not math.isfinite(loss):
            raise InputError("model.start", message("no_finite_loss", loss=loss))
        return tuple(weights[0].tolist())


def measure_lowest(landscape: Landscape, measurer: Measurer) -> Iterator[Landscape]:
    """Measure the lowest point, or of two weights the minimum beyond the rectangle where there is none inside: the landscape as it is,
    again and again, and in the end with what was found, if anything."""
    surface, plane, is_beyond = landscape.surface, landscape.plane, landscape.lowest is None
    if surface is None or landscape.minimum_beyond is not None:
        return
    first = landscape.lowest or (lowest_of_grid(surface) if plane.is_exact else None)
    if first is None or first.is_measured:
        return
    low = first

    def losses_at(places: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(measurer.measure(plane.points(places)).loss, np.float64)

    for found in looked_closer(first, surface, losses_at, beyond=is_beyond):
        low = found
        yield landscape
    if not is_beyond:
        yield replace(landscape, lowest=low._replace(is_measured=True))
    elif low.is_measured and low.is_minimum:
        yield replace(landscape, minimum_beyond=low)
