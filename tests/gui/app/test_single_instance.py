"""Started twice: the second start hands what it was given to the first and ends."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from engine.folders import private_folder
from gui.app import single_instance
from gui.app.single_instance import SingleInstance, instance_name
from tests.gui.conftest import Launch, small

ROOT = Path(__file__).resolve().parents[3]
START = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QTimer
from gui.app.single_instance import SingleInstance
app = QCoreApplication([])
instance = SingleInstance(Path(sys.argv[1]), sys.argv[2])
"""
SECOND = f"{START}sys.exit(3 if instance.is_first else 0 if instance.hand_over(sys.argv[3]) else 1)"
AT_ONCE = f"""{START}
if instance.is_first:
    received = []
    instance.message_received.connect(received.append)
    instance.message_received.connect(lambda _: len(received) == int(sys.argv[3]) and app.quit())
    QTimer.singleShot(30_000, app.quit)
    app.exec()
    print("window", len(received))
else:
    print("handed over" if instance.hand_over("") else "window")
"""
posix = pytest.mark.skipif(sys.platform == "win32", reason="pipes have rights of their own there")


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder whose path leaves room for a socket's name."""
    with tempfile.TemporaryDirectory(prefix="td-") as name:
        yield Path(name)


@pytest.fixture
def place(folder: Path) -> tuple[Path, str]:
    """Folder and name of a window that nobody else asks for."""
    return folder, f"test-{uuid4()}"


@pytest.fixture
def first(place: tuple[Path, str], qtbot: QtBot) -> Iterator[SingleInstance]:
    instance = SingleInstance(*place)
    assert instance.is_first
    yield instance
    instance.close()


def start(code: str, place: tuple[Path, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", code, str(place[0]), place[1], *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("message", ["", "article", "/home/学生/my run.tridescent", "/tmp/two\nlines.toml"])
def test_what_a_second_start_was_given_comes_out_of_the_first(
    qtbot: QtBot, place: tuple[Path, str], first: SingleInstance, message: str
) -> None:
    with qtbot.waitSignal(first.message_received, timeout=30_000) as received:
        second = start(SECOND, place, message)
    assert received.args == [message]
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=30_000)
    assert second.communicate() and second.returncode == 0


def test_starts_at_the_same_moment_make_one_window(place: tuple[Path, str]) -> None:
    started = [start(AT_ONCE, place, "3") for _ in range(4)]
    said = sorted(process.communicate(timeout=60)[0].strip() for process in started)
    assert said == ["handed over"] * 3 + ["window 3"]


@posix
def test_what_a_start_that_broke_off_left_is_no_window(qtbot: QtBot, place: tuple[Path, str]) -> None:
    start(f"{START}import os; os._exit(0)", place).communicate(timeout=60)
    assert len(list(place[0].iterdir())) == 2  # lock and socket
    instance = SingleInstance(*place)
    assert instance.is_first and instance._server.isListening()
    instance.close()


def test_after_the_first_has_closed_the_next_is_first(qtbot: QtBot, place: tuple[Path, str], first: SingleInstance) -> None:
    first.close()
    following = SingleInstance(*place)
    assert following.is_first
    following.close()


@posix
def test_another_users_process_is_not_listened_to(
    qtbot: QtBot, place: tuple[Path, str], first: SingleInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 4242)
    received: list[str] = []
    first.message_received.connect(received.append)
    stranger = QLocalSocket()
    stranger.connectToServer(str(place[0] / place[1]))
    assert stranger.waitForConnected(5000)
    if sys.platform.startswith("linux"):
        assert not single_instance._is_own(stranger)
    stranger.write(b'"article"\n')
    qtbot.waitUntil(lambda: stranger.state() == QLocalSocket.LocalSocketState.UnconnectedState, timeout=5000)
    assert received == []


REFUSED = {"endless": b"x" * (1 << 20), "not JSON": b"not json\n", "no text": b"[1]\n", "bytes": b"\xff\xfe\n"}


@posix
@pytest.mark.parametrize("sent", REFUSED.values(), ids=REFUSED)
def test_what_is_no_message_is_refused(qtbot: QtBot, place: tuple[Path, str], first: SingleInstance, sent: bytes) -> None:
    received: list[str] = []
    first.message_received.connect(received.append)
    stranger = QLocalSocket()
    stranger.connectToServer(str(place[0] / place[1]))
    assert stranger.waitForConnected(5000)
    stranger.write(sent)
    qtbot.waitUntil(lambda: stranger.state() == QLocalSocket.LocalSocketState.UnconnectedState, timeout=5000)
    assert received == []


def test_every_home_and_every_display_has_a_window_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    names = set()
    for folder, display in (("one", ":0"), ("two", ":0"), ("one", ":1")):
        for name in ("XDG_CONFIG_HOME", "APPDATA", "LOCALAPPDATA", "HOME"):
            monkeypatch.setenv(name, str(tmp_path / folder))
        monkeypatch.setenv("SESSIONNAME" if os.name == "nt" else "DISPLAY", display)
        names.add(instance_name())
    assert len(names) == 3 or os.name == "nt"  # Windows is asked for its folders, not told


@posix
@pytest.mark.parametrize("mode", [0o755, 0o777, 0o700])
def test_the_socket_lies_where_nobody_else_may_enter(monkeypatch: pytest.MonkeyPatch, folder: Path, mode: int) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / ("long" * 30)))
    (folder / "tridescent").mkdir()
    (folder / "tridescent").chmod(mode)
    assert private_folder() == (folder / "tridescent" if mode == 0o700 else None)
    if private_folder() is None:
        assert SingleInstance().is_first  # the window opens all the same


@posix
def test_a_link_to_somebody_elses_folder_is_not_followed(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "theirs").mkdir(mode=0o700)
    (folder / "tridescent").symlink_to(folder / "theirs")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / ("long" * 30)))
    assert private_folder() is None


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
    pilot.until(lambda: pilot.session.experiment.name == "own")
    pilot.window.welcome(str(tmp_path / "nowhere.toml"))
    pilot.until(lambda: "nowhere.toml" in pilot.window.banner.text)
    assert pilot.session.experiment.name == "own"
    pilot.ready()
