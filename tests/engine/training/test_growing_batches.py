"""Batches that grow, and all ways to shuffle: rows against a plain loop, kernels against autograd, replays, files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import Recording
from engine.comparison.trainer import Trainer
from engine.experiment.shuffles import SHUFFLES
from engine.training.stepper_choice import update_program
from engine.training.steppers.cuda_graph import CudaGraphStepper, batch_sizes
from tests.engine.plain import STEPPERS, all_weights, alone, plain_run, quick, run_to_the_end

GROWTH = {"lanes.stochastic.batch_growth": 3.0, "lanes.stochastic.batch_growth_every": 2, "lanes.stochastic.batch_size_most": 40}
SIZES = [1, 1, 3, 3, 9, 9, 27, 27, 40]  # of each epoch


def trained(stepper: str, changes: dict[str, Any], memory_budget: int | None = None) -> Recording:
    """The stochastic lane of a small net over nine epochs of 41 samples."""
    settings = {"stepper": stepper, "data.n": 41, "dtype": "float64", "budget.epochs": 9, "lanes.*.optimizer.lr": 0.02} | changes
    return run_to_the_end(Trainer(alone(quick("two-moons", settings), "stochastic"), memory_budget=memory_budget))


@pytest.mark.parametrize("changes", [{}, {"lanes.*.drop_last": True}, {"lanes.*.optimizer.name": "adam"}], ids=str)
def test_kernels_agree_with_autograd_while_batches_grow(changes: dict[str, Any]) -> None:
    fused, plain = (trained(stepper, GROWTH | changes).lanes[0] for stepper in STEPPERS)
    assert (fused.stepper, plain.stepper) == ("fused", "autograd")
    assert fused.updates == sum(41 // size + (41 % size > 0 and not fused.lane.drop_last) for size in SIZES)
    assert fused.agreement < 1e-9
    np.testing.assert_allclose(all_weights(fused), all_weights(plain), rtol=1e-9, atol=1e-12)
    sizes = fused.column("batch_size")
    assert [sizes[1], sizes[fused.plan.updates_before(2) + 1], sizes[fused.plan.updates_before(8) + 1]] == [1, 3, 40]
    assert np.array_equal(np.cumsum(sizes), fused.column("samples_seen"))


@pytest.mark.parametrize("shuffle", SHUFFLES)
def test_rows_are_those_of_a_plain_loop_over_the_batches(shuffle: str) -> None:
    recording = trained("autograd", GROWTH | {"lanes.*.shuffle": shuffle})
    lane = recording.lanes[0]
    plain = plain_run(recording, lane)
    assert np.array_equal(all_weights(lane), plain.weights)
    assert np.array_equal(lane.column("loss")[1:], plain.losses)


@pytest.mark.parametrize("stepper", STEPPERS)
@pytest.mark.parametrize("shuffle", ["every-epoch", "with-replacement"])
def test_a_replay_has_the_same_bits_also_from_a_file(stepper: str, shuffle: str, tmp_path: Path) -> None:
    changes = GROWTH | {"lanes.*.shuffle": shuffle, "lanes.*.optimizer.momentum": 0.5}
    whole, thin = trained(stepper, changes), trained(stepper, changes, memory_budget=0)
    assert (whole.lanes[0].history.stride, thin.lanes[0].history.stride > 20) == (1, True)
    thin.save(tmp_path / "run.tridescent")
    for recording in (thin, Recording.load(tmp_path / "run.tridescent")):
        lane = recording.lanes[0]
        for change in (lane.plan.updates_before(epoch) for epoch in (2, 4, 8)):
            around = lane.positions(change - 2, change + 2)
            assert np.array_equal(around, whole.lanes[0].positions(change - 2, change + 2))
        assert np.array_equal(np.concatenate(list(recording.walk(lane))), all_weights(whole.lanes[0]))
        assert lane.replay_difference == 0.0


def test_kernels_are_compared_with_the_larger_batches_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A block kernel that is wrong is found, though the lane begins with single samples."""
    from engine.training import stepper_choice as choice
    from engine.training.steppers import fused

    monkeypatch.setattr(choice, "_agreed", set())
    right = fused.train_blocks
    monkeypatch.setattr(fused, "train_blocks", lambda *args: right(*args[:10], 2 * args[10], *args[11:]))  # twice the rates
    lane = trained("auto", GROWTH).lanes[0]
    assert lane.stepper == "autograd" and "differs from autograd" in str(lane.note)


def test_what_cuda_graphs_are_captured_from_takes_batches_that_grow() -> None:
    """Operation by operation, as on a device where no graph of a size has been captured."""
    recording = trained("autograd", GROWTH | {"lanes.*.optimizer.name": "adam"})
    lane, problem = recording.lanes[0], recording.problem
    sizes = batch_sizes(lane.lane, 41)
    assert {1: None, 3: 13, 9: 4, 27: 1, 40: 1}.items() <= sizes.items() and sizes.keys() - {1, 3, 9, 27, 40} == {2, 5, 14}
    stepper, done, weights = CudaGraphStepper(update_program(problem, lane.lane)), 0, [lane.parameters(0)[None]]
    while done < lane.updates:
        left = lane.updates - done
        updates = stepper.run(lane.next_batches(done + 1, left), lane.learning_rates(done + 1, left), np.arange(1, left + 1))
        weights.append(updates.kept[:, 0])
        done += len(updates.loss)
    np.testing.assert_allclose(np.concatenate(weights), all_weights(lane), rtol=1e-9, atol=1e-12)
