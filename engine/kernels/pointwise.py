"""Activations and losses, row by row: a row holds one neuron's values for a block of samples, or one sample's for all neurons."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import types
from numba.extending import intrinsic, overload

from .compiler import part

RELU, TANH, SIGMOID, GELU, IDENTITY = range(5)
MSE, MAE, HUBER, CROSS_ENTROPY, BINARY_CROSS_ENTROPY, HINGE = range(6)  # those of classes from CROSS_ENTROPY on

_ROOT_HALF = math.sqrt(0.5)
_ROOT_2PI = 1 / math.sqrt(2 * math.pi)


@intrinsic
def _power_of_two(context: Any, exponent: Any) -> Any:
    """2 to an int32 from -126 to 127, as float32, by putting its bits together."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        word = arguments[0].type
        bits = builder.shl(builder.add(arguments[0], word(127)), word(23))
        return builder.bitcast(bits, context.get_value_type(types.float32))

    return types.float32(types.int32), generate


def _exp(x: Any) -> Any:
    """e to the x, by the number's format: kernels get one of those below (`_choose`), Python never calls this."""
    raise NotImplementedError


def _tanh(x: Any) -> Any:
    """Hyperbolic tangent, by the number's format: kernels get one of those below (`_choose`), Python never calls this."""
    raise NotImplementedError


def _erf(x: Any) -> Any:
    """Error function, by the number's format: kernels get one of those below (`_choose`), Python never calls this."""
    raise NotImplementedError


@part
def _exp32(x: Any) -> Any:
    """e to the x by range reduction and a polynomial (Cephes, `expf`), which vectorises; within 5 ulp from -87 to 88, where it ends."""
    f = np.float32
    clipped = f(88.0) if x > f(88.0) else x
    clipped = f(-87.0) if clipped < f(-87.0) else clipped
    whole = np.floor(clipped * f(1.44269504088896341) + f(0.5))
    rest = clipped - whole * f(0.693359375) - whole * f(-2.12194440e-4)
    value = f(1.9875691500e-4)
    value = value * rest + f(1.3981999507e-3)
    value = value * rest + f(8.3334519073e-3)
    value = value * rest + f(4.1665795894e-2)
    value = value * rest + f(1.6666665459e-1)
    value = value * rest + f(5.0000001201e-1)
    value = value * rest * rest + rest + f(1.0)
    return value * _power_of_two(np.int32(whole)) if x == x else x  # type: ignore[call-arg]


@part
def _tanh32(x: Any) -> Any:
    """Hyperbolic tangent as a ratio of polynomials (Eigen, `generic_fast_tanh`), within 5 ulp."""
    f = np.float32
    c = f(7.90531110763549805) if x > f(7.90531110763549805) else x
    c = f(-7.90531110763549805) if c < f(-7.90531110763549805) else c
    s = c * c
    p = f(-2.76076847742355e-16)
    p = p * s + f(2.00018790482477e-13)
    p = p * s + f(-8.60467152213735e-11)
    p = p * s + f(5.12229709037114e-08)
    p = p * s + f(1.48572235717979e-05)
    p = p * s + f(6.37261928875436e-04)
    p = p * s + f(4.89352455891786e-03)
    q = f(1.19825839466702e-06)
    q = q * s + f(1.18534705686654e-04)
    q = q * s + f(2.26843463243900e-03)
    q = q * s + f(4.89352518554385e-03)
    value = c * p / q
    value = f(1) if x > f(9) else value  # exactly, so that a saturated neuron has no slope left
    return f(-1) if x < f(-9) else value


@part
def _erf32(x: Any) -> Any:
    """Error function as a ratio of polynomials (Eigen, `generic_fast_erf`), within 5e-7."""
    f = np.float32
    c = f(4.0) if x > f(4.0) else x
    c = f(-4.0) if c < f(-4.0) else c
    s = c * c
    p = f(-2.72614225801306e-10)
    p = p * s + f(2.77068142495902e-08)
    p = p * s + f(-2.10102402082508e-06)
    p = p * s + f(-5.69250639462346e-05)
    p = p * s + f(-7.34990630326855e-04)
    p = p * s + f(-2.95459980854025e-03)
    p = p * s + f(-1.60960333262415e-02)
    q = f(-1.45660718464996e-05)
    q = q * s + f(-2.13374055278905e-04)
    q = q * s + f(-1.68282697438203e-03)
    q = q * s + f(-7.37332916720468e-03)
    q = q * s + f(-1.42647390514189e-02)
    return c * p / q


def _choose(stub: Any, fast: Any, exact: Any) -> None:
    """Let `stub` mean `fast` for float32 and `exact` for float64."""

    @part
    def exact_(x: Any) -> Any:
        return exact(x)

    @overload(stub)
    def choose(x: Any) -> Any:
        def narrow(x: Any) -> Any:
            return fast(x)

        def wide(x: Any) -> Any:
            return exact_(x)

        return narrow if x == types.float32 else wide


