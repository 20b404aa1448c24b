"""A lane that diverges or raises ends alone, says at which update and why; the others go on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from engine import Recording, train
from engine.comparison.trainer import Trainer
from engine.recording.columns import EVALUATED
from engine.recording.lane import LaneRecording
from tests.engine.plain import STEPPERS, all_weights, plain_loss, plain_run, quick, run_to_the_end


def diverging(lr: float, stepper: str = "auto") -> Recording:
    return train(quick("two-parameter", {"lanes.full-batch.optimizer.lr": lr, "budget.updates": 60, "stepper": stepper}))


def limit_of(recording: Recording) -> float:
    """2/λmax of the full training loss, by numpy."""
    x = recording.dataset.train_inputs[:, 0].astype(np.float64)
    design = np.stack([x, np.ones_like(x)], axis=1)
    return float(2 / np.linalg.eigvalsh(2 / len(x) * design.T @ design)[-1])


def test_a_diverging_lane_says_at_which_update_and_why() -> None:
    recording = diverging(100.0)
    lane = recording.lane("full-batch")
    assert lane.status.state == "diverged"
    assert lane.diverged_at == lane.status.update == lane.updates + 1
    assert "learning rate 100 " in str(lane.status.reason)
    assert f"2/λmax = {limit_of(recording):.3g}" in str(lane.status.reason)


@pytest.mark.parametrize("stepper", STEPPERS)
def test_it_ends_at_the_very_update_at_which_a_plain_loop_is_no_longer_finite(stepper: str) -> None:
    recording = diverging(100.0, stepper)
    lane = recording.lane("full-batch")
    plain = plain_run(recording, lane, updates=lane.updates + 3)
    finite = np.isfinite(plain.losses) & np.isfinite(plain.weights[1:]).all(axis=1)
    assert lane.status.update == int(np.flatnonzero(~finite)[0]) + 1
    np.testing.assert_allclose(all_weights(lane), plain.weights[: lane.updates + 1], rtol=0 if stepper == "autograd" else 1e-4)


class Idle(nn.Module):
    """A line with a weight that its outputs do not depend on."""

    def __init__(self) -> None:
        super().__init__()
        self.line, self.idle = nn.Linear(1, 1), nn.Parameter(torch.ones(3))

    def forward(self, inputs: Tensor) -> Tensor:
        outputs: Tensor = self.line(inputs)
        return outputs


def partly_frozen() -> nn.Module:
    module = nn.Sequential(nn.Linear(1, 3), nn.Linear(3, 1))
    module[0].requires_grad_(False)
    return module


@pytest.mark.parametrize("make", [partly_frozen, Idle])
def test_a_module_with_weights_that_have_no_gradient_can_diverge_too(make: Callable[[], nn.Module]) -> None:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        module = make()
    recording = train(quick("two-parameter", {"lanes.full-batch.optimizer.lr": 1000.0, "budget.updates": 60}), model=module)
    status = recording.lane("full-batch").status
    assert status.state == "diverged", status.traceback
    assert "2/λmax" in str(status.reason)


def test_the_other_lanes_go_on_as_if_nothing_had_happened() -> None:
    diverged, calm = diverging(100.0), diverging(0.1)
    for name in ("mini-batch", "stochastic"):
        assert diverged.lane(name).status.state == "finished"
        assert diverged.lane(name).diverged_at is None
        assert np.array_equal(all_weights(diverged.lane(name)), all_weights(calm.lane(name)))


@pytest.mark.parametrize("stepper", STEPPERS)
@pytest.mark.parametrize("lr", [1.0, 3.0, 10.0, 30.0, 100.0, 1000.0])
@pytest.mark.parametrize("name", ["two-parameter", "article"])
def test_every_recorded_row_is_finite(name: str, lr: float, stepper: str) -> None:
    for lane in train(quick(name, {"lanes.*.optimizer.lr": lr, "budget.updates": 60, "stepper": stepper})).lanes:
        assert lane.status.state == "diverged"
        assert lane.updates > 0
        assert np.isfinite(all_weights(lane)).all()
        for column in ("loss", "grad_norm", "update_norm", "lr", "seconds"):
            assert np.isfinite(lane.column(column)[1:]).all(), (lane.name, column)


@pytest.mark.parametrize("stepper", STEPPERS)
@pytest.mark.parametrize("lr", [1.0, 3.0, 100.0])
def test_where_a_lane_ends_does_not_depend_on_how_long_the_turns_are(monkeypatch: pytest.MonkeyPatch, lr: float, stepper: str) -> None:
    """The same seed gives the same rows, on a slow machine as on a fast one, and whenever losses happen to be evaluated."""
    experiment = quick("two-parameter", {"lanes.*.optimizer.lr": lr, "budget.updates": 60, "stepper": stepper})
    fast = train(experiment)
    monkeypatch.setattr("engine.training.evaluator._PATIENCE_S", -1.0)
    slow = Trainer(experiment)
    for lane in slow._trainers.values():
        lane._most = 1
    for mine, yours in zip(fast.lanes, run_to_the_end(slow).lanes, strict=True):
        assert (mine.updates, mine.diverged_at) == (yours.updates, yours.diverged_at)
        assert np.array_equal(all_weights(mine), all_weights(yours))


@pytest.mark.parametrize("stepper", STEPPERS)
def test_a_lane_that_ends_finite_but_far_above_its_start_has_gone_astray(stepper: str) -> None:
    changes = {"lanes.stochastic.optimizer.lr": 0.3, "model.hidden": [], "data.n": 100, "budget.epochs": 2, "dtype": "float64"}
    recording = train(quick("article", changes | {"stepper": stepper}))
    lane = recording.lane("stochastic")
    assert (lane.status.state, lane.diverged_at) == ("finished", None)
    since = lane.path.astray_since
    assert since is not None
    losses = {int(row.update): float(row.train_loss) for row in lane.evaluations}
    assert all((loss > 100 * losses[0]) == (update >= since) for update, loss in losses.items() if update >= since)
    before = max(update for update in losses if update < since)
    assert losses[before] == pytest.approx(plain_loss(recording, lane.parameters(before)))
    assert losses[before] <= 100 * losses[0]
    assert str(lane.trouble[0]) == f"astray since update {since:,}"
    for other in ("full-batch", "mini-batch"):
        assert recording.lane(other).path.astray_since is None
        assert recording.lane(other).trouble == ("", "")


def test_a_lane_that_came_back_is_not_astray() -> None:
    lane = made_lane([1.0, 500.0, 800.0, 2.0])
    assert lane.path.astray_since is None
    lane.append_evaluations([8, 9], **measured([500.0, np.nan]))
    assert lane.path.astray_since == 8


@pytest.mark.parametrize(("losses", "since"), [([0.0, 99.0], None), ([0.0, 101.0], 1), ([-2.0, 195.0], None), ([-2.0, 197.0], 1)])
def test_a_function_that_starts_at_or_below_zero_can_go_astray_too(losses: list[float], since: int | None) -> None:
    assert made_lane(losses).path.astray_since == since


def made_lane(losses: list[float]) -> LaneRecording:
    lane = LaneRecording(quick("two-parameter").lanes[0], 10, 0, np.zeros((1, 2)), planned=20)
    lane.append_evaluations(np.arange(len(losses)), **measured(losses))
    return lane


def measured(losses: list[float]) -> dict[str, list[float]]:
    return {name: losses for name in EVALUATED if name != "update"}


@pytest.mark.parametrize("stepper", STEPPERS)
@pytest.mark.parametrize("lr", [3.0, 100.0])
def test_losses_are_evaluated_up_to_the_last_row(lr: float, stepper: str) -> None:
    recording = diverging(lr, stepper)
    lane = recording.lane("full-batch")
    assert lane.evaluations.update[-1] == lane.updates
    assert (np.diff(lane.evaluations.update) > 0).all()
    for row in lane.evaluations[:5]:
        assert row.train_loss == pytest.approx(plain_loss(recording, lane.parameters(row.update)), rel=1e-5)


def test_the_surface_of_a_diverged_run_shows_the_calm_paths() -> None:
    recording = diverging(100.0)
    surface = recording.surface(21)
    assert np.isfinite(surface.values).all()
    for name in ("mini-batch", "stochastic"):
        x, y = recording.lane(name).column("x"), recording.lane(name).column("y")
        assert surface.x[0] <= x.min() <= x.max() <= surface.x[-1]
        assert surface.y[0] <= y.min() <= y.max() <= surface.y[-1]
    assert surface.x[-1] - surface.x[0] < 100  # and not the flight to infinity


class Raising(nn.Module):
    """A line that raises in its training pass after a number of updates."""

    def __init__(self, updates: int) -> None:
        super().__init__()
        self.line = nn.Linear(1, 1)
        self.left = updates

    def forward(self, inputs: Tensor) -> Tensor:
        if self.training:
            if self.left == 0:
                raise RuntimeError("no more of this")
            self.left -= 1
        outputs: Tensor = self.line(inputs)
        return outputs


UPDATES = {"full-batch": 2, "mini-batch": 14, "stochastic": 400}


def raising(updates: int) -> Recording:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return train(quick("two-parameter"), model=Raising(updates))


def failed_and_others(recording: Recording, after: int) -> tuple[list[LaneRecording], list[LaneRecording]]:
    failed = [lane for lane in recording.lanes if UPDATES[lane.name] > after]
    return failed, [lane for lane in recording.lanes if lane not in failed]


@pytest.mark.parametrize("after", [2, 4, 10, 33])
def test_a_lane_whose_module_raises_fails_with_its_traceback_and_the_others_finish(after: int) -> None:
    failed, others = failed_and_others(raising(after), after)
    assert failed
    assert all(lane.status.state == "finished" and lane.updates == UPDATES[lane.name] for lane in others)
    for lane in failed:
        assert lane.status.state == "failed"
        assert str(lane.status.reason) == "RuntimeError: no more of this"
        assert "Traceback" in lane.status.traceback
        assert "in forward" in lane.status.traceback
        assert lane.is_over
        assert lane.diverged_at is None


@pytest.mark.parametrize("after", [2, 4, 10, 33])
def test_a_failed_lane_names_the_update_that_failed_and_keeps_all_before(after: int) -> None:
    recording = raising(after)
    for lane in failed_and_others(recording, after)[0]:
        assert lane.status.update == after + 1
        assert lane.updates == after


@pytest.mark.parametrize("after", [2, 4, 10, 33])
def test_a_failed_lane_is_evaluated_up_to_its_last_row(after: int) -> None:
    for lane in failed_and_others(raising(after), after)[0]:
        assert lane.evaluations.update[0] == 0
        assert lane.evaluations.update[-1] == lane.updates
