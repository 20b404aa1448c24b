"""Training goes on while the kernels are compiled: autograd begins, and the kernels go on from where it is."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import Experiment, Recording, train
from engine.comparison.runner import Runner
from engine.comparison.trainer import Trainer
from engine.kernels import availability as kernels
from engine.recording.reading import explain_stepper
from engine.training import kernel_loading
from engine.training import stepper_choice as choice
from engine.training.fused_objective import FusedObjective
from tests.engine.plain import all_weights, quick, until

ROOT = Path(__file__).parents[3]
OPTIMIZERS = {
    "sgd": {},
    "momentum": {"lanes.*.optimizer.momentum": 0.8},
    "adam": {"lanes.*.optimizer.name": "adam", "lanes.*.optimizer.lr": 0.01},
    "rmsprop": {"lanes.*.optimizer.name": "rmsprop", "lanes.*.optimizer.lr": 0.001, "lanes.*.optimizer.momentum": 0.5},
    "adagrad": {"lanes.*.optimizer.name": "adagrad", "lanes.*.optimizer.lr": 0.01},
}


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Kernels for float32 are awaited until this is emptied."""
    awaited = {"float32": "compiling kernels"}
    monkeypatch.setattr(kernels, "awaited", awaited)
    monkeypatch.setattr(choice, "_agreed", set())
    yield awaited
    awaited.clear()


def moons(**changes: Any) -> Experiment:
    return quick("two-moons", {"device": "cpu", "budget.epochs": 6} | changes)


def train_late(experiment: Experiment, late: dict[str, str], turns: int = 12, **options: Any) -> Recording:
    """A recording whose kernels came after so many turns of autograd."""
    trainer = Trainer(experiment, **options)
    lanes = list(trainer.recording.lanes)
    for _ in range(turns):
        trainer.turn()
    assert all(lane.stepper == "autograd" and lane.updates > 0 and not lane.is_over for lane in lanes[1:])
    before = [(lane.snapshot(), lane.history.kept(lane.updates)[1].copy()) for lane in lanes]
    late.clear()
    while not trainer.is_done:
        trainer.turn()
    assert trainer.recording.lanes == lanes  # nothing begins again
    for lane, (columns, weights) in zip(lanes, before, strict=True):
        count = len(columns["loss"])
        assert all(np.array_equal(column, lane.column(name)[:count], equal_nan=True) for name, column in columns.items())
        assert np.array_equal(weights, lane.history.kept(lane.updates)[1][: len(weights)])
    return trainer.recording


