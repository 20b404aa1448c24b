"""Whether the compiled kernels can be used here. Light to import: neither PyTorch nor Numba before it is asked."""

from __future__ import annotations

import sys
from functools import cache
from typing import Any


@cache
def why_not_compiled() -> str:
    """Why the kernels cannot be used on this machine, in one sentence; empty when they can."""
    try:
        from .fused import measure, updates  # noqa: F401  this is the import of Numba
    except Exception as error:  # a broken installation can fail in any way
        return f"Numba cannot be used ({type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'no reason given'})"
    return ""


def explain_kernels() -> str:
    """One sentence on how dense nets are trained on this machine's processor, and why."""
    reason = why_not_compiled()
    if reason:
        return f"{reason}, so autograd trains all nets"
    import numba

    from .fused.compiler import CACHE_FOLDER, is_cached

    kept = f"kept in {CACHE_FOLDER}" if is_cached else f"not kept, for {CACHE_FOLDER} cannot be written: each start takes longer"
    return f"Numba {numba.__version__} compiles them, and they are {kept}"


def are_kept(dtype: str) -> bool:
    """Whether compiled kernels for this dtype are there from an earlier start."""
    if why_not_compiled():
        return True  # there is nothing to compile
    from .fused.compiler import CACHE_FOLDER

    return (CACHE_FOLDER / f"{dtype}.compiled").exists()


def project_kernel() -> Any:
    """The kernel that projects paths on a plane, or None without Numba."""
    if why_not_compiled():
        return None
    from .fused.measure import project

    return project


def order_kernel() -> Any:
    """The kernel that draws orders of samples, or None where no kernels are in use: to fetch Numba for it alone takes longer."""
    if f"{__package__}.fused.compiler" not in sys.modules or why_not_compiled():
        return None
    from .fused.orders import draw_orders

    return draw_orders
