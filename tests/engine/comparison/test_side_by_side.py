"""Lanes side by side on threads: to the last bit as one after the other, and at an end when asked."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from engine import Experiment, train
from engine.comparison import side_by_side
from engine.comparison.runner import Runner
from engine.training.lane_trainer import LaneTrainer
from engine.training.steppers import fused
from tests.engine.plain import assert_same, quick, until

LONG = {"budget.epochs": 40, "data.n": 200}
ENDLESS = quick("article", {"budget.seconds": 3600.0})
EXPERIMENTS: dict[str, Callable[[], Experiment]] = {
    "article": lambda: quick("article", LONG),
    "float64, momentum": lambda: quick("article", LONG | {"dtype": "float64", "lanes.*.optimizer.momentum": 0.5}),
    "adam, classes, cosine": lambda: quick(
        "two-moons", LONG | {"lanes.*.optimizer.name": "adam", "lanes.*.optimizer.lr": 0.01, "lanes.*.optimizer.schedule": "cosine"}
    ),
    "batches grow": lambda: quick("two-moons", LONG | {"lanes.stochastic.batch_growth": 3.0, "lanes.stochastic.batch_growth_every": 2}),
    "a rate that waits for a plateau": lambda: quick("article", LONG | {"lanes.*.optimizer.schedule": "plateau"}),
    "target": lambda: quick("two-moons", {"data.n": 90, "budget.target_loss": 0.35, "budget.target_within": 300}),
    "diverges": lambda: quick("article", LONG | {"lanes.stochastic.optimizer.lr": 9.0}),
    "a lane by autograd": lambda: quick("article", LONG | {"budget.epochs": 8, "lanes.mini-batch.micro_batch": 8}),
    "dropout": lambda: quick("two-moons", {"data.n": 60, "model.dropout": 0.3}),
    "function": lambda: quick("bowl", {"budget.epochs": 60}),
}


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """Short chunks, which helpers take, too; and which threads have advanced the lanes of each stepper."""
    monkeypatch.setattr(side_by_side, "_WORTH_S", -1.0)
    monkeypatch.setattr(fused, "_SLICE_S", 0.002)
    seen: dict[str, set[str]] = {}
    advance = LaneTrainer.advance

    def noted(lane: LaneTrainer) -> None:
        seen.setdefault(lane.stepper.name, set()).add(threading.current_thread().name)
        advance(lane)

    monkeypatch.setattr(LaneTrainer, "advance", noted)
    return seen


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_threads_change_no_bit(name: str, threads: dict[str, set[str]]) -> None:
    experiment = EXPERIMENTS[name]()
    one = train(experiment, threads=1)
    assert {thread for some in threads.values() for thread in some} == {"MainThread"}
    two = train(experiment, threads=3)
    assert_same(two, one)
    assert [mine.agreement for mine in two.lanes] == pytest.approx([yours.agreement for yours in one.lanes], nan_ok=True)
    assert threads.get("autograd", {"MainThread"}) == {"MainThread"}
    if name in ("article", "adam, classes, cosine", "function"):
        assert len(threads["fused"]) > 1


def test_on_four_cores_lanes_of_a_window_go_side_by_side(threads: dict[str, set[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = quick("article", LONG)
    expected = train(experiment, threads=1)
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    runner = Runner()
    try:
        run = runner.submit(experiment)
        until(lambda: run.is_over)
        assert run.recording is not None
        assert_same(run.recording, expected)
        assert any(name.startswith("lanes") for name in threads["fused"])
        endless = runner.submit(ENDLESS)
        until(lambda: endless.recording is not None and min(lane.updates for lane in endless.recording.lanes) > 0)
        runner.pause()
        time.sleep(0.05)
        assert endless.recording is not None
        paused = [lane.updates for lane in endless.recording.lanes]
        time.sleep(0.1)
        assert [lane.updates for lane in endless.recording.lanes] == paused
        runner.cancel()
        until(lambda: endless.is_over)
    finally:
        runner.close()
        torch.set_num_threads(1)  # which new threads take over


def test_seconds_are_of_each_lanes_own_thread(threads: dict[str, set[str]]) -> None:
    """All threads together have worked for so long; who counted what other threads do beside it would count twice."""
    experiment = quick("article", {"budget.epochs": 60})
    train(experiment)  # warm
    began = time.process_time()
    recording = train(experiment, threads=2)
    worked = time.process_time() - began
    assert len(threads["fused"]) > 1
    assert 0.05 * worked < sum(lane.column("seconds")[-1] for lane in recording.lanes) < worked


def test_when_it_stops_no_thread_goes_on(threads: dict[str, set[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fused, "_SLICE_S", 0.030)
    asked: list[float] = []

    def should_stop() -> bool:
        asked.append(time.perf_counter())
        return len(asked) > 12

    recording = train(ENDLESS, threads=3, should_stop=should_stop)
    assert len(threads["fused"]) > 1
    assert time.perf_counter() - asked[-1] < 0.2  # some 15 ms
    made = [lane.updates for lane in recording.lanes]
    time.sleep(0.05)
    assert [lane.updates for lane in recording.lanes] == made == [lane.evaluated()["update"][-1] for lane in recording.lanes]
    assert {lane.status.state for lane in recording.lanes} == {"stopped"}


def test_a_lane_that_fails_leaves_the_others_whole(threads: dict[str, set[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = quick("article", LONG)
    whole = train(experiment, threads=1)
    run = fused.FusedStepper.run

    def failing(stepper: fused.FusedStepper, batches: Any, rates: Any, wanted: Any) -> Any:
        if len(batches.order) > 1 and batches.starts[1] == 64 and threading.current_thread().name != "MainThread":
            raise ZeroDivisionError("of a lane")
        return run(stepper, batches, rates, wanted)

    monkeypatch.setattr(fused.FusedStepper, "run", failing)
    recording = train(experiment, threads=3)
    assert [lane.status.state for lane in recording.lanes] == ["finished", "failed", "finished"]
    assert "of a lane" in recording.lanes[1].status.traceback
    assert np.array_equal(recording.lanes[2].column("loss"), whole.lanes[2].column("loss"), equal_nan=True)


def test_what_ends_a_program_is_not_lost_in_a_thread(threads: dict[str, set[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    advance = LaneTrainer.advance

    def leaving(lane: LaneTrainer) -> None:
        if threading.current_thread() is not threading.main_thread():
            raise SystemExit(3)
        advance(lane)

    monkeypatch.setattr(LaneTrainer, "advance", leaving)
    with pytest.raises(SystemExit):
        train(ENDLESS, threads=2)
