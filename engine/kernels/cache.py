"""The files in which compiled kernels are kept, each with a checksum. Light to import: neither Numba nor PyTorch.

A power cut can leave a file empty or cut, and a disk can turn bits. Numba would unpickle such a file, or run it.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

from ..folders import kernels_folder

if sys.platform != "win32":
    import fcntl

_SUM_BYTES = 32
_SOURCES = Path(__file__).parent


def _cache_folder() -> Path:
    """A folder of its own for each version of the kernels, and each place they lie in: Numba looks only at a kernel's own file, not at
    those it calls, and takes one of another place for another one."""
    sources = b"".join(path.read_bytes() for path in sorted(_SOURCES.glob("*.py")))
    base = kernels_folder()
    name = f"kernels-{hashlib.sha256(str(_SOURCES).encode() + sources).hexdigest()[:12]}"
    return base if base.name == name else base / name  # the variable may come from a process that set it to this


CACHE_FOLDER = _cache_folder()


def sealed(content: bytes) -> bytes:
    """Content with its checksum before it."""
    return hashlib.sha256(content).digest() + content


def unsealed(path: Path) -> bytes | None:
    """The content of a sealed file, or None where that is missing or damaged."""
    try:
        whole = path.read_bytes()
    except OSError:
        return None
    content = whole[_SUM_BYTES:]
    return content if sealed(content) == whole else None


def are_kept(dtype: str) -> bool:
    """Whether all kernels for a dtype are there, undamaged, from an earlier start."""
    listed = unsealed(_list_of(dtype))
    if listed is None:
        return False
    made_by, *names = listed.decode().splitlines()
    return made_by == _compiler() and all(unsealed(CACHE_FOLDER / name) is not None for name in names)


def note_kept(dtype: str) -> None:
    """Note that all kernels for a dtype are there."""
    names = [path.relative_to(CACHE_FOLDER).as_posix() for path in sorted(CACHE_FOLDER.glob("*/*.nb[ic]"))]
    temporary = CACHE_FOLDER / f"{dtype}.{os.getpid()}"
    with suppress(OSError):
        temporary.write_bytes(sealed("\n".join([_compiler(), *names]).encode()))
        temporary.replace(_list_of(dtype))


def forget_kept() -> None:
    """Note that kernels of any dtype may be missing: a damaged index does not tell which it had."""
    for path in CACHE_FOLDER.glob("*.kept"):
        path.unlink(missing_ok=True)


@contextmanager
def one_at_a_time(dtype: str) -> Iterator[None]:
    """Wait until no other process is within such a block; several commands in a row would compile side by side. Not on Windows."""
    with ExitStack() as held:
        if sys.platform != "win32":
            with suppress(OSError):
                CACHE_FOLDER.mkdir(parents=True, exist_ok=True)
                fcntl.flock(held.enter_context((CACHE_FOLDER / f"{dtype}.lock").open("w")), fcntl.LOCK_EX)
        yield


def _list_of(dtype: str) -> Path:
    return CACHE_FOLDER / f"{dtype}.kept"


def _compiler() -> str:
    """What has compiled, and for which processor: kernels of another version, or another one's, are of no use."""
    return f"numba {version('numba')}, Python {sys.version}, {_processor()}"


@cache
def _processor() -> str:
    """The processor by name and abilities, where the system tells them; else by what its environment says."""
    told = (line for line in _cpu_lines() if line.startswith(("model name", "flags", "Features")))
    abilities = "".join(dict.fromkeys(told))
    return hashlib.sha256(f"{platform.machine()} {os.environ.get('PROCESSOR_IDENTIFIER')} {abilities}".encode()).hexdigest()[:12]


def _cpu_lines() -> list[str]:
    try:
        return Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
