"""The ground of the surface view: the loss as a heat map with contour lines, painted once and kept as a picture."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from gui.look.surface_style import CONTOURS
from gui.look.theme import Theme, line_scale, text_scale
from gui.plotting.color_norm import ColorNorm, within_reach
from gui.plotting.plot import Plot
from gui.widgets.painting import clear_pixmap, faded, is_drawing

from .contours import Label, Taken, label_font, labels_of, levels_of, lines_of
from .heat import colour_table

if TYPE_CHECKING:
    from engine.geometry.surface import Surface  # its module imports PyTorch

_LEVEL = 1e-12  # of a loss: ground that differs by less is level, and its unevenness rounding
_ROUNDED = 1e-6  # of a cell: so far outside, a point on the edge may seem to lie
_BATCH_SHARES, _BATCH_STRENGTHS = (0.06, 0.15, 0.27, 0.41, 0.57, 0.75), (0.95, 0.8, 0.65, 0.5, 0.38, 0.28)


@dataclass(frozen=True)
class Levels:
    """How a surface's loss becomes a colour, and where its contour lines run.

    Attributes:
        bend: the scale that colours follow.
        levels: losses of the contour lines, ascending.
        known: the share of places where the loss is finite.
    """

    bend: ColorNorm
    levels: tuple[float, ...] = ()
    known: float = 1.0

    @classmethod
    def of(cls, surface: Surface, contours: str = CONTOURS[0].name) -> Levels:
        """The heights of a surface; `contours` is of `gui.look.surface_style.CONTOURS`."""
        finite = within_reach(surface.values[np.isfinite(surface.values)])
        bend = ColorNorm.of(finite) if len(finite) else ColorNorm(0.0, 1.0)
        known = len(finite) / surface.values.size
        least = _LEVEL * (abs(bend.low) or 1.0)
        if bend.high - bend.low > least:
            return cls(bend, levels_of(finite, contours, bend) if len(finite) else (), known)
        return cls(ColorNorm(bend.low, bend.low + least), (), known)

    def share(self, loss: NDArray[np.float64] | float) -> NDArray[np.float64]:
        """Where a loss lies from lowest, 0, to highest, 1."""
        return self.bend.share(np.asarray(loss, np.float64))

    def ticks(self, wanted: float) -> list[float]:
        """Round losses within bounds, at least two if there are any."""
        return self.bend.ticks(wanted)

    def band(self, share: NDArray[np.float64]) -> NDArray[np.float64]:
        """On which contour line a share of the height lies, counted from 1; between two lines, in between."""
        lines = np.arange(1.0, len(self.levels) + 1)
        shares = self.share(np.array(self.levels))
        bands: NDArray[np.float64] = np.interp(share, [0.0, *shares, 1.0], [0.5, *lines, len(lines) + 0.5])
        return bands


class Terrain:
    """Heat map and contours of one surface, kept as a picture until anything it depends on changes.

    Args:
        plot: where it is painted.

    Attributes:
        labels: what contour lines say in the picture.
        picture: the same in pixels of the plot.
    """

    def __init__(self, plot: Plot) -> None:
        self._plot = plot
        self.labels: list[Label] = []
        self._key: object = None
        self.picture = QPixmap()
        self._heat, self._lines = QPixmap(), QPainterPath()  # what it consists of, for drawings

    def paint(
        self, painter: QPainter, area: QRectF, surface: Surface, heights: Levels, theme: Theme, colours: str,
        taken: Callable[[], Taken] = Taken,
    ) -> None:  # fmt: skip
        """Paint the surface; `taken` says where no label may lie, and is asked when the picture is painted anew."""
        ratio = self._plot.devicePixelRatioF()
        key = (id(surface), heights, theme.name, colours, text_scale(), area.width(), area.height(), ratio, self._plot.bounds)
        if key != self._key:
            self._key, self._surface = key, surface  # the reference keeps the id from being used again
            self.picture = self._painted(area, ratio, surface, heights, theme, colours, taken())
        if is_drawing(painter):
            self._draw(painter, area, theme)
        else:
            painter.drawPixmap(QPointF(0, 0), self.picture)

    def _painted(self, area: QRectF, ratio: float, surface: Surface, heights: Levels, theme: Theme, colours: str, taken: Taken) -> QPixmap:
        x, y = self._plot.x_of(surface.x), self._plot.y_of(surface.y)
        lines = lines_of(surface.values, x, y, heights.levels, area)
        self.labels = labels_of(heights.levels, lines, area, taken)
        self._lines = _path_of([piece for pieces in lines for piece in pieces])
        dx, dy = (x[-1] - x[0]) / (len(x) - 1), (y[0] - y[-1]) / (len(y) - 1)
        target = QRectF(x[0] - dx / 2, y[-1] - dy / 2, dx * len(x), dy * len(y))  # each value in the middle of its cell
        table = colour_table(theme, colours)
        self._heat, image = clear_pixmap(area.size(), ratio), _image(surface, heights, table)
        self._heat.fill(QColor(*table[-1].tolist()))
        with QPainter(self._heat) as painter:
            painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
            fill_unknown(painter, target, theme)  # seen where there is no loss
            painter.drawImage(target, image)
        picture = QPixmap(self._heat)
        with QPainter(picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(_contour_pen(theme))
            painter.drawPath(self._lines)
            painter.setClipPath(self._gaps())  # the other way round, to clip the lines by all that is no gap, takes six times as long
            painter.drawPixmap(QPointF(0, 0), self._heat)
            painter.setClipping(False)
            self._write_labels(painter, theme)
        return picture

    def _draw(self, painter: QPainter, area: QRectF, theme: Theme) -> None:
        """All of it, only the heat map as an image."""
        painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
        painter.drawPixmap(QPointF(0, 0), self._heat)
        painter.save()
        painter.setClipPath(self._gaps(around=area), Qt.ClipOperation.IntersectClip)
        painter.setPen(_contour_pen(theme))
        painter.drawPath(self._lines)
        painter.restore()
        self._write_labels(painter, theme)

    def _gaps(self, around: QRectF | None = None) -> QPainterPath:
        """Where contour lines make room for what they say; or an area around that."""
        gaps = QPainterPath()
        if around is not None:
            gaps.addRect(around)
        for label in self.labels:
            gaps.addPolygon(label.turn.map(QPolygonF(label.box)))
        return gaps

    def _write_labels(self, painter: QPainter, theme: Theme) -> None:
        painter.setPen(faded(theme.text, 0.85))
        painter.setFont(label_font())
        for label in self.labels:
            painter.save()
            painter.setTransform(label.turn, True)
            painter.drawText(label.box, Qt.AlignmentFlag.AlignCenter, label.text)
            painter.restore()


def paint_contours(painter: QPainter, plot: Plot, surface: Surface, color: str) -> None:
    """Contour lines of another surface over the ground, in a lane's colour: strongest where it is lowest."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for strength, lines in contours_of_batch(surface, plot.x_of(surface.x), plot.y_of(surface.y)):
        painter.setPen(QPen(faded(color, strength), 1.6))
        painter.drawPath(_path_of(lines))


