"""The presets on batches show what they say."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import Recording, train
from engine.experiment import Experiment
from engine.recording.lane import LaneRecording
from tests.engine.plain import all_weights


def trained(name: str, changes: dict[str, Any] | None = None) -> Recording:
    return train(Experiment.preset(name).with_changes({"device": "cpu"} | (changes or {})))


def late_loss(lane: LaneRecording) -> float:
    """The mean training loss at the ends of the last third of all epochs."""
    measured, since = lane.evaluated(), 2 * lane.plan.epochs_after(lane.updates) // 3
    ends = np.isin(measured["update"], lane.plan.epoch_ends(lane.plan.updates_before(since), lane.updates))
    return float(measured["train_loss"][ends].mean())


def test_larger_batches_calm_down_as_smaller_steps_do_with_fewer_updates() -> None:
    recording = trained("growing-batch")
    inputs, targets = (values.astype(float) for values in (recording.dataset.train_inputs, recording.dataset.train_targets))
    lowest = np.linalg.lstsq(np.column_stack([inputs, np.ones(len(inputs))]), targets)[1][0] / len(targets)
    above = {lane.name: late_loss(lane) - lowest for lane in recording.lanes}
    assert max(above["falling-rate"], above["growing-batch"]) < 0.03 * above["constant"]
    assert recording.lane("growing-batch").updates < recording.lane("falling-rate").updates / 4


def test_sorted_samples_lead_through_loops_unless_they_are_shuffled() -> None:
    recording = trained("sorted")
    loops = recording.lane("in-order").coordinates(recording.lane("in-order"))[-41:]  # the last epoch
    around = recording.lane("shuffled").coordinates(recording.lane("shuffled"))[-41:]
    assert np.ptp(loops, axis=0).max() > 2.5 * np.ptp(around, axis=0).max()
    assert np.linalg.norm(loops[-1] - loops[0]) < 1e-3 * np.ptp(loops, axis=0).max()  # it closes
    assert late_loss(recording.lane("in-order")) > 1.2 * late_loss(recording.lane("shuffled"))
    used = {lane.name: (lane.times_used(lane.updates).min(), lane.times_used(lane.updates).max()) for lane in recording.lanes}
    assert used["in-order"] == used["shuffled"] == (12, 12)
    assert used["with-replacement"][0] < 8 and used["with-replacement"][1] > 18


def test_a_batch_in_parts_takes_the_same_path_as_the_whole_one() -> None:
    recording = trained("accumulation", {"budget.epochs": 3, "dtype": "float64"})
    whole, parts, small = (all_weights(lane) for lane in recording.lanes)
    assert np.abs(parts - whole).max() < 1e-9 * np.abs(whole).max()
    assert np.abs(small[-1] - whole[-1]).max() > 0.05
    assert "micro-batches of 8 samples" in str(recording.lane("accumulated").note)
