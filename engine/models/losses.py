"""The functions of the losses, under the names of `experiment/losses.py`."""

from __future__ import annotations

from typing import Protocol

from torch import Tensor, nn

from ..experiment import Experiment


class LossFunction(Protocol):
    """A loss as in `torch.nn.functional`: the mean over samples unless `reduction` says otherwise."""

    def __call__(self, outputs: Tensor, targets: Tensor, /, *, reduction: str = "mean") -> Tensor: ...


def binary_cross_entropy(outputs: Tensor, targets: Tensor, /, *, reduction: str = "mean") -> Tensor:
    """Cross-entropy of two classes from one output z, the log odds of class 1: log(1 + eᶻ) − y z.

    Args:
        outputs: [..., 1].
        targets: the classes 0 and 1, int64 [...].
        reduction: `mean`, or `none` for one loss per sample, [...].
    """
    return nn.functional.binary_cross_entropy_with_logits(outputs.squeeze(-1), targets.to(outputs.dtype), reduction=reduction)


def mean_output(outputs: Tensor, targets: Tensor, /, *, reduction: str = "mean") -> Tensor:
    """The loss of samples whose outputs [..., 1] are losses already; the targets are nothing to compare them with."""
    return outputs if reduction == "none" else outputs.mean()


LOSSES: dict[str, LossFunction] = {
    "mse": nn.functional.mse_loss,
    "mae": nn.functional.l1_loss,
    "huber": nn.functional.huber_loss,
    "cross-entropy": nn.functional.cross_entropy,
    "binary-cross-entropy": binary_cross_entropy,
    "output": mean_output,
}


def loss_function(experiment: Experiment) -> LossFunction:
    """What the lanes minimise."""
    return LOSSES[experiment.loss.name]
