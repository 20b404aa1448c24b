"""Paints a lane's path on the plane.

A trail is painted piece by piece into a picture that is kept, a few milliseconds in each frame: a frame costs what is new, not
what has been, and never more than the pixels there are (`strokes.py`). While the picture is behind, a thin line through few of
the points takes the place of what is missing. Pieces have fixed ends, so that coming to a row from before or from behind gives
the same picture; on the way back, painting begins at the nearest of a few copies kept on the way there.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from engine.geometry.projection import Projection
from gui.look.theme import LaneStyle, Theme, line_scale, text_scale
from gui.plotting.paths import box_of, draw_lines, lines, polyline
from gui.plotting.plot import Plot
from gui.plotting.strokes import BATCH, Strokes
from gui.widgets.painting import faded, is_drawing

_DOTTED = 150  # a trail of fewer updates has a dot at each
_FINE = 4000  # a trail of fewer updates is painted fine wherever it goes
_PIECE = 32  # lines painted at once, a part of a batch: those after the last whole piece are painted anew in every frame
_NOISY, _JUDGED = 6.0, 64  # times its own extent: so many lines of a path that are longer go to and fro
_COARSE_POINTS = 400  # of the line that stands for what is not painted yet
_COPIES_BYTES, _MOST_COPIES, _FIRST_SPACING = 24 * 2**20, 16, 8  # of one trail, in pieces
_CASING = 0.55
_FAINTEST = 0.6  # of a trail that lies far off the plane
_JOIN = 6  # lines before a piece that are drawn again over its casing, so that no seam is seen
_FAR = 20_000.0  # pixels; what a painter can bear


class Look(NamedTuple):
    """How a trail is painted.

    Attributes:
        style: the lane's.
        theme: the window's.
        is_dotted: whether every update has a dot, for lanes that make few of them.
        is_fine: whether lines are smooth even where they go to and fro, for lanes that make not many updates.
    """

    style: LaneStyle
    theme: Theme
    is_dotted: bool
    is_fine: bool

    @classmethod
    def of(cls, style: LaneStyle, theme: Theme, planned_updates: int) -> Look:
        """The look of a lane that makes this many updates."""
        return cls(style, theme, planned_updates <= _DOTTED, planned_updates <= _FINE)


Bounds = tuple[float, float, float, float]  # left, right, bottom and top, in data


class _Place(NamedTuple):
    """Where a trail is painted: the picture's own pixels, their ratio to the window's, and the data shown."""

    width: int
    height: int
    ratio: float
    bounds: Bounds


class Trail:
    """One lane's trail.

    Args:
        plot: where it is painted.

    Attributes:
        is_complete: whether the picture has come to the row that was asked for.
    """

    def __init__(self, plot: Plot) -> None:
        self.is_complete = True
        self._plot = plot
        self._key: object = None
        self._projection: Projection | None = None
        self._look: Look
        self._place: _Place
        self._strokes: Strokes
        self._picture = QImage()
        self._painted = 0  # pieces in the picture
        self._box = QRectF()  # around all of them, in logical pixels
        self._copies: dict[int, QImage] = {}  # pictures of fewer pieces
        self._spacing = _FIRST_SPACING  # pieces between two copies
        self._target = 0
        self._judged: tuple[tuple[int, int], bool] = (0, 0), False  # which lines, and whether they go to and fro
        self._rested: tuple[tuple[int, int], tuple[QImage, QRectF] | None] = (0, 0), None  # with the lines behind, if seen twice
        self._before: tuple[QImage, Bounds] | None = None  # a picture of another size or range, until the new one is whole

    def advance(self, projection: Projection, row: int, look: Look, deadline: float) -> None:
        """Paint on towards a row, until a moment of `time.perf_counter`; at least a little."""
        self._begin(projection, look)
        points = projection.points()
        self._target = max(0, min(row // projection.stride, len(points["x"]) - 1))
        while True:
            self.is_complete = not self._step(points)
            if self.is_complete or time.perf_counter() > deadline:
                break
        if self.is_complete:
            self._before = None

    @property
    def is_current(self) -> bool:
        """Whether the picture is of the plot's present size and range."""
        return self._projection is None or self._place == self._place_now()

    def paint(self, painter: QPainter) -> None:
        """Paint as much as there is, and a thin line for the rest."""
        if self._projection is None:
            return
        if self._before is not None:
            self._paint_stretched(painter, *self._before)
        if not self.is_current:
            self._paint_stretched(painter, self._picture, self._place.bounds)
            return
        begin, end = self._painted * _PIECE, self._strokes.until(self._target)
        if is_drawing(painter):
            for piece in range(0, end, _PIECE):
                self._stroke(painter, piece, min(piece + _PIECE, end))
            return
        reached = self._strokes.point_of(begin - 1)
        if end < begin + _PIECE:
            self._paint_until(painter, begin, end)
            reached = min(self._target, self._strokes.looked_at - 1)
        elif self._painted:
            self._paint_picture(painter, self._picture, self._box)
        if reached < self._target and self._before is None:
            self._paint_coarse(painter, reached)

    def sample(self, most: int) -> NDArray[np.float64]:
        """Pixels of at most about so many points up to the row, evenly spread: [k, 2]."""
        if self._projection is None:
            return np.empty((0, 2))
        points = self._projection.points()
        some = slice(0, self._target + 1, max(1, self._target // most))
        return np.stack(self._pixels(points["x"][some], points["y"][some]), axis=1)

    def _begin(self, projection: Projection, look: Look) -> None:
        """Start over when anything changed that the picture depends on."""
        place = self._place_now()
        key = (id(projection), projection.stride, look, text_scale(), place)
        if key == self._key and len(projection) >= self._strokes.looked_at:
            return
        if projection is not self._projection:  # what was painted of another path is over
            self._before = None
        elif self._painted and self._before is None:
            self._before = self._picture, self._place.bounds
        self._key, self._projection, self._look, self._place = key, projection, look, place
        self._strokes = Strokes(place.width, place.height, place.ratio, look.is_dotted)
        self._copies, self._spacing = {}, _FIRST_SPACING
        self._clear()

    def _place_now(self) -> _Place:
        ratio, area = self._plot.devicePixelRatioF(), self._plot.area
        return _Place(max(1, round(area.width() * ratio)), max(1, round(area.height() * ratio)), ratio, self._plot.bounds)

    def _clear(self) -> None:
        self._picture = QImage(self._place.width, self._place.height, QImage.Format.Format_ARGB32_Premultiplied)
        self._picture.setDevicePixelRatio(self._place.ratio)
        self._picture.fill(Qt.GlobalColor.transparent)
        self._painted, self._box, self._judged, self._rested = 0, QRectF(), ((0, 0), False), ((0, 0), None)

    def _step(self, points: Mapping[str, NDArray[np.float64]]) -> bool:
        """Do a little; False when there was nothing left to do."""
        strokes = self._strokes
        wanted = strokes.until(self._target) // _PIECE
        if self._painted > wanted:
            self._go_back(wanted)
        elif self._painted < wanted:
            self._paint_piece()
        elif strokes.looked_at <= self._target and self._painted == len(strokes) // _PIECE:
            strokes.look(lambda begin, end: self._pixels(points["x"][begin:end], points["y"][begin:end]), self._target)
        else:
            return False
        return True

    def _paint_piece(self) -> None:
        begin, end = self._painted * _PIECE, (self._painted + 1) * _PIECE
        with QPainter(self._picture) as into:
            self._stroke(into, begin, end)
        self._painted += 1
        self._box |= self._box_of(begin, end)
        if end == len(self._strokes) and end % BATCH == 0:  # a batch is whole, and nobody has looked farther
            self._claim(self._box_of(end - BATCH, end))
        if self._painted % self._spacing == 0 and self._painted not in self._copies:
            self._keep_copy()

    def _claim(self, box: QRectF) -> None:
        """Let no line be drawn for points on pixels that the lane's colour covers by half."""
        ratio, free = self._place.ratio, self._strokes.free
        area = QRectF(box.topLeft() * ratio, box.size() * ratio).toAlignedRect().intersected(self._picture.rect())
        if area.isEmpty():
            return
        across, down = slice(area.left(), area.right() + 1), slice(area.top(), area.bottom() + 1)
        bits: Any = self._picture.constBits()
        pixels = np.frombuffer(bits, np.uint32).reshape(free.shape)[down, across]
        colours = [(c.blue(), c.green(), c.red()) for c in (QColor(self._look.style.color), QColor(self._look.theme.background))]
        lane, ground = np.array(colours)  # [3]
        channel = int(np.abs(lane - ground).argmax())
        shade, alpha = (pixels >> (8 * channel)) & 255, pixels >> 24
        # Where casing and colour lie over each other, shade = ground · (alpha - cover) + lane · cover.
        cover = (shade - ground[channel] * (alpha / 255.0)) / (lane[channel] - ground[channel])
        free[down, across] &= cover < 0.5

    def _keep_copy(self) -> None:
        self._copies[self._painted] = self._picture.copy()
        if len(self._copies) > min(_MOST_COPIES, max(2, _COPIES_BYTES // self._picture.sizeInBytes())):
            self._spacing *= 2
            self._copies = {count: copy for count, copy in self._copies.items() if count % self._spacing == 0}

    def _go_back(self, wanted: int) -> None:
        """To the last copy with no more pieces than wanted, or to an empty picture."""
        nearest = max((count for count in self._copies if count <= wanted), default=0)
        if nearest:
            self._picture, self._painted = self._copies[nearest].copy(), nearest
        else:
            self._clear()

    def _stroke(self, painter: QPainter, begin: int, end: int) -> None:
        """Stroke lines in the lane's colour, with a casing in the ground's."""
        if begin == end:
            return
        look, scale = self._look, line_scale()
        ends = self._strokes.lines(begin, end)
        near = self._nearness(begin, end)
        area = QRectF(0, 0, self._plot.area.width(), self._plot.area.height())
        width = self._width
        casing = QPen(faded(look.theme.background, _CASING * near), width + 2.5 * scale)
        colour = QPen(faded(look.style.color, near), width)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if not look.is_fine and self._goes_to_and_fro(begin, end) and not is_drawing(painter):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            for pen in (casing, colour):
                pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            draw_lines(painter, *ends, (casing, colour))
        else:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            casing.setJoinStyle(Qt.PenJoinStyle.BevelJoin)  # what it lacks at the corners nobody sees, and it takes half as long
            self._stroke_path(painter, lines(*ends, area), casing)
            colour.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
            self._stroke_path(painter, lines(*self._strokes.lines(max(0, begin - _JOIN), end), area), colour)
        if look.is_dotted:
            _dots(painter, *ends[:2], faded(look.style.color, near), 3.4 * scale)

    @property
    def _width(self) -> float:
        """Of lines, in pixels."""
        return (3.0 if self._look.is_dotted else 1.6) * line_scale()

    def _box_of(self, begin: int, end: int) -> QRectF:
        """What lines cover, at most."""
        if begin == end:
            return QRectF()
        reach = self._width + 2.0 * line_scale()
        area = QRectF(0, 0, self._plot.area.width(), self._plot.area.height())
        return box_of(*self._strokes.lines(begin, end)).adjusted(-reach, -reach, reach, reach) & area

    def _goes_to_and_fro(self, begin: int, end: int) -> bool:
        """Whether lines do: judged by those before them, so that a piece looks the same from its first line on; the first by themselves."""
        judged = max(0, begin - _JUDGED), begin or end
        if judged != self._judged[0]:
            x0, y0, x1, y1 = ends = self._strokes.lines(*judged)
            box = box_of(*ends)
            self._judged = judged, float(np.hypot(x1 - x0, y1 - y0).sum()) > _NOISY * math.hypot(box.width(), box.height())
        return self._judged[1]

    def _paint_until(self, painter: QPainter, begin: int, end: int) -> None:
        """The picture and the lines behind it; a lane that has made no update since the last painting is not stroked again."""
        lines, rested = self._rested
        if lines == (begin, end) and rested is None and begin < end:
            picture = self._picture.copy()
            with QPainter(picture) as into:
                self._stroke(into, begin, end)
            rested = picture, self._box_of(begin, end)
        self._rested = (begin, end), rested if lines == (begin, end) else None
        if self._rested[1] is not None:
            picture, box = self._rested[1]
            self._paint_picture(painter, picture, self._box | box)
            return
        if begin:
            self._paint_picture(painter, self._picture, self._box)
        self._stroke(painter, begin, end)

    def _paint_picture(self, painter: QPainter, picture: QImage, box: QRectF) -> None:
        """A picture, as far as there is anything in it: to lay nothing over something takes as long."""
        ratio = self._place.ratio
        part = QRectF(box.topLeft() * ratio, box.size() * ratio).toAlignedRect() & picture.rect()
        painter.drawImage(QPointF(part.topLeft()) / ratio, picture, QRectF(part))

    def _nearness(self, begin: int, end: int) -> float:
        """How strongly some lines are painted: the weaker, the farther they end off the plane, measured by half the picture."""
        assert self._projection is not None
        if self._projection.plane.is_exact:
            return 1.0
        mean = float(self._projection.points()["distance"][self._strokes.points(begin, end)].mean())
        left, right, bottom, top = self._place.bounds
        return max(_FAINTEST, 1 / (1 + 2 * mean / math.hypot(right - left, top - bottom)))

    def _stroke_path(self, painter: QPainter, path: QPainterPath, pen: QPen) -> None:
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPath(path)

    def _paint_coarse(self, painter: QPainter, reached: int) -> None:
        """A thin line through few of the points that are not painted yet."""
        assert self._projection is not None
        points = self._projection.points()
        some = slice(reached, self._target + 1, max(1, (self._target - reached) // _COARSE_POINTS))
        x, y = self._pixels(points["x"][some], points["y"][some])
        if len(x) < 2:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(QColor(self._look.style.color), 1.0))
        painter.drawPath(polyline(x, y, QRectF(0, 0, self._plot.area.width(), self._plot.area.height())))

    def _paint_stretched(self, painter: QPainter, picture: QImage, bounds: Bounds) -> None:
        """A picture of another size or range, where its data is now."""
        left, right, bottom, top = bounds
        painter.drawImage(QRectF(self._plot.point_of(left, top), self._plot.point_of(right, bottom)), picture)

    def _pixels(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Pixels of points, kept within what a painter can bear."""
        across, down = self._plot.x_of(x), self._plot.y_of(y)
        return np.fmax(np.fmin(across, _FAR), -_FAR), np.fmax(np.fmin(down, _FAR), -_FAR)


def _dots(painter: QPainter, x: NDArray[Any], y: NDArray[Any], color: QColor, radius: float) -> None:
    path = QPainterPath()
    for px, py in zip(x.tolist(), y.tolist(), strict=False):
        path.addEllipse(QPointF(px, py), radius, radius)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    path.setFillRule(Qt.FillRule.WindingFill)
    painter.drawPath(path)
    painter.setBrush(Qt.BrushStyle.NoBrush)
