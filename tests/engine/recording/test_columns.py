"""A lane's columns: every one of them, and weights that are there before their rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import Recording
from engine.experiment import Lane
from engine.growing_table import GrowingTable
from engine.recording.columns import DERIVED, STORED
from engine.recording.lane import LaneRecording


@pytest.mark.parametrize("name", [*STORED, *DERIVED])
def test_every_column_has_a_number_for_every_row(preset_recording: Recording, name: str) -> None:
    for lane in preset_recording.lanes:
        column = lane.column(name)
        assert column.shape == (lane.updates + 1,)
        assert np.isfinite(column[1:]).all()


def test_no_column_is_declared_twice() -> None:
    assert not set(STORED) & set(DERIVED)


def test_a_snapshot_holds_all_stored_columns_at_one_length(preset_recording: Recording) -> None:
    for lane in preset_recording.lanes:
        assert {name: len(column) for name, column in lane.snapshot().items()} == dict.fromkeys(STORED, lane.updates + 1)


def test_the_weights_of_a_row_are_there_before_the_row_is_published(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that sees a row may ask for its weights at once."""
    raw = {"name": "a", "batch_size": 1, "optimizer": {"lr": 1.0}}
    lane = LaneRecording(Lane.model_validate(raw), 5, 0, np.zeros((1, 2)), planned=None, memory_budget=1 << 20)
    published: list[int] = []
    append = GrowingTable.append

    def watched(table: GrowingTable, **columns: Any) -> None:
        for update in range(len(table), len(table) + len(columns.get("loss", ()))):
            assert np.array_equal(lane.history.at(update), [[update, -update]])  # type: ignore[arg-type]
            published.append(update)
        append(table, **columns)

    monkeypatch.setattr(GrowingTable, "append", watched)
    for first, count in ((1, 3), (4, 1), (5, 200)):
        update = np.arange(first, first + count)
        columns = {name: np.ones(count) for name in STORED}
        lane.append(update, np.stack([update, -update], axis=1)[:, None].astype(np.float64), **columns)  # [k, 1, 2]
    assert published == list(range(1, 205))
    assert lane.updates == 204
