"""Where a lane went. A path does not know its lane: lanes may know each other's paths without holding each other."""

from __future__ import annotations

import numpy as np

from ..growing_table import GrowingTable
from .history import ParameterHistory

_WILD = 4.0  # times the loss at the start
ASTRAY = 100.0  # times that, and a lane has gone astray
_UNIT = 1.0  # in its place, where that is not above zero


class Path:
    """A lane's way through its weights, as far as it has been recorded.

    Attributes:
        history: the weights.
    """

    def __init__(self, history: ParameterHistory, rows: GrowingTable, evaluations: GrowingTable) -> None:
        self.history = history
        self._rows, self._evaluations = rows, evaluations
        self._calm: tuple[int, int | None] = 0, None  # evaluations looked at, and the first wild one among them

    @property
    def updates(self) -> int:
        """Updates recorded so far."""
        return len(self._rows) - 1

    @property
    def updates_before_divergence(self) -> int:
        """Updates before the training loss rose far above that of the start."""
        measured = self._evaluations.snapshot()
        losses = measured["train_loss"]
        seen, wild = self._calm
        if wild is None and len(losses) > seen:
            found = np.flatnonzero(losses[seen:] > divergence_threshold(float(losses[0])))
            wild = seen + int(found[0]) if len(found) else None
            self._calm = len(losses), wild
        return self.updates if wild is None else int(measured["update"][max(wild - 1, 0)])

    @property
    def astray_since(self) -> int | None:
        """The update since which every evaluation found the training loss `ASTRAY` times that of the start or not finite; None where the
        newest one did not."""
        measured = self._evaluations.snapshot()
        losses = measured["train_loss"]
        if not len(losses) or losses[-1] <= (above := divergence_threshold(float(losses[0]), ASTRAY)):
            return None
        calm = np.flatnonzero(losses <= above)
        return int(measured["update"][calm[-1] + 1 if len(calm) else 0])


def divergence_threshold(start: float, times: float = _WILD) -> float:
    """The training loss above which a lane that started with some loss has gone wild; a function may start at or below zero."""
    return start + (times - 1) * (start if start > 0 else max(-start, _UNIT))
