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
from ..geometry.extent import Extent
from ..geometry.plane import Plane, Weighting
from ..geometry.projection import Projection
from ..geometry.surface import Surface, compute_surface
from ..messages import Message, message
from ..recording.lane import LaneRecording
from ..training.device import made_by
from ..training.problem import Problem
from ..training.replay import replay
from . import store
from .paths import Paths, fitted_plane, walk

_ROUNDING = {"float32": 1e-4, "float64": 1e-9}  # so far weights computed again elsewhere may be off, relative to the largest


class Recording:
    """What a comparison recorded. It only grows.

    Attributes:
        experiment: as run.
        lanes: their records, in the experiment's order.
        problem: what it was computed with, for replay and surfaces.
    """

    def __init__(self, experiment: Experiment, problem: Problem, lanes: list[LaneRecording], made_by: str | None = None) -> None:
        self.experiment = experiment
        self.problem = problem
        self.lanes = lanes
        self._made_by = made_by
        self._connect(lanes)

    @property
    def made_by(self) -> str:
        """Which versions and processor computed it; empty where an older file does not tell."""
        return made_by(self.device) if self._made_by is None else self._made_by

    @property
    def replay_note(self) -> Message | str:
        """That weights computed again are not those recorded, in one sentence, as far as that has been found; or nothing."""
        for lane in self.lanes:
            if lane.replay_difference > _ROUNDING[self.experiment.dtype]:
                id, difference = "replay_differs" if self.made_by else "replay_differs_unknown", f"{lane.replay_difference:.1e}"
                return message(id, lane=lane.name, difference=difference, origin=self.made_by)
        return ""

    def replace(self, index: int, lane: LaneRecording) -> None:
        """Put a new record in the place of a lane's."""
        self._connect([*self.lanes[:index], lane, *self.lanes[index + 1 :]])
        self.lanes[index] = lane

    def _connect(self, lanes: Sequence[LaneRecording]) -> None:
        """Tell the lanes what they cannot know by themselves. None is told of another lane, nor of this recording: all are gone as
        soon as nobody uses them, without waiting for the garbage collector, which circles would need."""
        self._paths = Paths(self.problem, [lane.path for lane in lanes])
        for lane in lanes:
            lane.replay = partial(replay, self.problem)
            lane.coordinates = self._paths.coordinates

    def lane(self, name: str) -> LaneRecording:
        """The record of a lane.

        Raises:
            InputError: there is none of that name.
        """
        names = [lane.name for lane in self.lanes]
        if name not in names:
            raise InputError("lane", message("found_allowed", found=nearest(name, names), allowed=listed(names)))
        return self.lanes[names.index(name)]

    @property
    def dataset(self) -> Dataset:
        """The samples."""
        return self.problem.dataset

    @property
    def initial_parameters(self) -> NDArray[Any]:
        """The common start, flat: [P]."""
        return self.problem.start.copy()

    @property
    def device(self) -> str:
        """Where it was computed."""
        return self.problem.device.type

    def model(self) -> nn.Module:
        """A fresh module at the common start."""
        return self.problem.model()

    @property
    def plane(self) -> Plane:
        """The plane on which this recording is shown: the two weights themselves, or the principal plane where each path counts alike."""
        return self._paths.plane

    def coordinates(self, name: str) -> NDArray[np.float64]:
        """A lane's path on the plane: float64 [updates + 1, 2]."""
        return self._paths.coordinates(self.lane(name))

    def projection(self, name: str, plane: Plane) -> Projection:
        """A lane's path on any plane, every update of it."""
        return self._paths.projection(self.lane(name), plane)

    def surface(self, resolution: int = 101) -> Surface:
        """The training loss on a square grid over the plane, around all paths with a margin."""
        extent = Extent.around(self._paths.seen(lane)[: lane.updates_before_divergence + 1] for lane in self.lanes)
        return compute_surface(self.problem.objectives.train, self.plane, extent, (resolution, resolution))

    def save(self, path: str | Path) -> None:
        """Write everything to one file, whole or not at all.

        Raises:
            InputError: it cannot be written there, or is of a module that the experiment does not declare.
        """
        if not self.problem.is_declared:
            raise InputError("recording", message("recording_of_own_module"))
        store.save(path, store.Stored(self.experiment, self.dataset, self.lanes, self.problem.start, self.made_by))

    @classmethod
    def load(cls, path: str | Path) -> Recording:
        """Read what `save` wrote. Columns and weights stay in the file until they are asked for.

        Raises:
            InputError: the file is missing, no recording, damaged, or of a newer version; also later, from whatever is read then.
        """
        experiment, dataset, lanes, start, made_by = store.load(path)
        problem = Problem(experiment.with_changes({"device": "auto"}), dataset=dataset, start=start)
        return cls(experiment, problem, lanes, made_by)

    def read_columns(self) -> None:
        """Read what is still in a file only and is drawn in every frame.

        Raises:
            InputError: the file is damaged, or not there any more.
        """
        for lane in self.lanes:
            lane.read_columns()

    def principal_plane(self, most: int, lanes: Sequence[int] | None = None, weighting: Weighting = "path") -> Plane:
        """The principal plane of all paths, or of some lanes', fitted to at most some positions of each, evenly spread."""
        shown = self.lanes if lanes is None else [self.lanes[index] for index in lanes]
        return fitted_plane([lane.path for lane in shown], most, weighting)

    def walk(self, lane: LaneRecording) -> Iterator[NDArray[Any]]:
        """A lane's weights after every update in order, in pieces [k, P]."""
        return walk(self.problem, lane)
