"""Benchmarks: TriDescent against named peers, measured side by side, in turns, on the machine at hand.

    python -m benchmarks                    all of them; writes the table of the README
    python -m benchmarks training surface   some
    python -m benchmarks.training --check   one; exit status 1 when a budget is missed

Each takes its peer and ours by turns, so that noise hits both, and gives the median ratio with its smallest and largest. It prints
readable lines on stderr and one JSON object on stdout. The budgets are those of `common.BUDGETS`. The peers come with
`pip install -e ".[bench]"`; a peer that is missing is named, and the rest is measured.

Importing this package sets the environment as `main.py` does, before anything imports numpy or Qt.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

OTHERS = ("gpu",)  # needs a machine that is not everyone's, so only when asked for
NAMES = ("training", "shapes", "study", "surface", "frames", "contention", "what_if", "startup", "memory")
