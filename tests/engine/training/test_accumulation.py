"""Gradients accumulated over parts of a batch are those of the whole batch, and what that costs is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from engine import Experiment, Recording, train
from engine.comparison.trainer import Trainer
from engine.memory import in_words
from engine.training.steppers.saved_bytes import saved_bytes
from tests.engine.plain import all_weights, alone, quick, run_to_the_end
from tests.engine.training.steps import OPTIMIZERS, Setting, assert_same, declared


@pytest.mark.parametrize("loss", ["mse", "huber", "cross-entropy"])
@pytest.mark.parametrize("said", [OPTIMIZERS["sgd, nesterov, decay"], OPTIMIZERS["adam"]], ids=["sgd", "adam"])
@pytest.mark.parametrize(("dtype", "precision"), [(torch.float64, 1e-12), (torch.float32, 1e-6)], ids=str)
def test_the_rows_of_parts_are_those_of_whole_batches(dtype: torch.dtype, precision: float, loss: str, said: dict[str, Any]) -> None:
    ours, whole = (Setting(declared(said, "constant"), loss, dtype=dtype, size=20) for _ in range(2))  # 20, 20 and 5 of 45 samples
    updates = 6 if dtype == torch.float32 else 60  # rounding grows with the updates
    assert_same(ours.run(ours.autograd(micro_batch=7), 0, updates), whole.run(whole.autograd(), 0, updates), precision)


def moons(**changes: Any) -> Experiment:
    settings = {"data.n": 90, "dtype": "float64", "lanes.*.optimizer.momentum": 0.5, "lanes.mini-batch.micro_batch": 8} | changes
    return alone(quick("two-moons", settings), "mini-batch")


def test_a_lane_that_accumulates_is_as_the_kernels_without(tmp_path: Path) -> None:
    """It is replayed with the same bits, also from a file."""
    recording, plain = train(moons()), train(moons(**{"lanes.mini-batch.micro_batch": None}))
    lane = recording.lanes[0]
    assert (lane.stepper, plain.lanes[0].stepper) == ("autograd", "fused")
    np.testing.assert_allclose(all_weights(lane), all_weights(plain.lanes[0]), rtol=1e-9, atol=1e-12)
    run_to_the_end(Trainer(moons(), memory_budget=0)).save(tmp_path / "run.tridescent")
    thin = Recording.load(tmp_path / "run.tridescent").lanes[0]
    assert thin.history.stride > 1 and thin.lane.micro_batch == 8
    assert np.array_equal(all_weights(thin), all_weights(lane))
    assert str(thin.note) == str(lane.note)


def test_what_is_kept_for_the_gradient_is_measured_and_told() -> None:
    kept = 8 * (8 * (2 + 16 + 2 + 1) + 1)  # bytes: of 8 samples inputs, hidden results, log-softmax and class; and a sum of weights
    told = f"for which {in_words(kept)} of results are kept in place of {in_words(4 * kept)}"
    assert str(train(moons()).lanes[0].note) == f"gradients are accumulated over micro-batches of 8 samples, {told}"


def test_what_is_saved_is_counted_once_and_without_weights() -> None:
    model, inputs = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 1)).double(), torch.ones(10, 3, dtype=torch.float64)
    with saved_bytes(list(model.parameters())) as saved:
        model(inputs).sum().backward()
    assert sum(saved.values()) == 8 * 10 * (3 + 5)


@pytest.mark.parametrize("micro_batch", [32, 1000])
def test_a_micro_batch_that_is_no_smaller_changes_nothing(micro_batch: int) -> None:
    ours, plain = (train(moons(**{"lanes.mini-batch.micro_batch": size})).lanes[0] for size in (micro_batch, None))
    assert ours.stepper == "fused" and ours.note == plain.note == ""
    assert np.array_equal(all_weights(ours), all_weights(plain))


def test_batches_that_grow_are_accumulated_once_they_are_larger() -> None:
    growth = {"lanes.*.batch_growth": 4.0, "lanes.*.batch_growth_every": 1, "lanes.mini-batch.batch_size": 4}
    ours = train(moons(**growth)).lanes[0]
    plain = train(moons(**growth, **{"lanes.mini-batch.micro_batch": None})).lanes[0]
    assert ours.column("batch_size").max() == 16
    np.testing.assert_allclose(all_weights(ours), all_weights(plain), rtol=1e-9, atol=1e-12)
