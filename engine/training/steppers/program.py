"""A chunk of updates as one fixed program: the same operations on the same places in memory, whatever the samples and the rates are.

That is what a CUDA graph can be captured from. Without a graph the program runs on any device, operation by operation.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from ...experiment.sections import Optimizer
from ...models.losses import LossFunction
from ...optim.optimizers import rule_of
from ...optim.rule import NOTHING
from .pieces import norms

_LONGEST = 32  # updates; more would take longer to capture and hardly less to launch
_ROOM_BYTES = 32 * 2**20  # of positions, gradients and sample indices
_ALIGNMENT = 128  # bytes: matrix products may round differently at another alignment, and a replay may need another row of the chunk


class UpdateProgram:
    """Up to `chunk` updates with batches of one size.

    Args:
        model: the module to train, on its device; its weights become views of this program's rows.
        loss: mean loss of outputs and targets.
        optimizer: how a gradient becomes an update.
        inputs, targets: all training samples, on the model's device.
        largest: samples in the largest batch.

    Attributes:
        rule: what the optimizer computes.
        chunk: the most updates at once, a power of two.
        rows: positions, [chunk + 1, 1 + s, P]; row 0 is where the program stands, row i the position after update i of the last run.
        columns: loss, gradient norm, update norm and largest weight of the last run's updates, [4, chunk].

    Raises:
        ValueError: the module has weights that flat vectors cannot stand for.
    """

    def __init__(self, model: nn.Module, loss: LossFunction, optimizer: Optimizer, inputs: Tensor, targets: Tensor, largest: int) -> None:
        self._model, self._loss, self.rule = model.train(), loss, rule_of(optimizer)
        self._inputs, self._targets = inputs, targets
        self._parameters = list(model.parameters())
        _check(self._parameters)
        self._sizes = [parameter.numel() for parameter in self._parameters]
        start = nn.utils.parameters_to_vector(self._parameters).detach()
        count, rows, item = len(start), 1 + len(self.rule.memories), start.element_size()
        width = -(-count * item // _ALIGNMENT) * _ALIGNMENT // item  # numbers from one row to the next
        fitting = max(1, min(_LONGEST, _ROOM_BYTES // ((rows + 1) * width * item + 8 * largest)))
        self.chunk = chunk = 1 << (fitting.bit_length() - 1)
        place: dict[str, Any] = {"dtype": start.dtype, "device": start.device}
        self.rows = torch.zeros(chunk + 1, rows, width, **place)[..., :count]
        self.columns = torch.zeros(4, chunk, **place)
        self._gradients = torch.zeros(chunk, width, **place)[:, :count]
        self._indices = torch.zeros(chunk * largest, dtype=torch.int64, device=start.device)
        self._coefficients = torch.tensor(NOTHING, **place).repeat(chunk, 1)
        self.rows[0, 0] = start

    @property
    def device(self) -> torch.device:
        """Where it runs."""
        return self.rows.device

    def load(self, indices: Tensor, coefficients: Tensor) -> None:
        """Put in place what the next run is about.

        Args:
            indices: samples of all its updates, one batch after the other, int64 [count · size].
            coefficients: of the formulas, [count, 3].
        """
        self._indices[: len(indices)] = indices
        self._coefficients[: len(coefficients)] = coefficients

    def run(self, size: int, count: int) -> None:
        """Make `count` updates with batches of `size` samples; nothing here waits for the device.

        Raises:
            ValueError: the loss does not depend on some of the weights.
        """
        for i in range(count):
            self.columns[0, i] = self._measure(i, self._indices[i * size : (i + 1) * size])
            with torch.no_grad():
                self.rule.move(self.rows[i], self.rows[i + 1], self._gradients[i], self._coefficients[i])
        self.columns[1, :count] = norms(self._gradients[:count])
        self.columns[2, :count] = norms(self.rows[1 : count + 1, 0] - self.rows[:count, 0])
        self.columns[3, :count] = self.rows[1 : count + 1, 0].abs().amax(dim=1)
        self.rows[0] = self.rows[count]

    def _measure(self, i: int, batch: Tensor) -> Tensor:
        """The loss of a batch at row i; its gradient is written to gradient i."""
        for parameter, part in zip(self._parameters, torch.split(self.rows[i, 0], self._sizes), strict=True):
            parameter.data = part.view(parameter.shape)
        loss = self._loss(self._model(self._inputs.index_select(0, batch)), self._targets.index_select(0, batch))
        gradients = torch.autograd.grad(loss, self._parameters, allow_unused=True)
        if any(gradient is None for gradient in gradients):  # torch.optim leaves such a weight alone, flat formulas do not
            raise ValueError("the loss does not depend on some of the weights")
        torch.cat([gradient.reshape(-1) for gradient in gradients], out=self._gradients[i])
        return loss.detach()


def _check(parameters: list[nn.Parameter]) -> None:
    if not all(parameter.requires_grad for parameter in parameters):
        raise ValueError("some of the weights are frozen")
    if len({(parameter.dtype, parameter.device) for parameter in parameters}) != 1:
        raise ValueError("the weights differ in number format or device")
