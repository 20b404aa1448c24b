"""All that is shared when one experiment is computed: model, loss and samples on their device, and steppers made from them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from ..data import Dataset, make_dataset
from ..errors import InputError
from ..experiment import Experiment, Lane
from ..recording.lane import LaneRecording
from .device import fitting_threads, resolve_device
from .model import LOSSES, build_model
from .objective import Objectives, objectives
from .steppers.autograd import AutogradStepper, make_optimizer
from .steppers.base import Stepper

_REPLAYED_AT_ONCE = 256
_LANCZOS_STEPS = 64


class Workshop:
    """What an experiment is computed with.

    Args:
        experiment: what is run.
        model: any module to train in place of the declared dense net; it is copied, never changed.
        dataset: the samples, if they are there already.

    Attributes:
        start: the common flat weights, [P].
        objectives: losses on the whole training and validation sets.
        is_declared: whether the model is the experiment's own dense net.

    Raises:
        InputError: the device is not there, or the module keeps more than its weights.
    """

    def __init__(self, experiment: Experiment, model: nn.Module | None = None, dataset: Dataset | None = None) -> None:
        self.experiment = experiment
        self.device = resolve_device(experiment.device, experiment.dtype)
        self.dataset = dataset or make_dataset(experiment)
        if model is not None:
            _check(model)
        self.is_declared = model is None
        self._model = copy.deepcopy(model) if model is not None else build_model(experiment)
        self._loss = LOSSES[experiment.loss.name]
        self._inputs = torch.as_tensor(self.dataset.train_inputs).to(self.device)
        self._targets = torch.as_tensor(self.dataset.train_targets).to(self.device)
        self.start: NDArray[Any] = nn.utils.parameters_to_vector(self._model.parameters()).detach().cpu().numpy().copy()
        self.objectives: Objectives = objectives(self._model, self._loss, self.dataset, self.device)

    def model(self) -> nn.Module:
        """A fresh module at the common start, on the CPU."""
        return copy.deepcopy(self._model)

    def stepper(self, lane: Lane) -> Stepper:
        """A stepper for a lane, at the common start."""
        model = self.model().to(self.device)
        return AutogradStepper(model, self._loss, make_optimizer(lane.optimizer, model), self._inputs, self._targets)

    def replay(self, recording: LaneRecording, update: int) -> NDArray[Any]:
        """Compute again the weights [P] after an update of a recorded lane, from the nearest checkpoint: the same bits."""
        checkpoint = recording.history.nearest(update)
        if checkpoint.update == update:
            return checkpoint.weights.copy()
        stepper = self.stepper(recording.lane)
        stepper.restore(checkpoint.weights, checkpoint.state)
        with fitting_threads(self.experiment):
            weights: NDArray[Any] = stepper.run([recording.batch(u) for u in range(checkpoint.update + 1, update + 1)]).weights[-1]
        return weights

    def replay_all(self, recording: LaneRecording) -> Iterator[NDArray[Any]]:
        """Compute again the weights after every update, in pieces [k, P]."""
        stepper = self.stepper(recording.lane)
        for begin in range(1, recording.updates + 1, _REPLAYED_AT_ONCE):
            updates = range(begin, min(begin + _REPLAYED_AT_ONCE, recording.updates + 1))
            with fitting_threads(self.experiment):
                weights: NDArray[Any] = stepper.run([recording.batch(update) for update in updates]).weights
            yield weights

    def curvature(self, weights: NDArray[Any]) -> float:
        """λmax, the largest eigenvalue of the Hessian of the full training loss at flat weights [P].

        By the Lanczos method with full reorthogonalisation (Golub and Van Loan, §10.1). Each product with the Hessian is a
        second backward pass (Pearlmutter 1994); the Hessian itself is never stored.
        """
        times = self._hessian_product(weights)
        basis = np.zeros((min(len(weights), _LANCZOS_STEPS), len(weights)))  # [k, P]
        along, between = np.zeros(len(basis)), np.zeros(len(basis))
        direction = np.random.default_rng(0).standard_normal(len(weights))
        for step in range(len(basis)):
            basis[step] = direction / np.linalg.norm(direction)
            image = times(basis[step])
            along[step] = image @ basis[step]
            direction = image - basis[: step + 1].T @ (basis[: step + 1] @ image)
            direction -= basis[: step + 1].T @ (basis[: step + 1] @ direction)
            between[step] = np.linalg.norm(direction)
            if between[step] <= 1e-10 * max(1.0, abs(along).max()):
                break
        size = step + 1
        tridiagonal = np.diag(along[:size]) + np.diag(between[: size - 1], 1) + np.diag(between[: size - 1], -1)
        return float(np.linalg.eigvalsh(tridiagonal)[-1])

    def _hessian_product(self, weights: NDArray[Any]) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
        """The Hessian of the full training loss at flat weights, as a function of a direction [P]."""
        model = self.model().to(self.device).requires_grad_()
        nn.utils.vector_to_parameters(torch.tensor(weights, device=self.device), model.parameters())
        parameters = list(model.parameters())
        loss = self._loss(model(self._inputs), self._targets)
        gradients = torch.autograd.grad(loss, parameters, create_graph=True, materialize_grads=True)
        slope = torch.cat([gradient.reshape(-1) for gradient in gradients])  # [P]

        def times(direction: NDArray[np.float64]) -> NDArray[np.float64]:
            if not slope.requires_grad:  # the loss is linear in the weights
                return np.zeros_like(direction)
            along = torch.tensor(direction, dtype=slope.dtype, device=self.device)
            product = torch.autograd.grad(slope @ along, parameters, retain_graph=True, materialize_grads=True)
            return torch.cat([part.reshape(-1) for part in product]).double().cpu().numpy()

        return times


def _check(model: nn.Module) -> None:
    """Refuse modules whose losses do not follow from their weights alone: they could be neither replayed nor drawn."""
    for part in model.modules():
        if getattr(part, "track_running_stats", False):
            raise InputError("model", f"found {type(part).__name__} with running statistics, allowed are modules that keep only weights")
        if isinstance(part, nn.modules.dropout._DropoutNd) and part.p > 0:
            raise InputError("model", f"found {type(part).__name__}, which draws globally, allowed are modules that draw nothing")
