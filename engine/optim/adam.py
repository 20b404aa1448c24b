"""Adam (Kingma and Ba 2015, algorithm 1, without amsgrad) and AdamW (Loshchilov and Hutter 2019, algorithm 2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .rule import Rule, smooth_squares


class Adam(Rule):
    """m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) g²;  θ ← θ − η m̂ / (√v̂ + ε),  m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ)."""

    kernel = "ADAM"
    memories = ("exp_avg", "exp_avg_sq")
    torch_class: ClassVar[type[torch.optim.Adam]] = torch.optim.Adam

    def optimizer(self, parameters: Sequence[Tensor]) -> torch.optim.Optimizer:
        said = self.said
        return self.torch_class(parameters, betas=(said.beta1, said.beta2), eps=said.eps, fused=False, **self.options)

    def coefficients(self, rates: NDArray[np.float64], first: int) -> NDArray[np.float64]:
        """As every rule's, with −η / (1 − β₁ᵗ) for the direction, and √(1 − β₂ᵗ), by which √v is divided."""
        table, t = super().coefficients(rates, first), first + np.arange(len(rates), dtype=np.float64)
        table[:, 0] /= 1 - self.said.beta1**t
        table[:, 1] = np.sqrt(1 - self.said.beta2**t)
        return table

    def direction(self, old: Tensor, new: Tensor, gradient: Tensor, by: Tensor) -> Tensor:
        torch.lerp(old[0], gradient, 1 - self.said.beta1, out=new[0])
        smooth_squares(old[1], new[1], gradient, self.said.beta2)
        return new[0] / (new[1].sqrt() / by[1]).add_(self.said.eps)

    def carried(self, update: int, taken: NDArray[np.float64], memory: NDArray[np.float64]) -> NDArray[np.float64]:
        """m̂ − h, m̂ after the update."""
        beta = self.said.beta1
        return (beta * memory[0] + (1 - beta) * taken) / (1 - beta**update) - taken if beta else np.zeros_like(taken)


class AdamW(Adam):
    """θ ← θ − η · weight decay · θ, then as Adam."""

    kernel = "ADAMW"
    torch_class = torch.optim.AdamW
