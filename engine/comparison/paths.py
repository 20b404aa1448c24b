"""The paths of all lanes on the plane of their recording."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..geometry.plane import Plane, Weighting, own_plane, principal_plane
from ..geometry.projection import Projection
from ..recording.lane import LaneRecording
from ..recording.path import Path
from ..training.problem import Problem
from ..training.replay import replay_all

FIT_ROWS = 2048  # of each lane, for the plane: more turn it by a sixth of a degree at most


class Paths:
    """What lanes share of each other: a plane, fitted to the paths of all.

    Args:
        problem: what they were computed with.
        paths: one for each lane.
    """

    def __init__(self, problem: Problem, paths: Sequence[Path]) -> None:
        self._problem, self._paths = problem, paths
        self._plane: tuple[tuple[int, ...], Plane] | None = None
        self._coordinates: dict[str, tuple[Plane, NDArray[np.float64]]] = {}

    @property
    def plane(self) -> Plane:
        """The two weights themselves, or the principal plane of all paths as they are now, where each path counts alike."""
        lengths = tuple(path.updates for path in self._paths)
        if self._plane is None or self._plane[0] != lengths:
            self._plane = lengths, self._fit_plane()
        return self._plane[1]

    def coordinates(self, lane: LaneRecording) -> NDArray[np.float64]:
        """A lane's path on the plane: float64 [updates + 1, 2]."""
        plane, known = self.plane, self._coordinates.get(lane.name)
        if known is None or known[0] is not plane or len(known[1]) != lane.updates + 1:
            points = self.projection(lane, plane).points()
            known = self._coordinates[lane.name] = plane, np.stack([points["x"], points["y"]], axis=1)
        return known[1]

    def projection(self, lane: LaneRecording, plane: Plane) -> Projection:
        """A lane's path on any plane, every update of it."""
        projection = Projection(plane)
        for weights in walk(self._problem, lane):
            projection.extend(weights)
        return projection

    def seen(self, lane: LaneRecording) -> NDArray[np.float64]:
        """A lane's path on the plane; where samples to compute it again are gone, through the positions that were kept."""
        try:
            return self.coordinates(lane)
        except InputError:
            projection = Projection(self.plane)
            projection.extend(lane.history.kept(lane.updates)[1])
            points = projection.points()
            return np.stack([points["x"], points["y"]], axis=1)

    def _fit_plane(self) -> Plane:
        if len(self._problem.start) == 2:
            return own_plane(self._problem.experiment.data.weight_names)
        return fitted_plane(self._paths, FIT_ROWS)


def fitted_plane(paths: Sequence[Path], most: int, weighting: Weighting = "path") -> Plane:
    """The principal plane of some paths, fitted to at most some positions of each, evenly spread."""
    positions, strides = [], []
    for path in paths:
        weights = path.history.kept(path.updates_before_divergence)[1]
        every = -(-len(weights) // most)
        positions.append(weights[::every])
        strides.append(every * path.history.stride)
    return principal_plane(positions, strides, weighting)


def walk(problem: Problem, lane: LaneRecording) -> Iterator[NDArray[Any]]:
    """A lane's weights after every update in order, in pieces [k, P]."""
    if lane.history.stride == 1:
        yield lane.history.kept(lane.updates)[1]
    else:
        yield problem.start.copy()[None]
        yield from replay_all(problem, lane)
