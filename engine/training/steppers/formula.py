"""The fused stepper for functions of two weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...experiment.sections import Optimizer
from ...kernels.formula import train_formula
from ...kernels.program import Program
from .fused import KernelStepper


class FormulaStepper(KernelStepper):
    """Updates on a function that each sample tilts.

    Args:
        program: the function.
        optimizer: how a gradient becomes an update.
        inputs: the samples' vectors, [n, 2].
        start: x and y, [2].
    """

    def __init__(self, program: Program, optimizer: Optimizer, inputs: NDArray[Any], start: NDArray[Any]) -> None:
        self._machine, self._inputs = program.machine(start.dtype), np.ascontiguousarray(inputs)
        self._tilt = np.zeros(2)
        super().__init__(optimizer, start, len(start), np.arange(len(start)))

    def _call(self, chunk: tuple[Any, ...], results: tuple[Any, ...]) -> Callable[[int], None]:
        """A function that calls the kernel with an allowance of samples."""
        table, numbers, values, slopes = self._machine
        given = (table, numbers, self._rule, self._settings, self._inputs)
        memory = (self._tilt, self._w, self._g, self._state, values, slopes)
        return lambda allowance: train_formula(*given, *chunk, *memory, *results, allowance)
