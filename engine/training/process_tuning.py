"""PyTorch as a guest of a window: once it is loaded, out of the garbage collector's way.

Light to import.
"""

from __future__ import annotations

import gc
import sys

_LIBRARY = 100  # modules: so many more, and another library has come
_spared = 0  # modules there were when the collector was last told


def freeze_gc() -> None:
    """Let the garbage collector pass over everything there is by now, if a library has come since it was last told; where it is still off
    from the program's start, it is on from now.

    PyTorch and Numba are 400 000 objects that stay; each time the collector looks through them, nothing is painted or computed for 0.3 s.
    """
    global _spared
    if len(sys.modules) > _spared + _LIBRARY:
        _spared = len(sys.modules)
        gc.freeze()
        gc.collect()  # of nothing: it counts afresh, and does not wait until as much again is new
    gc.enable()
