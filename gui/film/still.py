"""Pictures of a session at one position of the playhead, without showing a window."""

from __future__ import annotations

import time
from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from gui.look.theme import Theme
from gui.plotting.picture_file import save_picture
from gui.session.session import Session
from gui.shell.window import Window


def render(session: Session, path: str | Path, *, at: float, size: tuple[int, int], theme: Theme, view: str = "window") -> str:
    """Picture a session that has a recording.

    Args:
        session: what to picture; it is closed afterwards.
        path: a PNG, SVG or PDF file.
        at: where the playhead stands, from 0, the start, to 1, the end.
        size: of the picture, in logical pixels.
        theme: the theme.
        view: `window`, or a view in the middle of it.

    Returns:
        What failed and is not in the picture, in one sentence; empty when all is.

    Raises:
        InputError: it cannot be written there.
    """
    failed: list[str] = []
    session.failed.connect(lambda sentence, details: failed.append(sentence) if details else None)  # without details, it is a note
    if view != "window":
        session.look(shown=session.view.shown | {view})
    window = Window(session, theme=theme)
    views = window.views  # here, because this window has no first picture that they could come after
    widget = window if view == "window" else cast("QWidget", views[view])
    window.menuBar().hide()
    if widget is not window:
        widget.setParent(None)
    try:
        _show_unseen(widget, size)
        _wait_until_still(session)
        session.playback.seek(at * session.playhead.recorded)
        session.frame()  # asks for what is measured there
        _wait_until_still(session)
        for _ in range(2):  # the second time with axes as wide as their labels
            frame = session.advance(0.0)
            window.show_frame(frame)
            window.show_figures(frame)
            QApplication.processEvents()
        window.complete()
        save_picture(widget, path)
    finally:
        window.close()
        widget.deleteLater()
        window.deleteLater()
    return " ".join(failed)


def _show_unseen(widget: QWidget, size: tuple[int, int]) -> None:
    widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    widget.setMinimumSize(1, 1)
    widget.resize(*size)
    widget.show()


def _wait_until_still(session: Session) -> None:
    """Until everything is computed and the landscape is sharp."""
    session.begin()
    session.playback.pause()
    while session.is_busy:
        session.advance(0.0)
        time.sleep(0.01)
