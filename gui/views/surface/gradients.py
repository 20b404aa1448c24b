"""Paints at a ball what an update's batch said, what the optimizer made of it, what all samples say, and what other batches would say."""

from __future__ import annotations

import math
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QTransform

from engine.landscape.probe import GradientSteps
from gui.look.theme import LaneStyle, Theme, line_scale
from gui.plotting.plot import Plot

from .arrows import OTHERS, Arrow, head_of, paint_arrows, set_others
from .ball import BALL, head_room, rim_of

_CHAIN = ("batch", "momentum", "scaling", "decay")  # lie head to tail: all together they end where the update ended
_LONG_ENOUGH, _TOO_LONG = 64.0, 160.0  # pixels, from where the update began to the tip that is furthest away
_STILL = 1e-3  # pixels, of the furthest tip at a ball that has come to rest: what is left of it is rounding
_NOTHING = 1e-5  # of the furthest tip: a step so short is rounding, too

Step = NDArray[np.float64]  # in pixels, [2]


def paint_gradients(
    painter: QPainter, plot: Plot, gradients: GradientSteps, names: Collection[str], style: LaneStyle, theme: Theme, size: float = BALL
) -> list[QRectF]:
    """Paint the arrows of one ball of some size from where its last update began.

    All are drawn at one scale: as long as they are, or by one factor longer or shorter where they could not be seen together. Of one that
    is too short even so, the head alone says where it points, at the rim of the ball.

    Returns:
        Where their heads are.
    """
    scale = line_scale()
    steps = _steps(plot, gradients, names)
    radii, turn = _ellipse(plot, gradients) if OTHERS in names else (np.zeros(2), 0.0)
    centre = plot.step_of(gradients.full)
    ends = [_length(start + step) for start, step in steps.values()] + ([float(radii.max()) + _length(centre)] if radii.any() else [])
    reach = max(ends, default=0.0)
    if not _STILL < reach < math.inf:
        return []
    factor = min(max(1.0, _LONG_ENOUGH * scale / reach), _TOO_LONG * scale / reach)
    begin = plot.point_of(float(gradients.before[0]), float(gradients.before[1]))
    if radii.any():
        painter.save()
        painter.setTransform(QTransform().translate(*_moved(begin, factor * centre).toTuple()).rotate(turn), True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        set_others(painter, style, scale)
        painter.drawEllipse(QPointF(), factor * float(radii[0]), factor * float(radii[1]))
        painter.restore()
    rim = rim_of(size) * scale
    arrows = [
        _placed(name, begin, factor * start, factor * step, head_of(name) * scale, rim)
        for name, (start, step) in sorted(steps.items(), key=_order)
        if _length(step) > _NOTHING * reach
    ]
    paint_arrows(painter, arrows, style, theme, scale, outline=3.0)
    return [head_room(arrow.start, arrow.tip) for arrow in arrows]


def _steps(plot: Plot, gradients: GradientSteps, names: Collection[str]) -> dict[str, tuple[Step, Step]]:
    """Where each arrow starts, from where the update began, and its step."""
    steps = {name: plot.step_of(getattr(gradients, name)) for name in ("made", "full", *_CHAIN) if name in names}
    starts, tip = {}, np.zeros(2)
    for name in (name for name in _CHAIN if name in steps):
        starts[name], tip = tip, tip + steps[name]
    return {name: (starts.get(name, np.zeros(2)), step) for name, step in steps.items()}


def _order(item: tuple[str, tuple[Step, Step]]) -> tuple[bool, float]:
    """The update at the bottom, and a short arrow over a long one."""
    name, (_, step) = item
    return name != "made", -_length(step)


def _placed(name: str, begin: QPointF, start: Step, step: Step, head: float, rim: float) -> Arrow:
    """An arrow on the screen, from where the update began; `head` and `rim` are how long its head is, and how large the ball."""
    if (length := _length(step)) >= head:
        return Arrow(name, _moved(begin, start), _moved(begin, start + step))
    along = step / length
    if _length(start) < rim:
        start = rim * along
    return Arrow(name, _moved(begin, start), _moved(begin, start + head * along))


def _moved(place: QPointF, by: Step) -> QPointF:
    return QPointF(place.x() + float(by[0]), place.y() + float(by[1]))


def _length(step: Step) -> float:
    return float(np.hypot(*step))


def _ellipse(plot: Plot, gradients: GradientSteps) -> tuple[NDArray[np.float64], float]:
    """Radii in pixels, and by how many degrees the first one is turned, of the ellipse that holds 19 of 20 batches."""
    jacobian = np.stack([plot.step_of(np.array([1.0, 0.0])), plot.step_of(np.array([0.0, 1.0]))], axis=1)
    values, vectors = np.linalg.eigh(jacobian @ gradients.spread @ jacobian.T)
    radii: NDArray[np.float64] = gradients.spread_radius * np.sqrt(np.maximum(values, 0.0))
    return radii, math.degrees(math.atan2(vectors[1, 0], vectors[0, 0]))
