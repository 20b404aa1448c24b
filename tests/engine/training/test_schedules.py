"""Lanes under each schedule against a plain loop of torch.optim and torch.optim.lr_scheduler; on a plateau also in files and replays."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch.optim import lr_scheduler

from engine import Experiment, Recording, train
from engine.comparison.trainer import Trainer
from engine.experiment.schedules import SCHEDULES
from engine.recording.lane import LaneRecording
from tests.engine.optim.test_lr_schedule import PLAIN
from tests.engine.plain import STEPPERS, Array, all_weights, flat, loss_of, plain_loss, quick, run_to_the_end

INPUTS = {"warm-up": {"warmup": 4.0}, "plateau": {"schedule_factor": 0.5, "patience": 1, "warmup": 2.0}}


def under(schedule: str, stepper: str, dtype: str = "float64", **more: Any) -> Experiment:
    """Eight updates an epoch in one lane, one in the other."""
    inputs = {"schedule": schedule, "lr": 0.1} | (PLAIN[schedule][0] if schedule in PLAIN else INPUTS.get(schedule, {})) | more
    changes = {f"lanes.*.optimizer.{name}": value for name, value in inputs.items()}
    return quick("two-parameter", {
        "data.n": 64, "lanes.mini-batch.batch_size": 8, "lanes.stochastic.batch_size": 8, "budget.epochs": 12, "stepper": stepper,
        "dtype": dtype, "model.hidden": [3], "model.start": None,
    } | changes)  # fmt: skip


def plain_weights(recording: Recording, lane: LaneRecording) -> Array:
    """Of a loop as anybody writes it: [updates + 1, P]."""
    model, said, data = recording.model(), lane.lane.optimizer, recording.dataset
    optimizer = torch.optim.SGD(model.parameters(), lr=said.lr)
    inputs, targets = torch.from_numpy(data.train_inputs), torch.from_numpy(data.train_targets)
    loss, weights = loss_of(recording.experiment), [flat(model)]
    schedule: Any = PLAIN[said.schedule][1](optimizer, 96) if said.schedule in PLAIN else None
    watches: Any = (
        lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, patience=said.patience, eps=0) if said.schedule == "plateau" else None
    )
    for epoch in range(12):
        for batch in lane.batches(epoch):
            rate, risen = optimizer.param_groups[0]["lr"], min(len(weights) / len(lane.batches(epoch)) / 2, 1) if watches else 1
            optimizer.param_groups[0]["lr"] = rate * risen  # two epochs of warm-up
            optimizer.zero_grad()
            loss(model(inputs[batch]), targets[batch]).backward()
            optimizer.step()
            optimizer.param_groups[0]["lr"] = rate
            weights.append(flat(model))
            if schedule is not None and len(weights) <= 96:
                schedule.step()
        if watches is not None:
            watches.step(plain_loss(recording, flat(model), validation=said.plateau_loss == "validation"))
    return np.array(weights)


@pytest.mark.parametrize(("schedule", "stepper", "dtype"), [
    *itertools.product(SCHEDULES, STEPPERS, ["float64"]), *itertools.product(["one-cycle", "plateau"], STEPPERS, ["float32"]),
])  # fmt: skip
def test_a_lane_follows_a_plain_loop(schedule: str, stepper: str, dtype: str) -> None:
    recording = train(under(schedule, stepper, dtype))
    lane = recording.lane("mini-batch")
    assert lane.stepper == ("fused" if stepper == "auto" else "autograd")
    precision = 1e-9 if dtype == "float64" else 1e-4
    np.testing.assert_allclose(all_weights(lane), plain_weights(recording, lane), rtol=precision, atol=precision)


@pytest.mark.parametrize("stepper", STEPPERS)
@pytest.mark.parametrize("watched", ["training", "validation"])
def test_on_a_plateau_the_rate_is_lowered_in_every_lane_as_pytorch_does_it(stepper: str, watched: str, tmp_path: Path) -> None:
    """At a rate that is too large the loss goes up and down; the drops are recorded, and so are known in a file and in a replay."""
    experiment = under("plateau", stepper, lr=0.9, patience=0, warmup=2.0, plateau_loss=watched)
    recording = train(experiment)
    recording.save(tmp_path / "run.tridescent")
    opened = Recording.load(tmp_path / "run.tridescent")
    assert len({lane.lowered for lane in recording.lanes}) > 1 and all(lane.lowered for lane in recording.lanes)
    for lane, again in zip(recording.lanes, opened.lanes, strict=True):
        np.testing.assert_allclose(all_weights(lane), plain_weights(recording, lane), rtol=1e-8, atol=1e-9)
        assert lane.lowered == again.lowered
        assert np.array_equal(lane.column("lr"), again.column("lr"), equal_nan=True)
        assert lane.column("lr")[-1] == 0.9 * 0.5 ** len(lane.lowered[:-1] if lane.lowered[-1] == lane.updates else lane.lowered)


@pytest.mark.parametrize("stepper", STEPPERS)
def test_a_replay_has_the_drops(stepper: str) -> None:
    experiment = under("plateau", stepper, lr=0.9, patience=0)
    kept, replayed = train(experiment).lanes[1], run_to_the_end(Trainer(experiment, memory_budget=600)).lanes[1]
    assert replayed.history.stride > 4 and replayed.lowered == kept.lowered
    assert np.array_equal(all_weights(replayed), all_weights(kept))


def test_a_plateau_needs_no_planned_end() -> None:
    experiment = under("plateau", "auto", lr=0.9, patience=0).with_changes({"budget.seconds": 0.05})
    lane = train(experiment).lanes[1]
    assert lane.lowered and lane.status.state == "finished" and set(np.array(lane.lowered) % 8) == {0}
