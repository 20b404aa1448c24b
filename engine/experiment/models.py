"""The models to choose from. How they are built is told in `engine/models/`, under the same names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from .losses import Task
from .registry import Entry, table

if TYPE_CHECKING:
    from .data import Data
    from .experiment import Experiment

_Number = Callable[["Experiment"], int]


@dataclass(frozen=True, kw_only=True)
class ModelKind(Entry):
    """A way from inputs and weights to outputs.

    Attributes:
        tasks: the kinds of data that it is for.
        weights: how many weights it has with the inputs of an experiment.
        products: by how many multiplications it computes one sample; left out, by one with each weight.
        hidden_widths: numbers in each of its hidden layers.
        least_batch: samples that an update needs.
        has_kernel: whether the compiled kernels compute it.
        needs_images: whether it is for images only.
        runs_code: whether code of the user's makes it, of which nothing is known before it has run.
    """

    tasks: tuple[Task, ...]
    weights: _Number
    products: _Number | None = None
    hidden_widths: Callable[[Experiment], tuple[int, ...]] = lambda experiment: ()
    least_batch: _Number = lambda experiment: 1
    has_kernel: bool = False
    needs_images: bool = False
    runs_code: bool = False

    def fits(self, data: Data) -> bool:
        """Whether it is for such data."""
        return data.task in self.tasks and not (self.needs_images and data.image_shape is None)


def _dense_weights(experiment: Experiment) -> int:
    model, widths = experiment.model, experiment.layer_widths
    products = sum(inputs * outputs for inputs, outputs in pairwise(widths))
    return products + model.bias * sum(widths[1:]) + 2 * model.batch_norm * sum(model.hidden)


def _least_of_dense(experiment: Experiment) -> int:
    return 2 if "batch_norm" in experiment.extras else 1  # a variance of one is 0


class Convolution(NamedTuple):
    """A layer of a convolutional net.

    Attributes:
        inputs, outputs: channels.
        rows, columns: pixels of its images.
        halves: whether every second row and column is left behind it: the largest of each two by two pixels.
    """

    inputs: int
    outputs: int
    rows: int
    columns: int
    halves: bool

    @property
    def pooled(self) -> tuple[int, int]:
        """Pixels that are left behind it."""
        return (self.rows // 2, self.columns // 2) if self.halves else (self.rows, self.columns)


def convolutions(experiment: Experiment) -> Iterator[Convolution]:
    """The layers of a convolutional net; images are halved as long as there are two rows and two columns."""
    assert experiment.data.image_shape is not None
    rows, columns = experiment.data.image_shape
    for inputs, outputs in pairwise((1, *experiment.model.channels)):
        layer = Convolution(inputs, outputs, rows, columns, min(rows, columns) >= 2)
        yield layer
        rows, columns = layer.pooled


def last_width(experiment: Experiment) -> int:
    """Numbers that the linear layer of a convolutional net gets."""
    *_, last = convolutions(experiment)
    rows, columns = last.pooled
    return last.outputs * rows * columns


def _cnn_weights(experiment: Experiment) -> int:
    model, outputs = experiment.model, experiment.layer_widths[-1]
    each = (model.kernel_size**2 * layer.inputs + model.bias + 2 * model.batch_norm for layer in convolutions(experiment))
    return sum(one * count for one, count in zip(each, model.channels, strict=True)) + (last_width(experiment) + model.bias) * outputs


def _cnn_products(experiment: Experiment) -> int:
    area = experiment.model.kernel_size**2
    inner = sum(area * layer.inputs * layer.outputs * layer.rows * layer.columns for layer in convolutions(experiment))
    return inner + last_width(experiment) * experiment.layer_widths[-1]


def _cnn_widths(experiment: Experiment) -> tuple[int, ...]:
    return tuple(layer.outputs * layer.rows * layer.columns for layer in convolutions(experiment))


def _least_of_cnn(experiment: Experiment) -> int:
    is_single = any(layer.rows * layer.columns == 1 for layer in convolutions(experiment))
    return 2 if is_single and experiment.model.batch_norm else 1


def _weights_found(experiment: Experiment) -> int:
    return experiment.model.found.weights if experiment.model.found is not None else 0


MODELS = table(
    ModelKind("dense", "Dense net", "layers of neurons; without hidden ones it is a linear model",
              ("hidden", "activation", "bias", "dropout", "batch_norm"),
              tasks=("regression", "classification"), weights=_dense_weights,
              hidden_widths=lambda experiment: experiment.model.hidden, least_batch=_least_of_dense, has_kernel=True),
    ModelKind("cnn", "Convolutional", "layers that look at small pieces of an image, each of which halves it, and a linear one",
              ("channels", "kernel_size", "activation", "bias", "dropout", "batch_norm"),
              tasks=("regression", "classification"), weights=_cnn_weights, products=_cnn_products,
              hidden_widths=_cnn_widths, least_batch=_least_of_cnn, needs_images=True),
    ModelKind("module", "Your own", "a PyTorch module that a Python file of yours makes", ("path", "function"),
              tasks=("regression", "classification"), weights=_weights_found, runs_code=True),
    ModelKind("function", "Function", "a function of two weights x and y", tasks=("function",), weights=lambda experiment: 2,
              has_kernel=True),
)  # fmt: skip
