"""Whether the compiled kernels can be used here, and now. Light to import: neither PyTorch nor Numba before it is asked.

A program that must not wait for them has them loaded beside it (`training/kernel_loading.py`). Until then `why_awaited` tells so, and
PyTorch computes in their place. Otherwise they are compiled at their first call.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import Any

from ..errors import said_by
from ..messages import Message, message

awaited: dict[str, Message] = {}  # what is being done, by dtype
prepared: set[str] = set()  # the dtypes for which that has begun
failures: dict[str, Message] = {}  # why they cannot be loaded, by dtype


@cache
def why_not_compiled() -> Message | str:
    """Why the kernels cannot be used on this machine, in one sentence; empty when they can."""
    try:
        from . import compiler  # noqa: F401  before Numba is imported: it says where compiled code is kept
        import numba  # isort: skip

        if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
            return message("numba_is_disabled")
        from . import evaluation, updates  # noqa: F401
    except Exception as error:  # a broken installation can fail in any way
        return message("numba_fails", reason=said_by(error))
    return ""


def why_not_loaded(dtype: str) -> Message | str:
    """Why the kernels for a dtype could not be loaded, in a few words; empty when they could, or nobody has tried."""
    return failures.get(dtype, "")


def why_awaited(dtype: str) -> Message | str:
    """What is being done to have the kernels for a dtype, in two words; empty when they may be called."""
    return awaited.get(dtype, "")


def progress(dtype: str) -> Message | str:
    """The same, where that has begun."""
    return why_awaited(dtype) if dtype in prepared else ""


def explain_kernels() -> Message:
    """One sentence on how dense nets are trained on this machine's processor, and why."""
    reason = why_not_compiled()
    if reason:
        return message("so_autograd_trains_all", reason=reason)
    import numba

    from .blas import product_address
    from .cache import CACHE_FOLDER
    from .compiler import is_cached

    kept = message("kernels_are_kept" if is_cached else "kernels_are_not_kept", version=numba.__version__, folder=str(CACHE_FOLDER))
    return kept if product_address("float32") else message("semicolon", first=kept, last=message("no_blas"))


def project_kernel(dtype: str) -> Any:
    """The kernel that projects paths of a dtype on a plane; None where it cannot be used, or not yet."""
    if why_awaited(dtype) or why_not_compiled() or why_not_loaded(dtype):
        return None
    from .evaluation import project

    return project


def order_kernel() -> Any:
    """The kernel that draws orders of samples, or None where no kernels are in use: to fetch Numba for it alone takes longer."""
    is_missing = bool(awaited) and not prepared - awaited.keys()  # they are of no dtype, but come with those of any
    if is_missing or failures or f"{__package__}.compiler" not in sys.modules or why_not_compiled():
        return None
    from .orders import draw_orders

    return draw_orders
