"""When a rate is lowered since the loss falls no more: `torch.optim.lr_scheduler.ReduceLROnPlateau`, without cooldown and least rate."""

from __future__ import annotations

import math

_FALL = 1e-4  # relative: a loss has to fall by more to count


class Plateau:
    """Follows a loss from epoch to epoch.

    Args:
        patience: epochs in a row without a lower loss that are borne.
    """

    def __init__(self, patience: int) -> None:
        self._patience = patience
        self._best, self._waited = math.inf, 0

    def is_reached(self, loss: float) -> bool:
        """Take the loss at the end of an epoch; whether the rate is to be lowered now. A loss that is no number is no lower one."""
        if loss < self._best * (1 - _FALL):
            self._best, self._waited = loss, 0
        else:
            self._waited += 1
        if self._waited <= self._patience:
            return False
        self._waited = 0
        return True
