"""The icons: SVG files of one path each on a grid of 24 by 24, in one visual weight: 2 units of line, round ends."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtSvg import QSvgRenderer

from gui.look.theme import RESOURCES

ICON_FOLDER = RESOURCES / "icons"


def paint_icon(painter: QPainter, name: str, rect: QRectF, color: QColor) -> None:
    """Paint an icon in one colour.

    Raises:
        FileNotFoundError: no icon has that name.
    """
    _icon(name, color.name()).render(painter, rect)


@cache
def _icon(name: str, color: str) -> QSvgRenderer:
    text = (ICON_FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(text.replace("currentColor", color).encode())
