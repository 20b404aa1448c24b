"""Which run is shown: of those that were asked for, the newest that has something to show; the one before stays as a ghost."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from engine.comparison.runner import Run, Runner
from engine.experiment import Experiment
from engine.recording.clock import time_at
from engine.recording.playhead import Playhead
from engine.training import kernel_loading
from engine.training.process_tuning import freeze_gc
from gui.look import timing
from gui.look.translation import tr

if TYPE_CHECKING:
    from engine.comparison.recording import Recording
    from engine.landscape.landscape import Landscape
    from engine.recording.lane import LaneRecording


class Runs:
    """The runs of a session. The engine thread is its own.

    Attributes:
        runner: the engine thread.
        run: the one that is named, on its way through the engine.
        shown: the one whose curves are seen, or None before the first.
    """

    def __init__(self, *, waits_for_kernels: bool) -> None:
        self._waits_for_kernels = waits_for_kernels
        if not waits_for_kernels:
            kernel_loading.announce()
        self.runner = Runner(waits_for_kernels=waits_for_kernels)
        self.runner.pause()  # until the session begins: the window is on the screen before the import of PyTorch begins
        self.run: Run
        self.shown: Run | None = None
        self._before: Run | None = None
        self._coming: list[Run] = []
        self._changed = -math.inf  # when an experiment was last given to the engine
        self._waiting_since = self._shown_since = -math.inf  # for the run that is named, and how long it has been shown
        self._is_other = True  # whether that is no change of the one before

    @property
    def is_waiting(self) -> bool:
        """Whether another run than the one that is shown is on its way."""
        return self.shown is not None and self.shown is not self.run

    @property
    def is_busy(self) -> bool:
        """Whether what is shown may become another one."""
        return not self.run.is_over or (self.run.recording is not None and self.shown is not self.run)

    @property
    def needs_lock(self) -> bool:
        """Whether the run that is named is held up by whoever else wants the interpreter lock."""
        recording = self.run.recording
        return recording is None or any(lane.stepper == "autograd" for lane in recording.lanes)

    @property
    def recording(self) -> Recording | None:
        """What is shown."""
        return self.shown.recording if self.shown is not None else None

    @property
    def ghost(self) -> Recording | None:
        """What was shown before, while the new one is not complete."""
        if self._before is None or self.recording is None or self.is_waiting:
            return None
        return None if all(lane.is_over for lane in self.recording.lanes) else self._before.recording

    @property
    def waiting(self) -> str:
        """What is waited for while nothing is shown, in words."""
        if self.shown is not None or self.run.is_over:
            return ""
        return tr("Preparing …") if self.runner.has_loaded else tr("Loading PyTorch …")

    @property
    def is_of_before(self) -> bool:
        """Whether what is shown is not of the run that is named; not yet, where a change of it will be there in a moment."""
        is_late = self._is_other or self.run.phase == "failed" or time.perf_counter() > self._waiting_since + timing.PATIENCE_S
        return self.is_waiting and is_late

    def is_land_of_before(self, landscape: Landscape | None) -> bool:
        """The same of a landscape."""
        is_late = self._is_other or time.perf_counter() > self._shown_since + timing.PATIENCE_S
        return landscape is not None and self.shown is not None and landscape.recording is not self.shown.recording and is_late

    def submit(self, experiment: Experiment, *, is_change: bool, is_other: bool) -> None:
        """Run another experiment in place of the one that is running: the same with some changes, or one that was opened."""
        if not self.is_waiting:
            self._waiting_since = time.perf_counter()
        self._is_other = is_other or (self._is_other and self.is_waiting)
        self.run, self._changed = self.runner.submit(experiment, is_change=is_change), time.perf_counter()
        self._coming.append(self.run)

    def show(self, recording: Recording, *, is_other: bool) -> None:
        """Show what has been recorded before."""
        if not self._waits_for_kernels:
            kernel_loading.prepare(recording.experiment.dtype)
        self.runner.cancel()
        freeze_gc()  # whoever loaded it has loaded PyTorch
        self.run = Run.of(recording)
        self._coming, self._is_other = [self.run], is_other

    @property
    def patience_s(self) -> float | None:
        """How long the end of a thread is waited for at most; as long as it takes, if None."""
        return None if self._waits_for_kernels else timing.THREAD_FAREWELL_S

    def close(self) -> None:
        """End the engine thread."""
        if not self._waits_for_kernels:
            kernel_loading.leave(timing.THREAD_FAREWELL_S)
        self.runner.close(self.patience_s)

    def hold_still(self) -> None:
        """Leave Python's lock to the engine for a moment, where a run will be whole at once, by how long the one before took: in turns with
        the window at the lock, it takes three times as long and comes a frame later."""
        is_quick = self.shown is not None and self.shown.took < timing.QUICK_RUN_S
        if is_quick and self.is_waiting and time.perf_counter() < self._changed + timing.QUICK_RUN_S:
            self.run.whole.wait(timing.HOLD_S)

    def take_new(self, playhead: Playhead) -> Recording | None:
        """Show the newest run that has something to show, and return its recording; those before it are history."""
        ready = [run for run in self._coming if run.recording is not None and self._may_replace(run, playhead)]
        self._coming = [run for run in self._coming if not (run.is_over and run.recording is None) or run is self.run]
        if not ready:
            return None
        run = ready[-1]
        self._coming = self._coming[self._coming.index(run) + 1 :]
        is_changed = self.shown is not None and self.shown.experiment.name == run.experiment.name
        self._before, self.shown, self._shown_since = (self.shown if is_changed else None), run, time.perf_counter()
        return run.recording

    def _may_replace(self, run: Run, playhead: Playhead) -> bool:
        """Whether a run may take the place of what is shown: once it is whole, has reached the playhead, or keeps us waiting.

        So the curves of a short run bend under the hand that drags a slider; they do not start over.
        """
        if self.shown is None:
            return True
        assert run.recording is not None
        clock, position = playhead.clock, playhead.position
        if all(_is_whole(lane) or (_is_measured(lane) and time_at(lane, clock, lane.updates) >= position) for lane in run.recording.lanes):
            return True
        if run.is_over:
            return run is self.run  # one that was stopped for a newer one on its way to the playhead is not worth a look
        return time.perf_counter() - run.began > timing.PATIENCE_S


def _is_whole(lane: LaneRecording) -> bool:
    return lane.is_over and lane.status.state != "stopped"


def _is_measured(lane: LaneRecording) -> bool:
    return len(lane.evaluated()["update"]) > 0
