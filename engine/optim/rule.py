"""What every optimizer has: how it makes an update of a gradient, for all that computes updates or tells about them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..experiment.sections import Optimizer
from ..messages import Message, message

CLIP_ROUNDING = 1e-6  # torch's: added to a norm before a gradient is divided by it
NOTHING = (0.0, 1.0, 1.0)  # the coefficients of an update that leaves the weights where they are


class Rule:
    """One optimizer, in these letters: g the gradient (plus weight decay · θ, where that is not decoupled), η the learning rate, μ the
    momentum; all state is zero at first.

    Args:
        said: what an experiment declares of it.

    Attributes:
        kernel: its name in `kernels/rules.py`; empty where there is none, so that autograd trains nets on the processor.
    """

    kernel: ClassVar[str] = ""

    def __init__(self, said: Optimizer) -> None:
        self.said = said

    @property
    def memories(self) -> tuple[str, ...]:
        """What it remembers of each weight, by torch's names, in the order of a position's rows: s names."""
        return ()

    @property
    def options(self) -> dict[str, Any]:
        """What all of `torch.optim` is told. They take all tensors at once: the bits of one after the other with fewer operations."""
        return {"lr": self.said.lr, "weight_decay": self.said.weight_decay, "foreach": True}

    def optimizer(self, parameters: Sequence[Tensor]) -> torch.optim.Optimizer:
        """That of `torch.optim`: the reference for all that is faster."""
        raise NotImplementedError

    def counted(self, updates: int) -> dict[str, Any]:
        """What torch's state holds once for each tensor after some updates, by its names: their number."""
        return {"step": torch.tensor(float(updates))}

    def shaped(self, weights: Tensor, gradient: Tensor) -> Tensor:
        """The gradient that the rule goes on with: with that of the L1 penalty, then clipped by value, then by norm: [P] all.

        As `torch.nn.utils.clip_grad_value_` and `clip_grad_norm_` do it.
        """
        said = self.said
        if said.l1:
            gradient = gradient.add(weights.sign(), alpha=said.l1)
        if said.clip_value:
            gradient = gradient.clamp(-said.clip_value, said.clip_value)
        if said.clip_norm:
            gradient = gradient * (said.clip_norm / (torch.linalg.vector_norm(gradient) + CLIP_ROUNDING)).clamp(max=1.0)
        return gradient

    def coefficients(self, rates: NDArray[np.float64], first: int) -> NDArray[np.float64]:
        """What the updates from `first` on (counted from 1) do not share: float64 [k, 3].

        Each row has the factor of the direction, −η at least; a second one for `direction`; and what decoupled decay leaves of the weights,
        or one more for `direction` where there is none.
        A graph that was captured once can be replayed for any of them.
        """
        table = np.ones((len(rates), len(NOTHING)))
        table[:, 0] = -rates
        if self.said.kind.has_decoupled_decay:
            table[:, 2] = 1 - rates * self.said.weight_decay
        return table

    def move(self, here: Tensor, there: Tensor, gradient: Tensor, by: Tensor) -> None:
        """Write the position after an update.

        Args:
            here: weights, and what the optimizer remembers, before the update: [1 + s, P].
            there: where they are written, [1 + s, P].
            gradient: at the weights, [P].
            by: the update's coefficients, [3].
        """
        weights, decay = here[0], self.said.weight_decay
        gradient = self.shaped(weights, gradient)
        if decay and self.said.kind.has_decoupled_decay:
            weights = weights * by[2]
        elif decay:
            gradient = gradient.add(weights, alpha=decay)
        torch.addcmul(weights, self.direction(here[1:], there[1:], gradient, by), by[0], out=there[0])

    def direction(self, old: Tensor, new: Tensor, gradient: Tensor, by: Tensor) -> Tensor:
        """Where the weights go, [P], before `by[0]`; what is remembered [s, P] is read from `old` and written to `new`."""
        raise NotImplementedError

    def carried(self, update: int, taken: NDArray[np.float64], memory: NDArray[np.float64]) -> NDArray[np.float64]:
        """What momentum adds to the gradient that the optimizer goes on with, [k].

        Args:
            update: which one, counted from 1.
            taken: that gradient, with weight decay where it is not decoupled, [k].
            memory: what is remembered before the update, [s, k].
        """
        return np.zeros_like(taken)

    def stability_limit(self, curvature: float) -> float:
        """The learning rate above which it leaves the minimum of a quadratic of this curvature λ; infinite where there is none.

        Decoupled decay alone lets weights grow above 2 / weight decay. Where every weight has a learning rate of its own, curvature alone
        sets no limit.
        """
        has_limit = self.said.kind.has_decoupled_decay and self.said.weight_decay > 0
        return 2 / self.said.weight_decay if has_limit else math.inf

    def limit_formula(self) -> Message | str:
        """The formula of that limit in λmax."""
        return message("limit_of_decay")


def smooth_squares(old: Tensor, new: Tensor, gradient: Tensor, share: float) -> None:
    """The running mean of g²: new = share · old + (1 − share) · g²."""
    torch.mul(old, share, out=new)
    new.addcmul_(gradient, gradient, value=1 - share)
