"""The models to choose from. How they are built is told in `engine/models/`, under the same names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from .losses import Task
from .registry import Entry, table

if TYPE_CHECKING:
    from .experiment import Experiment


@dataclass(frozen=True, kw_only=True)
class ModelKind(Entry):
    """A way from inputs and weights to outputs.

    Attributes:
        tasks: the kinds of data that it is for.
        weights: how many weights it has with the inputs of an experiment.
        has_kernel: whether the compiled kernels compute it.
    """

    tasks: tuple[Task, ...]
    weights: Callable[[Experiment], int]
    has_kernel: bool = False


def _dense_weights(experiment: Experiment) -> int:
    model, widths = experiment.model, experiment.layer_widths
    products = sum(inputs * outputs for inputs, outputs in pairwise(widths))
    return products + model.bias * sum(widths[1:]) + 2 * model.batch_norm * sum(model.hidden)


MODELS = table(
    ModelKind("dense", "Dense net", "layers of neurons; without hidden ones it is a linear model",
              ("hidden", "activation", "bias", "dropout", "batch_norm"),
              tasks=("regression", "classification"), weights=_dense_weights, has_kernel=True),
    ModelKind("function", "Function", "a function of two weights x and y", tasks=("function",), weights=lambda experiment: 2),
)  # fmt: skip
