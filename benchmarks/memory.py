"""Memory: what a recorded update keeps, and whether ten million rows a lane can be saved, opened and scrubbed.

The growth of the process's memory (resident set) between one and three million updates of a lane with batch 1, in megabytes (10⁶
bytes) per million. The lane belongs to a run of ten million updates and is trained as ever, with evaluations; each round is a fresh
process, with the two weights of `two-parameter` and with the 601 of `article`.

Then `two-parameter` with ten million rows in each lane, filled in, is saved, opened again and compared; in the window the playhead
is put to 40 places, each timed until it has been painted.
"""

from __future__ import annotations

import argparse
import mmap
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from engine import Experiment, Recording
from engine.comparison.trainer import Trainer
from engine.training.device import fitting_threads

from .common import Result, main, percentile, result, unmeasured
from .filled import long_recording
from .runs import one_lane
from .stage import StageWindow, at_rest, new_session, run_for, stage, until

ROOT = Path(__file__).resolve().parents[1]
PLANNED, FIRST, LAST = 10_000_000, 1_000_000, 3_000_000
PLACES = 40


def configure(parser: argparse.ArgumentParser) -> None:
    """How long the recording is."""
    parser.add_argument("--rows", type=int, default=PLANNED, help=f"of each lane of the recording that is opened (default: {PLANNED})")


def measure(options: argparse.Namespace) -> Iterator[Result]:
    """Memory by preset, then the long recording."""
    for preset in ("two-parameter", "article"):
        if not Path("/proc/self/statm").exists():
            yield unmeasured(f"memory/{preset}", "this system does not tell a process its memory the way Linux does")
            continue
        code = f"import benchmarks.memory; print(benchmarks.memory.growth({preset!r}))"
        yield result(f"memory/{preset}", [float(_python(code)) for _ in range(options.rounds)])
    yield from _opened(options.rows)


def growth(preset: str) -> float:
    """Megabytes per million updates in this process, which is bytes per update."""
    experiment = one_lane(Experiment.preset(preset), "stochastic").with_changes({"budget.updates": PLANNED})
    trainer = Trainer(experiment)
    first, before = _trained(trainer, FIRST)
    last, after = _trained(trainer, LAST)
    return (after - before) / (last - first)


def _trained(trainer: Trainer, updates: int) -> tuple[int, int]:
    """Go on until there are so many updates: how many there are then, and the memory of this process in bytes."""
    with fitting_threads(trainer.recording.experiment):
        while trainer.recording.lanes[0].updates < updates:
            trainer.turn()
    return trainer.recording.lanes[0].updates, _resident()


def _resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * mmap.PAGESIZE


def _opened(rows: int) -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.tridescent"
        recording = long_recording(rows, trained=False)
        recording.save(path)
        began = time.perf_counter()
        opened = Recording.load(path)
        took = time.perf_counter() - began
        lost = sum(_lost(a.column("loss"), b.column("loss")) for a, b in zip(recording.lanes, opened.lanes, strict=True))
        del recording
        yield result("memory/lost", [lost], f"{path.stat().st_size / 1e6:,.0f} MB")
        yield result("memory/open", [took])
        yield _scrubbed(opened)  # which reads on in the file


def _lost(before: np.ndarray, after: np.ndarray) -> int:
    """Rows that are missing or not the same; the first of each is NaN."""
    return len(before) if len(before) != len(after) else int(np.count_nonzero(before[1:] != after[1:]))


def _scrubbed(recording: Recording) -> Result:
    places, costs = random.Random(0), []
    with stage(new_session(recording)) as window:
        at_rest(window)
        for _ in range(PLACES):
            costs.append(1000 * _sought(window, places.random()))
            run_for(0.02)
    return result("memory/scrub", [percentile(costs, 0.95)])


def _sought(window: StageWindow, place: float) -> float:
    """Seconds from a click on the timeline, at a share of its length, to the picture."""
    before, began = window.painted, time.perf_counter()
    window.transport.sought.emit(place * window.session.playhead.recorded)
    until(lambda: window.painted > before)
    return time.perf_counter() - began


def _python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=300, check=True)
    return done.stdout.splitlines()[-1]


if __name__ == "__main__":
    sys.exit(main("memory", measure, __doc__, configure))
