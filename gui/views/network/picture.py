"""Paints a dense net: neurons as circles in columns, weights as lines whose width and colour say how large they are, and of which sign."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from gui.look.numbers import measure
from gui.look.theme import SMALL, Theme, font, line_scale, scaled, text_scale
from gui.look.translation import tr
from gui.plotting.paths import draw_lines
from gui.widgets.painting import blend

if TYPE_CHECKING:
    from engine.training.predictor import Layer  # imports PyTorch

MOST = 64  # neurons of a layer that are drawn
_LEAST_STEP, _LARGEST = 7.0, 13.0  # pixels from neuron to neuron, and of a radius
_ROUND = 4.0  # pixels of a radius, from which on a circle is smooth
_LEVELS = 6  # of size, each drawn in one go
_WIDEST, _INVISIBLE = 4.5, 0.04  # pixels of the largest weight; share of it from which on a line is drawn
_CROWDED = 0.22  # of the step between neurons, that a line is wide at most
_MOST_LINES = 300  # between two layers: of more, the largest weights
_SMOOTH = 120  # lines, more of which are smooth at rest only: that costs eight times as much
_NUMBERED = 12  # inputs of a linear model, whose weights stand beside their lines as numbers
_EDGE, _MOST_EDGE, _EDGE_SHARE = 90, 200, 0.27  # pixels for names at both sides, where they are short and at most; and of the width

Values = NDArray[np.float64]


class Net:
    """Where the neurons of a net lie in a rectangle.

    Args:
        area: the rectangle.
        widths: of the layers, with the inputs.
        names: how wide the widest name at the sides is, in pixels.

    Attributes:
        columns: places of the drawn neurons of each layer, [k, 2] each.
        hidden: how many of each layer are not drawn.
        radius: of a neuron.
        step: from neuron to neuron where they are closest.
        edge: the room for names at both sides.
    """

    def __init__(self, area: QRectF, widths: Sequence[int], names: float = 0.0) -> None:
        above = scaled(10)
        room = area.height() - above - scaled(20)
        most = max(1, min(MOST, int(room // _LEAST_STEP)))
        drawn = [min(width, most) for width in widths]
        self.hidden = [width - count for width, count in zip(widths, drawn, strict=True)]
        beside = _LARGEST * line_scale() + scaled(8)  # a name
        edge = self.edge = min(max(scaled(_EDGE), min(names + beside, scaled(_MOST_EDGE))), _EDGE_SHARE * area.width())
        across = np.linspace(area.left() + edge, area.right() - edge, len(widths))
        step = self.step = min(room / max(drawn), 4 * _LARGEST * line_scale())
        self.radius = min(_LARGEST * line_scale(), 0.38 * step)
        middle = area.top() + above + room / 2
        self.columns = [
            np.stack([np.full(count, x), middle + (np.arange(count) - (count - 1) / 2) * min(room / count, 2 * step)], axis=1)
            for x, count in zip(across, drawn, strict=True)
        ]


def paint_net(
    painter: QPainter,
    area: QRectF,
    layers: Sequence[Layer],
    names: tuple[Sequence[str], Sequence[str]],
    theme: Theme,
    lane: str,
    *,
    is_smooth: bool,
) -> None:  # fmt: skip
    """Paint a net.

    Args:
        area: where.
        layers: its weights.
        names: of inputs and outputs.
        lane: the colour of the lane, around the neurons.
        is_smooth: whether all lines are, however many there are.
    """
    widths = [layers[0].weights.shape[1], *(len(layer.weights) for layer in layers)]
    net = Net(area, widths, max((_shortened(name, math.inf, text_scale())[1] for side in names for name in side), default=0.0))
    painter.setFont(font(SMALL, tabular=True))
    for layer, before, after in zip(layers, net.columns[:-1], net.columns[1:], strict=True):
        widest = min(_WIDEST, max(1.0, _CROWDED * net.step)) * line_scale()
        _paint_weights(painter, layer.weights[: len(after), : len(before)], (before, after), widest, theme, is_smooth=is_smooth)
    is_numbered = len(layers) == 1 and widths[0] <= _NUMBERED and widths[1] == 1
    for index, places in enumerate(net.columns):
        biases = layers[index - 1].biases[: len(places)] if index else np.full(len(places), np.nan)
        _paint_neurons(painter, places, net.radius, biases, theme, lane)
        if net.hidden[index]:
            place = QRectF(places[0, 0] - scaled(60), area.bottom() - scaled(18), scaled(120), scaled(18))
            _write(painter, place, Qt.AlignmentFlag.AlignCenter, tr("… {n} more", n=f"{net.hidden[index]:,}"), theme)
    _paint_names(painter, area, net, names, theme)
    if is_numbered:
        _paint_numbers(painter, layers[0], net, theme)


def _paint_weights(
    painter: QPainter, weights: Values, ends: tuple[Values, Values], widest: float, theme: Theme, *, is_smooth: bool
) -> None:
    """Lines from layer to layer, the smallest first, all of one size and sign in one go."""
    before, after = ends
    finite = np.nan_to_num(weights, nan=0.0, posinf=0.0, neginf=0.0)
    largest = float(np.abs(finite).max(initial=0.0))
    if not largest:
        return
    levels, signs = buckets(finite, largest)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, is_smooth or finite.size <= _SMOOTH)
    for level in range(1, _LEVELS + 1):
        for sign, color in ((1, theme.positive), (-1, theme.negative)):
            down, across = np.nonzero((levels == level) & (signs == sign))
            if not len(down):
                continue
            share = level / _LEVELS
            painter.setPen(QPen(_shade(theme.card, color, 0.25 + 0.75 * share), max(1.0, share * widest)))
            draw_lines(painter, before[across, 0], before[across, 1], after[down, 0], after[down, 1])


@lru_cache(maxsize=128)
def _shade(ground: str, color: str, share: float) -> QColor:
    return blend(ground, color, share)


@lru_cache(maxsize=512)
def _shortened(text: str, width: float, scale: float) -> tuple[str, float]:
    """As much of a text as there is room for, and how wide that is, at a text scale."""
    metrics = QFontMetricsF(font(SMALL, tabular=True))
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
    return shown, metrics.horizontalAdvance(shown)


def buckets(weights: Values, largest: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of how many levels each weight is, 0 for one that is next to nothing, or less than the largest that can be told apart; its sign."""
    share = np.abs(weights) / largest
    least = _INVISIBLE if share.size <= _MOST_LINES else max(_INVISIBLE, float(np.partition(share.ravel(), -_MOST_LINES)[-_MOST_LINES]))
    levels = np.where(share < least, 0, np.ceil(share * _LEVELS)).astype(np.int64)
    return np.minimum(levels, _LEVELS), np.sign(weights).astype(np.int64)


