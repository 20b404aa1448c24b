"""The loss on whole sets as a function of flat weights, for many weight vectors at once.

Evaluations, surfaces and heights all come from here. The weights come in as vectors in the order of
`torch.nn.utils.parameters_to_vector`; the module itself is copied and never touched.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from ..experiment.formula import Formula
from ..experiment.penalty import Penalty
from ..geometry.measurer import Measured, Measurer
from ..models.losses import LossFunction
from .modes import Draw, Forward
from .torch_defaults import usual_torch

if TYPE_CHECKING:
    from ..geometry.plane import Plane

_CHUNK_BYTES = 4 * 2**20  # of activations at a time: what stays in the cache is fastest
MEMORY_BYTES = 256 * 2**20  # half for weights, half for activations; at least two weight vectors and one sample, whatever they take
_POINTS_AT_ONCE = 256  # of a surface
_HELD = 4  # times the largest result of an operation: so much does a pass hold at a time, branches included


class Objective:
    """Loss over samples at given weights.

    Args:
        model: any module; a copy in evaluation mode is used.
        loss: loss of outputs and targets, as in `torch.nn.functional`.
        inputs, targets: the samples, on the model's device.
        population: all training inputs, which batch-norm takes its statistics from; without them, these inputs.
        draw: the samples are the batch of an update: compute in training mode, with the draws of that update.
    """

    def __init__(
        self, model: nn.Module, loss: LossFunction, inputs: Tensor, targets: Tensor, *, population: Tensor | None = None,
        draw: Draw | None = None,
    ) -> None:  # fmt: skip
        self._model = copy.deepcopy(model).eval().requires_grad_(False)
        self._loss = loss
        self._inputs, self._targets = inputs, targets
        self._shapes = [(name, value.shape) for name, value in self._model.named_parameters()]
        self._sizes = [value.numel() for value in self._model.parameters()]
        self._dtype = next(self._model.parameters()).dtype
        widest = max((value.shape[0] if value.ndim else 1) for value in self._model.parameters())
        sample_bytes = widest * inputs.element_size()
        quickest = _CHUNK_BYTES // (len(inputs) * sample_bytes)
        self._at_once = max(2, min(quickest, self._fitting_vectors))
        self._outputs, held = self._dense_outputs, 2 * _HELD * sample_bytes  # by two vectors
        population = inputs if population is None else population
        self._forward = Forward(self._model, population, draw)
        if not (_is_dense(self._model) and self._forward.is_plain):
            self._outputs, held = self._any_outputs, _HELD * _largest_result(self._model, inputs)
        fitting = max(1, MEMORY_BYTES // 2 // held)
        if len(population) > fitting:
            self._forward = Forward(self._model, population[:: -(-len(population) // fitting)], draw)
        self._samples_at_once = len(inputs) if draw else min(len(inputs), fitting)

    @usual_torch()
    def measure(self, weights: NDArray[Any]) -> Measured:
        """Loss and accuracy at each of `weights` [k, P]."""
        result = Measured(np.empty(len(weights)), np.full(len(weights), np.nan))
        with torch.no_grad():
            begin = 0
            while begin < len(weights):
                part = slice(begin, begin + self._at_once)
                measured = self._try_to_measure(weights[part])
                if measured is None:
                    self._halve()
                    continue
                result.loss[part], accuracy = measured
                if accuracy is not None:
                    result.accuracy[part] = accuracy
                begin = part.stop
        return result

    def rows(self, plane: Plane, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Loss at the points of a grid on a plane, [len(y), len(x)]; of whole weight vectors there are few at a time."""
        coordinates = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)  # a row of the grid after the other
        step = min(_POINTS_AT_ONCE, self._fitting_vectors)
        parts = [self.measure(plane.points(coordinates[i : i + step])).loss for i in range(0, len(coordinates), step)]
        return np.concatenate(parts).reshape(len(y), len(x))

    @property
    def _fitting_vectors(self) -> int:
        """How many weight vectors there is memory for: each is made in double precision, in two steps, cast, and laid out for products."""
        vector_bytes = sum(self._sizes) * 2 * (8 + self._inputs.element_size())
        return max(2, MEMORY_BYTES // 2 // vector_bytes)

    def _try_to_measure(self, weights: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any] | None] | None:
        """What `_measure_some` gives, or None when the device's memory does not suffice."""
        try:
            return self._measure_some(weights)
        except torch.OutOfMemoryError:
            if self._at_once <= 2 and (self._samples_at_once == 1 or not self._forward.is_plain):
                raise
            return None  # nothing is tried again in here, where the exception still holds what has been allocated

    def _halve(self) -> None:
        """From now on measure fewer weight vectors at once; when there are but two, fewer samples."""
        if self._at_once > 2:
            self._at_once = max(2, self._at_once // 2)
        else:
            self._samples_at_once = -(-self._samples_at_once // 2)

    def _measure_some(self, weights: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any] | None]:
        """Loss [k] and, with classes, accuracy [k].

        One vector alone takes another way through batched products, with other last bits; it goes twice, so that a row's loss does
        not depend on its company.
        """
        is_lonely = len(weights) == 1 and self._outputs != self._any_outputs
        pair = np.repeat(weights, 2, axis=0) if is_lonely else weights
        vectors = torch.as_tensor(pair).to(self._inputs.device, self._dtype)
        n, is_classification = len(self._inputs), self._targets.dtype == torch.int64
        loss, right = np.zeros(len(pair)), np.zeros(len(pair))
        for begin in range(0, n, self._samples_at_once):
            some = slice(begin, begin + self._samples_at_once)
            targets = self._targets[some]
            outputs = self._outputs(vectors, self._inputs[some])  # [k, n, outputs]
            loss += len(targets) / n * self._losses(outputs, targets).cpu().numpy()
            if is_classification:
                right += (_classes(outputs) == targets).sum(dim=1).cpu().numpy()
        return loss[: len(weights)], right[: len(weights)] / n if is_classification else None

    def _losses(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """Mean loss of each weight vector's outputs [k, n, outputs] for targets [n, …]: [k]."""
        count = len(outputs)
        targets = targets.expand(count, *targets.shape)  # [k, n, …]
        if targets.dtype == torch.int64:
            outputs, targets = outputs.flatten(0, 1), targets.flatten()  # [k·n, classes], [k·n]
        return self._loss(outputs, targets, reduction="none").view(count, -1).mean(dim=1)

    def _dense_outputs(self, weights: Tensor, inputs: Tensor) -> Tensor:
        """All outputs of a dense net, [k, n, outputs], by one batched product per layer."""
        parts = iter(self._unflatten(weights).values())
        value = inputs.expand(len(weights), *inputs.shape)  # [k, n, d]
        for layer in self._model.children():
            if not isinstance(layer, nn.Linear):
                value = layer(value)
                continue
            matrix = next(parts).transpose(1, 2)  # [k, in, out]
            value = torch.bmm(value, matrix) if layer.bias is None else torch.baddbmm(next(parts)[:, None, :], value, matrix)
        return value

    def _any_outputs(self, weights: Tensor, inputs: Tensor) -> Tensor:
        """All outputs of any module, one weight vector at a time."""

        def outputs(row: Tensor) -> Tensor:
            return self._forward({name: value[0] for name, value in self._unflatten(row[None]).items()}, inputs)

        return torch.stack([outputs(row) for row in weights])

    def _unflatten(self, weights: Tensor) -> dict[str, Tensor]:
        """Weight vectors [k, P] as named tensors [k, …]."""
        parts = torch.split(weights, self._sizes, dim=1)
        return {name: part.reshape(-1, *shape) for (name, shape), part in zip(self._shapes, parts, strict=True)}


class _Results(TorchFunctionMode):
    """Notes the size of what operations give.

    Attributes:
        largest: in bytes.
    """

    def __init__(self) -> None:
        super().__init__()
        self.largest = 1

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        if isinstance(result, Tensor):
            self.largest = max(self.largest, result.numel() * result.element_size())
        return result


def _largest_result(model: nn.Module, inputs: Tensor) -> int:
    """Bytes of the largest result of an operation, for each sample; by trying two, for one alone may not be enough for a norm."""
    results, few = _Results(), inputs[:2]
    try:
        with torch.no_grad(), results:
            model(few)
    except torch.OutOfMemoryError:
        return 1  # parts will be tried when it is measured
    return -(-results.largest // len(few))


def _classes(outputs: Tensor) -> Tensor:
    """The class that each output [..., outputs] tells: of several the largest, of a single one whether it is above 0: [...]."""
    return outputs.argmax(dim=-1) if outputs.shape[-1] > 1 else outputs.squeeze(-1) > 0


def _is_dense(model: nn.Module) -> bool:
    """Whether it is a plain chain of linear layers and what works on each number alone, as dropout does when it is measured."""
    elementwise = (nn.ReLU, nn.Tanh, nn.Sigmoid, nn.GELU, nn.Identity, nn.Dropout)
    layers = list(model.children())
    linear = [layer for layer in layers if type(layer) is nn.Linear]
    return (
        type(model) is nn.Sequential
        and len(linear) > 0
        and len(linear) + sum(isinstance(one, elementwise) for one in layers) == len(layers)
    )


class FunctionObjective:
    """The function itself, which is the mean over all samples, or tilted, as a batch sees it: in double precision and for all points
    at once.

    Args:
        function: f.
        tilt: the mean of a batch's vectors, [2].
    """

    def __init__(self, function: Formula, tilt: NDArray[np.float64] | None = None) -> None:
        self._function = function
        self._tilt = np.zeros(2) if tilt is None else tilt

    def measure(self, weights: NDArray[Any]) -> Measured:
        """Loss at each of `weights` [k, 2]; there is no accuracy."""
        return Measured(self._losses(weights.astype(np.float64)), np.full(len(weights), np.nan))

    def rows(self, plane: Plane, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Loss at the points of a grid on a plane, [len(y), len(x)]."""
        coordinates = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)  # a row of the grid after the other
        return self._losses(plane.points(coordinates)).reshape(len(y), len(x))

    def _losses(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        return self._function.at(points) + points @ self._tilt


class PenalisedObjective:
    """A loss plus a penalty.

    Args:
        loss: knows the loss alone.
        penalty: of the weights.
    """

    def __init__(self, loss: Measurer, penalty: Penalty) -> None:
        self._loss, self._penalty = loss, penalty

    def measure(self, weights: NDArray[Any]) -> Measured:
        """Loss with the penalty, and accuracy, at each of `weights` [k, P]."""
        loss, accuracy = self._loss.measure(weights)
        return Measured(loss + self._penalty.of(weights), accuracy)

    def rows(self, plane: Plane, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Loss with the penalty at the points of a grid on a plane, [len(y), len(x)]."""
        coordinates = np.stack(np.meshgrid(x, y), axis=-1)  # [len(y), len(x), 2]
        losses, penalty = self._loss.rows(plane, x, y), self._penalty
        if not penalty.l1:
            return losses + penalty.l2 / 2 * plane.squared_norms(coordinates)
        points = coordinates.reshape(-1, 2)
        step = max(1, MEMORY_BYTES // 8 // (8 * len(plane.origin)))  # signs of weights follow from no norm: all of them are made
        added = [penalty.of(plane.points(points[i : i + step])) for i in range(0, len(points), step)]
        losses += np.concatenate(added).reshape(losses.shape)
        return losses


class Objectives(NamedTuple):
    """The two sets that losses are measured on."""

    train: Measurer
    validation: Measurer
