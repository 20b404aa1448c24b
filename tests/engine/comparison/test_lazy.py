"""A recording is read as far as it is looked at, and damage is found when that is."""

from __future__ import annotations

import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest

from engine import Experiment, InputError, Recording, train
from tests.engine.comparison.crafted import look_at_all, with_damage

LANE = "lanes/stochastic"


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """2 MB, nearly all of which are positions."""
    path = tmp_path_factory.mktemp("recorded") / "run.tridescent"
    train(Experiment.preset("article").with_changes({"data.n": 200, "data.validation": 20, "budget.epochs": 4})).save(path)
    return path.read_bytes()


@pytest.fixture
def path(content: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "run.tridescent"
    path.write_bytes(content)
    return path


def damage(path: Path, part: str) -> None:
    path.write_bytes(with_damage(path.read_bytes(), part))


def said(error: pytest.ExceptionInfo[InputError]) -> str:
    message = str(error.value)
    assert len(message) <= 300 and message.isprintable() and message.count("cannot be read") == 1
    return message


def test_opening_reads_no_weights_and_no_columns(path: Path, content: bytes) -> None:
    Recording.load(path)  # so that what it imports is not counted
    tracemalloc.start()
    try:
        recording = Recording.load(path)
        assert tracemalloc.get_traced_memory()[1] < len(content) / 4
        tracemalloc.reset_peak()
        look_at_all(recording)
        assert len(content) / 2 < tracemalloc.get_traced_memory()[1] < 2 * len(content)
    finally:
        tracemalloc.stop()


def test_each_column_is_read_once(path: Path) -> None:
    lane = Recording.load(path).lane("stochastic")
    assert np.shares_memory(lane.column("loss"), lane.column("loss"))
    with pytest.raises(ValueError, match="read-only"):
        lane.column("loss")[0] = 1


def test_damaged_weights_are_told_when_they_are_asked_for(path: Path) -> None:
    damage(path, f"{LANE}/positions")
    recording = Recording.load(path)
    recording.read_columns()
    assert recording.lane("full-batch").parameters(4).shape == (601,)
    for _ in range(2):
        with pytest.raises(InputError) as error:
            recording.lane("stochastic").parameters(5)
        assert f"{LANE}/positions does not fit its checksum" in said(error)


def test_a_damaged_column_is_told_when_it_is_asked_for(path: Path) -> None:
    damage(path, f"{LANE}/columns/update_norm")
    lane = Recording.load(path).lane("stochastic")
    assert len(lane.column("loss")) == len(lane.column("samples_seen")) == 801
    assert lane.parameters(800).shape == (601,)
    with pytest.raises(InputError) as error:
        lane.column("update_norm")
    assert f"{LANE}/columns/update_norm does not fit its checksum" in said(error)


@pytest.mark.parametrize("part", ["start", "version", "data/train_inputs", f"{LANE}/evaluations/train_loss", f"{LANE}/note"])
def test_damage_to_what_is_needed_at_once_is_told_at_once(path: Path, part: str) -> None:
    damage(path, part)
    with pytest.raises(InputError) as error:
        Recording.load(path)
    assert part in said(error)


def test_a_file_that_is_gone_is_told_when_it_is_needed(path: Path) -> None:
    recording = Recording.load(path)
    path.unlink()
    with pytest.raises(InputError) as error:
        recording.lane("stochastic").parameters(5)
    assert "No such file" in said(error)


def test_a_file_that_was_replaced_is_not_mixed_up_with_the_new_one(path: Path) -> None:
    recording = Recording.load(path)
    other = recording.experiment.with_changes({"seed": 1})
    train(other).save(path)
    with pytest.raises(InputError):
        recording.lane("stochastic").parameters(5)


def test_a_recording_can_be_saved_in_the_place_of_its_own_file(path: Path, content: bytes) -> None:
    Recording.load(path).save(path)
    assert np.array_equal(Recording.load(path).lane("stochastic").parameters(77), Recording.load(path).lane("stochastic").parameters(77))
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
    assert len(path.read_bytes()) == len(content)


def test_a_damaged_recording_cannot_be_saved_as_a_whole_one(path: Path, tmp_path: Path) -> None:
    damage(path, f"{LANE}/positions")
    with pytest.raises(InputError, match="does not fit its checksum"):
        Recording.load(path).save(tmp_path / "copy.tridescent")
    assert not (tmp_path / "copy.tridescent").exists()
