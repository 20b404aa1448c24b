"""Projector mode: the views alone on the whole screen, above one line that says what is shown."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QWidget

from engine.experiment import Experiment, Lane
from gui.look.theme import BODY, DARK, Theme, font, scaled
from gui.look.translation import tr
from gui.session.frame import Frame
from gui.widgets.elided import ElidedLabel
from gui.widgets.fitting import fit_parts, leave_out
from gui.widgets.marker import MarkerLabel

from .transport import position_words

_SPACE, _INNER = 16, 6  # between parts, and between a marker and its name, at a text scale of 1


class Projector:
    """Projector mode of a window.

    Args:
        window: the window.
        show: shows the window's parts as projector mode wants them (True), or as they are otherwise.

    Attributes:
        is_on: whether the window is in projector mode.
        caption: the line below the views.
    """

    def __init__(self, window: QMainWindow, show: Callable[[bool], object]) -> None:
        self.is_on: bool = False
        self.caption = Caption()
        self._window, self._show = window, show
        self._state_before = window.windowState()
        self._cover = QWidget(window)
        self._cover.setAccessibleName(tr("blank screen"))
        self._cover.setAutoFillBackground(True)
        self._cover.setCursor(Qt.CursorShape.BlankCursor)
        black = QPalette()
        black.setColor(QPalette.ColorRole.Window, Qt.GlobalColor.black)
        self._cover.setPalette(black)
        for part in (self._cover, self.caption):
            part.hide()

    def toggle(self) -> None:
        """Go into projector mode, or leave it."""
        self.is_on = not self.is_on
        if self.is_on:
            self._state_before = self._window.windowState()
        self._cover.hide()
        self.caption.setVisible(self.is_on)
        self._window.menuBar().setHidden(self.is_on)
        self._show(self.is_on)
        self._window.setWindowState(Qt.WindowState.WindowFullScreen if self.is_on else self._state_before)
        self._window.setFocus(Qt.FocusReason.OtherFocusReason)  # for keys; what had them may be hidden

    @property
    def is_blank(self) -> bool:
        """Whether the screen is black."""
        return not self._cover.isHidden()

    def toggle_blank(self) -> None:
        """Make the screen black, or show the views again."""
        self._cover.setVisible(self.is_on and not self.is_blank)
        self._cover.raise_()
        self.fit()

    def fit(self) -> None:
        """Cover the whole window."""
        self._cover.setGeometry(self._window.rect())


class Caption(QWidget):
    """One line: the experiment, the place on the clock, and the lanes with their batch sizes."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = DARK
        self._title = ElidedLabel(size_px=BODY, weight=600)
        self._position = QLabel()
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._title, 1)
        self._row.addWidget(self._position)
        self._shown: Hashable = None  # title, lanes and batch sizes
        self._lanes: list[QWidget] = []
        self._names: list[QLabel] = []

    def show_experiment(self, experiment: Experiment) -> None:
        """Name the experiment and its lanes."""
        lanes = [(lane.title, _sizes(experiment, lane)) for lane in experiment.lanes]
        if (shown := (tr(experiment.title), *lanes)) == self._shown:
            return
        self._shown = shown
        self._title.setText(tr(experiment.title))
        for part in self._lanes:
            self._row.removeWidget(part)
            part.deleteLater()
        self._lanes, self._names = [], []
        for index, texts in enumerate(lanes):
            name, size = map(QLabel, texts)
            for label in (name, size):
                label.setTextFormat(Qt.TextFormat.PlainText)
            part = QWidget()
            inner = QHBoxLayout(part)
            inner.setContentsMargins(0, 0, 0, 0)
            for each in (MarkerLabel(index), name, size):
                inner.addWidget(each)
            self._row.addWidget(part)
            self._lanes.append(part)
            self._names.append(name)
        self.set_theme(self._theme)

    def show_figures(self, frame: Frame) -> None:
        """Say where the playhead is."""
        self._position.setText(position_words(frame)[0])

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._title.set_theme(theme)
        self._position.setFont(font(BODY, 600, tabular=True))
        self._row.setContentsMargins(scaled(4), 0, scaled(4), 0)
        self._row.setSpacing(scaled(_SPACE))
        for part in self._lanes:
            layout = part.layout()
            assert layout is not None
            layout.setSpacing(scaled(_INNER))
            for marker in part.findChildren(MarkerLabel):
                marker.set_theme(theme)
            for label in part.findChildren(QLabel):
                label.setFont(font(BODY, 500) if label in self._names else font(BODY, 600, tabular=True))
        self._fit()

    def _fit(self) -> None:
        """Leave out the names of lanes where there is no room; markers and batch sizes stay."""
        title = self._title.fontMetrics().horizontalAdvance(self._title.text()) + scaled(8)
        labels = [part for lane in self._lanes for part in lane.findChildren(QWidget)]  # whether they are seen or not
        spaces = scaled(_SPACE) * (len(self._lanes) + 1) + 2 * scaled(_INNER) * len(self._lanes) + 2 * scaled(4)
        needed = title + spaces + sum(part.sizeHint().width() for part in (self._position, *labels))
        fit_parts(self.width(), needed, [leave_out(*self._names, spacing=scaled(_INNER))])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _sizes(experiment: Experiment, lane: Lane) -> str:
    """The size of a lane's batches, at first and at last where they grow."""
    plan = lane.plan(experiment.data.expected_size)
    first, last = plan.stages[0].size, plan.last_stage(experiment.planned_updates(lane)).size
    return f"{first:,}" if first == last else f"{first:,} → {last:,}"
