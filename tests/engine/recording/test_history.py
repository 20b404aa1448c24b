"""Positions within a memory budget: what is not kept is computed again from what is, to the same bits."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine import Experiment, Recording, train
from engine.comparison.trainer import Trainer
from engine.data.batches import Batches
from engine.recording.history import BUDGET_PER_UPDATE, FIXED_BUDGET, LEAST_KEPT, ParameterHistory, shares
from engine.training.steppers.autograd import AutogradStepper
from engine.training.steppers.base import Rates, Updates
from engine.training.steppers.fused import FusedStepper
from tests.engine.plain import STEPPERS, alone, plain_run, quick, run_to_the_end

OPTIMIZERS: dict[str, dict[str, Any]] = {
    "plain": {},
    "momentum": {"momentum": 0.9},
    "nesterov and decay": {"momentum": 0.9, "nesterov": True, "weight_decay": 0.1},
    "adagrad": {"name": "adagrad"},
    "rmsprop": {"name": "rmsprop"},
    "rmsprop with momentum": {"name": "rmsprop", "momentum": 0.5},
    "adam": {"name": "adam"},
    "adamw": {"name": "adamw", "weight_decay": 0.1, "schedule": "cosine"},
}  # fmt: skip
TINY = 3 * 8 * 82 * 4  # bytes: some eight vectors of the small net for each of three lanes
every_optimizer = pytest.mark.parametrize("optimizer", OPTIMIZERS)
every_stepper = pytest.mark.parametrize("stepper", STEPPERS)


def small(optimizer: str, stepper: str = "auto") -> Experiment:
    gentle = {"stepper": stepper, "data.n": 60, "lanes.*.optimizer.lr": 0.01, "lanes.mini-batch.batch_size": 2}
    return quick("two-moons", gentle | {f"lanes.*.optimizer.{name}": value for name, value in OPTIMIZERS[optimizer].items()})


def thinned(experiment: Experiment, budget: int = TINY) -> Recording:
    recording = run_to_the_end(Trainer(experiment, memory_budget=budget))
    assert max(lane.history.stride for lane in recording.lanes) > 1
    return recording


@every_stepper
@every_optimizer
def test_weights_asked_for_in_order_are_those_of_a_full_history(optimizer: str, stepper: str) -> None:
    whole, less = train(small(optimizer, stepper)), thinned(small(optimizer, stepper))
    for mine, yours in zip(whole.lanes, less.lanes, strict=True):
        assert mine.stepper == yours.stepper == ("fused" if stepper == "auto" else stepper)
        assert mine.history.stride == 1
        for update in (*range(0, mine.updates, 3), mine.updates - 1, mine.updates):
            assert np.array_equal(mine.parameters(update), yours.parameters(update))


@every_stepper
@every_optimizer
def test_what_the_optimizer_remembered_is_that_of_a_full_history(optimizer: str, stepper: str) -> None:
    whole, less = train(small(optimizer, stepper)), thinned(small(optimizer, stepper))
    for mine, yours in zip(whole.lanes, less.lanes, strict=True):
        stride = yours.history.stride
        for first, last in ((0, 0), (0, 1), (stride - 1, stride), (stride, stride + 1), (stride + 1, 2 * stride + 1)):
            if last <= mine.updates:
                expected = mine.history.positions(mine.updates)[1][first : last + 1]
                assert np.array_equal(mine.positions(first, last), expected) and np.array_equal(yours.positions(first, last), expected)
        with pytest.raises(IndexError, match="recorded are 0 to"):
            mine.positions(mine.updates, mine.updates + 1)


@every_stepper
@every_optimizer
def test_from_a_file_too_they_are_those_of_a_full_history(tmp_path: Path, optimizer: str, stepper: str) -> None:
    """Asked for at random and again; positions hold what the optimizer remembers."""
    whole = train(small(optimizer, stepper))
    thinned(small(optimizer, stepper)).save(tmp_path / "run.tridescent")
    less = Recording.load(tmp_path / "run.tridescent")
    random = np.random.default_rng(1)
    for mine, yours in zip(whole.lanes, less.lanes, strict=True):
        for update in random.integers(0, mine.updates + 1, 20):
            assert np.array_equal(mine.parameters(int(update)), yours.parameters(int(update)))
        walked = np.concatenate(list(less.walk(yours)))
        assert np.array_equal(walked, np.concatenate(list(whole.walk(mine))))


@every_stepper
def test_each_update_computed_again_for_the_first_time_is_that_of_a_full_history(stepper: str) -> None:
    """Each from a recording that nobody has asked before."""
    experiment = alone(small("nesterov and decay", stepper), "stochastic")
    whole = train(experiment).lanes[0]
    for update in (1, 31, 63, 65, whole.updates - 1):
        less = thinned(experiment, TINY // 3).lanes[0]
        assert np.array_equal(less.parameters(update), whole.parameters(update))


@every_stepper
@pytest.mark.parametrize("optimizer", ["plain", "nesterov and decay", "adam"])
def test_with_an_unknown_number_of_updates_weights_are_those_of_a_run_that_kept_all(optimizer: str, stepper: str) -> None:
    recording = thinned(small(optimizer, stepper).with_changes({"budget.seconds": 0.03}))
    for lane in recording.lanes:
        known = alone(small(optimizer, stepper), lane.name).with_changes({"budget.updates": lane.updates})
        whole = run_to_the_end(Trainer(known, memory_budget=1 << 30)).lanes[0]
        assert whole.history.stride == 1
        random = np.random.default_rng(2)
        for update in (*random.integers(0, lane.updates + 1, 5), lane.updates):
            assert np.array_equal(lane.parameters(int(update)), whole.parameters(int(update)))


@pytest.mark.parametrize("optimizer", ["plain", "momentum", "nesterov and decay"])
def test_with_an_unknown_number_of_updates_weights_are_those_of_a_plain_loop(optimizer: str) -> None:
    recording = thinned(small(optimizer, "autograd").with_changes({"budget.seconds": 0.06}))
    for lane in recording.lanes:
        plain = plain_run(recording, lane)
        random = np.random.default_rng(2)
        for update in (*random.integers(0, lane.updates + 1, 5), lane.updates):
            assert np.array_equal(lane.parameters(int(update)), plain.weights[update])


def test_coordinates_of_a_thinned_recording_are_those_of_every_update() -> None:
    recording = thinned(small("momentum", "autograd"))
    for lane in recording.lanes:
        plain = plain_run(recording, lane).weights.astype(np.float64)
        expected = (plain - recording.plane.origin) @ recording.plane.directions.T
        np.testing.assert_allclose(lane.column("x"), expected[:, 0], atol=1e-6)
        np.testing.assert_allclose(lane.column("y"), expected[:, 1], atol=1e-6)


@every_stepper
@pytest.mark.parametrize("budget", [{"budget.epochs": 2}, {"budget.seconds": 0.06}], ids=["planned", "unplanned"])
@pytest.mark.parametrize("optimizer", ["plain", "adam"])
def test_the_kept_positions_of_all_lanes_together_stay_within_the_budget(optimizer: str, budget: dict[str, Any], stepper: str) -> None:
    rows = {"plain": 1, "adam": 3}[optimizer]
    recording = thinned(small(optimizer, stepper).with_changes(budget), rows * TINY)
    kept = [lane.history.positions(lane.updates)[1] for lane in recording.lanes]
    assert all(positions.shape[1:] == (rows, 82) for positions in kept)
    assert rows * TINY / 8 < sum(positions.nbytes for positions in kept) <= rows * TINY


@given(planned=st.lists(st.none() | st.integers(1, 10**8), min_size=1, max_size=6), position=st.integers(8, 10**8), tight=st.booleans())
def test_the_budget_is_shared_so_that_what_one_lane_does_not_need_goes_to_the_others(
    planned: list[int | None], position: int, tight: bool
) -> None:
    usual = max(FIXED_BUDGET, LEAST_KEPT * position * len(planned)) + BUDGET_PER_UPDATE * sum(count or 0 for count in planned)
    budget = usual // 7 if tight else usual
    given = shares(planned, position, budget if tight else None)
    assert sum(given) <= budget
    needs = [budget if count is None else (count + 1) * position for count in planned]
    assert all(share <= need for share, need in zip(given, needs, strict=True))
    if sum(given) < budget - len(planned):
        assert given == needs  # nothing is left over while a lane needs it
    for (need, share), (more, other) in pairwise(sorted(zip(needs, given, strict=True))):
        assert share <= other + 1, (need, more)


def test_a_large_budget_keeps_every_update() -> None:
    for lane in train(small("plain")).lanes:
        updates, weights = lane.history.kept(lane.updates)
        assert lane.history.stride == 1
        assert updates.tolist() == list(range(lane.updates + 1))
        assert len(weights) == lane.updates + 1


def positions(count: int) -> NDArray[np.float64]:
    """Of update u the weights (u, −u, u²), and remembered (u + ½, 0, 1): [count, 2, 3]."""
    u = np.arange(count, dtype=np.float64)
    return np.stack([np.stack([u, -u, u * u], axis=1), np.stack([u + 0.5, 0 * u, 0 * u + 1], axis=1)], axis=1)


@given(
    counts=st.lists(st.integers(1, 80), min_size=1, max_size=25),
    most=st.integers(1, 40),
    knows=st.booleans(),
    every=st.integers(1, 9),
)
def test_every_kept_position_is_the_right_one_however_the_updates_come(counts: list[int], most: int, knows: bool, every: int) -> None:
    """Others that were wanted for their own sake come, too: here every third, fifth … one, and they may be passed over."""
    total = sum(counts)
    rows = positions(total + 1)
    history = ParameterHistory(rows[0], planned=total if knows else None, budget=most * rows[0].nbytes)
    done = 0
    for count in counts:
        others = np.arange(-(-(done + 1) // every) * every, done + count + 1, every)
        updates = np.union1d(history.wanted(done + 1, done + count), others)
        history.append(updates, rows[updates])
        done += count
        kept, found = history.positions(done)
        assert np.array_equal(found, rows[kept])
        assert np.array_equal(history.kept(done)[1], rows[kept, 0])
        assert kept.tolist() == history.kept(done)[0].tolist() == list(range(0, done + 1, history.stride))
        assert len(kept) <= max(2, most)
        for update in range(done + 1):
            kept_at = history.at(update)
            assert (kept_at is not None) == (update % history.stride == 0)
            assert kept_at is None or np.array_equal(kept_at, rows[update])
            before, position = history.before(update)
            assert update - history.stride < before <= update
            assert np.array_equal(position, rows[before])


def test_kept_positions_stay_few_and_spread_over_the_whole_lane() -> None:
    history = ParameterHistory(np.zeros((1, 1)), planned=None, budget=8 * 1000)
    for first in range(1, 200_001, 500):
        updates = history.wanted(first, first + 499)
        history.append(updates, updates[:, None, None].astype(np.float64))
    kept, found = history.positions(200_000)
    assert 250 <= len(kept) <= 1000
    assert np.array_equal(found[:, 0, 0], kept)
    assert max(np.diff([*kept, 200_000])) == history.stride


def test_what_is_handed_out_is_a_copy() -> None:
    rows = positions(5)
    history = ParameterHistory(rows[0], planned=4)
    history.append(np.arange(1, 5), rows[1:])
    found = history.at(3)
    assert found is not None
    found[:] = 99
    history.before(3)[1][:] = 99
    again = history.at(3)
    assert again is not None
    assert np.array_equal(again, rows[3])
    assert np.array_equal(history.before(3)[1], rows[3])


@pytest.mark.parametrize("kind", [AutogradStepper, FusedStepper])
def test_a_recording_computes_again_from_the_position_before_and_not_from_the_start(monkeypatch: pytest.MonkeyPatch, kind: Any) -> None:
    stepper = "autograd" if kind is AutogradStepper else "auto"
    experiment = alone(small("momentum", stepper).with_changes({"budget.epochs": 8}), "stochastic")
    recording = thinned(experiment, 16 * 2 * 82 * 4)
    lane = recording.lanes[0]
    made: list[int] = []
    run = kind.run

    def watched(self: Any, batches: Batches, rates: Rates, wanted: NDArray[np.int64]) -> Updates:
        updates: Updates = run(self, batches, rates, wanted)
        made.append(len(updates.loss))
        return updates

    monkeypatch.setattr(kind, "run", watched)
    lane.parameters(1)
    assert sum(made) == lane.history.stride  # the first time, up to the next one that was kept
    for update in range(lane.updates - 3 * lane.history.stride, lane.updates + 1):
        made.clear()
        lane.parameters(update)
        assert sum(made) == update % lane.history.stride
