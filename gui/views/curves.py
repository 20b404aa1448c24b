"""Paints one lane's losses: the batch losses as a band, the validation loss dashed, the training loss bold."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from engine.recording.clock import Clock, times
from engine.recording.lane import LaneRecording
from engine.recording.reading import evaluated_until
from engine.recording.reduce import min_max
from gui.theme import LaneStyle, Theme, text_scale
from gui.widgets.marker import marker_path
from gui.widgets.painting import faded

from .paths import bars, polyline
from .plot import Plot

_CURVE_POINTS = 300  # more, antialiased and thick, cost more than all the rest of the frame
_LEAST = 1e-12  # below this, a loss lies at the bottom of a logarithmic scale


class CurvePainter:
    """Draws a lane into a plot up to a row.

    Args:
        plot: where.
        lane: what.
        clock: what the x axis counts.
        is_log: whether the y axis shows decimal logarithms.
    """

    def __init__(self, plot: Plot, lane: LaneRecording, clock: Clock, is_log: bool) -> None:
        self._plot, self._lane, self._clock, self._is_log = plot, lane, clock, is_log
        self._area = QRectF(0.0, 0.0, plot.area.width() + 1e-6, plot.area.height())

    def batch_losses(self, painter: QPainter, row: int, until: float, color: QColor) -> None:
        """The losses of single batches up to a row: a thin line while there is room for each, then a min-max band."""
        rows = np.arange(1, row + 1)
        if not len(rows):
            return
        x = self._x(rows)
        loss = self._height(self._lane.column("loss")[1 : row + 1])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(color, 1.0))
        bins = max(1, int(self._area.width()))
        if row < 2 * bins:
            painter.drawPath(polyline(x, loss, self._area))
            return
        left, right = math.floor(x[0]), math.floor(x[-1]) + 1  # a bin for each column of pixels
        band = min_max(x, loss, left, right, right - left)
        painter.drawPath(bars(band.x, band.low, band.high, self._area))

    def evaluations(self, painter: QPainter, name: str, row: int, until: float, pen: QPen, spread: float = 0.55) -> None:
        """A loss measured on a whole set, up to a row, held flat from there until the playhead; `spread` is the opacity of the min-max band
        behind the curve where there are more evaluations than it can show."""
        x, y = self._measured(name, row)
        if not len(x):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if len(x) > _CURVE_POINTS:
            band = min_max(x, y, float(x[0]), float(x[-1]) + 1e-9, min(_CURVE_POINTS // 2, max(1, int((x[-1] - x[0]) / 2))))
            painter.setPen(QPen(faded(pen.color().name(), spread * pen.color().alphaF()), 2.0))
            painter.drawPath(bars(band.x, band.low, band.high, self._area))
            ends = x[:1], y[:1], x[-1:], y[-1:]
            x = np.concatenate([ends[0], band.x, ends[2]])
            y = np.concatenate([ends[1], (band.low + band.high) / 2, ends[3]])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(pen)
        painter.drawPath(polyline(np.append(x, max(until, x[-1])), np.append(y, y[-1]), self._area))

    def marker(self, painter: QPainter, row: int, until: float, style: LaneStyle, theme: Theme) -> None:
        """The lane's marker where the playhead crosses its training loss."""
        _, y = self._measured("train_loss", row)
        if len(y):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(QPen(QColor(theme.card), 2.0))
            painter.setBrush(QColor(style.color))
            painter.drawPath(marker_path(style.marker, 12 * text_scale()).translated(QPointF(until, float(y[-1]))))
            painter.setBrush(Qt.BrushStyle.NoBrush)

    def _measured(self, name: str, row: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Pixels of the evaluations up to a row."""
        measured = self._lane.evaluated()
        count = evaluated_until(measured, row)
        return self._x(measured["update"][:count]), self._height(measured[name][:count])

    def _x(self, rows: NDArray[Any]) -> NDArray[np.float64]:
        return self._plot.x_of(times(self._lane, self._clock, rows))

    def _height(self, loss: NDArray[Any]) -> NDArray[np.float64]:
        """Pixels down, kept within what a painter can bear."""
        values = np.log10(np.maximum(loss, _LEAST)) if self._is_log else np.asarray(loss, np.float64)
        return np.nan_to_num(np.clip(self._plot.y_of(values), -20_000, 20_000), nan=-20_000)
