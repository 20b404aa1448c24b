"""The dense net of an experiment, as a PyTorch module."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import nn

from ..experiment import Experiment
from ..randomness import Purpose, stream
from .layers import ACTIVATIONS, linear


def dense_net(experiment: Experiment) -> nn.Module:
    """The net with PyTorch's default initialisation, drawn from the experiment's seed."""
    model, dtype = experiment.model, getattr(torch, experiment.dtype)
    generator = start_generator(experiment)
    *hidden, last = pairwise(experiment.layer_widths)
    layers: list[nn.Module] = []
    for inputs, outputs in hidden:
        layers.append(linear(inputs, outputs, model.bias, dtype, generator))
        layers += [nn.BatchNorm1d(outputs, dtype=dtype)] if model.batch_norm else []
        layers.append(ACTIVATIONS[model.activation]())
        layers += [nn.Dropout(model.dropout)] if model.dropout else []
    return nn.Sequential(*layers, linear(*last, model.bias, dtype, generator))


def start_generator(experiment: Experiment) -> torch.Generator:
    """What a start is drawn from."""
    return torch.Generator().manual_seed(int(stream(experiment.seed, Purpose.START).integers(2**63)))
