"""Each lane of the reference stepper against a plain PyTorch loop over its batches: the same bits in every row."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import Recording, train
from tests.engine.plain import PRESETS, all_weights, plain_run, quick

OPTIMIZER = "lanes.*.optimizer"
VARIANTS: dict[str, dict[str, Any]] = {
    "momentum": {f"{OPTIMIZER}.momentum": 0.9},
    "nesterov": {f"{OPTIMIZER}.momentum": 0.8, f"{OPTIMIZER}.nesterov": True},
    "weight decay": {f"{OPTIMIZER}.weight_decay": 0.1},
    "all of it": {f"{OPTIMIZER}.momentum": 0.8, f"{OPTIMIZER}.nesterov": True, f"{OPTIMIZER}.weight_decay": 0.05},
    "in order": {"lanes.*.shuffle": "never"},
    "remainder dropped": {"lanes.*.drop_last": True},
    "in order, remainder dropped": {"lanes.*.shuffle": "never", "lanes.*.drop_last": True, f"{OPTIMIZER}.momentum": 0.5},
    "double precision": {"dtype": "float64", f"{OPTIMIZER}.momentum": 0.9},
    "another seed": {"seed": 4_000_000_000},
    "a budget of updates": {"budget.updates": 77},
}  # fmt: skip


def assert_every_row_is_that_of_a_plain_loop(recording: Recording) -> None:
    for lane in recording.lanes:
        assert lane.status.state == "finished"
        plain = plain_run(recording, lane)
        assert np.array_equal(all_weights(lane), plain.weights)
        assert np.array_equal(lane.column("loss")[1:], plain.losses)
        norms = np.linalg.norm(plain.gradients.astype(np.float64), axis=1)
        np.testing.assert_allclose(lane.column("grad_norm")[1:], norms, rtol=50 * np.finfo(plain.weights.dtype).eps)
        assert lane.parameters(lane.updates).dtype == plain.weights.dtype


def test_every_row_of_every_preset_is_that_of_a_plain_loop(autograd_recording: Recording) -> None:
    assert_every_row_is_that_of_a_plain_loop(autograd_recording)


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("name", PRESETS)
def test_every_row_is_that_of_a_plain_loop_with(name: str, variant: str) -> None:
    gentle = {"stepper": "autograd", "data.n": 70, "lanes.mini-batch.batch_size": 32, f"{OPTIMIZER}.lr": 0.002}
    recording = train(quick(name, gentle | VARIANTS[variant]))
    assert_every_row_is_that_of_a_plain_loop(recording)


@pytest.mark.parametrize("loss", ["mae", "huber"])
@pytest.mark.parametrize("activation", ["sigmoid", "gelu", "identity"])
def test_every_row_is_that_of_a_plain_loop_for_other_losses_and_activations(loss: str, activation: str) -> None:
    changes = {"stepper": "autograd", "loss.name": loss, "model.activation": activation, "model.hidden": [6, 5], "data.n": 70}
    assert_every_row_is_that_of_a_plain_loop(train(quick("article", changes)))


def test_a_budget_counts_epochs_or_updates_of_each_lane() -> None:
    by_epochs = train(quick("two-parameter", {"budget.epochs": 3}))
    assert [lane.updates for lane in by_epochs.lanes] == [3, 3 * 7, 3 * 200]
    by_updates = train(quick("two-parameter", {"budget.updates": 33}))
    assert [lane.updates for lane in by_updates.lanes] == [33, 33, 33]


def test_a_budget_of_seconds_counts_the_computing_of_each_lane() -> None:
    recording = train(quick("two-parameter", {"budget.seconds": 0.1}))
    for lane in recording.lanes:
        seconds = lane.column("seconds")
        assert lane.status.state == "finished"
        assert 0.099 <= seconds[-1] < 0.11  # what fits into the budget best
        assert lane.updates > 20
