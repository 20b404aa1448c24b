"""The engine thread: it trains the newest experiment it was given, and can be paused, resumed and stopped.

This module is light to import. The thread itself imports PyTorch, and says so, while the window is already on the screen.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from ..experiment import Experiment
from ..jobs import Job, State, Stopped, Worker, listening
from ..recording.clock import Clock
from ..training.kernel_loading import load, prepare
from ..training.process_tuning import freeze_gc

if TYPE_CHECKING:
    from .recording import Recording
    from .trainer import Trainer

GRACE_S = 0.4  # a run that is replaced may still finish within this long of its beginning: a dragged slider shows each whole result
_SOON_S = 0.5  # a run so soon after another is taken for one of many, as while a slider is dragged; then
_REST_S = 0.2  # its steppers are compared with autograd only when nothing newer has come for so long


class Run(Job["Recording"]):
    """One experiment on its way through the engine. Its result is the recording, which grows while it runs.

    Args:
        work: trains it.
        experiment: what is run.
        is_one_of_many: whether it was wished for shortly after another one.
        is_change: whether lanes that are the same as in the run before need not be computed again.

    Attributes:
        began: when it was taken up, by `time.perf_counter`; infinite before.
        took: seconds from then until it was whole; infinite before.
        whole: set when its lanes are over, or nothing more will come.
    """

    def __init__(
        self, work: Callable[[Run], Recording], experiment: Experiment, is_one_of_many: bool = False, is_change: bool = False
    ) -> None:
        super().__init__(work)
        self.experiment = experiment
        self.is_one_of_many = is_one_of_many
        self.is_change = is_change
        self.words = "waiting"
        self.began = math.inf
        self.took = math.inf
        self.whole = threading.Event()

    @classmethod
    def of(cls, recording: Recording) -> Run:
        """A finished run that has this recording."""
        run = cls(lambda _: recording, recording.experiment)
        run.run()
        return run

    @property
    def recording(self) -> Recording | None:
        """What has been recorded, once there is anything."""
        return self.result

    @property
    def phase(self) -> str:
        """Its state, and while it runs what it does: `waiting` for `resume`, `loading` (the import of PyTorch), `preparing`, `reading`
        (samples), `training`."""
        return self.words if self.state == "running" else self.state

    def _end(self, state: State) -> None:
        super()._end(state)
        self.whole.set()


class Runner(Worker):
    """Trains on the engine thread. The newest run wins: an older one is stopped as soon as its chunk is over (10 to 30 ms), but not in
    its first moments (`GRACE_S`).

    Args:
        waits_for_kernels: whether a run begins when the kernels are there. Otherwise autograd begins, and they go on.

    Attributes:
        clock: the clock on which lanes take fair turns.
        has_loaded: whether PyTorch is there.
    """

    def __init__(self, *, waits_for_kernels: bool = True) -> None:
        super().__init__("engine")
        self.has_loaded = False
        self._waits_for_kernels = waits_for_kernels
        self.clock: Clock = "epochs"
        self._paused = False
        self._submitted = -math.inf  # when the last run was
        self._ready: set[str] = set()  # dtypes whose kernels are there, or being prepared
        self._last: Recording | None = None  # of the last run
        self.open()

    def submit(self, experiment: Experiment, *, is_change: bool = False) -> Run:
        """Run an experiment from its start, in place of the one that is running; of one that is that one with some changes, only those
        lanes which they touch."""
        now = time.perf_counter()
        run, self._submitted = Run(self._train, experiment, now - self._submitted < _SOON_S, is_change), now
        self.start(run)
        return run

    def pause(self) -> None:
        """Compute nothing after the current chunk, nor begin a run, until `resume`."""
        self._set(paused=True)

    def resume(self) -> None:
        """Go on computing."""
        self._set(paused=False)

    def cancel(self) -> None:
        """End the current run where it is, or before it begins; what is recorded stays, but for no other run."""
        self._last = None
        super().cancel()

    def _set(self, *, paused: bool) -> None:
        with self._changed:
            self._paused = paused
            self._changed.notify_all()

    def _train(self, run: Run) -> Recording:
        if not self._may_go_on(run):
            raise Stopped
        kernels = run.experiment.dtype if run.experiment.has_kernels else ""
        if kernels not in self._ready:
            self._get_ready(run, kernels)
        import torch

        from ..training.device import fitting_threads
        from .trainer import Trainer

        run.words = "preparing"
        run.began = time.perf_counter()
        threads = torch.get_num_threads()  # all cores but one
        with fitting_threads(run.experiment), listening(partial(self._read, run)):
            trainer = Trainer(run.experiment, last=self._last, is_change=run.is_change, threads=threads)
            self._last = run.result = trainer.recording
            run.words = "training"
            with fitting_threads(trainer.problem.experiment):  # which knows more of a model file
                self._take_turns(run, trainer)
        trainer.stop()
        if any(lane.status.state == "stopped" for lane in trainer.recording.lanes):
            raise Stopped
        return trainer.recording

    def _take_turns(self, run: Run, trainer: Trainer) -> None:
        while not trainer.is_done and self._may_go_on(run):
            trainer.clock = self.clock
            trainer.turn()
            run.fraction = trainer.fraction
            if trainer.is_complete and run.began > 0:
                run.took, run.began = time.perf_counter() - run.began, -math.inf  # no grace for what comes after the last row
                run.whole.set()
                if run.is_one_of_many:
                    self._rest(run)

    def _get_ready(self, run: Run, kernels: str) -> None:
        """Import PyTorch, and have the kernels for a dtype loaded, if any; here, because the window must not wait for it."""
        run.words = "loading"
        from ..training.device import leave_a_core

        leave_a_core()
        freeze_gc()
        self.has_loaded = True
        if kernels and self._waits_for_kernels:
            load(kernels)
        elif kernels:
            prepare(kernels)
        self._ready.add(kernels)

    def _read(self, run: Run, fraction: float) -> None:
        """Samples are read; a run that nobody waits for any more ends there."""
        run.words, run.fraction = "reading", fraction
        if not self._may_go_on(run):
            raise Stopped

    def _may_go_on(self, run: Run) -> bool:
        """Wait while paused; False when the run should end."""
        with self._changed:
            self._changed.wait_for(lambda: not self._paused or self._is_unwanted(run))
            return not self._is_unwanted(run)

    def _rest(self, run: Run) -> None:
        """Leave the processor to whoever paints, until something newer comes."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_unwanted(run), timeout=_REST_S)

    def _is_unwanted(self, run: Run) -> bool:
        return run.is_cancelled or (run.is_replaced and (self._paused or not 0 <= time.perf_counter() - run.began < GRACE_S))
