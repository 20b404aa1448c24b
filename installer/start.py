"""The first lines of the frozen program."""

import multiprocessing
import os
import sys
from pathlib import Path

if sys.stderr is None:  # Windows gives a program without a console none, and whatever writes to it would fail
    sys.stdout = sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  for as long as the program runs

multiprocessing.freeze_support()

from main import run  # noqa: E402  after the streams

sys.exit(run())
