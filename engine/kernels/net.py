"""A dense net as the kernels want it: tables of numbers and room to work in."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import pointwise
from .blas import product_address
from .updates import ALL, ALONG, BLAS, COUNT, FIRST, GRADIENT, INPUTS, OUTPUTS, PRODUCTS, ROW, SOURCE, WIDTH

ACTIVATIONS = {
    "relu": pointwise.RELU, "tanh": pointwise.TANH, "sigmoid": pointwise.SIGMOID, "gelu": pointwise.GELU, "identity": pointwise.IDENTITY,
}  # fmt: skip
LOSSES = {
    "mse": pointwise.MSE, "mae": pointwise.MAE, "huber": pointwise.HUBER,
    "cross-entropy": pointwise.CROSS_ENTROPY, "binary-cross-entropy": pointwise.BINARY_CROSS_ENTROPY, "hinge": pointwise.HINGE,
}  # fmt: skip


_WIDE = 64  # neurons on both sides of a layer: its gradient takes BLAS two thirds of the time that our loops take
_LARGE = 2**13  # weights of a layer, whose products are worth several threads where there are some
_LINE = 64  # bytes of memory that a cache holds together


class Net:
    """The shape of a dense net with its activation and loss.

    Args:
        widths: numbers in the input, in each hidden layer and in the output.
        activation, loss: names as in an experiment.

    Attributes:
        table: int64 [layers, 8], see `updates.py`.
        size: weights and biases, P.
        rows: how many rows hold one block's activations, inputs included.
        packed: how many rows hold the weights for `train_samples`, and `room`, how long each is.
        where: the place of each weight among those, int64 [P].
    """

    def __init__(self, widths: Sequence[int], activation: str, loss: str) -> None:
        self.widths = tuple(widths)
        self.activation, self.loss = ACTIVATIONS[activation], LOSSES[loss]
        self.table = np.zeros((len(widths) - 1, 8), np.int64)
        self.room = max(_padded(max(pair)) for pair in pairwise(widths))
        self.size = self.packed = 0
        source, where = 0, []
        for layer, (width, count) in zip(self.table, pairwise(widths), strict=True):
            along = OUTPUTS if count > width else INPUTS
            layer[[WIDTH, COUNT, FIRST, SOURCE, ROW, ALONG]] = width, count, self.size, source, self.packed, along
            out, into = np.meshgrid(np.arange(count), np.arange(width), indexing="ij")  # [count, width]
            row, place = (into, out) if along == OUTPUTS else (out, into)
            lines = width if along == OUTPUTS else count
            where += [((self.packed + row) * self.room + place).ravel(), (self.packed + lines) * self.room + np.arange(count)]
            self.packed += lines + 1
            self.size += (width + 1) * count
            source += width
        self.rows = sum(widths)
        self.where: NDArray[np.int64] = np.concatenate(where)

    def table_for(self, dtype: str, threaded: int = 0) -> NDArray[np.int64]:
        """The table, with the products of wide layers by BLAS where there is one.

        Args:
            dtype: of the weights.
            threaded: the address of another `sgemm` or `dgemm`, which uses several threads, for all products of large layers.
        """
        table, address = self.table.copy(), product_address(dtype)
        if address:
            is_wide = np.minimum(table[:, WIDTH], table[:, COUNT]) >= _WIDE
            table[is_wide, BLAS], table[is_wide, PRODUCTS] = address, GRADIENT
        if threaded:
            is_large = table[:, WIDTH] * table[:, COUNT] >= _LARGE
            table[is_large, BLAS], table[is_large, PRODUCTS] = threaded, ALL
        return table


def _padded(count: int) -> int:
    """Up to whole vectors of 8."""
    return -(-count // 8) * 8


def room(*shape: int, dtype: Any) -> NDArray[Any]:
    """Zeros that begin with a line of the processor's cache: a vector across two lines takes twice as long to read and to write."""
    size = math.prod(shape) * np.dtype(dtype).itemsize
    memory = np.zeros(size + _LINE, np.uint8)
    begin = -memory.ctypes.data % _LINE
    zeros: NDArray[Any] = memory[begin : begin + size].view(dtype).reshape(shape)
    return zeros


class Samples:
    """Samples as the kernels want them: float targets and integer classes, of which one is empty.

    Args:
        inputs: float [n, d].
        targets: float [n, outputs] or int64 [n].
        is_padded: fill inputs up with zeros to whole vectors of 8, for `train_samples`.

    Attributes:
        inputs: [n, d], or more columns where padded.
        targets: float [n, outputs].
        labels: int64 [n].
    """

    def __init__(self, inputs: NDArray[Any], targets: NDArray[Any], *, is_padded: bool = False) -> None:
        n, width = inputs.shape
        self.inputs = np.ascontiguousarray(inputs)
        if is_padded:
            self.inputs = room(n, _padded(width), dtype=inputs.dtype)
            self.inputs[:, :width] = inputs
        is_classes = targets.dtype == np.int64
        self.labels: NDArray[np.int64] = np.ascontiguousarray(targets) if is_classes else np.zeros(n, np.int64)
        self.targets: NDArray[Any] = np.zeros((n, 1), inputs.dtype) if is_classes else np.ascontiguousarray(targets)
