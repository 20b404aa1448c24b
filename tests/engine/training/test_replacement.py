"""Samples drawn with replacement against samples reshuffled in every epoch, on a quadratic: a known result.

All samples share their curvature λ and differ in where they want the weight to be, by a variance s². At the ends of epochs the squared
distance to the minimum then is, in the mean and with ρ = 1 − ηλ, s² ηλ / (2 − ηλ) with replacement: it falls as η. Reshuffled it is
s² (ηλ)² n/(n−1) (Σ ρ^2j − (Σ ρ^j)²/n) / (1 − ρ^2n), with sums over j < n, for the samples of an epoch cancel out: that falls as η³
(Safran and Shamir 2020, "How good is SGD with random shuffling?").
"""

from __future__ import annotations

import numpy as np
import pytest

from engine import Experiment, Recording, train

N, CURVATURE, EPOCHS = 16, 2.0, 5000
RATES = np.array([0.002, 0.004, 0.008, 0.016])


def trained(rate: float) -> Recording:
    """Lanes of single samples, whose targets are all that differs: x is next to 0, so that only the intercept is learned."""
    lanes = [{"name": name, "batch_size": 1, "shuffle": name, "optimizer": {"lr": rate}} for name in ("with-replacement", "every-epoch")]
    return train(Experiment.from_dict({
        "data": {"kind": "line", "n": N, "validation": 1, "noise": 1.0, "spread": 1e-9}, "model": {"start": (0.0, 0.3)}, "lanes": lanes,
        "budget": {"epochs": EPOCHS}, "dtype": "float64", "device": "cpu", "seed": 3,
    }))  # fmt: skip


def mean_squares(recording: Recording) -> list[float]:
    """Of each lane over the ends of epochs, once the start is forgotten, in units of s², the lowest loss."""
    lowest, found = float(recording.dataset.train_targets.var()), []
    for lane in recording.lanes:
        measured = lane.evaluated()
        ends = np.isin(measured["update"], N * np.arange(EPOCHS // 20, EPOCHS + 1))
        found.append(float(measured["train_loss"][ends].mean()) / lowest - 1)
    return found


def expected(rate: float) -> list[float]:
    step = rate * CURVATURE
    powers = (1 - step) ** np.arange(N)
    spread = (powers**2).sum() - powers.sum() ** 2 / N
    return [step / (2 - step), step**2 * N / (N - 1) * spread / (1 - (1 - step) ** (2 * N))]


def test_the_squared_error_falls_as_the_rate_with_replacement_and_as_its_cube_without() -> None:
    found = np.array([mean_squares(trained(rate)) for rate in RATES])  # [rates, 2]
    with_replacement, reshuffled = np.polyfit(np.log(RATES), np.log(found), 1)[0]
    assert with_replacement == pytest.approx(1, rel=0.15)
    assert reshuffled == pytest.approx(3, rel=0.15)
    np.testing.assert_allclose(found, [expected(rate) for rate in RATES.tolist()], rtol=0.15)
