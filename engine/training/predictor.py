"""What a model gives out for any inputs, at any weights of its recording."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from .torch_defaults import usual_torch

_AT_ONCE = 1 << 14  # inputs


class Layer(NamedTuple):
    """A linear layer of a dense net: weights [out, in] and biases [out], which are NaN where it has none."""

    weights: NDArray[np.float64]
    biases: NDArray[np.float64]


class Predictor:
    """A model in evaluation mode.

    Args:
        model: it becomes this object's own.
    """

    def __init__(self, model: nn.Module) -> None:
        self._model = model.eval().requires_grad_(False)
        self._parameters = {name: value.shape for name, value in self._model.named_parameters()}
        self._dtype = next(self._model.parameters()).dtype

    @usual_torch()
    def outputs(self, weights: NDArray[Any], inputs: NDArray[Any]) -> NDArray[np.float64]:
        """The outputs at flat weights [P] for inputs [n, d]: [n, k]."""
        values = self._named(weights)
        parts = []
        with torch.no_grad():
            for begin in range(0, max(1, len(inputs)), _AT_ONCE):
                some = torch.as_tensor(inputs[begin : begin + _AT_ONCE]).to(self._dtype)
                outputs = torch.func.functional_call(self._model, values, (some,))
                parts.append(outputs if outputs.ndim == 2 else outputs.reshape(len(some), 1))
        return torch.cat(parts).double().numpy()

    @usual_torch()
    def layers(self, weights: NDArray[Any]) -> tuple[Layer, ...]:
        """The linear layers at flat weights [P], in order; none where the model is more than a chain of such layers."""
        if not isinstance(self._model, nn.Sequential):
            return ()
        values, found = self._named(weights), []
        for name, part in self._model.named_children():
            if isinstance(part, nn.Linear):
                matrix, biases = values[f"{name}.weight"].double().numpy(), values.get(f"{name}.bias")
                found.append(Layer(matrix, np.full(len(matrix), np.nan) if biases is None else biases.double().numpy()))
            elif isinstance(part, nn.modules.conv._ConvNd | nn.Sequential):
                return ()
        return tuple(found)

    def _named(self, weights: NDArray[Any]) -> dict[str, torch.Tensor]:
        """Flat weights [P] as named tensors."""
        flat, values, begin = torch.as_tensor(weights).to(self._dtype), {}, 0
        for name, shape in self._parameters.items():
            values[name] = flat[begin : begin + shape.numel()].view(shape)
            begin += shape.numel()
        return values
