"""Puts small labels beside points where nothing else is."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache, reduce

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPaintEngine, QPainter, QPainterPath, QPainterPathStroker, QPixmap

from gui.theme import BODY, Theme, font, text_scale, theme_named
from gui.widgets.painting import faded

_GAP = 9.0


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
        """Write beside an anchor, on the side that covers least; not at all where every side is taken."""
        places = _places(anchor, text)
        free = [place for place in places if self._area.contains(place) and not any(place.intersects(rect) for rect in self._taken)]
        if not free:
            return
        best = min(free, key=self._covered)
        self._taken.append(best)
        _write(painter, QPointF(best.left(), best.bottom() - _size(text, text_scale())[2]), text, theme)

    def _covered(self, place: QRectF) -> int:
        x, y = self._points[:, 0], self._points[:, 1]
        return int(((x > place.left()) & (x < place.right()) & (y > place.top()) & (y < place.bottom())).sum())


def room_of(anchor: QPointF, text: str) -> QRectF:
    """All of where a label beside an anchor may come to lie."""
    places = _places(anchor, text)
    return reduce(QRectF.united, places)


def _places(anchor: QPointF, text: str) -> list[QRectF]:
    """On the eight sides of an anchor, those at the right first."""
    width, height, _ = _size(text, text_scale())
    across, up = _GAP + width / 2, _GAP + height / 2
    sides = [(dx, dy) for dx in (1, -1, 0) for dy in (-1, 1, 0) if (dx, dy) != (0, 0)]
    return [QRectF(anchor.x() + dx * across - width / 2, anchor.y() + dy * up - height / 2, width, height) for dx, dy in sides]


def _write(painter: QPainter, baseline: QPointF, text: str, theme: Theme) -> None:
    """Text with a soft casing, so that it reads on any height."""
    device = painter.device()
    if painter.paintEngine().type() != QPaintEngine.Type.Raster:  # a drawing: shapes, not pixels
        _paint_text(painter, baseline, text, theme)
        return
    ratio = device.devicePixelRatioF()
    picture, corner = _picture(text, theme.name, text_scale(), ratio)
    place = baseline + corner
    painter.drawPixmap(QPointF(round(place.x() * ratio) / ratio, round(place.y() * ratio) / ratio), picture)


@lru_cache(maxsize=16)
def _size(text: str, _scale: float) -> tuple[float, float, float]:
    """Width and height of a text, and how far it reaches under its line."""
    metrics = QFontMetricsF(font(BODY, 600))
    return metrics.horizontalAdvance(text), metrics.height(), metrics.descent()


@lru_cache(maxsize=16)
def _picture(text: str, theme: str, _scale: float, ratio: float) -> tuple[QPixmap, QPointF]:
    """A text as a picture, and where its corner lies from the baseline's start; kept, because a text seldom changes."""
    casing, _ = _outlines(text, _scale)
    box = casing.boundingRect().adjusted(-1, -1, 1, 1).toAlignedRect()
    picture = QPixmap(box.size() * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    _paint_text(painter, -QPointF(box.topLeft()), text, theme_named(theme))
    painter.end()
    return picture, QPointF(box.topLeft())


def _paint_text(painter: QPainter, baseline: QPointF, text: str, theme: Theme) -> None:
    casing, glyphs = _outlines(text, text_scale())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.fillPath(casing.translated(baseline), faded(theme.background, 0.5))
    painter.fillPath(glyphs.translated(baseline), QColor(theme.text))


@lru_cache(maxsize=16)
def _outlines(text: str, _scale: float) -> tuple[QPainterPath, QPainterPath]:
    """Casing and glyphs of a text from the origin."""
    glyphs = QPainterPath()
    glyphs.addText(QPointF(), font(BODY, 600), text)
    glyphs.setFillRule(Qt.FillRule.WindingFill)
    glyphs = glyphs.simplified()  # they are made of overlapping outlines
    stroker = QPainterPathStroker()
    stroker.setWidth(2.5)
    return stroker.createStroke(glyphs).simplified().united(glyphs), glyphs
