"""A window on a small experiment, and a pilot: hands and eyes that wait for what the window does, never for time."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, QTimer
from PySide6.QtGui import QAction, QImage, QKeySequence
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from engine.comparison.recording import Recording
from engine.experiment import Experiment
from gui.document.settings import Settings
from gui.look.theme import load_fonts, set_text_scale
from gui.look.timing import SWITCH_S
from gui.session.frame import Frame
from gui.session.session import Session
from gui.shell.actions import ACTIONS
from gui.shell.window import Window
from gui.views.losses.view import LossView
from gui.views.readout.view import Readout
from gui.views.surface.view import SurfaceView
from gui.widgets.icon_button import IconButton
from gui.widgets.painting import set_reduced_motion
from gui.widgets.segmented import SegmentedControl
from gui.widgets.slider import ValueSlider
from gui.widgets.text_field import TextField
from gui.widgets.value_edit import ValueEdit

SMALL = {"data.n": 40, "data.validation": 20, "lanes.mini-batch.batch_size": 8, "budget.epochs": 4}
MOONS = {"data.n": 60, "data.validation": 30, "lanes.mini-batch.batch_size": 10, "budget.epochs": 2}
THREADS = {"engine", "surveyor", "glances", "row losses", "predictions", "file loader"}
SIZE = (1280, 800)


def pytest_itemcollected(item: pytest.Item) -> None:
    """The offscreen platform has no window manager to pass size hints to, and says so."""
    item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True))


class Pilot:
    """Uses a window as a person would.

    Attributes:
        window, session: what is used.
        losses, surface, readout: the window's views.
        frames: all frames shown so far, oldest first.
    """

    def __init__(self, qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
        self.window, self.session = window, window.session
        self.losses = cast("LossView", window.views["losses"])
        self.surface = cast("SurfaceView", window.views["surface"])
        self.readout = cast("Readout", window.views["readout"])
        self.frames: list[Frame] = []
        self._qtbot = qtbot
        show = window.show_frame
        monkeypatch.setattr(window, "show_frame", lambda frame, **how: (self.frames.append(frame), show(frame, **how)))

    @property
    def threads(self) -> list[str]:
        """The names of those of the window's threads that are running."""
        return [thread.name for thread in (self.session.runs.runner._thread, self.session.observers.surveyor._thread) if thread.is_alive()]

    def until(self, condition: Callable[[], object], timeout_ms: int = 20_000) -> None:
        """Wait for a condition."""
        self._qtbot.waitUntil(lambda: bool(condition()), timeout=timeout_ms)

    def rest(self) -> None:
        """Wait until nothing moves any more: the clock that paints has stopped by itself."""
        timer, is_still = self.window.scheduler.findChild(QTimer), False
        while not is_still:
            self.until(lambda: not timer.isActive() and not self.session.is_busy)
            for _ in range(3):  # new texts ask for new layouts, and those for a new picture, which may take more than a frame
                QApplication.processEvents()
            is_still = not timer.isActive() and not self.session.is_busy

    def ready(self) -> None:
        """Pause, and wait until the run is over, its landscape is there and nothing moves."""
        self.until(lambda: self.session.run.is_over)
        self.session.playback.pause()
        self.rest()

    @property
    def frame(self) -> Frame:
        """What was drawn last."""
        return self.frames[-1]

    def seek(self, position: float) -> None:
        """Press the timeline at a position on its clock, and wait for the picture."""
        line = self.window.transport.timeline
        self._qtbot.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(round(line.x_of(position)), line.height() // 2))
        self.rest()

    def place(self, updates: int) -> None:
        """Put a resting playhead behind so many updates of the last lane."""
        lane = self.session.run.recording.lanes[-1]
        assert self.session.playhead.clock == "epochs"
        self.session.playback.seek(int(lane.samples_after(updates)) / lane.n)
        self.window.scheduler.wake()
        self.rest()
        assert self.frame.rows[-1] == updates

    def press(self, keys: str, widget: QWidget | None = None) -> None:
        """Press a key, for example "Shift+Right", wherever the keyboard acts."""
        stroke = QKeySequence(keys)[0]
        self._qtbot.keyClick(widget or QApplication.focusWidget() or self.window, stroke.key(), stroke.keyboardModifiers())

    def click(self, widget: QWidget, place: QRectF | None = None) -> None:
        """Click into the middle of a widget, or of a part of it."""
        area = QRectF(widget.rect()) if place is None else place
        self._qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=area.center().toPoint())

    def choose(self, control: SegmentedControl, key: str) -> None:
        """Click on the segment that stands for a value."""
        self.click(control.segments[control._keys.index(key)])

    def do(self, name: str, how: str) -> None:
        """Start an action with its first key, or with the button that has its tooltip."""
        if how == "key":
            self.press(next(action.keys[0] for action in ACTIONS if action.name == name))
        else:
            self.click(self.button(name))

    def button(self, name: str) -> IconButton:
        """The visible button of an action."""
        buttons = [button for button in self.window.findChildren(IconButton) if button._action is self.action(name) and button.isVisible()]
        assert len(buttons) == 1, f"{name}: {len(buttons)} buttons"
        return buttons[0]

    def action(self, name: str) -> QAction:
        """An action as Qt knows it."""
        return self.window.actions_by_name[name]

    def type(self, field: QWidget, text: str) -> None:
        """Type into a field in place of what is there, and press Enter."""
        assert isinstance(field, ValueSlider | TextField)
        line: QLineEdit = field.findChild(ValueEdit if isinstance(field, ValueSlider) else QLineEdit)
        line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.until(line.hasFocus)
        line.selectAll()
        self._qtbot.keyClick(line, Qt.Key.Key_Delete)
        self._qtbot.keyClicks(line, text)
        self._qtbot.keyClick(line, Qt.Key.Key_Return)

    def error_at(self, path: str) -> str | None:
        """What is said to be wrong beside a field of the form, if anything."""
        line = self.window.form.fields[path].message
        assert line.error is None or (line.isVisible() and line.text() == line.error)
        return line.error

    def dialogs(self) -> list[QDialog]:
        """The dialogs that are open."""
        return [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QDialog) and widget.isVisible()]

    def close_dialogs(self) -> None:
        """Close all dialogs."""
        for dialog in self.dialogs():
            dialog.reject()
        self.until(lambda: not self.dialogs())

    def texts(self) -> list[str]:
        """What all visible labels say."""
        return [label.text() for label in self.window.findChildren(QLabel) if label.isVisible()]


