"""Shortcuts under layouts without Latin letters."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.gui.conftest import Launch, Pilot

pytestmark = pytest.mark.skipif(sys.platform == "darwin", reason="macOS tells no places of keys")
NONE, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


def press(pilot: Pilot, letter: str, place: int, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Press a key as X11 or Windows reports it: what is printed on it, and its scan code."""
    code = place if sys.platform == "win32" else place + 8
    target = QApplication.focusWidget() or pilot.window
    text = "" if modifiers else letter
    QApplication.sendEvent(target, QKeyEvent(QEvent.Type.KeyPress, ord(letter.upper()), modifiers, code, ord(letter), 0, text))


@pytest.fixture
def pilot(launch: Launch) -> Pilot:
    """A window that has the keyboard itself."""
    pilot = launch(ready=True)
    pilot.window.setFocus()
    return pilot


@pytest.mark.parametrize(("letter", "place"), [("ч", 45), ("χ", 45)])
def test_letters_work_by_their_place(pilot: Pilot, letter: str, place: int) -> None:
    press(pilot, letter, place)  # X: the next clock
    assert pilot.session.playhead.clock == "seconds"
    press(pilot, letter, place)
    assert pilot.session.playhead.clock == "updates"


def test_shortcuts_with_control_work_too(pilot: Pilot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(pilot.window.files, "ask_open", lambda: asked.append("open"))
    press(pilot, "щ", 24, CONTROL)
    press(pilot, "щ", 24)
    assert asked == ["open"] and pilot.session.playhead.loops


def test_what_is_typed_into_a_field_stays_there(pilot: Pilot) -> None:
    field = QLineEdit(pilot.window)
    field.show()
    field.setFocus()
    press(pilot, "ч", 45)
    assert field.text() == "ч" and pilot.session.playhead.clock == "epochs"


def test_accents_and_punctuation_are_no_shortcuts(pilot: Pilot) -> None:
    before = pilot.session.playhead.clock, pilot.session.playhead.loops, pilot.session.run
    press(pilot, ";", 45)
    press(pilot, "ч", 3)
    assert (pilot.session.playhead.clock, pilot.session.playhead.loops, pilot.session.run) == before