def contours_of_batch(surface: Surface, x: NDArray[np.float64], y: NDArray[np.float64]) -> list[tuple[float, list[NDArray[np.float64]]]]:
    """How strong a contour line is, and its pieces, [k, 2] each, where columns lie at `x` and rows at `y`.

    Levels are quantiles, so that there are lines to see however steep it is.
    """
    finite = surface.values[np.isfinite(surface.values)]
    if not len(finite):
        return []
    lines = lines_of(surface.values, x, y, np.quantile(within_reach(finite), _BATCH_SHARES).tolist())
    return list(zip(_BATCH_STRENGTHS, lines, strict=True))


def fill_unknown(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """Fill a rectangle as where the loss is not finite."""
    painter.fillRect(rect, QColor(theme.background))
    painter.fillRect(rect, QBrush(faded(theme.text_secondary, 0.4), Qt.BrushStyle.BDiagPattern))


def _image(surface: Surface, heights: Levels, table: NDArray[np.uint8]) -> QImage:
    """The heat map, top row first; where the loss is not finite, nothing."""
    values = surface.values[::-1]  # [H, W]
    is_known = np.isfinite(values)
    pixels = np.zeros((*values.shape, 4), np.uint8)
    pixels[is_known, :3] = table[(heights.share(values[is_known]) * 255).astype(np.uint8)]
    pixels[is_known, 3] = 255
    pixels = np.ascontiguousarray(pixels)
    height, width = values.shape
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()


def _contour_pen(theme: Theme) -> QPen:
    return QPen(faded("#FFFFFF" if theme.name == "dark" else "#22384F", 0.25), line_scale())


def _path_of(lines: Sequence[NDArray[np.float64]]) -> QPainterPath:
    """Lines, [k, 2] each, as one path."""
    path = QPainterPath()
    for line in lines:
        path.addPath(pg.arrayToQPath(line[:, 0], line[:, 1], finiteCheck=False))
    return path


def _cubic(share: float) -> NDArray[np.float64]:
    """How much each of four values in a row counts at a share of the way from the second to the third, [4]."""
    a = share
    return 0.5 * np.array([-a + 2 * a**2 - a**3, 2 - 5 * a**2 + 3 * a**3, a + 4 * a**2 - 3 * a**3, -(a**2) + a**3])


def height_at(surface: Surface, x: float, y: float) -> float:
    """The loss at a point: of the cubic through the sixteen values around it (Catmull and Rom 1974), exact for a quadratic; where they are
    not all known, between the four nearest. NaN outside."""
    across = (x - surface.x[0]) / (surface.x[1] - surface.x[0])
    up = (y - surface.y[0]) / (surface.y[1] - surface.y[0])
    height, width = surface.values.shape
    if not (-_ROUNDED <= across <= width - 1 + _ROUNDED and -_ROUNDED <= up <= height - 1 + _ROUNDED):
        return math.nan
    column, row = min(max(int(across), 0), width - 2), min(max(int(up), 0), height - 2)
    a, b = across - column, up - row
    around = surface.values[max(0, row - 1) : row + 3, max(0, column - 1) : column + 3]
    if around.shape == (4, 4) and np.isfinite(around).all():
        return float(_cubic(b) @ around @ _cubic(a))
    (lower_left, lower_right), (upper_left, upper_right) = surface.values[row : row + 2, column : column + 2]
    return float((1 - b) * ((1 - a) * lower_left + a * lower_right) + b * ((1 - a) * upper_left + a * upper_right))
