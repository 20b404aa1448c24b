"""What a model gives out for any inputs, at any weights of its recording."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from .modes import Forward
from .torch_defaults import usual_torch

_AT_ONCE = 1 << 14  # inputs
_TELLING = 10_000  # of them tell the statistics of all


class Layer(NamedTuple):
    """A linear layer of a dense net: weights [out, in] and biases [out], which are NaN where it has none."""

    weights: NDArray[np.float64]
    biases: NDArray[np.float64]


class Predictor:
    """A model in evaluation mode: without dropout, and with batch-norm's statistics of all training samples.

    Args:
        model: it is not touched.
        population: the training inputs [n, d], which batch-norm takes its statistics from.
    """

    def __init__(self, model: nn.Module, population: NDArray[Any]) -> None:
        self._model = model
        self._forward = Forward(model, torch.as_tensor(population[:: -(-len(population) // _TELLING)]))
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
                outputs = self._forward(values, some)
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
