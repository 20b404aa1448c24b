"""The loss panels: one per lane side by side with the same range, or all lanes in one."""

from __future__ import annotations

import math
from collections.abc import Hashable

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QStackedLayout, QWidget

from engine.experiment import Experiment, describe_lanes, have_same_batches
from gui.look.theme import DARK, Theme, scaled
from gui.look.translation import worded
from gui.session.frame import Frame
from gui.widgets.fitting import place_in_grid

from .bounds import LossBounds
from .loss_panel import TRIFLE, LossPanel

_USABLE = 200, 120  # of a panel: what panels are laid out for
_CLOSEST = 1e-6  # of the clock axis, the smallest part that is looked at
_MUCH = 2.0  # pixels that a playhead may go on before all panels are painted again at once


class LossView(QWidget):
    """All loss panels.

    Attributes:
        side: the panels side by side, one per lane.
        together: the panel with all lanes.

    Signals:
        option_changed: "position" and a place on the clock.
        repaint_requested: another part of the clock axis is looked at.
    """

    option_changed = Signal(str, object)
    repaint_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self.side: list[LossPanel] = []
        self._seen_panels = self.side
        self.together: LossPanel | None = None
        self._bounds = LossBounds()
        self._arranged: Hashable = None
        self._shape: Hashable = None  # of the experiment and the clock: what is looked at of another one is another matter
        self._total = 1.0  # of the clock
        self._axis: tuple[tuple[float, float], str] | None = None  # of losses, and what it leaves out
        self._stack = QStackedLayout(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_experiment(self, experiment: Experiment) -> None:
        """Make room for the lanes of another experiment."""
        lanes, differences = experiment.lanes, [tuple(map(worded, told)) for told in describe_lanes(experiment)]
        tells_size = not have_same_batches(experiment)
        if len(lanes) != len(self.side):
            self._rebuild(len(lanes))
        assert self.together is not None
        for panel in (*self.side, self.together):
            is_alone = panel is not self.together
            panel.name_lane(lanes[panel.indices[0]].title if is_alone else "")
            for index, header in zip(panel.indices, panel.headers, strict=True):
                lane = lanes[index]
                planned = experiment.planned_updates(lane)
                header.show_lane(lane, experiment.data.expected_size, planned, differences[index], tells_size=tells_size)

    def show_frame(self, frame: Frame) -> None:
        """Draw a frame; only what can be seen is drawn."""
        if self.together is None or not self.isVisible():
            return
        shape, self._total = (frame.experiment.name, frame.view.clock), frame.total
        if shape != self._shape:
            self._shape = shape
            self._zoom(None)
        for panel in (*self.side, self.together):
            panel.show_quantity(frame.quantity)
        arranged = frame.view.options.hidden, frame.view.arrangement
        if arranged != self._arranged:
            self._arrange(frame)
        due = self._due(frame) if arranged == self._arranged else self._panels(frame)
        self._arranged = arranged
        if due:
            axis = self._bounds.of(frame), self._bounds.note
            due = due if axis == self._axis else self._panels(frame)
            self._axis = axis
            for panel in due:
                panel.show_frame(frame, *axis)
        for panel in {*self.side, self.together}.difference(due):
            panel.follow(frame)

    def fit(self) -> None:
        """Look at all of the clock axis."""
        self._zoom(None)

    def _zoom(self, span: tuple[float, float] | None) -> None:
        """Look at a part of the clock axis in all panels."""
        if span is not None:
            width = max(span[1] - span[0], self._total * _CLOSEST)
            left = min(max(span[0], 0.0), self._total - width)
            span = (left, left + width) if width < self._total else None
        for panel in (*self.side, *([self.together] if self.together else [])):
            panel.span = span
        self.repaint_requested.emit()

    def _arrange(self, frame: Frame) -> None:
        """Show the panels that belong to a frame."""
        assert self.together is not None
        self._stack.setCurrentIndex(1 if frame.view.arrangement == "together" else 0)
        for panel in self.side:
            panel.setHidden(panel.indices[0] not in frame.visible)
        self.together.show_headers(frame.visible)
        self._seen_panels = [self.side[index] for index in frame.visible]
        self._place_panels()

    def _place_panels(self) -> None:
        """The panels of visible lanes in as many rows as make them largest."""
        seen = self._seen_panels
        if not seen:
            return
        width, height = (size / scaled(usable) for size, usable in zip((self.width(), self.height()), _USABLE, strict=True))

        def goodness(columns: int) -> float:
            rows = math.ceil(len(seen) / columns)
            return min(1.2, width / columns, height / rows) * len(seen) / (rows * columns)

        in_two_rows = [math.ceil(len(seen) / 2)] if len(seen) > 4 else []  # wide panels show curves better than high ones
        best = max(in_two_rows + list(range(len(seen), 0, -1)), key=goodness)
        place_in_grid(self._grid, seen, best)
        self._grid.setSpacing(scaled(14 if best == len(seen) else 8))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_panels()

    def _panels(self, frame: Frame) -> list[LossPanel]:
        """Those that are seen."""
        assert self.together is not None
        return [self.together] if frame.view.arrangement == "together" else [panel for panel in self.side if not panel.isHidden()]

    def _due(self, frame: Frame) -> list[LossPanel]:
        """The panels to paint again: those that show something else; and as the playhead goes on by itself, one at a time while none lacks
        more than a trifle."""
        panels = self._panels(frame)
        new = [panel for panel in panels if panel.seen != panel.seen_of(frame)]
        behind = [panel for panel in panels if panel not in new and panel.place != panel.place_of(frame)]
        if not frame.playing or not behind:
            return new + behind
        lacks = [panel.lacks(frame) for panel in behind]
        if max(lacks) >= _MUCH:
            return new + behind
        return [*new, behind[lacks.index(max(lacks))]] if max(lacks) >= TRIFLE else new

    @property
    def is_complete(self) -> bool:
        """Always: every frame is painted at once, or differs from what is seen by less than can be seen."""
        return True

    def show_figures(self, frame: Frame) -> None:
        """Show the numbers of a frame."""
        panels = [self.together] if frame.view.arrangement == "together" else self.side
        for panel in panels:
            assert panel is not None
            panel.plot.describe_soon()
            for index, header in zip(panel.indices, panel.headers, strict=True):
                known = index < len(frame.lanes)
                header.show_reading(frame.quantity, frame.readings[index] if known else None, frame.lanes[index] if known else None)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for panel in (*self.side, *([self.together] if self.together else [])):
            panel.set_theme(theme)
        self._place_panels()

    def _rebuild(self, count: int) -> None:
        self._arranged = None
        while (page := self._stack.currentWidget()) is not None:
            self._stack.removeWidget(page)
            page.deleteLater()
        self.side = self._seen_panels = [LossPanel([index]) for index in range(count)]
        self.together = LossPanel(range(count))
        for panel in (*self.side, self.together):
            panel.sought.connect(lambda time: self.option_changed.emit("position", time))
            panel.zoomed.connect(self._zoom)
        page = QWidget()
        self._grid = QGridLayout(page)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._place_panels()
        self._stack.addWidget(page)
        self._stack.addWidget(self.together)
        self.set_theme(self._theme)
