"""Vectors of eight numbers, for kernels that keep sums in registers.

Of plain loops LLVM makes vectors, too, but it writes sums down and reads them again in every pass, and it begins with tests whether
arrays overlap.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import extending, types
from numba.extending import models, overload, register_model

LANES = 8
_FLAGS = ("reassoc", "contract", "nsz", "arcp")  # as in `compiler.py`: a product and a sum may become one instruction


def intrinsic(function: Callable[..., Any]) -> Any:
    """Numba's, for mypy: who calls such a function leaves out the context."""
    return extending.intrinsic(function)


class Vector(types.Type):
    """Eight numbers of one dtype in a register, or in several where they are short."""

    def __init__(self, element: Any) -> None:
        self.element = element
        super().__init__(name=f"Vector({element})")


@register_model(Vector)
class _VectorModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Vector) -> None:
        super().__init__(manager, kind, ir.VectorType(manager.lookup(kind.element).get_value_type(), LANES))  # type: ignore[no-untyped-call]


def _pointer(context: Any, builder: Any, array_type: Any, array: Any, index: Any) -> Any:
    """Where a vector begins in a flat array."""
    data = context.make_array(array_type)(context, builder, array).data
    place = builder.gep(data, [index])
    return builder.bitcast(place, context.get_value_type(Vector(array_type.dtype)).as_pointer())


@intrinsic
def get(context: Any, array: Any, index: Any) -> Any:
    """The vector that begins at an index of a contiguous array."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        loaded = builder.load(_pointer(context, builder, signature.args[0], *arguments))
        loaded.align = context.get_abi_sizeof(context.get_value_type(array.dtype))
        return loaded

    return Vector(array.dtype)(array, types.intp), generate


@intrinsic
def put(context: Any, array: Any, index: Any, vector: Any) -> Any:
    """Write a vector to where it begins at an index of a contiguous array."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        stored = builder.store(arguments[2], _pointer(context, builder, signature.args[0], *arguments[:2]))
        stored.align = context.get_abi_sizeof(context.get_value_type(array.dtype))
        return context.get_dummy_value()

    return types.void(array, types.intp, vector), generate


@intrinsic
def spread(context: Any, number: Any) -> Any:
    """A vector of one number, eight times."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = context.get_value_type(signature.return_type)
        word = ir.IntType(32)
        first = builder.insert_element(ir.Constant(kind, ir.Undefined), arguments[0], word(0))
        return builder.shuffle_vector(first, ir.Constant(kind, ir.Undefined), ir.Constant(ir.VectorType(word, LANES), [0] * LANES))

    return Vector(number)(number), generate


@intrinsic
def gated(context: Any, gate: Any, vector: Any) -> Any:
    """A vector's numbers, and 0 where the gate's are 0 or less."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        zeros = ir.Constant(arguments[0].type, [0.0] * LANES)
        return builder.select(builder.fcmp_ordered("<=", arguments[0], zeros), zeros, arguments[1])

    return vector(gate, vector), generate


@intrinsic
def summed(context: Any, vector: Any) -> Any:
    """The sum of a vector's numbers: of its halves, of the halves of that, and so on."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        whole, count, word = arguments[0], LANES, ir.IntType(32)
        while count > 1:
            count //= 2
            halves = (ir.Constant(ir.VectorType(word, count), [start + i for i in range(count)]) for start in (0, count))
            one, other = (builder.shuffle_vector(whole, ir.Constant(whole.type, ir.Undefined), half) for half in halves)
            whole = builder.fadd(one, other, flags=_FLAGS)
        return builder.extract_element(whole, word(0))

    return vector.element(vector), generate


def _operation(name: str, symbol: Any) -> None:
    """Let an operator work on two vectors."""

    @intrinsic
    def compute(context: Any, one: Any, other: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return getattr(builder, name)(*arguments, flags=_FLAGS)

        return one(one, other), generate

    @overload(symbol)
    def choose(one: Any, other: Any) -> Any:
        def work(one: Any, other: Any) -> Any:
            return compute(one, other)

        return work if isinstance(one, Vector) and one == other else None


for _name, _symbol in (("fadd", operator.add), ("fmul", operator.mul)):
    _operation(_name, _symbol)
