"""The optimizers of `torch.optim`: the reference for all that is faster.

They take all tensors at once, which gives the bits of one after the other with fewer operations.
"""

from __future__ import annotations

import torch
from torch import nn

from ..experiment.parts import Optimizer


def make_optimizer(declared: Optimizer, model: nn.Module) -> torch.optim.Optimizer:
    """The torch.optim optimizer of a lane, over all parameters of its model, at the declared learning rate.

    With g the gradient (plus weight decay · θ, but for AdamW), η the learning rate, μ the momentum and all state zero at first:

        sgd      b ← μ b + g;  θ ← θ − η b, or with nesterov θ ← θ − η (g + μ b)
        adagrad  s ← s + g²;  θ ← θ − η g / (√s + ε)                       (Duchi, Hazan and Singer 2011)
        rmsprop  s ← α s + (1 − α) g²;  b ← μ b + g / (√s + ε);  θ ← θ − η b     (Tieleman and Hinton 2012)
        adam     m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) g²;
                 θ ← θ − η m̂ / (√v̂ + ε),  m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ)   (Kingma and Ba 2015, algorithm 1)
        adamw    θ ← θ − η · weight decay · θ, then as adam                (Loshchilov and Hutter 2019, algorithm 2)
    """
    parameters, lr, eps, decay = list(model.parameters()), declared.lr, declared.eps, declared.weight_decay
    betas = (declared.beta1, declared.beta2)
    match declared.name:
        case "sgd":
            return torch.optim.SGD(
                parameters, lr, declared.momentum, nesterov=declared.nesterov, weight_decay=decay, foreach=True, fused=False
            )
        case "adagrad":
            return torch.optim.Adagrad(parameters, lr, eps=eps, weight_decay=decay, foreach=True, fused=False)
        case "rmsprop":
            return torch.optim.RMSprop(
                parameters, lr, declared.alpha, eps=eps, weight_decay=decay, momentum=declared.momentum, foreach=True
            )
        case "adam":
            return torch.optim.Adam(parameters, lr, betas, eps=eps, weight_decay=decay, foreach=True, fused=False)
        case "adamw":
            return torch.optim.AdamW(parameters, lr, betas, eps=eps, weight_decay=decay, foreach=True, fused=False)


def memory_rows(declared: Optimizer) -> int:
    """How many numbers per weight the optimizer remembers, s."""
    has_momentum = int(declared.momentum > 0)
    return {"sgd": has_momentum, "adagrad": 1, "rmsprop": 1 + has_momentum, "adam": 2, "adamw": 2}[declared.name]
