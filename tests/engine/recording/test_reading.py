"""The figures beside a lane, looked up by hand."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from engine import Recording
from engine.recording.reading import reading


@pytest.mark.parametrize("name", ["full-batch", "mini-batch", "stochastic"])
def test_every_row_says_what_its_columns_and_the_last_evaluation_say(recorded: Callable[[str], Recording], name: str) -> None:
    lane = recorded("two-moons").lane(name)
    for row in range(1, lane.updates + 1):
        figures = reading(lane, row)
        measured = [evaluation for evaluation in lane.evaluations if evaluation.update <= row][-1]
        assert (figures.updates, figures.samples_seen) == (row, lane.column("samples_seen")[row])
        assert figures.seconds == lane.column("seconds")[row]
        assert figures.samples_per_second == pytest.approx(figures.samples_seen / figures.seconds)
        assert (figures.train_loss, figures.validation_loss) == (measured.train_loss, measured.validation_loss)
        assert figures.grad_norm == lane.column("grad_norm")[row]


def test_at_the_start_there_is_a_loss_but_no_gradient_and_no_speed(recorded: Callable[[str], Recording]) -> None:
    for lane in recorded("two-moons").lanes:
        figures = reading(lane, 0)
        assert (figures.updates, figures.samples_seen, figures.seconds) == (0, 0, 0.0)
        assert math.isnan(figures.samples_per_second)
        assert math.isnan(figures.grad_norm)
        assert figures.train_loss == lane.evaluations.train_loss[0]
