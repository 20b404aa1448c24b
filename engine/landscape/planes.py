"""The planes to choose from, and how they are made. Light to import: menus are made of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..experiment.registry import Entry, table
from ..geometry.directions import Normalisation, random_directions
from ..geometry.plane import Plane, PlaneError, Weighting, plane_along, plane_through
from ..messages import Message, message

if TYPE_CHECKING:
    from ..comparison.recording import Recording
    from ..experiment import Experiment
    from ..recording.lane import LaneRecording
    from .options import LandscapeOptions

DEFAULT, OWN = "principal", "own"  # of a model of many weights, and of two


@dataclass(frozen=True, kw_only=True)
class PlaneKind(Entry):
    """A way to lay a plane through parameter space; its inputs are options of a landscape.

    Attributes:
        why_not: why an experiment has no such plane, in a few words; empty when it has.
        make: makes it for a recording as it is now, or raises `PlaneError`; None where it is fitted to the paths, or the weights' own.
        weighting: what counts alike where it is fitted to the paths.
    """

    why_not: Callable[[Experiment], Message | str]
    make: Callable[[Recording, LandscapeOptions], Plane] | None = None
    weighting: Weighting | None = None


def _start_ends(recording: Recording, options: LandscapeOptions) -> Plane:
    first, last = recording.lanes[0], recording.lanes[-1]
    axes = message("from_start_to", end=first.lane.title), message("across_towards", end=last.lane.title)
    return plane_through(recording.initial_parameters, _end(first), _end(last), axes)


def _ends(recording: Recording, options: LandscapeOptions) -> Plane:
    one, two, three = recording.lanes[:3]
    axes = message("from_to", start=one.lane.title, end=two.lane.title), message("across_towards", end=three.lane.title)
    return plane_through(_end(one), _end(two), _end(three), axes)


def _sharpest(recording: Recording, options: LandscapeOptions) -> Plane:
    """Along the negative gradient at the first lane's row and the direction in which the loss is curved most."""
    from ..training.derivatives import gradient_and_sharpest  # imports PyTorch

    lane = recording.lanes[0]
    weights = lane.parameters(min(options.row, lane.updates))
    gradient, curvature, sharpest = gradient_and_sharpest(recording.problem, weights)
    if not gradient.any():
        raise PlaneError(message("loss_is_flat"))
    reach = max(1.0, float(np.linalg.norm(weights)))
    rounding = float(np.finfo(weights.dtype).eps) * float(np.linalg.norm(gradient)) / reach  # a curvature no larger changes no gradient
    if abs(curvature) <= rounding:
        raise PlaneError(message("loss_has_no_curvature"))
    if curvature < 0:
        raise PlaneError(message("loss_curves_downwards"))
    return plane_along(weights, -gradient, sharpest, "sharpest", (message("steepest_descent"), message("sharpest_curvature")))


def _random(normalisation: Normalisation, recording: Recording, options: LandscapeOptions) -> Plane:
    """Around the end of the lane with the lowest training loss, one step of the directions wide on each side."""
    best = min(recording.lanes, key=_last_loss)
    weights = _end(best)
    shapes = [tuple(value.shape) for value in recording.problem.model().parameters()]
    directions = random_directions(shapes, weights, options.seed, normalisation, with_biases=options.with_biases)
    axes = message("first_random_direction"), message("second_random_direction")
    return plane_along(weights, directions[0], directions[1], "random", axes, reach=float(np.linalg.norm(directions[0])))


def _end(lane: LaneRecording) -> NDArray[Any]:
    """The newest weights, of a lane that diverges those before it did. Of a growing lane the newest that are kept: cheap to have."""
    return lane.parameters(lane.updates_before_divergence) if lane.is_over else lane.history.before(lane.updates_before_divergence)[1][0]


def _last_loss(lane: LaneRecording) -> float:
    losses = lane.evaluated()["train_loss"]
    return float(losses[-1]) if len(losses) and np.isfinite(losses[-1]) else np.inf


def _always_too_many(experiment: Experiment) -> Message | str:
    count = experiment.parameter_count
    return "" if count == 2 else message("model_has_weights", n=count)


def _all_is_seen(experiment: Experiment) -> Message | str:
    return message("own_axes_show_all") if experiment.parameter_count == 2 else ""


def _needs_lanes(count: int) -> Callable[[Experiment], Message | str]:
    def why_not(experiment: Experiment) -> Message | str:
        found = len(experiment.lanes)
        return _all_is_seen(experiment) or ("" if found >= count else message("too_few_lanes", n=found, needed=count))

    return why_not


_DRAWN = "seed", "with_biases"
PLANES = table(
    PlaneKind(OWN, "Own axes", "the two weights themselves: nothing is hidden", why_not=_always_too_many),
    PlaneKind(DEFAULT, "Principal components",
              "every path counts alike, however many updates it has: on average no plane shows a larger share of the paths",
              why_not=_all_is_seen, weighting="path"),
    PlaneKind("principal-updates", "Principal, by update",
              "every update counts alike: shows most of all updates together, so that a lane with many of them outweighs the others",
              why_not=_all_is_seen, weighting="update"),
    PlaneKind("start-ends", "Start and two ends",
              "through the common start and where the first and the last lane are now: do they go different ways?",
              why_not=_needs_lanes(2), make=_start_ends),
    PlaneKind("ends", "Three ends", "through where the first three lanes are now: is there a wall between what they found?",
              why_not=_needs_lanes(3), make=_ends),
    PlaneKind("sharpest", "Steepest and sharpest",
              "along the gradient and the sharpest curvature at the first lane's ball: how steep, how narrow is it there?", ("row",),
              why_not=_all_is_seen, make=_sharpest),
    PlaneKind("random-filter", "Random, by filter",
              "random directions scaled to each neuron's weights (Li et al. 2018): how sharp is it around the best end?", _DRAWN,
              why_not=_all_is_seen, make=partial(_random, "filter")),
    PlaneKind("random-layer", "Random, by layer", "random directions scaled to each layer's weights", _DRAWN,
              why_not=_all_is_seen, make=partial(_random, "layer")),
    PlaneKind("random-none", "Random, unscaled", "as they come: small weights are moved as far as large ones", _DRAWN,
              why_not=_all_is_seen, make=partial(_random, "none")),
)  # fmt: skip
