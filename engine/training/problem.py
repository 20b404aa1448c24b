"""What one experiment is computed with: model, loss, samples on their device, the common start and the objectives."""

from __future__ import annotations

import copy
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ..consent import check_allowed, read_code
from ..data import Dataset
from ..data.sources.openers import make_dataset
from ..errors import InputError
from ..experiment import Experiment, Lane
from ..experiment.formula import Formula
from ..experiment.sections import FoundModel
from ..geometry.measurer import Measured, Measurer
from ..messages import Message, message
from ..models.builders import at_start, build_model
from ..models.losses import loss_function
from ..models.module_file import module_of_code
from ..optim.optimizers import memory_rows
from .device import resolve_device
from .fused_objective import AwaitingObjective, FusedObjective, awaits_kernels, device_for, fused_model
from .modes import Draw, Modes, seeded, update_seed
from .module_check import check_module
from .module_trial import try_elsewhere
from .objective import FunctionObjective, Objective, Objectives
from .predictor import Predictor
from .torch_defaults import usual_torch

if TYPE_CHECKING:
    from ..kernels.net import Net
    from ..kernels.program import Program

_TELLING = 100_000  # inputs tell the ranges of all


_PATH = "model.path"


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
        experiment: what is run, with what was found of its model file.
        is_declared: whether the model is the one that the experiment declares.

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
        self.is_declared = model is None
        self._known: tuple[Net | Program | None, Message | str] | None = None  # once they are not awaited any more
        self._built: tuple[nn.Module, Modes] | None = None
        if start is None or not experiment.model_kind.runs_code:
            self._built = self._build(model)
        if self._built is not None and start is not None:
            nn.utils.vector_to_parameters(torch.tensor(start), self._built[0].parameters())
        self.start: NDArray[Any] = _flat(self._built[0]) if self._built is not None else np.array(start)
        if self._built is not None:
            _ = self.objectives  # now, while a run begins, and not where they are first wanted

    def _build(self, given: nn.Module | None) -> tuple[nn.Module, Modes]:
        """The model at the common start, a copy of the one that is given, or else what is declared, and how far it has modes."""
        experiment = self.experiment
        if given is None and not experiment.model_kind.runs_code:
            return build_model(experiment), Modes("dropout" in experiment.extras, "batch_norm" in experiment.extras)
        digest = ""
        if given is None:
            path, content, digest = read_code(experiment.model.path, _PATH)
            check_allowed(path, content, digest, _PATH)
            try_elsewhere(experiment, digest)
            given = module_of_code(experiment, path, content)
        modes = check_module(given, experiment, self.dataset, self.loss, self.device)
        if modes.differ:
            experiment.check_whole_batches(self.dataset.n)
        model = copy.deepcopy(given)
        if digest:
            found = FoundModel(weights=len(_flat(model)), digest=digest)
            raw = experiment.model_dump()
            raw["model"] |= {"path": path, "found": found}
            self.experiment = experiment = Experiment.from_dict(raw)  # which checks the start
            at_start(model, experiment)
        return model, modes

    def why_no_model(self) -> InputError | None:
        """Why the model of a recording cannot be computed here, where code of the user's makes it: the file is gone, or another one, or
        may not run. Nothing is run to find that out."""
        if self._built is not None:
            return None
        try:
            path, content, digest = read_code(self.experiment.model.path, _PATH)
            found = self.experiment.model.found
            if found is None or digest != found.digest:
                return InputError(_PATH, message("model_file_is_other", path=path))
            check_allowed(path, content, digest, _PATH)
        except InputError as error:
            return error.bare()
        return None

    def _whole(self) -> tuple[nn.Module, Modes]:
        """The model, which is made now if it comes from a recording and its file may run.

        Raises:
            InputError: there is none.
        """
        if self._built is None:
            if reason := self.why_no_model():
                raise reason
            model, modes = self._build(None)
            nn.utils.vector_to_parameters(torch.tensor(self.start), model.parameters())
            self._built = model, modes
        return self._built

    @property
    def modes(self) -> Modes:
        """How far the model computes otherwise in an update than when it is measured."""
        return self._whole()[1]

    @cached_property
    def objectives(self) -> Objectives:
        """Losses on the whole training and validation sets."""
        data = self.dataset
        if self.function is not None:  # the samples of either set cancel out
            return Objectives(*2 * (FunctionObjective(self.function),))
        return Objectives(
            self._objective(data.train_inputs, data.train_targets), self._objective(data.validation_inputs, data.validation_targets)
        )

    def fits(self, experiment: Experiment) -> bool:
        """Whether another experiment has the same model and samples."""
        return (
            self.is_declared
            and not self.experiment.model_kind.runs_code
            and _made_of(experiment) == _made_of(self.experiment)
            and device_for(experiment) == self.device
        )

    def turned_to(self, experiment: Experiment) -> Problem:
        """The problem of another experiment: this one's model and samples, where only lanes, budget or stepper are others.

        Raises:
            InputError: as above.
        """
        if not self.fits(experiment):
            return Problem(experiment)
        turned = copy.copy(self)  # nothing in it changes once it is made
        turned.experiment = experiment
        return turned

    @property
    def n(self) -> int:
        """Training samples, as there are in the end; with when they come, if not all are there from the beginning."""
        return self.experiment.data.counted(self.dataset.n)

    @property
    def function(self) -> Formula | None:
        """What is descended on, where that is a function of two weights and no net."""
        return self.experiment.data.function if self.is_declared else None

    @property
    def note(self) -> Message | str:
        """Why the kernels are not used, or not yet, in one sentence, or empty."""
        return self.kernel_model()[1]

    @property
    def awaits_kernels(self) -> bool:
        """Whether PyTorch computes only until the kernels are there."""
        return self.is_declared and awaits_kernels(self.experiment, self.device.type)

    def kernel_model(self) -> tuple[Net | Program | None, Message | str]:
        """The net or function for the kernels, or None and why."""
        if self._known is not None:
            return self._known
        awaits_kernels = self.awaits_kernels  # asked first: they may come any moment
        found = fused_model(self.experiment, self.device.type) if self.is_declared else (None, "")
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
        return copy.deepcopy(self._whole()[0])

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
        if self.function is not None:
            return FunctionObjective(self.function, tilt)
        net = self.kernel_model()[0]
        if net is not None:
            return FusedObjective(cast("Net", net), inputs, targets)
        samples = (torch.as_tensor(values).to(self.device) for values in (inputs, targets))
        population = self.samples[0] if self.modes.normalises else None
        slow = Objective(self.model().to(self.device), self.loss, *samples, population=population, draw=draw)
        return AwaitingObjective(self.experiment, slow, (inputs, targets)) if self.awaits_kernels else slow


def _flat(model: nn.Module) -> NDArray[Any]:
    """A copy of all weights, [P]."""
    return nn.utils.parameters_to_vector(model.parameters()).detach().cpu().numpy().copy()


def _made_of(experiment: Experiment) -> tuple[object, ...]:
    """What model and samples follow from."""
    return experiment.data, experiment.model, experiment.loss, experiment.seed, experiment.dtype, experiment.device
