"""Learning rates of a schedule against the formulas, one update at a time, and against PyTorch's own schedulers."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from torch.optim import lr_scheduler

from engine.experiment.schedules import SCHEDULES
from engine.experiment.sections import Optimizer
from engine.optim.lr_schedule import learning_rates
from engine.optim.plateau import Plateau

every_schedule = pytest.mark.parametrize("schedule", [name for name in SCHEDULES if name not in ("warm-up", "one-cycle")])
rates_of_lr = st.floats(1e-6, 1000.0)
PER_EPOCH = 8


def declared(schedule: Any, lr: float = 0.1, **inputs: Any) -> Optimizer:
    return Optimizer.model_validate({"lr": lr, "schedule": schedule} | inputs)


def epochs(updates: NDArray[np.int64]) -> NDArray[np.float64]:
    return updates / PER_EPOCH


def by_hand(schedule: str, lr: float, planned: int, update: int) -> float:
    """With eight updates an epoch, and half the rate after every three epochs or on a plateau."""
    if schedule == "linear":
        return lr * (planned - update + 1) / planned
    if schedule == "step":
        return lr * 0.5 ** ((update - 1) // 24)
    if schedule == "exponential":
        return lr * math.exp(math.log(0.5) * (update - 1) / 24)
    if schedule == "plateau":
        return lr / 2 ** ((update > 20) + (update > 70))
    return lr * (1 + math.cos(math.pi * (update - 1) / planned)) / 2 if schedule == "cosine" else lr


@every_schedule
@given(lr=rates_of_lr, planned=st.integers(1, 500))
def test_every_rate_follows_the_formula(schedule: str, lr: float, planned: int) -> None:
    rates = learning_rates(declared(schedule, lr, schedule_step=3), planned, 1, planned, epochs=epochs, lowered=(20, 70))
    assert rates.shape == (planned,)
    assert rates.dtype == np.float64
    expected = [by_hand(schedule, lr, planned, update) for update in range(1, planned + 1)]
    np.testing.assert_allclose(rates, expected, rtol=1e-10, atol=1e-15 * lr)


@every_schedule
@given(lr=rates_of_lr, planned=st.integers(1, 10**8))
def test_the_first_rate_is_the_declared_one_and_the_last_is_above_zero(schedule: str, lr: float, planned: int) -> None:
    said = declared(schedule, lr, schedule_step=100_000)
    first, last = (learning_rates(said, planned, update, 1, epochs=epochs)[0] for update in (1, planned))
    assert first == lr
    assert 0 < last <= lr


@every_schedule
@given(planned=st.integers(1, 2000))
def test_no_rate_is_above_the_one_before(schedule: str, planned: int) -> None:
    assert (np.diff(learning_rates(declared(schedule), planned, 1, planned, lowered=(3, 5))) <= 0).all()


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("warmup", [0.0, 2.5])
@given(planned=st.integers(1, 2000), data=st.data())
def test_a_rate_has_the_same_bits_whichever_updates_are_asked_for_with_it(
    schedule: str, warmup: float, planned: int, data: st.DataObject
) -> None:
    """So that a replay from the middle of a run gives the same weights."""
    first = data.draw(st.integers(1, planned))
    count = data.draw(st.integers(0, planned - first + 1))
    said = declared(schedule, warmup=warmup)
    whole = learning_rates(said, planned, 1, planned, epochs=epochs, lowered=(20, 70))
    assert np.array_equal(
        learning_rates(said, planned, first, count, epochs=epochs, lowered=(20, 70)), whole[first - 1 : first - 1 + count]
    )


def test_a_constant_rate_needs_no_plan() -> None:
    assert learning_rates(declared("constant", 0.3), None, 1_000_000, 3).tolist() == [0.3, 0.3, 0.3]


def test_a_schedule_of_nothing_but_warm_up_has_one() -> None:
    assert declared("warm-up").warmup == declared("warm-up", warmup=0.0).warmup == 5.0
    assert declared("warm-up", warmup=2.0).warmup == 2.0 and declared("cosine").warmup == 0.0


# PyTorch's own: each as it is made in the documentation, stepped after every update

Make = Callable[[torch.optim.Optimizer, int], lr_scheduler.LRScheduler]
PLAIN: dict[str, tuple[dict[str, Any], Make]] = {
    "linear": ({}, lambda optimizer, planned: lr_scheduler.LinearLR(optimizer, 1.0, 0.0, planned)),
    "cosine": ({}, lambda optimizer, planned: lr_scheduler.CosineAnnealingLR(optimizer, planned)),
    "warm-up": ({"warmup": 4}, lambda optimizer, planned: lr_scheduler.LinearLR(optimizer, 1 / 32, 1.0, 31)),
    "step": ({"schedule_step": 3, "schedule_factor": 0.7}, lambda optimizer, planned: lr_scheduler.StepLR(optimizer, 24, 0.7)),
    "exponential": (
        {"schedule_step": 3, "schedule_factor": 0.7}, lambda optimizer, planned: lr_scheduler.ExponentialLR(optimizer, 0.7 ** (1 / 24)),
    ),
    "one-cycle": (
        {"peak_at": 0.4},
        lambda optimizer, planned: lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps=planned, pct_start=0.4, cycle_momentum=False),
    ),
}  # fmt: skip


def stepped(make: Make, planned: int) -> list[float]:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
    scheduler, seen = make(optimizer, planned), []
    for update in range(planned):
        seen.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if update < planned - 1:
            scheduler.step()
    return seen


@pytest.mark.parametrize("schedule", PLAIN)
@pytest.mark.parametrize("planned", [1, 2, 7, 64, 200])
def test_pytorchs_schedulers_give_the_same_rates(schedule: str, planned: int) -> None:
    inputs, make = PLAIN[schedule]
    rates = learning_rates(declared(schedule, **inputs), planned, 1, planned, epochs=epochs)
    np.testing.assert_allclose(rates, stepped(make, planned), rtol=1e-9)


@pytest.mark.parametrize("schedule", ["linear", "cosine", "step", "exponential"])
def test_a_warm_up_goes_with_a_schedule_as_chained_schedulers_do(schedule: str) -> None:
    inputs, make = PLAIN[schedule]
    rates = learning_rates(declared(schedule, warmup=2, **inputs), 100, 1, 100, epochs=epochs)

    def both(optimizer: torch.optim.Optimizer, planned: int) -> Any:
        return lr_scheduler.ChainedScheduler([make(optimizer, planned), lr_scheduler.LinearLR(optimizer, 1 / 16, 1.0, 15)])

    np.testing.assert_allclose(rates, stepped(both, 100), rtol=1e-9)


@given(
    losses=st.lists(st.sampled_from([math.nan, math.inf, -1.0, 0.5, 0.99995, 1.0, 2.0]) | st.floats(-1, 1), max_size=40),
    patience=st.integers(0, 4),
)
def test_a_plateau_is_where_pytorch_sees_one(losses: list[float], patience: int) -> None:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1e6)  # rates below 1e-8 are lowered no more there
    scheduler, plateau, lr = lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, patience=patience), Plateau(patience), 1e6
    for loss in losses:
        scheduler.step(loss)
        lr *= 0.5 if plateau.is_reached(loss) else 1.0
        assert lr == optimizer.param_groups[0]["lr"]
