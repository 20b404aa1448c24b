"""What-if: a learning rate is dragged, and the curves bend under the hand.

The real window on a finished run, its playhead at the end. The slider of the stochastic lane's learning rate is moved 40 times at
60 Hz, each move through the field's own signal, while the window paints as it likes. The latency of a move is the time to the end
of painting of the first picture that shows a recording of an experiment at least as new as this move, whose curves reach the
playhead (or are whole); all three panels are painted within it. One result is the 95th percentile of the 40 latencies of one drag.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence

from engine import Experiment
from engine.recording.clock import time_at
from gui.session.frame import Frame

from .common import Result, figure, main, percentile, result, unmeasured
from .stage import StageWindow, application, at_rest, new_session, run_for, stage, until

FIELD = "lanes.stochastic.optimizer.lr"
MOVES, MOVE_S = 40, 1 / 60
PATIENCE_S = 60.0


def measure(options: argparse.Namespace) -> Iterator[Result]:
    """The latency of each preset."""
    application()
    for preset in ("article", "two-parameter"):
        with stage(new_session(Experiment.preset(preset))) as window:
            at_rest(window)
            window.session.playback.to_end()
            at_rest(window)
            drags = [Drag(window, number).latencies() for number in range(options.rounds + 1)][1:]  # the first one warms
        yield _result(f"what_if/{preset}", drags)


def _result(key: str, drags: Sequence[Sequence[float]]) -> Result:
    if any(len(drag) < MOVES for drag in drags):
        return unmeasured(key, f"after {PATIENCE_S:g} s the curves of the last move were not there")
    middle = percentile([latency for drag in drags for latency in drag], 0.5)
    return result(key, [percentile(drag, 0.95) for drag in drags], f"median {figure(middle)} ms")


class Drag:
    """One drag there and back, and what was painted because of it.

    Args:
        window: one whose experiment has the field.
        number: of this drag; no value comes twice, so that a value tells the move.
    """

    def __init__(self, window: StageWindow, number: int) -> None:
        self._window = window
        rate = Experiment.preset(window.session.experiment.name).get(FIELD)
        half = MOVES // 2
        factors = [0.5 + abs(move - half + 0.3) / MOVES for move in range(MOVES)]
        self._values = [rate * factor * (1 + 1e-4 * number) for factor in factors]
        self._moved: list[float] = []
        self._painted: list[float] = []
        self._about_to_show = -1

    def latencies(self) -> list[float]:
        """Drag, wait for the last picture, and give each move's latency in milliseconds; too few of them, if it does not come."""
        window = self._window
        window.on_frame, window.on_painted = self._see, self._note
        began = time.perf_counter()
        try:
            for number, value in enumerate(self._values):
                run_for(max(0.0, began + number * MOVE_S - time.perf_counter()))
                field = window.form.fields[FIELD]
                self._moved.append(time.perf_counter())
                field.set_value(value)
                field.value_edited.emit(value)
            until(lambda: len(self._painted) == MOVES, PATIENCE_S)
        except TimeoutError:
            pass
        finally:
            window.on_frame, window.on_painted = (lambda _: None), (lambda: None)
        run_for(0.2)
        at_rest(window)
        return [1000 * (painted - moved) for painted, moved in zip(self._painted, self._moved, strict=False)]

    def _see(self, frame: Frame) -> None:
        """Which move the frame that is about to be drawn shows, if its curves reach the playhead."""
        if frame.recording is None:
            return
        reach = all(lane.is_over or time_at(lane, frame.view.clock, lane.updates) >= frame.position for lane in frame.lanes)
        rate = frame.recording.experiment.get(FIELD)
        if reach and rate in self._values:
            self._about_to_show = self._values.index(rate)

    def _note(self) -> None:
        """It has been painted: all moves up to the one it shows are answered."""
        missing = min(self._about_to_show + 1, len(self._moved)) - len(self._painted)
        self._painted += [time.perf_counter()] * max(0, missing)


if __name__ == "__main__":
    sys.exit(main("what_if", measure, __doc__))