_choose(_exp, _exp32, math.exp)
_choose(_tanh, _tanh32, math.tanh)
_choose(_erf, _erf32, math.erf)


@part
def activate(kind: int, row: Any, slope: Any, count: int) -> None:
    """Apply an activation in place; what `times_slope` needs beyond its result goes into `slope`. NaN stays NaN."""
    f = row.dtype.type
    if kind == RELU:
        for s in range(count):
            row[s] = f(0) if row[s] <= f(0) else row[s]
    elif kind == TANH:
        for s in range(count):
            row[s] = _tanh(row[s])
    elif kind == SIGMOID:
        for s in range(count):
            row[s] = f(1) / (f(1) + _exp(-row[s]))
    elif kind == GELU:
        for s in range(count):
            z = row[s]
            below = f(0.5) * (f(1) + _erf(z * f(_ROOT_HALF)))  # share of a normal distribution below z
            slope[s] = below + z * f(_ROOT_2PI) * _exp(f(-0.5) * z * z)
            row[s] = z * below


@part
def times_slope(kind: int, delta: Any, row: Any, slope: Any, count: int) -> None:
    """Multiply by the derivative of an activation, given its result."""
    f = row.dtype.type
    if kind == RELU:
        for s in range(count):
            delta[s] = f(0) if row[s] <= f(0) else delta[s]
    elif kind == TANH:
        for s in range(count):
            delta[s] *= f(1) - row[s] * row[s]
    elif kind == SIGMOID:
        for s in range(count):
            delta[s] *= row[s] * (f(1) - row[s])
    elif kind == GELU:
        for s in range(count):
            delta[s] *= slope[s]


@part
def sample_loss(kind: int, outputs: Any, at: int, step: int, width: int, targets: Any, label: int, delta: Any, scale: Any) -> Any:
    """The loss of one sample, and its derivative by the outputs.

    Args:
        outputs: flat; those of the sample are at `at`, `at + step`, …, `width` of them.
        targets: of the sample, [width]; `label` is its class instead where the loss is one of classes.
        delta: takes the derivative times `scale`, at the same places; the loss returned is not scaled.
    """
    f = outputs.dtype.type
    if kind == CROSS_ENTROPY:  # log Σ exp − output of the class, with the largest taken out
        largest = outputs[at]
        for j in range(1, width):
            output = outputs[at + j * step]
            largest = output if output > largest else largest
        total = f(0)
        for j in range(width):
            raised = f(math.exp(outputs[at + j * step] - largest))
            delta[at + j * step] = raised
            total += raised
        for j in range(width):
            delta[at + j * step] = scale * (delta[at + j * step] / total - (f(1) if j == label else f(0)))
        return math.log(total) + largest - outputs[at + label * step]
    if kind == BINARY_CROSS_ENTROPY:  # max(z, 0) − y z + log(1 + exp(−|z|))
        z = outputs[at]
        small = f(math.exp(-abs(z)))
        share = small / (f(1) + small) if z < f(0) else f(1) / (f(1) + small)
        delta[at] = scale * (share - f(label))
        return (f(0) if z < f(0) else z) - z * f(label) + math.log1p(small)
    if kind == HINGE:  # max(0, 1 − y z), y = ±1
        side = f(1) if label == 1 else f(-1)
        short = f(1) - side * outputs[at]
        delta[at] = f(0) if short <= f(0) else -scale * side
        return f(0) if short <= f(0) else short
    loss = 0.0
    for j in range(width):
        error = outputs[at + j * step] - targets[j]
        if kind == MSE:
            delta[at + j * step] = scale * f(2) * error
            loss += error * error
        elif kind == MAE:
            delta[at + j * step] = scale * (f(1) if error > f(0) else f(-1) if error < f(0) else error)
            loss += abs(error)
        else:  # Huber's, with the bend at 1
            size = abs(error)
            delta[at + j * step] = scale * (f(1) if error > f(1) else f(-1) if error < f(-1) else error)
            loss += size - f(0.5) if size > f(1) else f(0.5) * error * error
    return loss


@part
def row_loss(kind: int, row: Any, delta: Any, scale: Any, count: int) -> Any:
    """The same for one output of a block of samples under a loss of regression.

    Args:
        row: the outputs.
        delta: holds the targets, and takes the derivative times `scale`.
    """
    f = row.dtype.type
    total = f(0)
    if kind == MSE:
        for s in range(count):
            error = row[s] - delta[s]
            delta[s] = scale * f(2) * error
            total += error * error
    elif kind == MAE:
        for s in range(count):
            error = row[s] - delta[s]
            delta[s] = scale * (f(1) if error > f(0) else f(-1) if error < f(0) else error)
            total += abs(error)
    else:
        for s in range(count):
            error = row[s] - delta[s]
            size = abs(error)
            delta[s] = scale * (f(1) if error > f(1) else f(-1) if error < f(-1) else error)
            total += size - f(0.5) if size > f(1) else f(0.5) * error * error
    return total
