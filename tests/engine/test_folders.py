"""What is kept without being asked: every entry lies in a folder of the user's, and a folder that cannot be written is named."""

from __future__ import annotations

import errno
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest

from engine.folders import KEPT, Kept, what_is_lost, why_not_writable


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder with a name that is not easy."""
    home = tmp_path / "家 of a user"
    home.mkdir()
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    return home


@pytest.mark.parametrize("kept", KEPT, ids=lambda kept: kept.title)
def test_each_lies_in_a_folder_of_the_users(kept: Kept) -> None:
    assert "tridescent" in kept.folder().parts
    assert kept.title and kept.lost and not kept.lost.endswith(".")


def test_what_can_be_written_loses_nothing_and_holds_nothing_afterwards(home: Path) -> None:
    assert what_is_lost() == ""
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_a_home_that_cannot_be_written_is_named_with_all_that_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()  # below a file there can be no folder, not even for root
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "file"))
    said = str(what_is_lost())
    assert all(kept.lost in said and str(kept.folder()) in said for kept in KEPT)
    assert said.startswith("Not kept here: ") and "\n" not in said


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    assert why_not_writable(tmp_path) == "no space left on device"


def test_a_disk_that_is_nearly_full_counts_as_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1 << 20))
    assert str(why_not_writable(tmp_path)) == "the disk is full"
