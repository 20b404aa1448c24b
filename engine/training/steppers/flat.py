"""The optimizers on flat vectors: the position after an update from the position before it.

The formulas are those in `optimizers.py`. What changes from update to update comes in as a tensor, so that a graph that was
captured once can be replayed for any of them; and a new position is written beside the old one, so that all of a chunk are there
at its end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ...experiment.parts import Optimizer
from .base import Rates

NOTHING = (0.0, 1.0, 1.0)  # the coefficients of an update that leaves the weights where they are


def coefficients(said: Optimizer, rates: Rates, first: int) -> NDArray[np.float64]:
    """What the formulas of k updates do not share: float64 [k, 3].

    Each row has the factor of the direction, −η or for Adam −η / (1 − β₁ᵗ); Adam's √(1 − β₂ᵗ), by which √v is divided; and what
    AdamW leaves of the weights, 1 − η · weight decay.

    Args:
        said: the optimizer.
        rates: learning rates, [k].
        first: t of the first of them, counted from 1.
    """
    table = np.ones((len(rates), len(NOTHING)))
    table[:, 0] = -rates
    if said.name in ("adam", "adamw"):
        t = first + np.arange(len(rates), dtype=np.float64)
        table[:, 0] /= 1 - said.beta1**t
        table[:, 1] = np.sqrt(1 - said.beta2**t)
    if said.name == "adamw":
        table[:, 2] = 1 - rates * said.weight_decay
    return table


def move(said: Optimizer, here: Tensor, there: Tensor, gradient: Tensor, by: Tensor) -> None:
    """Write the position after an update.

    Args:
        said: the optimizer.
        here: weights, and what the optimizer remembers, before the update: [1 + s, P].
        there: where they are written, [1 + s, P].
        gradient: at the weights, [P].
        by: the update's coefficients, [3].
    """
    weights = here[0]
    if said.weight_decay and said.name == "adamw":
        weights = weights * by[2]
    elif said.weight_decay:
        gradient = gradient.add(weights, alpha=said.weight_decay)
    direction = _DIRECTIONS[said.name](said, here[1:], there[1:], gradient, by)  # [P]
    torch.addcmul(weights, direction, by[0], out=there[0])


def _sgd(said: Optimizer, old: Tensor, new: Tensor, gradient: Tensor, by: Tensor) -> Tensor:
    if not said.momentum:
        return gradient
    torch.add(gradient, old[0], alpha=said.momentum, out=new[0])
    return gradient.add(new[0], alpha=said.momentum) if said.nesterov else new[0]


def _adagrad(said: Optimizer, old: Tensor, new: Tensor, gradient: Tensor, by: Tensor) -> Tensor:
    torch.addcmul(old[0], gradient, gradient, out=new[0])
    return gradient / new[0].sqrt().add_(said.eps)


def _rmsprop(said: Optimizer, old: Tensor, new: Tensor, gradient: Tensor, by: Tensor) -> Tensor:
    _smooth_squares(old[0], new[0], gradient, said.alpha)
    scaled = gradient / new[0].sqrt().add_(said.eps)
    return torch.add(scaled, old[1], alpha=said.momentum, out=new[1]) if said.momentum else scaled


def _adam(said: Optimizer, old: Tensor, new: Tensor, gradient: Tensor, by: Tensor) -> Tensor:
    torch.lerp(old[0], gradient, 1 - said.beta1, out=new[0])
    _smooth_squares(old[1], new[1], gradient, said.beta2)
    return new[0] / (new[1].sqrt() / by[1]).add_(said.eps)


def _smooth_squares(old: Tensor, new: Tensor, gradient: Tensor, share: float) -> None:
    """The running mean of g²: new = share · old + (1 − share) · g²."""
    torch.mul(old, share, out=new)
    new.addcmul_(gradient, gradient, value=1 - share)


_DIRECTIONS: dict[str, Callable[[Optimizer, Tensor, Tensor, Tensor, Tensor], Any]] = {
    "sgd": _sgd, "adagrad": _adagrad, "rmsprop": _rmsprop, "adam": _adam, "adamw": _adam,
}  # fmt: skip
