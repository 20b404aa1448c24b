"""The window under other languages' rules: in Turkish, an I is not the capital letter of an i."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine.folders import kernels_folder

ROOT = Path(__file__).resolve().parents[2]
_NO_HINTS = "This plugin does not support propagateSizeHints()"  # the offscreen platform has no window manager to pass size hints to

WINDOW = """
import locale
from PySide6.QtCore import QTimer
from engine.experiment import Experiment
import gui.app.app
from gui.shell.window import Window

class Closing(Window):
    def showEvent(self, event):
        super().showEvent(event)
        self.watch = QTimer(self)
        self.watch.timeout.connect(self.close_when_finished)
        self.watch.start(20)

    def close_when_finished(self):
        if self.session.run.phase == "finished" and self.is_complete:
            self.watch.stop()
            print(locale.setlocale(locale.LC_ALL), sorted(self.views), self.banner.isVisible())
            self.close()

gui.app.app.Window = Closing
raise SystemExit(gui.app.app.run_window(Experiment.preset("two-parameter").with_changes({"stepper": "autograd"})))
"""


@pytest.mark.skipif(not shutil.which("localedef"), reason="locales are made by glibc's localedef")
@pytest.mark.parametrize("language", ["tr_TR", "de_DE", "C"])
def test_the_window_works_under_the_rules_of_any_language(tmp_path: Path, language: str) -> None:
    name = language
    if language != "C":
        name = f"{language}.UTF-8"
        made = subprocess.run(["localedef", "-i", language, "-f", "UTF-8", str(tmp_path / name)], capture_output=True, text=True)
        if made.returncode > 1:
            pytest.skip(made.stderr)
    settings = dict.fromkeys(("XDG_CONFIG_HOME", "HOME", "XDG_CACHE_HOME"), str(tmp_path)) | {"NUMBA_CACHE_DIR": str(kernels_folder())}
    environment = (
        os.environ | settings | {"LC_ALL": name, "LOCPATH": str(tmp_path), "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    )
    done = subprocess.run([sys.executable, "-c", WINDOW], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=100)
    errors = [line for line in done.stderr.splitlines() if line != _NO_HINTS]
    if language == "C":  # Qt says there that it takes C.UTF-8 instead
        errors = [line for line in errors if "Error" in line]
    assert (done.returncode, errors) == (0, [])
    found, _, views = done.stdout.strip().partition(" ")
    assert language in found and views == "['losses', 'readout', 'surface'] False"
