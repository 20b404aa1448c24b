"""Files that the user gave: nothing but a regular file of a bounded size is ever read."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine import Experiment, InputError, Recording
from engine.experiment.experiment import MOST_BYTES
from engine.files import read_file
from engine.messages import message

READERS: dict[str, Callable[[Any], Any]] = {"experiment": Experiment.load, "recording": Recording.load}
every_reader = pytest.mark.parametrize("field", READERS)


def refused(field: str, path: Any) -> str:
    with pytest.raises(InputError) as caught:
        READERS[field](path)
    message = str(caught.value)
    assert message.startswith(f"{field}: ")
    assert len(message) <= 300
    assert message.isprintable()
    return message


@every_reader
@pytest.mark.skipif(sys.platform == "win32", reason="no such devices")
def test_a_device_is_not_read(field: str) -> None:
    assert "device or a pipe" in refused(field, "/dev/zero")


@every_reader
@pytest.mark.skipif(sys.platform == "win32", reason="no such pipes")
@pytest.mark.timeout(10)  # whoever opens a pipe that nobody writes to waits for ever
def test_a_pipe_is_not_opened(field: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "device or a pipe" in refused(field, tmp_path / "pipe")


@every_reader
def test_a_folder_is_refused(field: str, tmp_path: Path) -> None:
    assert "folder" in refused(field, tmp_path)


@every_reader
@pytest.mark.parametrize("name", ["a\0b.toml", "x" * 70_000, "no\x1b[31msuch\nfile"], ids=["nul", "long", "escape"])
def test_a_name_that_no_file_has_is_refused(field: str, name: str) -> None:
    assert "cannot be read" in refused(field, name)


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "large.toml").open("wb") as file:
        file.truncate(1 << 40)  # a hole: it takes no room
    assert f"more than {MOST_BYTES:,}" in refused("experiment", tmp_path / "large.toml")


def test_a_file_of_just_so_many_bytes_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    assert read_file(tmp_path / "file", "field", "it", 5) == b"12345"
    with pytest.raises(InputError, match="more than 4"):
        read_file(tmp_path / "file", "field", "it", 4)


@pytest.mark.parametrize("changes", [{"name": "x" * 70_000}, {"title": "x" * 70_000}, {"lanes.0.name": "x" * 70_000}, {"y" * 70_000: 1}])
def test_whatever_was_found_the_sentence_has_at_most_300_characters(changes: dict[str, Any]) -> None:
    with pytest.raises(InputError) as caught:
        Experiment.preset("two-parameter").with_changes(changes)
    assert len(str(caught.value)) <= 300
    assert "allowed" in str(caught.value)


def test_what_was_found_and_what_is_allowed_are_both_left_in_a_shortened_sentence() -> None:
    error = InputError("field", message("found_allowed", found="x" * 1000, allowed="a short text"))
    assert str(error).startswith("field: found xxx")
    assert str(error).endswith("allowed is a short text.")
    assert len(str(error)) == 300
