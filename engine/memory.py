"""How much memory there is for this program."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from .messages import Message, message

_CGROUPS = (  # limit and use of a container, of the newer kind and the older one
    ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
    ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes"),
)
_UNITS = ("bytes", "kilobytes", "megabytes", "gigabytes", "terabytes", "petabytes")  # messages


def available_memory() -> int | None:
    """Bytes that can be had without swapping, within the limits of a container and of `ulimit -v`; None where that cannot be told."""
    if sys.platform == "win32":
        return _of_windows()
    found = [free for limit, used in _CGROUPS if (free := _difference(limit, used)) is not None]
    with suppress(OSError, IndexError, ValueError):
        words = Path("/proc/meminfo").read_text(encoding="ascii").partition("MemAvailable:")[2].split()
        found.append(int(words[0]) * 1024)
    if not found and "SC_PHYS_PAGES" in os.sysconf_names:
        found.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))  # macOS: all of it, for most can be given up
    if (below := _below_ulimit()) is not None:
        found.append(below)
    return max(0, min(found)) if found else None


def used_memory() -> tuple[int, int] | None:
    """Bytes of memory that this program takes now, and the most that it ever took; None where that cannot be told."""
    if sys.platform == "win32":
        return _used_on_windows()
    with suppress(OSError, IndexError, ValueError):
        words = Path("/proc/self/status").read_text(encoding="ascii").split()
        return int(words[words.index("VmRSS:") + 1]) * 1024, int(words[words.index("VmHWM:") + 1]) * 1024
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return most, most


def in_words(size: float) -> Message:
    """A number of bytes in two figures: `1.4 GB`."""
    rank = 0
    while size >= 999.5 and rank < len(_UNITS) - 1:
        size, rank = size / 1000, rank + 1
    return message(_UNITS[rank], size=f"{size:.2g}" if size < 99.5 else f"{size:.0f}")


def _difference(limit: str, used: str) -> int | None:
    with suppress(OSError, ValueError):  # no container; or `max`, no limit
        free = int(Path(limit).read_text(encoding="ascii")) - int(Path(used).read_text(encoding="ascii"))
        told = Path(used).with_name("memory.stat").read_text(encoding="ascii").split()
        kept = dict(zip(told[::2], told[1::2], strict=False))  # what was read from files counts as used, and is given up when needed
        return free + sum(int(kept.get(name, 0)) for name in ("inactive_file", "active_file"))
    return None


def _below_ulimit() -> int | None:
    if sys.platform == "win32":
        return None
    import resource

    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    if limit == resource.RLIM_INFINITY:
        return None
    with suppress(OSError, ValueError):
        return limit - int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    return limit


def _of_windows() -> int | None:
    if sys.platform != "win32":
        return None
    import ctypes

    class Status(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ulong), ("load", ctypes.c_ulong), *((name, ctypes.c_ulonglong) for name in "abcdefg")]

    status = Status(length=ctypes.sizeof(Status))
    return int(status.b) if ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)) else None


def _used_on_windows() -> tuple[int, int] | None:
    if sys.platform != "win32":
        return None
    import ctypes

    class Counters(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ulong), ("faults", ctypes.c_ulong), ("most", ctypes.c_size_t), ("now", ctypes.c_size_t),
                    *((name, ctypes.c_size_t) for name in "abcdef")]  # fmt: skip

    counters, kernel = Counters(length=ctypes.sizeof(Counters)), ctypes.windll.kernel32
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    kernel.K32GetProcessMemoryInfo.argtypes = ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong
    is_told = kernel.K32GetProcessMemoryInfo(kernel.GetCurrentProcess(), ctypes.byref(counters), counters.length)
    return (int(counters.now), int(counters.most)) if is_told else None
