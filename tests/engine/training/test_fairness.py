"""Same seed, same run; only the batch size differs between lanes; measuring changes nothing; nothing global is drawn from."""

from __future__ import annotations

import pickle
import random
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from engine import Experiment, Recording, train
from engine.comparison.trainer import Trainer
from engine.training.evaluation_schedule import EvaluationSchedule
from tests.engine.plain import NET_PRESETS, PRESETS, STEPPERS, all_weights, alone, quick, run_to_the_end

every_preset = pytest.mark.parametrize("name", PRESETS)
every_stepper = pytest.mark.parametrize("stepper", STEPPERS)


def assert_same_rows(one: Recording, other: Recording) -> None:
    for mine, yours in zip(one.lanes, other.lanes, strict=True):
        assert np.array_equal(all_weights(mine), all_weights(yours))
        for name in ("loss", "grad_norm", "update_norm", "lr", "samples_seen"):
            assert np.array_equal(mine.column(name), yours.column(name), equal_nan=True)


def small(name: str, stepper: str = "auto") -> Experiment:
    return quick(name, {"data.n": 90, "stepper": stepper})


@every_stepper
@every_preset
def test_the_same_seed_gives_the_same_rows(name: str, stepper: str) -> None:
    one, other = train(small(name, stepper)), train(small(name, stepper))
    assert_same_rows(one, other)
    for mine, yours in zip(one.lanes, other.lanes, strict=True):
        assert all(np.array_equal(mine.evaluations[key], yours.evaluations[key], equal_nan=True) for key in mine.evaluated())


@pytest.mark.parametrize("name", NET_PRESETS)
def test_another_seed_gives_another_run(name: str) -> None:
    experiment = small(name)
    one, other = train(experiment), train(experiment.with_changes({"seed": experiment.seed + 1}))
    assert not np.array_equal(one.dataset.train_inputs, other.dataset.train_inputs)
    for mine, yours in zip(one.lanes, other.lanes, strict=True):
        assert not np.array_equal(np.concatenate(mine.batches(0)), np.concatenate(yours.batches(0)))
        assert not np.array_equal(mine.parameters(mine.updates), yours.parameters(yours.updates))


def test_all_lanes_start_from_the_same_weights(preset_recording: Recording) -> None:
    for lane in preset_recording.lanes:
        assert np.array_equal(lane.parameters(0), preset_recording.initial_parameters)


@every_stepper
def test_the_number_of_lanes_changes_none_of_them(stepper: str) -> None:
    experiment = small("two-moons", stepper)
    assert np.array_equal(all_weights(train(alone(experiment, "mini-batch")).lanes[0]), all_weights(train(experiment).lane("mini-batch")))


def never(schedule: EvaluationSchedule, first: int, last: int) -> NDArray[np.int64]:
    return np.empty(0, np.int64)


def always(schedule: EvaluationSchedule, first: int, last: int) -> NDArray[np.int64]:
    return np.arange(first, last + 1)


@every_stepper
@every_preset
@pytest.mark.parametrize("due", [never, always])
def test_measuring_changes_no_weight(
    monkeypatch: pytest.MonkeyPatch, name: str, stepper: str, due: Callable[..., NDArray[np.int64]]
) -> None:
    as_usual = train(small(name, stepper))
    monkeypatch.setattr(EvaluationSchedule, "due", due)
    otherwise = train(small(name, stepper))
    assert_same_rows(as_usual, otherwise)
    for lane in otherwise.lanes:
        assert len(lane.evaluations) == lane.updates + 1 if due is always else len(lane.evaluations) <= 2


def global_states() -> list[bytes]:
    return [pickle.dumps(state) for state in (torch.get_rng_state().numpy(), np.random.get_state(), random.getstate())]  # noqa: NPY002


def all_that_the_engine_does(name: str) -> Recording:
    recording = train(small(name))
    recording.surface(7)
    recording.lanes[-1].column("x")
    recording.lanes[-1].parameters(recording.lanes[-1].updates)
    return recording


@every_preset
def test_nothing_draws_from_the_global_generators(name: str) -> None:
    before = global_states()
    all_that_the_engine_does(name)
    assert global_states() == before


@every_preset
def test_seeding_the_global_generators_changes_nothing(name: str) -> None:
    with torch.random.fork_rng():
        numpy_state, python_state = np.random.get_state(), random.getstate()  # noqa: NPY002
        try:
            runs = []
            for seed in (1, 2):
                torch.manual_seed(seed)
                np.random.seed(seed)  # noqa: NPY002
                random.seed(seed)
                runs.append(all_that_the_engine_does(name))
        finally:
            np.random.set_state(numpy_state)  # noqa: NPY002
            random.setstate(python_state)
    assert_same_rows(*runs)


def uneven(name: str, stepper: str) -> Experiment:
    """Sizes at which PyTorch's matrix products round differently with two threads than with one."""
    changes = {"data.n": 70, "lanes.mini-batch.batch_size": 32, "lanes.*.optimizer.lr": 0.002, "budget.updates": 60}
    return quick(name, changes | {"stepper": stepper})


@pytest.fixture
def two_threads() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


@every_stepper
@every_preset
def test_the_number_of_threads_changes_nothing(two_threads: None, name: str, stepper: str) -> None:
    experiment = uneven(name, stepper)
    with_two = train(experiment)
    torch.set_num_threads(1)
    assert_same_rows(train(experiment), with_two)


@every_stepper
def test_weights_computed_again_are_the_same_bits_with_any_number_of_threads(
    two_threads: None, monkeypatch: pytest.MonkeyPatch, stepper: str
) -> None:
    """They are computed by whoever asks, for example the window's thread, which has another number of threads."""
    seeds = [alone(uneven("article", stepper), "mini-batch").with_changes({"seed": seed}) for seed in range(4)]
    whole = [train(experiment).lanes[0] for experiment in seeds]
    monkeypatch.setattr("engine.comparison.run.Trainer", partial(Trainer, memory_budget=1))
    thinned = [train(experiment).lanes[0] for experiment in seeds]
    assert all(np.array_equal(one.parameters(59), other.parameters(59)) for one, other in zip(thinned, whole, strict=True))


@every_stepper
def test_whose_turn_it_is_changes_no_row(stepper: str) -> None:
    experiment = small("two-parameter", stepper)
    by_updates = Trainer(experiment)
    by_updates.clock = "updates"
    assert_same_rows(train(experiment), run_to_the_end(by_updates))


@every_stepper
def test_next_is_always_the_lane_that_is_furthest_behind(stepper: str) -> None:
    trainer = Trainer(quick("two-parameter", {"budget.epochs": 8, "stepper": stepper}))
    while not trainer.is_complete:
        lanes = trainer.recording.lanes
        before = [(lane.column("samples_seen")[-1], lane.updates) for lane in lanes]
        behind = min(seen for (seen, _), lane in zip(before, lanes, strict=True) if not lane.is_over)
        trainer.turn()
        moved = [i for i, lane in enumerate(lanes) if lane.updates > before[i][1]]
        assert len(moved) <= 1  # none, where the lane used its turn to measure
        assert all(before[i][0] == behind for i in moved)
