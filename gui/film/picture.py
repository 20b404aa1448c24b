"""Saves a widget as it looks now, as PNG or SVG."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QRect
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
    with whole_file(target) as temporary:
        if target.suffix.lower() == ".svg":
            _save_svg(widget, temporary)
        else:
            widget.grab().save(str(temporary), "PNG")


def _save_svg(widget: QWidget, path: Path) -> None:
    generator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setSize(widget.size())
    generator.setViewBox(QRect(0, 0, widget.width(), widget.height()))
    generator.setTitle("TriDescent")
    painter = QPainter(generator)
    widget.render(painter, QPoint())
    painter.end()
