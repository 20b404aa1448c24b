"""Startup: the first painted picture of the window, against the time `import torch` takes.

Both in fresh processes, by turns, after one start of each that warms the system's file cache. The window's process does what
`python main.py` does (`first_window.py`), off the screen; its clock starts with the first line of that program and stops when the
window has been painted. The other process times the statement `import torch`. Both load byte code, PyTorch's from its package and
ours as the first start left it, whatever the environment says about writing it. It is also told whether PyTorch was in
`sys.modules` when the window was painted.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from .common import Result, figure, in_turns, main, ratios, result

ROOT = Path(__file__).resolve().parents[1]
TORCH = "import time; began = time.perf_counter(); import torch; print(time.perf_counter() - began)"


def measure(options: argparse.Namespace) -> Iterator[Result]:
    """The ratio, and in how many starts PyTorch came too early."""
    early: list[bool] = []

    def window() -> float:
        told = json.loads(_python("-m", "benchmarks.first_window"))
        early.append(told["torch"])
        return float(told["seconds"])

    contestants = {"window": window, "torch": lambda: float(_python("-c", TORCH))}
    in_turns(contestants, 1)
    took = in_turns(contestants, options.rounds)
    note = f"{figure(median(took['window']))} s and {figure(median(took['torch']))} s"
    yield result("startup/window", ratios(took["window"], took["torch"]), note)
    yield result("startup/torch", [sum(early)], f"of {len(early)}")


def _python(*arguments: str) -> str:
    """What a fresh interpreter prints last."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} ended with exit status {done.returncode}:\n{done.stderr}")
    return done.stdout.splitlines()[-1]


if __name__ == "__main__":
    sys.exit(main("startup", measure, __doc__))
