"""What a lane's seconds are counted with."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable


def computing_clock(device: str) -> Callable[[], float]:
    """The clock that counts a lane's seconds.

    On the CPU it counts only the time this thread works, so that waiting for the window to paint is not charged to the
    lane; on other devices, and where the system's thread clock is too coarse, it is wall time.
    """
    fine = time.get_clock_info("thread_time").resolution < 1e-4 and sys.platform != "win32"
    return time.thread_time if device == "cpu" and fine else time.perf_counter
