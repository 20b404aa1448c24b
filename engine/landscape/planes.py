"""Makes the planes that can be wished for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..geometry.directions import Normalisation, random_directions
from ..geometry.plane import Plane, PlaneError, plane_along, plane_through
from ..training.derivatives import gradient_and_sharpest
from .options import LandscapeOptions

if TYPE_CHECKING:
    from ..comparison.recording import Recording
    from ..recording.lane import LaneRecording


def make_plane(recording: Recording, options: LandscapeOptions) -> Plane:
    """A plane of the wished kind, other than a principal one or the own axes, for a recording as it is now.

    Raises:
        PlaneError: it cannot be made, and why.
    """
    lanes = recording.lanes
    if options.plane == "start-ends":
        names = lanes[0].lane.title, lanes[-1].lane.title
        return plane_through(recording.initial_parameters, _end(lanes[0]), _end(lanes[-1]), _axes("the start", *names))
    if options.plane == "ends":
        one, two, three = (_end(lane) for lane in lanes[:3])
        return plane_through(one, two, three, _axes(*(lane.lane.title for lane in lanes[:3])))
    if options.plane == "sharpest":
        return _sharpest_plane(recording, lanes[0].parameters(min(options.row, lanes[0].updates)))
    return _random_plane(recording, options)


def _sharpest_plane(recording: Recording, weights: NDArray[Any]) -> Plane:
    """Along the negative gradient at some weights and the direction in which the loss is curved most."""
    gradient, curvature, sharpest = gradient_and_sharpest(recording.problem, weights)
    if not gradient.any():
        raise PlaneError("the loss is flat there")
    reach = max(1.0, float(np.linalg.norm(weights)))
    rounding = float(np.finfo(weights.dtype).eps) * float(np.linalg.norm(gradient)) / reach  # a curvature no larger changes no gradient
    if abs(curvature) <= rounding:
        raise PlaneError("the loss has no curvature there, so that no direction is the sharpest")
    if curvature < 0:
        raise PlaneError("the loss is curved downwards in all directions there")
    return plane_along(weights, -gradient, sharpest, "sharpest", ("steepest descent", "sharpest curvature"))


def _random_plane(recording: Recording, options: LandscapeOptions) -> Plane:
    """Around the end of the lane with the lowest training loss, one step of the directions wide on each side."""
    best = min(recording.lanes, key=_last_loss)
    weights = _end(best)
    shapes = [tuple(value.shape) for value in recording.problem.model().parameters()]
    normalisation: Normalisation = options.plane.removeprefix("random-")  # type: ignore[assignment]
    directions = random_directions(shapes, weights, options.seed, normalisation, with_biases=options.with_biases)
    axes = "first random direction", "second random direction"
    return plane_along(weights, directions[0], directions[1], "random", axes, reach=float(np.linalg.norm(directions[0])))


def _end(lane: LaneRecording) -> NDArray[Any]:
    """The newest weights, of a lane that diverges those before it did. Of a growing lane the newest that are kept: cheap to have."""
    return lane.parameters(lane.updates_before_divergence) if lane.is_over else lane.history.before(lane.updates_before_divergence)[1][0]


def _last_loss(lane: LaneRecording) -> float:
    losses = lane.evaluated()["train_loss"]
    return float(losses[-1]) if len(losses) and np.isfinite(losses[-1]) else np.inf


def _axes(origin: str, one: str, other: str) -> tuple[str, str]:
    return f"from {origin} to {one}", f"across, towards {other}"
