"""The dense net of an experiment, as a PyTorch module."""

from __future__ import annotations

import math
from itertools import pairwise

import torch
from torch import nn

from ..experiment import Experiment
from ..randomness import Purpose, stream

ACTIVATIONS: dict[str, type[nn.Module]] = {
    "relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "gelu": nn.GELU, "identity": nn.Identity,
}  # fmt: skip


def dense_net(experiment: Experiment) -> nn.Module:
    """The net with PyTorch's default initialisation, drawn from the experiment's seed."""
    model, dtype = experiment.model, getattr(torch, experiment.dtype)
    generator = torch.Generator().manual_seed(int(stream(experiment.seed, Purpose.START).integers(2**63)))
    *hidden, last = pairwise(experiment.layer_widths)
    layers: list[nn.Module] = []
    for inputs, outputs in hidden:
        layers.append(_linear(inputs, outputs, model.bias, dtype, generator))
        layers += [nn.BatchNorm1d(outputs, dtype=dtype)] if model.batch_norm else []
        layers.append(ACTIVATIONS[model.activation]())
        layers += [nn.Dropout(model.dropout)] if model.dropout else []
    return nn.Sequential(*layers, _linear(*last, model.bias, dtype, generator))


def _linear(inputs: int, outputs: int, has_bias: bool, dtype: torch.dtype, generator: torch.Generator) -> nn.Linear:
    """A linear layer with PyTorch's default initialisation (He et al. 2015 with a = √5: U(−1/√d, 1/√d)) from its own generator."""
    layer: nn.Linear = _BlankLinear(inputs, outputs, bias=has_bias, dtype=dtype)
    nn.init.kaiming_uniform_(layer.weight, a=math.sqrt(5), generator=generator)
    bound = 1 / math.sqrt(inputs)
    if has_bias:
        nn.init.uniform_(layer.bias, -bound, bound, generator=generator)
    layer.__class__ = nn.Linear  # a plain one from now on
    return layer


class _BlankLinear(nn.Linear):
    """A linear layer that draws no weights. (`torch.nn.utils.skip_init` imports SymPy for that, which takes a quarter of a second.)"""

    def reset_parameters(self) -> None:
        """Leave them as they are."""
