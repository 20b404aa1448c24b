"""A picture of the ground from above, with the trails, balls and arrows of some lanes on it."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QElapsedTimer, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.look import timing
from gui.look.numbers import figure, measure
from gui.look.surface_style import MapLook
from gui.look.theme import DARK, Theme, font, line_scale, text_scale
from gui.look.translation import tr, worded
from gui.plotting.interaction import Interaction
from gui.plotting.labels import LabelPlacer, write_name
from gui.plotting.plot import Plot
from gui.plotting.pointer_readout import paint_read_out
from gui.session.frame import Frame
from gui.session.frame_words import lanes_in_words
from gui.widgets.painting import faded

from .ball import BALL, paint_ball, paint_last_update
from .edge_marks import EdgeMark, edge_marks, paint_cross, paint_edge_mark
from .gradients import paint_gradients
from .heading import Heading
from .heat import colour_table
from .marks import LABEL_POINTS, names_of, place_of, taken_by
from .terrain import Levels, Terrain, height_at, paint_contours
from .trails import Look, Trail
from .view_transition import Bounds, ViewTransition

if TYPE_CHECKING:
    from engine.geometry.surface import Surface  # both modules import PyTorch
    from engine.landscape.landscape import Landscape

_NEAR = 14.0  # pixels to the nearest update that the read-out names
_MOST_LOOKED_AT = 200_000  # points of a path among which the nearest is sought
_RING = 7.0  # pixels, of the mark where another picture is pointed at


class Land(NamedTuple):
    """A landscape, and what is found on its surface once for all that draw it.

    Attributes:
        landscape: which.
        look: with which colours and contour lines.
        heights: how its loss becomes a colour, and where contour lines run; None while it has no surface.
    """

    landscape: Landscape
    look: MapLook
    heights: Levels | None

    @classmethod
    def of(cls, landscape: Landscape, look: MapLook) -> Land:
        """What there is on a landscape."""
        surface = landscape.surface
        if surface is None:
            return cls(landscape, look, None)
        return cls(landscape, look, Levels.of(surface, look.contours))

    def rows(self, frame: Frame) -> list[int]:
        """Each lane's row at the playhead of a frame with this landscape, as far as it is projected."""
        paths = zip(frame.landscape_rows, self.landscape.projections, strict=True)
        return [min(row, (len(path) - 1) * path.stride) for row, path in paths]


