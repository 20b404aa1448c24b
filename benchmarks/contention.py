"""Contention: how much of its speed training keeps beside a playing window, in updates per second, all in one process.

Alone and beside the window take turns; each turn is a fresh, long run, measured from 0.5 s after its first update on, for 3 s of wall time.
The interpreter's switch interval is the program's in both.

- `fused`: the three lanes of `article`, computed by a thread as the program's engine thread does it, while a window plays a finished
  recording at 60 Hz over and over, painted at 1920×1080 on the CPU. The frames it really draws are told.
- `live`, for information: the same in the window that shows this training itself and surveys its surface.
- `autograd`: as `live`, with the stepper set to autograd; the window may choose its own frame rate.
- `cnn`: a small convolutional net on 16×16 pictures, batch 64, autograd, beside the window that plays a finished recording, at the 30 Hz
  that the window chooses beside autograd.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from unittest.mock import patch

from torch import nn

from engine import Experiment, train
from engine.comparison.recording import Recording
from engine.comparison.trainer import Trainer
from engine.training.device import fitting_threads, leave_a_core
from gui.look.timing import SWITCH_S

from .common import Result, in_turns, main, ratios, result
from .runs import pictures
from .stage import StageWindow, application, at_rest, new_session, run_for, stage, until

SETTLE_S, MEASURE_S = 0.5, 3.0
ENDLESS = {"budget.epochs": 100_000}
Training = Callable[[], "Recording"]


def measure(options: argparse.Namespace) -> Iterator[Result]:
    """The shares of speed that are kept."""
    sys.setswitchinterval(SWITCH_S)
    application()
    article = Experiment.preset("article").with_changes(ENDLESS)
    slow = article.with_changes({"stepper": "autograd"})
    finished = train(Experiment.preset("article"))
    small, net = pictures()
    with stage(new_session(finished)) as window:
        at_rest(window)
        yield _beside_playing(window, "contention/fused", options.rounds, article)
        with patch.object(type(window.session), "needs_lock", property(lambda _: True)):  # the session does not know of this training
            yield _beside_playing(window, "contention/cnn", options.rounds, small.with_changes(ENDLESS), net)
    yield _live("contention/live", options.rounds, article)
    yield _live("contention/autograd", options.rounds, slow)


def _beside_playing(window: StageWindow, key: str, rounds: int, experiment: Experiment, model: nn.Module | None = None) -> Result:
    """While the window plays what was recorded before."""
    frames: list[float] = []

    def alone() -> float:
        with _training(experiment, model) as trainer:
            return _speed(trainer.recording)

    def beside() -> float:
        window.session.playback.to_start()
        window.session.playhead.loops = True
        window.session.playhead.play()
        window.scheduler.wake()
        with _training(experiment, model) as trainer:
            before, speed = window.frames, _speed(trainer.recording)
            frames.append((window.frames - before) / (SETTLE_S + MEASURE_S))
        window.session.playhead.loops = False
        at_rest(window)
        return speed

    return _share(key, in_turns({"alone": alone, "beside": beside}, rounds), frames)


def _live(key: str, rounds: int, experiment: Experiment) -> Result:
    """In the window that shows it."""
    frames: list[float] = []

    def alone() -> float:
        with _training(experiment, None) as trainer:
            return _speed(trainer.recording)

    def live() -> float:
        with stage(new_session(experiment)) as window:
            until(lambda: window.session.run.recording is not None and window.session.run.recording.lanes[-1].updates > 0)
            assert window.session.run.recording is not None
            window.session.playback.to_end()
            before, speed = window.frames, _speed(window.session.run.recording)
            frames.append((window.frames - before) / (SETTLE_S + MEASURE_S))
        return speed

    return _share(key, in_turns({"alone": alone, "beside": live}, rounds), frames)


def _share(key: str, speeds: dict[str, list[float]], frames: list[float]) -> Result:
    note = f"{median(speeds['alone']):,.0f} and {median(speeds['beside']):,.0f} updates/s, {median(frames):.0f} frames/s"
    return result(key, ratios(speeds["beside"], speeds["alone"]), note)


@contextmanager
def _training(experiment: Experiment, model: nn.Module | None) -> Iterator[Trainer]:
    """A thread that trains as the engine's does, until the block ends."""
    trainer, ends = Trainer(experiment, model), threading.Event()

    def work() -> None:
        leave_a_core()
        with fitting_threads(experiment):
            while not (ends.is_set() or trainer.is_done):
                trainer.turn()
        trainer.stop()

    thread = threading.Thread(target=work, name="training")
    thread.start()
    try:
        yield trainer
    finally:
        ends.set()
        thread.join()


def _speed(recording: Recording) -> float:
    """Updates per second, while Qt's events are served in this thread as ever."""
    until(lambda: all(lane.updates > 0 for lane in recording.lanes))
    run_for(SETTLE_S)
    before, began = _updates(recording), time.perf_counter()
    run_for(MEASURE_S)
    return (_updates(recording) - before) / (time.perf_counter() - began)


def _updates(recording: Recording) -> int:
    return sum(lane.updates for lane in recording.lanes)


if __name__ == "__main__":
    sys.exit(main("contention", measure, __doc__))
