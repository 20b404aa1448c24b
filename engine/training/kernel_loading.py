"""Loading the kernels while the program goes on: a thread loads them, which another process compiles before that if need be.

Light to import: neither PyTorch nor Numba before it is asked.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from ..experiment import Experiment
from ..kernels import availability
from ..kernels.availability import why_not_compiled
from ..kernels.cache import are_kept, one_at_a_time
from ..messages import Message, message
from .process_tuning import freeze_gc

if TYPE_CHECKING:
    import subprocess

COMMAND = "compile-kernels"  # of the program itself
UNTIL_CLOSED = "--until-closed"  # end with whoever holds the other end of standard input

_DTYPES = "float32", "float64"
_LOADING, _COMPILING = message("loading_kernels"), message("compiling_kernels")
_KILLED_S = 0.5  # so soon after its process the thread that waits for it ends; if not, it compiles, and cannot be interrupted
_NICENESS = 10
_ROOT = Path(__file__).parents[2]
_threads: list[threading.Thread] = []
_turns = threading.Lock()  # one dtype after the other
_child: subprocess.Popen[bytes] | None = None
_is_leaving = threading.Event()


def load(dtype: str) -> None:
    """Load the kernels for a dtype, and compile here those that are not kept. Where that fails, `why_not_loaded` tells why."""
    from ..training.fused_objective import compile_kernels

    if isinstance(reason := why_not_compiled(), Message):
        availability.failures[dtype] = reason
    try:
        compile_kernels(dtype)
    except Exception as error:  # Numba and LLVM can fail in any way, and autograd is there
        logging.getLogger("tridescent").warning("the kernels for %s cannot be loaded", dtype, exc_info=True)
        availability.failures[dtype] = message("kernels_cannot_be_loaded", error=type(error).__name__)
    freeze_gc()


def announce() -> None:
    """Let nobody call kernels that have not been prepared: they would be compiled there and then, and stop the window."""
    for dtype in _DTYPES:
        if dtype not in availability.prepared:
            availability.awaited[dtype] = _LOADING


def prepare(dtype: str, *, is_bound: bool = True) -> None:
    """Begin to load the kernels for a dtype, and to have them compiled if need be, while the caller goes on without them.

    Args:
        dtype: which.
        is_bound: whether compiling ends with this process, or goes on for the next one.
    """
    if dtype not in availability.prepared:
        availability.prepared.add(dtype)
        availability.awaited[dtype] = _LOADING
        thread = threading.Thread(target=_prepare, args=(dtype, is_bound), name="kernels", daemon=True)
        _threads.append(thread)
        thread.start()


def prepare_if_missing(experiment: Experiment) -> None:
    """Begin to have the kernels compiled that an experiment may want, where they are not kept: it need not wait for them."""
    may_want = experiment.has_kernels and experiment.stepper != "autograd" and experiment.device in ("auto", "cpu")
    if may_want and not are_kept(experiment.dtype):
        prepare(experiment.dtype, is_bound=False)


def leave(patience_s: float) -> None:
    """For good: end the process that compiles, if there is one, and wait for what is being loaded, but not longer than this."""
    _is_leaving.set()
    if _child is not None:
        _child.kill()
    compiles_here = _COMPILING in availability.awaited.values()
    while _threads:
        _threads.pop().join(_KILLED_S if compiles_here else patience_s)


def _prepare(dtype: str, is_bound: bool) -> None:
    """Have the kernels compiled by another process, unless they are kept, and load them. Where that fails they are compiled here."""
    with _turns:
        if not (_is_leaving.is_set() or are_kept(dtype)):
            availability.awaited[dtype] = _COMPILING
            _compile_beside(dtype, is_bound)
        if not _is_leaving.is_set():
            load(dtype)
            del availability.awaited[dtype]


def _compile_beside(dtype: str, is_bound: bool) -> None:
    """Wait until another process has compiled the kernels: in this one the window and autograd would starve."""
    global _child
    import subprocess

    program = [] if getattr(sys, "frozen", False) else [str(_ROOT / "main.py")]
    how: dict[str, Any] = {"start_new_session": True, "stdin": subprocess.PIPE if is_bound else subprocess.DEVNULL}
    if sys.platform == "win32":
        how["creationflags"] = subprocess.BELOW_NORMAL_PRIORITY_CLASS | subprocess.CREATE_NO_WINDOW
    command = [sys.executable, *program, COMMAND, dtype, *([UNTIL_CLOSED] if is_bound else [])]
    with suppress(OSError), subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **how) as _child:
        if _is_leaving.is_set():
            _child.kill()
        _child.wait()


def compile_here(dtype: str, *, is_bound: bool) -> None:
    """Compile the kernels for a dtype in this process, which is there for nothing else; bound, it ends with its standard input."""
    if is_bound:
        threading.Thread(target=_end_with_input, daemon=True).start()
    if sys.platform != "win32":
        os.nice(_NICENESS)
    with one_at_a_time(dtype):
        if not are_kept(dtype):
            from ..training.fused_objective import compile_kernels

            compile_kernels(dtype)


def _end_with_input() -> NoReturn:
    sys.stdin.buffer.read()
    os._exit(1)
