"""Stochastic gradient descent, with momentum if wished."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .rule import Rule


class SGD(Rule):
    """b ← μ b + g;  θ ← θ − η b, or with nesterov θ ← θ − η (g + μ b)."""

    kernel = "SGD"

    @property
    def memories(self) -> tuple[str, ...]:
        return ("momentum_buffer",) if self.said.momentum else ()

    def optimizer(self, parameters: Sequence[Tensor]) -> torch.optim.Optimizer:
        return torch.optim.SGD(parameters, momentum=self.said.momentum, nesterov=self.said.nesterov, fused=False, **self.options)

    def direction(self, old: Tensor, new: Tensor, gradient: Tensor, by: Tensor) -> Tensor:
        momentum = self.said.momentum
        if not momentum:
            return gradient
        torch.add(gradient, old[0], alpha=momentum, out=new[0])
        return gradient.add(new[0], alpha=momentum) if self.said.nesterov else new[0]

    def carried(self, update: int, taken: NDArray[np.float64], memory: NDArray[np.float64]) -> NDArray[np.float64]:
        """μ b (Polyak 1964, in PyTorch's form), with nesterov μ (μ b + h) (Sutskever et al. 2013): all that momentum adds is in it."""
        momentum = self.said.momentum
        if not momentum:
            return np.zeros_like(taken)
        carried: NDArray[np.float64] = momentum * (momentum * memory[0] + taken if self.said.nesterov else memory[0])
        return carried

    def stability_limit(self, curvature: float) -> float:
        """2 / λ; heavy ball 2 (1 + β) / λ (Polyak 1964); nesterov 2 (1 + β) / ((1 + 2 β) λ), as `torch.optim.SGD` has it.

        Weight decay adds to λ.
        """
        steepness, beta = curvature + self.said.weight_decay, self.said.momentum
        return 2 * (1 + beta) / ((1 + 2 * beta if self.said.nesterov else 1) * steepness) if steepness > 0 else math.inf

    def limit_formula(self) -> str:
        said = self.said
        steepness = f"(λmax + {said.weight_decay:g})" if said.weight_decay else "λmax"
        if not said.momentum:
            return f"2/{steepness}"
        return f"2(1 + β)/((1 + 2β){steepness})" if said.nesterov else f"2(1 + β)/{steepness}"
