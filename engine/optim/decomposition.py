"""An update taken apart: what the optimizer makes of a gradient, as steps that lie head to tail from its start to its end.

Why it is cut like this: docs/decisions/arrows.md.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..experiment.parts import Optimizer

Steps = NDArray[np.float64]


class Decomposition(NamedTuple):
    """The parts of an update; their sum is the update. Of what an optimizer does not do, the part is exactly zero.

    Attributes:
        slope: what plain descent makes of the batch's gradient.
        momentum: what was carried over from the updates before.
        scaling: that each weight has a learning rate of its own, made from the size of its gradients so far.
        decay: the pull of the weights towards zero.
    """

    slope: Steps
    momentum: Steps
    scaling: Steps
    decay: Steps


def decompose(config: Optimizer, rate: float, update: int, gradient: Steps, before: Steps, made: Steps) -> Decomposition:
    """Take an update apart, with the letters of `optimizers.py`: η the learning rate, λ the weight decay, h the gradient that the optimizer
    goes on with, which is g + λ θ, or g in adamw.

        slope     − η g
        decay     − η λ θ
        momentum  sgd: − η μ b (Polyak 1964, in PyTorch's form), with nesterov − η μ (μ b + h) (Sutskever et al. 2013), so that all that
                  momentum adds is in it; rmsprop: − η μ b; adam, adamw: − η (m̂ − h) (Kingma and Ba 2015); b and m before the update,
                  m̂ after it
        scaling   what is left: rmsprop, adagrad: − η (h / (√s + ε) − h); adam, adamw: − η (m̂ / (√v̂ + ε) − m̂)

    All but the scaling is linear in what is given, and the scaling is the rest of the update: so that all may also be given as it is seen
    along some directions, and nothing but that is computed.

    Args:
        said: the optimizer.
        rate: its learning rate at this update.
        update: which one, counted from 1.
        gradient: of the batch, without weight decay: [k], of k weights or along k directions.
        before: weights and what the optimizer remembers, before the update: [1 + s, k].
        made: the update itself, [k].
    """
    pull = config.weight_decay * before[0]
    taken = gradient if config.name == "adamw" else gradient + pull
    slope, decay = -rate * gradient, -rate * pull
    momentum = -rate * _carried(config, update, taken, before[1:])
    scaling = made - slope - momentum - decay if config.scales else np.zeros_like(made)
    return Decomposition(slope, momentum, scaling, decay)


def _carried(config: Optimizer, update: int, taken: Steps, memory: Steps) -> Steps:
    """What momentum adds to the gradient that the optimizer goes on with, [k]."""
    carried = np.zeros_like(taken)
    match config.name:
        case "sgd" if config.carries:
            carried = config.momentum * (config.momentum * memory[0] + taken if config.nesterov else memory[0])
        case "rmsprop" if config.carries:
            carried = config.momentum * memory[1]
        case "adam" | "adamw" if config.carries:
            carried = (config.beta1 * memory[0] + (1 - config.beta1) * taken) / (1 - config.beta1**update) - taken
    return carried
