"""The ground of the surface view: the loss as a heat map with contour lines, painted once and kept as a picture."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from gui.map_look import CONTOURS
from gui.theme import Theme, text_scale
from gui.widgets.painting import faded

from .bend import Bend
from .contours import Label, Taken, label_font, labels_of, levels_of, lines_of
from .heat import colour_table
from .plot import Plot

if TYPE_CHECKING:
    from engine.landscape.plane import Plane
    from engine.landscape.surface import Surface  # its module imports PyTorch

_ROUNDED = 1e-6  # of a cell: so far outside, a point on the edge may seem to lie
_AS_GOOD_AS_ZERO = 0.02  # of the heights around it: a quadratic is no better than this
_BATCH_SHARES, _BATCH_STRENGTHS = (0.06, 0.15, 0.27, 0.41, 0.57, 0.75), (0.95, 0.8, 0.65, 0.5, 0.38, 0.28)


@dataclass(frozen=True)
class Heights:
    """How a surface's loss becomes a colour, and where its contour lines run.

    Attributes:
        bend: the scale that colours follow.
        levels: losses of the contour lines, ascending.
        known: the share of places where the loss is finite.
    """

    bend: Bend
    levels: tuple[float, ...] = ()
    known: float = 1.0

    @classmethod
    def of(cls, surface: Surface, contours: str = CONTOURS[0].name) -> Heights:
        """The heights of a surface; `contours` is of `gui.map_look.CONTOURS`."""
        finite = surface.values[np.isfinite(surface.values)]
        bend = Bend.of(finite) if len(finite) else Bend(0.0, 1.0)
        known = len(finite) / surface.values.size
        if bend.low < bend.high:
            return cls(bend, levels_of(finite, contours, bend) if len(finite) else (), known)
        return cls(bend._replace(high=bend.low + 1e-12 * max(1.0, abs(bend.low))), (), known)

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

    def paint(
        self, painter: QPainter, area: QRectF, surface: Surface, heights: Heights, theme: Theme, colours: str,
        taken: Callable[[], Taken] = Taken,
    ) -> None:  # fmt: skip
        """Paint the surface; `taken` says where no label may lie, and is asked when the picture is painted anew."""
        ratio = self._plot.devicePixelRatioF()
        key = (id(surface), heights, theme.name, colours, text_scale(), area.width(), area.height(), ratio, self._plot.bounds)
        if key != self._key:
            self._key, self._surface = key, surface  # the reference keeps the id from being used again
            self.picture = self._painted(area, ratio, surface, heights, theme, colours, taken())
        painter.drawPixmap(QPointF(0, 0), self.picture)

    def _painted(self, area: QRectF, ratio: float, surface: Surface, heights: Heights, theme: Theme, colours: str, taken: Taken) -> QPixmap:
        table = colour_table(theme, colours)
        picture = QPixmap(area.size().toSize() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(*table[-1].tolist()))
        painter = QPainter(picture)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        x, y = self._plot.x_of(surface.x), self._plot.y_of(surface.y)
        dx, dy = (x[-1] - x[0]) / (len(x) - 1), (y[0] - y[-1]) / (len(y) - 1)
        target = QRectF(x[0] - dx / 2, y[-1] - dy / 2, dx * len(x), dy * len(y))  # each value in the middle of its cell
        fill_unknown(painter, target, theme)  # seen where there is no loss
        image = _image(surface, heights, table)
        painter.drawImage(target, image)
        lines = lines_of(surface.values, x, y, heights.levels, area)
        self.labels = labels_of(heights.levels, lines, area, taken)
        painter.setPen(QPen(faded("#FFFFFF" if theme.name == "dark" else "#22384F", 0.25), 1.0))
        painter.drawPath(_path_of([piece for pieces in lines for piece in pieces]))
        painter.setClipPath(self._gaps())  # the other way round, to clip the lines by all that is no gap, takes six times as long
        painter.drawImage(target, image)
        painter.setClipping(False)
        self._write_labels(painter, theme)
        painter.end()
        return picture

    def _gaps(self) -> QPainterPath:
        """Where contour lines make room for what they say."""
        gaps = QPainterPath()
        for label in self.labels:
            gaps.addPolygon(label.turn.map(QPolygonF(label.box)))
        return gaps

    def _write_labels(self, painter: QPainter, theme: Theme) -> None:
        painter.setPen(faded(theme.text, 0.85))
        painter.setFont(label_font())
        for label in self.labels:
            painter.setTransform(label.turn)
            painter.drawText(label.box, Qt.AlignmentFlag.AlignCenter, label.text)
        painter.resetTransform()


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
    lines = lines_of(surface.values, x, y, np.quantile(finite, _BATCH_SHARES).tolist())
    return list(zip(_BATCH_STRENGTHS, lines, strict=True))


def fill_unknown(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """Fill a rectangle as where the loss is not finite."""
    painter.fillRect(rect, QColor(theme.background))
    painter.fillRect(rect, QBrush(faded(theme.text_secondary, 0.4), Qt.BrushStyle.BDiagPattern))


def _image(surface: Surface, heights: Heights, table: NDArray[np.uint8]) -> QImage:
    """The heat map, top row first; where the loss is not finite, nothing."""
    values = surface.values[::-1]  # [H, W]
    is_known = np.isfinite(values)
    pixels = np.zeros((*values.shape, 4), np.uint8)
    pixels[is_known, :3] = table[(heights.share(values[is_known]) * 255).astype(np.uint8)]
    pixels[is_known, 3] = 255
    pixels = np.ascontiguousarray(pixels)
    height, width = values.shape
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()


def _path_of(lines: Sequence[NDArray[np.float64]]) -> QPainterPath:
    """Lines, [k, 2] each, as one path."""
    path = QPainterPath()
    for line in lines:
        path.addPath(pg.arrayToQPath(line[:, 0], line[:, 1], finiteCheck=False))
    return path


def height_at(surface: Surface, x: float, y: float) -> float:
    """The loss at a point, between the four values around it; NaN outside."""
    across = (x - surface.x[0]) / (surface.x[1] - surface.x[0])
    up = (y - surface.y[0]) / (surface.y[1] - surface.y[0])
    height, width = surface.values.shape
    if not (-_ROUNDED <= across <= width - 1 + _ROUNDED and -_ROUNDED <= up <= height - 1 + _ROUNDED):
        return math.nan
    column, row = min(max(int(across), 0), width - 2), min(max(int(up), 0), height - 2)
    a, b = across - column, up - row
    (lower_left, lower_right), (upper_left, upper_right) = surface.values[row : row + 2, column : column + 2]
    return float((1 - b) * ((1 - a) * lower_left + a * lower_right) + b * ((1 - a) * upper_left + a * upper_right))


class Lowest(NamedTuple):
    """The lowest point inside a surface.

    Attributes:
        x, y: where.
        loss: how low.
        is_minimum: whether the ground around it is bent upwards on all sides, and it is the bottom of that.
    """

    x: float
    y: float
    loss: float
    is_minimum: bool


def lowest(surface: Surface) -> Lowest | None:
    """The lowest point, refined by the quadratic through the nine values around it (least squares); None at an edge."""
    values = np.where(np.isfinite(surface.values), surface.values, np.inf)
    row, column = np.unravel_index(int(values.argmin()), values.shape)
    if not (0 < row < values.shape[0] - 1 and 0 < column < values.shape[1] - 1):
        return None
    nine = values[row - 1 : row + 2, column - 1 : column + 2]
    here = Lowest(float(surface.x[column]), float(surface.y[row]), float(nine[1, 1]), False)
    if not np.isfinite(nine).all():
        return here
    range_ = float(nine.max() - nine.min())
    fitted = np.linalg.lstsq(_terms(1), (nine - nine[1, 1]).ravel(), rcond=None)[0]
    wider = values[max(0, row - 2) : row + 3, max(0, column - 2) : column + 3]
    if wider.size == 25:  # beside a kink or a pole, what lies farther off is not as the nine values tell
        heights = (wider - nine[1, 1]).ravel()
        if not np.abs(_terms(2) @ fitted - heights).max() <= _MISFIT * np.ptp(heights):
            return here
    level, across, up, *bends = fitted.tolist()
    bend = np.array([[2 * bends[0], bends[1]], [bends[1], 2 * bends[2]]])
    if np.linalg.eigvalsh(bend)[0] <= 0:
        return here
    step = -np.linalg.solve(bend, [across, up])
    if np.abs(step).max() > _FARTHEST:
        return here
    loss = here.loss + level + 0.5 * float(step @ [across, up])
    loss = 0.0 if abs(loss) < _AS_GOOD_AS_ZERO * range_ else loss
    x = here.x + float(step[0] * (surface.x[1] - surface.x[0]))
    y = here.y + float(step[1] * (surface.y[1] - surface.y[0]))
    return Lowest(x, y, loss, True)


def name_of(low: Lowest, plane: Plane) -> str:
    """What the lowest point is called."""
    word = "minimum" if plane.is_exact and low.is_minimum else "lowest here"
    return f"{word} {low.loss:.3g}".replace("-", "−")


def _terms(reach: int) -> NDArray[np.float64]:
    """1, x, y, x², xy and y² at the places of a square around the origin: [(2 · reach + 1)², 6]."""
    places = np.arange(-reach, reach + 1.0)
    y, x = (axis.ravel() for axis in np.meshgrid(places, places, indexing="ij"))
    return np.stack([np.ones(len(x)), x, y, x**2, x * y, y**2], axis=1)


_MISFIT = 0.5  # of the heights around the lowest value, that a quadratic may miss
_FARTHEST = 3.0  # grid lines to the bottom of a valley that runs aslant