class Picture(QWidget):
    """The ground with some lanes on it.

    Args:
        first: the one at its left, of the same size, that has the left axis and paints the ground for both; itself, if None.

    Attributes:
        plot: axes and range.
        touch: the hand on it.
        lanes: indices of those that are drawn.

    Signals:
        repaint_requested: what was painted is not whole yet.
    """

    repaint_requested = Signal()

    def __init__(self, first: Picture | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lanes: tuple[int, ...] = ()
        self._first = first or self
        self._heading = Heading()
        self.plot = Plot()
        self.plot.show_axes(left=False, bottom=False)  # until there is something to measure
        self._theme = DARK
        self._frame: Frame | None = None
        self._land: Land | None = None
        self._rows: list[int] = []
        self._marked: tuple[float, float] | None = None
        self._terrain = Terrain(self.plot)  # the first one's is painted in all
        self._trails: list[Trail] = []
        self._transition = ViewTransition(self.plot)
        self._balls: list[QPointF] = []  # where they were painted last
        self._edge_marks: list[EdgeMark | None] = []  # of the balls, and of the minimum if there is one
        self._heads: list[QRectF] = []  # the same, of arrows' heads
        self._names: list[tuple[QRectF, str, QPointF]] = []  # the same, of names, with what they name
        self._named: tuple[object, ...] = ()  # what they were placed for
        self._since_named = QElapsedTimer()
        self._layer = self.plot.add_layer(self._paint)
        self._read_out = self.plot.add_layer(self._paint_read_out)
        self.interaction = Interaction(self.plot)
        self.plot.in_words = self._in_words
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._heading)
        self._column.addWidget(self.plot, 1)

    def show_frame(self, frame: Frame, land: Land | None, lanes: Sequence[int], *, named: bool) -> None:
        """Some lanes at the playhead of a frame, on the land of its landscape; `named`: with the name of the first of them above."""
        if land is not None and (self._land is None or land.landscape is not self._land.landscape):
            self._name_axes(*map(worded, land.landscape.plane.axes))
        if named and land is not None:
            self._heading.show_lane(lanes[0], land.landscape.recording.lanes[lanes[0]].lane.title, self.plot.margin)
        self._heading.setVisible(named and land is not None)
        lane = frame.experiment.lanes[lanes[0]].title if named and lanes else ""
        name = tr("Loss surface of {lane}", lane=lane) if lane else tr("Loss surface")
        if name != self.plot.accessibleName():
            self.plot.setAccessibleName(name)
        self.plot.describe_soon()
        self._column.activate()  # at once, so that trails are painted for the size that they will have
        self._frame, self._land, self._rows = frame, land, land.rows(frame) if land is not None else []
        self._layer.covers = land is not None and land.landscape.surface is not None
        if tuple(lanes) != self.lanes:
            self.arrive()
            known = dict(zip(self.lanes, self._trails, strict=True))
            self.lanes, self._trails = tuple(lanes), [known.get(lane) or Trail(self.plot) for lane in lanes]
        self._layer.update()

    def _name_axes(self, across: str, up: str) -> None:
        is_first = self._first is self
        self.plot.set_axis_titles(across, up if is_first else "")
        self.plot.show_axes(left=is_first, bottom=True)

    def follow(self, before: Landscape, bounds: Bounds, landscape: Landscape) -> None:
        """As `ViewTransition.follow`."""
        self._transition.follow(before, bounds, landscape, self._first._terrain.picture, self._balls)

    def arrive(self) -> None:
        """Show what is eased over to at once."""
        self._transition.arrive()

    def advance(self, until: float) -> None:
        """Ease on, and paint trails on, until a moment of `time.perf_counter`; at least a little of each."""
        self._transition.step()
        frame, land, begin = self._frame, self._land, time.perf_counter()
        if frame is None or land is None:
            return
        for number, (index, trail) in enumerate(zip(self.lanes, self._trails, strict=True), 1):
            lane = land.landscape.recording.lanes[index]
            planned = frame.experiment.planned_updates(lane.lane) or lane.updates
            look = Look.of(self._theme.lanes[index], self._theme, planned)
            path, share = land.landscape.projections[index], number / len(self.lanes)
            trail.advance(path, self._rows[index], look, begin + share * (until - begin))
        self._layer.update()

    @property
    def is_complete(self) -> bool:
        """Whether all that belongs into it is painted."""
        return self._transition.is_over and all(trail.is_complete and trail.is_current for trail in self._trails)

    def nearest(self, place: QPointF) -> tuple[int, int] | None:
        """Lane and row of the update next to a pixel, among those that are shown; None where none is near."""
        assert self._land is not None
        best, found = _NEAR, None
        for lane in self.lanes:
            path = self._land.landscape.projections[lane]
            points, last = path.points(), self._rows[lane] // path.stride
            every = 1 + last // _MOST_LOOKED_AT
            x, y = (points[name][: last + 1 : every] for name in ("x", "y"))
            away = np.hypot(self.plot.x_of(x) - place.x(), self.plot.y_of(y) - place.y())
            nearest = int(away.argmin())
            if away[nearest] < best:
                best, found = float(away[nearest]), (lane, nearest * every * path.stride)
        return found

    def _in_words(self) -> str:
        """What part of the surface is seen, and where which lane is on it."""
        frame, land = self._frame, self._land
        if frame is None or land is None or not frame.lanes:
            return frame.waiting if frame is not None else ""
        (across, up), (left, right, bottom, top) = _axes(land.landscape), map(measure, self.plot.bounds)
        return tr(
            "The {loss} over {across} from {left} to {right} and {up} from {bottom} to {top}. Training loss at the playhead: {lanes}.",
            loss=_loss_text(land.landscape),
            across=across,
            left=left,
            right=right,
            up=up,
            bottom=bottom,
            top=top,
            lanes=lanes_in_words(frame, self.lanes),
        )

    def mark(self, place: tuple[float, float] | None) -> None:
        """Mark a place that is pointed at in another picture, in data; None for none."""
        if place != self._marked:
            self._marked = place
            self._read_out.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._heading.set_theme(theme)
        self.plot.set_theme(theme)

    def _paint(self, painter: QPainter, area: QRectF) -> None:
        frame, land = self._frame, self._land
        if frame is None or land is None:
            self._paint_waiting(painter, area)
            return
        self._balls = [self._shown_at(land, number, self._rows[lane]) for number, lane in enumerate(self.lanes)]
        low = land.landscape.lowest or land.landscape.minimum_beyond
        bottom = [self._transition.turn.map(self.plot.point_of(low.x, low.y))] if low is not None else []
        self._edge_marks, self._heads = edge_marks(area, [*self._balls, *bottom]), []
        painter.setClipRect(area)
        self._paint_ground(painter, area, frame, land)
        for place in bottom:
            if area.contains(place):
                paint_cross(painter, place, QColor(self._theme.text))
        for number in reversed(range(len(self.lanes))):
            self._paint_ball(painter, area, frame, land, number)
        for gradients in frame.probe.gradients if frame.probe is not None and not self._transition.is_under_way else ():
            if gradients.lane in self.lanes and self._rows[gradients.lane] > 0:
                size = _size(self.lanes.index(gradients.lane))
                lane = self._theme.lanes[gradients.lane]
                self._heads += paint_gradients(painter, self.plot, gradients, frame.arrows, lane, self._theme, size)
        styles = [*(self._theme.lanes[lane] for lane in self.lanes), None]
        for mark, style in zip(self._edge_marks, styles, strict=False):
            if mark is not None:
                paint_edge_mark(painter, mark, self._theme, style)
        self._paint_names(painter, area, frame, land)
        if not self.is_complete:
            self.repaint_requested.emit()

    def _paint_ground(self, painter: QPainter, area: QRectF, frame: Frame, land: Land) -> None:
        """The terrain, and the trails on it."""
        painter.save()
        if self._transition.is_under_way:
            painter.fillRect(area, QColor(*colour_table(self._theme, land.look.colours)[-1].tolist()))  # where neither ground lies
            self._transition.paint_before(painter)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
            painter.setTransform(self._transition.turn, True)
        if land.landscape.surface is not None and land.heights is not None:
            plot, surface, colours = self._first.plot, land.landscape.surface, land.look.colours
            whole = QRectF(QPointF(0, 0), plot.area.size())
            painter.setOpacity(self._transition.share)
            self._first._terrain.paint(painter, whole, surface, land.heights, self._theme, colours, lambda: taken_by(plot, land.landscape))
            painter.setOpacity(1.0)
        for batch in frame.batches:
            if batch.lane in self.lanes:
                paint_contours(painter, self.plot, batch.surface, self._theme.lanes[batch.lane].color)
        for trail in reversed(self._trails):  # the lane with the most updates lies at the bottom
            trail.paint(painter)
        painter.restore()

    def _paint_ball(self, painter: QPainter, area: QRectF, frame: Frame, land: Land, number: int) -> None:
        lane, now = self.lanes[number], self._balls[number]
        if not area.contains(now):  # a lane that diverges leaves the picture: a mark at the edge points to it
            return
        row = self._rows[lane]
        size = _size(number)
        if row > 0 and frame.arrows == {"made"}:  # else it is drawn at one scale with what it is compared with
            before = self._shown_at(land, number, row - land.landscape.projections[lane].stride)
            self._heads.append(paint_last_update(painter, before, now, self._theme, size))
        paint_ball(painter, now, self._theme.lanes[lane], self._theme, size)

    def _paint_names(self, painter: QPainter, area: QRectF, frame: Frame, land: Land) -> None:
        """What the start and the lowest point are called, over all else. While the playhead goes on, words move a few times a second."""
        seen = land.landscape, self.plot.bounds, area, self.lanes, text_scale()
        is_new = self._since_named.elapsed() < timing.LABELS_MS
        stays = is_new and frame.playing and seen == self._named and not self._transition.is_under_way
        if not stays:
            self._names, self._named = self._places_of_names(area, land), seen
            self._since_named.start()
        for place, text, named in self._names:
            write_name(painter, place, named, text, self._theme)

    def _places_of_names(self, area: QRectF, land: Land) -> list[tuple[QRectF, str, QPointF]]:
        """Where there is room for names, what they are, and what has them."""
        placer = LabelPlacer(area, np.concatenate([trail.sample(LABEL_POINTS) for trail in self._trails]))
        reach = BALL * line_scale()
        placer.keep_free(QRectF(ball.x() - reach, ball.y() - reach, 2 * reach, 2 * reach) for ball in self._balls)
        placer.keep_free(label.turn.mapRect(label.box) for label in self._first._terrain.labels)
        marks = {(mark.target.x(), mark.target.y()): mark for mark in self._edge_marks if mark is not None}
        placer.keep_free(mark.room for mark in marks.values())
        placer.keep_free(self._heads)
        found = list[tuple[QRectF | None, str, QPointF]]()
        for place, text in names_of(self.plot, land.landscape):
            shown = self._transition.turn.map(place)
            mark = marks.get((shown.x(), shown.y()))
            named = shown if mark is None else mark.place
            found.append((placer.find(named, text), text, named))
        return [(place, text, named) for place, text, named in found if place is not None]

    def _shown_at(self, land: Land, number: int, row: int) -> QPointF:
        """Where a ball of a row is shown."""
        return self._transition.ball(number, place_of(self.plot, land.landscape.projections[self.lanes[number]], row))

    def _paint_waiting(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(QColor(self._theme.text_secondary))
        painter.setFont(font(16))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(area, flags, self._frame.waiting if self._frame is not None else "")

    def _paint_read_out(self, painter: QPainter, area: QRectF) -> None:
        """Coordinates, height and the nearest update, beside the pointer; or where another picture is pointed at."""
        if self._marked is not None:
            _ring(painter, self.plot.point_of(*self._marked), self._theme)
        place, landscape = self.interaction.pointer, self._land.landscape if self._land is not None else None
        if place is None or landscape is None or landscape.surface is None:
            return
        x, y = self.plot.data_at(place)
        at = "  ".join(f"{name} {measure(value)}" for name, value in zip(_axes(landscape), (x, y), strict=True))
        lines = [at, f"{_loss_text(landscape)} {_height_text(landscape.surface, x, y)}"]
        if (nearest := self.nearest(place)) is not None:
            lane, row = nearest
            lines.append(tr("{lane}, update {row}", lane=landscape.recording.lanes[lane].lane.title, row=f"{row:,}"))
        paint_read_out(painter, area, place, lines, self._theme)


def _axes(landscape: Landscape) -> tuple[str, str]:
    """What the axes are called beside a number."""
    across, up = landscape.plane.axes if landscape.plane.is_exact else ("x", "y")
    return worded(across), worded(up)


def _loss_text(landscape: Landscape) -> str:
    return tr(landscape.options.shown_loss(landscape.recording.experiment.lanes).in_words)


def _height_text(surface: Surface, x: float, y: float) -> str:
    """The height at a place as text."""
    height = height_at(surface, x, y)
    is_inside = surface.x[0] <= x <= surface.x[-1] and surface.y[0] <= y <= surface.y[-1]
    return tr("not finite") if is_inside and not math.isfinite(height) else figure(height)


def _size(number: int) -> float:
    """Of a ball: the lower it lies, the larger, so that on one spot, as at the start, all can be seen."""
    return BALL * (1 + 0.22 * number)


def _ring(painter: QPainter, center: QPointF, theme: Theme) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for color, width in ((faded(theme.background, 0.6), 4.5), (QColor(theme.text), 1.5)):
        painter.setPen(QPen(color, width * line_scale()))
        painter.drawEllipse(center, _RING * line_scale(), _RING * line_scale())
