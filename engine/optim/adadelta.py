"""Adadelta (Zeiler 2012, algorithm 1), with a learning rate in front as `torch.optim` has it."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from .rule import Rule, smooth_squares


class Adadelta(Rule):
    """s ← ρ s + (1 − ρ) g²;  d = g √(u + ε) / √(s + ε);  u ← ρ u + (1 − ρ) d²;  θ ← θ − η d."""

    kernel = "ADADELTA"
    memories = ("square_avg", "acc_delta")

    def optimizer(self, parameters: Sequence[Tensor]) -> torch.optim.Optimizer:
        return torch.optim.Adadelta(parameters, rho=self.said.rho, eps=self.said.eps, **self.options)

    def direction(self, old: Tensor, new: Tensor, gradient: Tensor, by: Tensor) -> Tensor:
        smooth_squares(old[0], new[0], gradient, self.said.rho)
        moved = old[1].add(self.said.eps).sqrt_().div_(new[0].add(self.said.eps).sqrt_()).mul_(gradient)
        smooth_squares(old[1], new[1], moved, self.said.rho)
        return moved
