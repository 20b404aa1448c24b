"""Paints what an update's batch said, what all samples say, and what other batches would have said."""

from __future__ import annotations

import math
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform

from engine.landscape.glance import Slopes
from gui.theme import LaneStyle, Theme, text_scale
from gui.widgets.painting import faded

from .ball import paint_arrow
from .plot import Plot

_LONG_ENOUGH, _TOO_LONG = 64.0, 160.0  # pixels, of the longest arrow of a ball
_MOST_IN_ELLIPSE = math.sqrt(-2 * math.log(0.05))  # standard deviations that hold 19 of 20 points of a normal distribution in the plane
_STILL = 1e-3  # pixels, of the longest arrow of a ball that has come to rest: what is left of it is rounding
_SHORTEST = 5.0  # pixels; a shorter arrow has no direction to see


def paint_slopes(painter: QPainter, plot: Plot, slopes: Slopes, names: Collection[str], style: LaneStyle, theme: Theme) -> None:
    """Paint the arrows of one ball from where its last update began.

    All are drawn at one scale: as long as they are, or by one factor longer or shorter where they could not be seen together.
    """
    scale = max(1.0, text_scale())
    steps = {name: plot.step_of(getattr(slopes, name)) for name in ("made", "batch", "full") if name in names}
    radii, turn = _ellipse(plot, slopes.spread) if "others" in names else (np.zeros(2), 0.0)
    centre = plot.step_of(slopes.full)
    reach = max([float(np.hypot(*step)) for step in steps.values()] + [float(radii.max() + np.hypot(*centre)) if radii.any() else 0.0])
    if not _STILL < reach < math.inf:
        return
    factor = min(max(1.0, _LONG_ENOUGH * scale / reach), _TOO_LONG * scale / reach)
    begin = plot.point_of(float(slopes.before[0]), float(slopes.before[1]))
    if radii.any():
        painter.save()
        painter.setTransform(QTransform().translate(begin.x() + factor * centre[0], begin.y() + factor * centre[1]).rotate(turn), True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(faded(style.color, 0.9), 1.5 * scale, Qt.PenStyle.DashLine))
        painter.setBrush(faded(style.color, 0.16))
        painter.drawEllipse(QPointF(), factor * float(radii[0]), factor * float(radii[1]))
        painter.restore()
    for name, colour in (("full", theme.text), ("batch", style.color), ("made", theme.text_secondary)):
        if name not in steps or float(np.hypot(*steps[name])) * factor < _SHORTEST:
            continue
        tip = QPointF(begin.x() + factor * float(steps[name][0]), begin.y() + factor * float(steps[name][1]))
        paint_arrow(painter, begin, tip, faded(theme.background, 0.75), scale, outline=3.0 * scale)
        paint_arrow(painter, begin, tip, QColor(colour), scale)


def _ellipse(plot: Plot, spread: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Radii in pixels, and by how many degrees the first one is turned, of the ellipse that holds 19 of 20 points."""
    jacobian = np.stack([plot.step_of(np.array([1.0, 0.0])), plot.step_of(np.array([0.0, 1.0]))], axis=1)
    values, vectors = np.linalg.eigh(jacobian @ spread @ jacobian.T)
    radii: NDArray[np.float64] = _MOST_IN_ELLIPSE * np.sqrt(np.maximum(values, 0.0))
    return radii, math.degrees(math.atan2(vectors[1, 0], vectors[0, 0]))
