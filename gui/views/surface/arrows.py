"""How each kind of arrow at the balls looks: told apart by its shaft as well as by its colour, for the colour-blind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gui.look.theme import LaneStyle, Theme
from gui.widgets.painting import faded

from .ball import HEAD, paint_arrow

OTHERS = "others"  # the one that is no arrow, but an ellipse


class _Look(NamedTuple):
    color: Callable[[LaneStyle, Theme], str]
    dashes: tuple[float, ...] = ()  # of the shaft, in units of its width; without them it is whole
    weight: float = 1.0  # how much thicker it is than the others


_LOOKS = {
    "made": _Look(lambda lane, theme: theme.text_secondary, weight=1.5),  # lies beneath: it is seen also where another one covers it
    "batch": _Look(lambda lane, theme: lane.color),
    "momentum": _Look(lambda lane, theme: theme.momentum, (2.5, 2.0)),
    "scaling": _Look(lambda lane, theme: theme.scaling, (0.1, 2.0)),
    "decay": _Look(lambda lane, theme: theme.decay, (2.5, 2.0, 0.1, 2.0)),
    "full": _Look(lambda lane, theme: theme.text),
}


class Arrow(NamedTuple):
    """An arrow of `wishes.ARROWS` on the screen.

    Attributes:
        name: which one.
        start, tip: where.
    """

    name: str
    start: QPointF
    tip: QPointF


def head_of(name: str) -> float:
    """The length of an arrow's head in pixels."""
    return HEAD * _LOOKS[name].weight


def paint_arrows(painter: QPainter, arrows: Sequence[Arrow], lane: LaneStyle, theme: Theme, scale: float, outline: float = 0.0) -> None:
    """Arrows at the ball of a lane, the first one at the bottom; the outlines of all beneath all, so that where two lie on each other, the
    lower one is seen between the dashes of the upper one."""
    ground = faded(theme.background, 0.75)
    for name, start, tip in arrows if outline else ():
        paint_arrow(painter, start, tip, ground, scale * _LOOKS[name].weight, outline=outline * scale)
    for name, start, tip in arrows:
        look = _LOOKS[name]
        paint_arrow(painter, start, tip, QColor(look.color(lane, theme)), scale * look.weight, dashes=look.dashes)


def set_others(painter: QPainter, lane: LaneStyle, scale: float) -> None:
    """Pen and brush of the ellipse of other batches."""
    painter.setPen(QPen(faded(lane.color, 0.9), 1.5 * scale, Qt.PenStyle.DashLine))
    painter.setBrush(faded(lane.color, 0.16))
