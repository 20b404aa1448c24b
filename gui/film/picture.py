"""Pictures of the window or of one view, as PNG or SVG."""

from __future__ import annotations

import time
from pathlib import Path
from typing import cast

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QApplication, QWidget

from engine.outputs import check_output, whole_file
from gui.session import Session
from gui.theme import Theme
from gui.window import Window

SUFFIXES = (".png", ".svg")


def save_picture(widget: QWidget, path: str | Path) -> None:
    """Paint a widget into a file, whole or not at all.

    Raises:
        InputError: it cannot be written there.
    """
    target = check_output(path, SUFFIXES)
    with whole_file(target) as temporary:
        if target.suffix.lower() == ".svg":
            _save_svg(widget, temporary)
        else:
            widget.grab().save(str(temporary), "PNG")


def render(session: Session, path: str | Path, *, at: float, size: tuple[int, int], theme: Theme, view: str = "window") -> None:
    """Picture a session that has a recording.

    Args:
        session: its threads must be running; it is closed.
        path: a PNG or SVG file.
        at: where the playhead stands, from 0, the start, to 1, the end.
        size: of the picture, in pixels.
        theme: the theme.
        view: `window`, or a view in the middle of it.
    """
    window = Window(session, theme=theme)
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    window.setMinimumSize(1, 1)
    window.resize(QSize(*size))
    window.show()
    session.pause()
    while session.is_busy:
        session.advance(0.0)
        time.sleep(0.01)
    session.seek(at * session.playhead.recorded)
    widget = window if view == "window" else cast("QWidget", window.views[view])
    if view != "window":
        widget.setParent(None)
        widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        widget.resize(QSize(*size))
        widget.show()
    for _ in range(2):  # the second time with axes as wide as their labels
        frame = session.advance(0.0)
        window.show_frame(frame)
        window.show_figures(frame)
        QApplication.processEvents()
    try:
        save_picture(widget, path)
    finally:
        window.close()
        if view != "window":
            widget.deleteLater()
        window.deleteLater()


def _save_svg(widget: QWidget, path: Path) -> None:
    generator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setSize(widget.size())
    generator.setViewBox(QRect(0, 0, widget.width(), widget.height()))
    generator.setTitle("TriDescent")
    painter = QPainter(generator)
    widget.render(painter, QPoint())
    painter.end()
