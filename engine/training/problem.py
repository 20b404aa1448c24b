"""What one experiment is computed with: model, loss, samples on their device, the common start and the objectives."""

from __future__ import annotations

import copy
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ..data import Dataset, make_dataset
from ..experiment import Experiment, Lane
from ..experiment.formula import Formula
from ..geometry.measurer import Measured, Measurer
from ..messages import Message
from ..models.builders import build_model
from ..models.losses import loss_function
from ..optim.optimizers import memory_rows
from .device import resolve_device
from .fused_objective import AwaitingObjective, FusedObjective, awaits_kernels, device_for, fused_net
from .modes import Draw, Modes, seeded, update_seed
from .module_check import check_module
from .objective import FunctionObjective, Objective, Objectives
from .predictor import Predictor
from .torch_defaults import usual_torch

if TYPE_CHECKING:
    from ..kernels.net import Net

_TELLING = 100_000  # inputs tell the ranges of all


class Problem:
    """What an experiment is computed with.

    Args:
        experiment: what is run.
        model: any module to train in place of the declared dense net; it is copied, never changed.
        dataset: the samples, if they are there already.
        start: the flat weights [P] that the declared net starts from, if they are known; another PyTorch might draw others.

    Attributes:
        device: where it is computed.
        dataset: the samples.
        loss: of outputs and targets, as in `torch.nn.functional`.
        start: the common flat weights, [P].
        objectives: losses on the whole training and validation sets.
        is_declared: whether the model is the one that the experiment declares.
        modes: how far the model computes otherwise in an update than when it is measured.

    Raises:
        InputError: the device is not there, samples are too few for a batch, or the module cannot be trained, replayed and drawn.
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
        experiment.check_batches(self.dataset.n)
        self.loss = loss_function(experiment)
        self.modes = Modes("dropout" in experiment.extras, "batch_norm" in experiment.extras)
        if model is not None:
            self.modes = check_module(model, experiment, self.dataset, self.loss, self.device)
            if self.modes.differ:
                experiment.check_whole_batches(self.dataset.n)
        self.is_declared = model is None
        self._model = copy.deepcopy(model) if model is not None else build_model(experiment)
        if start is not None:
            nn.utils.vector_to_parameters(torch.tensor(start), self._model.parameters())
        self.start: NDArray[Any] = nn.utils.parameters_to_vector(self._model.parameters()).detach().cpu().numpy().copy()
        self._known: tuple[Net | None, Message | str] | None = None  # once they are not awaited any more
        data = self.dataset
        self._population = self.samples[0] if self.modes.normalises else None
        self.objectives = Objectives(
            self._objective(data.train_inputs, data.train_targets), self._objective(data.validation_inputs, data.validation_targets)
        )

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
    def function(self) -> Formula | None:
        """What is descended on, where that is a function of two weights and no net."""
        return self.experiment.data.function if self.is_declared else None

    @property
    def note(self) -> Message | str:
        """Why the kernels for dense nets are not used, or not yet, in one sentence, or empty."""
        return self.kernel_net()[1]

    @property
    def awaits_kernels(self) -> bool:
        """Whether PyTorch computes only until the kernels are there."""
        return self.is_declared and awaits_kernels(self.experiment, self.device.type)

    def kernel_net(self) -> tuple[Net | None, Message | str]:
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

    def draw(self, update: int) -> AbstractContextManager[None]:
        """A block within which a model in training mode draws what it draws in an update, counted from 1."""
        return seeded(update_seed(self.experiment.seed, update), self.device) if self.modes.draws else nullcontext()

    def batch_objective(self, samples: NDArray[np.int64], update: int) -> Measurer:
        """The mean loss of the training samples [b] of an update, counted from 1, as a function of the weights: what the update saw, with
        its dropout, and batch-norm over these samples."""
        inputs, targets = self.dataset.take(np.asarray(samples[: len(self.dataset.train_inputs)]))
        draw = partial(self.draw, update) if self.modes.differ else None
        return self._objective(inputs, targets, inputs.mean(axis=0, dtype=np.float64), draw)

    @cached_property
    def measured_start(self) -> tuple[Measured, Measured]:
        """Loss and accuracy at the common start, on the training and the validation set: [1] each."""
        return self.objectives.train.measure(self.start[None]), self.objectives.validation.measure(self.start[None])

    @cached_property
    def predictor(self) -> Predictor:
        """The model in evaluation mode, on the CPU."""
        return Predictor(self.model(), self.dataset.train_inputs)

    @cached_property
    def input_ranges(self) -> NDArray[np.float64]:
        """Smallest, largest and mean value of each feature of the training inputs, or of as many as tell it: [3, d]."""
        inputs = self.dataset.train_inputs
        some = np.asarray(inputs[:: -(-len(inputs) // _TELLING)], np.float64)
        return np.stack([some.min(axis=0), some.max(axis=0), some.mean(axis=0)])

    @cached_property
    def samples(self) -> tuple[Tensor, Tensor]:
        """Inputs and targets of the training samples in memory, on the device."""
        return torch.as_tensor(self.dataset.train_inputs).to(self.device), torch.as_tensor(self.dataset.train_targets).to(self.device)

    def samples_of(self, samples: NDArray[np.int64] | None) -> tuple[Tensor, Tensor]:
        """Inputs and targets of some training samples [k], or of all in memory, on the device; of a batch that does not fit there, those in
        memory stand for it."""
        if samples is None or len(samples) > len(self.dataset.train_inputs):
            return self.samples
        if self.dataset.is_whole:
            return self.samples[0][torch.tensor(samples)], self.samples[1][torch.tensor(samples)]
        inputs, targets = self.dataset.take(np.asarray(samples))
        return torch.from_numpy(inputs).to(self.device), torch.from_numpy(targets).to(self.device)

    @usual_torch()
    def _objective(
        self, inputs: NDArray[Any], targets: NDArray[Any], tilt: NDArray[np.float64] | None = None, draw: Draw | None = None
    ) -> Measurer:
        """The mean loss of some samples; of a function, where all samples cancel out, that of their mean."""
        net = self.kernel_net()[0]
        if net is not None:
            return FusedObjective(net, inputs, targets)
        if self.function is not None:
            return FunctionObjective(self.function, tilt)
        samples = (torch.as_tensor(values).to(self.device) for values in (inputs, targets))
        slow = Objective(self.model().to(self.device), self.loss, *samples, population=self._population, draw=draw)
        return AwaitingObjective(self.experiment, slow, (inputs, targets)) if self.awaits_kernels else slow


def _made_of(experiment: Experiment) -> tuple[object, ...]:
    """What model and samples follow from."""
    return experiment.data, experiment.model, experiment.loss, experiment.seed, experiment.dtype, experiment.device
