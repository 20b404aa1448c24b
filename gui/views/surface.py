"""The surface view: the ground, the trails, the balls, and what the picture leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from engine.experiment import Experiment
from engine.landscape.projection import Projection
from gui.frame import Frame
from gui.numbers import short
from gui.theme import DARK, SMALL, Theme, font, scaled, text_scale
from gui.widgets.card import Card

from .badge import PlaneBadge
from .labels import LabelPlacer
from .legend import Legend
from .plot import Plot
from .terrain import Heights, Terrain, gradient_rect, lowest
from .trails import BALL, Look, Trail, paint_ball, paint_last_update

if TYPE_CHECKING:
    from engine.landscape.survey import Landscape  # its module imports PyTorch


class ColourBar(QWidget):
    """Which colour means which loss."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self._heights: Heights | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_heights(self, heights: Heights) -> None:
        """Label the bar."""
        if heights != self._heights:
            self._heights = heights
            self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(64), scaled(90))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._heights is None:
            return
        painter = QPainter(self)
        bar = QRectF(0, 8, 14, self.height() - 16)
        gradient_rect(painter, bar, self._theme)
        painter.setFont(font(SMALL, tabular=True))
        painter.setPen(QColor(self._theme.text_secondary))
        metrics = QFontMetricsF(painter.font())
        for tick in self._heights.ticks(max(3.0, bar.height() / 50)):
            y = bar.bottom() - float(self._heights.share(tick)) * bar.height()
            painter.drawText(QPointF(bar.right() + 8, y + metrics.capHeight() / 2), short(tick))


