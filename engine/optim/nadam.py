"""NAdam: Adam that looks ahead along its momentum (Dozat 2016), as `torch.optim` has it, weight decay in the gradient."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .rule import Rule, smooth_squares

_DECAY = 4e-3  # of the momentum, torch's default


class NAdam(Rule):
    """m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) g²;  θ ← θ − η (a g + b m) / (√v̂ + ε),  v̂ = v / (1 − β₂ᵗ), with
    μₜ = β₁ (1 − 0.96^(0.004 t) / 2),  a = (1 − μₜ) / (1 − μ₁⋯μₜ),  b = μₜ₊₁ / (1 − μ₁⋯μₜ₊₁)."""

    kernel = "NADAM"
    memories = ("exp_avg", "exp_avg_sq")

    def optimizer(self, parameters: Sequence[Tensor]) -> torch.optim.Optimizer:
        said = self.said
        return torch.optim.NAdam(parameters, betas=(said.beta1, said.beta2), eps=said.eps, momentum_decay=_DECAY, **self.options)

    def counted(self, updates: int) -> dict[str, Any]:
        """The product of all momenta too, which torch rounds to single precision at every update."""
        return super().counted(updates) | {"mu_product": torch.tensor(self._products(updates)[-1])}

    def coefficients(self, rates: NDArray[np.float64], first: int) -> NDArray[np.float64]:
        """As every rule's, with − η a for the direction; √(1 − β₂ᵗ), by which √v is divided; and b / a."""
        table, t = super().coefficients(rates, first), first + np.arange(len(rates))
        own, ahead = self._shares(t)
        table[:, 0] *= own
        table[:, 1] = np.sqrt(1 - self.said.beta2 ** t.astype(np.float64))
        table[:, 2] = ahead / own
        return table

    def direction(self, old: Tensor, new: Tensor, gradient: Tensor, by: Tensor) -> Tensor:
        torch.lerp(old[0], gradient, 1 - self.said.beta1, out=new[0])
        smooth_squares(old[1], new[1], gradient, self.said.beta2)
        return torch.addcmul(gradient, new[0], by[2]) / (new[1].sqrt() / by[1]).add_(self.said.eps)

    def carried(self, update: int, taken: NDArray[np.float64], memory: NDArray[np.float64]) -> NDArray[np.float64]:
        """a h + b m − h, m after the update."""
        beta, (own, ahead) = self.said.beta1, self._shares(np.array([update]))
        added: NDArray[np.float64] = own[0] * taken + ahead[0] * (beta * memory[0] + (1 - beta) * taken) - taken
        return added

    def _momentum(self, t: NDArray[np.int64]) -> NDArray[np.float64]:
        """μₜ of some updates, [k]."""
        momentum: NDArray[np.float64] = self.said.beta1 * (1 - 0.5 * 0.96 ** (t * _DECAY)).astype(np.float64)
        return momentum

    def _products(self, updates: int) -> NDArray[np.float32]:
        """μ₁⋯μₜ after 0 to `updates` updates, [updates + 1]."""
        factors = np.append(np.float32(1), self._momentum(np.arange(1, updates + 1)).astype(np.float32))
        return np.multiply.accumulate(factors)

    def _shares(self, t: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """a and b of some updates in a row, [k] each."""
        products = self._products(int(t[-1]))[t].astype(np.float64)
        momentum, following = self._momentum(t), self._momentum(t + 1)
        return (1 - momentum) / (1 - products), following / (1 - products * following)
