"""The record of one lane: what happened at each update, the losses evaluated on the way, and the weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from weakref import WeakMethod

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..data.batches import Batches
from ..data.orders import ORDER_VERSION, samples_in_order
from ..data.streaming.windows import WindowedOrder, drawn, in_windows
from ..experiment import Lane
from ..experiment.batch_plan import Stage
from ..experiment.mixing import Mixing
from ..experiment.shuffles import SHUFFLES
from ..growing_table import GrowingTable
from ..messages import Message, message
from ..optim.lr_schedule import Rates, learning_rates
from .columns import DERIVED, EVALUATED, STORED
from .history import ParameterHistory, Vector
from .path import ASTRAY, Path
from .pyramid import LEAF, Extremes
from .summaries import ColumnSummary
from .usage import Usage

State = Literal["training", "finished", "stopped", "diverged", "failed"]


@dataclass(frozen=True)
class LaneStatus:
    """How a lane stands.

    Attributes:
        state: `diverged` when batch loss or weights were no longer finite, `failed` when an exception was raised.
        update: the update at which it diverged or failed.
        reason: why, in one sentence.
        traceback: of the exception, or empty.
    """

    state: State = "training"
    update: int | None = None
    reason: Message | str = ""
    traceback: str = ""


class LaneRecording:
    """One lane's record.

    Attributes:
        lane: the lane as declared.
        n: training samples.
        plan: of its batches.
        status: how it stands.
        stepper: how its updates were computed.
        autograd_updates: how many of the first updates autograd made since the kernels were not there yet.
        agreement: largest relative difference of the first updates to autograd's; NaN where they are autograd's.
        note: why another stepper than wanted was used, and what it had to do otherwise, or empty.
        replay_difference: how far weights that were computed again were off those kept, relative to the largest of them; NaN before.
        planned: updates it is to make, at most where it has a target; None where the budget is time.
        target: the training loss at or below which it ends, or None.
        order_version: how the order of its samples was drawn; an older one in a recording from a file.
        lowered: the updates after which the learning rate was lowered on a plateau, rising.
        mixing: how its samples are shuffled where they are larger than memory.
        path: where it went.
        replay: computes a lane's positions after some updates, first and last, that its history does not keep; set by the recording.
        coordinates: gives a lane's coordinates [updates + 1, 2] on the plane of the recording, the last one if it is part of several;
            set by the recording.
    """

    def __init__(
        self, lane: Lane, n: int, seed: int, start: NDArray[Any], *, planned: int | None, memory_budget: int = 0,
        target: float | None = None, mixing: Mixing | None = None,
    ) -> None:  # fmt: skip
        self.lane = lane
        self.n = n
        self.status = LaneStatus()
        self.stepper = "autograd"
        self.autograd_updates = 0
        self.agreement = float("nan")
        self.replay_difference = float("nan")
        self.note: Message | str = ""
        self.planned, self.target = planned, target
        self.replay: Callable[[LaneRecording, int, int], NDArray[Any]]
        self.coordinates: Callable[[LaneRecording], NDArray[np.float64]]
        self.order_version = ORDER_VERSION
        self.lowered: tuple[int, ...] = ()
        self.mixing = mixing
        self._seed = seed
        self.plan = lane.plan(n)
        self._usage = Usage(self.plan, SHUFFLES[lane.shuffle], WeakMethod(self._used))  # a circle would wait for the garbage collector
        dtypes = {name: start.dtype if column.dtype == "float" else column.dtype for name, column in STORED.items()}
        self._rows = GrowingTable(dtypes, capacity=min(planned or 0, 1 << 22) + 1)
        self._rows.append(loss=np.nan, grad_norm=np.nan, update_norm=0.0, seconds=0.0)
        self._evaluations = GrowingTable({name: column.dtype for name, column in EVALUATED.items()})
        self._summaries = {"loss": ColumnSummary(start.dtype)}
        self.path = Path(ParameterHistory(start, planned, memory_budget), self._rows, self._evaluations)

    @property
    def name(self) -> str:
        """The lane's name."""
        return self.lane.name

    @property
    def updates(self) -> int:
        """Updates recorded so far."""
        return len(self._rows) - 1

    @property
    def history(self) -> ParameterHistory:
        """The weights."""
        return self.path.history

    @property
    def updates_before_divergence(self) -> int:
        """Updates before the training loss rose far above that of the start; pictures are framed around these."""
        return self.path.updates_before_divergence

    @property
    def diverged_at(self) -> int | None:
        """The update whose batch loss or weights were no longer finite, which is not among the rows; or the last row, if only its
        training loss was not. None for a lane that did not diverge."""
        return self.status.update if self.status.state == "diverged" else None

    @property
    def trouble(self) -> tuple[Message | str, Message | str]:
        """What has gone wrong, in a few words and in one sentence; both empty where nothing has."""
        if self.status.state in ("diverged", "failed"):
            what = "diverged_at" if self.status.state == "diverged" else "failed_at"
            return message(what, update=self.status.update), self.status.reason
        if self.target is not None and self.status.state == "finished" and self.reached_target_at is None:
            target = f"{self.target:g}"
            return message("target_missed", target=target), message("target_missed_within", target=target, n=self.updates)
        since = self.path.astray_since
        if since is None:
            return "", ""
        return message("astray_since", update=since), message("loss_above_start", times=f"{ASTRAY:g}")

    @property
    def reached_target_at(self) -> int | None:
        """The row of the first evaluation on the training set at or below its target; None before, and where it has no target."""
        measured = self.evaluated()
        reached = np.flatnonzero(measured["train_loss"] <= (-np.inf if self.target is None else self.target))
        return int(measured["update"][reached[0]]) if len(reached) else None

    @property
    def is_over(self) -> bool:
        """Whether no more rows will come."""
        return self.status.state != "training"

    @property
    def has_ended(self) -> bool:
        """Whether it came to its end by itself, as it would again."""
        return self.status.state in ("finished", "diverged")

    def column(self, name: str) -> NDArray[Any]:
        """A column of `columns.py`: [updates + 1], read-only, in the experiment's dtype or as declared there."""
        if name in DERIVED:
            derived = DERIVED[name](self, len(self._rows))[:]
            derived.flags.writeable = False
            return derived
        return self.snapshot()[name]

    def values(self, name: str, first: int, last: int) -> NDArray[Any]:
        """A column of updates `first` (counted from 1) to `last`, [k]; `lr` and `batch_size` are made of these rows alone."""
        if name == "batch_size":
            return np.diff(self.samples_after(np.arange(first - 1, last + 1)))
        if name == "lr":
            return self.learning_rates(first, last - first + 1)
        return self.snapshot()[name][first : last + 1]

    def means(self, name: str, begin: NDArray[Any], end: NDArray[Any]) -> NDArray[np.float64]:
        """What `lr` or `batch_size` is on average among updates [begin_i, end_i) for each i, counted from 1; NaN for none.

        Batch sizes are exact; a rate is the mean of its first and its last value there, which is as exact as a column of pixels.
        """
        begin, end = np.maximum(begin, 1), np.asarray(end)
        some = np.flatnonzero(end > begin)
        found = np.full(len(begin), np.nan)
        first, last = begin[some], end[some] - 1
        if name == "batch_size":
            found[some] = (self.samples_after(last) - self.samples_after(first - 1)) / (last - first + 1)
        else:
            ends = [[self.values(name, at, at)[0] for at in side.tolist()] for side in (first, last)]
            found[some] = np.mean(ends, axis=0)
        return found

    def known_coordinates(self) -> NDArray[np.float64]:
        """Coordinates on the plane of the recording, [updates + 1, 2]."""
        return self.coordinates(self)

    def snapshot(self) -> Mapping[str, NDArray[Any]]:
        """All stored columns at one moment, of equal length."""
        return self._rows.snapshot()

    def extremes(self, name: str, begin: NDArray[Any], end: NDArray[Any]) -> Extremes:
        """Smallest and largest value of a stored column among rows [begin_i, end_i) for each i, without walking through the rows."""
        return self._summary(name).extremes(self.snapshot()[name], begin, end)

    def quantiles(self, name: str, begin: NDArray[Any], end: NDArray[Any], shares: Sequence[float]) -> NDArray[np.float64]:
        """Quantiles of a stored column among rows [begin_i, end_i) for each i: [shares, k]; as exact as `quantiles.py` says."""
        return self._summary(name).quantiles(self.snapshot()[name], begin, end, shares)

    def _summary(self, name: str) -> ColumnSummary:
        """The writer keeps that of the batch losses, which are always drawn; others are made when they are first asked for."""
        if name == "loss":
            return self._summaries[name]
        column = self.snapshot()[name]
        summary = self._summaries.setdefault(name, ColumnSummary(column.dtype))
        summary.cover(column)
        return summary

    @property
    def evaluations(self) -> np.recarray[Any, Any]:
        """Losses measured on whole sets, by row: `update`, `train_loss`, `validation_loss`, `train_accuracy`, `validation_accuracy`."""
        columns = self.evaluated()
        table: np.recarray[Any, Any] = np.rec.fromarrays(list(columns.values()), names=list(columns))  # type: ignore[call-overload]
        return table

    def evaluated(self) -> Mapping[str, NDArray[Any]]:
        """The same as columns, without copying."""
        return self._evaluations.snapshot()

    def batches(self, epoch: int) -> list[NDArray[np.int64]]:
        """The sample indices of each update of an epoch (counted from 0), in the order used."""
        stage = self.plan.stage_of(epoch)
        used = self.next_batches(self.plan.updates_before(epoch) + 1, stage.updates)
        return np.split(np.array(used.order), used.starts[1:-1])

    def next_batches(self, first: int, count: int) -> Batches:
        """The samples of updates `first` (counted from 1) to `first + count - 1`."""
        pieces = [self._piece(*piece) for piece in self.plan.pieces(first, count)]
        return pieces[0] if len(pieces) == 1 else Batches.joined(pieces)

    def _piece(self, stage: Stage, first: int, count: int) -> Batches:
        """The samples of some updates whose batches have one size."""
        epoch, skipped = divmod(first - 1 - stage.first_update, stage.updates)
        epochs = range(stage.epoch + epoch, stage.epoch + (first + count - 2 - stage.first_update) // stage.updates + 1)
        begin = skipped * stage.size
        if stage.updates > count:
            again, within = np.divmod(np.arange(skipped, skipped + count + 1), stage.updates)
            starts = again * stage.samples + within * stage.size - begin
        else:  # without a division for each update: those are slow
            begins = np.arange(len(epochs) + 1)[:, None] * stage.samples - begin
            starts = (begins + np.arange(stage.updates) * stage.size).ravel()[skipped : skipped + count + 1]
        order = self._used(stage, epochs)[begin : begin + starts[-1]]
        if isinstance(order, WindowedOrder):
            return Batches(drawn(order), starts)
        order.flags.writeable = True  # nobody writes into it, but there are kernels for such arrays only, and PyTorch takes no others
        return Batches(order, starts)

    def _used(self, stage: Stage, epochs: range) -> NDArray[np.int64] | WindowedOrder:
        """The samples used in some epochs, one after the other."""
        if self.mixing is not None:
            return in_windows(self.lane.shuffle, self._seed, self.n, self.mixing, epochs, stage.samples)
        there = self.plan.samples_there(epochs[0])
        return samples_in_order(self.lane.shuffle, self._seed, epochs, there, self.order_version)[:, : stage.samples].reshape(-1)

    def times_used(self, update: int) -> NDArray[np.int64]:
        """How often each sample has been used after an update: int64 [n]."""
        return self._usage.after(update)

    def least_and_most_used(self, update: int) -> tuple[int, int] | None:
        """How often the samples have been used that were used least and most; None where to count that would take long."""
        return self._usage.least_and_most(update)

    def samples_at(self, update: int) -> int:
        """Samples used after one number of updates."""
        return self.plan.samples_at(update)

    def learning_rates(self, first: int, count: int) -> Rates:
        """The learning rates of updates `first` (counted from 1) to `first + count - 1`: float64 [count], not to be changed."""
        plan = self.plan
        size = self.lane.size(self.n) if plan.is_constant else plan.sizes
        return learning_rates(self.lane.optimizer, self.planned, first, count, epochs=plan.passes, lowered=self.lowered, size=size)

    def samples_after(self, updates: ArrayLike) -> NDArray[np.int64]:
        """Samples used after each of the given numbers of updates."""
        return self.plan.samples_after(updates)

    def parameters(self, update: int) -> Vector:
        """The weights after an update, flat and exact: [P].

        Raises:
            IndexError: the update has not been recorded.
        """
        weights: Vector = self.positions(update, update)[0, 0]
        return weights

    def positions(self, first: int, last: int) -> NDArray[Any]:
        """Weights and what the optimizer remembers, after updates `first` to `last`, exact: [k, 1 + s, P].

        Raises:
            IndexError: one of them has not been recorded.
        """
        for update in (first, last):
            if not 0 <= update <= self.updates:
                raise IndexError(f"update {update} of lane {self.name}: recorded are 0 to {self.updates}")
        kept = [position for update in range(first, last + 1) if (position := self.history.at(update)) is not None]
        return np.stack(kept) if len(kept) == last - first + 1 else self.replay(self, first, last)

    def compare(self, updates: NDArray[np.int64], weights: NDArray[Any]) -> None:
        """Note how far weights [k, P] that were computed again, after rising updates [k], are from those that were kept, all of which
        from the first of them to the last are among them."""
        index, kept = self.history.between(int(updates[0]), int(updates[-1])) if len(updates) else (updates, weights)
        again, kept = (values.astype(np.float64) for values in (weights[np.searchsorted(updates, index)], kept))
        if len(kept):
            difference = float(np.abs(again - kept).max() / max(float(np.abs(kept).max()), 1e-30))
            self.replay_difference = float(np.fmax(self.replay_difference, difference))

    def append(self, updates: NDArray[np.int64], positions: NDArray[Any], **columns: ArrayLike) -> None:
        """Add rows: stored columns [k], and the positions [q, 1 + s, P] after some of their updates [q].

        Positions go first, so that a published row has them.
        """
        self.history.append(updates, positions)
        self._rows.append(**columns)
        self._cover_losses()

    def restore(
        self, history: ParameterHistory, columns: Mapping[str, NDArray[Any]], rows: int, evaluations: Mapping[str, NDArray[Any]]
    ) -> None:
        """Let the record be what a file holds: columns of so many rows, which are read when they are asked for."""
        self._rows, self._evaluations = GrowingTable.of(columns, rows), GrowingTable.of(evaluations, len(evaluations["update"]))
        self.path = Path(history, self._rows, self._evaluations)

    def read_columns(self) -> None:
        """Read what is still in a file only of all that is drawn in every frame; a view must not wait for it.

        Raises:
            InputError: it is damaged.
        """
        columns = self.snapshot()
        for name in columns:
            columns[name]
        self._cover_losses()

    def _cover_losses(self) -> None:
        if len(self._rows) - len(self._summaries["loss"]) >= LEAF:
            self._summaries["loss"].cover(self.snapshot()["loss"])

    def append_evaluations(self, updates: ArrayLike, **measured: ArrayLike) -> None:
        """Add evaluations [k] of rows `updates`, in order."""
        self._evaluations.append(update=updates, **measured)
