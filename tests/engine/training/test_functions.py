"""The fused stepper for functions against the reference stepper: the same rows but for rounding."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Experiment, Recording, train
from engine.experiment.surfaces import SURFACES
from engine.recording.lane import LaneRecording
from engine.training import stepper_choice as choice
from engine.training.problem import Problem
from engine.training.replay import replay_all
from engine.training.stepper_choice import autograd_stepper, disagrees, fast_stepper
from engine.training.steppers import fused as module_under_test
from engine.training.steppers.base import Stepper, Updates
from tests.engine.plain import all_weights
from tests.engine.training.steps import OPTIMIZERS

PRECISION = {"float64": (200, 1e-9), "float32": (100, 1e-4)}  # updates, and of the largest number in a column
FULL = 64  # a power of two: so autograd, too, finds no noise at all in a full batch
LONG = "+".join(12 * ["sin(x*y)^2*cos(y-x)"])


def experiment(formula: str = "", size: int = 1, dtype: str = "float64", **optimizer: Any) -> Experiment:
    """One lane on a function, at a rate at which no rounding grows."""
    raw = {
        "name": "one", "dtype": dtype, "device": "cpu", "loss": {"name": "output"}, "budget": {"updates": 200},
        "data": {"kind": "function", "n": FULL, "noise": 0.5, "formula": formula}, "model": {"start": [0.6, -0.3]},
        "lanes": [{"name": "lane", "batch_size": size, "optimizer": {"lr": 1e-3, "eps": 1e-3} | optimizer}],
    }  # fmt: skip
    return Experiment.from_dict(raw)


def rows(problem: Problem, stepper: Stepper, updates: int) -> Updates:
    """What a stepper says of its updates, up to the one that diverges."""
    lane = problem.experiment.lanes[0]
    recording = LaneRecording(lane, problem.n, problem.experiment.seed, problem.start_position(lane), planned=200)
    batches, rates = recording.next_batches(1, updates), recording.learning_rates(1, updates)
    parts: list[Updates] = []
    done = 0
    while done < updates and not (parts and parts[-1].diverged):
        parts.append(stepper.run(batches.part(done, updates), rates[done:], np.arange(1, updates - done + 1)))
        done += len(parts[-1].loss)
    columns = (np.concatenate([part[i] for part in parts]) for i in range(4))
    return Updates(*columns, diverged=parts[-1].diverged)


def both(one: Experiment, updates: int) -> tuple[Updates, Updates]:
    """By the kernel and by autograd."""
    problem = Problem(one)
    fast, note = fast_stepper(problem, one.lanes[0])
    assert fast is not None and (fast.name, note) == ("fused", "")
    return rows(problem, fast, updates), rows(problem, autograd_stepper(problem, one.lanes[0]), updates)


def assert_agree(one: Experiment) -> None:
    updates, precision = PRECISION[one.dtype]
    ours, theirs = both(one, updates)
    assert len(ours.loss) == len(theirs.loss) == updates
    for name in ("loss", "grad_norm", "update_norm", "kept"):
        mine, yours = getattr(ours, name), getattr(theirs, name)
        assert mine.dtype == yours.dtype == one.dtype
        np.testing.assert_allclose(mine, yours, rtol=0, atol=precision * np.abs(yours).max(), err_msg=name)


@pytest.mark.parametrize("dtype", PRECISION)
@pytest.mark.parametrize("size", [1, 8, FULL])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_with_every_optimizer_its_rows_are_those_of_the_reference(optimizer: str, size: int, dtype: str) -> None:
    said = {"lr": 1e-3, "eps": 1e-3, "schedule": "cosine"} | OPTIMIZERS[optimizer]
    said["lr"] = {"nadam, decay": 1e-3, "adadelta, decay": 0.3}.get(optimizer, 0.01)
    assert_agree(experiment("(1 - x)^2 + 3*(y - x^2)^2 + exp(-x*y)", size, dtype, **said))


FORMULAS = [surface.formula for surface in SURFACES.values() if surface.formula]


@pytest.mark.parametrize("dtype", PRECISION)
@pytest.mark.parametrize("formula", [*FORMULAS, LONG, "x^2", "cos(y)", "7", "x", "1 + 0*x", "abs(x)^1.5 + y^4/(1 + x^2)"])
def test_on_every_function_its_rows_are_those_of_the_reference(formula: str, dtype: str) -> None:
    for size in (1, 8, FULL):
        assert_agree(experiment(formula, size, dtype, lr=2e-4))


PARTS = st.sampled_from([*FORMULAS, "sin(x*y)", "log(3 + x^2)", "sqrt(1 + x^2 + y^2)", "2^(-x^2)", "tanh(y)"])


@settings(max_examples=15)
@given(parts=st.lists(PARTS, min_size=1, max_size=2), size=st.integers(1, FULL), optimizer=st.sampled_from(list(OPTIMIZERS)))
def test_on_any_function_its_rows_are_those_of_the_reference(parts: list[str], size: int, optimizer: str) -> None:
    said = {"lr": 1e-3, "eps": 1e-3} | OPTIMIZERS[optimizer]
    assert_agree(experiment(" + ".join(f"({part})" for part in parts), size, **said | {"lr": min(said["lr"], 1e-3)}))


@pytest.mark.parametrize("dtype", PRECISION)
@pytest.mark.parametrize("formula", ["0.5*x^2 + 5*y^2", "x^4 + y^4", "exp(x*x) + y^2", "-x^2", "sqrt(x) + y^2", "log(x)*y"])
def test_it_diverges_at_the_very_update_at_which_autograd_does(formula: str, dtype: str) -> None:
    ends = set()
    for size, lr in ((1, 0.3), (1, 5.0), (8, 50.0), (FULL, 0.7), (FULL, 900.0)):
        ours, theirs = both(experiment(formula, size, dtype, lr=lr), 200)
        assert (len(ours.loss), ours.diverged) == (len(theirs.loss), theirs.diverged), (size, lr)
        assert all(np.isfinite(column).all() for column in ours[:4])
        ends.add(len(ours.loss))
    assert len(ends) > 1


def test_interrupted_in_the_middle_of_an_update_it_gives_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Experiment.preset("hills").with_changes({"device": "cpu", "data.n": 5000, "lanes.*.batch_size": 3000})
    whole = both(one, 20)[0]
    monkeypatch.setattr(module_under_test, "_SLICE_S", 1e-9)
    for ours, theirs in zip(both(one, 20)[0][:4], whole[:4], strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("size", [1, 64, 100_000])
def test_a_call_gives_control_back_soon(size: int) -> None:
    problem = Problem(experiment(LONG).with_changes({"data.n": 100_000, "lanes.*.batch_size": size}))
    stepper, _ = fast_stepper(problem, problem.experiment.lanes[0])
    lane = problem.experiment.lanes[0]
    recording = LaneRecording(lane, problem.n, 1, problem.start_position(lane), planned=None)
    count = max(100, (1 << 20) // size)
    batches, took = recording.next_batches(1, count), []
    assert stepper is not None
    for _ in range(4):
        began = time.perf_counter()
        made = len(stepper.run(batches, np.zeros(count), np.zeros(0, np.int64)).loss)
        took.append(time.perf_counter() - began)
    assert made > 0
    assert min(took) < 0.05  # of a machine that may be busy


@pytest.mark.parametrize(("formula", "x"), [("7", 0.0), ("x^2 + y^2", 0.0), ("cos(x) + y^2 - 1", 0.0), ("x^2*y", 0.3)])
def test_where_nothing_is_left_but_rounding_it_agrees_as_well(formula: str, x: float) -> None:
    one = experiment(formula).with_changes({"data.n": 101, "model.start": [x, 0.0], "lanes.*.batch_size": "full"})
    problem, lane = Problem(one), one.lanes[0]
    recording = LaneRecording(lane, problem.n, one.seed, problem.start_position(lane), planned=200)
    stepper, _ = fast_stepper(problem, lane)
    assert stepper is not None and not disagrees(stepper, problem, recording)


@pytest.mark.parametrize(
    ("changes", "stepper"),
    [
        ({"lanes.mini-batch.batch_size": 4, "lanes.mini-batch.batch_growth": 2.0}, "fused"),
        ({"lanes.*.shuffle": "with-replacement"}, "fused"), ({"lanes.mini-batch.micro_batch": 4}, "autograd"),
    ],
)  # fmt: skip
def test_lanes_of_all_kinds_go_as_with_autograd(changes: dict[str, Any], stepper: str) -> None:
    given = Experiment.preset("himmelblau").with_changes({"device": "cpu", "dtype": "float64", "budget.updates": 200} | changes)
    ours, theirs = train(given).lane("mini-batch"), train(given.with_changes({"stepper": "autograd"})).lane("mini-batch")
    assert (ours.stepper, ours.status) == (stepper, theirs.status)
    np.testing.assert_allclose(all_weights(ours), all_weights(theirs), rtol=1e-9, atol=1e-9)


def test_a_recording_that_autograd_made_is_replayed_by_autograd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As all were before there was a kernel; and one that the kernel made, by the kernel."""
    given = experiment("sin(x)*y + x^2 + y^2", 7, lr=0.01)
    with monkeypatch.context() as before:
        before.setattr(choice, "fast_stepper", lambda *_: (None, ""))
        old = train(given)
    new = train(given)
    for recording, stepper in ((old, "autograd"), (new, "fused")):
        recording.save(tmp_path / "run.tridescent")
        lane = (again := Recording.load(tmp_path / "run.tridescent")).lanes[0]
        assert lane.stepper == stepper
        np.testing.assert_array_equal(np.concatenate([*replay_all(again.problem, lane)]), all_weights(recording.lanes[0])[1:])
    assert not np.array_equal(all_weights(old.lanes[0]), all_weights(new.lanes[0]))  # in the last bits
