"""Columns that only grow, with one writer and any number of readers in other threads.

The length is published last and read first. Values below a published length never change, and growing copies them into
larger arrays before those are put in place, so a reader never sees a torn row. `snapshot` is the only way to read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .memory import available_memory, in_words
from .messages import message

_LARGE = 64 * 2**20  # bytes of a table, from which on memory is looked at before it grows


class GrowingTable:
    """Named columns of equal length that grow by appending.

    Args:
        dtypes: the columns' dtypes by name; one with a shape gives an array in each row.
        capacity: rows to make room for at first; it doubles as needed.
    """

    def __init__(self, dtypes: Mapping[str, Any], capacity: int = 256) -> None:
        self._columns = {name: np.empty(max(capacity, 1), dtype) for name, dtype in dtypes.items()}
        self._length = 0
        self._newest: tuple[int, Mapping[str, NDArray[Any]]] = -1, {}  # snapshot, and of which length

    @classmethod
    def of(cls, columns: Mapping[str, NDArray[Any]], length: int) -> GrowingTable:
        """A table of columns of this length that grow no more; each is asked for when it is needed."""
        table = cls({})
        table._length, table._newest = length, (length, columns)
        return table

    def __len__(self) -> int:
        return self._length

    def append(self, **values: ArrayLike) -> None:
        """Add rows, given as one array of equal length for each column. Only one thread may do this."""
        arrays = {name: np.atleast_1d(np.asarray(value)) for name, value in values.items()}
        assert arrays.keys() == self._columns.keys(), f"columns {sorted(arrays)} given, {sorted(self._columns)} needed"
        start, stop = self._length, self._length + len(next(iter(arrays.values())))
        self._make_room(stop)
        for name, array in arrays.items():
            _put(self._columns[name], start, stop, array)
        self._length = stop

    def snapshot(self) -> Mapping[str, NDArray[Any]]:
        """All columns as they are now, of one length: read-only views, no copies. While no rows are added, the same one for everybody."""
        length = self._length  # first: the arrays fetched after it hold at least this many rows
        known, newest = self._newest
        if known != length:
            columns = self._columns
            newest = {name: _read_only(column[:length]) for name, column in columns.items()}
            self._newest = length, newest
        return newest

    def _make_room(self, rows: int) -> None:
        capacity = len(next(iter(self._columns.values())))
        if rows <= capacity:
            return
        capacity = max(rows, 2 * capacity)
        self._check_memory(capacity)
        self._columns = {name: _enlarged(column, self._length, capacity) for name, column in self._columns.items()}

    def _check_memory(self, rows: int) -> None:
        """Stop before the system does: it would end the whole program."""
        needed = rows * sum(column.itemsize for column in self._columns.values())
        if needed > _LARGE and (free := available_memory()) is not None and needed > free:
            raise MemoryError(message("record_too_large", rows=f"{rows:,}", needed=in_words(needed), free=in_words(free)))


def _put(column: NDArray[Any], start: int, stop: int, values: NDArray[Any]) -> None:
    """Let a column have values from `start` on. numpy would give up the interpreter lock, and beside a window that paints wait for it a
    thousand times as long as copying takes; a memory view keeps it."""
    if values.dtype == column.dtype and values.shape == (stop - start,) and values.flags.c_contiguous:
        column.data[start:stop] = values.data
    else:
        column[start:stop] = values


def _enlarged(column: NDArray[Any], length: int, capacity: int) -> NDArray[Any]:
    larger = np.empty((capacity, *column.shape[1:]), column.dtype)
    larger[:length] = column[:length]
    return larger


def _read_only(view: NDArray[Any]) -> NDArray[Any]:
    view.flags.writeable = False
    return view
