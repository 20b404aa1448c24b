"""Numba, set up once: where compiled kernels are kept, and the flags they are compiled with."""

from __future__ import annotations

import logging
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..folders import why_not_writable
from .cache import CACHE_FOLDER, forget_kept, sealed, unsealed

_FLAGS = {"reassoc", "contract", "nsz", "arcp"}  # not `nnan` and `ninf`: they delete the tests that find divergence
# Kernels only look at arrays that they are given. Without `_nrt` nobody counts who does, which took a third of an update of one sample.
_OPTIONS: dict[str, Any] = {"nogil": True, "fastmath": _FLAGS, "error_model": "numpy", "_nrt": False}

os.environ["NUMBA_CACHE_DIR"] = str(CACHE_FOLDER)
is_cached = not why_not_writable(CACHE_FOLDER)
if not is_cached:
    logging.getLogger("tridescent").warning("%s cannot be written: kernels are compiled at each start, for some seconds", CACHE_FOLDER)

import numba  # noqa: E402  its configuration is read at import
from numba.core.caching import IndexDataCacheFile  # noqa: E402

numba.config.CACHE_DIR = str(CACHE_FOLDER)  # type: ignore[attr-defined]  # had it been imported before, kernels would lie by their sources


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a function at its first call, to run without the interpreter lock; keep the result for the next start where possible."""
    compiled = numba.njit(**_OPTIONS, cache=is_cached)(_placed(function))
    if is_cached:
        compiled._cache._cache_file.__class__ = _SealedFile
    return compiled


class _SealedFile(IndexDataCacheFile):
    """Where Numba keeps a function. It trusts its files, and a damaged one makes every start fail, or crash: here one is taken for missing,
    compiled again and replaced."""

    def _load_index(self) -> Any:
        path = Path(self._index_path)
        content = unsealed(path)
        if content is None and path.exists():
            forget_kept()
        version, stamp, overloads = pickle.loads(content) if content is not None else (None, None, {})
        return overloads if (version, stamp) == (self._version, self._source_stamp) else {}

    def _save_index(self, overloads: Any) -> None:
        self._save(self._index_path, (self._version, self._source_stamp, overloads))

    def _load_data(self, name: str) -> Any:
        content = unsealed(Path(self._data_path(name)))  # type: ignore[no-untyped-call]
        if content is None:
            raise OSError(f"{name} is missing or damaged")  # Numba then compiles
        return pickle.loads(content)

    def _save_data(self, name: str, data: Any) -> None:
        self._save(self._data_path(name), data)  # type: ignore[no-untyped-call]

    def _save(self, path: str, content: Any) -> None:
        with self._open_for_write(path) as file:
            file.write(sealed(self._dump(content)))  # type: ignore[no-untyped-call]


def _placed(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, with the whole path of its file. That is its name in the cache, and in a frozen program it is relative otherwise, so
    that each working directory would have kernels of its own."""
    path = Path(__file__).with_name(Path(function.__code__.co_filename).name)
    function.__code__ = function.__code__.replace(co_filename=str(path))
    return function


def part(function: Callable[..., Any]) -> Any:
    """A function called by kernels; it is compiled into them."""
    return numba.njit(**_OPTIONS)(function)


def exact_part(function: Callable[..., Any]) -> Any:
    """The same, where each operation gives what IEEE 754 says, and none is put in the place of another."""
    return numba.njit(**_OPTIONS | {"fastmath": False})(function)
