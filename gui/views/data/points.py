"""The samples as points: where they lie, painted once, and the batches that are lit among them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from engine.comparison.predictions import axis_range
from engine.data.scaling import unscale_targets
from gui.look.theme import LaneStyle, Theme, line_scale
from gui.plotting.plot import Plot
from gui.widgets.marker import marker_path
from gui.widgets.painting import clear_pixmap, faded, is_drawing

from .shades import SHAPES, heat_index, heat_table, point_shade

if TYPE_CHECKING:
    from engine.comparison.recording import Recording

_MOST = 4000  # points that are drawn of each set
_FEW = 8  # samples of a batch that have the lane's marker; more have a halo
_KEPT = 200  # samples of a batch, from which on its halos are kept as a picture
_SIZES = ((300, 7.0), (1500, 5.5), (10**12, 4.0))  # of a point, in pixels, for up to so many
_HALO, _MARK = 6.0, 14.0  # pixels by which a halo is wider than its point; size of a marker
_FAINT = 0.35  # opacity where all samples are lit

Points = NDArray[np.float64]


class Samples:
    """The samples of a recording on two axes, in the units of the data.

    Args:
        recording: whose.
        features: the one or two that are seen; over one of them, the target goes up.

    Attributes:
        drawn: indices of the training samples that are drawn: all, or as many as can be told apart.
        places, validation_places: of those, and of validation samples, [k, 2].
        targets, validation_targets: numbers or classes, [k].
        bounds: left, right, bottom and top of what is seen.
        target_range: the smallest and the largest of these training targets.
    """

    def __init__(self, recording: Recording, features: tuple[int, ...]) -> None:
        data = self._data = recording.dataset
        self.features, self.count, self.is_classification = features, data.n, data.is_classification
        self._scaling = np.asarray(data.scaling, np.float64)
        self.drawn, held = (np.arange(0, n, -(-n // _MOST)) for n in (data.n, len(data.validation_inputs)))
        self.places, self.targets = self._of(data.train_inputs[self.drawn], data.train_targets[self.drawn])
        self.validation_places, self.validation_targets = self._of(data.validation_inputs[held], data.validation_targets[held])
        self.target_range = float(self.targets.min()), float(self.targets.max())
        ranges = [self.along(at, np.array(axis_range(recording.problem.input_ranges, at))).tolist() for at in features]
        if len(features) == 1:
            low, high = self.target_range
            margin = 0.1 * (high - low) or 1.0
            ranges.append([low - margin, high + margin])
        self.bounds = (*ranges[0], *ranges[1])

    def places_of(self, indices: NDArray[np.int64]) -> Points:
        """Where some training samples lie, [k, 2]."""
        return self._of(self._data.train_inputs[indices], self._data.train_targets[indices])[0]

    def _of(self, inputs: NDArray[Any], targets: NDArray[Any]) -> tuple[Points, NDArray[np.float64]]:
        """Places and targets of samples."""
        wanted = self.target_of(targets.reshape(len(targets), -1)[:, 0])
        axes = [self.along(at, np.asarray(inputs[:, at], np.float64)) for at in self.features]
        return np.stack([*axes, wanted][:2], axis=1), wanted

    def along(self, feature: int, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values of a feature in the units of the data."""
        found: NDArray[np.float64] = values * self._scaling[1, feature] + self._scaling[0, feature]
        return found

    def target_of(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Outputs, or targets, in the units of the data."""
        values = np.asarray(values, np.float64)
        if not self.is_classification:
            values = unscale_targets(values, self._scaling)
        return values


class PointPainter:
    """Paints samples and lit batches into a plot. What stays the same is painted once.

    Args:
        plot: where.
        samples: which.
        classes: how many there are; 0 where targets are numbers.
    """

    def __init__(self, plot: Plot, samples: Samples, classes: int) -> None:
        self._plot, self._samples, self._classes = plot, samples, classes
        self._points: tuple[Hashable, QPixmap] = None, QPixmap()
        self._halos: dict[int, tuple[Hashable, QPixmap]] = {}  # by lane
        self.size = next(size for most, size in _SIZES if len(samples.places) <= most) * line_scale()

    def paint_points(self, painter: QPainter, area: QRectF, theme: Theme) -> None:
        """All samples, or as many as can be told apart; those of validation hollow."""
        key = theme.name, theme.text, area, self._plot.bounds, painter.device().devicePixelRatioF()
        if is_drawing(painter):
            self._draw_points(painter, theme)
            return
        if self._points[0] != key:
            picture = clear_pixmap(area.size(), key[-1])
            with QPainter(picture) as inner:
                self._draw_points(inner, theme)
            self._points = key, picture
        painter.drawPixmap(QPointF(0, 0), self._points[1])

    def _draw_points(self, painter: QPainter, theme: Theme) -> None:
        samples = self._samples
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for places, targets, is_hollow in (
            (samples.validation_places, samples.validation_targets, True),
            (samples.places, samples.targets, False),
        ):
            x, y = self.pixels(places)
            for at, colour, shape in self._looks(targets, theme):
                path = marker_path(SHAPES[shape], self.size)
                painter.setPen(QPen(colour if is_hollow else QColor(theme.card), 1.0))
                painter.setBrush(Qt.BrushStyle.NoBrush if is_hollow else colour)
                for place in zip(x[at].tolist(), y[at].tolist(), strict=True):
                    painter.drawPath(path.translated(*place))

    def _looks(self, targets: NDArray[np.float64], theme: Theme) -> list[tuple[NDArray[np.intp], QColor, int]]:
        """Which samples have which colour and shape: by class, or by target where both axes are features."""
        if self._classes:
            classes = range(self._classes)
            return [(np.flatnonzero(targets == k), point_shade(theme, k, self._classes), k % len(SHAPES)) for k in classes]
        if len(self._samples.features) == 1:
            return [(np.arange(len(targets)), QColor(theme.text_secondary), 0)]
        shades = heat_index(targets, *self._samples.target_range) // 16 * 16
        table = heat_table(theme)
        return [(np.flatnonzero(shades == shade), QColor(*table[shade].tolist()), 0) for shade in np.unique(shades).tolist()]

    def pixels(self, places: Points) -> tuple[Points, Points]:
        """Pixels across and down of places [k, 2]."""
        return self._plot.x_of(places[:, 0]), self._plot.y_of(places[:, 1])

    def paint_lit(
        self, painter: QPainter, area: QRectF, lanes: Sequence[tuple[int, LaneStyle]], batches: Sequence[NDArray[np.int64]]
    ) -> None:  # fmt: skip
        """Halos of the batches of some lanes: small ones lie over large ones, and where all samples are lit they are so faintly."""
        ratio = painter.device().devicePixelRatioF()
        for lane, style in sorted(lanes, key=lambda each: -len(batches[each[0]])):
            batch = batches[lane]
            whole = len(batch) == self._samples.count
            if len(batch) <= _FEW:
                continue
            if (len(batch) <= _KEPT and not whole) or is_drawing(painter):
                self._draw_halos(painter, style, batch, ratio)
                continue
            key = style, whole or batch.tobytes(), area, self._plot.bounds, ratio
            if self._halos.get(lane, (None,))[0] != key:
                picture = clear_pixmap(area.size(), ratio)
                with QPainter(picture) as inner:
                    self._draw_halos(inner, style, batch, ratio)
                self._halos[lane] = key, picture
            painter.drawPixmap(QPointF(0, 0), self._halos[lane][1])

    def paint_marked(
        self, painter: QPainter, lanes: Sequence[tuple[int, LaneStyle]], batches: Sequence[NDArray[np.int64]], theme: Theme
    ) -> None:  # fmt: skip
        """The samples of batches of few, each as the marker of its lane."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for lane, style in lanes:
            if len(batches[lane]) > _FEW:
                continue
            path = marker_path(style.marker, _MARK * line_scale())
            painter.setPen(QPen(QColor(theme.card), 2.0))
            painter.setBrush(QColor(style.color))
            x, y = self.pixels(self._samples.places_of(batches[lane]))
            for place in zip(x.tolist(), y.tolist(), strict=True):
                painter.drawPath(path.translated(*place))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _draw_halos(self, painter: QPainter, style: LaneStyle, batch: NDArray[np.int64], ratio: float) -> None:
        x, y = self.pixels(self._samples.places_of(batch[:: -(-len(batch) // _MOST)]))
        whole = len(batch) == self._samples.count
        size = self.size + (_HALO / 2 if whole else _HALO) * line_scale()
        halo = _disc(style.color, _FAINT if whole else 1.0, size, ratio)
        reach = size / 2 + 1
        for across, down in zip((x - reach).tolist(), (y - reach).tolist(), strict=True):
            painter.drawPixmap(QPointF(across, down), halo)


@lru_cache(maxsize=16)
def _disc(color: str, opacity: float, size: float, ratio: float) -> QPixmap:
    """A halo, to be drawn many times."""
    picture = clear_pixmap(QSizeF(size + 2, size + 2), ratio)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(color, opacity))
        painter.drawEllipse(QRectF(1, 1, size, size))
    return picture
