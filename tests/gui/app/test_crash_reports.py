"""Reports of starts that broke off: written by the fault itself, found once by the next start, and never more than a few."""

from __future__ import annotations

import faulthandler
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from engine.version import VERSION
from gui.app.app import _tell_first
from gui.app.crash_reports import Reports
from gui.document.settings import Settings
from tests.gui.conftest import Pilot

ROOT = Path(__file__).resolve().parents[3]

BREAKS = """
import faulthandler, sys, time
from pathlib import Path
from gui.app.crash_reports import Reports
reports = Reports(Path(sys.argv[1]))
reports.begin()
reports.name_libraries()
if sys.argv[2] == "fault":
    faulthandler._sigsegv()
print("running", flush=True)
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def faults() -> Iterator[None]:
    """Leaves the writing of faults as pytest has set it up."""
    was_on = faulthandler.is_enabled()
    yield
    if was_on and sys.__stderr__ is not None:
        faulthandler.enable(sys.__stderr__)


def start(folder: Path, how: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", BREAKS, str(folder), how], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def begun(folder: Path) -> Reports:
    reports = Reports(folder)
    reports.begin()
    return reports


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows asks what to do about a fault")
def test_a_fault_leaves_a_report_that_the_next_start_finds_once(tmp_path: Path) -> None:
    with start(tmp_path, "fault") as other:
        assert other.wait(60) == -signal.SIGSEGV
    reports = begun(tmp_path)
    assert reports.found is not None and reports.found.name.startswith("crash-")
    told = reports.found.read_text(encoding="utf-8")
    for words in (f"TriDescent {VERSION}", "Python 3", "torch 2", "PySide6", "Fatal Python error: Segmentation fault", "File "):
        assert words in told
    reports.end(well=True)
    again = begun(tmp_path)
    assert again.found is None
    again.end(well=True)
    assert files(tmp_path) == [reports.found.name]  # which stays


def test_an_error_that_ends_the_program_is_a_report(tmp_path: Path) -> None:
    reports = begun(tmp_path)
    try:
        raise LookupError("lost")
    except LookupError as error:
        reports.keep(error)
    reports.end(well=False)
    again = begun(tmp_path)
    again.end(well=True)
    assert again.found is not None and "LookupError: lost" in again.found.read_text(encoding="utf-8")


def test_leaving_well_leaves_nothing(tmp_path: Path) -> None:
    begun(tmp_path).end(well=True)
    assert files(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="there, a process cannot be killed so")
def test_being_killed_from_outside_is_no_crash(tmp_path: Path) -> None:
    with start(tmp_path, "wait") as other:
        assert other.stdout is not None and other.stdout.readline() == "running\n"
        os.kill(other.pid, signal.SIGKILL)
    reports = begun(tmp_path)
    assert reports.found is None
    reports.end(well=True)
    assert files(tmp_path) == []


def test_a_second_program_leaves_the_reports_of_the_first_alone(tmp_path: Path) -> None:
    with start(tmp_path, "wait") as first:
        assert first.stdout is not None and first.stdout.readline() == "running\n"
        before = (tmp_path / "running.txt").read_text(encoding="utf-8")
        second = begun(tmp_path)
        second.keep(LookupError("mine"))
        second.end(well=True)
        assert second.found is None and (tmp_path / "running.txt").read_text(encoding="utf-8") == before
        first.kill()


def test_only_the_newest_reports_stay(tmp_path: Path) -> None:
    for day in range(1, 15):
        (tmp_path / f"crash-2026-01-{day:02}-120000.txt").touch()
    (tmp_path / "running.txt").write_text("Fatal Python error: Aborted\n", encoding="utf-8")
    reports = begun(tmp_path)
    reports.end(well=True)
    assert reports.found is not None and files(tmp_path)[-1] == reports.found.name and len(files(tmp_path)) == 10


def test_where_nothing_can_be_written_there_are_no_reports(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    reports = begun(tmp_path / "file" / "log")
    reports.name_libraries()
    reports.keep(LookupError("lost"))
    reports.end(well=True)
    assert reports.found is None and files(tmp_path) == ["file"]


@pytest.mark.parametrize("wrong", [True, False], ids=["all that can be wrong", "nothing"])
def test_the_window_says_what_was_found(pilot: Pilot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: bool) -> None:
    if wrong:
        (tmp_path / "window.ini").write_bytes(b"rubbish")
        (tmp_path / "running.txt").write_text("Fatal Python error: Aborted\n", encoding="utf-8")
    monkeypatch.setattr("gui.app.app.what_is_lost", lambda: "Not kept here: something." if wrong else "")
    settings, reports = Settings(tmp_path / "window.ini"), begun(tmp_path)
    _tell_first(pilot.window, settings, reports)
    reports.end(well=True)
    banner = pilot.window.banner
    assert banner.isVisible() is wrong
    if wrong:
        assert all(
            words in banner.text for words in ("window.ini.broken", "Not kept here: something.", str(reports.found), "nothing was sent")
        )
        pilot.click(banner.findChild(QPushButton))
        assert "Fatal Python error" in QApplication.clipboard().text()
