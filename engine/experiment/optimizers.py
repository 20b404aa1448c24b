"""The optimizers to choose from. How an optimizer computes is told in `engine/optim/`, under the same name."""

from __future__ import annotations

from dataclasses import dataclass

from .registry import Entry, table


@dataclass(frozen=True, kw_only=True)
class OptimizerKind(Entry):
    """An optimizer as `torch.optim` has it.

    Attributes:
        momentum: the input that says how much of earlier updates is carried on; empty where nothing is.
        scales: whether every weight has a learning rate of its own, made from its gradients so far.
        has_decoupled_decay: whether weights decay beside the gradient and not as a part of it.
    """

    momentum: str = ""
    scales: bool = True
    has_decoupled_decay: bool = False


_ADAM = "beta1", "beta2", "scale_beta2", "eps"
OPTIMIZERS = table(
    OptimizerKind("sgd", "SGD", "goes along the gradient", ("momentum", "nesterov"), momentum="momentum", scales=False),
    OptimizerKind("adagrad", "AdaGrad", "divides by the root of the sum of all squared gradients", ("eps",)),
    OptimizerKind("rmsprop", "RMSProp", "divides by the root of a running mean of squared gradients", ("momentum", "alpha", "eps"),
                  momentum="momentum"),
    OptimizerKind("adadelta", "Adadelta", "divides by the root of a running mean of squared gradients, times that of its own moves",
                  ("rho", "eps")),
    OptimizerKind("adam", "Adam", "divides a running mean of gradients by the root of one of their squares", _ADAM, momentum="beta1"),
    OptimizerKind("adamw", "AdamW", "Adam, with weight decay beside the gradient", _ADAM, momentum="beta1", has_decoupled_decay=True),
    OptimizerKind("nadam", "NAdam", "Adam, looking ahead along its mean of gradients as Nesterov does", _ADAM, momentum="beta1"),
)  # fmt: skip
