"""The record of one lane: what happened at each update, the losses evaluated on the way, and the weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..experiment import Lane
from ..randomness import Purpose, stream
from .columns import DERIVED, EVALUATED, STORED
from .history import ParameterHistory, Vector
from .table import GrowingTable

_WILD = 4.0  # times the loss at the start
State = Literal["training", "finished", "stopped", "diverged", "failed"]


@dataclass(frozen=True)
class LaneStatus:
    """How a lane stands.

    Attributes:
        state: `diverged` when loss or weights were no longer finite, `failed` when an exception was raised.
        update: the update at which it diverged or failed.
        reason: why, in one sentence.
        traceback: of the exception, or empty.
    """

    state: State = "training"
    update: int | None = None
    reason: str = ""
    traceback: str = ""


class LaneRecording:
    """One lane's record.

    Attributes:
        lane: the lane as declared.
        n: training samples.
        status: how it stands.
        stepper: how its updates were computed.
        history: the weights.
        replay: computes the weights after an update that the history does not keep; set by whoever can train.
        coordinates: gives the coordinates [updates + 1, 2] on the recording's plane; set by the recording.
    """

    def __init__(self, lane: Lane, n: int, seed: int, start: Vector, *, planned: int | None, memory_budget: int) -> None:
        self.lane = lane
        self.n = n
        self.status = LaneStatus()
        self.stepper = "autograd"
        self.history = ParameterHistory(start, planned, memory_budget)
        self.replay: Callable[[int], Vector]
        self.coordinates: Callable[[], NDArray[np.float64]]
        self._seed = seed
        self._per_epoch, self._samples_per_epoch, self._size = lane.updates_per_epoch(n), lane.samples_per_epoch(n), lane.size(n)
        dtypes = {name: start.dtype if dtype == "float" else dtype for name, dtype in STORED.items()}
        self._rows = GrowingTable(dtypes, capacity=min(planned or 0, 1 << 20) + 1)
        self._rows.append(loss=np.nan, grad_norm=np.nan, update_norm=0.0, lr=np.nan, seconds=0.0)
        self._evaluations = GrowingTable({"update": np.int64} | dict.fromkeys(EVALUATED, np.float64))

    @property
    def name(self) -> str:
        """The lane's name."""
        return self.lane.name

    @property
    def updates(self) -> int:
        """Updates recorded so far."""
        return len(self._rows) - 1

    @property
    def calm_updates(self) -> int:
        """Updates before the training loss rose far above that of the start; pictures are framed around these."""
        measured = self.evaluated()
        wild = np.flatnonzero(measured["train_loss"] > _WILD * measured["train_loss"][:1].sum())
        return int(measured["update"][max(wild[0] - 1, 0)]) if len(wild) else self.updates

    @property
    def diverged_at(self) -> int | None:
        """The update whose batch loss, gradient or weights were no longer finite, which is not among the rows; or the last row, if only its
        training loss was not. None for a lane that did not diverge."""
        return self.status.update if self.status.state == "diverged" else None

    @property
    def is_over(self) -> bool:
        """Whether no more rows will come."""
        return self.status.state != "training"

    def column(self, name: str) -> NDArray[Any]:
        """A column of `columns.py`: [updates + 1], read-only, in the experiment's dtype or as declared there."""
        if name in DERIVED:
            return DERIVED[name](self, len(self._rows))
        return self.snapshot()[name]

    def snapshot(self) -> dict[str, NDArray[Any]]:
        """All stored columns at one moment, of equal length."""
        return self._rows.snapshot()

    @property
    def evaluations(self) -> np.recarray[Any, Any]:
        """Losses measured on whole sets, by row: `update`, `train_loss`, `validation_loss`, `train_accuracy`, `validation_accuracy`."""
        columns = self.evaluated()
        table: np.recarray[Any, Any] = np.rec.fromarrays(list(columns.values()), names=list(columns))  # type: ignore[call-overload]
        return table

    def evaluated(self) -> dict[str, NDArray[Any]]:
        """The same as columns, without copying."""
        return self._evaluations.snapshot()

    def batches(self, epoch: int) -> list[NDArray[np.int64]]:
        """The sample indices of each update of an epoch (counted from 0), in the order used."""
        order, size = self._order(epoch).copy(), self._size
        return [order[i * size : (i + 1) * size] for i in range(self._per_epoch)]

    def batch(self, update: int) -> NDArray[np.int64]:
        """The sample indices that caused an update (counted from 1)."""
        epoch, within = divmod(update - 1, self._per_epoch)
        return self._order(epoch)[within * self._size : (within + 1) * self._size].copy()

    def _order(self, epoch: int) -> NDArray[np.int64]:
        return epoch_order(self._seed, epoch, self.n) if self.lane.shuffle else np.arange(self.n)

    def samples_at(self, update: int) -> int:
        """Samples used after one number of updates."""
        epochs, within = divmod(update, self._per_epoch)
        return epochs * self._samples_per_epoch + min(within * self._size, self._samples_per_epoch)

    def samples_after(self, updates: ArrayLike) -> NDArray[np.int64]:
        """Samples used after each of the given numbers of updates."""
        epochs, within = np.divmod(np.asarray(updates, dtype=np.int64), self._per_epoch)
        per_epoch = self._samples_per_epoch
        samples: NDArray[np.int64] = epochs * per_epoch + np.minimum(within * self._size, per_epoch)
        return samples

    def parameters(self, update: int) -> Vector:
        """The weights after an update, flat and exact: [P].

        Raises:
            IndexError: the update has not been recorded.
        """
        if not 0 <= update <= self.updates:
            raise IndexError(f"update {update} of lane {self.name}: recorded are 0 to {self.updates}")
        kept = self.history.at(update)
        return self.replay(update) if kept is None else kept

    def append(self, weights: NDArray[Any], **columns: ArrayLike) -> None:
        """Add rows: their weights [k, P] and stored columns [k]. Weights go first, so that a published row has them."""
        self.history.append(len(self._rows), weights)
        self._rows.append(**columns)

    def restore(self, history: ParameterHistory, columns: Mapping[str, ArrayLike], evaluations: Mapping[str, ArrayLike]) -> None:
        """Take the place of an empty record with what a file holds."""
        self.history = history
        self._rows = GrowingTable({name: np.asarray(column).dtype for name, column in columns.items()})
        self._rows.append(**columns)
        self._evaluations.append(**evaluations)

    def append_evaluations(self, updates: ArrayLike, **measured: ArrayLike) -> None:
        """Add evaluations [k] of rows `updates`, in order."""
        self._evaluations.append(update=updates, **measured)


@lru_cache(maxsize=4)
def epoch_order(seed: int, epoch: int, n: int) -> NDArray[np.int64]:
    """The order of the samples in an epoch (counted from 0), the same for all lanes: [n], read-only."""
    order = stream(seed, Purpose.ORDER, epoch).permutation(n)
    order.flags.writeable = False
    return order
