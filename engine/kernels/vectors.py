"""Vectors of numbers, for kernels that keep sums in registers.

Of plain loops LLVM makes vectors, too, but it writes sums down and reads them again in every pass, and it begins with tests whether
arrays overlap.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import extending, types
from numba.core.registry import cpu_target
from numba.extending import models, overload, register_model

LANES = 8  # of a short vector
_FEATURES = cpu_target.target_context.codegen().magic_tuple()[-1]  # of the processor that Numba compiles for
WIDE = 64 if "+avx512f" in _FEATURES else 32  # bytes of a wide vector, which fills one register
_FLAGS = ("reassoc", "contract", "nsz", "arcp")  # as in `compiler.py`: a product and a sum may become one instruction
_WORD = ir.IntType(32)


def intrinsic(function: Callable[..., Any]) -> Any:
    """Numba's, for mypy: who calls such a function leaves out the context."""
    return extending.intrinsic(function)


class Vector(types.Type):
    """Some numbers of one dtype in a register, or in several where they are short."""

    def __init__(self, element: Any, lanes: int) -> None:
        self.element, self.lanes = element, lanes
        super().__init__(name=f"Vector({element}, {lanes})")


@register_model(Vector)
class _VectorModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Vector) -> None:
        super().__init__(manager, kind, ir.VectorType(manager.lookup(kind.element).get_value_type(), kind.lanes))  # type: ignore[no-untyped-call]


def _short(element: Any) -> Vector:
    return Vector(element, LANES)


def _wide(element: Any) -> Vector:
    return Vector(element, WIDE * 8 // element.bitwidth)


def _reading(vector: Callable[[Any], Vector]) -> tuple[Any, Any, Any]:
    """The functions that give vectors of one length: they know it from the dtype alone."""

    @intrinsic
    def get(context: Any, array: Any, index: Any) -> Any:
        """The vector that begins at an index of a contiguous array."""

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return _load(context, builder, signature.return_type, signature.args[0], *arguments)

        return vector(array.dtype)(array, types.intp), generate

    @intrinsic
    def spread(context: Any, number: Any) -> Any:
        """A vector of one number, again and again."""

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return _spread(builder, context.get_value_type(signature.return_type), arguments[0])

        return vector(number)(number), generate

    @intrinsic
    def repeated(context: Any, array: Any, index: Any) -> Any:
        """A vector of the number at an index of a contiguous array, again and again. The index is taken as it is: of `array[index]` Numba
        asks each time whether it counts from the end, which takes as long as the product that follows."""

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            data = context.make_array(array)(context, builder, arguments[0]).data
            return _spread(builder, context.get_value_type(signature.return_type), builder.load(builder.gep(data, [arguments[1]])))

        return vector(array.dtype)(array, types.intp), generate

    return get, spread, repeated


def _pointer(context: Any, builder: Any, vector: Vector, array_type: Any, array: Any, index: Any) -> Any:
    """Where a vector begins in a flat array."""
    data = context.make_array(array_type)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [index]), context.get_value_type(vector).as_pointer())


def _load(context: Any, builder: Any, vector: Vector, *place: Any) -> Any:
    loaded = builder.load(_pointer(context, builder, vector, *place))
    loaded.align = context.get_abi_sizeof(context.get_value_type(vector.element))
    return loaded


def _store(context: Any, builder: Any, vector: Vector, values: Any, *place: Any) -> Any:
    stored = builder.store(values, _pointer(context, builder, vector, *place))
    stored.align = context.get_abi_sizeof(context.get_value_type(vector.element))
    return context.get_dummy_value()


def _spread(builder: Any, kind: Any, number: Any) -> Any:
    first = builder.insert_element(ir.Constant(kind, ir.Undefined), number, _WORD(0))
    return _shuffled(builder, first, first, [0] * kind.count)


def _shuffled(builder: Any, one: Any, other: Any, lanes: list[int]) -> Any:
    """The vector of some lanes of two vectors, those of the second counted on from those of the first."""
    return builder.shuffle_vector(one, other, ir.Constant(ir.VectorType(_WORD, len(lanes)), lanes))


