"""Learning rates of a schedule against the formulas, one update at a time, and against PyTorch's own schedulers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.experiment.sections import Optimizer
from engine.optim.lr_schedule import learning_rates

SCHEDULES = ("constant", "linear", "cosine")
every_schedule = pytest.mark.parametrize("schedule", SCHEDULES)
rates_of_lr = st.floats(1e-6, 1000.0)


def declared(schedule: Any, lr: float = 0.1) -> Optimizer:
    return Optimizer(lr=lr, schedule=schedule)


def by_hand(schedule: str, lr: float, planned: int, update: int) -> float:
    if schedule == "linear":
        return lr * (planned - update + 1) / planned
    return lr * (1 + math.cos(math.pi * (update - 1) / planned)) / 2 if schedule == "cosine" else lr


@every_schedule
@given(lr=rates_of_lr, planned=st.integers(1, 500))
def test_every_rate_follows_the_formula(schedule: str, lr: float, planned: int) -> None:
    rates = learning_rates(declared(schedule, lr), planned, 1, planned)
    assert rates.shape == (planned,)
    assert rates.dtype == np.float64
    expected = [by_hand(schedule, lr, planned, update) for update in range(1, planned + 1)]
    np.testing.assert_allclose(rates, expected, rtol=1e-10, atol=1e-15 * lr)


@every_schedule
@given(lr=rates_of_lr, planned=st.integers(1, 10**8))
def test_the_first_rate_is_the_declared_one_and_the_last_is_above_zero(schedule: str, lr: float, planned: int) -> None:
    first, last = (learning_rates(declared(schedule, lr), planned, update, 1)[0] for update in (1, planned))
    assert first == lr
    assert 0 < last <= lr


@every_schedule
@given(planned=st.integers(1, 2000))
def test_no_rate_is_above_the_one_before(schedule: str, planned: int) -> None:
    assert (np.diff(learning_rates(declared(schedule), planned, 1, planned)) <= 0).all()


@every_schedule
@given(planned=st.integers(1, 2000), data=st.data())
def test_a_rate_has_the_same_bits_whichever_updates_are_asked_for_with_it(schedule: str, planned: int, data: st.DataObject) -> None:
    """So that a replay from the middle of a run gives the same weights."""
    first = data.draw(st.integers(1, planned))
    count = data.draw(st.integers(0, planned - first + 1))
    whole = learning_rates(declared(schedule), planned, 1, planned)
    assert np.array_equal(learning_rates(declared(schedule), planned, first, count), whole[first - 1 : first - 1 + count])


def test_a_constant_rate_needs_no_plan() -> None:
    assert learning_rates(declared("constant", 0.3), None, 1_000_000, 3).tolist() == [0.3, 0.3, 0.3]


@pytest.mark.parametrize("planned", [1, 2, 7, 64])
def test_pytorchs_schedulers_give_the_same_rates(planned: int) -> None:
    weight = torch.nn.Parameter(torch.zeros(1))
    for schedule in ("linear", "cosine"):
        optimizer = torch.optim.SGD([weight], lr=0.1)
        scheduler = (
            torch.optim.lr_scheduler.LinearLR(optimizer, start_factor=1.0, end_factor=0.0, total_iters=planned)
            if schedule == "linear"
            else torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=planned)
        )
        seen = []
        for _ in range(planned):
            seen.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            scheduler.step()
        np.testing.assert_allclose(learning_rates(declared(schedule), planned, 1, planned), seen, rtol=1e-9)
