"""Starts the application. Order matters: the window is on the screen before anything imports PyTorch.

run_window  hands its file to a window that is open already; else it makes the session (whose engine thread imports PyTorch) and the
            window, says what was left or cannot be kept, and waits.
render_file makes the same window without a screen and saves a picture of it.
"""

from __future__ import annotations

import faulthandler
import math
import os
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSocketNotifier, Qt, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from engine.console import say
from engine.experiment import Experiment
from engine.folders import what_is_lost
from gui.document.settings import Settings
from gui.film.still import render
from gui.look import timing
from gui.look.theme import apply_theme, load_fonts, system_theme, theme_named
from gui.look.translation import load_language, tr, worded
from gui.session.session import Session
from gui.shell.window import Window
from gui.widgets.logo import app_icon

from .crash_reports import Reports
from .display import use_no_display
from .single_instance import SingleInstance

if TYPE_CHECKING:
    from engine.comparison.recording import Recording


class Application(QApplication):
    """The application, which macOS tells what file was clicked on; elsewhere that comes by the command line.

    Signals:
        asked: the file.
    """

    asked = Signal(str)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent):
            self.asked.emit(event.file())
            return True
        return super().event(event)


def make_application() -> QApplication:
    """The one QApplication, with fonts and icon."""
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else Application(sys.argv[:1])
    app.setApplicationName("TriDescent")
    app.setDesktopFileName("tridescent")
    app.setStyle("Fusion")
    load_fonts()
    load_language(app)
    app.setWindowIcon(app_icon())
    return app


def run_window(source: Experiment | str | Path, asked: str = "") -> int:
    """Open the window on an experiment, or on a recording's file, and wait until it is closed.

    Args:
        source: what to show.
        asked: what stands for it: a preset's name, the whole path of a file, or nothing. A window that is open already is given it.

    Returns:
        The exit status.
    """
    sys.setswitchinterval(timing.SWITCH_S)
    if sys.stderr is not None:  # as in a program without a terminal
        faulthandler.enable()
    app = make_application()
    instance = SingleInstance()
    if not instance.is_first and instance.hand_over(asked):
        return 0
    reports = Reports()
    reports.begin()
    try:
        status = _run_first_window(app, source, reports, instance)
    except KeyboardInterrupt:  # before there was a window to close
        reports.end(well=True)
        raise
    except BaseException as error:
        reports.keep(error)
        reports.end(well=False)
        raise
    reports.end(well=True)
    return status


def _run_first_window(app: QApplication, source: Experiment | str | Path, reports: Reports, instance: SingleInstance) -> int:
    session = Session(source if isinstance(source, Experiment) else Experiment.preset("two-parameter"), waits_for_kernels=False)
    settings = Settings()
    window = Window(session, settings, system_theme())
    sys.excepthook = _telling(window)
    instance.message_received.connect(window.welcome)
    window.closing.connect(instance.close)  # the next start waits for none of our threads
    if isinstance(app, Application):
        app.asked.connect(window.welcome)
    with _closing_on_signals(window):
        window.show()
        if not isinstance(source, Experiment):
            window.files.open(source)
        QTimer.singleShot(timing.TELL_MS, window, lambda: _tell_first(window, settings, reports))
        status = app.exec()
    _put_away(app, window)
    return status


@contextmanager
def _closing_on_signals(window: Window) -> Iterator[None]:
    """Within the block, Ctrl+C in the terminal and a request to end close the window, as Ctrl+Q does.

    Python calls handlers only between its own instructions, and none run while Qt waits: a socket that Python writes to wakes Qt up.
    """
    ours, pythons = socket.socketpair()
    pythons.setblocking(False)
    notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read, window)
    notifier.activated.connect(lambda *_: (ours.recv(1), window.close()))
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    descriptor = signal.set_wakeup_fd(pythons.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(descriptor)
        for number, handler in before.items():
            signal.signal(number, handler)
        notifier.setEnabled(False)
        ours.close()
        pythons.close()


def _tell_first(window: Window, settings: Settings, reports: Reports) -> None:
    """Say what the window should not be late for: what went wrong before, and what cannot be kept here."""
    reports.name_libraries()
    said, details = [window.banner.text if window.banner.isVisible() else "", settings.problem, worded(what_is_lost())], ""
    if reports.found is not None:
        details = reports.found.read_text(encoding="utf-8", errors="replace")
        said.append(tr("TriDescent broke off last time. A report is in {path}; nothing was sent.", path=reports.found))
    if any(said):
        window.banner.tell(" ".join(filter(None, said)), details)


def render_file(
    source: Experiment | Recording, path: str | Path, *, at: float, size: tuple[int, int], theme: str, view: str = "window"
) -> str:
    """Save a picture of an experiment or a recording without showing a window.

    Returns:
        What is not in it, because it failed, in one sentence; empty when all is.

    Raises:
        InputError: the picture cannot be written there.
    """
    use_no_display()
    ratio = picture_ratio(size) if QApplication.instance() is None else 1.0
    os.environ["QT_SCALE_FACTOR"] = str(ratio)
    app = make_application()
    size = round(size[0] / ratio), round(size[1] / ratio)
    apply_theme(app, theme_named(theme))
    session = Session(source)
    try:
        failed = render(session, path, at=at, size=size, theme=theme_named(theme), view=view)
    finally:
        session.close()
    _delete_deferred(app)
    return failed


def picture_ratio(size: tuple[int, int]) -> float:
    """Pixels to a logical pixel, so that text in a large picture is as large to the eye as on a 1080p screen.

    In halves, and only such as give whole logical pixels.
    """
    halves = range(math.floor(2 * min(size[0] / 1920, size[1] / 1080)), 2, -1)
    return next((half / 2 for half in halves if 2 * size[0] % half == 0 and 2 * size[1] % half == 0), 1.0)


def _telling(window: Window) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        details = "".join(traceback.format_exception(kind, error, trace))
        window.banner.tell(tr("Something went wrong: {kind}: {error}", kind=kind.__name__, error=error), details)
        say(details.rstrip())  # after it, for there may be no stderr

    return tell


def _put_away(app: QApplication, window: Window) -> None:
    """Delete what Qt owns while it can still be deleted: else leaving may crash (pyqtgraph)."""
    sys.excepthook = sys.__excepthook__
    window.deleteLater()
    _delete_deferred(app)


def _delete_deferred(app: QApplication) -> None:
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    app.processEvents()
