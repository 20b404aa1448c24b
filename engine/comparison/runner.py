"""The engine thread: it trains the newest experiment it was given, and can be paused, resumed and stopped.

This module is light to import. The thread itself imports PyTorch, and says so, while the window is already on the screen.
"""

from __future__ import annotations

import math
import threading
import time
import traceback
from typing import TYPE_CHECKING, Literal

from ..errors import InputError
from ..experiment import Experiment
from ..recording.clock import Clock
from ..training.kernel_loading import load, prepare
from ..training.process_tuning import freeze_gc

if TYPE_CHECKING:
    from .recording import Recording

Phase = Literal["waiting", "loading", "preparing", "training", "finished", "stopped", "failed"]
GRACE_S = 0.4  # a run that is replaced may still finish within this long of its beginning: a dragged slider shows each whole result
_SOON_S = 0.5  # a run so soon after another is taken for one of many, as while a slider is dragged; then
_REST_S = 0.2  # its steppers are compared with autograd only when nothing newer has come for so long


class Run:
    """One experiment on its way through the engine. The engine thread writes, others read.

    Attributes:
        experiment: what is run.
        recording: what has been recorded, once there is anything.
        phase: how far it is; `loading` is the import of PyTorch.
        began: when it was taken up, by `time.perf_counter`; infinite before.
        took: seconds from then until it was whole; infinite before.
        whole: set when its lanes are over, or nothing more will come.
        is_one_of_many: whether it was wished for shortly after another one.
        is_change: whether lanes that are the same as in the run before need not be computed again.
        error: what went wrong, in one sentence, in phase `failed`.
        traceback: of an unexpected error, or empty.
    """

    def __init__(self, experiment: Experiment, is_one_of_many: bool = False, is_change: bool = False) -> None:
        self.experiment = experiment
        self.is_one_of_many = is_one_of_many
        self.is_change = is_change
        self.recording: Recording | None = None
        self.phase: Phase = "waiting"
        self.began = math.inf
        self.took = math.inf
        self.whole = threading.Event()
        self.error = ""
        self.traceback = ""

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.phase in ("finished", "stopped", "failed")


class Runner:
    """Owns the engine thread. The newest run wins: an older one is stopped as soon as its chunk is over (10 to 30 ms), but not in
    its first moments (`GRACE_S`).

    Args:
        waits_for_kernels: whether a run begins when the kernels are there. Otherwise autograd begins, and they go on.

    Attributes:
        clock: the clock on which lanes take fair turns.
        has_loaded: whether PyTorch is there.
    """

    def __init__(self, *, waits_for_kernels: bool = True) -> None:
        self.has_loaded = False
        self._waits_for_kernels = waits_for_kernels
        self.clock: Clock = "epochs"
        self._changed = threading.Condition()
        self._next: Run | None = None
        self._paused = False
        self._stop_current = False
        self._closing = False
        self._submitted = -math.inf  # when the last run was
        self._ready: set[str] = set()  # dtypes whose kernels are there, or being prepared
        self._last: Recording | None = None  # of the last run
        self._thread = threading.Thread(target=self._serve, name="engine", daemon=True)
        self._thread.start()

    def submit(self, experiment: Experiment, *, is_change: bool = False) -> Run:
        """Run an experiment from its start, in place of the one that is running; of one that is that one with some changes, only those
        lanes which they touch."""
        now = time.perf_counter()
        run, self._submitted = Run(experiment, now - self._submitted < _SOON_S, is_change), now
        with self._changed:
            self._drop_next()
            self._next = run
            self._changed.notify()
        return run

    def pause(self) -> None:
        """Compute nothing after the current chunk, nor begin a run, until `resume`."""
        self._set(paused=True)

    def resume(self) -> None:
        """Go on computing."""
        self._set(paused=False)

    def stop(self) -> None:
        """End the current run where it is, or before it begins; what is recorded stays, but for no other run."""
        with self._changed:
            self._stop_current, self._last = True, None
            self._drop_next()
            self._changed.notify()

    def close(self, patience_s: float | None = None) -> None:
        """Stop, and wait until the thread has ended, but not longer than this: an import cannot be interrupted."""
        with self._changed:
            self._closing = True
            self._drop_next()
            self._changed.notify()
        self._thread.join(patience_s)

    def _drop_next(self) -> None:
        if self._next is not None:
            self._next.phase = "stopped"
            self._next.whole.set()
            self._next = None

    def _set(self, *, paused: bool) -> None:
        with self._changed:
            self._paused = paused
            self._changed.notify()

    def _serve(self) -> None:
        while (run := self._take()) is not None:
            try:
                self._train(run)
            except InputError as error:
                run.error, run.phase = str(error), "failed"
            except Exception as error:  # shown in the window, with its traceback; the thread lives on for the next run
                run.error, run.traceback, run.phase = f"{type(error).__name__}: {error}", traceback.format_exc(), "failed"
            run.whole.set()

    def _take(self) -> Run | None:
        with self._changed:
            self._changed.wait_for(lambda: self._closing or self._next is not None)
            run, self._next, self._stop_current = self._next, None, False
            return None if self._closing else run

    def _train(self, run: Run) -> None:
        if not self._may_go_on(run):
            run.phase = "stopped"
            return
        kernels = "" if run.experiment.data.kind == "function" else run.experiment.dtype  # there are none for functions
        if kernels not in self._ready:
            self._get_ready(run, kernels)
        from ..training.device import fitting_threads
        from .trainer import Trainer

        run.phase = "preparing"
        run.began = time.perf_counter()
        with fitting_threads(run.experiment):
            trainer = Trainer(run.experiment, last=self._last, is_change=run.is_change)
            self._last = trainer.recording
            run.recording, run.phase = trainer.recording, "training"
            while not trainer.is_done and self._may_go_on(run):
                trainer.clock = self.clock
                trainer.turn()
                if trainer.is_complete and run.began > 0:
                    run.took, run.began = time.perf_counter() - run.began, -math.inf  # no grace for what comes after the last row
                    run.whole.set()
                    if run.is_one_of_many:
                        self._rest(run)
        trainer.stop()
        run.phase = "finished" if all(lane.status.state != "stopped" for lane in trainer.recording.lanes) else "stopped"

    def _get_ready(self, run: Run, kernels: str) -> None:
        """Import PyTorch, and have the kernels for a dtype loaded, if any; here, because the window must not wait for it."""
        run.phase = "loading"
        from ..training.device import leave_a_core

        leave_a_core()
        freeze_gc()
        self.has_loaded = True
        if kernels and self._waits_for_kernels:
            load(kernels)
        elif kernels:
            prepare(kernels)
        self._ready.add(kernels)

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
        is_replaced = self._next is not None and (self._paused or not 0 <= time.perf_counter() - run.began < GRACE_S)
        return self._closing or self._stop_current or is_replaced
