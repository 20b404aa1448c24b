"""Numbers, colours and paths as SVG writes them."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath


def number(value: float) -> str:
    """Hundredths, without zeros at the end."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def attributes_text(attributes: dict[str, str]) -> str:
    return " ".join(f'{key}="{escape(value)}"' for key, value in attributes.items())


def rect_attributes(rect: QRectF) -> dict[str, str]:
    names = ("x", "y", "width", "height")
    return {name: number(value) for name, value in zip(names, (rect.x(), rect.y(), rect.width(), rect.height()), strict=True)}


def color_attributes(what: str, colour: QColor, suffix: str = "") -> dict[str, str]:
    said = {what + suffix: colour.name()}
    return said if colour.alpha() == 255 else said | {f"{what}-opacity": f"{colour.alphaF():.3g}"}


def fill_rule(path: QPainterPath) -> str:
    return "evenodd" if path.fillRule() == Qt.FillRule.OddEvenFill else "nonzero"


def path_data(path: QPainterPath) -> str:
    """A path as SVG writes it."""
    return "".join(_pieces(path))


def _pieces(path: QPainterPath) -> Iterator[str]:
    kind = QPainterPath.ElementType
    elements = [path.elementAt(number) for number in range(path.elementCount())]
    first = ""
    for element, following in zip(elements, [*elements[1:], None], strict=True):
        letter = {kind.MoveToElement: "M", kind.LineToElement: "L", kind.CurveToElement: "C"}.get(element.type, " ")
        place = f"{number(element.x)} {number(element.y)}"
        first = place if letter == "M" else first
        is_closed = letter != "M" and place == first and (following is None or following.type == kind.MoveToElement)
        yield letter + place + ("Z" if is_closed else "")
