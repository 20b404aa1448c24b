"""What a lane's seconds are counted with."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable


def computing_clock(device: str) -> Callable[[], float]:
    """The clock that counts a lane's seconds.

    On the CPU it counts only the time that the calling thread works: waiting for the window to paint, for the interpreter lock, or for a
    core that another lane has, is not charged to the lane. Begin and end are to be read in one thread. What cores have in common, memory
    and caches, and two threads of one core all of it, makes a lane slower beside others, and that is charged. On other devices, and where
    the system's thread clock is too coarse (Windows), it is wall time, with all waits within the updates.
    """
    fine = time.get_clock_info("thread_time").resolution < 1e-4 and sys.platform != "win32"
    return time.thread_time if device == "cpu" and fine else time.perf_counter
