"""AdaGrad (Duchi, Hazan and Singer 2011)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from .rule import Rule


class AdaGrad(Rule):
    """s ← s + g²;  θ ← θ − η g / (√s + ε)."""

    kernel = "ADAGRAD"
    memories = ("sum",)

    def optimizer(self, parameters: Sequence[Tensor]) -> torch.optim.Optimizer:
        return torch.optim.Adagrad(parameters, eps=self.said.eps, fused=False, **self.options)

    def direction(self, old: Tensor, new: Tensor, gradient: Tensor, by: Tensor) -> Tensor:
        torch.addcmul(old[0], gradient, gradient, out=new[0])
        return gradient / new[0].sqrt().add_(self.said.eps)
