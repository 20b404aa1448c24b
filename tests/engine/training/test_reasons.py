"""Why a lane diverged: limits of stability against simulated quadratics, and what is said against Hessians written out in full."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest
import torch

from engine import Experiment, Recording, train
from engine.experiment.sections import Optimizer
from engine.optim.optimizers import make_optimizer, rule_of
from engine.recording.path import divergence_threshold
from engine.training.problem import Problem
from tests.engine.plain import quick
from tests.engine.training.test_curvature import eigenvalues

ADAPTIVE = ("adagrad", "rmsprop", "adam", "adamw")


def declared(lr: float, **inputs: Any) -> Optimizer:
    return Optimizer.model_validate({"lr": lr} | inputs)


def distance_after(optimizer: Optimizer, curvature: float, updates: int = 1500) -> float:
    """|w| after some updates on λ w² / 2 from w = 1, by `torch.optim`."""
    line = torch.nn.Linear(1, 1, bias=False).double()
    torch.nn.init.ones_(line.weight)
    stepper = make_optimizer(optimizer, line)
    for _ in range(updates):
        line.weight.grad = curvature * line.weight.detach()
        stepper.step()
        if not abs(line.weight.item()) < 1e100:
            return math.inf
    return abs(line.weight.item())


@pytest.mark.parametrize("inputs", [
    {}, {"momentum": 0.5}, {"momentum": 0.9}, {"momentum": 0.5, "nesterov": True}, {"momentum": 0.9, "nesterov": True},
    {"weight_decay": 2.0}, {"momentum": 0.8, "weight_decay": 1.0}, {"momentum": 0.8, "nesterov": True, "weight_decay": 0.5},
], ids=str)  # fmt: skip
@pytest.mark.parametrize("curvature", [0.3, 20.0])
def test_below_the_limit_a_quadratic_is_descended_and_above_it_left(inputs: dict[str, Any], curvature: float) -> None:
    limit = rule_of(declared(1.0, **inputs)).stability_limit(curvature)
    assert distance_after(declared(0.97 * limit, **inputs), curvature) < 1e-6
    assert distance_after(declared(1.03 * limit, **inputs), curvature) > 1e6


def test_the_decay_of_adamw_alone_has_a_limit() -> None:
    limit = rule_of(declared(1.0, name="adamw", weight_decay=0.5)).stability_limit(0.0)
    rates = {share: declared(share * limit, name="adamw", weight_decay=0.5) for share in (0.97, 1.03)}
    assert distance_after(rates[0.97], 0.0) < 1e-6
    assert distance_after(rates[1.03], 0.0) > 1e6


@pytest.mark.parametrize("name", ADAPTIVE)
def test_where_every_weight_has_a_rate_of_its_own_curvature_sets_no_limit(name: str) -> None:
    assert rule_of(declared(1.0, name=name)).stability_limit(1e6) == math.inf


@pytest.mark.parametrize("curvature", [0.0, -3.0, math.nan])
def test_a_curvature_that_is_not_above_zero_sets_no_limit(curvature: float) -> None:
    assert rule_of(declared(1.0)).stability_limit(curvature) == math.inf


ABOVE = re.compile(r"learning rate (\S+) is above 2.* = (\S+), the limit of stability at row ([\d,]+)")
BELOW = re.compile(r"the reason is not known: learning rate (\S+) is below 2.* = (\S+), the limit of stability at row ([\d,]+)$")


@pytest.mark.parametrize("seed", range(12))
def test_what_is_said_of_random_nets_is_true(seed: int) -> None:
    random = np.random.default_rng(seed)
    momentum = float(random.choice([0.0, 0.5, 0.9]))
    nesterov, decay = momentum > 0 and bool(random.integers(2)), float(random.choice([0, 0.1]))
    experiment = quick("article", {
        "seed": seed, "dtype": "float64", "data.n": 40, "data.features": 3, "budget.updates": 400,
        "model.hidden": [int(random.integers(2, 6))],
        "model.activation": str(random.choice(["relu", "tanh", "gelu"])), "lanes.*.batch_size": "full",
        "lanes.*.optimizer.lr": float(10 ** random.uniform(-0.5, 1.5)), "lanes.*.optimizer.momentum": momentum,
        "lanes.*.optimizer.nesterov": nesterov, "lanes.*.optimizer.weight_decay": decay,
    })  # fmt: skip
    recording = train(experiment)
    lane = recording.lanes[0]
    if lane.status.state != "diverged":
        return
    found = ABOVE.match(str(lane.status.reason)) or BELOW.match(str(lane.status.reason))
    assert found, lane.status.reason
    row = int(found[3].replace(",", ""))
    largest = eigenvalues(Problem(experiment), lane.parameters(row))[-1]
    limit = rule_of(lane.lane.optimizer).stability_limit(largest)
    assert float(found[2]) == pytest.approx(limit, rel=0.01)
    assert (lane.lane.optimizer.lr > limit) == bool(ABOVE.match(str(lane.status.reason)))
    assert loss_at(recording, row) <= divergence_threshold(loss_at(recording, 0))


def loss_at(recording: Recording, row: int) -> float:
    weights = recording.lanes[0].parameters(row)[None]
    return float(Problem(recording.experiment).objectives.train.measure(weights).loss[0])


def test_most_random_nets_above_diverge() -> None:
    """So that the test above looks at something."""
    experiment = quick("article", {"data.n": 40, "budget.updates": 400, "lanes.*.batch_size": "full", "lanes.*.optimizer.lr": 3.0})
    assert all(ABOVE.match(str(lane.status.reason)) for lane in train(experiment).lanes)


def descended(formula: str, start: tuple[float, float], lr: float, **changes: Any) -> Recording:
    return train(quick("bowl", {
        "data.surface": "formula", "data.formula": formula, "model.start": start, "lanes.*.optimizer.lr": lr, "budget.updates": 100,
        **changes,
    }))  # fmt: skip


@pytest.mark.parametrize(("formula", "start", "lr", "reason"), [
    ("x^3 + y^2", (-1.0, 1.0), 0.1, r"the loss falls without end: it is -\S+ at row \d+"),
    ("-x^2 + y^2", (1.0, 0.0), 900.0, r"the loss falls without end: it is -\S+ at row [\d,]+"),
    ("log(x) + y^2", (1.0, 1.0), 0.1, r"the function has no value at row \d+, x = -\S+, y = \S+$"),
    ("sqrt(x^2 + y^2)", (1.0, 0.0), 1.0, r"the gradient is not finite at row 1, x = 0, y = 0$"),
    ("x^2 + y^2", (1.0, 1.0), 900.0, r"learning rate 900 is above 2/λmax = 1, the limit of stability at row \d+$"),
    ("x^4/4 - x", (0.3, 0.0), 1.5, r"learning rate 1.5 is above .* at row 1; at the start it was 7.41, for the curvature has grown$"),
])  # fmt: skip
def test_the_reasons_of_functions(formula: str, start: tuple[float, float], lr: float, reason: str) -> None:
    lane = descended(formula, start, lr).lane("full-batch")
    assert lane.status.state == "diverged"
    assert re.match(reason, str(lane.status.reason)), lane.status.reason


def test_batches_of_a_function_curve_as_it_does_itself() -> None:
    for lane in descended("x^2 + y^2", (1.0, 1.0), 900.0).lanes:
        assert "batch" not in str(lane.status.reason)
        assert "2/λmax = 1, the limit" in str(lane.status.reason)


@pytest.mark.parametrize("name", ADAPTIVE)
def test_of_an_adaptive_optimizer_the_reason_is_not_made_up(name: str) -> None:
    """x⁴ from so far away that the first gradients overflow."""
    lane = descended("exp(x^2 + y^2)", (3.0, 3.0), 1000.0, **{"lanes.*.optimizer.name": name}).lane("full-batch")
    assert lane.status.state == "diverged"
    assert str(lane.status.reason).startswith(f"the reason is not known: with {name} the curvature sets no limit"), lane.status.reason


def test_a_batch_of_a_net_that_curves_more_than_the_whole_set_is_named() -> None:
    """Of a linear model a sample's λ is 2 (|x|² + 1)."""
    changes = {"model.hidden": [], "data.n": 100, "lanes.*.optimizer.lr": 0.5, "budget.updates": 800, "dtype": "float64"}
    recording = train(quick("article", changes))
    assert recording.lane("full-batch").status.state == "finished"
    lane, x = recording.lane("stochastic"), recording.dataset.train_inputs
    found = re.match(
        r"the reason is not known for certain: learning rate 0.5 is below 2/λmax = (\S+), .* at row ([\d,]+) of the whole set, "
        r"but above (\S+),",
        str(lane.status.reason),
    )
    assert found, lane.status.reason
    design = np.concatenate([x, np.ones((len(x), 1))], axis=1)
    assert float(found[1]) == pytest.approx(2 / np.linalg.eigvalsh(2 / len(x) * design.T @ design)[-1], rel=0.01)
    row = int(found[2].replace(",", ""))
    next_ones = [lane.batches(update // len(x))[update % len(x)][0] for update in range(row, row + 8)]
    assert float(found[3]) == pytest.approx(min(1 / (x[one] @ x[one] + 1) for one in next_ones), rel=0.01)


def test_a_reason_fits_on_a_line() -> None:
    experiment = Experiment.preset("article")
    assert all(
        len(str(lane.status.reason)) < 300
        for lane in train(experiment.with_changes({"lanes.*.optimizer.lr": 1000.0, "device": "cpu"})).lanes
    )
