"""Numba, set up once: where compiled kernels are kept, and the flags they are compiled with."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import platformdirs

_FLAGS = {"reassoc", "contract", "nsz", "arcp"}  # not `nnan` and `ninf`: they delete the tests that find divergence


def _cache_folder() -> Path:
    """A folder of its own for each version of the kernels: Numba looks only at a kernel's own file, not at those it calls."""
    sources = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    base = Path(os.environ.get("NUMBA_CACHE_DIR") or platformdirs.user_cache_dir("tridescent", appauthor=False))
    name = f"kernels-{hashlib.sha256(sources).hexdigest()[:12]}"
    return base if base.name == name else base / name  # the variable may come from a process that set it below


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


CACHE_FOLDER = _cache_folder()
os.environ["NUMBA_CACHE_DIR"] = str(CACHE_FOLDER)
is_cached = _is_writable(CACHE_FOLDER)
if not is_cached:
    logging.getLogger("tridescent").warning("%s cannot be written: kernels are compiled at each start, for some seconds", CACHE_FOLDER)

import numba  # noqa: E402  its configuration is read at import


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a function at its first call, to run without the interpreter lock; keep the result for the next start where possible."""
    return numba.njit(nogil=True, fastmath=_FLAGS, error_model="numpy", cache=is_cached)(function)


def part(function: Callable[..., Any]) -> Any:
    """A function called by kernels; it is compiled into them."""
    return numba.njit(nogil=True, fastmath=_FLAGS, error_model="numpy")(function)
