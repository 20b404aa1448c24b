"""What every test gets: a Qt without a screen, and no thread that outlives its test."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: on a busy machine its threads wait for each other, for seconds

import threading
import time
from collections.abc import Iterator

import pytest

_OURS = ("engine", "surveyor")  # daemons, but each has a `close` that its owner must call
_GRACE_S = 0.5  # for a thread that has been told to end and is just doing so


@pytest.fixture(autouse=True)
def no_thread_outlives_its_test() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before and (not thread.daemon or thread.name in _OURS)]
    until = time.monotonic() + _GRACE_S
    for thread in left:
        thread.join(max(0.0, until - time.monotonic()))
    running = [thread.name for thread in left if thread.is_alive()]
    assert not running, f"threads left running: {running}"
