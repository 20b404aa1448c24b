"""Recent files: the newest first, at most ten, greyed when they are gone, and kept until the next start."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from gui.shell.recent_files import MOST, RecentFiles
from tests.gui.conftest import Launch, small


def entries(recent: RecentFiles) -> dict[str, bool]:
    """The files in the menu, and which of them can be chosen."""
    recent.menu.aboutToShow.emit()
    return {entry.text(): entry.isEnabled() for entry in recent.menu.actions()[:-2]}  # below them are a line and "Clear"


def test_the_newest_is_first_and_there_are_ten_at_most(qtbot: QtBot, tmp_path: Path) -> None:
    recent = RecentFiles(lambda _: None)
    for number in [*range(12), 5]:
        recent.add(tmp_path / f"{number}.toml")
    assert [Path(path).stem for path in recent.paths] == ["5", "11", "10", "9", "8", "7", "6", "4", "3", "2"]
    assert len(entries(recent)) == MOST == 10


def test_files_that_are_gone_are_greyed(qtbot: QtBot, tmp_path: Path) -> None:
    recent = RecentFiles(lambda _: None)
    for name in ("gone.toml", "R&D.toml"):
        recent.add(tmp_path / name)
    (tmp_path / "R&D.toml").touch()
    assert entries(recent) == {f"R&&D.toml in {tmp_path.name}": True, f"gone.toml in {tmp_path.name}": False}
    recent.clear()
    assert not recent.paths and not recent.menu.menuAction().isEnabled()


@pytest.mark.parametrize("kept", [b"junk", b"\xff\xfe", b'{"a": 1}', b"[1, null, [2]]", b"7", b"[" * 100_000])
def test_what_is_no_list_of_paths_is_ignored(qtbot: QtBot, kept: bytes) -> None:
    recent = RecentFiles(lambda _: None)
    recent.take_up(QByteArray(kept))
    assert recent.paths == []


def test_a_list_that_is_too_long_is_cut(qtbot: QtBot) -> None:
    recent = RecentFiles(lambda _: None)
    recent.take_up(QByteArray(json.dumps([f"{number}.toml" for number in range(40)]).encode()))
    assert recent.paths == [f"{number}.toml" for number in range(10)]


def test_files_opened_and_saved_are_there_at_the_next_start_and_open(launch: Launch, tmp_path: Path) -> None:
    small(name="mine", title="My own").save(tmp_path / "mine.toml")
    first = launch(settings=tmp_path / "window.ini", ready=True)
    assert not first.window.files.recent.menu.menuAction().isEnabled()
    first.window.files.open(tmp_path / "mine.toml")
    first.until(lambda: first.session.experiment.name == "mine")
    first.window.files.open(tmp_path / "nowhere.toml")
    first.until(first.window.banner.isVisible)
    first.window.files._save(str(tmp_path / "other.toml"), lambda: None)
    first.window.close()
    second = launch(settings=tmp_path / "window.ini", ready=True)
    recent = second.window.files.recent
    assert [Path(path).name for path in recent.paths] == ["other.toml", "mine.toml"]
    second.session.change({"seed": 8})
    recent.menu.aboutToShow.emit()
    recent.menu.actions()[1].trigger()
    (question,) = second.dialogs()
    assert isinstance(question, QMessageBox)  # changes are not lost
    second.click(question.button(QMessageBox.StandardButton.Discard))
    second.until(lambda: second.session.experiment.name == "mine")