@intrinsic
def wide_lanes(context: Any, array: Any) -> Any:
    """How many numbers of an array a wide vector has; known when the kernel is compiled."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return ir.Constant(context.get_value_type(signature.return_type), _wide(array.dtype).lanes)

    return types.intp(array), generate


get, spread, repeated = _reading(_short)
get_wide, spread_wide, repeated_wide = _reading(_wide)
get_four, _, _ = _reading(lambda element: Vector(element, 4))
get_fours, spread_fours, _ = _reading(lambda element: Vector(element, 4 * _wide(element).lanes))


@intrinsic
def put(context: Any, array: Any, index: Any, vector: Any) -> Any:
    """Write a vector to where it begins at an index of a contiguous array."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return _store(context, builder, vector, arguments[2], array, *arguments[:2])

    return types.void(array, types.intp, vector), generate


@intrinsic
def add(context: Any, array: Any, index: Any, vector: Any) -> Any:
    """Add a vector to the numbers that begin at an index of a contiguous array."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place = (array, *arguments[:2])
        total = builder.fadd(_load(context, builder, vector, *place), arguments[2], flags=_FLAGS)
        return _store(context, builder, vector, total, *place)

    return types.void(array, types.intp, vector), generate


@intrinsic
def difference(context: Any, one: Any, other: Any) -> Any:
    """one − other of two numbers or vectors, as it comes out. Where `other` was made from `one`, the usual flags would let the compiler
    give back what was added, which is more than rounding left of it."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.fsub(*arguments, flags=("arcp",))  # without any flag Numba would set its own; this one is about quotients

    return one(one, other), generate


@intrinsic
def rarely(context: Any, condition: Any) -> Any:
    """A condition that seldom holds: what depends on it is kept out of the way of all else."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        bit = ir.IntType(1)
        expect = builder.module.declare_intrinsic("llvm.expect", [bit], ir.FunctionType(bit, [bit, bit]))
        return builder.call(expect, [arguments[0], ir.Constant(ir.IntType(1), 0)])

    return types.boolean(types.boolean), generate


@intrinsic
def rectified(context: Any, vector: Any) -> Any:
    """A vector's numbers, and 0 where they are below (ReLU); NaN stays NaN. Asked in this way it is one instruction."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        zeros = ir.Constant(arguments[0].type, [0.0] * vector.lanes)
        return builder.select(builder.fcmp_ordered("<", arguments[0], zeros), zeros, arguments[0])

    return vector(vector), generate


@intrinsic
def gated(context: Any, gate: Any, vector: Any) -> Any:
    """A vector's numbers, and 0 where the gate's are 0 or less."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        zeros = ir.Constant(arguments[0].type, [0.0] * vector.lanes)
        return builder.select(builder.fcmp_ordered("<=", arguments[0], zeros), zeros, arguments[1])

    return vector(gate, vector), generate


@intrinsic
def flipped(context: Any, sign: Any, vector: Any) -> Any:
    """A vector's numbers, and their opposites where the sign's are below 0."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        zeros = ir.Constant(arguments[0].type, [0.0] * vector.lanes)
        return builder.select(builder.fcmp_ordered("<", arguments[0], zeros), builder.fneg(arguments[1]), arguments[1])

    return vector(sign, vector), generate


@intrinsic
def within(context: Any, vector: Any, end: Any) -> Any:
    """A vector's numbers, 0 where they are below or NaN, and `end` where they are above."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        zeros, ends = ir.Constant(arguments[0].type, [0.0] * vector.lanes), _spread(builder, arguments[0].type, arguments[1])
        positive = builder.select(builder.fcmp_ordered(">", arguments[0], zeros), arguments[0], zeros)
        return builder.select(builder.fcmp_ordered("<", positive, ends), positive, ends)

    return vector(vector, vector.element), generate


@intrinsic
def whole(context: Any, vector: Any) -> Any:
    """A vector's numbers without their fractions, int32."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.fptosi(arguments[0], context.get_value_type(signature.return_type))

    return Vector(types.int32, vector.lanes)(vector), generate


