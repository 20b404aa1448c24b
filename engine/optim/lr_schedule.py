"""The learning rate of every update, as the schedule of an optimizer says.

It follows from the number of the update, from the epochs passed by then, and from the recorded updates after which the rate was lowered on
a plateau, so that a replay from the middle of a run has the same rates.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..experiment.schedules import Moments
from ..experiment.sections import Optimizer

Rates = NDArray[np.float64]
Sizes = Callable[[NDArray[np.int64]], NDArray[np.int64]]  # of the batches of the updates after so many others
Epochs = Callable[[NDArray[np.int64]], NDArray[np.float64]]  # passes over the samples after so many updates

_KEPT = 1 << 16  # constant rates


def _of_full_batches(updates: NDArray[np.int64]) -> NDArray[np.float64]:
    return updates.astype(np.float64)


def learning_rates(
    optimizer: Optimizer, planned: int | None, first: int, count: int, *, epochs: Epochs = _of_full_batches, lowered: Sequence[int] = (),
    size: int | Sizes | None = None,
) -> Rates:  # fmt: skip
    """The learning rates of updates `first` … `first + count - 1`, counted from 1: float64 [count].

    A rate is the declared one, scaled for the batch size, times the schedule's share, times that of the warm-up. A warm-up rises along a
    line to the update that ends it, and is one from there on. Without one the first update has the whole rate under every schedule but
    one-cycle, and the last one still a rate above zero.

    Args:
        optimizer: declares rate and schedule.
        planned: updates of the whole run; may be None where the schedule needs no end.
        first, count: which updates are wanted; none beyond those planned.
        epochs: passes over the samples after some numbers of updates [k]; without it, an update is one.
        lowered: the updates after which the rate was lowered on a plateau, rising.
        size: samples in each batch, or what tells those of updates [k]; without it, as many as in the base batch.

    Returns:
        Not to be changed: constant rates are kept.
    """
    share, has_warmup = optimizer.schedule_kind.share, optimizer.uses("warmup") and optimizer.warmup > 0
    lr = optimizer.lr if size is None or callable(size) else optimizer.lr * optimizer.rate_factor(size)
    if share is None and not has_warmup and not callable(size):
        return _constant(lr)[:count] if count <= _KEPT else np.full(count, lr)
    updates = np.arange(first - 1, first + count)
    passed = epochs(updates)
    when = Moments(updates[:-1], planned, passed[:-1], passed[1:], np.searchsorted(lowered, updates[:-1], side="right"))
    rates = np.full(count, lr) if share is None else lr * share(when, optimizer)
    if callable(size):
        rates = rates * optimizer.rate_factor(size(updates[:-1]))
    return rates * np.minimum(when.epochs_after / optimizer.warmup, 1.0) if has_warmup else rates


@lru_cache(maxsize=8)
def _constant(lr: float) -> Rates:
    """Equal rates, kept: to fill an array gives up the interpreter lock, and beside a window that paints waits for it."""
    return np.full(_KEPT, lr)
