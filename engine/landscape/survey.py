"""The landscape of one recording, kept up to date while it grows, a slice of work at a time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from enum import Enum

from ..comparison.recording import Recording
from ..geometry.extent import Extent
from ..geometry.measurer import Measurer
from ..geometry.plane import Plane
from ..geometry.surface import SurfaceJob, SurfaceMeasurer
from ..training.objective import PenalisedObjective
from .ground import Ground, fit_plane, have_same_loss, hold_ground, lay_ground
from .landscape import Landscape, measure_lowest
from .minimum import lowest
from .options import LandscapeOptions

RESOLUTION = (161, 101)
_PASSING_RESOLUTION = (65, 41)  # where the next one may follow at once, of a growing run or a dragged slider: training needs the cores
_MOST_WORK = 1.5e11  # multiplications by autograd's products for a surface: some 15 s on a core; one that takes more is less sharp
_SLICE_S = 0.02
_SOON_S = 0.15  # so long a coarse surface waits for the sharp one where another is shown: between the two it would flicker
_REFIT_GROWTH = 2.0  # a growing recording gets a new plane when it has this many times the rows of the last fit
_GROWING_MARGIN, _MARGIN = 0.25, 0.12
_LEAST_MARGIN = 0.06  # in the end; with less, a ball on the edge would be cut
_LEAST_FILLED = 0.4  # a rectangle of which the paths fill less than this is drawn anew


class Stage(Enum):
    """How far a survey is. Each stage leads to the next; another rectangle leads back from the last two to `SURFACE`."""

    GROWING = "the recording grows; plane, paths, rectangle and surface follow it"
    SURFACE = "the recording is over; the surface is computed"
    DETAILS = "there is a surface; a sharper one, paths through every update and the exact lowest point follow"
    DONE = "nothing is left to do"


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
    """

    def __init__(self, recording: Recording, before: Landscape | None, options: LandscapeOptions = LandscapeOptions()) -> None:  # noqa: B008  it cannot change
        self.landscape: Landscape | None = None
        self._recording, self._before, self._options = recording, before, options
        stored, penalty = recording.surface_in_file, options.penalty(recording.experiment.lanes)
        loss = getattr(recording.problem.objectives, options.loss) if stored is None else SurfaceMeasurer(stored[0])
        self._measurer: Measurer = PenalisedObjective(loss, penalty) if penalty else loss
        self._sharp = RESOLUTION if stored is not None else _resolution(recording)
        self._is_over = False  # the recording, when it was looked at last
        self._ground: Ground | None = None
        self._extent: Extent | None = None
        self._job: SurfaceJob | None = None
        self._details: Iterator[None] | None = None

    @classmethod
    def resumed(cls, landscape: Landscape) -> Survey:
        """The survey of a finished recording that came to this landscape; nothing is left to do."""
        survey = cls(landscape.recording, landscape, landscape.options)
        survey.landscape, survey._extent, survey._ground = landscape, landscape.extent, Ground.of(landscape)
        survey._is_over = True
        return survey

    @property
    def stage(self) -> Stage:
        """How far it is."""
        if not self._is_over:
            return Stage.GROWING
        if self._job is not None:
            return Stage.SURFACE
        return Stage.DONE if self._details is None else Stage.DETAILS

    @property
    def is_done(self) -> bool:
        """Whether the recording is over and nothing is left to do."""
        return self.stage is Stage.DONE

    @property
    def is_settled(self) -> bool:
        """Whether the recording is over and there is a surface on its plane; details may be left."""
        return self.stage in (Stage.DETAILS, Stage.DONE)

    @property
    def is_provisional(self) -> bool:
        """Whether its plane is still that of the run before, or of the recording when it still grew."""
        return self._ground is not None and self._ground.is_provisional

    def is_for(self, recording: Recording, options: LandscapeOptions) -> bool:
        """Whether this survey, with another rectangle or other lanes hidden at most, is of a recording and options."""
        keeps_plane = options.extent is not None or options.pinned is not None or self.is_of_visible(options)
        return recording is self._recording and options.surveyed() == self._options.surveyed() and keeps_plane

    def is_of_visible(self, options: LandscapeOptions) -> bool:
        """Whether the plane, if it is a principal one, is that of the lanes which the options leave to be seen."""
        return self._ground is None or self._ground.is_of(options.visible(self._recording.lanes))

    @property
    def fitting(self) -> Extent | None:
        """The rectangle around all visible paths, as it is taken when another one is given up; None before there are paths."""
        return self._rectangle(self._ground, _MARGIN) if self._ground is not None else None

    def look_at(self, options: LandscapeOptions) -> None:
        """See another rectangle of the plane, the one around all visible paths if None; or other lanes, which have it if they fit."""
        before, self._options, ground = self._options, options, self._ground
        if ground is None:
            return
        if self._is_over and ground.is_provisional and self._may_move(ground):
            self._details = self._refine()
        if options.extent == self._extent:
            return
        is_another = options.extent is not None or (before.extent, before.aspect) != (None, options.aspect)
        if is_another or self._misfits(ground):
            self._draw(ground, options.extent or self._rectangle(ground, _MARGIN), is_sharp=True)
            self._details = self._details or self._look_closer()

    def end(self) -> None:
        """Leave undone what is left. Details that wait hold the survey, and this its recording, until the garbage collector comes."""
        self._details = self._job = None

    def advance(self) -> bool:
        """Do a slice of work; False when there was none to do now."""
        if self.stage is Stage.GROWING:
            return self._follow()
        return self._sharpen() or self._detail()

    def _follow(self) -> bool:
        """Go on with a recording that grows, or settle when it is over."""
        is_over = all(lane.is_over for lane in self._recording.lanes)  # before the rows are read, so that none is missed
        ground = self._ground
        if ground is None:
            self._lay(ground := self._first_ground(is_over))
        elif self._may_move(ground) and (is_over or ground.growth > _REFIT_GROWTH):
            self._lay(ground := self._fitted_ground(is_over))
        has_grown = ground.extend()
        self._frame(ground, is_over)
        self._is_over = is_over
        if is_over:
            self._details = self._refine()
        return self._sharpen() or is_over or self._detail() or has_grown  # details can wait, for another recording may follow

    def _first_ground(self, is_over: bool) -> Ground:
        """The pinned plane, that of the run before, or one fitted to the recording."""
        if self._pinned is not None:
            return lay_ground(self._recording, self._options, self._turned(self._pinned), "", self._before)
        held = hold_ground(self._recording, self._options, self._before) if is_over and self._before is not None else None
        return held or self._fitted_ground(is_over)

    def _fitted_ground(self, is_over: bool) -> Ground:
        plane, note = fit_plane(self._recording, self._options, is_over=is_over)
        ground = lay_ground(self._recording, self._options, self._turned(plane), note, self._before)
        ground.is_provisional = not (is_over or plane.is_exact)
        return ground

    def _turned(self, plane: Plane) -> Plane:
        """The plane with signs as in the picture before, or the very plane of that where it is the same."""
        before = self._before
        if before is not None and before.plane.axes == plane.axes:
            plane = before.plane if plane.is_exact else plane.turned_like(before.plane)
        return plane if self.landscape is None else plane.turned_like(self.landscape.plane)  # which may not be the last one fitted

    @property
    def _pinned(self) -> Plane | None:
        pinned = self._options.pinned
        return pinned if pinned is not None and len(pinned.origin) == len(self._recording.problem.start) else None

    def _may_move(self, ground: Ground) -> bool:
        """Whether another plane may be laid. A rectangle that was wished for has no meaning on another plane."""
        return not (ground.plane.is_exact or self._pinned or self._options.extent)

    def _lay(self, ground: Ground) -> None:
        """Start over on a plane; what was shown before stays until its first surface is there."""
        self._ground, before, options = ground, self._before, self._options
        if before is None or ground.plane is not before.plane:
            before = None
        is_shaped = before is not None and before.options.aspect == options.aspect
        extent = options.extent or (before.extent if before is not None and is_shaped else self._rectangle(ground, _GROWING_MARGIN))
        self._draw(ground, extent)
        if before is not None and self._is_still_right(before):
            self.landscape = replace(before, recording=self._recording, options=options, note=ground.note, projections=ground.projections)
            if before.surface is not None and (ground.is_provisional or before.surface.values.shape == self._sharp[::-1]):
                self._job = None

    def _is_still_right(self, before: Landscape) -> bool:
        """Whether the surface that was drawn on a plane before is the one to be drawn there now."""
        ours, theirs = (
            (w.loss, w.penalty(r.experiment.lanes)) for w, r in ((self._options, self._recording), (before.options, before.recording))
        )
        return ours == theirs and before.extent == self._extent and have_same_loss(before.recording, self._recording)

    def _frame(self, ground: Ground, is_over: bool) -> None:
        """Take a new rectangle when the paths leave the present one, or in the end fill too little of it; but not a wished one."""
        if self._options.extent is None and self._misfits(ground, is_growing=not is_over):
            self._draw(ground, self._rectangle(ground, _MARGIN if is_over else _GROWING_MARGIN))

    def _misfits(self, ground: Ground, is_growing: bool = False) -> bool:
        """Whether the visible paths leave the rectangle; of a run that grows no more also whether they come too close to its edge, or
        fill too little of it."""
        assert self._extent is not None
        visible = self._options.visible(self._recording.lanes)
        if not self._extent.holds(ground.around(visible, 0.0 if is_growing else _LEAST_MARGIN)):
            return True
        return not is_growing and self._rectangle(ground, _MARGIN).area < _LEAST_FILLED * self._extent.area

    def _draw(self, ground: Ground, extent: Extent, *, is_sharp: bool = False) -> None:
        """Begin to draw the surface over a rectangle, less sharp where another one may follow at once."""
        lasts = self._before is None and all(lane.is_over for lane in self._recording.lanes)
        resolution = self._sharp if is_sharp or lasts or ground.plane.is_exact else _PASSING_RESOLUTION
        self._extent, self._job = extent, SurfaceJob(self._measurer, ground.plane, extent, resolution)

    def _rectangle(self, ground: Ground, margin: float) -> Extent:
        """The rectangle to be seen: around all visible paths, of the wished shape."""
        return ground.around(self._options.visible(self._recording.lanes), margin).shaped(self._options.aspect)

    def _sharpen(self) -> bool:
        """Go on with the surface, and publish it when it has become sharper."""
        job, ground = self._job, self._ground
        if job is None or ground is None:
            return False
        job.advance(_SLICE_S)
        shown, surface = self.landscape, job.surface
        is_first, is_new = shown is None and self._before is None, shown is None or surface is not shown.surface
        if surface is not None and is_new and (job.is_done or is_first or job.age_s > _SOON_S):
            low = lowest(surface)
            beyond = shown.known_minimum if low is None and shown is not None and shown.plane is ground.plane else None
            self.landscape = Landscape(
                self._recording, self._options, ground.note, ground.plane, ground.fitted, ground.projections, job.extent, surface,
                low, beyond,
            )  # fmt: skip
        self._job = None if job.is_done else job
        return True

    def _detail(self) -> bool:
        """Go on with the details."""
        if self._details is None:
            return False
        until = time.perf_counter() + _SLICE_S
        for _ in self._details:
            if time.perf_counter() > until:
                return True
        self._details = None
        return True

    def _refine(self) -> Iterator[None]:
        """Lay the recording's own plane where another was held, sharpen the surface, draw the paths through every update and measure the
        lowest point, piece by piece."""
        if self._ground is not None and self._ground.is_provisional and self._may_move(self._ground):
            self._before = None  # what is drawn now is here to stay
            self._lay(ground := self._fitted_ground(is_over=True))
            self._frame(ground, is_over=True)
            while self._job is not None:
                yield
        assert self.landscape is not None
        assert self.landscape.surface is not None
        if self.landscape.surface.values.shape != self._sharp[::-1]:
            job = SurfaceJob(self._measurer, self.landscape.plane, self.landscape.extent, self._sharp)
            while not job.is_done and job.extent == self.landscape.extent:  # else another rectangle was wished for, and is sharp already
                job.advance(_SLICE_S)
                yield
            if job.extent == self.landscape.extent and job.surface is not None:
                self.landscape = replace(self.landscape, surface=job.surface, lowest=lowest(job.surface))
        assert self._ground is not None
        yield from self._ground.trace()
        self.landscape = replace(self.landscape, projections=self._ground.projections)
        yield from self._look_closer()

    def _look_closer(self) -> Iterator[None]:
        """Measure the lowest point of the landscape that is shown, and publish the result; begin again when there is another one."""
        shown = None
        while self.landscape is not None and self.landscape is not shown:
            shown = self.landscape
            for found in measure_lowest(shown, self._measurer):
                if self.landscape is not shown:
                    break
                self.landscape = shown = found
                yield


def _resolution(recording: Recording) -> tuple[int, int]:
    """Grid lines (across, up) of a sharp surface: fewer where the kernels do not compute it and a point takes long, but as many as of a
    passing one."""
    problem, (width, height) = recording.problem, RESOLUTION
    if problem.device.type != "cpu" or problem.experiment.has_kernels or problem.function is not None:
        return RESOLUTION
    point = problem.experiment.products * problem.dataset.n * (2 if problem.modes.normalises else 1)
    share = min(1.0, (_MOST_WORK / (max(point, 1) * width * height)) ** 0.5)
    least = _PASSING_RESOLUTION
    return (width, height) if share == 1 else (max(least[0], int(share * width) | 1), max(least[1], int(share * height) | 1))