class SurfaceView(Card):
    """The loss surface with the three descents.

    Attributes:
        plot: the picture.
        bar, legend: what colours and marks mean.
        badge: what the picture leaves out.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self._frame: Frame | None = None
        self._heights: Heights | None = None
        self._shown_surface: object = None
        self.plot = Plot()
        self._terrain = Terrain(self.plot)
        self._trails: list[Trail] = []
        self._layer = self.plot.add_layer(self._paint)
        self.plot.show_axes(False)  # until there is something to measure
        self.bar = ColourBar()
        self.legend = Legend()
        self.badge = PlaneBadge()
        self._caption = QLabel("training loss")
        side = QVBoxLayout()
        side.setContentsMargins(0, 4, 0, 0)
        side.setSpacing(6)
        side.addWidget(self.bar, 1)
        side.addWidget(self._caption)
        side.addSpacing(2)
        side.addWidget(self.legend)
        side.addWidget(self.badge)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 8, 12, 8)
        layout.setSpacing(8)
        layout.addWidget(self.plot, 1)
        layout.addLayout(side)

    def show_experiment(self, experiment: Experiment) -> None:
        """Name the lanes."""
        self.legend.show_lanes(experiment.lanes)

    def show_frame(self, frame: Frame) -> None:
        """Draw a frame."""
        self._frame = frame
        landscape = frame.landscape
        if landscape is not None and landscape is not self._shown_surface:
            self._show_landscape(landscape)
        self._layer.update()

    def show_figures(self, frame: Frame) -> None:
        """Show the numbers of a frame."""
        self.badge.show_frame(frame)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._theme = theme
        self._caption.setFont(font(SMALL))
        self._caption.setStyleSheet(f"color: {theme.text_secondary}")
        for part in (self.plot, self.bar, self.legend, self.badge):
            part.set_theme(theme)
        self.badge.setFixedWidth(scaled(118))  # whatever the figures, the plot keeps its width

    def _show_landscape(self, landscape: Landscape) -> None:
        self._shown_surface = landscape
        self.plot.show_axes(True)
        extent = landscape.extent
        self.plot.set_range(extent.left, extent.right, extent.bottom, extent.top)
        self.plot.set_axis_titles(*landscape.plane.axes)
        if landscape.surface is not None:
            self._heights = Heights.of(landscape.surface)
            self.bar.show_heights(self._heights)
        self._trails = (
            [Trail(self.plot) for _ in landscape.projections] if len(self._trails) != len(landscape.projections) else self._trails
        )

    def _paint(self, painter: QPainter, area: QRectF) -> None:
        frame = self._frame
        if frame is None or frame.landscape is None:
            self._paint_waiting(painter, area)
            return
        landscape = frame.landscape
        painter.setClipRect(area)
        if landscape.surface is not None and self._heights is not None:
            self._terrain.paint(painter, area, landscape.surface, self._heights, self._theme)
        rows = self._rows(frame, landscape)
        self._paint_trails(painter, area, frame, landscape, rows)
        self._paint_marks(painter, area, landscape, rows)
        for index in reversed(range(len(rows))):
            self._paint_ball(painter, area, landscape.projections[index], rows[index], index)

    def _rows(self, frame: Frame, landscape: Landscape) -> list[int]:
        """Each lane's row at the playhead, as far as it is projected."""
        return [min(row, (len(path) - 1) * path.stride) for row, path in zip(frame.landscape_rows, landscape.projections, strict=True)]

    def _paint_trails(self, painter: QPainter, area: QRectF, frame: Frame, landscape: Landscape, rows: list[int]) -> None:
        for index in reversed(range(len(rows))):  # the lane with the most updates lies at the bottom
            lane = landscape.recording.lanes[index]
            planned = frame.experiment.planned_updates(lane.lane) or lane.updates
            look = Look.of(self._theme.lanes[index], self._theme, planned)
            self._trails[index].paint(painter, area, landscape.projections[index], rows[index], look)

    def _paint_ball(self, painter: QPainter, area: QRectF, projection: Projection, row: int, index: int) -> None:
        now = self._pixel(projection, row)
        if not area.contains(now):  # a lane that diverges leaves the picture
            return
        size = BALL * (1 + 0.22 * index)  # the lower a ball lies, the larger: on one spot, as at the start, all can be seen
        if row > 0:
            paint_last_update(painter, self._pixel(projection, row - projection.stride), now, self._theme, size)
        paint_ball(painter, now, self._theme.lanes[index], self._theme, size)

    def _paint_marks(self, painter: QPainter, area: QRectF, landscape: Landscape, rows: list[int]) -> None:
        """The start, the lowest point, and their names."""
        placer = LabelPlacer(area, self._trail_points(landscape, rows))
        reach = BALL * max(1.0, text_scale())
        balls = [self._pixel(path, row) for path, row in zip(landscape.projections, rows, strict=True)]
        placer.keep_free(QRectF(ball.x() - reach, ball.y() - reach, 2 * reach, 2 * reach) for ball in balls)
        low = lowest(landscape.surface) if landscape.surface is not None else None
        if low is not None:
            place = self.plot.point_of(low[0], low[1])
            _cross(painter, place, QColor(self._theme.text))
            placer.paint(painter, place, f"minimum {low[2]:.3g}" if landscape.plane.is_exact else f"lowest here {low[2]:.3g}", self._theme)
        placer.paint(painter, self._pixel(landscape.projections[0], 0), "start", self._theme)

    def _trail_points(self, landscape: Landscape, rows: list[int]) -> NDArray[np.float64]:
        found = []
        for trail, projection, row in zip(self._trails, landscape.projections, rows, strict=True):
            last = row // projection.stride
            x, y = trail.pixels(projection, last)
            stride = max(1, len(x) // 400)
            found.append(np.stack([x[::stride], y[::stride]], axis=1))
        return np.concatenate(found)

    def _pixel(self, projection: Projection, row: int) -> QPointF:
        points = projection.points()
        point = min(max(row, 0) // projection.stride, len(projection) - 1)
        return self.plot.point_of(float(points["x"][point]), float(points["y"][point]))

    def _paint_waiting(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(QColor(self._theme.text_secondary))
        painter.setFont(font(16))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self._frame.waiting if self._frame is not None else "")


def _cross(painter: QPainter, center: QPointF, color: QColor) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(color, 2.0))
    for dx, dy in ((6, 0), (0, 6)):
        painter.drawLine(QPointF(center.x() - dx, center.y() - dy), QPointF(center.x() + dx, center.y() + dy))
