"""A frame: all that views need to draw one picture, taken at one moment. Views take it, draw, and change nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from engine.comparison.predictions import Prediction
from engine.comparison.row_losses import RowLosses
from engine.experiment import Experiment
from engine.recording.clock import time_at
from engine.recording.lane import LaneRecording
from engine.recording.reading import Reading, reading
from engine.training.rate_limit import RateLimits
from gui.document.view_state import ViewState
from gui.look.quantities import Quantity

if TYPE_CHECKING:
    from engine.comparison.recording import Recording
    from engine.landscape.landscape import Landscape
    from engine.landscape.probe import BatchSurface, Probe


@dataclass(frozen=True)
class Frame:
    """One moment.

    Attributes:
        experiment: what is shown.
        recording: its record, or None while there is none yet.
        ghost: the record shown before, while the new one is not whole.
        frozen: the record that was frozen, to be compared with; or None.
        rows: each lane's row at the playhead.
        landscape: of the recording, or for a moment still of the one before; None while there is none.
        probe: the batch's surface and the gradients at the playhead, or from shortly before; None while there is none.
        measured: losses on whole sets at rows where the playhead rests, or rested; None while there are none.
        prediction: what the model of a lane says at the playhead, or said shortly before; None while nobody looks.
        limits: the largest stable rates with and without standardising; None where they are not known, or not asked for.
        landscape_rows: the rows at the playhead of the recording that the landscape is of.
        view: how it is looked at.
        position: where the playhead is, on the clock.
        total: where the clock will stand at the end; grows where that is not known.
        recorded: where the clock stands at the newest update.
        playing: whether the playhead moves by itself.
        waiting: what is being waited for, in words, or empty.
        kernels: what is being done to have the kernels, or that they cannot be used; empty when they are there, or nobody asked for them.
        is_of_before: whether recording and rows are of the run before the one that is named.
        is_land_of_before: the same of the landscape, which may come later.
        passing: whether another run is on its way, so that what takes long to paint need not be painted.
    """

    experiment: Experiment
    recording: Recording | None
    ghost: Recording | None
    frozen: Recording | None
    rows: tuple[int, ...]
    landscape: Landscape | None
    landscape_rows: tuple[int, ...]
    view: ViewState
    probe: Probe | None
    measured: RowLosses | None
    prediction: Prediction | None
    limits: RateLimits | None
    position: float
    total: float
    recorded: float
    playing: bool
    waiting: str
    kernels: str
    is_of_before: bool
    is_land_of_before: bool
    passing: bool

    def differs_in_place_only(self, other: Frame) -> bool:
        """Whether the curves of this moment are those of the other one, but for where the playhead is."""
        names = ("recording", "ghost", "frozen", "view", "waiting")
        return all(getattr(self, name) is getattr(other, name) for name in names)

    @cached_property
    def behind(self) -> tuple[Recording, ...]:
        """The records of other runs whose curves are to be seen."""
        frozen = self.frozen if self.frozen not in (self.recording, self.ghost) else None
        return tuple(recording for recording in (frozen, self.ghost) if recording is not None)

    @property
    def recordings(self) -> tuple[Recording, ...]:
        """All records whose curves are to be seen."""
        return (*self.behind, self.recording) if self.recording is not None else self.behind

    @cached_property
    def quantity(self) -> Quantity:
        """What the loss panels plot."""
        return self.view.quantity(self.experiment)

    @property
    def is_log(self) -> bool:
        """Whether it is shown on a logarithmic scale."""
        return self.view.scale == "log" and self.quantity.has_log

    @property
    def batches(self) -> tuple[BatchSurface, ...]:
        """The surfaces of batches at the playhead, or from shortly before, that are to be seen and there."""
        return self.probe.batches if self.probe is not None else ()

    @cached_property
    def arrows(self) -> frozenset[str]:
        """Names of the arrows that are drawn at the balls."""
        return self.view.options.drawn(self.experiment.lanes)

    @cached_property
    def visible(self) -> tuple[int, ...]:
        """Indices of the lanes that are to be seen."""
        return self.view.options.visible(self.experiment.lanes)

    @cached_property
    def lanes(self) -> tuple[LaneRecording, ...]:
        """The lanes' records; none while there is no recording."""
        return tuple(self.recording.lanes) if self.recording is not None else ()

    def lanes_of(self, recording: Recording) -> dict[int, LaneRecording]:
        """The lanes of a record that are to be seen, by the index that the lane of this name has here."""
        named = {lane.name: lane for lane in recording.lanes}
        names = [(index, self.experiment.lanes[index].name) for index in self.visible]
        return {index: named[name] for index, name in names if name in named}

    @cached_property
    def reached(self) -> float:
        """Where on the clock every lane still in training has been; the newest update, where none is."""
        over = [lane.is_over for lane in self.lanes]  # asked first: a lane that is over stays where it is
        times = [time_at(lane, self.view.clock, lane.updates) for lane in self.lanes]
        growing = [time for time, is_over in zip(times, over, strict=True) if not is_over]
        return min(growing) if growing else max(times, default=self.recorded)

    @property
    def is_ahead(self) -> bool:
        """Whether the playhead waits at a place that has not been computed yet."""
        return self.position > self.reached

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """The figures of each lane at the playhead."""
        return tuple(self.reading(lane, row) for lane, row in zip(self.lanes, self.rows, strict=True))

    def reading(self, lane: LaneRecording, row: int) -> Reading:
        """The figures of a lane at a row, with the losses of that very row where they are known."""
        return reading(lane, row, self.measured.at(lane, row) if self.measured is not None else None)
