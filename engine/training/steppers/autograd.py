"""The reference stepper: plain PyTorch autograd and torch.optim, for any module on any device.

Nothing is brought over from the device before the chunk is over: losses, gradients and weights of all its updates are
written side by side into buffers there, so there is no synchronisation per update.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ...experiment.parts import Optimizer
from ..model import LossFunction
from .base import InterruptedTrainingError, Updates


def make_optimizer(declared: Optimizer, model: nn.Module) -> torch.optim.Optimizer:
    """The torch.optim optimizer of a lane."""
    return torch.optim.SGD(
        model.parameters(), lr=declared.lr, momentum=declared.momentum, nesterov=declared.nesterov, weight_decay=declared.weight_decay
    )


class AutogradStepper:
    """Updates by autograd.

    Args:
        model: the module to train; it is changed.
        loss: mean loss of outputs and targets.
        optimizer: over all parameters of the model.
        inputs, targets: all training samples, on the model's device.
    """

    name = "autograd"

    def __init__(self, model: nn.Module, loss: LossFunction, optimizer: torch.optim.Optimizer, inputs: Tensor, targets: Tensor) -> None:
        self._model = model.train()
        self._loss = loss
        self._optimizer = optimizer
        self._inputs, self._targets = inputs, targets
        self._parameters = list(model.parameters())
        self._flat = [parameter.detach().view(-1) for parameter in self._parameters]

    def run(self, batches: Sequence[NDArray[np.int64]]) -> Updates:
        """Make one update per batch of sample indices.

        Raises:
            InterruptedTrainingError: one of them raised.
        """
        k, device, dtype = len(batches), self._inputs.device, self._flat[0].dtype
        size = sum(part.numel() for part in self._flat)
        weights = torch.empty(k + 1, size, dtype=dtype, device=device)
        gradients = torch.empty(k, size, dtype=dtype, device=device)
        losses = torch.empty(k, dtype=dtype, device=device)
        lr = np.array([group["lr"] for group in self._optimizer.param_groups[:1]] * k)
        torch.cat(self._flat, out=weights[0])
        for i, batch in enumerate(self._on_device(batches)):
            try:
                losses[i] = self._update(batch)
            except Exception as error:
                raise InterruptedTrainingError(_updates(weights, gradients, losses, lr).first(i)) from error
            torch.cat([_gradient(parameter) for parameter in self._parameters], out=gradients[i])
            torch.cat(self._flat, out=weights[i + 1])
        return _updates(weights, gradients, losses, lr)

    def state(self) -> Any:
        """A copy of the optimizer's state; None for an optimizer that has none."""
        state = self._optimizer.state_dict()["state"]
        return copy.deepcopy(state) if any(value is not None for entry in state.values() for value in entry.values()) else None

    def restore(self, weights: NDArray[Any], state: Any) -> None:
        """Go on from flat weights [P] and an optimizer state."""
        with torch.no_grad():
            vector = torch.tensor(weights, device=self._inputs.device)  # a copy: training must not write into the checkpoint
            nn.utils.vector_to_parameters(vector, self._parameters)
        self._flat = [parameter.detach().view(-1) for parameter in self._parameters]
        self._optimizer.load_state_dict(self._optimizer.state_dict() | {"state": copy.deepcopy(state) or {}})

    def _update(self, batch: Tensor) -> Tensor:
        self._optimizer.zero_grad()
        loss = self._loss(self._model(self._inputs[batch]), self._targets[batch])
        loss.backward()  # type: ignore[no-untyped-call]
        self._optimizer.step()
        return loss.detach()

    def _on_device(self, batches: Sequence[NDArray[np.int64]]) -> tuple[Tensor, ...]:
        """All batches in one transfer."""
        indices = torch.from_numpy(np.concatenate(batches)).to(self._inputs.device)
        return torch.split(indices, [len(batch) for batch in batches])


def _gradient(parameter: nn.Parameter) -> Tensor:
    return torch.zeros_like(parameter).view(-1) if parameter.grad is None else parameter.grad.view(-1)


def _updates(weights: Tensor, gradients: Tensor, losses: Tensor, lr: NDArray[Any]) -> Updates:
    """Bring over from the device what k updates gave: weights [k + 1, P] with those before, gradients [k, P], losses [k]."""
    grad_norm = torch.linalg.vector_norm(gradients, dim=1)
    update_norm = torch.linalg.vector_norm(weights[1:] - weights[:-1], dim=1)
    return Updates(_on_host(weights[1:]), _on_host(losses), _on_host(grad_norm), _on_host(update_norm), lr)


def _on_host(values: Tensor) -> NDArray[Any]:
    return values.cpu().numpy()
