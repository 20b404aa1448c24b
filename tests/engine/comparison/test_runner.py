"""The engine thread: pause, resume, stop, the newest run wins, and failures are told."""

from __future__ import annotations

import gc
import math
import threading
import time
import weakref
from collections.abc import Iterator

import numpy as np
import pytest

from engine import Experiment, train
from engine.comparison.runner import Run, Runner
from engine.training.device import available_devices
from tests.engine.plain import all_weights, quick, until

ENDLESS = quick("two-parameter", {"budget.seconds": 3600.0})
SHORT = quick("two-parameter")


@pytest.fixture
def runner() -> Iterator[Runner]:
    made = Runner()
    yield made
    made.close()


def rows(run: Run) -> list[int]:
    return [lane.updates for lane in run.recording.lanes] if run.recording is not None else []


def begun(runner: Runner, experiment: Experiment = ENDLESS) -> Run:
    """A run all lanes of which have rows."""
    run = runner.submit(experiment)
    until(lambda: run.recording is not None and min(rows(run)) > 0)
    return run


def test_a_run_goes_to_its_end_and_gives_the_same_rows_as_train(runner: Runner) -> None:
    experiment = quick("two-moons")
    run = runner.submit(experiment)
    until(lambda: run.is_over)
    assert (run.phase, run.error, run.traceback, run.fraction) == ("finished", "", "", 1.0)
    assert run.result is run.recording
    assert run.recording is not None
    for mine, yours in zip(run.recording.lanes, train(experiment).lanes, strict=True):
        assert mine.status.state == "finished"
        assert np.array_equal(all_weights(mine), all_weights(yours))


def test_rows_can_be_read_while_they_grow(runner: Runner) -> None:
    run = begun(runner)
    assert run.recording is not None
    assert run.phase == "training"
    lane = run.recording.lane("stochastic")
    for _ in range(200):
        columns = lane.snapshot()
        assert len({len(column) for column in columns.values()}) == 1
        assert np.isfinite(lane.parameters(len(columns["loss"]) - 1)).all()  # a published row has its weights


def test_a_run_tells_how_far_it_is_and_one_without_a_planned_end_does_not(runner: Runner) -> None:
    run = begun(runner, quick("two-parameter", {"budget.epochs": 5000, "stepper": "autograd"}))
    until(lambda: run.fraction is not None and 0 < run.fraction < 1)
    runner.pause()
    time.sleep(0.05)
    assert run.recording is not None
    assert run.fraction == pytest.approx(np.mean([lane.updates / lane.planned for lane in run.recording.lanes if lane.planned]))
    runner.resume()
    endless = begun(runner)
    assert endless.fraction is None


def test_pause_stops_new_rows_within_50_ms_and_resume_goes_on(runner: Runner) -> None:
    run = begun(runner)
    for _ in range(3):
        runner.pause()
        time.sleep(0.05)
        paused = rows(run)
        time.sleep(0.15)
        assert rows(run) == paused
        assert run.phase == "training"
        runner.resume()
        until(lambda paused=paused: sum(rows(run)) > sum(paused))  # type: ignore[misc]


def test_pausing_changes_no_row(runner: Runner) -> None:
    experiment = quick("two-parameter", {"budget.epochs": 4})
    run = runner.submit(experiment)
    while not run.is_over:
        runner.pause()
        time.sleep(0.003)
        runner.resume()
        time.sleep(0.003)
    assert run.recording is not None
    for mine, yours in zip(run.recording.lanes, train(experiment).lanes, strict=True):
        assert np.array_equal(all_weights(mine), all_weights(yours))


def test_stop_ends_the_run_and_what_is_recorded_stays(runner: Runner) -> None:
    run = begun(runner)
    before = rows(run)
    runner.cancel()
    until(lambda: run.is_over)
    assert run.phase == "stopped"
    assert run.recording is not None
    assert all(lane.status.state == "stopped" for lane in run.recording.lanes)
    assert all(now >= then for now, then in zip(rows(run), before, strict=True))
    ended = rows(run)
    time.sleep(0.03)
    assert rows(run) == ended
    assert all(lane.evaluations.update[-1] == lane.updates for lane in run.recording.lanes)


