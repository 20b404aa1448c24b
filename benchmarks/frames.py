"""Frames: what one frame costs while a recording plays in the whole window at 1920×1080, painted on the CPU.

A frame is timed from the tick of the frame clock to the end of painting; it takes the playhead on by 1/60 s, and every
sixth one asks for new numbers. What of the window is painted in which frame is its own choice: where the playhead leaps, and for numbers,
views take turns, so that a piece of the work may fall into one of the next frames, which is timed, too. Frames are taken one after the
other from five places of the recording.

- `article`, trained (65 088 updates): 99th percentile.
- `two-parameter` with ten thousand and with ten million rows in each lane, played in the same time: 99th percentiles, and the ratio of the
  medians. The ten million are filled in, or trained with `--trained`.
- matplotlib for information: the same three curves at ten thousand rows, in logarithmic panels, with the same surface and three trails,
  blitted over a kept background, at the same size.

Where frames take so long that a place is not done within 5 s, the next place follows.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import numpy as np
from PySide6.QtWidgets import QApplication

from engine import Experiment, train
from engine.comparison.recording import Recording

from .common import Result, figure, in_turns, main, peer, percentile, ratios, result
from .filled import long_recording
from .stage import StageWindow, at_rest, new_session, stage

SHORT, LONG = 10_000, 10_000_000
PLACES = (0.0, 0.2, 0.4, 0.6, 0.8)
FRAMES = 40  # from each place
FRAME_S = 1 / 60
PATIENCE_S = 5.0  # no place takes longer


def configure(parser: argparse.ArgumentParser) -> None:
    """How the long recording is made."""
    parser.add_argument("--rows", type=int, default=LONG, help=f"of each lane of the long recording (default: {LONG})")
    parser.add_argument("--trained", action="store_true", help="its rows are trained, which takes minutes; without this, filled in")


def measure(options: argparse.Namespace) -> Iterator[Result]:
    """Percentiles and ratios."""
    yield _article(options.rounds)
    yield from _lengths(options)


def _article(rounds: int) -> Result:
    recording = train(Experiment.preset("article"))
    with stage(new_session(recording)) as window:
        at_rest(window)
        played(window)  # warm
        costs = [played(window) for _ in range(rounds)]
    middle = median(cost for run in costs for cost in run)
    return result("frames/article", [percentile(run, 0.99) for run in costs], f"median {figure(middle)} ms")


def _lengths(options: argparse.Namespace) -> Iterator[Result]:
    short = train(Experiment.preset("two-parameter").with_changes({"budget.updates": SHORT}))
    long = long_recording(options.rows, trained=options.trained)
    with stage(new_session(short)) as short_window, stage(new_session(long)) as long_window:
        costs: dict[str, list[list[float]]] = {"short": [], "long": []}

        def taken(name: str, window: StageWindow) -> Callable[[], float]:
            def take() -> float:
                costs[name].append(played(window))
                return median(costs[name][-1])

            return take

        for window in (short_window, long_window):
            at_rest(window)
            played(window)
        contestants = {"short": taken("short", short_window), "long": taken("long", long_window)}
        pyplot = peer("matplotlib.pyplot", "matplotlib")
        if pyplot is not None:
            contestants["matplotlib"] = matplotlib_frames(pyplot, short)
        medians = in_turns(contestants, options.rounds)
    made = "trained" if options.trained else "filled in"
    for name in ("short", "long"):
        worst = [percentile(run, 0.99) for run in costs[name]]
        yield result(f"frames/{name}", worst, f"median {figure(median(medians[name]))} ms" + f", {made}" * (name == "long"))
    yield result("frames/growth", ratios(medians["long"], medians["short"]))
    if pyplot is not None:
        note = f"median {figure(median(medians['matplotlib']))} ms"
        yield result("frames/matplotlib", ratios(medians["matplotlib"], medians["short"]), note)


def played(window: StageWindow) -> list[float]:
    """The cost in milliseconds of each frame, from all places."""
    session, costs = window.session, []
    for place in PLACES:
        session.playback.seek(place * session.playhead.recorded)
        session.playhead.play()
        end = time.perf_counter() + PATIENCE_S
        for number in range(FRAMES):
            costs.append(1000 * _frame(window, with_figures=number % 6 == 0))
            if time.perf_counter() > end:
                break
        session.playback.pause()
    return costs


def _frame(window: StageWindow, *, with_figures: bool) -> float:
    """Seconds from the tick to the end of painting."""
    clock, before = window.scheduler, window.painted
    clock.rest()  # its own timer is silent: we tick
    began = time.perf_counter()
    clock.tick(FRAME_S)
    if with_figures:
        clock.ask_for_figures()
    clock.rest()
    while window.painted == before:
        QApplication.processEvents()
    return time.perf_counter() - began


def matplotlib_frames(pyplot: Any, recording: Recording, frames: int = 30) -> Callable[[], float]:
    """A contestant: the median cost in milliseconds of matplotlib's frames over the whole recording."""
    pyplot.switch_backend("agg")
    window = pyplot.figure(figsize=(19.2, 10.8), dpi=100)
    panels = [window.add_subplot(2, 3, number) for number in (1, 2, 3)]
    map_ = window.add_subplot(2, 1, 2)
    surface = recording.surface(101)
    map_.contourf(surface.x, surface.y, surface.values, levels=20)
    lanes = recording.lanes
    moving = [panel.plot([], [], animated=True)[0] for panel in panels] + [map_.plot([], [], animated=True)[0] for _ in lanes]
    curves = [(np.arange(len(loss)), loss) for loss in (lane.column("loss") for lane in lanes)]
    curves += [(lane.column("x"), lane.column("y")) for lane in lanes]
    for panel, (_, loss) in zip(panels, curves, strict=False):
        panel.set(xlim=(0, len(loss)), ylim=(1e-4, 1e2), yscale="log")
    window.canvas.draw()
    kept = window.canvas.copy_from_bbox(window.bbox)

    def frame(rows: int) -> float:
        began = time.perf_counter()
        window.canvas.restore_region(kept)
        for artist, (x, y) in zip(moving, curves, strict=True):
            artist.set_data(x[:rows], y[:rows])
            artist.axes.draw_artist(artist)
        window.canvas.blit(window.bbox)
        return 1000 * (time.perf_counter() - began)

    return lambda: median(frame(number * lanes[0].updates // frames) for number in range(1, frames + 1))


if __name__ == "__main__":
    sys.exit(main("frames", measure, __doc__, configure))
