"""The loss panels: one per lane side by side with the same range, or all lanes in one."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from engine.experiment import Experiment, Lane
from engine.recording.clock import Clock, time_at, times
from engine.recording.lane import LaneRecording
from engine.recording.reading import Reading
from gui.frame import Frame
from gui.numbers import figure
from gui.theme import DARK, FIGURE, SMALL, TITLE, Theme, font, text_scale
from gui.widgets.card import Card
from gui.widgets.elided import ElidedLabel
from gui.widgets.marker import MarkerLabel
from gui.widgets.painting import faded

from .curves import CurvePainter
from .plot import Plot, linear_ticks


class LaneHeader(QWidget):
    """A lane's marker, name and batch size, and its training loss in large figures."""

    def __init__(self, index: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._index = index
        self._marker = MarkerLabel(index, size=14)
        self._title = QLabel()
        self._detail = ElidedLabel(role="text_secondary", size_px=SMALL)
        self._details: tuple[str, ...] = ("",)
        self._figure = QLabel("–")
        self._caption = QLabel("training loss")
        name = QHBoxLayout()
        name.setSpacing(8)
        name.addWidget(self._marker)
        name.addWidget(self._title, 1)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(2)
        left.addLayout(name)
        left.addWidget(self._detail)
        left.addStretch()
        right.setSpacing(0)
        right.addWidget(self._figure, 0, Qt.AlignmentFlag.AlignRight)
        right.addWidget(self._caption, 0, Qt.AlignmentFlag.AlignRight)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(left, 1)
        layout.addLayout(right)
        self.set_theme(DARK)

    def show_lane(self, lane: Lane, n: int) -> None:
        """Name the lane."""
        self._title.setText(lane.title)
        count = lane.updates_per_epoch(n)
        plural = "s" if count != 1 else ""
        self._details = (
            f"{lane.size(n):,} of {n:,} samples · {count:,} update{plural} per epoch",
            f"{lane.size(n):,} of {n:,} · {count:,} update{plural}/epoch",
            f"{count:,} update{plural} per epoch",
        )
        self._fit_detail()

    def show_reading(self, reading: Reading | None, record: LaneRecording | None) -> None:
        """Show the figure at the playhead, and what became of the lane."""
        self._fit_detail()  # a longer figure leaves it less room
        self._figure.setText("–" if reading is None or math.isnan(reading.train_loss) else figure(reading.train_loss))
        status = record.status if record is not None else None
        has_ended_badly = status is not None and status.state in ("diverged", "failed")
        text = "training loss"
        if status is not None and has_ended_badly:
            text = f"{status.state} at update {status.update:,}"
        self._caption.setText(text)
        self._caption.setToolTip(status.reason + ("\n\n" + status.traceback if status.traceback else "") if status else "")
        self._caption.setStyleSheet(f"color: {self._theme.danger if has_ended_badly else self._theme.text_secondary}")

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._marker.set_theme(theme)
        self._detail.set_theme(theme)
        self._title.setFont(font(TITLE, 600))
        self._figure.setFont(font(FIGURE, 700, tabular=True))
        self._figure.setStyleSheet(f"color: {theme.lanes[self._index].color}")
        self._caption.setFont(font(SMALL))
        self._caption.setStyleSheet(f"color: {theme.text_secondary}")

    def _fit_detail(self) -> None:
        """The longest wording that there is room for."""
        metrics = QFontMetricsF(font(SMALL))
        fitting = [text for text in self._details if metrics.horizontalAdvance(text) < self._detail.width() - 4]
        self._detail.setText(fitting[0] if fitting else self._details[-1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        layout = self.layout()
        if layout is not None:
            layout.activate()
        self._fit_detail()


class LossPanel(Card):
    """A card with the curves of some lanes.

    Attributes:
        indices: which lanes.
        headers: one for each of them.
        plot: the curves.
    """

    def __init__(self, indices: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.indices = tuple(indices)
        self._theme = DARK
        self._frame: Frame | None = None
        self.headers = [LaneHeader(index) for index in indices]
        self.plot = Plot()
        self.plot.show_grid(x=False, y=True)
        self._layer = self.plot.add_layer(self._paint)
        top = QHBoxLayout()
        top.setSpacing(28)
        top.setContentsMargins(4, 0, 4, 0)
        for header in self.headers:
            top.addWidget(header, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 6)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self.plot, 1)

    def show_frame(self, frame: Frame, bounds: tuple[float, float]) -> None:
        """Draw a frame, with the losses between bounds (decimal logarithms on a logarithmic scale)."""
        self._frame = frame
        self.plot.set_log(frame.scale == "log")
        self.plot.set_range(0.0, max(frame.total, 1e-9), *bounds)
        self._layer.update()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._theme = theme
        self.plot.set_theme(theme)
        for header in self.headers:
            header.set_theme(theme)

    def _paint(self, painter: QPainter, area: QRectF) -> None:
        frame = self._frame
        if frame is None:
            return
        if frame.ghost is not None:
            self._paint_ghost(painter, frame, frame.ghost.lanes)
        if not frame.lanes:
            return
        playhead = float(np.clip(self.plot.x_of(np.array(frame.position)), 0, area.width()))
        self._paint_playhead(painter, playhead, area)
        if len(self.indices) == 1:
            self._paint_epochs(painter, area, frame.lanes[self.indices[0]], frame.clock)
        for index in self._shown(frame.lanes):
            self._paint_lane(painter, area, frame, index, playhead)

    def _paint_lane(self, painter: QPainter, area: QRectF, frame: Frame, index: int, playhead: float) -> None:
        lane, row, style = frame.lanes[index], frame.rows[index], self._theme.lanes[index]
        curves = CurvePainter(self.plot, lane, frame.clock, frame.scale == "log")
        last = float(self.plot.x_of(np.array(time_at(lane, frame.clock, row))))
        until = playhead if row < lane.updates else last
        width = 3.0 * max(1.0, text_scale())
        painter.setClipRect(area)
        curves.batch_losses(painter, row, until, faded(style.color, 0.28 if len(self.indices) == 1 else 0.14))
        curves.evaluations(painter, "validation_loss", row, until, _pen(self._theme.text_secondary, 1.5, Qt.PenStyle.DashLine), 0.25)
        dash = style.dash if len(self.indices) > 1 else Qt.PenStyle.SolidLine
        curves.evaluations(painter, "train_loss", row, until, _pen(style.color, width, dash))
        painter.setClipRect(area.adjusted(-8, -8, 8, 8))
        curves.marker(painter, row, until, style, self._theme)

    def _paint_ghost(self, painter: QPainter, frame: Frame, lanes: Sequence[LaneRecording]) -> None:
        for index in self._shown(lanes):
            curves = CurvePainter(self.plot, lanes[index], frame.clock, frame.scale == "log")
            color = faded(self._theme.lanes[index].color, 0.3)
            curves.evaluations(painter, "train_loss", lanes[index].updates, 0.0, QPen(color, 2.0))

    def _paint_epochs(self, painter: QPainter, area: QRectF, lane: LaneRecording, clock: Clock) -> None:
        """A tick at each end of an epoch, while there is room."""
        rows = np.arange(0, lane.updates + 1, lane.lane.updates_per_epoch(lane.n))
        places = self.plot.x_of(times(lane, clock, rows))
        if len(places) < 2 or places[-1] / (len(places) - 1) < 4:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(faded(self._theme.text_secondary, 0.6), 1.0))
        painter.drawLines([QLineF(x, area.height() - 4, x, area.height()) for x in places.tolist()])

    def _paint_playhead(self, painter: QPainter, x: float, area: QRectF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(faded(self._theme.text, 0.4), 1.0))
        painter.drawLine(QPointF(x, 0), QPointF(x, area.height()))

    def _shown(self, lanes: Sequence[LaneRecording]) -> list[int]:
        return [index for index in self.indices if index < len(lanes)]


class LossView(QWidget):
    """All loss panels.

    Attributes:
        side: the panels side by side, one per lane.
        together: the panel with all lanes.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self.side: list[LossPanel] = []
        self.together: LossPanel | None = None
        self._stack = QStackedLayout(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_experiment(self, experiment: Experiment) -> None:
        """Make room for the lanes of another experiment."""
        lanes = experiment.lanes
        if len(lanes) != len(self.side):
            self._rebuild(len(lanes))
        assert self.together is not None
        for panel in (*self.side, self.together):
            for index, header in zip(panel.indices, panel.headers, strict=True):
                header.show_lane(lanes[index], experiment.data.n)

    def show_frame(self, frame: Frame) -> None:
        """Draw a frame; only what can be seen is drawn."""
        if self.together is None:
            return
        self._stack.setCurrentIndex(1 if frame.arrangement == "together" else 0)
        bounds = loss_bounds(frame)
        for panel in [self.together] if frame.arrangement == "together" else self.side:
            panel.show_frame(frame, bounds)

    def show_figures(self, frame: Frame) -> None:
        """Show the numbers of a frame."""
        panels = [self.together] if frame.arrangement == "together" else self.side
        for panel in panels:
            assert panel is not None
            for index, header in zip(panel.indices, panel.headers, strict=True):
                known = index < len(frame.lanes)
                header.show_reading(frame.readings[index] if known else None, frame.lanes[index] if known else None)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for panel in (*self.side, *([self.together] if self.together else [])):
            panel.set_theme(theme)

    def _rebuild(self, count: int) -> None:
        while (page := self._stack.currentWidget()) is not None:
            self._stack.removeWidget(page)
            page.deleteLater()
        self.side = [LossPanel([index]) for index in range(count)]
        self.together = LossPanel(range(count))
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        for panel in self.side:
            row.addWidget(panel, 1)
        self._stack.addWidget(page)
        self._stack.addWidget(self.together)
        self.set_theme(self._theme)


def loss_bounds(frame: Frame) -> tuple[float, float]:
    """The range that holds the training and validation losses of all lanes, rounded outwards so that it seldom moves.

    Losses far above those of the start belong to lanes that blow up; they leave the picture instead of flattening it.
    """
    recordings = [recording for recording in (frame.recording, frame.ghost) if recording is not None]
    lanes = [lane.evaluated() for recording in recordings for lane in recording.lanes]
    losses = np.concatenate([measured[name] for measured in lanes for name in ("train_loss", "validation_loss")] or [np.empty(0)])
    start = max((float(measured["train_loss"][0]) for measured in lanes if len(measured["train_loss"])), default=1.0)
    losses = losses[np.isfinite(losses) & (losses <= 4 * start)]
    low, high = (float(losses.min()), float(losses.max())) if len(losses) else (0.1, 1.0)
    if frame.scale == "log":
        return math.floor(8 * math.log10(max(low, 1e-6)) - 0.5) / 8, math.ceil(8 * math.log10(max(high, 2e-6)) + 0.5) / 8
    step = [*linear_ticks(0.0, max(high - low, 1e-9), 6), 1.0][1]
    return math.floor(low / step - 0.25) * step, math.ceil(high / step + 0.25) * step


def _pen(color: str, width: float, style: Qt.PenStyle) -> QPen:
    pen = QPen(QColor(color), width, style, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin)
    if style == Qt.PenStyle.DashLine:
        pen.setDashPattern([4.0, 3.0] if width < 2 else [3.0, 2.0])
    return pen
