"""The range test against plain loops of PyTorch, one for each rate, and against what is known of a quadratic."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
import torch

from engine import Experiment
from engine.comparison.run import train
from engine.jobs import Job
from engine.study.range_test import RangeTest, grid, range_test
from tests.engine.plain import STEPPERS, loss_of, plain_loss, quick

SMALL = {"data.n": 60, "lanes.mini-batch.batch_size": 8, "model.hidden": [4], "model.activation": "tanh", "dtype": "float64"}


def plain_losses(experiment: Experiment, lane: str, updates: int, rates: Any) -> list[float]:
    """The full training loss after so many updates at each rate."""
    recording = train(experiment.with_changes({"budget.updates": 1}))
    record, data, losses = recording.lane(lane), recording.dataset, []
    inputs, targets = torch.from_numpy(data.train_inputs), torch.from_numpy(data.train_targets)
    batches = list(itertools.islice((batch for epoch in itertools.count() for batch in record.batches(epoch)), updates))
    for rate in rates:
        model = recording.model()
        optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=0.5)
        for batch in batches:
            optimizer.zero_grad()
            loss_of(experiment)(model(inputs[batch]), targets[batch]).backward()
            optimizer.step()
        losses.append(plain_loss(recording, torch.nn.utils.parameters_to_vector(model.parameters()).detach().numpy()))
    return losses


@pytest.mark.parametrize("stepper", STEPPERS)
@pytest.mark.parametrize("lane", ["full-batch", "mini-batch"])
def test_each_rate_has_a_run_of_its_own(lane: str, stepper: str) -> None:
    changes = {"stepper": stepper, "lanes.*.optimizer.momentum": 0.5, "lanes.*.optimizer.schedule": "cosine"}
    experiment = quick("two-moons", SMALL | changes)
    found = range_test(experiment, lane, updates=12)
    stable = ~found.has_diverged & (found.rates < 1)
    assert found.updates == 12 and stable.sum() > 20 and found.chosen in found.rates
    np.testing.assert_allclose(found.losses[stable], plain_losses(experiment, lane, 12, found.rates[stable]), rtol=1e-8)


def test_on_a_quadratic_it_diverges_just_above_the_limit() -> None:
    """Without noise, runs of 100 updates leave a bowl of curvatures 1 and 10 where the rate is above 2 / 10."""
    experiment = Experiment.preset("bowl").with_changes({"data.noise": 0.0, "device": "cpu"})
    found = range_test(experiment, experiment.lanes[0].name, updates=100)
    assert found.limit == pytest.approx(0.2, rel=1e-5) and found.formula == "2/λmax"
    assert (found.has_diverged == (found.rates > 0.22)).all()
    assert found.best < 0.2 and found.loss_at(found.best) == found.losses.min()
    said = str(found.told())
    assert f"{found.best:.3g}" in said and "0.2" in said and "2/λmax" in said


def test_the_rate_to_be_declared_is_that_for_the_base_batch() -> None:
    changes = {"lanes.*.optimizer.scaling": "linear", "lanes.*.optimizer.base_batch": 4, "lanes.*.optimizer.lr": 0.05}
    found = range_test(quick("two-moons", SMALL | changes), "mini-batch", updates=3)
    assert found.chosen == pytest.approx(0.1) and found.declared(0.4) == pytest.approx(0.2)


def test_where_curvature_sets_no_limit_none_is_told() -> None:
    found = range_test(quick("two-moons", SMALL | {"lanes.*.optimizer.name": "adam"}), "mini-batch", updates=3)
    assert math.isinf(found.limit) and found.formula == "" and found.as_json()["limit"] is None
    assert "λmax" not in str(found.told())


def test_the_grid_reaches_around_what_a_lane_has_and_bears() -> None:
    rates = grid(0.037, 2.0)
    assert 0.037 in rates and rates[0] <= 0.037 / 1000 and rates[-1] >= 60 and (np.diff(rates) > 0).all()
    assert grid(1000.0, math.inf)[-1] == 1000.0


def test_a_job_is_told_how_far_it_is_and_can_end_it() -> None:
    experiment, seen = quick("two-moons", SMALL), list[float]()

    def work(job: Job[RangeTest]) -> RangeTest:
        return range_test(experiment, "stochastic", job=job)

    done = Job[RangeTest](work)
    done.run()
    assert done.state == "finished" and done.result is not None and done.fraction is not None and done.fraction > 0.9
    stopped = Job[RangeTest](lambda job: (seen.append(0.0), setattr(job, "is_cancelled", True), work(job))[2])  # type: ignore[func-returns-value]
    stopped.run()
    assert seen and stopped.state == "stopped"


def test_many_runs_may_diverge_one_after_the_other() -> None:
    found = range_test(quick("article", {"data.n": 100, "lanes.mini-batch.batch_size": 16}), "mini-batch")
    assert found.has_diverged.sum() > 10 and found.has_diverged[found.rates > 10].all() and np.isfinite(found.losses[0])
