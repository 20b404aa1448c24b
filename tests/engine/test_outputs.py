"""Files that the user asked for: checked before the work, written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine import InputError
from engine.outputs import check_output, whole_file


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("name", ["a.csv", "A.CSV", "a b.parquet"])
def test_a_good_name_in_a_folder_that_exists_is_allowed(tmp_path: Path, name: str) -> None:
    assert check_output(tmp_path / name, [".csv", ".parquet"]) == tmp_path / name
    assert check_output(str(tmp_path / name), [".csv", ".parquet"]) == tmp_path / name
    assert names(tmp_path) == set()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.txt", r'^-o: found "a.txt", allowed are names ending in \.csv or \.parquet'),
        ("a", r"allowed are names ending in"),
        ("nowhere/a.csv", r"nowhere\", which does not exist"),
        ("folder.csv", r"which is a folder"),
    ],
)
def test_a_bad_name_is_refused(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(InputError, match=message):
        check_output(tmp_path / name, [".csv", ".parquet"])
    assert names(tmp_path) == {"folder.csv"}


@pytest.mark.parametrize("locked", ["folder", "file"])
def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locked: str) -> None:
    path = tmp_path / "a.csv"
    path.touch()
    forbidden = tmp_path if locked == "folder" else path  # tests may run as root, who may write everywhere
    monkeypatch.setattr(os, "access", lambda place, mode: Path(place) != forbidden)
    with pytest.raises(InputError, match="cannot be written"):
        check_output(path, [".csv"])


def test_a_whole_file_takes_its_place_when_the_block_ends_well(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old", encoding="utf-8")
    with whole_file(path) as temporary:
        temporary.write_text("new", encoding="utf-8")
        assert path.read_text(encoding="utf-8") == "old"
        assert temporary.suffix == ".csv"
        written = temporary.stat().st_ino
    assert path.read_text(encoding="utf-8") == "new"
    assert path.stat().st_ino == written  # it was moved there in one go, not copied bit by bit
    assert names(tmp_path) == {"a.csv"}


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_when_the_block_fails_the_old_file_stays_and_no_other(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(error), whole_file(path) as temporary:
        temporary.write_text("half", encoding="utf-8")
        raise error
    assert path.read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == {"a.csv"}


def test_a_folder_that_turns_out_not_to_be_writable_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"), whole_file(tmp_path / "gone" / "a.csv"):
        pytest.fail("the block must not be entered")
