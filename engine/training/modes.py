"""What a model computes in an update and when it is measured, where that differs, as with dropout and batch-norm.

An update is made in training mode, and all that it draws from PyTorch's generators follows from the experiment's seed and the number of
the update. Losses on whole sets are measured in evaluation mode, without dropout, and batch-norm uses the statistics of the whole
training set at these very weights. See docs/decisions/modes.md.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from ..models.generators import turns
from ..randomness import Purpose, stream

Draw = Callable[[], AbstractContextManager[None]]  # a block within which all draws are those of one update
Values = Mapping[str, Tensor]  # weights by their names


class Modes(NamedTuple):
    """How far a model computes otherwise in an update than when it is measured.

    Attributes:
        draws: it draws random numbers in an update.
        normalises: it normalises over the batch, so that samples depend on each other.
    """

    draws: bool = False
    normalises: bool = False

    @property
    def differ(self) -> bool:
        """Whether it does at all."""
        return self.draws or self.normalises


@contextmanager
def seeded(seed: int, device: torch.device) -> Iterator[None]:
    """Within the block PyTorch's generators begin at a seed; afterwards they are as they were. One thread at a time."""
    generators = [torch.default_generator]
    if device.type == "cuda":
        generators.append(torch.cuda.default_generators[torch.cuda.current_device() if device.index is None else device.index])
    elif device.type == "mps":
        generators.append(torch.mps._get_default_mps_generator())
    with turns:
        states = [generator.get_state() for generator in generators]
        try:
            for generator in generators:
                generator.manual_seed(seed)
            yield
        finally:
            for generator, state in zip(generators, states, strict=True):
                generator.set_state(state)


def update_seed(seed: int, update: int) -> int:
    """The seed of all that is drawn in an update of any lane, counted from 1; `seed` is the experiment's."""
    return int(stream(seed, Purpose.UPDATE, update).integers(2**63))


def norm_layers(model: nn.Module) -> list[_BatchNorm]:
    """Its layers of batch-norm that keep running statistics."""
    return [part for part in model.modules() if isinstance(part, _BatchNorm) and part.track_running_stats]


def take_statistics(model: nn.Module, call: Callable[[], object]) -> None:
    """Let batch-norm use the statistics of all samples of one call from now on, instead of running means.

    These are the population statistics of Ioffe and Szegedy (2015, algorithm 2), as `torch.optim.swa_utils.update_bn` takes them from one
    batch; dropout is left out.

    Args:
        model: in evaluation mode afterwards.
        call: has the model compute the samples.
    """
    model.eval()
    for part in norm_layers(model):
        part.reset_running_stats()
        part.momentum = None  # the mean of all calls since: of one
        part.train()
    with torch.no_grad():
        call()
    model.eval()


def for_whole_set(model: nn.Module) -> nn.Module:
    """The model such that a call with the whole training set is differentiated with its statistics: no dropout, batch-norm over these
    samples. (When it is measured, variances are n/(n − 1) times as large.)"""
    model.eval()
    for part in norm_layers(model):
        part.train()
    return model


class Forward:
    """A module as a function of its weights. Each thread has its own copy, for weights are put into it.

    Args:
        model: which; it is not touched.
        population: the training inputs that batch-norm takes its statistics from, if the module has any, and is measured.
        draw: compute in training mode, with the draws of an update.
    """

    def __init__(self, model: nn.Module, population: Tensor | None = None, draw: Draw | None = None) -> None:
        self._model = copy.deepcopy(model).requires_grad_(False).train(draw is not None)
        self._population = population if norm_layers(self._model) and draw is None else None
        self._draw = draw
        self._own = threading.local()

    @property
    def is_plain(self) -> bool:
        """Whether outputs are those of the module's evaluation mode and follow from each sample alone."""
        return self._draw is None and self._population is None

    def __call__(self, values: Values, inputs: Tensor) -> Tensor:
        """Outputs [n, …] for inputs [n, d]."""
        model: nn.Module | None = getattr(self._own, "model", None)
        if model is None:
            model = self._own.model = copy.deepcopy(self._model)
        if self._population is not None:
            take_statistics(model, lambda: torch.func.functional_call(model, dict(values), (self._population,)))
        if self._draw is None:
            return torch.func.functional_call(model, dict(values), (inputs,))  # type: ignore[no-any-return]
        with self._draw():
            return torch.func.functional_call(model, dict(values), (inputs,))  # type: ignore[no-any-return]
