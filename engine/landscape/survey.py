"""The landscape of one recording, kept up to date while it grows, a slice of work at a time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ..comparison.paths import FIT_ROWS
from ..comparison.recording import Recording
from ..geometry.extent import LEAST, Extent
from ..geometry.measurer import Measurer
from ..geometry.plane import Plane, PlaneError, Weighting
from ..geometry.projection import Projection
from ..geometry.surface import Surface, SurfaceJob
from ..recording.lane import LaneRecording
from ..training.objective import PenalisedObjective
from .lowest import Lowest, looked_closer, lowest, lowest_of_grid
from .options import LandscapeOptions, plane_kind
from .planes import make_plane

RESOLUTION = (161, 101)
_PASSING_RESOLUTION = (65, 41)  # where the next one may follow at once, of a growing run or a dragged slider: training needs the cores
_SLICE_S = 0.02
_SOON_S = 0.15  # so long a coarse surface waits for the sharp one where another is shown: between the two it would flicker
_HELD_SHARE = 1 / 3  # of what a plane showed of a path when it was fitted; one that shows less of it in the next run is given up at once
_REFIT_GROWTH = 2.0  # a growing recording gets a new plane when it has this many times the rows of the last fit
_LIVE_ROWS = 2000  # of each lane for the fit of a growing recording, evenly spread; the last fit takes all
_GROWING_MARGIN, _MARGIN = 0.25, 0.12
_LEAST_OF_WEIGHTS = 0.5  # of the larger weight: of a function so much is seen at least, also where all lanes diverge at once
_LEAST_MARGIN = 0.06  # in the end; with less, a ball on the edge would be cut
_MOST_POINTS = 1_000_000  # of a path; longer ones are drawn through every second, fourth … update
_LEAST_FILLED = 0.4  # a rectangle of which the paths fill less than this is drawn anew


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
    note: str
    plane: Plane
    fitted: tuple[float, ...]
    projections: tuple[Projection, ...]
    extent: Extent
    surface: Surface | None
    lowest: Lowest | None
    minimum_beyond: Lowest | None = None


class Survey:
    """Surveys one recording.

    Args:
        recording: which; it may still be growing.
        before: the landscape shown until now; its rectangle is kept where it fits, so that the picture does not jump. So is its
            principal plane, if the recording is over and differs in its paths only: under a hand that drags a slider the ground stays, and
            paths move over it. When nothing newer has come for a while, the plane of the recording itself is laid.
        options: what is to be seen.

    Attributes:
        landscape: the newest result; None before there is a surface, coarse where nothing was shown before.
        is_held: whether its plane is still that of the run before.
    """

    def __init__(self, recording: Recording, before: Landscape | None, options: LandscapeOptions = LandscapeOptions()) -> None:  # noqa: B008  it cannot change
        self.landscape: Landscape | None = None
        self._recording, self._options, self._note = recording, options, ""
        loss, penalty = getattr(recording.problem.objectives, options.loss), options.penalty(recording.experiment.lanes)
        self._measurer: Measurer = PenalisedObjective(loss, penalty) if penalty else loss
        self._before = before
        self._lasts = before is None  # whether what is drawn now is here to stay, and drawn sharply at once
        self.is_held = False
        self._fitted: tuple[float, ...] = ()
        self._fitted_rows = 0
        self._fitted_lanes: tuple[int, ...] = ()
        self._was_final = False
        self._projections: tuple[Projection, ...] = ()
        self._extent: Extent | None = None
        self._job: SurfaceJob | None = None
        self._details: Iterator[None] | None = None

    @classmethod
    def resumed(cls, landscape: Landscape) -> Survey:
        """The survey of a finished recording that came to this landscape; nothing is left to do."""
        survey = cls(landscape.recording, landscape, landscape.options)
        survey.landscape, survey._note = landscape, landscape.note
        survey._fitted, survey._projections, survey._extent = landscape.fitted, landscape.projections, landscape.extent
        survey._fitted_rows = sum(lane.updates + 1 for lane in landscape.recording.lanes)
        survey._fitted_lanes = landscape.options.visible(landscape.recording.lanes)
        survey._was_final = True
        return survey

    @property
    def is_done(self) -> bool:
        """Whether the recording is over and nothing is left to do."""
        return self.is_settled and self._details is None

    @property
    def is_settled(self) -> bool:
        """Whether the recording is over and there is a surface on its plane; details may be left: a sharper surface after another
        landscape, paths through every update, and the exact lowest point."""
        return self._was_final and self._job is None

    def is_for(self, recording: Recording, options: LandscapeOptions) -> bool:
        """Whether this survey, with another rectangle or other lanes hidden at most, is of a recording and options."""
        return recording is self._recording and options.surveyed() == self._options.surveyed() and not self._is_of_others(options)

    def _is_of_others(self, options: LandscapeOptions) -> bool:
        """Whether the plane is the principal one of other lanes than are to be seen. A wished rectangle holds it all the same."""
        return options.extent is None and options.pinned is None and not self.is_of_visible(options)

    def is_of_visible(self, options: LandscapeOptions) -> bool:
        """Whether the plane, if it is a principal one, is that of the lanes which the options leave to be seen."""
        is_principal = bool(self._projections) and self._projections[0].plane.kind == "principal"
        return not is_principal or options.visible(self._recording.lanes) == self._fitted_lanes

    @property
    def fitting(self) -> Extent | None:
        """The rectangle around all visible paths, as it is taken when another one is given up; None before there are paths."""
        return self._rectangle(_MARGIN) if self._projections else None

    def look_at(self, options: LandscapeOptions) -> None:
        """See another rectangle of the plane, the one around all visible paths if None; or other lanes, which have it if they fit."""
        before, self._options = self._options, options
        if self.is_held and self._was_final and options.extent is None:
            self._details = self._refine()
        if not self._projections or options.extent == self._extent:
            return
        if options.extent is not None or (before.extent, before.aspect) != (None, options.aspect) or self._misfits():
            self._extent = options.extent or self._rectangle(_MARGIN)
            self._job = self._job_of(self._extent, RESOLUTION)
            self._details = self._details or self._look_closer()

    def end(self) -> None:
        """Leave undone what is left. Details that wait hold the survey, and this its recording, until the garbage collector comes."""
        self._details = self._job = None

    def advance(self) -> bool:
        """Do a slice of work; False when there was none to do now."""
        is_final = all(lane.is_over for lane in self._recording.lanes)  # before the rows are read, so that none is missed
        settles = is_final and not self._was_final
        plane = self._new_plane(is_final, settles)
        if plane is not None:
            self._begin(plane)
            if self.is_held and self._holds_less():
                self.is_held, self.landscape = False, None
                self._begin(self._fitted_plane(is_final))
        if not is_final or settles:
            grown = [_extend(p, lane) for p, lane in zip(self._projections, self._recording.lanes, strict=True)]
            self._frame(settles, is_final)
        else:
            grown = []
        if settles:
            self._details = self._refine()
        self._was_final = is_final
        return self._sharpen() or settles or self._detail() or any(grown)  # details can wait, for another recording may follow

    def _new_plane(self, is_final: bool, settles: bool) -> Plane | None:
        """A plane, when there is none yet or the present one has been outgrown."""
        rows = sum(lane.updates + 1 for lane in self._recording.lanes)
        has_outgrown = rows > self._fitted_rows * _REFIT_GROWTH or settles
        if self._projections and (self._projections[0].plane.is_exact or self._options.extent is not None or not has_outgrown):
            return None  # a rectangle that was wished for has no meaning on another plane
        self._fitted_rows, self._fitted_lanes = rows, self._options.visible(self._recording.lanes)
        pinned = self._options.pinned
        if pinned is not None and len(pinned.origin) == len(self._recording.problem.start):
            return None if self._projections else pinned
        if is_final and not self._projections and (held := self._plane_to_hold()) is not None:
            self.is_held = True
            return held
        return self._fitted_plane(is_final)

    def _plane_to_hold(self) -> Plane | None:
        """The plane of the run before, if this one differs in its paths only."""
        before, options = self._before, self._options
        if before is None or before.plane.kind != "principal" or before.recording is self._recording or options.extent is not None:
            return None
        is_alike = (before.options.surveyed(), before.options.hidden) == (options.surveyed(), options.hidden)
        names = [[lane.name for lane in recording.lanes] for recording in (before.recording, self._recording)]
        return before.plane if is_alike and names[0] == names[1] and _same_loss(before.recording, self._recording) else None

    def _holds_less(self) -> bool:
        """Whether the plane that is held shows markedly less of a visible path than when it was fitted."""
        assert self._before is not None
        return any(self._projections[i].explained() < _HELD_SHARE * self._before.fitted[i] for i in self._fitted_lanes)

    def _fitted_plane(self, is_final: bool) -> Plane:
        """The plane that was wished for, or the principal one where there is no such plane."""
        size, kind = len(self._recording.problem.start), plane_kind(self._options.plane)
        if size > 2 and not kind.is_principal and kind.name != "own":
            try:
                plane, self._note = make_plane(self._recording, self._options), ""
            except PlaneError as error:
                self._note = f"{kind.title}: {error}; shown are the principal components."
            else:
                return plane
        weighting: Weighting = "update" if kind.name == "principal-updates" else "path"
        if size == 2 or (is_final and weighting == "path" and len(self._fitted_lanes) == len(self._recording.lanes)):
            return self._recording.plane
        return self._recording.principal_plane(FIT_ROWS if is_final else _LIVE_ROWS, self._fitted_lanes, weighting)

    def _begin(self, plane: Plane) -> None:
        """Start over on a plane; what was shown before stays until its first surface is there."""
        before = self._before if self._before is not None and self._before.plane.axes == plane.axes else None
        if before is not None:
            plane = before.plane if plane.is_exact or plane is before.plane else plane.turned_like(before.plane)
        if self.landscape is not None:  # the one that is shown, which may not be the last one that was fitted
            plane = plane.turned_like(self.landscape.plane)
        self._projections = tuple(self._projection(index, plane) for index in range(len(self._recording.lanes)))
        for projection, lane in zip(self._projections, self._recording.lanes, strict=True):
            _extend(projection, lane)
        self._fitted = tuple(projection.explained() for projection in self._projections)
        if before is not None and self.is_held:
            self._fitted = before.fitted
        stays = before is not None and (plane.is_exact or plane is before.plane)
        is_shaped = before is not None and before.options.aspect == self._options.aspect
        self._extent = self._options.extent or (before.extent if stays and is_shaped and before is not None else None)
        self._job = self._new_job(self._extent or self._rectangle(_GROWING_MARGIN))
        if stays and before is not None and self._is_still_right(before):
            self.landscape = replace(
                before, recording=self._recording, options=self._options, note=self._note, projections=self._projections
            )
            if before.surface is not None and (self.is_held or before.surface.values.shape == RESOLUTION[::-1]):
                self._job = None

    def _projection(self, index: int, plane: Plane) -> Projection:
        """A lane's path on a plane: the one there is, where that was shown before, or a new one."""
        lane, before = self._recording.lanes[index], self._before
        if before is not None and lane.is_over and index < len(before.projections) and before.recording.lanes[index] is lane:
            known = before.projections[index]
            if known.plane is plane and known.stride == _stride(lane):
                return known
        return Projection(plane, _stride(lane))

    def _is_still_right(self, before: Landscape) -> bool:
        """Whether the surface that was drawn on a plane before is the one to be drawn there now."""
        ours, theirs = (
            (w.loss, w.penalty(r.experiment.lanes)) for w, r in ((self._options, self._recording), (before.options, before.recording))
        )
        return ours == theirs and before.extent == self._extent and _same_loss(before.recording, self._recording)

    def _frame(self, settles: bool, is_final: bool) -> None:
        """Take a new rectangle when the paths leave the present one, or in the end fill too little of it; but not a wished one."""
        if self._options.extent is not None:
            return
        if self._misfits(is_growing=not settles):
            self._job = self._new_job(self._rectangle(_MARGIN if is_final else _GROWING_MARGIN))

    def _misfits(self, is_growing: bool = False) -> bool:
        """Whether the visible paths leave the rectangle; of a run that grows no more also whether they come too close to its edge, or
        fill too little of it."""
        assert self._extent is not None
        if is_growing:
            return not self._extent.holds(self._around(0.0))
        is_wide = self._rectangle(_MARGIN).area < _LEAST_FILLED * self._extent.area
        return is_wide or not self._extent.holds(self._around(_LEAST_MARGIN))

    def _new_job(self, extent: Extent) -> SurfaceJob:
        self._extent = extent
        lasts = self._lasts and all(lane.is_over for lane in self._recording.lanes)
        return self._job_of(extent, RESOLUTION if lasts or self._projections[0].plane.is_exact else _PASSING_RESOLUTION)

    def _job_of(self, extent: Extent, resolution: tuple[int, int]) -> SurfaceJob:
        return SurfaceJob(self._measurer, self._projections[0].plane, extent, resolution)

    def _rectangle(self, margin: float) -> Extent:
        """The rectangle to be seen: around all visible paths, of the wished shape."""
        return self._around(margin).shaped(self._options.aspect)

    def _around(self, margin: float) -> Extent:
        lanes = self._recording.lanes
        paths = [(self._projections[i], lanes[i]) for i in self._options.visible(lanes)]
        plane = self._projections[0].plane
        reach = plane.reach
        corners = [path.corners(_calm_points(path, lane)) for path, lane in paths]
        corners += [np.array([[-reach, -reach], [reach, reach]])] if reach else []
        return Extent.around(corners, margin, _LEAST_OF_WEIGHTS if plane.is_exact else LEAST)

    def _sharpen(self) -> bool:
        """Go on with the surface, and publish it when it has become sharper."""
        job = self._job
        if job is None:
            return False
        job.advance(_SLICE_S)
        is_shown = self.landscape is not None or self._before is not None
        surface = job.surface
        is_new = surface is not None and (self.landscape is None or surface is not self.landscape.surface)
        if surface is not None and is_new and (job.is_done or not is_shown or job.age_s > _SOON_S):
            low = lowest(surface)
            self.landscape = Landscape(
                self._recording, self._options, self._note, surface.plane, self._fitted, self._projections,
                job.extent, surface, low, None if low is not None else self._known_minimum(surface.plane),
            )  # fmt: skip
        self._job = None if job.is_done else job
        return True

    def _known_minimum(self, plane: Plane) -> Lowest | None:
        """The minimum that was found before on a plane, while other parts of it are looked at."""
        shown = self.landscape
        if shown is None or shown.plane is not plane or not plane.is_exact:
            return None
        low = shown.lowest or shown.minimum_beyond
        return low if low is not None and low.is_measured and low.is_minimum else None

    def _detail(self) -> bool:
        """Go on with the details."""
        if self._details is None:
            return False
        until = time.perf_counter() + _SLICE_S
        while time.perf_counter() < until:
            if next(self._details, _NO_MORE) is _NO_MORE:
                self._details = None
                break
        return True

    def _refine(self) -> Iterator[None]:
        """Lay the recording's own plane where another was held, sharpen the surface, draw the paths through every update and measure the
        lowest point, piece by piece."""
        if self.is_held and self._options.extent is None:
            self.is_held, self._lasts = False, True
            self._begin(self._fitted_plane(is_final=True))
            self._frame(settles=True, is_final=True)
            while self._job is not None:
                yield
        assert self.landscape is not None
        assert self.landscape.surface is not None
        if self.landscape.surface.values.shape != RESOLUTION[::-1]:
            job = self._job_of(self.landscape.extent, RESOLUTION)
            while not job.is_done and job.extent == self.landscape.extent:  # else another rectangle was wished for, and is sharp already
                job.advance(_SLICE_S)
                yield
            if job.extent == self.landscape.extent and job.surface is not None:
                self.landscape = replace(self.landscape, surface=job.surface, lowest=lowest(job.surface))
        yield from self._trace()
        yield from self._look_closer()

    def _look_closer(self) -> Iterator[None]:
        """Measure the lowest point of the landscape that is shown, and publish the result; begin again when there is another one. Of two
        weights look for the minimum also beyond the rectangle, where it has none inside."""
        shown = None
        while self.landscape is not shown:
            shown = self.landscape
            if shown is None or shown.surface is None:
                return
            beyond = shown.lowest is None
            low = shown.lowest or (lowest_of_grid(shown.surface) if shown.plane.is_exact else None)
            if low is None or low.is_measured or shown.minimum_beyond is not None:
                return
            for found in looked_closer(low, shown.surface, partial(self._losses_at, shown.plane), beyond=beyond):
                low = found
                yield
            if self.landscape is shown and beyond and low.is_measured and low.is_minimum:
                self.landscape = shown = replace(shown, minimum_beyond=low)
            elif self.landscape is shown and not beyond:
                self.landscape = shown = replace(shown, lowest=low._replace(is_measured=True))

    def _losses_at(self, plane: Plane, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """Losses at points [k, 2] of a plane."""
        return np.asarray(self._measurer.measure(plane.points(places)).loss, np.float64)

    def _trace(self) -> Iterator[None]:
        """Project every update of those lanes that were drawn through some, piece by piece, and publish the result."""
        exact = list(self._projections)
        for i, lane in enumerate(self._recording.lanes):
            if exact[i].stride > 1 and lane.updates <= _MOST_POINTS:
                exact[i] = Projection(exact[i].plane)
                for weights in self._recording.walk(lane):
                    exact[i].extend(weights)
                    yield
        self._projections = tuple(exact)
        if self.landscape is not None:
            self.landscape = replace(self.landscape, projections=self._projections)


_NO_MORE = object()


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


def _same_loss(one: Recording, other: Recording) -> bool:
    """Whether two recordings have the same loss over the same weights."""
    parts = [(r.experiment.data, r.experiment.model, r.experiment.loss, r.experiment.seed, r.experiment.dtype) for r in (one, other)]
    return one.problem.is_declared and other.problem.is_declared and parts[0] == parts[1]


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
