"""Layers with PyTorch's default initialisation, drawn from a generator of their own: the same weights as PyTorch draws itself."""

from __future__ import annotations

import math

import torch
from torch import nn

ACTIVATIONS: dict[str, type[nn.Module]] = {
    "relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "gelu": nn.GELU, "identity": nn.Identity,
}  # fmt: skip


def linear(inputs: int, outputs: int, has_bias: bool, dtype: torch.dtype, generator: torch.Generator) -> nn.Linear:
    """A linear layer."""
    layer: nn.Linear = _BlankLinear(inputs, outputs, bias=has_bias, dtype=dtype)
    layer.__class__ = nn.Linear  # a plain one from now on
    _draw(layer, generator)
    return layer


def convolution(inputs: int, outputs: int, size: int, has_bias: bool, dtype: torch.dtype, generator: torch.Generator) -> nn.Conv2d:
    """A convolution with square kernels of odd size, which leaves images as large as they are."""
    layer: nn.Conv2d = _BlankConvolution(inputs, outputs, size, padding=size // 2, bias=has_bias, dtype=dtype)
    layer.__class__ = nn.Conv2d
    _draw(layer, generator)
    return layer


def _draw(layer: nn.Linear | nn.Conv2d, generator: torch.Generator) -> None:
    """Draw weights and bias (He et al. 2015 with a = √5: U(−1/√d, 1/√d), where d numbers come in)."""
    nn.init.kaiming_uniform_(layer.weight, a=math.sqrt(5), generator=generator)
    bound = 1 / math.sqrt(layer.weight[0].numel())
    if layer.bias is not None:
        nn.init.uniform_(layer.bias, -bound, bound, generator=generator)


class _BlankLinear(nn.Linear):
    """A linear layer that draws no weights. (`torch.nn.utils.skip_init` imports SymPy for that, which takes a quarter of a second.)"""

    def reset_parameters(self) -> None:
        """Leave them as they are."""


class _BlankConvolution(nn.Conv2d):
    """A convolution that draws no weights."""

    def reset_parameters(self) -> None:
        """Leave them as they are."""