@intrinsic
def doubles(context: Any, vector: Any) -> Any:
    """A vector's numbers as float64."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return _converted(context, builder, signature.return_type, *arguments)

    return Vector(types.float64, vector.lanes)(vector), generate


@intrinsic
def put_doubles(context: Any, array: Any, index: Any, vector: Any) -> Any:
    """Write a vector of float64 in the precision of a contiguous array to where it begins at an index."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = Vector(array.dtype, vector.lanes)
        return _store(context, builder, kind, _converted(context, builder, kind, arguments[2]), array, *arguments[:2])

    return types.void(array, types.intp, vector), generate


def _converted(context: Any, builder: Any, vector: Vector, values: Any) -> Any:
    kind = context.get_value_type(vector)
    if values.type == kind:
        return values
    return builder.fpext(values, kind) if vector.element == types.float64 else builder.fptrunc(values, kind)


@intrinsic
def spread_as(context: Any, vector: Any, number: Any) -> Any:
    """A vector like another, of one number, again and again."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return _spread(builder, arguments[0].type, arguments[1])

    return vector(vector, vector.element), generate


@intrinsic
def fours(context: Any, a: Any, b: Any, c: Any) -> Any:
    """The numbers of three vectors in fours: the first ones of each, then the second ones, and so on. The last of a four is of no
    importance: it is that of the third vector again."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        n = a.lanes
        first, second, third = arguments
        pairs, thirds = _shuffled(builder, first, second, list(range(2 * n))), _shuffled(builder, third, third, list(range(n)) * 2)
        return _shuffled(builder, pairs, thirds, [place for i in range(n) for place in (i, n + i, 2 * n + i, 2 * n + i)])

    return Vector(a.element, 4 * a.lanes)(a, b, c), generate


@intrinsic
def parted(context: Any, vector: Any) -> Any:
    """The three vectors whose numbers lie in `fours`."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        parts = [_shuffled(builder, arguments[0], arguments[0], list(range(k, vector.lanes, 4))) for k in range(3)]
        return context.make_tuple(builder, signature.return_type, parts)

    parts = types.UniTuple(Vector(vector.element, vector.lanes // 4), 3)  # type: ignore[no-untyped-call]
    return parts(vector), generate


def _halved(builder: Any, size: int, one: Any, other: Any = None) -> Any:
    """Each `size` lanes of a vector, or of two in a row, become half as many: those of their first half and their second added up."""
    count = one.type.count * (1 if other is None else 2)
    first = [begin + i for begin in range(0, count, size) for i in range(size // 2)]
    halves = (_shuffled(builder, one, one if other is None else other, [lane + half for lane in first]) for half in (0, size // 2))
    return builder.fadd(*halves, flags=_FLAGS)


@intrinsic
def summed(context: Any, vector: Any) -> Any:
    """The sum of a vector's numbers."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        whole, size = arguments[0], vector.lanes
        while size > 1:
            whole, size = _halved(builder, size, whole), size // 2
        return builder.extract_element(whole, _WORD(0))

    return vector.element(vector), generate


@intrinsic
def four_sums(context: Any, a: Any, b: Any, c: Any, d: Any) -> Any:
    """The sums of the numbers of four vectors, in a vector of four: side by side they take fewer steps than one after the other."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        size = a.lanes
        pairs = _halved(builder, size, *arguments[:2]), _halved(builder, size, *arguments[2:])
        whole, size = _halved(builder, size // 2, *pairs), size // 4
        while size > 1:
            whole, size = _halved(builder, size, whole), size // 2
        return whole

    return Vector(a.element, 4)(a, b, c, d), generate


@intrinsic
def lane(context: Any, vector: Any, index: Any) -> Any:
    """One number of a vector."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.extract_element(*arguments)

    return vector.element(vector, types.intp), generate


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


for _name, _symbol in (("fadd", operator.add), ("fsub", operator.sub), ("fmul", operator.mul), ("fdiv", operator.truediv)):
    _operation(_name, _symbol)