def _paint_neurons(painter: QPainter, places: Values, radius: float, biases: Values, theme: Theme, lane: str) -> None:
    """Circles, as dark as the bias is large."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, radius >= _ROUND)
    largest = max((abs(bias) for bias in biases.tolist() if math.isfinite(bias)), default=0.0)
    painter.setPen(QPen(QColor(lane), max(1.0, 0.18 * radius)))
    for (x, y), bias in zip(places.tolist(), biases.tolist(), strict=True):
        share = abs(bias) / largest if largest and math.isfinite(bias) else 0.0
        painter.setBrush(_shade(theme.card, theme.positive if bias > 0 else theme.negative, 0.85 * round(share * _LEVELS) / _LEVELS))
        painter.drawEllipse(QPointF(x, y), radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_names(painter: QPainter, area: QRectF, net: Net, names: tuple[Sequence[str], Sequence[str]], theme: Theme) -> None:
    """Of inputs on the left and outputs on the right, where there is room for each."""
    flags = Qt.AlignmentFlag.AlignVCenter
    for places, said, is_left in ((net.columns[0], names[0], True), (net.columns[-1], names[1], False)):
        step = abs(places[1, 1] - places[0, 1]) if len(places) > 1 else math.inf
        every = max(1, math.ceil(scaled(15) / step))
        for number in range(0, len(places), every):
            x, y = places[number].tolist()
            room = net.edge - net.radius - scaled(4)
            left = x - net.radius - scaled(4) - room if is_left else x + net.radius + scaled(4)
            box = QRectF(left, y - scaled(9), room, scaled(18))
            side = Qt.AlignmentFlag.AlignRight if is_left else Qt.AlignmentFlag.AlignLeft
            _write(painter, box, flags | side, said[number] if number < len(said) else "", theme)


def _paint_numbers(painter: QPainter, layer: Layer, net: Net, theme: Theme) -> None:
    """The weights of a linear model beside their lines, and the bias below the output."""
    (end,), flags = net.columns[1], Qt.AlignmentFlag.AlignCenter
    for place, weight in zip(net.columns[0], layer.weights[0].tolist(), strict=True):
        middle = place + 0.42 * (end - place)
        _write(painter, QRectF(middle[0] - 40, middle[1] - scaled(9), 80, scaled(18)), flags, measure(weight), theme, on_ground=True)
    bias = layer.biases[0]
    if math.isfinite(bias):
        box = QRectF(end[0] - 60, end[1] + net.radius + scaled(4), 120, scaled(18))
        _write(painter, box, flags, tr("bias {value}", value=measure(float(bias))), theme, on_ground=True)


def _write(painter: QPainter, box: QRectF, flags: Qt.AlignmentFlag, text: str, theme: Theme, *, on_ground: bool = False) -> None:
    shown, width = _shortened(text, box.width(), text_scale())
    if on_ground:
        width += 6
        painter.fillRect(QRectF(box.center().x() - width / 2, box.top() + 1, width, box.height() - 2), QColor(theme.card))
    painter.setPen(QColor(theme.text if on_ground else theme.text_secondary))
    painter.drawText(box, flags, shown)
