"""The program as the system sees it, in processes of its own: what is loaded when, how it ends, and what it leaves behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine.folders import kernels_folder

ROOT = Path(__file__).resolve().parents[3]
_NO_HINTS = "This plugin does not support propagateSizeHints()"  # the offscreen platform has no window manager to pass size hints to

START = """
import json, os, sys
from PySide6.QtWidgets import QLabel
from engine.experiment import Experiment
from gui.app.app import make_application
from gui.session.session import Session
from gui.shell.window import Window

app = make_application()
session = Session(Experiment.preset("two-parameter"))
window = Window(session)
built = "torch" in sys.modules
window.show()
shown = "torch" in sys.modules
app.processEvents()
frame = session.frame()
said = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
print(json.dumps({"visible": window.isVisible(), "built": built, "shown": shown, "waiting": frame.waiting, "said": said}), flush=True)
os._exit(0)  # how it ends is not the question here, and closing waits for the import
"""

CLOSE = """
import json, sys, threading, time
from PySide6.QtCore import QTimer
from engine.experiment import Experiment
import gui.app.app
from gui.shell.window import Window

delay_ms, phase = int(sys.argv[1]), sys.argv[2]

class Closing(Window):
    def showEvent(self, event):
        super().showEvent(event)
        self.watch = QTimer(self, interval=5)
        self.watch.timeout.connect(self.close_soon)
        self.watch.start()

    def close_soon(self):
        if phase in ("any", self.session.run.phase):
            self.watch.stop()
            QTimer.singleShot(delay_ms, self.note_and_close)

    def note_and_close(self):
        recording = self.session.run.recording
        noted.update(phase=self.session.run.phase, rows=[lane.updates for lane in recording.lanes] if recording else [])
        self.close()

noted = {}
gui.app.app.Window = Closing
status = gui.app.app.run_window(Experiment.preset("article").with_changes({"stepper": "autograd"}))  # which takes a while
print(json.dumps(noted | {"threads": [thread.name for thread in threading.enumerate()]}))
sys.exit(status)
"""

SIGNAL = """
import json, os, signal, sys, threading
from engine.experiment import Experiment
import gui.app.app
from gui.app.single_instance import SingleInstance
from gui.shell.window import Window

class Signalled(Window):
    def showEvent(self, event):
        super().showEvent(event)
        self.session.playback.pause()  # so that Qt sleeps, and runs nothing of Python's
        self.closing.connect(lambda: noted.update(free=SingleInstance().is_first, seen=self.isVisible()))
        threading.Timer(0.5, os.kill, (os.getpid(), getattr(signal, sys.argv[1]))).start()

noted = {}
gui.app.app.Window = Signalled
status = gui.app.app.run_window(Experiment.preset("bowl"))
print(json.dumps(noted | {"restored": signal.getsignal(signal.SIGINT) is signal.default_int_handler}))
sys.exit(status)
"""

CLICK = """
import json
from PySide6.QtGui import QFileOpenEvent
from gui.app.app import make_application

app, told = make_application(), []
app.asked.connect(told.append)
app.sendEvent(app, QFileOpenEvent("/somewhere/自己 own.toml"))
print(json.dumps({"told": told}))
"""


def python(code: str, *arguments: str, home: Path) -> tuple[int, dict[str, Any], list[str]]:
    """Run code in a fresh interpreter: its exit status, what it printed, and the lines on stderr."""
    settings = dict.fromkeys(("XDG_CONFIG_HOME", "HOME", "APPDATA", "LOCALAPPDATA"), str(home))
    kept = {"NUMBA_CACHE_DIR": str(kernels_folder())}  # in an empty home they would be compiled again
    environment = os.environ | settings | kept | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=home, env=environment, capture_output=True, text=True, timeout=60)
    errors = [line for line in done.stderr.splitlines() if line != _NO_HINTS]
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout), errors


def test_the_window_is_shown_before_pytorch_is_imported_and_says_what_it_waits_for(tmp_path: Path) -> None:
    status, found, errors = python(START, home=tmp_path)
    assert (status, errors) == (0, [])
    assert found["visible"] and found["waiting"] in ("Starting the engine …", "Loading PyTorch …")
    assert found["waiting"] in found["said"]
    assert not found["built"] and not found["shown"]


@pytest.mark.parametrize(("delay_ms", "phase"), [(300, "training"), (0, "any")], ids=["in mid-run", "before PyTorch is loaded"])
def test_closing_ends_well_at_any_time(tmp_path: Path, delay_ms: int, phase: str) -> None:
    status, found, errors = python(CLOSE, str(delay_ms), phase, home=tmp_path)
    assert (status, errors) == (0, [])
    assert found["threads"] == ["MainThread"]
    if phase == "training":
        assert found["phase"] == "training" and 0 < found["rows"][-1] < 64_000
    else:
        assert found["phase"] in ("waiting", "loading") and found["rows"] == []
    assert [path.name for path in tmp_path.rglob("*.ini")] == ["window.ini"]  # what the window remembers is on the disk


@pytest.mark.skipif(sys.platform == "win32", reason="there, a process cannot send itself Ctrl+C")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_ctrl_c_in_the_terminal_closes_the_window(tmp_path: Path, name: str) -> None:
    assert python(SIGNAL, name, home=tmp_path) == (0, {"free": True, "seen": False, "restored": True}, [])
    assert [path.name for path in tmp_path.rglob("*.ini")] == ["window.ini"]  # what the window remembers is on the disk
    assert not list(tmp_path.rglob("*crash*"))


def test_a_file_that_the_system_hands_to_the_running_program_is_asked_for(tmp_path: Path) -> None:
    """As macOS does it after a double click."""
    status, found, errors = python(CLICK, home=tmp_path)
    assert (status, errors, found["told"]) == (0, [], ["/somewhere/自己 own.toml"])
