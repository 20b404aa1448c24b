"""The table of models: how each is built, under the names of `experiment/models.py`."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn

from ..experiment import Experiment
from .cnn import convolutional_net
from .dense import dense_net
from .function import function_model

BUILDERS: dict[str, Callable[[Experiment], nn.Module]] = {
    "dense": dense_net,
    "cnn": convolutional_net,
    "function": function_model,
}  # and what code of the user's makes: `module_file.py`


def build_model(experiment: Experiment) -> nn.Module:
    """The model of an experiment at the common start, on the CPU; every call gives the same weights."""
    return at_start(BUILDERS[experiment.model_kind.name](experiment), experiment)


def at_start(model: nn.Module, experiment: Experiment) -> nn.Module:
    """A model with the start that an experiment declares, if it does."""
    if experiment.start is not None:
        nn.utils.vector_to_parameters(torch.tensor(experiment.start, dtype=getattr(torch, experiment.dtype)), model.parameters())
    return model
