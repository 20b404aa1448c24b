"""A window to measure: the program's own, painted off the screen on the CPU, that tells what it has painted and when."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QEventLoop, QSize, Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

from engine import Experiment
from engine.comparison.recording import Recording
from gui.app.app import make_application
from gui.look.timing import SWITCH_S
from gui.session.frame import Frame
from gui.session.session import Session
from gui.shell.window import Turn, Window

SIZE = QSize(1920, 1080)


class StageWindow(Window):
    """The program's window.

    Attributes:
        is_on_screen: whether it has been painted for the first time.
        frames: how many frames have been drawn.
        painted: how often changes have been painted.
        on_frame: told a frame whose curves are about to be drawn.
        on_painted: told that what was drawn has been painted.
    """

    def __init__(self, session: Session) -> None:
        self.is_on_screen, self.frames, self.painted = False, 0, 0
        self.on_frame: Callable[[Frame], object] = lambda _: None
        self.on_painted: Callable[[], object] = lambda: None
        super().__init__(session)

    def show_frame(self, frame: Frame, *, turn: Turn = "all") -> None:
        if turn != "others":
            self.on_frame(frame)
        super().show_frame(frame, turn=turn)
        self.frames += 1

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.UpdateRequest:  # painting what has changed happens within it
            self.painted += 1
            self.on_painted()
        return done

    def paintEvent(self, event: QPaintEvent) -> None:
        self.is_on_screen = True
        super().paintEvent(event)


def application() -> QApplication:
    """The program's application, made once."""
    existing = QApplication.instance()
    return existing if isinstance(existing, QApplication) else make_application()


@contextmanager
def stage(session: Session) -> Iterator[StageWindow]:
    """The window of a session at full HD, shown, and put away afterwards."""
    sys.setswitchinterval(SWITCH_S)
    app = application()
    window = StageWindow(session)
    window.resize(SIZE)
    window.show()
    try:
        until(lambda: window.is_on_screen)
        yield window
    finally:
        window.close()
        window.deleteLater()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def new_session(source: Experiment | Recording) -> Session:
    """A session that runs an experiment, or shows what has been recorded."""
    application()
    return Session(source)


def until(condition: Callable[[], object], timeout_s: float = 600.0) -> None:
    """Let the program run, in Qt's own event loop, until a condition holds; it is looked at every 2 ms.

    Raises:
        TimeoutError: it does not.
    """
    loop, timer, end, held = QEventLoop(), QTimer(), time.perf_counter() + timeout_s, False

    def look() -> None:
        nonlocal held  # for it may hold for a moment only
        held = bool(condition())
        if held or time.perf_counter() > end:
            loop.quit()

    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(look)
    timer.start(2)
    loop.exec()
    timer.stop()
    if not held:
        raise TimeoutError(f"the window did not come so far within {timeout_s:g} s")


def run_for(seconds: float) -> None:
    """Let the program run for a while, undisturbed."""
    loop = QEventLoop()
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setSingleShot(True)
    timer.timeout.connect(loop.quit)
    timer.start(round(1000 * seconds))
    loop.exec()


def at_rest(window: StageWindow) -> None:
    """Pause, and wait until everything is computed and drawn."""
    window.session.playback.pause()
    until(lambda: not window.session.is_busy)
    run_for(0.1)
