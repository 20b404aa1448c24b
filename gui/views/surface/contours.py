"""Contour lines: at which losses they run, and where they say which.

A label stands upright on its line, in a gap of it, where the line is straight, its neighbours are far enough, and neither a name nor any
part of a path lies, wherever the playhead is: so labels stay while a run plays (docs/decisions/contours.md).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import contourpy
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QTransform

from gui.look.numbers import exact
from gui.look.theme import SMALL, font
from gui.look.ticks import linear_ticks
from gui.plotting.color_norm import ColorNorm, within_reach
from gui.plotting.occupancy_grid import OccupancyGrid, sums_of, within
from gui.plotting.paths import pieces_within

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
_CELL = 4.0  # pixels, of cells in which points are counted
_AREA, _MOST = 30_000.0, 8  # square pixels for each label, and how many there may be

Floats = NDArray[np.float64]


def levels_of(values: Floats, spread: str, bend: ColorNorm) -> tuple[float, ...]:
    """Losses to draw contour lines at, in as few digits as tell them apart, ascending.

    Args:
        values: the finite losses of a surface, within reach; at least two different ones, else there are no levels.
        spread: of `gui.look.surface_style.CONTOURS`.
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
    return font(SMALL, 500, tabular=True)


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
    every, occupied = _Points.of(evenly), OccupancyGrid(area, _STEP)
    for path in taken.paths:
        occupied.add(path)
    placed: list[Label] = []
    for number in [n for first in (1, 0, 2) for n in range(first, len(levels), 3)]:  # far levels first
        if len(placed) == most:
            break
        text = exact(levels[number])
        width, height = metrics.horizontalAdvance(text) + 2 * _PAD, metrics.height()
        places = np.concatenate([np.zeros((0, 4)), *(_places(points, width) for points in evenly[number])])
        kept_free = [*taken.names, *(_around(label) for label in placed)]
        free = places[_are_free(_boxes(places, width, height), area, occupied, kept_free)]
        best = _best(free, number, every, (width, height))
        if best is not None:
            placed.append(Label(text, *best, width, height))
    return placed


class _Points(NamedTuple):
    """Points on all lines.

    Attributes:
        places: [k, 2], from left to right.
        numbers: of the line of each, [k].
        low: the place of the first cell, [2].
        cells: the row and column of the cell of each point, [2, k].
        sums: of how many points are in cells above and left of each corner, [h + 1, w + 1].
    """

    places: Floats
    numbers: NDArray[np.int64]
    low: Floats
    cells: NDArray[np.int64]
    sums: NDArray[np.int64]

    @classmethod
    def of(cls, lines: Sequence[Sequence[Floats]]) -> _Points:
        """The points of each line's pieces, [k, 2] each."""
        numbers = [np.full(len(piece), number) for number, pieces in enumerate(lines) for piece in pieces]
        places = [piece for pieces in lines for piece in pieces]
        every = np.concatenate([np.zeros((0, 2)), *places])
        every, number = every[order := every[:, 0].argsort()], np.concatenate([np.zeros(0, int), *numbers])[order]
        low = every.min(axis=0, initial=0.0)
        cells = ((every - low) / _CELL).astype(int)[:, ::-1].T
        return cls(every, number, low, cells, _counted(cells, cells.max(axis=1, initial=0) + 1))

    def crossed(self, number: int, middles: Floats, reach: float) -> NDArray[np.bool_]:
        """Whether a point of another line certainly lies nearer to places [k, 2] than `reach`, across and down: [k]."""
        shape = np.array(self.sums.shape) - 1
        sums = self.sums - _counted(self.cells[:, self.numbers == number], shape)
        first, last = (np.clip(part, 0, shape[::-1]).astype(int) for part in (
            np.ceil((middles - reach - self.low) / _CELL), np.floor((middles + reach - self.low) / _CELL)
        ))  # fmt: skip
        last = np.maximum(first, last)
        crossed: NDArray[np.bool_] = within(sums, first[:, 0], first[:, 1], last[:, 0], last[:, 1]) > 0
        return crossed

    def others(self, number: int, x: float, y: float, reach: float) -> Floats:
        """Steps from a place to the points of other lines near it: [k, 2]."""
        some = slice(*self.places[:, 0].searchsorted([x - reach, x + reach]))
        steps: Floats = self.places[some] - (x, y)
        near: NDArray[np.bool_] = (self.numbers[some] != number) & (np.abs(steps[:, 1]) < reach)
        return steps[near]


