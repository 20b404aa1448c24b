"""The surface view: the ground, the trails, the balls, and what the picture leaves out."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.experiment import Experiment
from engine.landscape.extent import Extent
from engine.landscape.wishes import LOSSES
from gui.frame import Frame
from gui.map_look import MapLook
from gui.numbers import figure
from gui.theme import DARK, SMALL, Theme, font, scaled, text_scale
from gui.widgets.card import Card

from .badge import PlaneBadge
from .ball import BALL, paint_ball, paint_last_update
from .colour_bar import ColourBar
from .heat import colour_table
from .labels import LabelPlacer
from .legend import Legend
from .marks import LABEL_POINTS, names_of, place_of, taken_by
from .passage import Passage
from .plot import Plot
from .read_out import paint_read_out
from .relief import Relief, make_relief
from .slopes import paint_slopes
from .surface_bar import SurfaceBar
from .terrain import Heights, Lowest, Terrain, height_at, lowest, paint_contours
from .touch import Touch
from .trails import Look, Trail

if TYPE_CHECKING:
    from engine.landscape.survey import Landscape  # its module imports PyTorch


_ASK_MS = 40  # after the last turn of the wheel, the surface is asked for
_SMALLEST, _LARGEST = 1e-4, 1e3  # of what the paths cover, that can be seen
_NEAR = 14.0  # pixels to the nearest update that the read-out names
_MOST_LOOKED_AT = 200_000  # points of a path among which the nearest is sought
_SLICE_S = 0.004  # of a frame, for trails that are behind
_LATER_MS = 20  # without a frame, they are painted on by themselves


class SurfaceView(Card):
    """The loss surface with the three descents.

    Attributes:
        plot: the picture.
        bar, legend: what colours and marks mean.
        badge: what the picture leaves out.
        choices: the line above.
        touch: the hand on the picture.
        relief: the picture in three dimensions; None before it is asked for, and where it cannot be drawn.

    Signals:
        wished: as `SurfaceBar.wished`; also `extent`, a rectangle to be seen or None, and `start`, x and y of a new start.
    """

    wished = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self._frame: Frame | None = None
        self._heights: Heights | None = None
        self._map_look = MapLook()
        self._shown_surface: Landscape | None = None
        self.plot = Plot()
        self._terrain = Terrain(self.plot)
        self._passage = Passage(self.plot)
        self._balls: list[QPointF] = []  # where they were painted last
        self._trails: list[Trail] = []
        self._lowest: Lowest | None = None
        self._layer = self.plot.add_layer(self._paint)
        self._read_out = self.plot.add_layer(self._paint_read_out, z=2.0)
        self.touch = Touch(self.plot)
        self.touch.pointed.connect(self._read_out.update)
        self.touch.clicked.connect(lambda x, y: self.wished.emit("start", (x, y)))
        self.touch.moved.connect(self._see)
        self.touch.fitted.connect(lambda: self.wished.emit("extent", None))
        self._asked: Extent | None = None  # a rectangle that is seen already, but has not been wished for yet
        self._ask = QTimer(self, singleShot=True, interval=_ASK_MS)
        self._ask.timeout.connect(lambda: self.wished.emit("extent", self._asked))
        self._later = QTimer(self, singleShot=True, interval=_LATER_MS)
        self._later.timeout.connect(self._catch_up)
        self.plot.show_axes(False)  # until there is something to measure
        self.bar = ColourBar()
        self.legend = Legend()
        self.badge = PlaneBadge()
        self._caption = QLabel("training loss")
        self.relief: Relief | None = None
        self._why_flat = ""
        self.choices = SurfaceBar()
        self.choices.wished.connect(self.wished)
        side = QVBoxLayout()
        side.setContentsMargins(0, 4, 0, 0)
        side.setSpacing(6)
        side.addWidget(self.bar, 1)
        side.addWidget(self._caption)
        side.addSpacing(2)
        side.addWidget(self.legend)
        side.addWidget(self.badge)
        middle = self._middle = QVBoxLayout()
        middle.setSpacing(4)
        middle.addWidget(self.choices)
        middle.addWidget(self.plot, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 8, 12, 8)
        layout.setSpacing(8)
        layout.addLayout(middle, 1)
        layout.addLayout(side)

    def show_experiment(self, experiment: Experiment) -> None:
        """Name the lanes."""
        self.legend.show_lanes(experiment.lanes)
        self.choices.show_experiment(experiment)

    def show_frame(self, frame: Frame) -> None:
        """Draw a frame."""
        self._frame = frame
        landscape = frame.landscape
        if not self.isVisible():
            return
        self._take_form(frame.relief)
        before, bounds = self._shown_surface, self.plot.bounds
        if landscape is not None and (landscape is not before or frame.map_look != self._map_look):
            self._show_landscape(landscape, frame.map_look)
        if landscape is not None and not self._ask.isActive():
            extent = frame.wish.extent or landscape.extent
            self.plot.set_range(extent.left, extent.right, extent.bottom, extent.top)
            if before is not None and before is not landscape:
                self._passage.follow(before, bounds, landscape, self._terrain.picture, self._balls)
        self.choices.show_frame(frame, self._why_flat)
        self.legend.show_arrows(frame.wish.arrows)
        self._catch_up()

    def fit(self) -> None:
        """See the relief as at first."""
        if self.relief is not None:
            self.relief.fit()

    @property
    def is_whole(self) -> bool:
        """Whether all that belongs into the picture of the frame is painted."""
        if self.relief is not None and self.relief.isVisible():
            return self.relief.is_whole
        is_there = not self._passage.is_under_way and all(trail.is_whole and trail.is_current for trail in self._trails)
        return is_there or not self.isVisible()

    def _take_form(self, relief: bool) -> None:
        """Show the relief, or the flat picture; that one also where there can be no relief, and then say why."""
        if not relief:
            self._why_flat = ""
        elif self.relief is None and not self._why_flat:
            self.relief, self._why_flat = make_relief()
            if self.relief is not None:
                self.relief.failed.connect(self._give_up_relief)
                self.relief.set_theme(self._theme)
                self._middle.addWidget(self.relief, 1)
                self._show_in_relief()
        is_relief = relief and self.relief is not None
        if self.relief is not None:
            self.relief.setVisible(is_relief)
        self.plot.setVisible(not is_relief)

    def _give_up_relief(self, why: str) -> None:
        """Back to the flat picture."""
        if self.relief is not None:
            self.relief.deleteLater()
            self.relief, self._why_flat = None, why
        if self._frame is not None:
            self.show_frame(self._frame)

    def _show_in_relief(self) -> None:
        landscape = self._shown_surface
        if self.relief is not None and landscape is not None and self._heights is not None:
            self.relief.show_landscape(landscape, self._heights, self._lowest)

    def _catch_up(self) -> None:
        """Paint on trails, a slice of work, and show what there is."""
        frame = self._frame
        self._passage.step()
        if frame is None or frame.landscape is None or not self.isVisible():
            self._layer.update()
        elif self.relief is not None and self.relief.isVisible():
            self.relief.show_frame(frame, self._rows(frame, frame.landscape))
        else:
            self._advance_trails(frame, frame.landscape)
            self._layer.update()

    def show_figures(self, frame: Frame) -> None:
        """Show the numbers of a frame."""
        self.badge.show_frame(frame)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._theme = theme
        self._caption.setFont(font(SMALL))
        self._caption.setStyleSheet(f"color: {theme.text_secondary}")
        for part in (self.plot, self.bar, self.legend, self.badge, self.choices):
            part.set_theme(theme)
        if self.relief is not None:
            self.relief.set_theme(theme)
        self.badge.setFixedWidth(scaled(162))  # whatever the figures, the plot keeps its width

    def _show_landscape(self, landscape: Landscape, map_look: MapLook) -> None:
        self._shown_surface, self._map_look = landscape, map_look
        self.plot.show_axes(True)
        self.plot.set_axis_titles(*landscape.plane.axes)
        if landscape.surface is not None:
            self._heights = Heights.of(landscape.surface, map_look.contours)
            self.bar.show_heights(self._heights, map_look.colours)
        if len(self._trails) != len(landscape.projections):
            self._trails = [Trail(self.plot) for _ in landscape.projections]
        self._caption.setText(dict(LOSSES)[landscape.wish.loss].lower())
        self._lowest = lowest(landscape.surface) if landscape.surface is not None else None
        self._show_in_relief()

    def _paint(self, painter: QPainter, area: QRectF) -> None:
        frame = self._frame
        if frame is None or frame.landscape is None:
            self._paint_waiting(painter, area)
            return
        if frame.landscape is not self._shown_surface:
            return  # not shown since it came
        landscape = frame.landscape
        rows = self._rows(frame, landscape)
        self._balls = [self._pixel(landscape, lane, row) for lane, row in enumerate(rows)]
        painter.setClipRect(area)
        self._paint_ground(painter, area, frame, landscape)
        self._paint_marks(painter, area, landscape)
        for index in reversed(range(len(rows))):
            self._paint_ball(painter, area, landscape, rows[index], index)
        for slopes in frame.glance.slopes if frame.glance is not None and not self._passage.is_under_way else ():
            if rows[slopes.lane] > 0:
                paint_slopes(painter, self.plot, slopes, frame.wish.arrows, self._theme.lanes[slopes.lane], self._theme)
        if self.is_whole:
            self._later.stop()
        else:
            self._later.start()

    def _paint_ground(self, painter: QPainter, area: QRectF, frame: Frame, landscape: Landscape) -> None:
        """The terrain, and the trails on it."""
        painter.save()
        if self._passage.is_under_way:
            painter.fillRect(area, QColor(*colour_table(self._theme, self._map_look.colours)[-1].tolist()))  # where neither ground lies
            self._passage.paint_before(painter)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
            painter.setTransform(self._passage.turn, True)
        if landscape.surface is not None and self._heights is not None:
            colours = self._map_look.colours
            painter.setOpacity(self._passage.share)
            self._terrain.paint(
                painter, area, landscape.surface, self._heights, self._theme, colours, lambda: taken_by(self.plot, landscape, self._lowest)
            )
            painter.setOpacity(1.0)
        if frame.batch is not None:
            paint_contours(painter, self.plot, frame.batch.surface, self._theme.lanes[frame.batch.lane].color)
        for trail in reversed(self._trails):  # the lane with the most updates lies at the bottom
            trail.paint(painter)
        painter.restore()

    def _see(self, extent: Extent) -> None:
        """Show another rectangle at once, with what there is, and ask for its surface when the hand rests."""
        if self._frame is None or self._frame.landscape is None or not self._is_sensible(extent):
            return
        self._asked = extent
        self._passage.arrive()
        self.plot.set_range(extent.left, extent.right, extent.bottom, extent.top)
        self._ask.start()
        self._catch_up()

    def _is_sensible(self, extent: Extent) -> bool:
        """Whether there is something to see in a rectangle: it is neither a speck nor all the world beside the paths."""
        assert self._frame is not None and self._frame.landscape is not None
        paths = np.concatenate([path.corners() for path in self._frame.landscape.projections])
        covered = max(1e-9, float(np.ptp(paths[np.isfinite(paths).all(axis=1)], axis=0).max()))
        sizes = extent.right - extent.left, extent.top - extent.bottom
        return min(sizes) > _SMALLEST * covered and max(sizes) < _LARGEST * covered

    def _paint_read_out(self, painter: QPainter, area: QRectF) -> None:
        """Coordinates, height and the nearest update, beside the pointer."""
        place, landscape = self.touch.pointer, self._frame.landscape if self._frame is not None else None
        if place is None or landscape is None or landscape.surface is None:
            return
        x, y = self.plot.data_at(place)
        names = landscape.plane.axes if landscape.plane.is_exact else ("x", "y")
        at = "  ".join(f"{name} {value:.3g}".replace("-", "−") for name, value in zip(names, (x, y), strict=True))
        lines = [at, f"{self._caption.text()} {figure(height_at(landscape.surface, x, y))}"]
        nearest = self._nearest(landscape, place)
        if nearest is not None:
            lane, row = nearest
            lines.append(f"{landscape.recording.lanes[lane].lane.title}, update {row:,}")
        paint_read_out(painter, area, place, lines, self._theme)

    def _nearest(self, landscape: Landscape, place: QPointF) -> tuple[int, int] | None:
        """Lane and row of the update next to a pixel, among those that are shown; None where none is near."""
        assert self._frame is not None
        best, found = _NEAR, None
        for lane, (path, row) in enumerate(zip(landscape.projections, self._rows(self._frame, landscape), strict=True)):
            points, last = path.points(), row // path.stride
            every = 1 + last // _MOST_LOOKED_AT
            x, y = (points[name][: last + 1 : every] for name in ("x", "y"))
            away = np.hypot(self.plot.x_of(x) - place.x(), self.plot.y_of(y) - place.y())
            nearest = int(away.argmin())
            if away[nearest] < best:
                best, found = float(away[nearest]), (lane, nearest * every * path.stride)
        return found

    def _rows(self, frame: Frame, landscape: Landscape) -> list[int]:
        """Each lane's row at the playhead, as far as it is projected."""
        return [min(row, (len(path) - 1) * path.stride) for row, path in zip(frame.landscape_rows, landscape.projections, strict=True)]

    def _advance_trails(self, frame: Frame, landscape: Landscape) -> None:
        begin, rows = time.perf_counter(), self._rows(frame, landscape)
        for index, trail in enumerate(self._trails):
            lane = landscape.recording.lanes[index]
            planned = frame.experiment.planned_updates(lane.lane) or lane.updates
            look = Look.of(self._theme.lanes[index], self._theme, planned)
            trail.advance(landscape.projections[index], rows[index], look, begin + _SLICE_S * (index + 1) / len(self._trails))

    def _paint_ball(self, painter: QPainter, area: QRectF, landscape: Landscape, row: int, index: int) -> None:
        now = self._balls[index]
        if not area.contains(now):  # a lane that diverges leaves the picture
            return
        size = BALL * (1 + 0.22 * index)  # the lower a ball lies, the larger: on one spot, as at the start, all can be seen
        assert self._frame is not None
        if row > 0 and self._frame.wish.arrows == {"made"}:  # else it is drawn at one scale with what it is compared with
            before = self._pixel(landscape, index, row - landscape.projections[index].stride)
            paint_last_update(painter, before, now, self._theme, size)
        paint_ball(painter, now, self._theme.lanes[index], self._theme, size)

    def _paint_marks(self, painter: QPainter, area: QRectF, landscape: Landscape) -> None:
        """The start, the lowest point, and their names."""
        placer = LabelPlacer(area, np.concatenate([trail.sample(LABEL_POINTS) for trail in self._trails]))
        reach = BALL * max(1.0, text_scale())
        placer.keep_free(QRectF(ball.x() - reach, ball.y() - reach, 2 * reach, 2 * reach) for ball in self._balls)
        placer.keep_free(label.turn.mapRect(label.box) for label in self._terrain.labels)
        turn = self._passage.turn
        if self._lowest is not None:
            _cross(painter, turn.map(self.plot.point_of(self._lowest.x, self._lowest.y)), QColor(self._theme.text))
        for place, text in names_of(self.plot, landscape, self._lowest):
            placer.paint(painter, turn.map(place), text, self._theme)

    def _pixel(self, landscape: Landscape, lane: int, row: int) -> QPointF:
        """Where a ball is shown."""
        return self._passage.ball(lane, place_of(self.plot, landscape.projections[lane], row))

    def _paint_waiting(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(QColor(self._theme.text_secondary))
        painter.setFont(font(16))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self._frame.waiting if self._frame is not None else "")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._frame is not None:
            self.show_frame(self._frame)


def _cross(painter: QPainter, center: QPointF, color: QColor) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(color, 2.0))
    for dx, dy in ((6, 0), (0, 6)):
        painter.drawLine(QPointF(center.x() - dx, center.y() - dy), QPointF(center.x() + dx, center.y() + dy))
