"""The fused steppers: a chunk of updates in one call of a compiled kernel, on the CPU.

Kernels run without the interpreter lock, so neither the window nor the other threads wait for them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...data.batches import Batches
from ...experiment.sections import Optimizer
from ...kernels import rules
from ...kernels.blas import one_thread
from ...kernels.net import Net, Samples, room
from ...kernels.updates import DIVERGED, KEPT, STEP, UPDATE, train_blocks, train_samples
from ...messages import Message
from ...optim.optimizers import rule_of
from ..timing import computing_clock
from .base import Rates, Updates

_SLICE_S = 0.030  # a longer slice waits less often for the lock; with it, a stop still takes effect within 50 ms
_LEFT = 0.2  # of the slice, for which the kernel is not called again
_FEW = 6  # batches up to this size go sample by sample; measured on nets from 1-1 to 20-256-256-1, the ways cross between 3 and 10
_IDLE_CALLS = 3  # of which the quickest tells what a call takes besides its updates
_BLOCK = 208  # samples at once: activations of some hundred neurons stay in the second-level cache, rows not on the same lines
_clock = computing_clock("cpu")


class KernelStepper:
    """Updates by a kernel, a chunk in each call.

    Args:
        optimizer: how a gradient becomes an update.
        start: flat weights, [P].
        places: how many numbers the kernel keeps the weights among.
        where: the place of each weight, int64 [P].
    """

    name = "fused"
    nogil = True
    note: Message | str = ""

    def __init__(self, optimizer: Optimizer, start: NDArray[Any], places: int, where: NDArray[np.int64]) -> None:
        self._rule, self._settings = kernel_rule(optimizer)
        self._counted = rule_of(optimizer).counted
        self._memories = len(rule_of(optimizer).memories)
        self._w, self._g = room(places, dtype=start.dtype), room(places, dtype=start.dtype)
        self._state = room(2, places if self._memories else 0, dtype=start.dtype)
        self._place, self._where = np.zeros(5, np.int64), where
        self._samples_per_second, self._overhead_s = 1e5, 0.0
        self.restore(np.concatenate([start[None], np.zeros((self._memories, len(start)), start.dtype)]), 0)

    def run(self, batches: Batches, rates: Rates, wanted: NDArray[np.int64]) -> Updates:
        """Make one update per batch, or as many as fit into some 30 ms."""
        warming_s = self._warm_up(batches) if self._is_cold else 0.0
        call, columns, kept = self._prepared(batches, rates, wanted)
        place, until, left = self._place, time.perf_counter() + _SLICE_S, _SLICE_S
        while left > _LEFT * _SLICE_S and place[UPDATE] < len(batches) and not place[DIVERGED]:
            allowance = max(1, int(left * self._samples_per_second))
            began = time.perf_counter()
            call(allowance)
            now = time.perf_counter()
            if place[UPDATE] < len(batches) and not place[DIVERGED]:  # otherwise the allowance was not used up
                self._samples_per_second = allowance / max(now - began, 1e-6)
            left = until - now
        return self._made(columns, kept, warming_s + self._overhead_s)

    def _prepared(
        self, batches: Batches, rates: Rates, wanted: NDArray[np.int64]
    ) -> tuple[Callable[[int], None], NDArray[Any], NDArray[Any]]:
        """A function that calls the kernel with an allowance of samples, and what it writes to: columns [3, k] and positions wanted."""
        columns = np.empty((3, len(batches)), self._w.dtype)
        kept = np.empty((len(wanted), 1 + self._memories, len(self._where)), self._w.dtype)
        self._place[[UPDATE, KEPT]] = 0
        return self._call((batches.order, batches.starts, rates, self._place), (*columns, wanted, kept)), columns, kept

    def _call(self, chunk: tuple[Any, ...], results: tuple[Any, ...]) -> Callable[[int], None]:
        """A function that calls the kernel with an allowance of samples.

        Args:
            chunk: order, starts, rates and place, as in `train_blocks`.
            results: what it writes to, from `losses` to `kept` there.
        """
        raise NotImplementedError

    def _made(self, columns: NDArray[Any], kept: NDArray[Any], overhead_s: float) -> Updates:
        place = self._place
        loss, grad_norm, update_norm = columns[:, : int(place[UPDATE])]
        return Updates(loss, grad_norm, update_norm, kept[: place[KEPT]], bool(place[DIVERGED]), overhead_s)

    def _warm_up(self, batches: Batches) -> float:
        """Have code and data of an update in the caches before the first one is timed; returns the seconds that took.

        An update is made and taken back, of a part of its batch where that is large; it tells how many samples a first slice may have at
        most. Then calls that end before their first update tell what a call takes besides its updates.
        """
        began = _clock()
        position, step = self.position(), int(self._place[STEP])
        samples = min(_BLOCK, int(batches.starts[1] - batches.starts[0]))
        for allowance in (_BLOCK, *[0] * _IDLE_CALLS):
            started = _clock()
            call, columns, kept = self._prepared(batches.part(0, 1), np.zeros(1), np.ones(1, np.int64))
            call(allowance)
            self._made(columns, kept, 0.0)
            took = _clock() - started
            self._overhead_s = took if allowance else min(self._overhead_s, took)
            if allowance:
                self._samples_per_second = min(self._samples_per_second, samples / max(took, 1e-9))
                self.restore(position, step)
        self._is_cold = False
        return _clock() - began

    def position(self) -> NDArray[Any]:
        """A copy of the weights and what the optimizer remembers: [1 + s, P]."""
        return np.stack([row.take(self._where) for row in (self._w, *self._state[: self._memories])])

    def restore(self, position: NDArray[Any], updates: int) -> None:
        """Go on from a position [1 + s, P] that some number of updates led to."""
        self._w[self._where] = position[0]
        for row, values in zip(self._state, position[1:], strict=False):
            row[self._where] = values
        self._place[:] = 0
        self._place[STEP] = updates
        self._settings[rules.PRODUCT] = float(self._counted(updates).get("mu_product", 1.0))
        self._is_cold = True


class FusedStepper(KernelStepper):
    """Updates of a dense net.

    Args:
        net: the net's shape.
        optimizer: how a gradient becomes an update.
        samples: all training samples, padded when `is_short`.
        start: flat weights, [P].
        batch_size: decides which kernel is used.
        threaded: where a BLAS that uses several threads lies in memory, for the products of large layers.
    """

    def __init__(self, net: Net, optimizer: Optimizer, samples: Samples, start: NDArray[Any], batch_size: int, threaded: int = 0) -> None:
        self._net, self._samples = net, samples
        self._table = net.table_for(str(start.dtype), threaded)
        self._is_short = is_short(batch_size)
        shape = (len(net.widths), net.room) if self._is_short else (net.rows, min(_BLOCK, -(-batch_size // 16) * 16))
        self._room = [room(*shape, dtype=start.dtype) for _ in range(3)]  # activations, slopes and their derivatives
        self._running = np.zeros(1)
        places = net.packed * net.room if self._is_short else net.size
        super().__init__(optimizer, start, places, net.where if self._is_short else np.arange(net.size))

    def feed(self, inputs: NDArray[Any], targets: NDArray[Any]) -> None:
        """Take other training samples: inputs float [n, d] and targets float [n, outputs] or int64 [n]."""
        self._samples = Samples(inputs, targets, is_padded=self._is_short)

    def run_part(self, inputs: NDArray[Any], targets: NDArray[Any], done: int, size: int, rate: float, *, is_wanted: bool) -> Updates:
        """Take some samples of a batch of `size`, whole blocks unless they are the last ones; `done` samples came before them."""
        self.feed(inputs, targets)
        batches = Batches(np.arange(len(inputs)), np.array([-done, size - done]))  # as if those before them were there
        call, columns, kept = self._prepared(batches, np.array([rate]), np.arange(1, 1 + is_wanted))
        call(len(inputs))
        return self._made(columns, kept, 0.0)

    def _call(self, chunk: tuple[Any, ...], results: tuple[Any, ...]) -> Callable[[int], None]:
        """A function that calls the kernel with an allowance of samples."""
        net, samples = self._net, self._samples
        given = (self._table, net.activation, net.loss, self._rule, self._settings, samples.inputs, samples.targets, samples.labels)
        chunk = (*chunk, self._running)
        if self._is_short:
            memory = (self._w, self._w.reshape(net.packed, net.room), self._g, self._state, self._where)
            return lambda allowance: train_samples(*given, *chunk, *memory, *self._room, *results, allowance)

        def call(allowance: int) -> None:
            with one_thread():
                train_blocks(*given, *chunk, self._w, self._g, self._state, *self._room, *results, allowance)

        return call


def kernel_rule(optimizer: Optimizer) -> tuple[int, NDArray[np.float64]]:
    """An optimizer as kernels want it: the number of its rule, and what it is set to."""
    settings = np.zeros(rules.PLACES)
    settings[: len(rules.SETTINGS)] = [getattr(optimizer, name) for name in rules.SETTINGS]
    return getattr(rules, rule_of(optimizer).kernel), settings


def is_short(batch_size: int) -> bool:
    """Whether batches of this size go sample by sample."""
    return batch_size <= _FEW
