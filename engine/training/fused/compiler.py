"""Numba, set up once: where compiled kernels are kept, and the flags they are compiled with."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.folders import kernels_folder, why_not_writable

_FLAGS = {"reassoc", "contract", "nsz", "arcp"}  # not `nnan` and `ninf`: they delete the tests that find divergence
# Kernels only look at arrays that they are given. Without `_nrt` nobody counts who does, which took a third of an update of one sample.
_OPTIONS: dict[str, Any] = {"nogil": True, "fastmath": _FLAGS, "error_model": "numpy", "_nrt": False}


def _cache_folder() -> Path:
    """A folder of its own for each version of the kernels: Numba looks only at a kernel's own file, not at those it calls."""
    sources = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    base = kernels_folder()
    name = f"kernels-{hashlib.sha256(sources).hexdigest()[:12]}"
    return base if base.name == name else base / name  # the variable may come from a process that set it below


CACHE_FOLDER = _cache_folder()
os.environ["NUMBA_CACHE_DIR"] = str(CACHE_FOLDER)
is_cached = not why_not_writable(CACHE_FOLDER)
if not is_cached:
    logging.getLogger("tridescent").warning("%s cannot be written: kernels are compiled at each start, for some seconds", CACHE_FOLDER)

import numba  # noqa: E402  its configuration is read at import

numba.config.CACHE_DIR = str(CACHE_FOLDER)  # type: ignore[attr-defined]  # had it been imported before, kernels would lie by their sources


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a function at its first call, to run without the interpreter lock; keep the result for the next start where possible."""
    return numba.njit(**_OPTIONS, cache=is_cached)(_placed(function))


def _placed(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, with the whole path of its file. That is its name in the cache, and in a frozen program it is relative otherwise, so
    that each working directory would have kernels of its own."""
    path = Path(__file__).with_name(Path(function.__code__.co_filename).name)
    function.__code__ = function.__code__.replace(co_filename=str(path))
    return function


def part(function: Callable[..., Any]) -> Any:
    """A function called by kernels; it is compiled into them."""
    return numba.njit(**_OPTIONS)(function)