def test_a_paused_run_can_be_stopped(runner: Runner) -> None:
    run = begun(runner)
    runner.pause()
    runner.cancel()
    until(lambda: run.is_over)
    assert run.phase == "stopped"


def test_stop_reaches_a_run_that_has_only_just_been_submitted(runner: Runner) -> None:
    """Whoever presses stop right after start means that run."""
    for _ in range(5):
        run = runner.submit(ENDLESS)
        runner.cancel()
        until(lambda run=run: run.is_over, timeout_s=2.0)  # type: ignore[misc]
        assert run.phase == "stopped"


def test_stop_does_not_reach_the_run_after(runner: Runner) -> None:
    begun(runner)
    runner.cancel()
    run = runner.submit(SHORT)
    until(lambda: run.is_over)
    assert run.phase == "finished"


def test_the_newest_run_wins(runner: Runner) -> None:
    old = begun(runner)
    new = runner.submit(SHORT)
    until(lambda: new.is_over)
    assert (old.phase, new.phase) == ("stopped", "finished")
    assert new.recording is not old.recording


def test_of_many_runs_only_the_newest_is_trained_to_its_end(runner: Runner) -> None:
    begun(runner)
    *older, newest = [runner.submit(SHORT if i == 9 else ENDLESS) for i in range(10)]
    until(lambda: newest.is_over)
    assert newest.phase == "finished"
    assert [run.phase for run in older] == ["stopped"] * 9


def test_a_short_run_is_finished_although_a_newer_one_waits(runner: Runner) -> None:
    """So that a dragged slider shows whole results."""
    begun(runner, SHORT)
    older = runner.submit(SHORT)
    until(lambda: older.recording is not None)
    newer = runner.submit(ENDLESS)
    until(lambda: older.is_over)
    assert older.phase == "finished"
    until(lambda: newer.recording is not None)


