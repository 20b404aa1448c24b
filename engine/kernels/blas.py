"""Matrix products by a BLAS library, which kernels call by its address, without the interpreter lock.

NumPy brings OpenBLAS with it; where it does not, kernels compute with their own loops.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils

from .vectors import intrinsic

_PLACES = ("../numpy.libs/*openblas*", ".dylibs/*openblas*")  # of NumPy's own OpenBLAS, from its package
_BYTE = ir.IntType(8)


@cache
def product_address(dtype: str) -> int:
    """Where `sgemm` or `dgemm` of NumPy's OpenBLAS lies in memory; 0 where NumPy has none."""
    library = _library()
    return 0 if library is None else address_of(library, f"scipy_{letter(dtype)}gemm_64_")


def letter(dtype: str) -> str:
    """With which the names of BLAS begin."""
    return "s" if dtype == "float32" else "d"


def address_of(library: ctypes.CDLL, name: str) -> int:
    """Where a function of a library lies in memory; 0 where it has none of this name."""
    return ctypes.cast(getattr(library, name), ctypes.c_void_p).value or 0 if hasattr(library, name) else 0


@contextmanager
def one_thread() -> Iterator[None]:
    """Within the block, OpenBLAS computes in the thread that calls it: its own ones wait in loops, and take the cores from other lanes.

    The program says so in the environment; this is for those who import the engine after NumPy.
    """
    library = _library()
    before = 1 if library is None else library.scipy_openblas_get_num_threads64_()
    if library is None or before == 1:
        yield
        return
    library.scipy_openblas_set_num_threads64_(1)
    try:
        yield
    finally:
        library.scipy_openblas_set_num_threads64_(before)


@cache
def _library() -> ctypes.CDLL | None:
    """NumPy's OpenBLAS, with the names that its wheels give it."""
    for path in (path for place in _PLACES for path in sorted(Path(np.__file__).parent.glob(place))):
        with suppress(OSError):
            library = ctypes.PyDLL(str(path))  # its functions are over before the interpreter lock could be had again
            if hasattr(library, "scipy_openblas_set_num_threads64_"):
                return library
    return None


@intrinsic
def multiply(
    context: Any, address: Any, is_left_turned: Any, is_right_turned: Any, m: Any, n: Any, k: Any,
    left: Any, left_at: Any, left_row: Any, right: Any, right_at: Any, right_row: Any, share: Any, out: Any, out_at: Any, out_row: Any,
) -> Any:  # fmt: skip
    """out [m, n] becomes left [m, k] · right [k, n] + share · out, of matrices in flat arrays.

    Args:
        address: of `sgemm` or `dgemm`, as Fortran calls them: whole numbers of 64 bits, of which one with 32 reads the lower half.
        is_left_turned, is_right_turned: 1 where that matrix lies there transposed, as [k, m] and [n, k]; else 0.
        left, right, out: flat arrays; `left_at` … is where a matrix begins, and `left_row` … how far it is to its next row.
        share: 0 or 1, in their dtype.
    """
    whole = types.int64
    signature = types.void(whole, whole, whole, whole, whole, whole, left, whole, whole, right, whole, whole, out.dtype, out, whole, whole)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place, turned, other_turned, m, n, k, a, a_at, a_row, b, b_at, b_row, share, c, c_at, c_row = arguments

        def by_address(value: Any) -> Any:
            return cgutils.alloca_once_value(builder, value)  # type: ignore[no-untyped-call]

        def flag(value: Any) -> Any:
            return by_address(builder.select(builder.icmp_signed("!=", value, value.type(0)), _BYTE(ord("T")), _BYTE(ord("N"))))

        def matrix(kind: Any, array: Any, at: Any) -> Any:
            return builder.gep(context.make_array(kind)(context, builder, array).data, [at])

        one = by_address(ir.Constant(share.type, 1.0))
        kinds = signature.args
        given = [  # columns first, as Fortran has them: the transpose of the result is the product of the transposes
            flag(other_turned), flag(turned), *map(by_address, (n, m, k)), one, matrix(kinds[9], b, b_at), by_address(b_row),
            matrix(kinds[6], a, a_at), by_address(a_row), by_address(share), matrix(kinds[13], c, c_at), by_address(c_row),
        ]  # fmt: skip
        function = ir.FunctionType(ir.VoidType(), [value.type for value in given])
        builder.call(builder.inttoptr(place, function.as_pointer()), given)
        return context.get_dummy_value()

    return signature, generate
