"""The loss on whole sets as a function of flat weights, for many weight vectors at once.

Evaluations, surfaces and heights all come from here. The weights come in as vectors in the order of
`torch.nn.utils.parameters_to_vector`; the module itself is copied and never touched.
"""

from __future__ import annotations

import copy
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ..data import Dataset
from .model import LossFunction

_CHUNK_BYTES = 4 * 2**20  # of activations at a time: what stays in the cache is fastest


class Measured(NamedTuple):
    """Loss and share of right answers (NaN in regression) for each weight vector: float64 [k]."""

    loss: NDArray[np.float64]
    accuracy: NDArray[np.float64]


class Objective:
    """Loss over samples at given weights.

    Args:
        model: any module; a copy in evaluation mode is used.
        loss: loss of outputs and targets, as in `torch.nn.functional`.
        inputs, targets: the samples, on the model's device.
    """

    def __init__(self, model: nn.Module, loss: LossFunction, inputs: Tensor, targets: Tensor) -> None:
        self._model = copy.deepcopy(model).eval().requires_grad_(False)
        self._loss = loss
        self._inputs, self._targets = inputs, targets
        self._shapes = [(name, value.shape) for name, value in self._model.named_parameters()]
        self._sizes = [value.numel() for value in self._model.parameters()]
        self._dtype = next(self._model.parameters()).dtype
        widest = max((value.shape[0] if value.ndim else 1) for value in self._model.parameters())
        self._at_once = max(2, _CHUNK_BYTES // (len(inputs) * widest * inputs.element_size()))
        self._outputs = self._dense_outputs if _is_dense(self._model) else self._any_outputs

    def measure(self, weights: NDArray[Any]) -> Measured:
        """Loss and accuracy at each of `weights` [k, P]."""
        result = Measured(np.empty(len(weights)), np.full(len(weights), np.nan))
        with torch.no_grad():
            for begin in range(0, len(weights), self._at_once):
                part = slice(begin, begin + self._at_once)
                loss, accuracy = self._measure_some(weights[part])
                result.loss[part] = loss
                if accuracy is not None:
                    result.accuracy[part] = accuracy
        return result

    def _measure_some(self, weights: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any] | None]:
        """Loss [k] and, with classes, accuracy [k].

        One vector alone takes another way through the matrix products, with other last bits; it goes twice, so that a row's
        loss does not depend on its company.
        """
        pair = np.repeat(weights, 2, axis=0) if len(weights) == 1 else weights
        outputs = self._outputs(torch.as_tensor(pair).to(self._inputs.device, self._dtype))  # [k, n, outputs]
        loss = self._losses(outputs)[: len(weights)].cpu().numpy()
        if self._targets.dtype != torch.int64:
            return loss, None
        return loss, (outputs.argmax(dim=-1) == self._targets).double().mean(dim=1)[: len(weights)].cpu().numpy()

    def _losses(self, outputs: Tensor) -> Tensor:
        """Mean loss of each weight vector's outputs [k, n, outputs]: [k]."""
        count = len(outputs)
        targets = self._targets.expand(count, *self._targets.shape)  # [k, n, …]
        if targets.dtype == torch.int64:
            outputs, targets = outputs.flatten(0, 1), targets.flatten()  # [k·n, classes], [k·n]
        return self._loss(outputs, targets, reduction="none").view(count, -1).mean(dim=1)

    def _dense_outputs(self, weights: Tensor) -> Tensor:
        """All outputs of a dense net, [k, n, outputs], by one batched product per layer."""
        parts = iter(self._unflatten(weights).values())
        value = self._inputs.expand(len(weights), *self._inputs.shape)  # [k, n, d]
        for layer in self._model.children():
            if isinstance(layer, nn.Linear):
                matrix, bias = next(parts), next(parts)  # [k, out, in], [k, out]
                value = torch.baddbmm(bias[:, None, :], value, matrix.transpose(1, 2))
            else:
                value = layer(value)
        return value

    def _any_outputs(self, weights: Tensor) -> Tensor:
        """All outputs of any module, one weight vector at a time."""

        def outputs(row: Tensor) -> Tensor:
            values = {name: value[0] for name, value in self._unflatten(row[None]).items()}
            return torch.func.functional_call(self._model, values, (self._inputs,))  # type: ignore[no-any-return]

        return torch.stack([outputs(row) for row in weights])

    def _unflatten(self, weights: Tensor) -> dict[str, Tensor]:
        """Weight vectors [k, P] as named tensors [k, …]."""
        parts = torch.split(weights, self._sizes, dim=1)
        return {name: part.reshape(-1, *shape) for (name, shape), part in zip(self._shapes, parts, strict=True)}


def _is_dense(model: nn.Module) -> bool:
    """Whether it is a plain chain of linear layers with biases and elementwise activations."""
    elementwise = (nn.ReLU, nn.Tanh, nn.Sigmoid, nn.GELU, nn.Identity)
    layers = list(model.children())
    linear = [layer for layer in layers if type(layer) is nn.Linear and layer.bias is not None]
    return (
        type(model) is nn.Sequential
        and len(linear) > 0
        and len(linear) + sum(isinstance(one, elementwise) for one in layers) == len(layers)
    )


class Objectives(NamedTuple):
    """The two sets that losses are measured on."""

    train: Objective
    validation: Objective


def objectives(model: nn.Module, loss: LossFunction, dataset: Dataset, device: torch.device) -> Objectives:
    """Both objectives of a data set, on a device."""
    model = copy.deepcopy(model).to(device)

    def on_device(values: NDArray[Any]) -> Tensor:
        return torch.as_tensor(values).to(device)

    train = Objective(model, loss, on_device(dataset.train_inputs), on_device(dataset.train_targets))
    validation = Objective(model, loss, on_device(dataset.validation_inputs), on_device(dataset.validation_targets))
    return Objectives(train, validation)
