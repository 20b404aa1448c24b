"""Starts the application. Order matters: the window is on the screen before anything imports PyTorch.

run_window  makes the application, the session (whose engine thread imports PyTorch) and the window, and waits.
render_file makes the same window without a screen and saves a picture of it.
"""

from __future__ import annotations

import faulthandler
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from engine.experiment import Experiment

from .film.picture import render
from .session import Session
from .settings import Settings
from .theme import apply_theme, load_fonts, system_theme, theme_named
from .widgets.logo import app_icon
from .window import Window

if TYPE_CHECKING:
    from engine.recording.recording import Recording

_SWITCH_S = 0.001  # how long a thread may keep Python's lock: at the default 5 ms, painting starves autograd


def make_application() -> QApplication:
    """The one QApplication, with fonts and icon."""
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("TriDescent")
    app.setDesktopFileName("tridescent")
    app.setStyle("Fusion")
    load_fonts()
    app.setWindowIcon(app_icon())
    return app


def run_window(source: Experiment | str | Path) -> int:
    """Open the window on an experiment, or on a recording's file, and wait until it is closed.

    Returns:
        The exit status.
    """
    sys.setswitchinterval(_SWITCH_S)
    faulthandler.enable()
    app = make_application()
    session = Session(source if isinstance(source, Experiment) else Experiment.preset("two-parameter"))
    window = Window(session, Settings(), system_theme())
    sys.excepthook = _telling(window)
    window.show()
    if not isinstance(source, Experiment):
        window.open_file(source)
    status = app.exec()
    _put_away(app, window)
    return status


def render_file(
    source: Experiment | Recording, path: str | Path, *, at: float, size: tuple[int, int], theme: str, view: str = "window"
) -> None:
    """Save a picture of an experiment or a recording without showing a window.

    Raises:
        InputError: the picture cannot be written there.
    """
    if not has_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = make_application()
    apply_theme(app, theme_named(theme))
    session = Session(source)
    try:
        render(session, path, at=at, size=size, theme=theme_named(theme), view=view)
    finally:
        session.close()
    _delete_deferred(app)


def has_screen() -> bool:
    """Whether a window can be seen."""
    if os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal"):
        return False
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _telling(window: Window) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        details = "".join(traceback.format_exception(kind, error, trace))
        sys.stderr.write(details)
        window.banner.tell(f"Something went wrong: {kind.__name__}: {error}", details)

    return tell


def _put_away(app: QApplication, window: Window) -> None:
    """Delete what Qt owns while it can still be deleted: else leaving may crash (pyqtgraph)."""
    sys.excepthook = sys.__excepthook__
    window.deleteLater()
    _delete_deferred(app)


def _delete_deferred(app: QApplication) -> None:
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    app.processEvents()
