"""Saves a widget as it looks now, as PNG, SVG or PDF."""

from __future__ import annotations

from functools import reduce
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPoint
from PySide6.QtGui import QPageSize, QPainter, QPdfWriter, QRegion
from PySide6.QtWidgets import QMainWindow, QWidget

from engine.output_files import PICTURES, check_output, whole_file

from .svg import SvgPicture, png_of

_TITLE = "TriDescent"


def save_picture(widget: QWidget, path: str | Path) -> None:
    """Paint a widget into a file, whole or not at all.

    Raises:
        InputError: it cannot be written there.
    """
    target = check_output(path, PICTURES)
    picture = {".png": _png, ".svg": _svg, ".pdf": _pdf}[target.suffix.lower()](widget)
    with whole_file(target) as temporary:
        temporary.write_bytes(picture)


def _png(widget: QWidget) -> bytes:
    return png_of(widget.grab())


def _svg(widget: QWidget) -> bytes:
    picture = SvgPicture(widget.size(), widget.devicePixelRatioF(), widget.logicalDpiY())
    with QPainter(picture) as painter:
        widget.render(painter, QPoint())
    return picture.text(_TITLE).encode()


def _pdf(widget: QWidget) -> bytes:
    """One page as large as the widget on its screen."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(_TITLE)
    writer.setResolution(widget.logicalDpiY())
    writer.setPageSize(QPageSize(widget.size().toSizeF() * (72 / widget.logicalDpiY()), QPageSize.Unit.Point))
    writer.setPageMargins(QMarginsF())
    with QPainter(writer) as painter:
        widget.render(painter, QPoint())
        painter.setClipRegion(_gaps(widget))  # Qt does not clip to what is seen: what is scrolled out of sight would show there
        painter.fillRect(widget.rect(), widget.palette().window())
    return bytes(buffer.data().data())


def _gaps(widget: QWidget) -> QRegion:
    """What no part of a widget covers; of a main window, no part of what is in the middle of it."""
    middle = widget.centralWidget() if isinstance(widget, QMainWindow) else None
    if middle is not None:
        return _gaps(middle).translated(middle.pos())
    parts = (part for part in widget.children() if isinstance(part, QWidget) and part.isVisible() and not part.isWindow())
    return reduce(QRegion.subtracted, (QRegion(part.geometry()) for part in parts), QRegion(widget.rect()))