def _counted(cells: NDArray[np.int64], shape: NDArray[np.int64]) -> NDArray[np.int64]:
    """The sums over how many points lie in each of [h, w] cells, given the cell of each point, [2, k]."""
    return sums_of(np.bincount(np.ravel_multi_index((cells[0], cells[1]), tuple(shape)), minlength=shape.prod()).reshape(shape))


def _evenly(piece: Floats, step: float) -> Floats:
    """Points along a piece, evenly spaced: [k, 2]."""
    along = np.concatenate([[0.0], np.hypot(*np.diff(piece, axis=0).T).cumsum()])
    at = np.arange(0.0, along[-1], step)
    return np.stack([np.interp(at, along, piece[:, 0]), np.interp(at, along, piece[:, 1])], axis=1)


def _places(points: Floats, width: float) -> Floats:
    """Where a piece through evenly spaced points is straight enough for a label: how well it suits (less is better), middle and degrees:
    [k, 4]."""
    reach = math.ceil(width / _STEP)
    if len(points) < 2 * reach:
        return np.zeros((0, 4))  # hardly more than the label's gap
    stretches = sliding_window_view(points, reach + 1, axis=0)[::_SPARSE]  # [k, 2, reach + 1]
    begin, end = stretches[:, :, 0], stretches[:, :, -1]
    chord = end - begin
    length = np.hypot(*chord.T)
    across = np.stack([-chord[:, 1], chord[:, 0]], axis=1) / np.maximum(length, 1e-9)[:, None]
    strays = np.abs(np.einsum("kij,ki->kj", stretches - begin[:, :, None], across)).max(axis=1)
    degrees = (np.degrees(np.arctan2(chord[:, 1], chord[:, 0])) + 90) % 180 - 90  # upright
    suits = (strays <= _BEND) & (np.abs(degrees) <= _STEEPEST) & (length >= 0.9 * width)
    middle, cost = (begin + end) / 2, strays + np.abs(degrees) / 20
    places: Floats = np.column_stack([cost, middle, degrees])[suits]
    return places


def _best(places: Floats, number: int, every: _Points, size: tuple[float, float]) -> tuple[float, float, float] | None:
    """Middle and degrees of the best of some places [k, 4] to which no other line comes too near; None where there is none."""
    if not len(places):
        return None
    nearest = min(size[0] / 2, _ROOM * size[1]) / math.sqrt(2)  # half a side of a square in which nothing else may lie
    left = places[~every.crossed(number, places[:, 1:3], nearest)]
    for x, y, degrees in left[np.lexsort(left.T[::-1]), 1:].tolist():
        along, across = np.abs(_turned(every.others(number, x, y, sum(size)), degrees)).T
        if not ((along < size[0] / 2) & (across < _ROOM * size[1])).any():
            return x, y, degrees
    return None


def _boxes(places: Floats, width: float, height: float) -> Floats:
    """Left, top, right and bottom of what labels at places [k, 4] cover: [k, 4]."""
    cos, sin = np.abs(np.cos(np.radians(places[:, 3]))), np.abs(np.sin(np.radians(places[:, 3])))
    half = np.stack([width * cos + height * sin, width * sin + height * cos], axis=1) / 2
    return np.concatenate([places[:, 1:3] - half, places[:, 1:3] + half], axis=1)


def _are_free(boxes: Floats, area: QRectF, occupied: OccupancyGrid, taken: Sequence[QRectF]) -> NDArray[np.bool_]:
    """Whether boxes [k, 4] lie inside, and neither a name nor a path, or a ball on it, comes to lie there: [k]."""
    low, high = boxes[:, :2], boxes[:, 2:]
    edges = np.array(area.adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE).getCoords())
    free = (low >= edges[:2]).all(axis=1) & (high <= edges[2:]).all(axis=1)
    for rect in taken:
        other = np.array(rect.getCoords())
        free &= ~((low < other[2:]) & (high > other[:2])).all(axis=1)
    return free & ~occupied.meet(boxes + _BALL * np.array([-1, -1, 1, 1]))


def _turned(steps: Floats, degrees: float) -> Floats:
    """Steps along and across a direction: [k, 2]."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    turned: Floats = steps @ np.array([[cos, -sin], [sin, cos]])
    return turned


def _around(label: Label) -> QRectF:
    """Where no other label may lie."""
    return QRectF(label.x - _APART, label.y - _APART / 2, 2 * _APART, _APART)
