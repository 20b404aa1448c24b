"""Recordings as files: what is saved comes back, and nothing half-written is left."""

from __future__ import annotations

import errno
import gc
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import Experiment, InputError, Recording, train
from engine.comparison import container, schema
from engine.comparison.trainer import Trainer
from tests.engine.comparison.crafted import look_at_all
from tests.engine.plain import STEPPERS, alone, quick, run_to_the_end

COLUMNS = ("loss", "grad_norm", "update_norm", "lr", "seconds", "samples_seen", "x", "y")
every_stepper = pytest.mark.parametrize("stepper", STEPPERS)
DATA = ("train_inputs", "train_targets", "validation_inputs", "validation_targets")


def assert_same(saved: Recording, loaded: Recording) -> None:
    assert loaded.experiment == saved.experiment
    assert np.array_equal(loaded.initial_parameters, saved.initial_parameters)
    for name in DATA:
        mine, yours = getattr(saved.dataset, name), getattr(loaded.dataset, name)
        assert np.array_equal(mine, yours)
        assert mine.dtype == yours.dtype
    for mine, yours in zip(saved.lanes, loaded.lanes, strict=True):
        assert (yours.name, yours.status, yours.updates, yours.planned) == (mine.name, mine.status, mine.updates, mine.planned)
        assert (yours.stepper, yours.note) == (mine.stepper, mine.note)
        assert np.array_equal(yours.agreement, mine.agreement, equal_nan=True)
        for name in COLUMNS:
            assert np.array_equal(mine.column(name), yours.column(name), equal_nan=True), name
            assert mine.column(name).dtype == yours.column(name).dtype
        assert mine.evaluations.dtype == yours.evaluations.dtype
        for name in mine.evaluated():
            assert np.array_equal(mine.evaluations[name], yours.evaluations[name], equal_nan=True)
        for update in {0, min(1, mine.updates), mine.updates // 2, mine.updates}:
            assert np.array_equal(mine.parameters(update), yours.parameters(update))
            assert mine.parameters(update).dtype == yours.parameters(update).dtype
    assert np.array_equal(loaded.plane.origin, saved.plane.origin)
    assert np.array_equal(loaded.plane.directions, saved.plane.directions)
    assert np.array_equal(loaded.surface(5).values, saved.surface(5).values)


def saved_and_loaded(recording: Recording, folder: Path) -> Recording:
    path = folder / "run.tridescent"
    recording.save(path)
    assert os.listdir(folder) == ["run.tridescent"]  # noqa: PTH208 - names only, hidden ones too
    return Recording.load(path)


def test_every_preset_comes_back_as_it_was(preset_recording: Recording, tmp_path: Path) -> None:
    assert_same(preset_recording, saved_and_loaded(preset_recording, tmp_path))


@every_stepper
def test_double_precision_comes_back_as_it_was(tmp_path: Path, stepper: str) -> None:
    recording = train(quick("two-moons", {"dtype": "float64", "data.n": 60, "stepper": stepper}))
    assert_same(recording, saved_and_loaded(recording, tmp_path))


def test_lanes_that_diverged_or_were_stopped_come_back_with_their_reason(tmp_path: Path) -> None:
    trainer = Trainer(quick("two-parameter", {"lanes.full-batch.optimizer.lr": 100.0, "budget.seconds": 60.0}))
    while trainer.recording.lane("full-batch").status.state == "training":
        trainer.turn()
    trainer.stop()
    assert [lane.status.state for lane in trainer.recording.lanes] == ["diverged", "stopped", "stopped"]
    loaded = saved_and_loaded(trainer.recording, tmp_path)
    assert_same(trainer.recording, loaded)
    assert "2/λmax" in str(loaded.lane("full-batch").status.reason)
    assert loaded.lane("full-batch").diverged_at == trainer.recording.lane("full-batch").diverged_at


@every_stepper
@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_a_thinned_recording_comes_back_with_every_update(tmp_path: Path, momentum: float, stepper: str) -> None:
    changes = {
        "stepper": stepper,
        "data.n": 70,
        "lanes.mini-batch.batch_size": 2,
        "lanes.*.optimizer.momentum": momentum,
        "lanes.*.optimizer.lr": 0.01,
    }
    experiment = alone(quick("two-moons", changes), "mini-batch")
    whole = train(experiment)
    thinned = run_to_the_end(Trainer(experiment, memory_budget=5 * 82 * 4))
    assert thinned.lanes[0].history.stride > 1
    loaded = saved_and_loaded(thinned, tmp_path)
    for update in range(loaded.lanes[0].updates + 1):
        assert np.array_equal(loaded.lanes[0].parameters(update), whole.lanes[0].parameters(update))


def test_a_recording_computed_elsewhere_can_be_looked_at_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file names the device it was asked for; that need not be on the machine that opens it."""
    recording = train(quick("two-parameter"))
    recording.experiment = recording.experiment.with_changes({"device": "cuda"})
    monkeypatch.setattr("torch.accelerator.is_available", lambda: False)
    loaded = saved_and_loaded(recording, tmp_path)
    assert loaded.experiment.device == "cuda"
    assert np.isfinite(loaded.surface(5).values).all()


def test_saving_again_replaces_the_file(tmp_path: Path) -> None:
    first, second = train(quick("two-parameter")), train(quick("two-parameter", {"seed": 99}))
    saved_and_loaded(first, tmp_path)
    assert_same(second, saved_and_loaded(second, tmp_path))


# saving fails


@pytest.fixture
def recording(recorded: Callable[[str], Recording]) -> Recording:
    return recorded("two-parameter")


def no_space(*arguments: Any, **named: Any) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def half_then_no_space(file: Any, **arrays: Any) -> None:
    file.write(b"PK half of it")
    file.flush()
    no_space()


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_full_disk_leaves_nothing_half_written(recording: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(np, "savez", half_then_no_space)
    with pytest.raises((InputError, OSError), match="No space left"):
        recording.save(tmp_path / "run.tridescent")
    assert names(tmp_path) == set()


def test_a_full_disk_leaves_the_old_file_as_it_was(recording: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "run.tridescent"
    recording.save(path)
    before = path.read_bytes()
    monkeypatch.setattr(np, "savez", half_then_no_space)
    with pytest.raises((InputError, OSError), match="No space left"):
        recording.save(path)
    assert path.read_bytes() == before
    assert names(tmp_path) == {"run.tridescent"}


def test_a_full_disk_is_told_like_any_place_that_cannot_be_written(
    recording: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(np, "savez", half_then_no_space)
    with pytest.raises(InputError):
        recording.save(tmp_path / "run.tridescent")


def test_a_folder_that_does_not_exist_is_refused_and_not_made(recording: Recording, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="which does not exist"):
        recording.save(tmp_path / "nowhere" / "run.tridescent")
    assert names(tmp_path) == set()


@pytest.mark.parametrize("name", ["run.txt", "run", "run.tridescent.zip"])
def test_another_type_of_file_is_refused(recording: Recording, tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"ending in \.tridescent"):
        recording.save(tmp_path / name)
    assert names(tmp_path) == set()


def test_a_folder_of_that_name_is_refused(recording: Recording, tmp_path: Path) -> None:
    (tmp_path / "run.tridescent").mkdir()
    with pytest.raises(InputError, match="which is a folder"):
        recording.save(tmp_path / "run.tridescent")


def test_a_place_where_nothing_may_be_written_is_refused(recording: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # tests may run as root, who may write everywhere
    with pytest.raises(InputError, match="which cannot be written"):
        recording.save(tmp_path / "run.tridescent")
    assert names(tmp_path) == set()


def test_a_place_that_turns_out_not_to_be_writable_is_refused(
    recording: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.fsync", no_space)  # as where room is found only when data goes to the disk
    with pytest.raises(InputError, match="No space left"):
        recording.save(tmp_path / "run.tridescent")
    assert names(tmp_path) == set()


# loading fails


def refused(path: Path) -> str:
    """The message; what was opened must have been closed, or the collector warns here and now."""
    try:
        look_at_all(Recording.load(path))
    except InputError as error:
        message = str(error)
    else:
        pytest.fail("it was loaded")
    gc.collect(1)
    assert "\n" not in message
    return message


def arrays_of(path: Path) -> dict[str, Any]:
    with np.load(path) as file:
        return {name: file[name] for name in file.files}


def write(path: Path, arrays: dict[str, Any]) -> None:
    with path.open("w+b") as file:
        container.write(file, arrays)


@pytest.fixture
def path(recording: Recording, tmp_path: Path) -> Path:
    recording.save(tmp_path / "run.tridescent")
    return tmp_path / "run.tridescent"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "nowhere.tridescent" in refused(tmp_path / "nowhere.tridescent")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    refused(tmp_path)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 not really", b"\x93NUMPY", bytes(1000)])
def test_a_file_of_something_else_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "run.tridescent").write_bytes(content)
    refused(tmp_path / "run.tridescent")


def test_a_single_array_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "run.tridescent").open("wb") as file:
        np.save(file, np.arange(5))
    refused(tmp_path / "run.tridescent")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_file_that_was_cut_off_is_refused(path: Path, share: float) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    refused(path)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_a_damaged_file_is_refused(path: Path, share: float) -> None:
    damaged = bytearray(path.read_bytes())
    start = int(share * len(damaged))
    damaged[start : start + 400] = bytes(255 - byte for byte in damaged[start : start + 400])
    path.write_bytes(damaged)
    refused(path)


@pytest.mark.parametrize("mark", [b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"], ids=["entry", "directory", "end"])
def test_whatever_byte_of_a_header_is_damaged_it_is_refused_or_does_not_matter(path: Path, mark: bytes) -> None:
    whole = path.read_bytes()
    start = whole.rindex(mark)
    for offset in range(start, min(start + 60, len(whole))):
        damaged = bytearray(whole)
        damaged[offset] ^= 0xFF
        path.write_bytes(damaged)
        try:
            Recording.load(path)
        except InputError as error:
            assert "\n" not in str(error)
    gc.collect(1)


def test_a_newer_format_is_refused_with_what_can_read_it(path: Path) -> None:
    write(path, arrays_of(path) | {"version": schema.VERSION + 1})
    assert f"found format {schema.VERSION + 1}" in refused(path)
    assert "newer TriDescent" in refused(path)


def test_a_format_with_other_orders_of_samples_is_refused(path: Path) -> None:
    write(path, arrays_of(path) | {"version": 1})
    assert "found format 1, allowed is 2 or above" in refused(path)


def parts() -> list[str]:
    lane = [
        "columns/loss",
        "columns/seconds",
        "evaluations/update",
        "evaluations/train_loss",
        "status/state",
        "stepper",
        "note",
        "agreement",
        "stride",
    ]
    whole = ["version", "experiment", "data/train_inputs", "data/validation_targets"]
    return [*whole, *(f"lanes/stochastic/{name}" for name in [*lane, "positions"])]


@pytest.mark.parametrize("part", parts())
def test_a_file_from_which_a_part_is_missing_is_refused(path: Path, part: str) -> None:
    arrays = arrays_of(path)
    del arrays[part]
    write(path, arrays)
    refused(path)


def test_a_file_with_code_in_it_is_refused_and_the_code_not_run(path: Path) -> None:
    """Pickles can run anything, so none is ever read."""
    write(path, arrays_of(path) | {"lanes/stochastic/positions": np.array([{"a": 1}], dtype=object)})
    refused(path)


def test_a_file_whose_experiment_is_no_longer_allowed_is_refused(path: Path) -> None:
    write(path, arrays_of(path) | {"experiment": Experiment.preset("two-parameter").to_toml().replace("noise", "nose")})
    assert 'did you mean "noise"' in refused(path)


# lanes that were not over


def test_a_lane_that_is_still_trained_is_saved_as_stopped(tmp_path: Path) -> None:
    trainer = Trainer(quick("two-parameter", {"budget.epochs": 2000}))
    while trainer.recording.lanes[2].updates < 500:
        trainer.turn()
    recording = trainer.recording
    assert recording.lanes[2].status.state == "training"
    loaded = saved_and_loaded(recording, tmp_path)
    assert {lane.status.state for lane in loaded.lanes} <= {"stopped", "finished"}
    assert all(lane.is_over for lane in loaded.lanes)
    assert [lane.updates for lane in loaded.lanes] == [lane.updates for lane in recording.lanes]
    assert np.array_equal(loaded.lanes[2].parameters(499), recording.lanes[2].parameters(499))


def test_a_lane_that_an_older_file_calls_trained_is_over(path: Path) -> None:
    """Who draws a recording waits until it is over."""
    write(path, arrays_of(path) | {"lanes/stochastic/status/state": "training"})
    assert Recording.load(path).lane("stochastic").status.state == "stopped"
