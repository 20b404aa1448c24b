"""RMSProp (Tieleman and Hinton 2012), not centred."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .rule import Rule, smooth_squares


class RMSProp(Rule):
    """s ← α s + (1 − α) g²;  b ← μ b + g / (√s + ε);  θ ← θ − η b."""

    kernel = "RMSPROP"

    @property
    def memories(self) -> tuple[str, ...]:
        return ("square_avg", "momentum_buffer") if self.said.momentum else ("square_avg",)

    def optimizer(self, parameters: Sequence[Tensor]) -> torch.optim.Optimizer:
        said = self.said
        return torch.optim.RMSprop(parameters, alpha=said.alpha, eps=said.eps, momentum=said.momentum, **self.options)

    def direction(self, old: Tensor, new: Tensor, gradient: Tensor, by: Tensor) -> Tensor:
        smooth_squares(old[0], new[0], gradient, self.said.alpha)
        scaled = gradient / new[0].sqrt().add_(self.said.eps)
        return torch.add(scaled, old[1], alpha=self.said.momentum, out=new[1]) if self.said.momentum else scaled

    def carried(self, update: int, taken: NDArray[np.float64], memory: NDArray[np.float64]) -> NDArray[np.float64]:
        """μ b."""
        return self.said.momentum * memory[1] if self.said.momentum else np.zeros_like(taken)
