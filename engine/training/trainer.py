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

    Attributes:
        recording: grows while turns are taken.
        clock: what "behind" means.

    Raises:
        InputError: the device is not there.
    """

    def __init__(self, experiment: Experiment, model: nn.Module | None = None, memory_budget: int | None = None) -> None:
        workshop = Workshop(experiment, model)
        self.clock: Clock = "epochs"
        self.recording = Recording(experiment, workshop, _empty_lanes(workshop, memory_budget))
        self._lanes = [LaneTrainer(workshop, lane) for lane in self.recording.lanes]

    @property
    def is_done(self) -> bool:
        """Whether every lane is over."""
        return all(lane.is_over for lane in self.recording.lanes)

    def turn(self) -> None:
        """Let the lane that is furthest behind make one chunk of updates (about 10 ms)."""
        waiting = [lane for lane in self._lanes if not lane.recording.is_over]
        min(waiting, key=lambda lane: lane.progress(self.clock)).advance()

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
