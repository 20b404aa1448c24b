"""The plane of a survey, how it is chosen, and the paths of all lanes on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..comparison.paths import FIT_ROWS
from ..comparison.recording import Recording
from ..errors import InputError
from ..geometry.extent import LEAST, Extent
from ..geometry.plane import Plane, PlaneError
from ..geometry.projection import Projection
from ..messages import Message, message, table_text
from ..recording.lane import LaneRecording
from .options import LandscapeOptions
from .planes import PLANES

if TYPE_CHECKING:
    from .landscape import Landscape

_HELD_SHARE = 1 / 3  # of what a plane showed of a path when it was fitted; one that shows less of it in the next run is given up at once
_LIVE_ROWS = 2000  # of each lane for the fit of a growing recording, evenly spread; the last fit takes all
_LEAST_OF_WEIGHTS = 0.5  # of the larger weight: of a function so much is seen at least, also where all lanes diverge at once
_MOST_POINTS = 1_000_000  # of a path; longer ones are drawn through every second, fourth … update


@dataclass(eq=False)
class Ground:
    """A plane and the paths on it.

    Attributes:
        recording: whose paths.
        plane: the plane.
        note: why it is not what was wished for, in one sentence, or empty.
        lanes: indices of the lanes that were visible when it was chosen.
        rows: that all lanes had then.
        projections: each lane's path, still growing.
        fitted: the share of each path's variance that the plane held when it was fitted.
        is_provisional: whether the plane of the whole recording is still to come: this is that of the run before, or of fewer rows.
    """

    recording: Recording
    plane: Plane
    note: Message | str
    lanes: tuple[int, ...]
    rows: int
    projections: tuple[Projection, ...]
    fitted: tuple[float, ...]
    is_provisional: bool = False

    @classmethod
    def of(cls, landscape: Landscape) -> Ground:
        """The ground of a finished landscape."""
        recording, visible = landscape.recording, landscape.options.visible(landscape.recording.lanes)
        return cls(recording, landscape.plane, landscape.note, visible, _rows(recording), landscape.projections, landscape.fitted)

    @property
    def growth(self) -> float:
        """How many times as many rows there are as when the plane was chosen."""
        return _rows(self.recording) / self.rows

    def is_of(self, visible: tuple[int, ...]) -> bool:
        """Whether the plane, if it is a principal one, is that of these lanes."""
        return not self.plane.is_principal or visible == self.lanes

    def extend(self) -> bool:
        """Project what has been kept since; True if there was anything."""
        grown = [_extend(path, lane) for path, lane in zip(self.projections, self.recording.lanes, strict=True)]  # all of them
        return any(grown)

    def trace(self) -> Iterator[None]:
        """Project every update of those lanes that are drawn through some, piece by piece; not where what computes them is gone."""
        exact = list(self.projections)
        for i, lane in enumerate(self.recording.lanes):
            if exact[i].stride > 1 and lane.updates <= _MOST_POINTS:
                traced = Projection(self.plane)
                with suppress(InputError):
                    for weights in self.recording.walk(lane):
                        traced.extend(weights)
                        yield
                    exact[i] = traced
        self.projections = tuple(exact)

    def around(self, visible: Sequence[int], margin: float) -> Extent:
        """The rectangle around the paths of some lanes."""
        corners = [self.projections[i].corners(_calm_points(self.projections[i], self.recording.lanes[i])) for i in visible]
        if reach := self.plane.reach:
            corners.append(np.array([[-reach, -reach], [reach, reach]]))
        return Extent.around(corners, margin, _LEAST_OF_WEIGHTS if self.plane.is_exact else LEAST)


def lay_ground(recording: Recording, options: LandscapeOptions, plane: Plane, note: Message | str, before: Landscape | None) -> Ground:
    """Project all paths on a plane; those that were shown on it before are taken over."""
    rows = _rows(recording)
    projections = tuple(_projection(lane, plane, before, index) for index, lane in enumerate(recording.lanes))
    ground = Ground(recording, plane, note, options.visible(recording.lanes), rows, projections, ())
    ground.extend()
    ground.fitted = tuple(path.explained() for path in projections)
    return ground


def hold_ground(recording: Recording, options: LandscapeOptions, before: Landscape) -> Ground | None:
    """The ground of the run before, if this run differs in its paths only, and is seen on it not much worse."""
    if not before.plane.is_principal or before.recording is recording or options.extent is not None:
        return None
    is_alike = (before.options.surveyed(), before.options.hidden) == (options.surveyed(), options.hidden)
    names = [[lane.name for lane in each.lanes] for each in (before.recording, recording)]
    if not (is_alike and names[0] == names[1] and have_same_loss(before.recording, recording)):
        return None
    ground = lay_ground(recording, options, before.plane, "", before)
    if any(ground.fitted[i] < _HELD_SHARE * before.fitted[i] for i in ground.lanes):
        return None
    ground.fitted, ground.is_provisional = before.fitted, True
    return ground


def fit_plane(recording: Recording, options: LandscapeOptions, *, is_over: bool) -> tuple[Plane, Message | str]:
    """The plane that was wished for, or the principal one where there is no such plane, and why."""
    if (stored := recording.surface_in_file) is not None:
        return stored[0].plane, stored[1]
    size, kind = len(recording.problem.start), PLANES[options.plane]
    note: Message | str = ""
    if size > 2 and kind.make is not None:
        try:
            return kind.make(recording, options), ""
        except PlaneError as error:
            note = message("no_such_plane", plane=table_text(kind.title), reason=error.args[0])
    visible = options.visible(recording.lanes)
    weighting = kind.weighting or "path"
    if size == 2 or (is_over and weighting == "path" and len(visible) == len(recording.lanes)):
        return recording.plane, note
    return recording.principal_plane(FIT_ROWS if is_over else _LIVE_ROWS, visible, weighting), note


def have_same_loss(one: Recording, other: Recording) -> bool:
    """Whether two recordings have the same loss over the same weights."""
    parts = [(r.experiment.data, r.experiment.model, r.experiment.loss, r.experiment.seed, r.experiment.dtype) for r in (one, other)]
    return one.problem.is_declared and other.problem.is_declared and parts[0] == parts[1]


def _rows(recording: Recording) -> int:
    return sum(lane.updates + 1 for lane in recording.lanes)


def _projection(lane: LaneRecording, plane: Plane, before: Landscape | None, index: int) -> Projection:
    """A lane's path on a plane: the one there is, where that was shown before, or a new one."""
    if before is not None and lane.is_over and index < len(before.projections) and before.recording.lanes[index] is lane:
        known = before.projections[index]
        if known.plane is plane and known.stride == _stride(lane):
            return known
    return Projection(plane, _stride(lane))


def _extend(projection: Projection, lane: LaneRecording) -> bool:
    """Project what has been kept since; True if there was anything.

    The history may be thinned at any moment: what is kept is looked at once, and before its stride is asked for.
    """
    index, kept = lane.history.kept(lane.updates)
    stride = _stride(lane)
    if projection.stride < stride:  # thinned: start over
        projection.restart(stride)
    step = int(index[1]) if len(index) > 1 else projection.stride
    weights = kept[:: projection.stride // step][len(projection) :]
    projection.extend(weights)
    return len(weights) > 0


def _stride(lane: LaneRecording) -> int:
    """Every how many updates a path is drawn at first: as kept, or thinner in very long runs."""
    stride = lane.history.stride
    while max(lane.planned or 0, lane.updates) // stride > _MOST_POINTS:
        stride *= 2
    return stride


def _calm_points(path: Projection, lane: LaneRecording) -> int | None:
    """How many points of a path to frame; None for all."""
    calm, updates = lane.updates_before_divergence, lane.updates
    return None if calm >= updates else calm // path.stride + 1
