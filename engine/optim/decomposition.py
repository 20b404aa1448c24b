"""An update taken apart: what the optimizer makes of a gradient, as steps that lie head to tail from its start to its end.

Why it is cut like this: docs/decisions/arrows.md.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..experiment.sections import Optimizer
from .optimizers import rule_of

Steps = NDArray[np.float64]


class Decomposition(NamedTuple):
    """The parts of an update; their sum is the update. Of what an optimizer does not do, the part is exactly zero.

    Attributes:
        descent: what plain descent makes of the batch's gradient; with an L1 penalty and clipping, of what they make of it.
        momentum: what was carried over from the updates before.
        scaling: that each weight has a learning rate of its own, made from the size of its gradients so far.
        decay: the pull of the weights towards zero.
    """

    descent: Steps
    momentum: Steps
    scaling: Steps
    decay: Steps


def decompose(config: Optimizer, rate: float, update: int, gradient: Steps, before: Steps, made: Steps) -> Decomposition:
    """Take an update apart, with the letters of `rule.py`: η the learning rate, λ the weight decay, h the gradient that the optimizer
    goes on with, which is g + λ θ, or g where decay is decoupled.

        descent   − η g
        decay     − η λ θ
        momentum  − η times what `Rule.carried` adds to h
        scaling   what is left: rmsprop, adagrad: − η (h / (√s + ε) − h); adam, adamw: − η (m̂ / (√v̂ + ε) − m̂); so with nadam's (a h + b m)

    All but the scaling is linear in what is given, and the scaling is the rest of the update: so that all may also be given as it is seen
    along some directions, and nothing but that is computed.

    Args:
        config: the optimizer.
        rate: its learning rate at this update.
        update: which one, counted from 1.
        gradient: of the batch, without weight decay, with the L1 penalty's and clipped: [k], of k weights or along k directions.
        before: weights and what the optimizer remembers, before the update: [1 + s, k].
        made: the update itself, [k].
    """
    pull = config.weight_decay * before[0]
    taken = gradient if config.kind.has_decoupled_decay else gradient + pull
    descent, decay = -rate * gradient, -rate * pull
    momentum = -rate * rule_of(config).carried(update, taken, before[1:])
    scaling = made - descent - momentum - decay if config.kind.scales else np.zeros_like(made)
    return Decomposition(descent, momentum, scaling, decay)
