"""All that is shared when one experiment is computed: model, loss and samples on their device, and steppers made from them."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ..data import Dataset, make_dataset
from ..experiment import Experiment, Lane
from ..experiment.parts import FunctionData
from ..geometry.measurer import Measured, Measurer
from ..models.dense import build_model, loss_function
from ..optim.lr_schedule import learning_rates
from ..optim.optimizers import make_optimizer, memory_rows
from ..recording.lane import LaneRecording
from .device import fitting_threads, resolve_device
from .fused_objective import AwaitingObjective, FusedObjective, awaits_kernels, device_for, fused_net
from .module_check import check_module
from .objective import FunctionObjective, Objective, Objectives, objectives
from .steppers.autograd import AutogradStepper
from .steppers.base import Stepper, Updates
from .steppers.cuda_graph import CudaGraphStepper, captured_stepper
from .steppers.program import UpdateProgram
from .steppers.relay import RelayStepper
from .surroundings import usual_torch

if TYPE_CHECKING:
    from ..kernels.net import Net

_REPLAYED_AT_ONCE = 256
_LANCZOS_STEPS = 64


class ReplayError(RuntimeError):
    """A recorded update does not come out again."""


class Problem:
    """What an experiment is computed with.

    Args:
        experiment: what is run.
        model: any module to train in place of the declared dense net; it is copied, never changed.
        dataset: the samples, if they are there already.
        start: the flat weights [P] that the declared net starts from, if they are known; another PyTorch might draw others.

    Attributes:
        start: the common flat weights, [P].
        objectives: losses on the whole training and validation sets.
        is_declared: whether the model is the experiment's own dense net.

    Raises:
        InputError: the device is not there, or the module cannot be trained, replayed and drawn.
    """

    @usual_torch()
    def __init__(
        self,
        experiment: Experiment,
        model: nn.Module | None = None,
        dataset: Dataset | None = None,
        start: NDArray[Any] | None = None,
    ) -> None:
        self.experiment = experiment
        self.device = device_for(experiment) if model is None else resolve_device(experiment.device, experiment.dtype)
        self.dataset = dataset or make_dataset(experiment)
        self._loss = loss_function(experiment)
        if model is not None:
            check_module(model, experiment, self.dataset, self._loss, self.device)
        self.is_declared = model is None
        self._model = copy.deepcopy(model) if model is not None else build_model(experiment)
        if start is not None:
            nn.utils.vector_to_parameters(torch.tensor(start), self._model.parameters())
        self.start: NDArray[Any] = nn.utils.parameters_to_vector(self._model.parameters()).detach().cpu().numpy().copy()
        self._known: tuple[Net | None, str] | None = None  # once they are not awaited any more
        self.objectives: Objectives = self._make_objectives()

    def turned_to(self, experiment: Experiment) -> Problem:
        """The problem of another experiment: this one's model and samples, where only lanes, budget or stepper are others.

        Raises:
            InputError: as above.
        """
        if not self.is_declared or _made_of(experiment) != _made_of(self.experiment) or device_for(experiment) != self.device:
            return Problem(experiment)
        turned = copy.copy(self)  # nothing in it changes once it is made
        turned.experiment = experiment
        return turned

    @property
    def note(self) -> str:
        """Why the kernels for dense nets are not used, or not yet, in one sentence, or empty."""
        return self._fused()[1]

    @property
    def awaits_kernels(self) -> bool:
        """Whether PyTorch computes only until the kernels are there."""
        return self.is_declared and awaits_kernels(self.experiment, self.device.type)

    def _fused(self) -> tuple[Net | None, str]:
        """The net for the kernels, or None and why."""
        if self._known is not None:
            return self._known
        awaits_kernels = self.awaits_kernels  # asked first: they may come any moment
        found = fused_net(self.experiment, self.device.type) if self.is_declared else (None, "")
        if not awaits_kernels:
            self._known = found
        return found

    def computes_as(self, other: Problem) -> bool:
        """Whether a lane that is declared the same comes out the same here as there."""
        ours, theirs = self.experiment, other.experiment
        is_of_one = self.is_declared and other.is_declared and _made_of(ours) == _made_of(theirs)
        return is_of_one and (self.device, ours.budget, ours.stepper) == (other.device, theirs.budget, theirs.stepper)

    @usual_torch()
    def model(self) -> nn.Module:
        """A fresh module at the common start, on the CPU."""
        return copy.deepcopy(self._model)

    def start_position(self, lane: Lane) -> NDArray[Any]:
        """Where a lane begins: the common start, and nothing remembered by its optimizer, [1 + s, P]."""
        return np.concatenate([self.start[None], np.zeros((memory_rows(lane.optimizer), len(self.start)), self.start.dtype)])

    def autograd_stepper(self, lane: Lane) -> Stepper:
        """The reference stepper for a lane, at the common start."""
        model = self.model().to(self.device)
        return AutogradStepper(model, self._loss, make_optimizer(lane.optimizer, model), *self._samples)

    def fast_stepper(self, lane: Lane) -> tuple[Stepper | None, str]:
        """A faster stepper for a lane, at the common start; or None, and why, in one sentence where it may surprise."""
        if self.experiment.stepper == "autograd":
            return None, ""
        if self.device.type == "cuda":
            return captured_stepper(lambda: self._program(lane), lane, self.dataset.n)
        net, note = self._fused()
        if net is None:
            return None, note
        from ..kernels.net import Samples
        from .steppers.fused import FusedStepper, is_short

        size = lane.size(self.dataset.n)
        samples = Samples(self.dataset.train_inputs, self.dataset.train_targets, is_padded=is_short(size))
        return FusedStepper(net, lane.optimizer, samples, self.start, size), ""

    def _program(self, lane: Lane) -> UpdateProgram:
        """A lane's updates as one program on the device, at the common start."""
        return UpdateProgram(self.model().to(self.device), self._loss, lane.optimizer, *self._samples, lane.size(self.dataset.n))

    @usual_torch()
    def replay(self, recording: LaneRecording, first: int, last: int) -> NDArray[Any]:
        """Compute again the positions [k, 1 + s, P] after updates `first` to `last` of a recorded lane, from the one kept before them: the
        same bits. The first time it goes on to the next one that was kept, to be compared with it.

        Raises:
            ReplayError: one of them is not finite here.
        """
        kept, position = recording.history.before(first)
        if kept == last:
            return position[None]
        following = kept + recording.history.stride
        end = following if last < following <= recording.updates and math.isnan(recording.replay_difference) else last
        wanted = np.union1d(np.arange(max(first, kept + 1), last + 1), [end])
        stepper = self._stepper_of(recording)
        stepper.restore(position, kept)
        parts, done = [position[None]] if kept == first else [], kept
        while done < end:
            updates = self._repeat(stepper, recording, done + 1, end, wanted)
            parts.append(updates.kept)
            done += len(updates.loss)
        positions = np.concatenate(parts)
        recording.compare(wanted, positions[-len(wanted) :, 0])
        return positions[: last - first + 1]

    def replay_all(self, recording: LaneRecording) -> Iterator[NDArray[Any]]:
        """Compute again the weights after every update, in pieces [k, P], which are compared with those that were kept. Where they are
        others, as on another processor, it goes on from those kept.

        Raises:
            ReplayError: one of them is not finite here.
        """
        stepper, history = self._stepper_of(recording, is_long=True), recording.history
        stepper.restore(history.before(0)[1], 0)
        done, span = 0, max(_REPLAYED_AT_ONCE // history.stride, 1) * history.stride  # a piece ends at a kept position, however few fit in
        while done < recording.updates:
            end = min((done // span + 1) * span, done + _REPLAYED_AT_ONCE, recording.updates)
            wanted = np.arange(done + 1, end + 1)
            updates = self._repeat(stepper, recording, done + 1, end, wanted)
            weights = updates.kept[:, 0]
            recording.compare(wanted[: len(weights)], weights)
            done += len(weights)
            if len(weights):
                position = history.at(done)
                if position is not None and not np.array_equal(position[0], weights[-1]):
                    stepper.restore(position, done)
                yield weights

    @usual_torch()
    def _stepper_of(self, recording: LaneRecording, *, is_long: bool = False) -> Stepper:
        """A stepper of the kind that a lane was recorded with, or where that is not to be had here, autograd.

        What was captured to be trained is captured again for a long replay only; operation by operation it gives the same.
        """
        lane, is_graph = recording.lane, self.device.type == "cuda" and recording.stepper == CudaGraphStepper.name
        fast = self.fast_stepper(lane)[0] if is_long or not is_graph else None
        if fast is not None and fast.name == recording.stepper:
            return RelayStepper(self.autograd_stepper(lane), fast, recording.autograd_updates) if recording.autograd_updates else fast
        return CudaGraphStepper(self._program(lane)) if is_graph else self.autograd_stepper(lane)

    @usual_torch()
    def _repeat(self, stepper: Stepper, recording: LaneRecording, first: int, last: int, wanted: NDArray[np.int64]) -> Updates:
        """Make updates `first` to `last` again, or as many as the stepper makes at once, with the positions after those wanted."""
        with fitting_threads(self.experiment):
            rates = learning_rates(recording.lane.optimizer, recording.planned, first, last - first + 1)
            updates = stepper.run(recording.next_batches(first, last - first + 1), rates, wanted[wanted >= first] - first + 1)
        if updates.diverged:
            raise ReplayError(f"update {first + len(updates.loss)} of {recording.name} is not finite when it is computed again here")
        return updates

    @usual_torch()
    def curvature(self, weights: NDArray[Any], samples: NDArray[np.int64] | None = None) -> float:
        """λmax, the largest eigenvalue of the Hessian of the loss over some training samples [b], or all, at flat weights [P]."""
        return _largest_eigenpair(self._slope_and_product(weights, samples)[1], len(weights))[0]

    @usual_torch()
    def gradient(self, weights: NDArray[Any]) -> NDArray[np.float64]:
        """Gradient of the full training loss at flat weights: [P]."""
        return self._slope_and_product(weights)[0]

    @usual_torch()
    def slope_and_sharpest(self, weights: NDArray[Any]) -> tuple[NDArray[np.float64], float, NDArray[np.float64]]:
        """Gradient of the full training loss at flat weights [P], λmax of its Hessian, and the eigenvector of that, of length 1 [P]."""
        slope, times = self._slope_and_product(weights)
        return slope, *_largest_eigenpair(times, len(weights))

    @usual_torch()
    def sample_slopes(self, weights: NDArray[Any], directions: NDArray[np.float64]) -> NDArray[np.float64]:
        """How the loss of each training sample grows along some directions [k, P] at flat weights [P]: float64 [n, k].

        That is the Jacobian of all losses times a direction, by two backward passes: what the first gives is linear in the weights
        of the losses, and the second differentiates it by these (Townsend 2017), so that no gradient of a single sample is stored.
        """
        model = self.model().to(self.device).requires_grad_()
        parameters = list(model.parameters())
        nn.utils.vector_to_parameters(torch.as_tensor(weights, device=self.device), parameters)
        losses = self._loss(model(self._samples[0]), self._samples[1], reduction="none").view(self.dataset.n, -1).mean(dim=1)
        shares = torch.ones_like(losses, requires_grad=True)
        gradients = torch.autograd.grad(losses, parameters, shares, create_graph=True, materialize_grads=True)
        slope = torch.cat([gradient.reshape(-1) for gradient in gradients])  # [P]
        along = torch.as_tensor(directions, dtype=slope.dtype, device=self.device) @ slope  # [k]
        each = [torch.autograd.grad(one, shares, retain_graph=True)[0] for one in along]
        return torch.stack(each, dim=1).double().cpu().numpy()

    @usual_torch()
    def batch_objective(self, samples: NDArray[np.int64]) -> Measurer:
        """The mean loss of some training samples [b] as a function of the weights."""
        inputs, targets = self.dataset.train_inputs[samples], self.dataset.train_targets[samples]
        net = self._fused()[0]
        if net is not None:
            return FusedObjective(net, inputs, targets)
        if self.is_declared and isinstance(self.experiment.data, FunctionData):
            return FunctionObjective(self.experiment.data.function, inputs.mean(axis=0, dtype=np.float64))
        model = self.model().to(self.device)
        return Objective(model, self._loss, torch.as_tensor(inputs).to(self.device), torch.as_tensor(targets).to(self.device))

    @cached_property
    def measured_start(self) -> tuple[Measured, Measured]:
        """Loss and accuracy at the common start, on the training and the validation set: [1] each."""
        return self.objectives.train.measure(self.start[None]), self.objectives.validation.measure(self.start[None])

    @cached_property
    def _samples(self) -> tuple[Tensor, Tensor]:
        """Inputs and targets for training, on the device."""
        return torch.as_tensor(self.dataset.train_inputs).to(self.device), torch.as_tensor(self.dataset.train_targets).to(self.device)

    def _make_objectives(self) -> Objectives:
        data = self.dataset
        train, validation = (data.train_inputs, data.train_targets), (data.validation_inputs, data.validation_targets)
        net = self._fused()[0]
        if net is not None:
            return Objectives(FusedObjective(net, *train), FusedObjective(net, *validation))
        if self.is_declared and isinstance(self.experiment.data, FunctionData):
            exact = FunctionObjective(self.experiment.data.function)
            return Objectives(exact, exact)  # fresh samples cancel out as well
        found = objectives(self._model, self._loss, data, self.device)
        if not self.awaits_kernels:
            return found
        return Objectives(
            AwaitingObjective(self.experiment, found.train, train), AwaitingObjective(self.experiment, found.validation, validation)
        )

    def _slope_and_product(
        self, weights: NDArray[Any], samples: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.float64], Callable[[NDArray[np.float64]], NDArray[np.float64]]]:
        """Gradient of the loss over some training samples, or all, [P], and the product of its Hessian with a direction [P]."""
        model = self.model().to(self.device).requires_grad_()
        nn.utils.vector_to_parameters(torch.tensor(weights, device=self.device), model.parameters())
        parameters = list(model.parameters())
        inputs, targets = self._samples if samples is None else (values[torch.tensor(samples)] for values in self._samples)
        loss = self._loss(model(inputs), targets)
        gradients = torch.autograd.grad(loss, parameters, create_graph=True, materialize_grads=True)
        slope = torch.cat([gradient.reshape(-1) for gradient in gradients])  # [P]

        def times(direction: NDArray[np.float64]) -> NDArray[np.float64]:
            if not slope.requires_grad:  # the loss is linear in the weights
                return np.zeros_like(direction)
            along = torch.tensor(direction, dtype=slope.dtype, device=self.device)
            product = torch.autograd.grad(slope @ along, parameters, retain_graph=True, materialize_grads=True)
            return torch.cat([part.reshape(-1) for part in product]).double().cpu().numpy()

        return slope.detach().double().cpu().numpy(), times


def _made_of(experiment: Experiment) -> tuple[object, ...]:
    """What model and samples follow from."""
    return experiment.data, experiment.model, experiment.loss, experiment.seed, experiment.dtype, experiment.device


def _largest_eigenpair(times: Callable[[NDArray[np.float64]], NDArray[np.float64]], size: int) -> tuple[float, NDArray[np.float64]]:
    """The largest eigenvalue of a symmetric matrix, given its product with a vector [P], and its eigenvector [P].

    By the Lanczos method with full reorthogonalisation (Golub and Van Loan, §10.1). Each product with the Hessian is a
    second backward pass (Pearlmutter 1994); the Hessian itself is never stored.
    """
    basis = np.zeros((min(size, _LANCZOS_STEPS), size))  # [k, P]
    along, between = np.zeros(len(basis)), np.zeros(len(basis))
    direction = np.random.default_rng(0).standard_normal(size)
    for step in range(len(basis)):
        basis[step] = direction / np.linalg.norm(direction)
        image = times(basis[step])
        along[step] = image @ basis[step]
        direction = image - basis[: step + 1].T @ (basis[: step + 1] @ image)
        direction -= basis[: step + 1].T @ (basis[: step + 1] @ direction)
        between[step] = np.linalg.norm(direction)
        if between[step] <= 1e-10 * max(1.0, abs(along).max()):
            break
    k = step + 1
    values, vectors = np.linalg.eigh(np.diag(along[:k]) + np.diag(between[: k - 1], 1) + np.diag(between[: k - 1], -1))
    sharpest = basis[:k].T @ vectors[:, -1]
    return float(values[-1]), sharpest / np.linalg.norm(sharpest)