@pytest.mark.parametrize("changes", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_a_lane_goes_on_with_kernels_as_if_they_had_been_there_from_the_start(late: dict[str, str], changes: dict[str, Any]) -> None:
    experiment = moons(**changes)
    recording = train_late(experiment, late)
    for ours, whole in zip(recording.lanes, train(experiment).lanes, strict=True):
        assert whole.stepper == "fused" and whole.autograd_updates == 0
        assert ours.updates == whole.updates and ours.status == whole.status
        assert all_weights(ours) == pytest.approx(all_weights(whole), abs=2e-4)
        assert np.array_equal(ours.evaluated()["update"], whole.evaluated()["update"])
        for name in ("train_loss", "validation_loss"):
            assert ours.evaluated()[name] == pytest.approx(whole.evaluated()[name], rel=1e-3)
    longest = recording.lanes[-1]
    assert longest.stepper == "fused" and 0 < longest.autograd_updates < longest.updates
    assert longest.agreement < 1e-4
    assert f"autograd made the first {longest.autograd_updates:,} updates" in str(explain_stepper(longest))


def test_a_function_goes_on_with_kernels_as_well_and_is_replayed_on_both_sides_of_the_change(late: dict[str, str]) -> None:
    experiment = quick("bowl", {"dtype": "float32", "budget.updates": 3000})
    recording = train_late(experiment, late, memory_budget=0)
    for ours, whole in zip(recording.lanes, train(experiment).lanes, strict=True):
        assert (ours.stepper, whole.stepper, whole.autograd_updates) == ("fused", "fused", 0)
        assert 0 < ours.autograd_updates < ours.updates
        assert ours.parameters(ours.updates) == pytest.approx(whole.parameters(whole.updates), abs=2e-4)
    longest = recording.lanes[-1]
    index, kept = longest.history.positions(longest.updates)
    assert longest.history.stride > longest.autograd_updates
    assert np.array_equal(longest.positions(int(index[1]) - 1, int(index[1]))[1], kept[1])


def test_a_replay_gives_the_same_bits_on_both_sides_of_the_change(late: dict[str, str]) -> None:
    experiment = moons(**OPTIMIZERS["adam"])
    thin = train_late(experiment, late, memory_budget=0).lanes[-1]  # most positions are computed again
    assert thin.history.stride > thin.autograd_updates > 0
    change = thin.autograd_updates
    around = thin.positions(change - 2, change + 2)
    index, kept = thin.history.positions(thin.updates)
    assert np.array_equal(thin.positions(int(index[1]) - 1, int(index[1]))[1], kept[1])  # beyond the change
    assert np.array_equal(around, np.stack([thin.positions(row, row)[0] for row in range(change - 2, change + 3)]))


def test_a_saved_recording_knows_when_the_kernels_came(late: dict[str, str], tmp_path: Path) -> None:
    recording = train_late(moons(), late)
    recording.save(tmp_path / "run.tridescent")
    loaded = Recording.load(tmp_path / "run.tridescent")
    assert [lane.autograd_updates for lane in loaded.lanes] == [lane.autograd_updates for lane in recording.lanes]
    assert loaded.lanes[-1].autograd_updates > 0


def test_kernels_that_disagree_do_not_go_on(late: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "_difference", lambda *_: 0.5)
    recording = train_late(moons(), late)
    reference = train(moons(stepper="autograd"))
    for ours, plain in zip(recording.lanes, reference.lanes, strict=True):
        assert ours.stepper == "autograd"
        assert np.array_equal(all_weights(ours), all_weights(plain))
    assert "differs from autograd" in str(recording.lanes[-1].note)


def test_a_lane_that_is_over_before_the_kernels_come_says_so_and_is_computed_anew_with_the_next_change(late: dict[str, str]) -> None:
    trainer = Trainer(moons())
    while not trainer.is_done:
        trainer.turn()
    assert {str(explain_stepper(lane)) for lane in trainer.recording.lanes} == {"autograd; its kernels were not ready yet"}
    change = moons(**{"lanes.mini-batch.optimizer.lr": 0.02})
    again = Trainer(change, last=trainer.recording, is_change=True)
    assert again.recording.lanes[-1] is trainer.recording.lanes[-1]
    late.clear()
    again = Trainer(change, last=trainer.recording, is_change=True)
    assert again.recording.lanes[-1] is not trainer.recording.lanes[-1]
    assert all(lane.stepper == "fused" for lane in again.recording.lanes)


def test_losses_and_surfaces_are_pytorchs_until_the_kernels_come_and_the_same(late: dict[str, str]) -> None:
    recording = train(moons(**{"budget.epochs": 1}))
    objective = recording.problem.objectives.train
    assert not isinstance(objective._best(), FusedObjective)  # type: ignore[attr-defined]
    slow = recording.surface(21).values
    late.clear()
    fast = recording.surface(21).values
    assert isinstance(objective._best(), FusedObjective)  # type: ignore[attr-defined]
    assert fast == pytest.approx(slow, rel=1e-4)


def test_an_experiment_that_asks_for_autograd_keeps_it(late: dict[str, str]) -> None:
    trainer = Trainer(moons(stepper="autograd"))
    trainer.turn()
    late.clear()
    while not trainer.is_done:
        trainer.turn()
    assert [(lane.stepper, lane.note, lane.autograd_updates) for lane in trainer.recording.lanes] == 3 * [("autograd", "", 0)]


def test_a_recording_that_is_opened_first_calls_no_kernels_before_they_are_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    train(moons(**{"budget.epochs": 1})).save(tmp_path / "run.tridescent")
    monkeypatch.setattr(kernels, "awaited", {})
    monkeypatch.setattr(kernels, "prepared", set())
    kernel_loading.announce()
    assert kernels.why_awaited("float64") and not kernels.progress("float32")
    recording = Recording.load(tmp_path / "run.tridescent")
    assert not isinstance(recording.problem.objectives.train._best(), FusedObjective)  # type: ignore[attr-defined]
    assert kernels.order_kernel() is None and kernels.project_kernel("float32") is None


# who compiles


@pytest.fixture
def unprepared(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """No kernels are loaded or kept; what is loaded here is noted in place of being loaded."""
    loaded: list[str] = []
    for name in ("prepared", "awaited", "failures"):
        monkeypatch.setattr(kernels, name, type(getattr(kernels, name))())
    monkeypatch.setattr(kernel_loading, "_threads", [])
    monkeypatch.setattr(kernel_loading, "_is_leaving", threading.Event())
    monkeypatch.setattr(kernel_loading, "_child", None)
    monkeypatch.setattr(kernel_loading, "are_kept", lambda _: False)
    monkeypatch.setattr(kernel_loading, "load", loaded.append)
    yield loaded
    kernel_loading.leave(10.0)


def test_another_process_compiles_and_is_killed_when_the_program_ends(unprepared: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/sleep")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(kernel_loading, "COMMAND", "3600")
    monkeypatch.setattr(kernel_loading, "UNTIL_CLOSED", "3600")
    kernel_loading.prepare("0")
    until(lambda: kernel_loading._child is not None)
    assert str(kernels.why_awaited("0")) == "compiling kernels"
    began = time.perf_counter()
    kernel_loading.leave(10.0)
    assert time.perf_counter() - began < 5.0
    assert kernel_loading._child is not None and kernel_loading._child.returncode is not None
    assert unprepared == []  # nor are they compiled here


def test_a_program_that_ends_begins_to_compile_nothing(unprepared: list[str]) -> None:
    kernel_loading.leave(10.0)
    kernel_loading.prepare("float32")  # by an engine thread that was importing PyTorch
    until(lambda: not any(thread.is_alive() for thread in kernel_loading._threads))
    assert kernel_loading._child is None and unprepared == []
    assert kernels.why_awaited("float32")  # so that nobody calls them


def test_where_no_process_can_be_started_they_are_compiled_here(unprepared: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(ROOT / "no such program"))
    kernel_loading.prepare("float32")
    until(lambda: not kernels.why_awaited("float32"))
    assert unprepared == ["float32"]


def test_the_process_that_compiles_ends_with_the_program(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "main.py"), kernel_loading.COMMAND, "float32", kernel_loading.UNTIL_CLOSED]
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=environment) as process:
        assert process.stdin is not None
        process.stdin.close()  # as the system does it when a program is killed
        assert process.wait(60) == 1


def test_a_runner_that_does_not_wait_begins_with_autograd(late: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("engine.comparison.runner.prepare", asked.append)
    runner = Runner(waits_for_kernels=False)
    run = runner.submit(moons(**{"budget.epochs": 400}))
    until(lambda: run.recording is not None and all(lane.updates > 10 for lane in run.recording.lanes))
    assert run.recording is not None
    assert asked == ["float32"] and {lane.stepper for lane in run.recording.lanes} == {"autograd"}
    late.clear()
    until(lambda: run.is_over)
    runner.close()
    assert run.recording.lanes[-1].stepper == "fused"


def test_kernels_that_cannot_be_loaded_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> None:
        raise RuntimeError("no such symbol")

    monkeypatch.setattr(kernels, "failures", {})
    monkeypatch.setattr("engine.training.fused_objective.compile_kernels", fail)
    kernel_loading.load("float32")
    recording = train(moons(**{"budget.epochs": 1}))
    assert {lane.stepper for lane in recording.lanes} == {"autograd"}
    assert str(recording.lanes[0].note) == "the kernels cannot be loaded (RuntimeError), so autograd is used"


@pytest.mark.parametrize(
    ("changes", "is_kept", "expected"),
    [
        ({}, False, [("float32", False)]),
        ({"dtype": "float64"}, False, [("float64", False)]),
        ({}, True, []),
        ({"stepper": "autograd"}, False, []),
    ],
    ids=["missing", "of another dtype", "kept", "not asked for"],
)
def test_a_command_has_kernels_compiled_only_where_they_are_missing_and_wanted(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], is_kept: bool, expected: list[tuple[str, bool]]
) -> None:
    asked: list[tuple[str, bool]] = []
    monkeypatch.setattr(kernel_loading, "are_kept", lambda _: is_kept)
    monkeypatch.setattr(kernel_loading, "prepare", lambda dtype, *, is_bound: asked.append((dtype, is_bound)))
    kernel_loading.prepare_if_missing(moons(**changes))
    kernel_loading.prepare_if_missing(Experiment.preset("digits"))  # a convolutional net has none
    assert asked == expected
