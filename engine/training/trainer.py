"""All lanes of an experiment, trained in fair turns, and the recording they fill."""

from __future__ import annotations

from torch import nn

from ..experiment import Experiment
from ..recording.clock import Clock
from ..recording.history import shares
from ..recording.lane import LaneRecording
from ..recording.recording import Recording
from .lane_trainer import LaneTrainer
from .workshop import Workshop


class Trainer:
    """Trains the lanes of one experiment in turns: next is always the lane that is furthest behind on the clock.

    Args:
        experiment: what to run.
        model: any module to train in place of the declared dense net; it is copied.
        memory_budget: bytes for the positions of all lanes in place of the usual; what does not fit is computed again when asked for.
        last: what the run before was computed with; what both have in common is used again.

    Attributes:
        recording: grows while turns are taken.
        workshop: what it is computed with.
        clock: what "behind" means.

    Raises:
        InputError: the device is not there.
    """

    def __init__(
        self, experiment: Experiment, model: nn.Module | None = None, memory_budget: int | None = None, last: Workshop | None = None
    ) -> None:
        self.workshop = last.turned_to(experiment) if last is not None and model is None else Workshop(experiment, model)
        self._memory_budget = memory_budget
        self.clock: Clock = "epochs"
        self.recording = Recording(experiment, self.workshop, _empty_lanes(self.workshop, memory_budget))
        self._lanes = [LaneTrainer(self.workshop, lane) for lane in self.recording.lanes]

    @property
    def is_whole(self) -> bool:
        """Whether every lane is over; what is left is to compare steppers."""
        return all(lane.recording.is_over for lane in self._lanes)

    @property
    def is_done(self) -> bool:
        """Whether every lane is over, and every fast stepper has been compared with autograd."""
        return all(lane.recording.is_over and not lane.is_unchecked for lane in self._lanes)

    def turn(self) -> None:
        """Let the lane that is furthest behind make one chunk of updates (10 to 30 ms), or evaluate where rows wait; when all are over,
        check one."""
        under_way = [lane for lane in self._lanes if not lane.recording.is_over]
        if under_way:
            min(under_way, key=lambda lane: (not lane.is_overdue, lane.progress(self.clock))).advance()
            return
        lane = next(lane for lane in self._lanes if lane.is_unchecked)
        if lane.disagrees():
            self._begin_again(lane)

    def _begin_again(self, lane: LaneTrainer) -> None:
        """Compute a lane afresh with autograd; its record is replaced by a new one."""
        index = self._lanes.index(lane)
        fresh = _empty_lanes(self.workshop, self._memory_budget)[index]
        fresh.note = lane.recording.note
        self.recording.replace(index, fresh)
        self._lanes[index] = LaneTrainer(self.workshop, fresh, is_plain=True)

    def stop(self) -> None:
        """End all lanes where they are."""
        for lane in self._lanes:
            lane.stop()


def _empty_lanes(workshop: Workshop, memory_budget: int | None) -> list[LaneRecording]:
    experiment = workshop.experiment
    planned = [experiment.planned_updates(lane) for lane in experiment.lanes]
    starts = [workshop.start_position(lane) for lane in experiment.lanes]
    budgets = shares(planned, max(start.nbytes for start in starts), memory_budget)
    return [
        LaneRecording(lane, experiment.data.n, experiment.seed, start, planned=count, memory_budget=budget)
        for lane, start, count, budget in zip(experiment.lanes, starts, planned, budgets, strict=True)
    ]
