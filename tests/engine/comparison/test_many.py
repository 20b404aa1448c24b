"""Many experiments at once: each as by itself, no more than are asked for, and at an end when asked."""

from __future__ import annotations

import itertools
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from engine import Experiment, InputError, train, train_many
from engine.training import problem as problems
from tests.engine.plain import PLANKS, alone, assert_same, on_data, quick

ENDLESS = quick("two-parameter", {"budget.seconds": 3600.0})


def study() -> list[Experiment]:
    """Three batch sizes at two rates from two starts, and what autograd computes among them."""
    base = quick("article", {"data.n": 100, "data.validation": 50})
    runs = [
        alone(base, lane).with_changes({"lanes.*.optimizer.lr": lr, "seed": seed})
        for lr, seed, lane in itertools.product((0.005, 0.01), (0, 1), ("full-batch", "mini-batch", "stochastic"))
    ]
    return [*runs[:5], quick("two-moons", {"data.n": 40, "model.dropout": 0.3}), *runs[5:], quick("bowl", {"budget.epochs": 1})]


def test_many_are_trained_as_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    experiments = study()
    expected = [train(experiment) for experiment in experiments]
    made: list[Experiment] = []
    build = problems.make_dataset
    monkeypatch.setattr(problems, "make_dataset", lambda experiment: (made.append(experiment), build(experiment))[1])
    found = list(train_many(iter(experiments), threads=3))
    assert [recording.experiment for recording in found] == experiments
    for ours, theirs in zip(found, expected, strict=True):
        assert_same(ours, theirs)
    assert len(made) == 4  # two seeds of `article`, and the other two
    assert {recording.lanes[0].stepper for recording in found} == {"fused", "autograd"}


def test_many_keep_few_weights_and_know_all() -> None:
    """A recording by itself may keep 16 MB of weights, which thousands of them have no room for."""
    experiment = alone(quick("article"), "stochastic")
    whole, thin = train(experiment).lanes[0], next(train_many([experiment])).lanes[0]
    index, kept = thin.history.positions(thin.updates)
    assert kept.nbytes <= 1 << 20 < whole.updates * kept[0].nbytes
    for update in (1, int(index[1]) - 1, thin.updates):
        assert np.array_equal(thin.parameters(update), whole.parameters(update))


def test_many_take_no_more_than_is_asked_for() -> None:
    taken: list[int] = []

    def experiments() -> Any:
        for number, experiment in enumerate(study() * 10):
            taken.append(number)
            yield experiment

    before = threading.active_count()
    recordings = train_many(experiments(), threads=2)
    assert next(recordings).lanes[0].status.state == "finished"
    assert len(taken) < 10
    recordings.close()
    assert threading.active_count() == before


def test_many_end_when_asked() -> None:
    asked = itertools.count()
    found = list(train_many([quick("two-parameter"), ENDLESS, ENDLESS], threads=2, should_stop=lambda: next(asked) > 40))
    assert all(lane.status.state == "finished" for recording in found for lane in recording.lanes) and len(found) < 2


def test_many_tell_what_is_wrong_where_it_is(tmp_path: Path) -> None:
    table = tmp_path / "gone.csv"
    table.write_bytes(PLANKS.read_bytes())
    wrong = on_data("table", {"data.path": str(table)})
    table.unlink()
    recordings = train_many([quick("two-parameter"), wrong, quick("two-parameter")], threads=2)
    assert next(recordings).lanes[0].updates > 0
    with pytest.raises(InputError, match="gone"):
        next(recordings)


def test_many_compute_as_usual_whatever_the_caller_has_set() -> None:
    experiments = study()[3:7]
    expected = [train(experiment) for experiment in experiments]
    torch.set_default_dtype(torch.float64)
    try:
        found = list(train_many(experiments, threads=2))
    finally:
        torch.set_default_dtype(torch.float32)
    with torch.no_grad():
        again = list(train_many(experiments, threads=2))
    for ours in (found, again):
        for mine, yours in zip(ours, expected, strict=True):
            assert_same(mine, yours)
