"""The optimizers of `torch.optim`: the reference for all that is faster.

They take all tensors at once, which gives the bits of one after the other with fewer operations.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import torch
from torch import nn

from ..experiment.parts import Optimizer

_EXEMPT = "__dynamo_disable"  # of a method: what is called in its place


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
    with without_compiler():
        return _made(declared, list(model.parameters()))


@contextmanager
def without_compiler() -> Iterator[None]:
    """Within the block, optimizers are made and given their state without importing `torch._dynamo`.

    WORKAROUND: torch.optim imports the compiler, 800 modules in a second, at the first call of some methods and in every `step`, to be left
    alone by it (torch/_compile.py and torch/optim/optimizer.py of 2.13.0). A new window would wait for that.
    """
    methods = [getattr(method, "__wrapped__", None) for method in vars(torch.optim.Optimizer).values()]
    spared = [method for method in methods if method is not None and not hasattr(method, _EXEMPT)]
    for method in spared:
        setattr(method, _EXEMPT, method)
    try:
        yield
    finally:
        for method in spared:
            vars(method).pop(_EXEMPT, None)  # another thread may have been here, too


def step_of(optimizer: torch.optim.Optimizer) -> Callable[[], object]:
    """The step of an optimizer as it is without the compiler; to be called where no gradient is recorded."""
    return partial(inspect.unwrap(type(optimizer).step), optimizer)


def _made(declared: Optimizer, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
    lr, eps, decay = declared.lr, declared.eps, declared.weight_decay
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
