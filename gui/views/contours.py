"""Contour lines: at which losses they run, and where they say which.

A label stands upright on its line, in a gap of it, where the line is straight, its neighbours are far enough, and neither a name nor any
part of a path lies, wherever the playhead is: so labels stay while a run plays (docs/decisions/contours.md).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import contourpy
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QTransform

from gui.numbers import exact
from gui.theme import SMALL, font
from gui.ticks import linear_ticks

from .bend import Bend, within_reach
from .paths import pieces_within
from .trodden import Trodden

CONTOURS = 14
_MOST_STEPS = 20  # round ones may be up to 2.5 times as wide
_GATHERED = 1.6  # lines lie closer together where the ground is flat
_DECADES = 3.0  # of the height above the lowest loss, where that is not above zero
_COARSE = 0.3  # of the gap between two levels: so coarse may the digits of a level be
_STEP, _SPARSE = 4.0, 4  # pixels from point to point along a line, and points from one place that is looked at to the next
_PAD, _EDGE, _APART = 4.0, 6.0, 110.0  # pixels beside a label, to the picture's edge, and between two labels
_BEND, _STEEPEST = 2.0, 75.0  # pixels that a line may stray from a label's, and degrees that a label may rise
_BALL = 8.0  # pixels from a label to a path, lest a ball on it covers the label
_ROOM = 0.75  # of a label's height, that the next line must be away
_AREA, _MOST = 30_000.0, 8  # square pixels for each label, and how many there may be

Floats = NDArray[np.float64]


def levels_of(values: Floats, spread: str, bend: Bend) -> tuple[float, ...]:
    """Losses to draw contour lines at, in as few digits as tell them apart, ascending.

    Args:
        values: the finite losses of a surface, within reach; at least two different ones, else there are no levels.
        spread: of `gui.map_look.CONTOURS`.
        bend: the scale of the colours; where the spread is left open and it is bent, lines are equal steps of it.
    """
    low, high = float(values.min()), float(values.max())
    inner = np.linspace(0, 1, CONTOURS + 2)[1:-1]
    if spread == "linear":
        return tuple(level for level in linear_ticks(low, high, _MOST_STEPS) if low < level < high)
    if spread == "quantile":
        levels = np.quantile(values, inner)
    elif spread == "log":
        levels = np.exp(math.log(low) + inner * math.log(high / low)) if low > 0 else low + (high - low) * 10 ** (_DECADES * (inner - 1))
    elif not bend.is_even:
        levels = bend.loss(inner)
    else:
        levels = low + inner**_GATHERED * (high - low)
    return _rounded(np.unique(levels[(low < levels) & (levels < high)]), low, high)


def _rounded(levels: Floats, low: float, high: float) -> tuple[float, ...]:
    """Each level in as few digits as move it little, measured by the gap to its neighbours."""
    gaps = np.diff([low, *levels, high])
    nearest = np.minimum(gaps[:-1], gaps[1:])
    digits = [math.ceil(-math.log10(_COARSE * gap)) for gap in nearest.tolist()]
    return tuple(round(level, digit) for level, digit in zip(levels.tolist(), digits, strict=True))


def lines_of(values: Floats, x: Floats, y: Floats, levels: Sequence[float], area: QRectF | None = None) -> list[list[Floats]]:
    """The pieces [k, 2] of the line at each level, where columns of values [H, W] lie at `x` and rows at `y`; those in an area alone."""
    generator = contourpy.contour_generator(x, y, np.ma.masked_array(within_reach(values), ~np.isfinite(values)))
    lines = [list(generator.lines(level)) for level in levels]
    if area is None:
        return lines  # type: ignore[return-value]
    return [[part for piece in pieces for part in pieces_within(piece, area)] for pieces in lines]  # type: ignore[arg-type]


class Taken(NamedTuple):
    """Where no label may lie, in pixels.

    Attributes:
        names: rooms of names.
        paths: points of lines, [k, 2] each.
    """

    names: Sequence[QRectF] = ()
    paths: Sequence[Floats] = ()


class Label(NamedTuple):
    """What a line says.

    Attributes:
        text: its loss.
        x, y: the middle.
        degrees: how it is turned, clockwise.
        width, height: of the gap in the line.
    """

    text: str
    x: float
    y: float
    degrees: float
    width: float
    height: float

    @property
    def box(self) -> QRectF:
        """The gap around the middle, before it is turned."""
        return QRectF(-self.width / 2, -self.height / 2, self.width, self.height)

    @property
    def turn(self) -> QTransform:
        """Leads from there to the picture."""
        return QTransform().translate(self.x, self.y).rotate(self.degrees)


def label_font() -> QFont:
    """What labels are written in."""
    return font(SMALL - 1, 500, tabular=True)


def labels_of(levels: Sequence[float], lines: Sequence[Sequence[Floats]], area: QRectF, taken: Taken) -> list[Label]:
    """Few labels for contour lines in pixels, one for a level at most.

    Args:
        levels, lines: losses, and their lines' pieces, [k, 2] each.
        area: where labels may lie.
        taken: where they may not.
    """
    metrics = QFontMetricsF(label_font())
    most = min(_MOST, round(area.width() * area.height() / _AREA))
    evenly = [[_evenly(piece, _STEP) for piece in pieces] for pieces in lines]
    every, trodden = _Points.of(evenly), Trodden(area, _STEP)
    for path in taken.paths:
        trodden.add(path)
    placed: list[Label] = []
    for number in [n for first in (1, 0, 2) for n in range(first, len(levels), 3)]:  # far levels first
        if len(placed) == most:
            break
        text = exact(levels[number])
        width, height = metrics.horizontalAdvance(text) + 2 * _PAD, metrics.height()
        places = [place for points in evenly[number] for place in _places(points, width)]
        kept_free = [*taken.names, *(_around(label) for label in placed)]
        best = _best(places, number, every, (width, height), partial(_is_free, area, trodden, kept_free))
        if best is not None:
            placed.append(Label(text, *best, width, height))
    return placed


class _Points(NamedTuple):
    """Points on all lines, [k, 2], and the number of the line of each, [k]."""

    places: Floats
    numbers: NDArray[np.int64]

    @classmethod
    def of(cls, lines: Sequence[Sequence[Floats]]) -> _Points:
        """The points of each line's pieces, [k, 2] each."""
        numbers = [np.full(len(piece), number) for number, pieces in enumerate(lines) for piece in pieces]
        places = [piece for pieces in lines for piece in pieces]
        return cls(np.concatenate([np.zeros((0, 2)), *places]), np.concatenate([np.zeros(0, int), *numbers]))

    def others(self, number: int, x: float, y: float, reach: float) -> Floats:
        """Steps from a place to the points of other lines near it: [k, 2]."""
        steps: Floats = self.places - (x, y)
        near: NDArray[np.bool_] = (self.numbers != number) & (np.abs(steps) < reach).all(axis=1)
        return steps[near]


