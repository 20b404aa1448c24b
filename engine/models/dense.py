"""The model and the loss of an experiment, as PyTorch objects."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Protocol

import torch
from torch import Tensor, nn

from ..experiment import Experiment
from ..experiment.parts import FunctionData
from ..randomness import Purpose, stream
from .function import FunctionModel, mean_output

ACTIVATIONS: dict[str, type[nn.Module]] = {
    "relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "gelu": nn.GELU, "identity": nn.Identity,
}  # fmt: skip


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


LOSSES: dict[str, LossFunction] = {
    "mse": nn.functional.mse_loss,
    "mae": nn.functional.l1_loss,
    "huber": nn.functional.huber_loss,
    "cross-entropy": nn.functional.cross_entropy,
    "binary-cross-entropy": binary_cross_entropy,
}


def loss_function(experiment: Experiment) -> LossFunction:
    """What the lanes minimise."""
    return mean_output if experiment.loss.name == "output" else LOSSES[experiment.loss.name]


def build_model(experiment: Experiment) -> nn.Module:
    """The dense net or the function of an experiment at the common start, on the CPU; every call gives the same weights."""
    widths = experiment.layer_widths
    dtype = getattr(torch, experiment.dtype)
    if isinstance(experiment.data, FunctionData):
        return FunctionModel(experiment.data.function, experiment.start or (), dtype)
    generator = torch.Generator().manual_seed(int(stream(experiment.seed, Purpose.START).integers(2**63)))
    layers: list[nn.Module] = []
    for inputs, outputs in pairwise(widths):
        layers += [_linear(inputs, outputs, dtype, generator), ACTIVATIONS[experiment.model.activation]()]
    model = nn.Sequential(*layers[:-1])
    if experiment.model.start is not None:
        nn.utils.vector_to_parameters(torch.tensor(experiment.model.start, dtype=dtype), model.parameters())
    return model


def _linear(inputs: int, outputs: int, dtype: torch.dtype, generator: torch.Generator) -> nn.Linear:
    """A linear layer with PyTorch's default initialisation (He et al. 2015 with a = √5: U(−1/√d, 1/√d)) from its own generator."""
    layer: nn.Linear = _BlankLinear(inputs, outputs, dtype=dtype)
    nn.init.kaiming_uniform_(layer.weight, a=math.sqrt(5), generator=generator)
    bound = 1 / math.sqrt(inputs)
    nn.init.uniform_(layer.bias, -bound, bound, generator=generator)
    layer.__class__ = nn.Linear  # a plain one from now on
    return layer


class _BlankLinear(nn.Linear):
    """A linear layer that draws no weights. (`torch.nn.utils.skip_init` imports SymPy for that, which takes a quarter of a second.)"""

    def reset_parameters(self) -> None:
        """Leave them as they are."""
