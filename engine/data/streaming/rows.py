"""The two halves of files that are larger than memory: rows for training, and rows for validation."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ...errors import InputError, shown
from ...experiment import Experiment
from ...experiment.streams import StreamData
from ...messages import message
from ..dataset import Array
from ..sources.source import Samples, Schema, Source
from .held_out import HeldOut
from .table import Table

_AT_ONCE = 1 << 15  # rows read together,
_GAP = 32  # and as many as are read along to those that are wanted


class Rows(Source):
    """Samples as they are in the files; classes are numbered, and what is missing is not a number.

    Args:
        table: reads rows.
        data: as declared.
        dtype: of numbers.
        is_for_training: which half.

    Attributes:
        table: as given.
    """

    def __init__(self, table: Table, data: StreamData, dtype: str, *, is_for_training: bool) -> None:
        parted = HeldOut(data.rows, data.expected_validation, data.split_seed)
        self.size = parted.training if is_for_training else parted.validation
        self.schema = Schema(data.features, data.class_count, dtype)
        self._rows_of = parted.training_rows if is_for_training else parted.validation_rows
        self.table, self._names = table, (*data.columns, data.target)

    def take(self, indices: NDArray[np.int64] | slice) -> Samples:
        """Some samples, in this order.

        Raises:
            InputError: the files have changed, have an infinite number there, or no target.
        """
        assert self.size is not None
        samples = np.arange(*indices.indices(self.size)) if isinstance(indices, slice) else indices
        rows, places = np.unique(self._rows_of(samples), return_inverse=True)
        found = np.empty((len(rows), len(self._names)), self.schema.dtype)
        for begin, end in _stretches(rows):
            first = int(rows[begin])
            found[begin:end] = self.table.read(first, int(rows[end - 1]) + 1)[rows[begin:end] - first]
        self._check(found, rows)
        inputs, targets = found[places, :-1], found[places, -1]
        return inputs, targets.astype(np.int64) if self.schema.classes else targets[:, None]

    def _check(self, found: Array, rows: NDArray[np.int64]) -> None:
        """Refuse rows without a target, and numbers that are infinite."""
        wrong = np.isinf(found)
        wrong[:, -1] |= np.isnan(found[:, -1])
        if wrong.any():
            row, column = (int(place) for place in np.argwhere(wrong)[0])
            told = {"row": int(rows[row]) + 1, "name": shown(self._names[column]), "found": str(found[row, column])}
            raise InputError("data.path", message("stream_value", **told))


def _stretches(rows: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Where rising rows are cut so that what is read together is neither long nor full of gaps: begin and end of each stretch."""
    ends = [*(np.flatnonzero(np.diff(rows) > _GAP) + 1).tolist(), len(rows)]
    begin = 0
    for end in ends:
        while begin < end:
            cut = min(end, int(np.searchsorted(rows, rows[begin] + _AT_ONCE)))
            yield begin, cut
            begin = cut


def rows_of(experiment: Experiment) -> tuple[Source, Source]:
    """How files are opened: their rows for training and for validation."""
    data = experiment.data
    assert isinstance(data, StreamData)
    table = Table(data, experiment.dtype)
    training, validation = (Rows(table, data, experiment.dtype, is_for_training=half) for half in (True, False))
    return training, validation
