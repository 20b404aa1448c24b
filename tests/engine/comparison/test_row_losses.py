"""Losses at rows that no evaluation fell on, against plain PyTorch at the weights of those rows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine import Recording
from engine.comparison.row_losses import measure_rows, row_question
from engine.recording.reading import reading
from tests.engine.plain import plain_loss


def unmeasured(recording: Recording) -> tuple[int, ...]:
    """A row of each lane between two evaluations, as far from the one before as can be."""
    rows = []
    for lane in recording.lanes:
        updates = lane.evaluated()["update"]
        gap = int(np.diff(updates).argmax())
        rows.append(int(updates[gap + 1]) - 1)
    return tuple(rows)


@pytest.mark.parametrize("name", ["article", "two-moons"])
def test_they_are_the_losses_at_the_weights_of_those_rows(recorded: Callable[[str], Recording], name: str) -> None:
    recording = recorded(name)
    rows = unmeasured(recording)
    question = row_question(recording, rows)
    assert question is not None and recording.lanes[-1] in question.lanes
    found = measure_rows(question)
    for lane, row in zip(question.lanes, question.rows, strict=True):
        figures = reading(lane, row, found.at(lane, row))
        assert (figures.measured_at, figures.age) == (row, 0)
        assert figures.train_loss == pytest.approx(plain_loss(recording, lane.parameters(row)), rel=1e-5)
        assert figures.validation_loss == pytest.approx(plain_loss(recording, lane.parameters(row), validation=True), rel=1e-5)
        before = reading(lane, row)
        assert before.age == row - before.measured_at > 0
        assert found.at(lane, row - 1) is None


def test_of_rows_that_were_evaluated_nothing_is_asked(recorded: Callable[[str], Recording]) -> None:
    recording = recorded("two-moons")
    ends = tuple(lane.updates for lane in recording.lanes)
    assert row_question(recording, ends) is None
    asked = row_question(recording, (*ends[:-1], unmeasured(recording)[-1]))
    assert asked is not None and asked.lanes == (recording.lanes[-1],)
    figures = reading(recording.lanes[0], ends[0], (0.0, 0.0))
    assert figures.train_loss == recording.lanes[0].evaluations.train_loss[-1]  # the evaluation counts
