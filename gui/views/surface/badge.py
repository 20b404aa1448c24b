"""The badge on the surface: how much of each path the picture shows, how far off the plane the balls are, and what that hides."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from engine.geometry.projection import Projection
from engine.recording.reading import Reading
from gui.look.numbers import few
from gui.look.theme import DARK, SMALL, Theme, font, scaled
from gui.look.translation import ntr, tr
from gui.session.frame import Frame
from gui.widgets.marker import MarkerLabel
from gui.widgets.painting import DISABLED_OPACITY, blend

from .terrain import height_at

if TYPE_CHECKING:
    from engine.landscape.landscape import Landscape

_FIGURES = 35, 31, 39  # pixels that the figures in each column take, at a text scale of 1


class PlaneBadge(QFrame):
    """What the plane shows and hides."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("badge")
        self._title, self._text = QLabel(), QLabel()
        self._heads = [QLabel(tr("seen")), QLabel(tr("off")), QLabel(tr("gap"))]
        self._rows: list[tuple[MarkerLabel, QLabel, QLabel, QLabel]] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        for column, head in enumerate(self._heads, 1):
            self._grid.addWidget(head, 0, column, Qt.AlignmentFlag.AlignRight)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(3)
        layout.addWidget(self._title)
        layout.addWidget(self._text)
        layout.addLayout(self._grid)
        self._theme = DARK
        self.set_theme(DARK)
        self.hide()

    def show_frame(self, frame: Frame) -> None:
        """Describe the plane of a frame's landscape."""
        landscape = frame.landscape
        self.setVisible(landscape is not None)
        if landscape is None:
            return
        exact, count = landscape.plane.is_exact, len(landscape.plane.origin)
        self._title.setText(tr("exact plane") if exact else tr("a shadow"))
        self._text.setText(tr("2 of 2 weights,\nnothing hidden") if exact else ntr("of {n} weight", "of {n} weights", count))
        self.setToolTip("" if exact else _help(count))
        self._make_rows(0 if exact else len(landscape.projections))
        for head in self._heads:
            head.setVisible(not exact)
        lanes = landscape.recording.lanes
        visible = frame.view.options.visible(lanes)
        for index, parts in enumerate(self._rows):
            for part in parts:
                part.setEnabled(index in visible)
        for (_, shown, off, gap), lane, projection, row in zip(
            self._rows, lanes, landscape.projections, frame.landscape_rows, strict=False
        ):
            distance = projection.points()["distance"]
            explained = projection.explained()
            shown.setText("–" if math.isnan(explained) else f"{explained:.0%}" if explained >= 0.1 else f"{explained:.1%}")
            off.setText(few(float(distance[min(row // projection.stride, len(distance) - 1)])))
            gap.setText(few(gap_at(landscape, frame.reading(lane, row), projection), signed=True))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        dim = blend(theme.raised, theme.text_secondary, DISABLED_OPACITY).name()
        self.setStyleSheet(
            f"#badge {{ background: {theme.raised}; border-radius: 8px; }} #badge QLabel {{ background: transparent; }}"
            f"#badge QLabel:disabled {{ color: {dim}; }}"
        )
        self._title.setFont(font(SMALL + 0.5, 600))
        self._text.setFont(font(SMALL))
        self._text.setStyleSheet(f"color: {theme.text_secondary}")
        for head in self._heads:
            head.setFont(font(SMALL))
            head.setStyleSheet(f"color: {theme.text_secondary}")
        for marker, *figures in self._rows:
            marker.set_theme(theme)
            for label in figures:
                label.setFont(font(SMALL, 600, tabular=True))

    @property
    def least_width(self) -> int:
        """Room for its table, whatever the figures."""
        columns = zip(self._heads, _FIGURES, strict=True)
        return scaled(57) + sum(max(scaled(width), head.sizeHint().width()) for head, width in columns)

    def _make_rows(self, count: int) -> None:
        if count == len(self._rows):
            return
        for row in self._rows:
            for part in row:
                self._grid.removeWidget(part)
                part.deleteLater()
        self._rows = [(MarkerLabel(index, size=10), QLabel(), QLabel(), QLabel()) for index in range(count)]
        for index, (marker, *figures) in enumerate(self._rows, 1):
            self._grid.addWidget(marker, index, 0)
            for column, label in enumerate(figures, 1):
                self._grid.addWidget(label, index, column, Qt.AlignmentFlag.AlignRight)
        self.set_theme(self._theme)


def _help(count: int) -> str:
    """Why a path through so many weights is not all seen, and what the figures mean."""
    shadow = ntr(
        "A path through {n} weight can be drawn on a flat plane only as a shadow.",
        "A path through {n} weights can be drawn on a flat plane only as a shadow.",
        count,
    )
    figures = tr(
        "Seen: the share of each path's variance that lies in the plane.\n"
        "Off: how far each ball is from the plane now, in units of the weights.\n"
        "Gap: how much higher a lane's loss is than the surface is drawn at its ball, both without weight decay."
    )
    return f"{shadow}\n{figures}"


def gap_at(landscape: Landscape, reading: Reading, projection: Projection) -> float:
    """The loss of a lane less the height drawn at its place on the plane, where it was measured; NaN where one is unknown."""
    point = reading.measured_at // projection.stride
    if landscape.surface is None or not 0 <= point < len(projection):
        return math.nan
    points = projection.points()
    place = np.array([points["x"][point], points["y"][point]])
    penalty = landscape.options.penalty(landscape.recording.experiment.lanes)  # no part of the losses that are measured
    height = height_at(landscape.surface, *place.tolist()) - float(penalty.of(landscape.plane.points(place[None]))[0])
    return (reading.train_loss if landscape.options.loss == "train" else reading.validation_loss) - height
