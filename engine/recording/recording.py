"""The recording of a whole comparison: lanes, samples, common start, and what can be computed from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import nn

from ..data import Dataset
from ..errors import InputError, listed, nearest
from ..experiment import Experiment
from ..landscape.extent import Extent
from ..landscape.plane import Plane, own_plane, principal_plane
from ..landscape.projection import Projection
from ..landscape.surface import Surface, compute_surface
from ..training.workshop import Workshop
from . import store
from .lane import LaneRecording

_AXES = {"line": ("slope", "intercept"), "function": ("x", "y")}  # what two weights are called, by the kind of data
FIT_ROWS = 4096  # of each lane, for the plane: more change it by less than can be seen


class Recording:
    """What a comparison recorded. It only grows.

    Attributes:
        experiment: as run.
        lanes: their records, in the experiment's order.
        workshop: what it was computed with, for replay and surfaces.
    """

    def __init__(self, experiment: Experiment, workshop: Workshop, lanes: list[LaneRecording]) -> None:
        self.experiment = experiment
        self.workshop = workshop
        self.lanes = lanes
        self._plane: tuple[tuple[int, ...], Plane] | None = None
        self._coordinates: dict[str, tuple[Plane, NDArray[np.float64]]] = {}
        for lane in lanes:
            self._connect(lane)

    def replace(self, index: int, lane: LaneRecording) -> None:
        """Put a new record in the place of a lane's."""
        self._connect(lane)
        self.lanes[index] = lane
        self._plane, self._coordinates = None, {}

    def _connect(self, lane: LaneRecording) -> None:
        lane.replay = partial(self.workshop.replay, lane)
        lane.coordinates = partial(self.coordinates, lane.name)

    def lane(self, name: str) -> LaneRecording:
        """The record of a lane.

        Raises:
            InputError: there is none of that name.
        """
        names = [lane.name for lane in self.lanes]
        if name not in names:
            raise InputError("lane", f'found "{name}"{nearest(name, names)}, allowed is {listed(names)}')
        return self.lanes[names.index(name)]

    @property
    def dataset(self) -> Dataset:
        """The samples."""
        return self.workshop.dataset

    @property
    def initial_parameters(self) -> NDArray[Any]:
        """The common start, flat: [P]."""
        return self.workshop.start.copy()

    @property
    def device(self) -> str:
        """Where it was computed."""
        return self.workshop.device.type

    def model(self) -> nn.Module:
        """A fresh module at the common start."""
        return self.workshop.model()

    @property
    def plane(self) -> Plane:
        """The plane on which this recording is shown: the two weights themselves, or the principal plane of all paths."""
        lengths = tuple(lane.updates for lane in self.lanes)
        if self._plane is None or self._plane[0] != lengths:
            self._plane = lengths, self._fit_plane()
        return self._plane[1]

    def coordinates(self, name: str) -> NDArray[np.float64]:
        """A lane's path on the plane: float64 [updates + 1, 2]."""
        plane, lane = self.plane, self.lane(name)
        known = self._coordinates.get(name)
        if known is None or known[0] is not plane or len(known[1]) != lane.updates + 1:
            points = self.projection(name, plane).points()
            known = self._coordinates[name] = plane, np.stack([points["x"], points["y"]], axis=1)
        return known[1]

    def projection(self, name: str, plane: Plane) -> Projection:
        """A lane's path on any plane, every update of it."""
        projection = Projection(plane)
        for weights in self.walk(self.lane(name)):
            projection.extend(weights)
        return projection

    def surface(self, resolution: int = 101) -> Surface:
        """The training loss on a square grid over the plane, around all paths with a margin."""
        extent = Extent.around(self.coordinates(lane.name)[: lane.calm_updates + 1] for lane in self.lanes)
        return compute_surface(self.workshop.objectives.train, self.plane, extent, (resolution, resolution))

    def save(self, path: str | Path) -> None:
        """Write everything to one file, whole or not at all.

        Raises:
            InputError: it cannot be written there, or is of a module that the experiment does not declare.
        """
        if not self.workshop.is_declared:
            raise InputError("recording", "found one of a module of your own, allowed are recordings of the declared net")
        store.save(path, self.experiment, self.dataset, self.lanes)

    @classmethod
    def load(cls, path: str | Path) -> Recording:
        """Read what `save` wrote.

        Raises:
            InputError: the file is missing, no recording, or of a newer version.
        """
        experiment, dataset, lanes = store.load(path)
        return cls(experiment, Workshop(experiment.with_changes({"device": "auto"}), dataset=dataset), lanes)

    def _fit_plane(self) -> Plane:
        if len(self.workshop.start) == 2:
            return own_plane(_AXES.get(self.experiment.data.kind, ("weight 1", "weight 2")))
        return self.principal_plane(FIT_ROWS)

    def principal_plane(self, most: int, lanes: Sequence[int] | None = None) -> Plane:
        """The principal plane of all paths, or of some lanes', fitted to at most some positions of each, evenly spread."""
        paths, strides = [], []
        for lane in self.lanes if lanes is None else [self.lanes[index] for index in lanes]:
            weights = lane.history.kept(lane.calm_updates)[1]
            every = -(-len(weights) // most)
            paths.append(weights[::every])
            strides.append(every * lane.history.stride)
        return principal_plane(paths, strides)

    def walk(self, lane: LaneRecording) -> Iterator[NDArray[Any]]:
        """A lane's weights after every update in order, in pieces [k, P]."""
        if lane.history.stride == 1:
            yield lane.history.kept(lane.updates)[1]
        else:
            yield self.initial_parameters[None]
            yield from self.workshop.replay_all(lane)
