"""Growing columns: a reader in another thread never sees a torn row."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.growing_table import GrowingTable

TYPES: dict[str, Any] = {"row": np.int64, "double": np.float64, "minus": np.float32}


def rows_from(first: int, count: int) -> dict[str, NDArray[Any]]:
    """Rows that any reader can check: row i holds i, 2i and −i − 1, none of which is a zero that fresh memory might hold."""
    row = np.arange(first, first + count)
    return {"row": row, "double": 2.0 * row + 1, "minus": (-row - 1).astype(np.float32)}


def assert_whole(snapshot: dict[str, NDArray[Any]]) -> None:
    length = len(snapshot["row"])
    assert {name: len(column) for name, column in snapshot.items()} == dict.fromkeys(TYPES, length)
    expected = rows_from(0, length)
    assert all(np.array_equal(column, expected[name]) for name, column in snapshot.items())


@given(counts=st.lists(st.integers(0, 300), max_size=12), capacity=st.integers(0, 50))
def test_it_holds_what_was_appended_in_order(counts: list[int], capacity: int) -> None:
    table = GrowingTable(TYPES, capacity)
    for count in counts:
        table.append(**rows_from(len(table), count))
        assert_whole(table.snapshot())
    assert len(table) == sum(counts)
    assert {name: column.dtype for name, column in table.snapshot().items()} == {name: np.dtype(kind) for name, kind in TYPES.items()}


def test_single_values_make_a_row() -> None:
    table = GrowingTable({"a": np.float64, "b": np.int64})
    table.append(a=1.5, b=2)
    assert table.snapshot()["a"].tolist() == [1.5]


def test_columns_must_be_those_declared() -> None:
    table = GrowingTable(TYPES)
    with pytest.raises(AssertionError, match="needed"):
        table.append(row=1, double=3.0)
    with pytest.raises(AssertionError, match="needed"):
        table.append(**rows_from(0, 1), more=1)
    assert len(table) == 0


def test_columns_of_different_lengths_publish_nothing() -> None:
    table = GrowingTable(TYPES)
    with pytest.raises(ValueError, match="broadcast"):
        table.append(row=[1, 2, 3], double=[1.0, 2.0], minus=[1.0, 2.0, 3.0])
    assert len(table) == 0


def test_views_are_read_only_and_share_their_memory() -> None:
    table = GrowingTable(TYPES)
    table.append(**rows_from(0, 10))
    one, other = table.snapshot(), table.snapshot()
    for name in TYPES:
        with pytest.raises(ValueError, match="read-only"):
            one[name][0] = 1
        with pytest.raises(ValueError, match="read-only"):
            one[name][:5][:] = 1
        assert np.shares_memory(one[name], other[name])
    table.append(**rows_from(10, 1))
    assert_whole(table.snapshot())


def test_a_snapshot_stays_as_it_is_while_the_table_grows() -> None:
    table = GrowingTable(TYPES, capacity=4)
    table.append(**rows_from(0, 4))
    before = table.snapshot()
    for _ in range(100):
        table.append(**rows_from(len(table), 50))
    assert len(before["row"]) == 4
    assert_whole(before)


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Threads take turns as often as the interpreter can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


class Reader(threading.Thread):
    """Checks snapshots until told to stop; keeps what went wrong."""

    def __init__(self, table: GrowingTable) -> None:
        super().__init__(name="reader")
        self.table, self.seen, self.wrong = table, 0, ""
        self.done = threading.Event()

    def run(self) -> None:
        try:
            while not self.done.is_set():
                self.look()
        except AssertionError as error:
            self.wrong = str(error) or "a torn row"

    def look(self) -> None:
        published = len(self.table)
        snapshot = self.table.snapshot()
        assert len({len(column) for column in snapshot.values()}) == 1, "columns of different lengths"
        assert published <= len(snapshot["row"]), "published rows are missing"
        newest = {name: column[-64:] for name, column in snapshot.items()}
        first = len(snapshot["row"]) - len(newest["row"])
        expected = rows_from(first, len(newest["row"]))
        assert all(np.array_equal(newest[name], expected[name]) for name in TYPES), "a row that was not yet written"
        self.seen += 1


def test_a_reader_never_sees_a_torn_row_while_a_writer_appends(hasty_threads: None) -> None:
    random = np.random.default_rng(0)
    seen, until = 0, time.monotonic() + 1.5
    while time.monotonic() < until:
        table = GrowingTable(TYPES, capacity=1)
        reader = Reader(table)
        reader.start()
        for count in random.integers(1, 5, 1500):
            table.append(**rows_from(len(table), int(count)))
        reader.done.set()
        reader.join()
        assert not reader.wrong, reader.wrong
        assert_whole(table.snapshot())
        seen += reader.seen
    assert seen > 100
