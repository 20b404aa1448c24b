"""Losses on the whole sets against a plain forward pass at the weights of that row."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from engine import Recording, train
from engine.comparison.trainer import Trainer
from engine.recording.lane import LaneRecording
from tests.engine.plain import PRESETS, STEPPERS, plain_loss, plain_outputs, quick, run_to_the_end

every_preset = pytest.mark.parametrize("name", PRESETS)
every_stepper = pytest.mark.parametrize("stepper", STEPPERS)


def assert_losses_are_true(recording: Recording, precision: float) -> None:
    for lane in recording.lanes:
        rows = lane.evaluations
        for row in rows[:: max(1, len(rows) // 40)]:
            weights = lane.parameters(row.update)
            assert row.train_loss == pytest.approx(plain_loss(recording, weights), rel=precision)
            assert row.validation_loss == pytest.approx(plain_loss(recording, weights, validation=True), rel=precision)


def test_losses_of_every_preset_are_those_of_a_plain_forward_pass(preset_recording: Recording) -> None:
    assert_losses_are_true(preset_recording, 1e-5)


@every_stepper
@every_preset
def test_losses_in_double_precision_are_those_of_a_plain_forward_pass(name: str, stepper: str) -> None:
    assert_losses_are_true(train(quick(name, {"dtype": "float64", "data.n": 150, "stepper": stepper})), 1e-12)


@every_stepper
@pytest.mark.parametrize("loss", ["mae", "huber"])
def test_other_losses_are_those_of_a_plain_forward_pass(loss: str, stepper: str) -> None:
    assert_losses_are_true(train(quick("article", {"loss.name": loss, "data.n": 150, "stepper": stepper})), 1e-5)


def test_losses_with_the_remainder_dropped_are_those_of_the_whole_set() -> None:
    changes = {"lanes.*.drop_last": True, "lanes.*.optimizer.weight_decay": 0.1, "data.n": 70}
    assert_losses_are_true(train(quick("article", changes | {"lanes.*.optimizer.lr": 0.002})), 1e-5)


def assert_rows_that_must_be_there_are(lane: LaneRecording) -> None:
    updates = lane.evaluations.update
    per_epoch = len(lane.batches(0))
    assert updates[0] == 0
    assert updates[-1] == lane.updates
    assert (np.diff(updates) > 0).all()
    assert set(range(0, lane.updates + 1, per_epoch)) <= set(updates)


def test_the_start_every_end_of_an_epoch_and_the_last_row_are_evaluated(preset_recording: Recording) -> None:
    for lane in preset_recording.lanes:
        assert_rows_that_must_be_there_are(lane)


@pytest.mark.parametrize("updates", [1, 2, 5, 23, 100])
def test_they_are_evaluated_when_the_budget_ends_within_an_epoch(updates: int) -> None:
    for lane in train(quick("two-parameter", {"budget.updates": updates})).lanes:
        assert_rows_that_must_be_there_are(lane)


def test_they_are_evaluated_when_the_run_is_stopped() -> None:
    trainer = Trainer(quick("two-moons", {"budget.seconds": 60.0}))
    for _ in range(20):
        trainer.turn()
    trainer.stop()
    for lane in trainer.recording.lanes:
        assert lane.status.state == "stopped"
        assert lane.updates > 0
        assert_rows_that_must_be_there_are(lane)


def test_the_first_rows_are_evaluated_densely() -> None:
    for lane in train(quick("article", {"budget.epochs": 16, "lanes.stochastic.batch_size": 100})).lanes:
        assert set(range(9)) <= set(lane.evaluations.update)


@every_stepper
def test_the_same_rows_are_evaluated_however_long_the_turns_are(stepper: str) -> None:
    """The schedule looks at sizes and never at a clock."""
    experiment = quick("two-parameter", {"stepper": stepper})
    slow, fast = Trainer(experiment), Trainer(experiment)
    for lane in slow._trainers.values():
        lane._most = 1
    for mine, yours in zip(run_to_the_end(slow).lanes, run_to_the_end(fast).lanes, strict=True):
        assert np.array_equal(mine.evaluations.update, yours.evaluations.update)


@every_stepper
@pytest.mark.parametrize("validation", [False, True])
def test_accuracy_is_the_share_of_right_answers(validation: bool, stepper: str) -> None:
    recording = train(quick("two-moons", {"budget.epochs": 8, "data.n": 100, "stepper": stepper}))
    data = recording.dataset
    inputs, targets = (data.validation_inputs, data.validation_targets) if validation else (data.train_inputs, data.train_targets)
    column = "validation_accuracy" if validation else "train_accuracy"
    seen = set()
    for lane in recording.lanes:
        for row in lane.evaluations[::5]:
            outputs = plain_outputs(recording.model(), lane.parameters(row.update), inputs)
            right = [torch.argmax(one).item() == target for one, target in zip(outputs, targets, strict=True)]
            assert row[column] == pytest.approx(sum(right) / len(right), abs=1e-12)
            seen.add(row[column])
    assert len(seen) > 5
    assert max(seen) > 0.8


def test_there_is_no_accuracy_in_regression() -> None:
    for lane in train(quick("two-parameter")).lanes:
        assert np.isnan(lane.evaluations.train_accuracy).all()
        assert np.isnan(lane.evaluations.validation_accuracy).all()
        assert np.isfinite(lane.evaluations.train_loss).all()


def test_a_lane_that_is_ahead_has_its_rows_evaluated_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chunk of full-batch updates may be ahead by seconds of stochastic ones; its figure does not wait for them."""
    monkeypatch.setattr("engine.training.evaluator._PATIENCE_S", 0.0)
    trainer = Trainer(quick("article", {"stepper": "autograd", "budget.epochs": 8}))
    trainer.turn()  # the first lane is ahead from now on
    trainer.turn()
    lane = trainer.recording.lanes[0]
    assert lane.updates > 1
    assert len(lane.evaluations.update) > 1
    assert lane.evaluations.update[-1] >= lane.updates - 1
    assert trainer.recording.lanes[-1].updates < lane.updates * lane.n
