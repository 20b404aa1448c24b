"""The recording of a whole comparison: lanes, samples, common start, and what can be computed from them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import nn

from ..data import Dataset
from ..errors import InputError, listed, nearest
from ..experiment import Experiment
from ..experiment.data import looking_nowhere
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

_STORED_S, _STORED_LINES, _STORED_MARGIN = 2.0, (13, 61), 0.5


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
        self._stored: tuple[NDArray[Any], NDArray[Any], NDArray[Any]] | None = None
        self._connect(lanes)

    @property
    def made_by(self) -> str:
        """Which versions and processor computed it; empty where an older file does not tell."""
        return made_by(self.device) if self._made_by is None else self._made_by

    @cached_property
    def surface_in_file(self) -> tuple[Surface, Message] | None:
        """The surface that was stored, and why no other one can be computed; None where one can."""
        reason = self.problem.why_no_model() if self._stored is not None else None
        if self._stored is None or reason is None:
            return None
        return Surface(self.plane, *self._stored), message("surface_as_stored", reason=reason.told)

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
        """The training loss on a square grid over the plane, around all paths with a margin; the stored one where a model file of the
        user's is not here, or must not run."""
        if self._stored is not None and self.problem.why_no_model() is not None:
            return Surface(self.plane, *self._stored)
        extent = Extent.around(self._paths.seen(lane)[: lane.updates_before_divergence + 1] for lane in self.lanes)
        return compute_surface(self.problem.objectives.train, self.plane, extent, (resolution, resolution))

    def save(self, path: str | Path) -> None:
        """Write everything to one file, whole or not at all.

        Raises:
            InputError: it cannot be written there, or is of a module that the experiment does not declare.
        """
        if not self.problem.is_declared:
            raise InputError("recording", message("recording_of_own_module"))
        surface = self._surface_to_store() if self.experiment.model_kind.runs_code else None
        store.save(path, store.Stored(self.experiment, self.dataset, self.lanes, self.problem.start, self.made_by, surface))

    def _surface_to_store(self) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """Columns, rows and losses of a surface around all paths, as sharp as some seconds allow, or as they are in its file."""
        if self._stored is None:
            paths = (self._paths.seen(lane)[: lane.updates_before_divergence + 1] for lane in self.lanes)
            extent = Extent.around(paths, _STORED_MARGIN)
            began = time.perf_counter()
            self.problem.objectives.train.measure(self.problem.start[None])
            points = _STORED_S / max(time.perf_counter() - began, 1e-6)
            lines = int(min(max(points**0.5, _STORED_LINES[0]), _STORED_LINES[1]))
            surface = compute_surface(self.problem.objectives.train, self.plane, extent, (lines, lines))
            self._stored = surface.x, surface.y, surface.values
        return self._stored

    @classmethod
    def load(cls, path: str | Path) -> Recording:
        """Read what `save` wrote. Columns and weights stay in the file until they are asked for.

        Raises:
            InputError: the file is missing, no recording, damaged, or of a newer version; also later, from whatever is read then.
        """
        experiment, dataset, lanes, start, made_by, surface = store.load(path)
        with looking_nowhere():
            here = experiment.with_changes({"device": "auto"})
        problem = Problem(here, dataset=dataset, start=start)
        recording = cls(experiment, problem, lanes, made_by)
        recording._stored = surface
        return recording

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