def pixels(widget: QWidget) -> QImage:
    """What a widget shows."""
    return widget.grab().toImage()


def count(image: QImage, color: str) -> int:
    """How many pixels have exactly this colour."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)[:, : image.width()]
    return int(np.count_nonzero((rows & 0xFFFFFF) == int(color[1:], 16)))


def small(**changes: Any) -> Experiment:
    """The two-parameter preset with 4 + 20 + 160 updates; keywords are paths with `__` for dots."""
    return Experiment.preset("two-parameter").with_changes(SMALL | {path.replace("__", "."): value for path, value in changes.items()})


@pytest.fixture(scope="session")
def recorded() -> Recording:
    """A recording of 2 + 14 + 400 updates: more than one block of a trail, trained once."""
    from engine import train

    return train(Experiment.preset("two-parameter").with_changes({"budget.epochs": 2}))


@pytest.fixture(scope="session")
def many_weights() -> Recording:
    """Of 82 weights, 2 + 12 + 120 updates."""
    from engine import train

    return train(Experiment.preset("two-moons").with_changes(MOONS))


@contextmanager
def tidy(app: QApplication) -> Iterator[None]:
    """Ends without the widgets that came within it, lest every later test has to style them too, and without their threads."""
    widgets, threads = app.topLevelWidgets(), threading.enumerate()
    yield
    for widget in app.topLevelWidgets():
        if isinstance(widget, Window) and widget not in widgets:
            widget.close()
        if isinstance(widget, Window | QMenu) and widget not in widgets:  # pyqtgraph leaves menus without a parent
            widget.deleteLater()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    app.setStyleSheet("")
    assert not THREADS & {thread.name for thread in threading.enumerate() if thread not in threads}


@pytest.fixture
def program(qapp: QApplication) -> Iterator[QApplication]:
    """The application as `gui.app.app` prepares it, without animations."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_S)
    qapp.setStyle("Fusion")
    load_fonts()
    set_reduced_motion(True)
    yield qapp
    set_reduced_motion(None)
    set_text_scale(1.0)
    sys.setswitchinterval(interval)


Launch = Callable[..., Pilot]


@pytest.fixture
def launch(program: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Launch]:
    """Opens windows, on a small experiment unless told otherwise, and closes them; no thread of theirs may be left then."""

    def open_window(source: Experiment | Recording | None = None, settings: Path | None = None, ready: bool = False) -> Pilot:
        window = Window(Session(source or small()), None if settings is None else Settings(settings))
        if settings is None:
            window.resize(*SIZE)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        pilot = Pilot(qtbot, window, monkeypatch)
        if ready:
            pilot.ready()
        return pilot

    with tidy(program):
        yield open_window


@pytest.fixture
def pilot(launch: Launch, recorded: Recording) -> Pilot:
    """A window on a finished recording, at its start, where nothing moves."""
    pilot = launch(recorded, ready=True)
    pilot.session.playback.to_start()
    pilot.rest()
    return pilot
