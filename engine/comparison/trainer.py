"""All lanes of an experiment, trained in fair turns, and the recording they fill."""

from __future__ import annotations

from contextlib import suppress

from torch import nn

from ..experiment import Experiment
from ..recording.clock import Clock
from ..recording.history import shares
from ..recording.lane import LaneRecording
from ..training.cost_estimate import check_memory, history_budget
from ..training.lane_trainer import LaneTrainer
from ..training.problem import Problem
from ..training.stepper_choice import disagrees, fast_stepper, is_unchecked
from .recording import Recording
from .side_by_side import SideBySide


class Trainer:
    """Trains the lanes of one experiment in turns: next is always the lane that is furthest behind on the clock.

    Args:
        experiment: what to run.
        model: any module to train in place of the declared dense net; it is copied.
        memory_budget: bytes for the positions of all lanes in place of the usual; what does not fit is computed again when asked for.
        last: the run before; model and samples are used again where both have them in common.
        problem: what the experiment is computed with, if that is there already and there is memory.
        is_change: whether the records of its lanes are used again, too, where nothing that they depend on has changed: they would come
            out the same to the last bit.
        threads: lanes that may be at work at one time; more than one where they are computed without the interpreter lock.

    Attributes:
        recording: grows while turns are taken.
        problem: what it is computed with.
        clock: what "behind" means; where the budget is time, `seconds`, unless said otherwise.

    Raises:
        InputError: the device is not there, or memory would not suffice.
    """

    def __init__(
        self, experiment: Experiment, model: nn.Module | None = None, memory_budget: int | None = None, last: Recording | None = None,
        *, problem: Problem | None = None, is_change: bool = False, threads: int = 1,
    ) -> None:  # fmt: skip
        if problem is None:
            if model is None:
                check_memory(experiment)
            problem = last.problem.turned_to(experiment) if last is not None and model is None else Problem(experiment, model)
        self.problem = problem
        self._memory_budget = memory_budget
        self.clock: Clock = "epochs" if experiment.budget.seconds is None else "seconds"
        lanes = _empty_lanes(self.problem, memory_budget)
        if last is not None and is_change:
            lanes = [_known(lane, last, self.problem) or lane for lane in lanes]
        self.recording = Recording(self.problem.experiment, self.problem, lanes)
        self._trainers = {index: LaneTrainer(self.problem, lane) for index, lane in enumerate(lanes) if not lane.is_over}
        self._threads = SideBySide(threads)

    @property
    def is_complete(self) -> bool:
        """Whether every lane is over; what is left is to compare steppers."""
        return all(lane.is_over for lane in self.recording.lanes)

    @property
    def is_done(self) -> bool:
        """Whether every lane is over, and every fast stepper has been compared with autograd."""
        return self.is_complete and not any(is_unchecked(lane) for lane in self.recording.lanes)

    @property
    def nogil(self) -> bool:
        """Whether all lanes are computed without the interpreter lock."""
        return all(trainer.stepper.nogil for trainer in self._trainers.values())

    @property
    def fraction(self) -> float | None:
        """The share of the planned updates that is made, each lane counting alike; None where time is the budget."""
        shares = [lane.updates / lane.planned if not lane.is_over else 1.0 for lane in self.recording.lanes if lane.planned]
        return sum(shares) / len(shares) if shares else None

    def turn(self) -> None:
        """Let the lane that is furthest behind make one chunk of updates (10 to 30 ms), or evaluate where rows wait, and those after it
        on other threads meanwhile; when all are over, check one."""
        under_way = [lane for lane in self._trainers.values() if not lane.recording.is_over]
        if under_way:
            self._threads.turn(under_way, lambda lane: (not lane.is_overdue, lane.progress(self.clock)))
            return
        self._threads.wait()
        index = next(index for index, lane in enumerate(self.recording.lanes) if is_unchecked(lane))
        if self._disagrees(index):
            self._begin_again(index)

    def _disagrees(self, index: int) -> bool:
        """Compare the stepper of a lane that is over with autograd."""
        lane, trainer = self.recording.lanes[index], self._trainers.get(index)
        with suppress(Exception):
            stepper = trainer.stepper if trainer is not None else fast_stepper(self.problem, lane.lane)[0]
            return stepper is None or disagrees(stepper, self.problem, lane)
        return True

    def _begin_again(self, index: int) -> None:
        """Compute a lane afresh with autograd; its record is replaced by a new one."""
        fresh = _empty_lanes(self.problem, self._memory_budget)[index]
        fresh.note = self.recording.lanes[index].note
        self.recording.replace(index, fresh)
        self._trainers[index] = LaneTrainer(self.problem, fresh, is_plain=True)

    def stop(self) -> None:
        """End all lanes where they are, once no thread is at work on one."""
        self._threads.close()
        for lane in self._trainers.values():
            lane.stop()


def _known(empty: LaneRecording, last: Recording, problem: Problem) -> LaneRecording | None:
    """The record of a lane in the run before, if it came to its end there and would be the same now, and if it keeps as many positions
    as there is room for."""
    if not problem.computes_as(last.problem):
        return None
    for record in last.lanes:
        is_like_new = not record.autograd_updates or problem.awaits_kernels  # else kernels would compute it
        kept_alike = (record.history.stride, record.order_version) == (empty.history.stride, empty.order_version)
        if record.lane == empty.lane and record.has_ended and is_like_new and kept_alike:
            return record
    return None


def _empty_lanes(problem: Problem, memory_budget: int | None) -> list[LaneRecording]:
    experiment = problem.experiment
    planned = [experiment.planned_updates(lane, problem.n) for lane in experiment.lanes]
    starts = [problem.start_position(lane) for lane in experiment.lanes]
    position = max(start.nbytes for start in starts)
    budgets = shares(planned, position, history_budget(experiment, planned, position) if memory_budget is None else memory_budget)
    target, mixing = experiment.budget.target_loss, experiment.data.mixing
    return [
        LaneRecording(lane, problem.n, experiment.seed, start, planned=count, memory_budget=budget, target=target, mixing=mixing)
        for lane, start, count, budget in zip(experiment.lanes, starts, planned, budgets, strict=True)
    ]
