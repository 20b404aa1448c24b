"""What a run takes is known before it begins: refused, thinned or told, never found out by a traceback."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import Experiment, InputError, train
from engine import growing_table as table
from engine.comparison.runner import Runner
from engine.comparison.trainer import Trainer
from engine.training import cost_estimate
from engine.training.cost_estimate import check_memory, expected_seconds, needs, told

ARTICLE, SMALL = Experiment.preset("article"), Experiment.preset("two-parameter").with_changes({"budget.epochs": 2})
GB = 10**9


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets how much memory is free."""

    def set_free(size: int | None) -> None:
        for module in (cost_estimate, table):
            monkeypatch.setattr(module, "available_memory", lambda: size)

    set_free(8 * GB)
    return set_free


def size_of(experiment: Experiment, word: str) -> int:
    return next(need.size for need in needs(experiment) if word in str(need.what))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_rows_samples_and_weights_are_counted_as_they_are_recorded(dtype: str) -> None:
    experiment = SMALL.with_changes({"dtype": dtype, "lanes.0.optimizer.momentum": 0.5})
    recording = train(experiment)
    updates = sum(lane.updates for lane in recording.lanes)
    rows = sum(column.nbytes for lane in recording.lanes for column in lane.snapshot().values())
    row = rows / (updates + len(recording.lanes))
    assert size_of(experiment, f"rows of {updates:,} updates") == 2 * row * updates
    data = recording.dataset
    samples = sum(array.nbytes for array in (data.train_inputs, data.train_targets, data.validation_inputs, data.validation_targets))
    assert size_of(experiment, "samples") == 2 * samples
    weights = recording.initial_parameters.nbytes
    positions = sum(lane.positions(0, 0).nbytes for lane in recording.lanes)
    assert size_of(experiment, "2 weights") == (4 + 6 * 3) * weights + 3 * (positions - 3 * weights)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"data.n": 10**6, "budget.epochs": 10**5}, "budget.epochs", "rows of 101,562,600,000 updates"),
        ({"budget.updates": 10**8}, "budget.updates", "rows of 300,000,000 updates"),
        ({"model.hidden": [4096] * 8}, "model.hidden", "117,518,337 weights"),
        ({"data.n": 10**6, "data.features": 1000, "budget.updates": 1}, "data.n", "1,000,000 samples"),
        (
            {"data.n": 10**6, "stepper": "autograd", "model.hidden": [1000], "budget.updates": 1},
            "lanes.*.batch_size", "a batch of 1,000,000 samples",
        ),
    ],
)  # fmt: skip
def test_a_run_beyond_the_memory_is_refused_in_a_sentence(free: Any, changes: dict[str, Any], field: str, words: str) -> None:
    experiment = ARTICLE.with_changes(changes)
    with pytest.raises(InputError) as caught:
        train(experiment)
    said = str(caught.value)
    assert caught.value.field == field
    assert "found a run that needs" in said and words in said and "allowed are the 8 GB that are free here" in said
    assert len(said) <= 300 and "…" not in said
    free(10**16)
    check_memory(experiment)
    free(None)
    check_memory(experiment)


def test_where_hardly_any_memory_is_free_the_experiment_is_not_to_blame(free: Any) -> None:
    free(10**6)
    with pytest.raises(InputError, match=r"^memory: found 1 MB free, allowed is no less than 67 MB; other programs have the rest"):
        check_memory(SMALL)


@pytest.mark.usefixtures("free")
def test_the_window_is_told_so_too() -> None:
    runner = Runner()
    try:
        run = runner.submit(ARTICLE.with_changes({"budget.updates": 10**8}))
        assert run.whole.wait(100)
        assert run.phase == "failed" and str(run.error).startswith("budget.updates: found a run that needs") and not run.traceback
    finally:
        runner.close()


def test_with_little_memory_fewer_positions_are_kept_and_the_rest_is_computed_again(free: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = ARTICLE.with_changes({"budget.updates": 40})
    plenty = Trainer(experiment).recording.lane("stochastic")
    monkeypatch.setattr(cost_estimate, "_RESERVE", 0)
    free(sum(need.size for need in needs(experiment)) + 2 * 3 * 10 * 601 * 4)  # half of that: ten positions for each of three lanes
    few = train(experiment).lane("stochastic")
    assert (plenty.history.stride, few.history.stride) == (1, 5)
    free(8 * GB)
    expected = train(experiment).lane("stochastic")
    assert np.array_equal(few.parameters(33), expected.parameters(33))


def test_a_record_that_outgrows_the_memory_ends_its_lane_and_keeps_its_rows(free: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = SMALL.with_changes({"budget.epochs": None, "budget.seconds": 60.0, "lanes.*.batch_size": 1})
    monkeypatch.setattr(table, "_LARGE", 1 << 20)
    free(1 << 20)
    monkeypatch.setattr(cost_estimate, "available_memory", lambda: None)
    recording = train(experiment)
    for lane in recording.lanes:
        assert lane.status.state == "failed"
        assert str(lane.status.reason).startswith("MemoryError: a record of ") and "1 MB are free" in str(lane.status.reason)
        assert lane.updates > 1000 and len(lane.column("loss")) == lane.updates + 1


@pytest.mark.parametrize(
    ("changes", "seconds"),
    [
        ({}, 0.05), ({"budget.epochs": None, "budget.seconds": 7.0}, 21.0), ({"stepper": "autograd", "lanes.*.batch_size": 1}, 19.2),
        ({"data.n": 10**6, "budget.epochs": 100}, 79.5),
    ],
)  # fmt: skip
def test_time_is_estimated_from_updates_and_products(changes: dict[str, Any], seconds: float) -> None:
    assert expected_seconds(ARTICLE.with_changes(changes)) == pytest.approx(seconds, rel=0.05)


def test_only_what_is_long_or_large_is_told() -> None:
    assert told(ARTICLE) == told(SMALL) == ""
    assert str(told(ARTICLE.with_changes({"budget.seconds": 3600.0}))) == (
        "article: this may take some 3 hours and 40 bytes of memory for each update."
    )
    assert str(told(ARTICLE.with_changes({"model.hidden": [4096] * 8}))).endswith("minutes and 11 GB of memory.")
