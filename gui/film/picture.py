"""Saves a widget as it looks now, as PNG or SVG."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRect
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from engine.outputs import check_output, whole_file

SUFFIXES = (".png", ".svg")


def save_picture(widget: QWidget, path: str | Path) -> None:
    """Paint a widget into a file, whole or not at all.

    Raises:
        InputError: it cannot be written there.
    """
    target = check_output(path, SUFFIXES)
    picture = _svg(widget) if target.suffix.lower() == ".svg" else _png(widget)
    with whole_file(target) as temporary:
        temporary.write_bytes(picture)


def _png(widget: QWidget) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    widget.grab().save(buffer, "PNG")
    return bytes(buffer.data().data())


def _svg(widget: QWidget) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(widget.size())
    generator.setViewBox(QRect(0, 0, widget.width(), widget.height()))
    generator.setTitle("TriDescent")
    with QPainter(generator) as painter:
        widget.render(painter, QPoint())
    return bytes(buffer.data().data())