def test_who_waits_for_a_run_is_told_when_it_is_whole_or_never_will_be(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.comparison.runner._SOON_S", 60.0)
    monkeypatch.setattr("engine.comparison.runner._REST_S", 60.0)  # it is whole before its steppers have been compared
    first = runner.submit(SHORT)
    began = time.perf_counter()
    assert first.whole.wait(60) and first.recording is not None
    assert all(lane.is_over for lane in first.recording.lanes) and 0 < first.took < time.perf_counter() - began
    endless = runner.submit(ENDLESS)
    until(lambda: endless.recording is not None)
    assert not endless.whole.is_set() and endless.took == math.inf
    runner.pause()
    dropped, wrong = runner.submit(SHORT), runner.submit(SHORT.with_changes({"device": missing_device()}))
    assert dropped.whole.is_set() and not wrong.whole.is_set()
    runner.resume()
    assert wrong.whole.wait(60) and endless.whole.is_set() and wrong.phase == "failed" and wrong.took == math.inf


def agreements(run: Run) -> list[float]:
    return [lane.agreement for lane in run.recording.lanes] if run.recording is not None else []


def test_while_runs_follow_each_other_steppers_are_compared_only_when_nothing_newer_comes(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.comparison.runner._REST_S", 60.0)
    known = runner.submit(SHORT)  # lanes of another kind would be compared before they begin
    until(lambda: known.is_over)
    monkeypatch.setattr("engine.comparison.runner._SOON_S", 60.0)
    run = runner.submit(SHORT.with_changes({"lanes.stochastic.optimizer.lr": 0.02}))
    until(lambda: run.recording is not None and all(lane.is_over for lane in run.recording.lanes))
    assert not run.is_over
    assert np.isnan(agreements(run)).all()
    last = runner.submit(SHORT.with_changes({"lanes.stochastic.optimizer.lr": 0.01}))  # it does not wait either
    until(lambda: run.is_over and last.recording is not None and all(lane.is_over for lane in last.recording.lanes))
    assert np.isnan(agreements(run)).all()


@pytest.mark.parametrize("soon_s", [0.0, 60.0])
def test_in_the_end_steppers_are_compared(runner: Runner, monkeypatch: pytest.MonkeyPatch, soon_s: float) -> None:
    monkeypatch.setattr("engine.comparison.runner._SOON_S", soon_s)
    for rate in (0.02, 0.01):
        run = runner.submit(SHORT.with_changes({"lanes.stochastic.optimizer.lr": rate}))
    until(lambda: run.is_over)
    assert not np.isnan(agreements(run)).any()


CHANGES = {
    "rate": {"lanes.stochastic.optimizer.lr": 0.02},
    "size": {"lanes.mini-batch.batch_size": 7},
    "data": {"data.noise": 0.1},
    "seed": {"seed": 3},
    "loss": {"loss.name": "mae"},
    "stepper": {"stepper": "autograd"},
    "budget": {"budget.epochs": 3},
}


@pytest.mark.parametrize("is_change", [False, True])
@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
def test_what_is_taken_over_from_the_run_before_changes_no_number(runner: Runner, changes: dict[str, object], is_change: bool) -> None:
    before = runner.submit(SHORT)
    until(lambda: before.is_over)
    experiment = SHORT.with_changes(changes)
    run = runner.submit(experiment, is_change=is_change)
    until(lambda: run.is_over)
    assert run.recording is not None and before.recording is not None
    changed = {key.split(".")[0] for key in changes}
    assert (run.recording.dataset is before.recording.dataset) == bool({"lanes", "stepper", "budget"} & changed)
    for mine, yours in zip(run.recording.lanes, train(experiment).lanes, strict=True):
        assert mine.stepper == yours.stepper
        assert np.array_equal(all_weights(mine), all_weights(yours))
        for name, column in yours.evaluated().items():
            assert np.array_equal(mine.evaluated()[name], column, equal_nan=True)


def shared(run: Run, other: Run) -> list[bool]:
    """Which lanes of two runs have the same record."""
    assert run.recording is not None and other.recording is not None
    return [one is another for one, another in zip(run.recording.lanes, other.recording.lanes, strict=True)]


@pytest.mark.parametrize("name", CHANGES)
def test_of_a_changed_experiment_only_those_lanes_are_computed_that_a_change_touches(runner: Runner, name: str) -> None:
    before = runner.submit(SHORT)
    until(lambda: before.is_over)
    run = runner.submit(SHORT.with_changes(CHANGES[name]), is_change=True)
    until(lambda: run.is_over)
    assert run.phase == "finished"
    assert shared(run, before) == {"rate": [True, True, False], "size": [True, False, True]}.get(name, [False] * 3)
    if name == "rate":  # what two runs share is told of the plane of the later one
        assert run.recording is not None and before.recording is not None
        one = run.recording.lanes[0]
        assert np.array_equal(one.column("x"), run.recording.coordinates(one.name)[:, 0])
        again = runner.submit(SHORT.with_changes(CHANGES[name]))  # the same from the start is computed from the start
        until(lambda: again.is_over)
        assert shared(again, run) == [False] * 3


def test_a_lane_that_was_stopped_is_computed_again_and_one_that_had_ended_is_not(runner: Runner) -> None:
    long = SHORT.with_changes({"budget.epochs": 100_000, "lanes.mini-batch.optimizer.lr": 100.0})
    before = begun(runner, long)
    until(lambda: before.recording is not None and before.recording.lanes[1].status.state == "diverged")
    run = runner.submit(long.with_changes({"lanes.stochastic.optimizer.lr": 0.02}), is_change=True)
    until(lambda: before.is_over and run.recording is not None and min(rows(run)) > 0)
    assert before.phase == "stopped"
    assert shared(run, before) == [False, True, False]


def test_a_lane_is_computed_again_where_it_may_keep_fewer_of_its_positions(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    long = SHORT.with_changes({"budget.epochs": 60})
    monkeypatch.setattr("engine.recording.history.FIXED_BUDGET", 0)
    before = runner.submit(long)
    until(lambda: before.is_over)
    run = runner.submit(long.with_changes({"lanes.stochastic.batch_size": 50}), is_change=True)
    until(lambda: run.is_over)
    assert run.recording is not None and before.recording is not None
    assert [lane.history.stride for lane in before.recording.lanes] == [1, 1, 2]
    assert [lane.history.stride for lane in run.recording.lanes] == [1, 2, 1]
    assert shared(run, before) == [True, False, False]


def test_a_lane_taken_over_before_it_was_compared_with_autograd_is_compared_then(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    first = runner.submit(SHORT)
    until(lambda: first.is_over)  # now all kinds are known to agree
    monkeypatch.setattr("engine.comparison.runner._SOON_S", 60.0)
    monkeypatch.setattr("engine.comparison.runner._REST_S", 60.0)
    before = runner.submit(SHORT.with_changes({"seed": 1}))
    until(lambda: before.recording is not None and all(lane.is_over for lane in before.recording.lanes))
    assert np.isnan(agreements(before)).all()
    monkeypatch.setattr("engine.comparison.runner._REST_S", 0.0)
    run = runner.submit(SHORT.with_changes({"seed": 1, "lanes.stochastic.optimizer.lr": 0.02}), is_change=True)
    until(lambda: run.is_over)
    assert shared(run, before) == [True, True, False]
    assert max(agreements(run)) < 1e-5


def test_what_was_computed_is_let_go_when_something_else_is_opened(runner: Runner) -> None:
    run = runner.submit(SHORT)
    until(lambda: run.is_over)
    assert run.recording is not None
    known, run.result = weakref.ref(run.recording), None
    runner.cancel()
    gc.collect()
    assert known() is None


def test_a_new_run_takes_the_place_of_a_paused_one(runner: Runner) -> None:
    old = begun(runner)
    runner.pause()
    new = runner.submit(SHORT)
    until(lambda: old.is_over)
    assert old.phase == "stopped"
    runner.resume()
    until(lambda: new.is_over)
    assert new.phase == "finished"


def missing_device() -> str:
    return next(device for device in ("cuda", "mps") if device not in available_devices())


def test_a_device_that_is_not_there_fails_the_run_with_a_sentence(runner: Runner) -> None:
    run = runner.submit(SHORT.with_changes({"device": missing_device()}))
    until(lambda: run.is_over)
    assert run.phase == "failed"
    assert str(run.error).startswith(f'device: found "{missing_device()}", allowed on this machine is auto')
    assert str(run.error).endswith(".")
    assert run.traceback == ""
    after = runner.submit(SHORT)
    until(lambda: after.is_over)
    assert after.phase == "finished"


def test_an_unexpected_error_fails_the_run_with_its_traceback_and_the_next_run_goes_on(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def burn(trainer: object) -> None:
        raise ZeroDivisionError("fire")

    with monkeypatch.context() as patched:
        patched.setattr("engine.comparison.trainer.Trainer.turn", burn)
        run = runner.submit(SHORT)
        until(lambda: run.is_over)
    assert (run.phase, str(run.error)) == ("failed", "ZeroDivisionError: fire")
    assert "in burn" in run.traceback
    after = runner.submit(SHORT)
    until(lambda: after.is_over)
    assert after.phase == "finished"


def test_close_waits_until_the_thread_has_ended() -> None:
    runner = Runner()
    run = begun(runner)
    assert any(thread.name == "engine" for thread in threading.enumerate())
    runner.close()
    assert not any(thread.name == "engine" for thread in threading.enumerate())
    assert run.phase == "stopped"
    runner.close()


@pytest.mark.parametrize("paused", [False, True])
def test_an_idle_or_paused_runner_can_be_closed(paused: bool) -> None:
    runner = Runner()
    if paused:
        begun(runner)
        runner.pause()
    runner.close()
    assert not any(thread.name == "engine" for thread in threading.enumerate())


def test_after_close_every_run_is_over() -> None:
    for _ in range(5):
        runner = Runner()
        run = runner.submit(SHORT)
        runner.close()
        assert run.is_over


def test_the_garbage_collector_passes_over_what_libraries_have_made(runner: Runner) -> None:
    gc.disable()  # as a program that has just begun
    begun(runner)
    assert gc.isenabled()
    assert gc.get_freeze_count() > 100_000  # of PyTorch alone


def test_the_clock_of_fair_turns_can_be_changed_on_the_way(runner: Runner) -> None:
    """On the clock of updates the lanes keep step; on that of epochs the full batch runs ahead of nobody."""
    runner.clock = "updates"
    run = begun(runner, ENDLESS.with_changes({"stepper": "autograd"}))  # the chunks of the others are too long to see it soon
    until(lambda: min(rows(run)) > 500)
    runner.pause()
    time.sleep(0.05)
    full, _, stochastic = rows(run)
    assert 0.5 < full / stochastic < 2
    runner.clock = "epochs"
    runner.resume()
    until(lambda: rows(run)[2] > 4 * rows(run)[0])
