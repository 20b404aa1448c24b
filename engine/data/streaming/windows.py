"""The order in which samples larger than memory are used: blocks in shuffled order, and all samples of a window mixed.

See docs/decisions/orders.md. Where one window holds all samples, it is the order of samples in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...experiment.mixing import Mixing
from ..orders import epoch_orders, fresh_order

Order = NDArray[np.int64]
_AT_ONCE = 1 << 20  # samples
_SORTED = -1  # in place of an epoch: samples in the order of the files


class Stretch(NamedTuple):
    """Places `begin` to `end` of the order of an epoch."""

    epoch: int
    begin: int
    end: int


class WindowedOrder:
    """Samples in the order of use, which are drawn when they are asked for: `order[begin:end]`, `np.asarray(order)`.

    Args:
        seed: of the experiment.
        n: training samples.
        mixing: how they are mixed.
        stretches: which places of which epochs, one after the other.
    """

    def __init__(self, seed: int, n: int, mixing: Mixing, stretches: Sequence[Stretch]) -> None:
        self._seed, self._n, self._mixing = seed, n, mixing
        self._stretches = tuple(stretches)

    def __len__(self) -> int:
        return sum(end - begin for _, begin, end in self._stretches)

    def __getitem__(self, part: slice) -> WindowedOrder:
        first, last, _ = part.indices(len(self))
        stretches, at = [], 0
        for epoch, begin, end in self._stretches:
            cut = Stretch(epoch, max(begin, begin + first - at), min(end, begin + last - at))
            at += end - begin
            if cut.begin < cut.end:
                stretches.append(cut)
        return WindowedOrder(self._seed, self._n, self._mixing, stretches)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Order:
        parts = [self._drawn(stretch) for stretch in self._stretches]
        return np.concatenate(parts) if parts else np.empty(0, np.int64)

    def _drawn(self, stretch: Stretch) -> Order:
        epoch, begin, end = stretch
        if epoch == _SORTED:
            return np.arange(begin, end)
        size = self._mixing.window
        parts = []
        for window in range(begin // size, -(-end // size)):
            at = window * size
            parts.append(_mixed(self._seed, self._n, self._mixing, epoch, window)[max(begin - at, 0) : end - at])
        return np.concatenate(parts)


def in_windows(shuffle: str, seed: int, n: int, mixing: Mixing, epochs: range, used: int) -> WindowedOrder:
    """The samples that some epochs (counted from 0) use, one after the other, of each the first `used`.

    Args:
        shuffle: one of `SHUFFLES`, but for that with replacement, for which all samples would have to be at hand.
        seed, n, mixing: as in `WindowedOrder`.
        epochs: which.
        used: samples of each.
    """
    return WindowedOrder(seed, n, mixing, [Stretch(_EPOCHS[shuffle](epoch), 0, used) for epoch in epochs])


def drawn(order: WindowedOrder) -> Order:
    """Samples as they are in memory, where they are not too many, as for a batch of all samples."""
    return np.asarray(order) if len(order) <= _AT_ONCE else order  # type: ignore[return-value]


_EPOCHS: dict[str, Callable[[int], int]] = {"every-epoch": lambda epoch: epoch, "once": lambda epoch: 0, "never": lambda epoch: _SORTED}


@lru_cache(maxsize=4)  # lanes need the same ones, some sooner than others
def _mixed(seed: int, n: int, mixing: Mixing, epoch: int, window: int) -> Order:
    """The samples of a window of an epoch in the order of use."""
    samples = window_samples(seed, n, mixing, epoch, window)
    return samples[fresh_order(_seed_of(seed, window), epoch, len(samples))]


def window_samples(seed: int, n: int, mixing: Mixing, epoch: int, window: int) -> Order:
    """The samples of a window of an epoch, block by block. What is left over of all blocks stays last, so that windows are full."""
    block, whole, each = mixing.block, n // mixing.block, mixing.window // mixing.block
    blocks = epoch_orders(_seed_of(seed, -1), range(epoch, epoch + 1), whole)[0][window * each : (window + 1) * each]
    samples = (blocks[:, None] * block + np.arange(block)).reshape(-1)
    is_last = (window + 1) * mixing.window >= n
    return np.concatenate([samples, np.arange(whole * block, n)]) if is_last else samples


def _seed_of(seed: int, window: int) -> int:
    """Seeds apart for blocks and windows; those of experiments have 32 bits."""
    return seed + (window + 2 << 32)
