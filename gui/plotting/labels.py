"""Puts small labels beside points where nothing else is."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, reduce

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPaintEngine, QPainter, QPainterPath, QPen, QPixmap

from gui.look.theme import BODY, SMALL, Theme, font, line_scale, text_scale, theme_named
from gui.widgets.painting import clear_pixmap, faded, is_drawing

_CASING, _FAINT = 2.5, 0.5  # pixels across a line around a text, and its opacity
_GAPS = (9.0, 22.0, 36.0)  # pixels from what has the name: the least first
_CLEAR, _SHORTEST = 10.0, 8.0  # pixels from an anchor to the line that leads there, and how long that is at least
_FACES: dict[str, Callable[[], QFont]] = {"name": lambda: font(BODY, 600), "level": lambda: font(SMALL, 600, tabular=True)}


class LabelPlacer:
    """Finds room for labels.

    Args:
        area: where they may lie.
        points: pixels that they should not cover, [k, 2].
    """

    def __init__(self, area: QRectF, points: NDArray[np.float64]) -> None:
        self._area = area.adjusted(6, 4, -6, -4)
        self._points = points
        self._taken: list[QRectF] = []

    def keep_free(self, rects: Iterable[QRectF]) -> None:
        """Let no label lie here."""
        self._taken += rects

    def paint(self, painter: QPainter, anchor: QPointF, text: str, theme: Theme) -> None:
        """Write beside an anchor, if there is room."""
        place = self.find(anchor, text)
        if place is not None:
            write_name(painter, place, anchor, text, theme)

    def find(self, anchor: QPointF, text: str) -> QRectF | None:
        """Take a place beside an anchor, on the side that covers least, or a little farther off; None where all that is taken."""
        rings = (_places(anchor, text, gap) for gap in _GAPS)
        found = (
            [place for place in ring if self._area.contains(place) and not any(place.intersects(rect) for rect in self._taken)]
            for ring in rings
        )
        free = next(filter(None, found), [])
        if not free:
            return None
        best = free[int(self._covered(free).argmin())]
        self._taken.append(best)
        return best

    def paint_on(self, painter: QPainter, middle: QPointF, text: str, theme: Theme, apart: tuple[float, float]) -> bool:
        """Write a number on its middle, if nothing else is so near, in pixels rightwards and downwards; whether it was written."""
        width, height, _ = _size(text, "level", text_scale())
        place = QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)
        room = place.adjusted(-apart[0], -apart[1], apart[0], apart[1])
        if not self._area.contains(place) or any(room.intersects(rect) for rect in self._taken):
            return False
        self._taken.append(place)
        _write(painter, place, text, "level", theme)
        return True

    def _covered(self, places: Sequence[QRectF]) -> NDArray[np.int64]:
        """How many points each place would cover."""
        left, top, right, bottom = np.array([place.getCoords() for place in places]).T[:, :, None]  # [places, 1] each
        x, y = self._points.T
        covered: NDArray[np.int64] = ((x > left) & (x < right) & (y > top) & (y < bottom)).sum(axis=1)
        return covered


def room_of(anchor: QPointF, text: str) -> QRectF:
    """Where a label beside an anchor comes to lie, unless a ball is there."""
    places = _places(anchor, text, _GAPS[0])
    return reduce(QRectF.united, places)


def _places(anchor: QPointF, text: str, gap: float) -> list[QRectF]:
    """On the eight sides of an anchor, those at the right first."""
    width, height, _ = _size(text, "name", text_scale())
    across, up = gap + width / 2, gap + height / 2
    sides = [(dx, dy) for dx in (1, -1, 0) for dy in (-1, 1, 0) if (dx, dy) != (0, 0)]
    return [QRectF(anchor.x() + dx * across - width / 2, anchor.y() + dy * up - height / 2, width, height) for dx, dy in sides]


def write_name(painter: QPainter, place: QRectF, anchor: QPointF, text: str, theme: Theme) -> None:
    """Write a name where there is room for it; where that is not right beside its anchor, with a line that leads there."""
    start = QPointF(min(max(anchor.x(), place.left()), place.right()), min(max(anchor.y(), place.top()), place.bottom()))
    way, clear = anchor - start, _CLEAR * line_scale()
    length = math.hypot(way.x(), way.y())
    if length > clear + _SHORTEST:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for color, width in ((faded(theme.background, _FAINT), 3.0), (faded(theme.text, 0.8), 1.25)):
            painter.setPen(QPen(color, width * line_scale()))
            painter.drawLine(start, anchor - way * (clear / length))
    _write(painter, place, text, "name", theme)


def _write(painter: QPainter, place: QRectF, text: str, face: str, theme: Theme) -> None:
    """Text with a soft casing, so that it reads on any height."""
    device, baseline = painter.device(), QPointF(place.left(), place.bottom() - _size(text, face, text_scale())[2])
    if is_drawing(painter):
        _paint_text(painter, baseline, text, face, theme)
        return
    ratio = device.devicePixelRatioF()
    picture, offset = _picture(text, face, theme.name, text_scale(), ratio)
    corner = baseline + offset
    painter.drawPixmap(QPointF(round(corner.x() * ratio) / ratio, round(corner.y() * ratio) / ratio), picture)


@lru_cache(maxsize=64)
def _size(text: str, face: str, _scale: float) -> tuple[float, float, float]:
    """Width and height of a text, and how far it reaches under its line."""
    metrics = QFontMetricsF(_FACES[face]())
    return metrics.horizontalAdvance(text), metrics.height(), metrics.descent()


@lru_cache(maxsize=64)
def _picture(text: str, face: str, theme: str, _scale: float, ratio: float) -> tuple[QPixmap, QPointF]:
    """A text as a picture, and where its corner lies from the baseline's start; kept, because a text seldom changes."""
    glyphs, ground = _glyphs(text, face), theme_named(theme)
    box = glyphs.boundingRect().adjusted(-_CASING, -_CASING, _CASING, _CASING).toAlignedRect()
    picture = clear_pixmap(box.size().toSizeF(), ratio)
    with QPainter(picture) as painter:
        painter.translate(-QPointF(box.topLeft()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.strokePath(glyphs, QPen(QColor(ground.background), _CASING))  # whole first and faint then: to unite outlines takes long
        painter.fillPath(glyphs, QColor(ground.background))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
        painter.fillRect(box, faded(ground.background, _FAINT))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.fillPath(glyphs, QColor(ground.text))
    return picture, QPointF(box.topLeft())


def _glyphs(text: str, face: str) -> QPainterPath:
    """A text from the origin; outlines may overlap."""
    glyphs = QPainterPath()
    glyphs.addText(QPointF(), _FACES[face](), text)
    glyphs.setFillRule(Qt.FillRule.WindingFill)
    return glyphs


def _paint_text(painter: QPainter, baseline: QPointF, text: str, face: str, theme: Theme) -> None:
    """The same in a drawing, as text."""
    casing = QPen(faded(theme.background, _FAINT), _CASING)
    painter.setFont(_FACES[face]())
    if painter.paintEngine().type() == QPaintEngine.Type.Pdf:
        painter.strokePath(_glyphs(text, face).translated(baseline), casing)
    else:  # whoever opens the file may have other fonts: `gui.plotting.svg` draws a line around a text that is written with a pen so wide
        painter.setPen(casing)
        painter.drawText(baseline, text)
    painter.setPen(QColor(theme.text))
    painter.drawText(baseline, text)
