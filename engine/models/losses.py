"""The functions of the losses, under the names of `experiment/losses.py`."""

from __future__ import annotations

from functools import partial
from typing import Any, Protocol

from torch import Tensor, nn

from ..experiment import Experiment


class LossFunction(Protocol):
    """A loss as in `torch.nn.functional`: the mean over samples unless `reduction` says otherwise."""

    def __call__(self, outputs: Tensor, targets: Tensor, /, *, reduction: str = "mean") -> Tensor: ...


def binary_cross_entropy(outputs: Tensor, targets: Tensor, /, *, reduction: str = "mean", label_smoothing: float = 0.0) -> Tensor:
    """Cross-entropy of two classes from one output z, the log odds of class 1: log(1 + eᶻ) − y z.

    Label smoothing ε makes (1 − ε) y + ε / 2 of y, as `cross_entropy` does for two classes.

    Args:
        outputs: [..., 1].
        targets: the classes 0 and 1, int64 [...].
        reduction: `mean`, or `none` for one loss per sample, [...].
    """
    shares = targets.to(outputs.dtype)
    if label_smoothing:
        shares = (1 - label_smoothing) * shares + label_smoothing / 2
    return nn.functional.binary_cross_entropy_with_logits(outputs.squeeze(-1), shares, reduction=reduction)


def hinge(outputs: Tensor, targets: Tensor, /, *, reduction: str = "mean") -> Tensor:
    """max(0, 1 − y z) of one output z, with y = 1 for class 1 and −1 for class 0; shapes as above."""
    sides = 2 * targets.to(outputs.dtype) - 1
    losses = nn.functional.relu(1 - sides * outputs.squeeze(-1))
    return losses if reduction == "none" else losses.mean()


def mean_output(outputs: Tensor, targets: Tensor, /, *, reduction: str = "mean") -> Tensor:
    """The loss of samples whose outputs [..., 1] are losses already; the targets are nothing to compare them with."""
    return outputs if reduction == "none" else outputs.mean()


LOSSES: dict[str, LossFunction] = {
    "mse": nn.functional.mse_loss,
    "mae": nn.functional.l1_loss,
    "huber": nn.functional.huber_loss,
    "cross-entropy": nn.functional.cross_entropy,
    "binary-cross-entropy": binary_cross_entropy,
    "hinge": hinge,
    "output": mean_output,
}


def loss_function(experiment: Experiment) -> LossFunction:
    """What the lanes minimise."""
    loss: Any = LOSSES[experiment.loss.name]
    smoothing = experiment.loss.smoothing
    return partial(loss, label_smoothing=smoothing) if smoothing else loss
