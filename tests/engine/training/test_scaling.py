"""Learning rates and β₂ that follow the batch size, against plain loops with the numbers worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from engine import Recording, train
from engine.experiment.sections import Optimizer
from engine.recording.lane import LaneRecording
from tests.engine.plain import STEPPERS, Array, all_weights, flat, quick

SIZES = {"full-batch": 64, "mini-batch": 16, "stochastic": 1}


def scaled(scaling: str, **inputs: Any) -> Recording:
    """Lanes with batches of 64, 16 and 1 of 64 samples, at 0.02 for 16 of them."""
    said = {"lr": 0.02, "scaling": scaling, "base_batch": 16} | inputs.pop("optimizer", {})
    changes = {
        "data.n": 64,
        "lanes.mini-batch.batch_size": 16,
        "budget.epochs": 4,
        "dtype": "float64",
        "model.hidden": [3],
        "model.start": None,
    }
    return train(quick("two-parameter", changes | {f"lanes.*.optimizer.{name}": value for name, value in said.items()} | inputs))


def plain(recording: Recording, lane: LaneRecording, optimizer: Any) -> Array:
    """Weights of a loop: [updates + 1, P]."""
    model, data = recording.model(), recording.dataset
    torch_optimizer, weights = optimizer(model.parameters()), [flat(model)]
    for epoch in range(4):
        for batch in lane.batches(epoch):
            torch_optimizer.zero_grad()
            outputs = model(torch.from_numpy(data.train_inputs[batch]))
            torch.nn.functional.mse_loss(outputs, torch.from_numpy(data.train_targets[batch])).backward()
            torch_optimizer.step()
            weights.append(flat(model))
    return np.array(weights)


@pytest.mark.parametrize("stepper", STEPPERS)
@pytest.mark.parametrize(("scaling", "rates"), [
    ("none", (0.02, 0.02, 0.02)), ("linear", (0.08, 0.02, 0.00125)), ("sqrt", (0.04, 0.02, 0.005)),
])  # fmt: skip
def test_each_lane_is_trained_at_the_rate_for_its_batches(scaling: str, rates: tuple[float, ...], stepper: str) -> None:
    recording = scaled(scaling, stepper=stepper)
    for lane, rate in zip(recording.lanes, rates, strict=True):
        assert lane.lane.lr_scaled(lane.n) == pytest.approx(rate, rel=1e-15)
        np.testing.assert_allclose(lane.column("lr")[1:], rate, rtol=1e-15)
        expected = plain(recording, lane, lambda weights, rate=rate: torch.optim.SGD(weights, lr=rate))
        np.testing.assert_allclose(all_weights(lane), expected, rtol=1e-9)


def test_the_rate_grows_with_the_batches_in_mid_run() -> None:
    """Four epochs of 4, 4, 2 and 2 updates, with remainders as they come."""
    lane = scaled("sqrt", **{"lanes.mini-batch.batch_growth": 2.0, "lanes.mini-batch.batch_growth_every": 2}).lanes[1]
    assert lane.updates == 12
    np.testing.assert_allclose(lane.column("lr")[1:], [0.02] * 8 + [0.02 * 2**0.5] * 4, rtol=1e-12)
    np.testing.assert_allclose(lane.learning_rates(7, 4), lane.column("lr")[7:11], rtol=1e-15)


@pytest.mark.parametrize("stepper", STEPPERS)
@pytest.mark.parametrize("name", ["adam", "adamw", "nadam"])
def test_the_second_moment_forgets_after_as_many_samples(name: str, stepper: str) -> None:
    """arXiv 2507.07101: β₂ to the power of B / B₀, so that its half-life in samples stays the same."""
    recording = scaled("none", stepper=stepper, optimizer={"name": name, "beta2": 0.9, "scale_beta2": True, "eps": 1e-6})
    make = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW, "nadam": torch.optim.NAdam}[name]
    for lane in recording.lanes:
        size = SIZES[lane.name]
        beta2 = lane.lane.trained_optimizer(lane.n).beta2
        assert size * np.log(0.5) / np.log(beta2) == pytest.approx(16 * np.log(0.5) / np.log(0.9))
        expected = plain(
            recording, lane, lambda weights, size=size: make(weights, lr=0.02, betas=(0.9, 0.9 ** (size / 16)), eps=1e-6, weight_decay=0)
        )
        np.testing.assert_allclose(all_weights(lane), expected, rtol=1e-7, atol=1e-9)


def test_how_a_rate_follows_is_told() -> None:
    said = Optimizer(lr=0.05, scaling="sqrt", base_batch=16)
    assert said.rate_in_words(64) == "0.05 × √(64/16) = 0.1"
    assert said.model_copy(update={"scaling": "linear"}).rate_in_words(4) == "0.05 × 4/16 = 0.0125"
    assert Optimizer(lr=0.05).rate_in_words(64) == ""


def test_a_base_batch_matters_only_where_something_is_scaled() -> None:
    assert not Optimizer(lr=0.1).uses("base_batch") and not Optimizer(lr=0.1, scale_beta2=True).uses("base_batch")
    assert Optimizer(lr=0.1, scaling="linear").uses("base_batch")
    assert Optimizer(lr=0.1, name="adam", scale_beta2=True).uses("base_batch")
    assert not Optimizer(lr=0.1, schedule="linear").uses("base_batch")  # a schedule of the same name
