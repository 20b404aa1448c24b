"""Weights within a memory budget: what is not kept is computed again, to the same bits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine import Experiment, Recording, train
from engine.recording.history import Checkpoint, ParameterHistory
from engine.training.steppers.autograd import AutogradStepper
from engine.training.steppers.base import Updates
from engine.training.trainer import Trainer
from tests.engine.plain import alone, plain_run, quick, run_to_the_end

OPTIMIZERS: dict[str, dict[str, Any]] = {
    "plain": {},
    "momentum": {"lanes.*.optimizer.momentum": 0.9},
    "nesterov and decay": {
        "lanes.*.optimizer.momentum": 0.9, "lanes.*.optimizer.nesterov": True, "lanes.*.optimizer.weight_decay": 0.1,
    },
}  # fmt: skip
TINY = 3 * 8 * 82 * 4  # bytes: some eight vectors of the small net for each of three lanes


def small(optimizer: str) -> Experiment:
    gentle = {"data.n": 60, "lanes.*.optimizer.lr": 0.01, "lanes.mini-batch.batch_size": 2}
    return quick("two-moons", gentle | OPTIMIZERS[optimizer])


def thinned(experiment: Experiment, budget: int = TINY) -> Recording:
    recording = run_to_the_end(Trainer(experiment, memory_budget=budget))
    assert max(lane.history.stride for lane in recording.lanes) > 1
    return recording


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_weights_asked_for_in_order_are_those_of_a_full_history(optimizer: str) -> None:
    whole, less = train(small(optimizer)), thinned(small(optimizer))
    for mine, yours in zip(whole.lanes, less.lanes, strict=True):
        assert mine.history.stride == 1
        for update in (*range(0, mine.updates, 3), mine.updates - 1, mine.updates):
            assert np.array_equal(mine.parameters(update), yours.parameters(update))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_weights_asked_for_at_random_and_again_are_those_of_a_full_history(optimizer: str) -> None:
    whole, less = train(small(optimizer)), thinned(small(optimizer))
    random = np.random.default_rng(1)
    for mine, yours in zip(whole.lanes, less.lanes, strict=True):
        for update in random.integers(0, mine.updates + 1, 20):
            assert np.array_equal(mine.parameters(int(update)), yours.parameters(int(update)))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_each_update_computed_again_for_the_first_time_is_that_of_a_full_history(optimizer: str) -> None:
    """Each from a recording that nobody has asked before."""
    whole = train(alone(small(optimizer), "stochastic")).lanes[0]
    for update in (1, 31, 63, 65, whole.updates - 1):
        less = thinned(alone(small(optimizer), "stochastic"), TINY // 3).lanes[0]
        assert np.array_equal(less.parameters(update), whole.parameters(update))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_with_an_unknown_number_of_updates_weights_are_those_of_a_plain_loop(optimizer: str) -> None:
    recording = thinned(small(optimizer).with_changes({"budget.seconds": 0.06}))
    for lane in recording.lanes:
        plain = plain_run(recording, lane)
        random = np.random.default_rng(2)
        for update in (*random.integers(0, lane.updates + 1, 5), lane.updates):
            assert np.array_equal(lane.parameters(int(update)), plain.weights[update])


def test_coordinates_of_a_thinned_recording_are_those_of_every_update() -> None:
    recording = thinned(small("momentum"))
    for lane in recording.lanes:
        plain = plain_run(recording, lane).weights.astype(np.float64)
        expected = (plain - recording.plane.origin) @ recording.plane.directions.T
        np.testing.assert_allclose(lane.column("x"), expected[:, 0], atol=1e-6)
        np.testing.assert_allclose(lane.column("y"), expected[:, 1], atol=1e-6)


@pytest.mark.parametrize("budget", [{"budget.epochs": 2}, {"budget.seconds": 0.06}], ids=["planned", "unplanned"])
def test_the_kept_weights_of_all_lanes_together_stay_within_the_budget(budget: dict[str, Any]) -> None:
    recording = thinned(small("plain").with_changes(budget))
    kept = sum(lane.history.kept(lane.updates)[1].nbytes for lane in recording.lanes)
    assert kept <= TINY
    assert kept > TINY / 8


def test_a_large_budget_keeps_every_update() -> None:
    for lane in train(small("plain")).lanes:
        updates, weights = lane.history.kept(lane.updates)
        assert lane.history.stride == 1
        assert updates.tolist() == list(range(lane.updates + 1))
        assert len(weights) == lane.updates + 1


def vectors(count: int) -> NDArray[np.float64]:
    """The vector of update u is (u, −u, u²)."""
    u = np.arange(count, dtype=np.float64)
    return np.stack([u, -u, u * u], axis=1)


@given(
    counts=st.lists(st.integers(1, 80), min_size=1, max_size=25),
    most=st.integers(1, 40),
    knows=st.booleans(),
)
def test_every_kept_vector_is_the_right_one_however_the_updates_come(counts: list[int], most: int, knows: bool) -> None:
    total = sum(counts)
    rows = vectors(total + 1)
    history = ParameterHistory(rows[0], planned=total if knows else None, budget=most * rows[0].nbytes)
    done = 0
    for count in counts:
        history.append(done + 1, rows[done + 1 : done + 1 + count])
        done += count
        updates, weights = history.kept(done)
        assert np.array_equal(weights, rows[updates])
        assert updates.tolist() == list(range(0, done + 1, history.stride))
        assert len(updates) <= max(2, most)
        for update in range(done + 1):
            found = history.at(update)
            assert (found is not None) == (update % history.stride == 0)
            assert found is None or np.array_equal(found, rows[update])


@given(updates=st.lists(st.integers(1, 50), min_size=1, max_size=60), most=st.integers(1, 200))
def test_the_nearest_checkpoint_is_never_after_the_update(updates: list[int], most: int) -> None:
    history = ParameterHistory(np.zeros(3), planned=None, budget=most * 24)
    at = 0
    for more in updates:
        at += more
        if history.wants_checkpoint(at):
            history.add_checkpoint(Checkpoint(at, np.full(3, float(at)), None))
    for update in range(at + 1):
        nearest = history.nearest(update)
        assert nearest.update <= update
        assert (nearest.weights == nearest.update).all()


def test_checkpoints_stay_few_and_spread_over_the_whole_lane() -> None:
    history = ParameterHistory(np.zeros(1), planned=None, budget=8 * 1000)
    for update in range(1, 200_001):
        if history.wants_checkpoint(update):
            history.add_checkpoint(Checkpoint(update, np.zeros(1), None))
    found = sorted({history.nearest(update).update for update in range(0, 200_001, 50)})
    assert 30 <= len(found) <= 256
    assert max(np.diff([*found, 200_000])) <= 200_000 / 25


def test_what_is_handed_out_is_a_copy() -> None:
    rows = vectors(5)
    history = ParameterHistory(rows[0], planned=4)
    history.append(1, rows[1:])
    found = history.at(3)
    assert found is not None
    found[:] = 99
    again = history.at(3)
    assert again is not None
    assert np.array_equal(again, rows[3])


def test_a_recording_computes_again_from_checkpoints_and_not_from_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    recording = thinned(alone(small("momentum").with_changes({"budget.epochs": 8}), "stochastic"), 16 * 82 * 4 * 8)
    lane = recording.lanes[0]
    made: list[int] = []
    run = AutogradStepper.run

    def watched(self: AutogradStepper, batches: Sequence[NDArray[np.int64]]) -> Updates:
        made.append(len(batches))
        return run(self, batches)

    monkeypatch.setattr(AutogradStepper, "run", watched)
    counts = []
    for update in range(lane.updates - 20, lane.updates):
        made.clear()
        lane.parameters(update)
        counts.append(sum(made))
    assert 0 < max(counts) < lane.updates / 2
