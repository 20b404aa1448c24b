"""The learning rate of every update, as the schedule of an optimizer says.

It follows from the number of the update alone, so that a replay from the middle of a run has the same rates.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..experiment.optimizers import SCHEDULES
from ..experiment.sections import Optimizer

Rates = NDArray[np.float64]

_KEPT = 1 << 16  # constant rates


def learning_rates(optimizer: Optimizer, planned: int | None, first: int, count: int) -> Rates:
    """The learning rates of updates `first` … `first + count - 1`, counted from 1: float64 [count].

    The first update has the whole declared rate under every schedule, and the last one still a rate above zero. With u the number of the
    update and T those planned, the schedule makes the share of the declared rate from (T − u + 1) / T.

    Args:
        optimizer: declares rate and schedule.
        planned: updates of the whole run; may be None when the rate is constant.
        first, count: which updates are wanted; none beyond those planned.

    Returns:
        Not to be changed: constant rates are kept.
    """
    share = SCHEDULES[optimizer.schedule].share
    if share is None:
        return _constant(optimizer.lr)[:count] if count <= _KEPT else np.full(count, optimizer.lr)
    assert planned is not None, "an experiment with a schedule has a budget of epochs or updates"
    left = (planned + 1 - np.arange(first, first + count)) / planned  # [count], from 1 down to 1 / planned
    return optimizer.lr * share(left)


@lru_cache(maxsize=8)
def _constant(lr: float) -> Rates:
    """Equal rates, kept: to fill an array gives up the interpreter lock, and beside a window that paints waits for it."""
    return np.full(_KEPT, lr)