def _evenly(piece: Floats, step: float) -> Floats:
    """Points along a piece, evenly spaced: [k, 2]."""
    along = np.concatenate([[0.0], np.hypot(*np.diff(piece, axis=0).T).cumsum()])
    at = np.arange(0.0, along[-1], step)
    return np.stack([np.interp(at, along, piece[:, 0]), np.interp(at, along, piece[:, 1])], axis=1)


def _places(points: Floats, width: float) -> list[tuple[float, float, float, float]]:
    """Where a piece through evenly spaced points is straight enough for a label: how well it suits (less is better), middle and degrees."""
    reach = math.ceil(width / _STEP)
    if len(points) < 2 * reach:
        return []  # hardly more than the label's gap
    stretches = sliding_window_view(points, reach + 1, axis=0)[::_SPARSE]  # [k, 2, reach + 1]
    begin, end = stretches[:, :, 0], stretches[:, :, -1]
    chord = end - begin
    length = np.hypot(*chord.T)
    across = np.stack([-chord[:, 1], chord[:, 0]], axis=1) / np.maximum(length, 1e-9)[:, None]
    strays = np.abs(np.einsum("kij,ki->kj", stretches - begin[:, :, None], across)).max(axis=1)
    degrees = (np.degrees(np.arctan2(chord[:, 1], chord[:, 0])) + 90) % 180 - 90  # upright
    suits = (strays <= _BEND) & (np.abs(degrees) <= _STEEPEST) & (length >= 0.9 * width)
    middle, cost = (begin + end) / 2, strays + np.abs(degrees) / 20
    return list(zip(cost[suits].tolist(), *middle[suits].T.tolist(), degrees[suits].tolist(), strict=True))


def _best(
    places: list[tuple[float, float, float, float]], number: int, every: _Points, size: tuple[float, float],
    is_free: Callable[[QRectF], bool],
) -> tuple[float, float, float] | None:  # fmt: skip
    """Middle and degrees of the best place that is free; None where there is none."""
    for _, x, y, degrees in sorted(places):
        turn = QTransform().translate(x, y).rotate(degrees)
        box = turn.mapRect(QRectF(-size[0] / 2, -size[1] / 2, *size))
        if not is_free(box):
            continue
        along, across = np.abs(_turned(every.others(number, x, y, sum(size)), degrees)).T
        if not ((along < size[0] / 2) & (across < _ROOM * size[1])).any():
            return x, y, degrees
    return None


def _is_free(area: QRectF, trodden: Trodden, taken: Sequence[QRectF], box: QRectF) -> bool:
    """Whether a box lies inside, and neither a name nor a path, or a ball on it, comes to lie there."""
    if not area.adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE).contains(box):
        return False
    return not any(box.intersects(rect) for rect in taken) and not trodden.meets(box.adjusted(-_BALL, -_BALL, _BALL, _BALL))


def _turned(steps: Floats, degrees: float) -> Floats:
    """Steps along and across a direction: [k, 2]."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    turned: Floats = steps @ np.array([[cos, -sin], [sin, cos]])
    return turned


def _around(label: Label) -> QRectF:
    """Where no other label may lie."""
    return QRectF(label.x - _APART, label.y - _APART / 2, 2 * _APART, _APART)
