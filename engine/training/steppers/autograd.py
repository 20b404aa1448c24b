"""The reference stepper: plain PyTorch autograd and torch.optim, for any module on any device.

Nothing is brought over from the device before a piece is over: losses, gradients and weights of its updates are kept there,
so there is no synchronisation per update. Every operation gives up the interpreter lock and waits for it beside a window that
paints: there are as few as can be.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch._utils import _flatten_dense_tensors as flatten

from ...data.batches import Batches
from ...errors import InputError
from ...experiment.sections import Optimizer
from ...memory import in_words
from ...messages import Message, message
from ...models.losses import LossFunction
from ...optim.optimizers import make_optimizer, rule_of, step_of, without_compiler
from ..torch_defaults import usual_torch
from .base import InterruptedTrainingError, Rates, Updates
from .pieces import Pieces, norms, on_host
from .saved_bytes import saved_bytes

_PIECE_BYTES = 64 * 2**20  # of weights and gradients held on the device, and once more side by side
_MANY = 1 << 30  # updates in a piece, of which nothing large is held
_LARGE = 2**14  # weights, whose norms the processor works out at once: kept for the end of a piece they would leave its caches


class AutogradStepper:
    """Updates by autograd.

    Args:
        model: the module to train; it is changed.
        loss: mean loss of outputs and targets.
        optimizer: how a gradient becomes an update.
        inputs, targets: all training samples, on the model's device.
        micro_batch: samples that are computed at once; the gradients of larger batches are accumulated.
        draw: gives a block within which the model draws what it draws in an update, counted from 1, where it draws anything.
        is_divisible: whether a batch may be computed in parts where the device's memory does not suffice: not where samples depend on each
            other, or on what is drawn for their places.

    Attributes:
        note: that batches go in parts, as was asked for or since the device's memory did not suffice, in one sentence, or empty.
    """

    name = "autograd"
    nogil = False

    def __init__(
        self, model: nn.Module, loss: LossFunction, optimizer: Optimizer, inputs: Tensor, targets: Tensor, micro_batch: int | None = None,
        draw: Callable[[int], AbstractContextManager[None]] | None = None, *, is_divisible: bool = True,
    ) -> None:  # fmt: skip
        self._model = model.train()
        self._draw, self._is_divisible = draw or (lambda update: nullcontext()), is_divisible
        self._updates = 0
        self._loss = loss
        self._optimizer, self._memories = make_optimizer(optimizer, model), rule_of(optimizer).memories
        self._said, self._counted = optimizer, rule_of(optimizer).counted
        self._step = step_of(self._optimizer)
        self._inputs, self._targets = inputs, targets
        self._parameters = list(model.parameters())
        self._flat = [parameter.detach().view(-1) for parameter in self._parameters]
        self._size = sum(part.numel() for part in self._flat)
        self._is_large = self._size > _LARGE and inputs.device.type == "cpu"
        held = 4 * self._size * self._flat[0].element_size()
        self._pieces = Pieces(_MANY if self._is_large else max(1, _PIECE_BYTES // held))
        self._at_once = micro_batch or sys.maxsize  # samples; less once the device's memory has not sufficed
        self._part_loss = torch.zeros(0)  # of a batch that comes in parts
        self.note: Message | str = ""

    def run(self, batches: Batches, rates: Rates, wanted: NDArray[np.int64]) -> Updates:
        """Make one update per batch, or as many as fit into some 10 ms.

        Raises:
            InterruptedTrainingError: one of them raised.
        """
        return self._pieces.run(self._run_piece, batches, rates, wanted)

    def position(self) -> NDArray[Any]:
        """A copy of the weights and what the optimizer remembers: [1 + s, P]."""
        return on_host(self._position())

    @usual_torch()
    def restore(self, position: NDArray[Any], updates: int) -> None:
        """Go on from a position [1 + s, P] that some number of updates led to."""
        self._updates = updates
        rows = torch.tensor(position, device=self._inputs.device)  # a copy: training must not write into what was given
        state: dict[int, dict[str, Any]] = {}
        sizes = [part.numel() for part in self._flat]
        for flat, weights in zip(self._flat, torch.split(rows[0], sizes), strict=True):
            flat.copy_(weights)  # into their own memory: where weights lie decides how matrix products round
        for i, parts in enumerate(zip(*(torch.split(row, sizes) for row in rows[1:]), strict=True) if updates else ()):
            values = {name: part.clone().view_as(self._parameters[i]) for name, part in zip(self._memories, parts, strict=True)}
            state[i] = self._counted(updates) | values
        with without_compiler():
            self._optimizer.load_state_dict(self._optimizer.state_dict() | {"state": state})
        for parameter in self._parameters if state else ():
            self._optimizer.state[parameter].update(self._counted(updates))  # which it gives the parameters' dtype

    def feed(self, inputs: NDArray[Any], targets: NDArray[Any]) -> None:
        """Take other training samples: inputs float [n, d] and targets float [n, outputs] or int64 [n]."""
        device = self._inputs.device
        self._inputs, self._targets = torch.from_numpy(inputs).to(device), torch.from_numpy(targets).to(device)

    def run_part(self, inputs: NDArray[Any], targets: NDArray[Any], done: int, size: int, rate: float, *, is_wanted: bool) -> Updates:
        """Take some samples of a batch of `size`; `done` samples came before them."""
        self.feed(inputs, targets)
        made, part = self._nothing_done(), torch.arange(len(inputs), device=self._inputs.device)
        wanted = np.arange(1, 1 + is_wanted)
        try:
            if not self._is_divisible:
                raise InputError("batch_size", message("batch_not_divisible", size=size, most=len(inputs)))
            if done == 0:
                self._clear()
                self._part_loss = torch.zeros((), device=part.device, dtype=self._flat[0].dtype)
            for some in torch.split(part, min(self._at_once, len(part))):
                self._part_loss = self._part_loss + self._backward(some, len(some) / size)
            if done + len(inputs) == size:
                self._note(made, self._part_loss, self._stepped(rate), is_wanted=is_wanted)
        except Exception as error:
            raise InterruptedTrainingError(made.updates(wanted)) from error
        return made.updates(wanted)

    def _run_piece(self, batches: Batches, rates: Rates, wanted: NDArray[np.int64]) -> Updates:
        done = self._nothing_done()
        asked = set(wanted.tolist())
        for i, batch in enumerate(self._on_device(batches), 1):
            try:
                loss, gradient = self._update(batch, rates[i - 1])
            except Exception as error:
                raise InterruptedTrainingError(done.updates(wanted)) from error
            self._note(done, loss, gradient, is_wanted=i in asked)
        return done.updates(wanted)

    def _nothing_done(self) -> _Done:
        return (_LargeDone if self._is_large else _Done)(torch.cat(self._flat), 1 + len(self._memories))

    def _note(self, done: _Done, loss: Tensor, gradient: Tensor, *, is_wanted: bool) -> None:
        """Note what an update gave."""
        done.losses.append(loss)
        done.gradients.append(gradient)
        done.note_weights(self._flat)
        if is_wanted:
            done.kept.append(self._position())

    def _update(self, batch: Tensor, rate: float) -> tuple[Tensor, Tensor]:
        """The loss [] of a batch, and what `_gradient` gives."""
        while (loss := self._measure(batch)) is None:
            self._halve(len(batch))
        return loss, self._stepped(rate)

    def _stepped(self, rate: float) -> Tensor:
        """Let the optimizer make its step; returns what `_gradient` gives."""
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        gradient = self._gradient()
        with torch.no_grad():
            if self._said.shapes_gradient:
                self._shape()
            self._step()
        self._updates += 1
        return gradient

    def _shape(self) -> None:
        """Add the gradient of the L1 penalty to the parameters', and clip them, as one does it with torch."""
        said = self._said
        for parameter in self._parameters if said.l1 else ():
            if parameter.grad is not None:
                parameter.grad.add_(parameter.sign(), alpha=said.l1)
        if said.clip_value:
            nn.utils.clip_grad_value_(self._parameters, said.clip_value)
        if said.clip_norm:
            nn.utils.clip_grad_norm_(self._parameters, said.clip_norm)

    def _measure(self, batch: Tensor) -> Tensor | None:
        """The loss of a batch, with its gradient in the parameters; None when the device's memory does not suffice."""
        self._clear()
        try:
            if len(batch) <= self._at_once:
                with self._draw(self._updates + 1):
                    return self._backward(batch)
            return self._accumulated(batch)
        except torch.OutOfMemoryError:
            if min(self._at_once, len(batch)) == 1 or not self._is_divisible:
                raise
            return None  # nothing is tried again in here, where the exception still holds what has been allocated

    def _accumulated(self, batch: Tensor) -> Tensor:
        """The loss of a batch that goes in parts, and its gradient: means of those of the parts, weighted by their sizes."""
        parts = torch.split(batch, self._at_once)
        saved: Mapping[int, int] = {}
        with ExitStack() as measured:
            if not self.note:
                saved = measured.enter_context(saved_bytes(self._parameters))
            losses = [self._backward(parts[0], len(parts[0]) / len(batch))]
        losses += [self._backward(part, len(part) / len(batch)) for part in parts[1:]]
        if not self.note:
            kept = sum(saved.values())
            sizes = {"memory": in_words(kept), "whole": in_words(kept * len(batch) / len(parts[0]))}
            self.note = message("gradients_accumulated", n=len(parts[0]), **sizes)
        return torch.stack(losses).sum()

    def _clear(self) -> None:
        for parameter in self._parameters:
            parameter.grad = None

    def _backward(self, batch: Tensor, share: float = 1.0) -> Tensor:
        """A share of the loss of some samples; its gradient is added to what the parameters have."""
        loss = self._loss(self._model(self._inputs.index_select(0, batch)), self._targets.index_select(0, batch))
        if share < 1:
            loss = loss * share
        loss.backward()  # type: ignore[no-untyped-call]
        return loss.detach()

    def _halve(self, size: int) -> None:
        """From now on compute batches in parts, half as large as what was too much of a batch of this size."""
        self._at_once = -(-min(self._at_once, size) // 2)
        self.note = message("computed_in_parts", size=str(size), part=str(self._at_once))

    def _gradient(self) -> Tensor:
        """A copy of the gradient [P] before it is clipped and the optimizer uses its memory (Nesterov); of a large one its norm []."""
        if self._is_large:
            return _norm([parameter.grad.view(-1) for parameter in self._parameters if parameter.grad is not None])
        parts = [torch.zeros_like(parameter) if parameter.grad is None else parameter.grad for parameter in self._parameters]
        whole: Tensor = flatten(parts)  # type: ignore[no-untyped-call]
        return whole.clone() if len(parts) == 1 else whole  # one part alone is not copied

    def _position(self) -> Tensor:
        remembered = [torch.cat([self._remembered(parameter, name) for parameter in self._parameters]) for name in self._memories]
        return torch.stack([torch.cat(self._flat), *remembered])

    def _remembered(self, parameter: nn.Parameter, name: str) -> Tensor:
        value = self._optimizer.state[parameter].get(name)
        return torch.zeros_like(parameter).view(-1) if value is None else value.view(-1)

    def _on_device(self, batches: Batches) -> tuple[Tensor, ...]:
        """All batches in one transfer."""
        indices = torch.from_numpy(batches.order).to(self._inputs.device)
        return torch.split(indices, np.diff(batches.starts).tolist())


class _Done:
    """What the updates of a piece gave, on the device.

    Args:
        start: the weights before them, [P].
        rows: of a position, 1 + s.

    Attributes:
        weights: before and after, [P] each; gradients: [P] each; losses: [] each.
        kept: positions at those wanted, [1 + s, P] each.
    """

    def __init__(self, start: Tensor, rows: int) -> None:
        self.weights, self.gradients, self.losses, self.kept = [start], list[Tensor](), list[Tensor](), list[Tensor]()
        self._rows = rows

    def note_weights(self, parts: Sequence[Tensor]) -> None:
        """Note the weights after an update, in parts that are [P] together."""
        self.weights.append(torch.cat(tuple(parts)))

    def columns(self) -> tuple[Tensor, Tensor, Tensor]:
        """Norms of gradients and of moves, and whether the weights are finite: [k] each."""
        weights = torch.stack(self.weights)
        return norms(torch.stack(self.gradients)), norms(weights[1:] - weights[:-1]), torch.isfinite(weights[1:]).all(dim=1)

    def updates(self, wanted: NDArray[np.int64]) -> Updates:
        """Bring them over, up to the first that is not finite."""
        start = self.weights[0]
        if not self.losses:
            nothing = on_host(start.new_empty(0))
            return Updates(nothing, nothing, nothing, on_host(start.new_empty(0, self._rows, len(start))), diverged=False)
        losses, (grad_norm, update_norm, are_finite) = torch.stack(self.losses), self.columns()
        finite = on_host(torch.isfinite(losses) & are_finite)
        good = len(finite) if finite.all() else int(finite.argmin())
        loss, grad_norms, update_norms = (on_host(values[:good]) for values in (losses, grad_norm, update_norm))
        some = self.kept[: int(np.searchsorted(wanted, good, side="right"))]
        kept = torch.stack(some) if some else start.new_empty(0, self._rows, len(start))
        return Updates(loss, grad_norms, update_norms, on_host(kept), diverged=good < len(finite))


class _LargeDone(_Done):
    """The same of a model with many weights: they are not kept, and the gradients are norms already, [] each."""

    def __init__(self, start: Tensor, rows: int) -> None:
        super().__init__(start, rows)
        self._moves = list[Tensor]()
        self._other = torch.empty_like(start)

    def note_weights(self, parts: Sequence[Tensor]) -> None:
        before, after = self.weights[0], torch.cat(tuple(parts), out=self._other)
        self._moves.append(_norm([torch.sub(after, before, out=before)]))
        self.weights[0], self._other = after, before

    def columns(self) -> tuple[Tensor, Tensor, Tensor]:
        moves = torch.stack(self._moves)
        return torch.stack(self.gradients), moves, torch.isfinite(moves)


def _norm(parts: Sequence[Tensor]) -> Tensor:
    """The Euclidean norm of all parts together, [], also where its squares would overflow."""
    whole = torch.linalg.vector_norm(torch.stack([torch.linalg.vector_norm(part) for part in parts]))
    return whole if torch.isfinite(whole) else norms(torch.cat(tuple(parts))[None])[0]
