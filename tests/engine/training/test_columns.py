"""The columns beside the loss against plain autograd."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine import Recording, train
from engine.recording.columns import DERIVED, STORED
from tests.engine.plain import plain_run, quick

HEAVY: dict[str, Any] = {
    "lanes.*.optimizer.momentum": 0.9, "lanes.*.optimizer.weight_decay": 0.1, "lanes.*.optimizer.lr": 0.002, "data.n": 70,
}  # fmt: skip


def assert_norms_are_those_of_plain_autograd(recording: Recording, precision: float) -> None:
    for lane in recording.lanes:
        plain = plain_run(recording, lane)
        gradients, weights = plain.gradients.astype(np.float64), plain.weights.astype(np.float64)
        np.testing.assert_allclose(lane.column("grad_norm")[1:], np.sqrt((gradients**2).sum(axis=1)), rtol=precision)
        moved = np.sqrt((np.diff(weights, axis=0) ** 2).sum(axis=1))
        np.testing.assert_allclose(lane.column("update_norm")[1:], moved, rtol=precision)
        assert (moved > 0).all()


def test_norms_of_every_preset_are_those_of_plain_autograd(autograd_recording: Recording) -> None:
    assert_norms_are_those_of_plain_autograd(autograd_recording, 1e-5)


@pytest.mark.parametrize("name", ["two-parameter", "article", "two-moons"])
def test_the_gradient_norm_is_that_of_the_batch_loss_alone(name: str) -> None:
    """Weight decay and momentum belong to the update, not to the gradient."""
    assert_norms_are_those_of_plain_autograd(train(quick(name, HEAVY | {"dtype": "float64"})), 1e-11)


def test_without_momentum_an_update_is_as_long_as_the_learning_rate_times_the_gradient(preset_recording: Recording) -> None:
    for lane in preset_recording.lanes:
        if lane.lane.optimizer.momentum > 0:
            continue
        expected = lane.column("lr")[1:] * lane.column("grad_norm")[1:]
        np.testing.assert_allclose(lane.column("update_norm")[1:], expected, rtol=1e-3, atol=1e-6)


def test_the_learning_rate_is_that_of_the_lane(preset_recording: Recording) -> None:
    for lane in preset_recording.lanes:
        declared = np.asarray(lane.lane.optimizer.lr, dtype=lane.column("lr").dtype)
        assert (lane.column("lr")[1:] == declared).all() or lane.lane.optimizer.schedule != "constant"


def test_seconds_rise_with_every_update(preset_recording: Recording) -> None:
    for lane in preset_recording.lanes:
        seconds = lane.column("seconds")
        assert seconds[0] == 0
        assert (np.diff(seconds) > 0).all()


@pytest.mark.parametrize("name", [*STORED, *DERIVED])
def test_columns_are_read_only(recorded: Callable[[str], Recording], name: str) -> None:
    column = recorded("two-moons").lanes[0].column(name)
    before = column[0]
    with pytest.raises(ValueError, match="read-only"):
        column[0] = before


def test_an_unknown_column_is_a_key_error(preset_recording: Recording) -> None:
    with pytest.raises(KeyError, match="gradnorm"):
        preset_recording.lanes[0].column("gradnorm")
