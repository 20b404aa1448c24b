"""Started twice: the second start hands what it was given to the first and ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from pytestqt.qtbot import QtBot

from gui.door import Door, door_name, hand_over
from tests.gui.conftest import Launch, small

ROOT = Path(__file__).resolve().parents[2]
SECOND = "import sys; from gui.door import hand_over; sys.exit(0 if hand_over(sys.argv[1], sys.argv[2]) else 1)"


@pytest.mark.parametrize("message", ["", "article", "/home/学生/my run.tridescent"])
def test_what_a_second_start_was_given_comes_out_of_the_first(qtbot: QtBot, message: str) -> None:
    name = f"test-{uuid4()}"
    door = Door(name=name)
    with qtbot.waitSignal(door.knocked, timeout=30_000) as knocked:
        second = subprocess.Popen([sys.executable, "-c", SECOND, message, name], cwd=ROOT)
    assert knocked.args == [message]
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=30_000)
    assert second.returncode == 0
    door.close()


def test_without_a_first_window_nothing_is_handed_over(qtbot: QtBot) -> None:
    assert not hand_over("article", f"test-{uuid4()}")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes do not stay behind")
def test_what_a_start_that_broke_off_left_is_no_window(qtbot: QtBot) -> None:
    name = f"test-{uuid4()}"
    leaves = "import os, sys; from gui.door import Door; door = Door(name=sys.argv[1]); os._exit(0)"
    subprocess.run([sys.executable, "-c", leaves, name], cwd=ROOT, check=True, timeout=60)
    assert not hand_over("article", name)
    door = Door(name=name)
    assert door._server.isListening()
    door.close()


def test_every_home_has_a_door_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    names = set()
    for folder in ("one", "two"):
        for name in ("XDG_CONFIG_HOME", "APPDATA", "LOCALAPPDATA", "HOME"):
            monkeypatch.setenv(name, str(tmp_path / folder))
        names.add(door_name())
    assert len(names) == 2 or os.name == "nt"  # Windows is asked for its folders, not told


@pytest.mark.qt_log_ignore("does not support raise", extend=True)  # offscreen
def test_the_window_shows_what_a_later_start_was_asked_for(launch: Launch, tmp_path: Path) -> None:
    pilot = launch(ready=True)
    before = pilot.session.experiment
    pilot.window.showMinimized()
    pilot.window.welcome("")
    assert not pilot.window.isMinimized() and pilot.session.experiment is before
    pilot.window.welcome("bowl")
    assert pilot.session.experiment.name == "bowl"
    small(name="own", title="My own").save(tmp_path / "自己 own.toml")
    pilot.window.welcome(str(tmp_path / "自己 own.toml"))
    assert pilot.session.experiment.name == "own"
    pilot.window.welcome(str(tmp_path / "nowhere.toml"))
    assert "nowhere.toml" in pilot.window.banner.text and pilot.session.experiment.name == "own"
    pilot.ready()
