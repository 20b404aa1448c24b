"""What the installers are made of: names, places and texts, each of them here and nowhere else."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from engine.version import VERSION as VERSION  # noqa: E402  it lies in the root

NAME, PROGRAM = "TriDescent", "tridescent"
SUMMARY = "See how the batch size changes learning"
DESCRIPTION = """\
Trains the same model three ways at once - full-batch, mini-batch and stochastic -, draws the three loss curves side by side as they grow,
and animates every single update on the loss surface. Pause, step forward, step back, scrub, change the learning rate under your hand."""
AUTHORS = "The TriDescent authors"

SYSTEM = {"win32": "windows", "darwin": "macos"}.get(sys.platform, sys.platform)
MACHINE = {"AMD64": "x86_64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())

WORK = ROOT / "build" / "installer"
"""For what is made on the way; git ignores it."""

DIST = ROOT / "dist"
"""For what is made; git ignores it."""

FOLDER = DIST / PROGRAM
"""The frozen program."""

EXECUTABLE = FOLDER / (f"{PROGRAM}.exe" if SYSTEM == "windows" else PROGRAM)


def package_name(suffix: str) -> str:
    """How a finished installer is called."""
    return f"{PROGRAM}-{VERSION}-{SYSTEM}-{MACHINE}{suffix}"
