"""The table of figures: what each lane has done up to the playhead."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from engine.errors import listed
from engine.experiment import Experiment
from engine.memory import in_words, used_memory
from engine.recording.reading import Reading, explain_stepper
from gui.look.numbers import count, duration, measure
from gui.look.theme import BODY, DARK, SMALL, TITLE, Theme, font, scaled
from gui.look.translation import QT_TR_NOOP, ntr, tr, worded
from gui.session.frame import Frame
from gui.widgets.elided import ElidedLabel, longest_fitting
from gui.widgets.fitting import scale_spaces
from gui.widgets.marker import MarkerLabel
from gui.widgets.painting import DISABLED_OPACITY, blend
from gui.widgets.tool_tip import plain_tip

_COLUMNS = 3  # as many lanes have room beside each other


def _times(reading: Reading) -> str:
    if reading.times_used is None:
        return "–"
    least, most = (count(times) for times in reading.times_used)
    return least if least == most else f"{least}–{most}"


ROWS: tuple[tuple[str, str, Callable[[Reading], str]], ...] = (
    (QT_TR_NOOP("updates"), QT_TR_NOOP("changes of the weights so far"), lambda r: count(r.updates)),
    (QT_TR_NOOP("samples seen"), QT_TR_NOOP("training samples used so far, counted again in each epoch"), lambda r: count(r.samples_seen)),
    (QT_TR_NOOP("sample used"), QT_TR_NOOP("how often: the sample that was used least, and the one that was used most"), _times),
    (QT_TR_NOOP("computing"), QT_TR_NOOP("time this lane has spent computing updates"), lambda r: duration(r.seconds)),
    (QT_TR_NOOP("samples/s"), QT_TR_NOOP("samples seen per second of computing"), lambda r: count(r.samples_per_second)),
    (
        QT_TR_NOOP("training loss"),
        QT_TR_NOOP("over the whole training set, at the weights of this moment, or as many updates ago as is said above"),
        lambda r: measure(r.train_loss),
    ),
    (QT_TR_NOOP("validation loss"), QT_TR_NOOP("over samples that no lane learns from"), lambda r: measure(r.validation_loss)),
    (
        QT_TR_NOOP("gradient norm"),
        QT_TR_NOOP("length of the gradient of the last batch, at the weights before its update"),
        lambda r: measure(r.grad_norm),
    ),
)

_LIMITS = QT_TR_NOOP(
    "2 / λmax of the training loss: the largest learning rate that plain gradient descent over all samples bears on a linear model, "
    "with features as they are now, and with the switch for standardising turned"
)


class Readout(QWidget):
    """A row per figure of `ROWS`, a column per lane; the rows are there again for each three lanes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self._title = ElidedLabel(tr("Measured here"), size_px=TITLE, weight=600)
        self._title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)  # a long one makes the panel no wider
        self._how = QLabel()  # it takes the room that is left, and asks for none
        self._how.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._how.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._wordings: tuple[str, ...] = ("",)
        self._markers: list[MarkerLabel] = []
        self._cells: list[list[QLabel]] = []
        self._names: list[QLabel] = []
        self._limits = QLabel()
        self._limits.setWordWrap(True)
        self._limits.setToolTip(plain_tip(tr(_LIMITS)))
        self._limits.hide()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addWidget(self._how, 1)
        layout.addLayout(head)
        layout.addLayout(self._grid)
        layout.addWidget(self._limits)

    def show_experiment(self, experiment: Experiment) -> None:
        """Make a column for each lane."""
        self._make_columns(len(experiment.lanes))

    def show_frame(self, frame: Frame) -> None:
        """Nothing moves here."""

    @property
    def is_complete(self) -> bool:
        """Always: nothing is painted in pieces."""
        return True

    def show_figures(self, frame: Frame) -> None:
        """Show the figures of a frame."""
        for cells, reading in zip(self._cells, frame.readings, strict=False):
            for cell, (_, _, text) in zip(cells, ROWS, strict=True):
                cell.setText(text(reading))
        for index, (marker, cells) in enumerate(zip(self._markers, self._cells, strict=True)):
            for part in (marker, *cells):
                part.setEnabled(index in frame.visible)
        age = max((frame.readings[index].age for index in frame.visible if index < len(frame.readings)), default=0)
        title = tr("Measured here") if age == 0 else ntr("Losses {n} update old", "Losses {n} updates old", age, n=count(age))
        if title != self._title.text():
            self._title.setText(title)
            self._activate()  # it leaves other room for what computed them
        self._show_steppers(frame)
        self._show_limits(frame)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        scale_spaces(self)
        self._title.set_theme(theme)
        self._how.setFont(font(SMALL + 0.5))
        self._how.setStyleSheet(f"color: {theme.text_secondary}")
        self.setStyleSheet(f"QLabel:disabled {{ color: {blend(theme.card, theme.text_secondary, DISABLED_OPACITY).name()}; }}")
        for label in (self._limits, *self._names):
            label.setFont(font(SMALL + 0.5))
            label.setStyleSheet(f"color: {theme.text_secondary}")
        for marker, cells in zip(self._markers, self._cells, strict=True):
            marker.set_theme(theme)
            for cell in cells:
                cell.setFont(font(BODY - 0.5, 600, tabular=True))
                cell.setMinimumWidth(scaled(52))

    def _show_steppers(self, frame: Frame) -> None:
        """Say what computed the updates, and how far that is from plain autograd."""
        known = [lane.agreement for lane in frame.lanes if not math.isnan(lane.agreement)]
        how = worded(listed(dict.fromkeys(lane.stepper for lane in frame.lanes), "and")) if frame.lanes else ""
        news = worded(frame.kernels) or (tr("kernels ready") if any(lane.autograd_updates for lane in frame.lanes) else "")
        full = f"{how} · {news}" if news else how
        agreement = [f"{full} · {tr('agrees to {size}', size=measure(max(known)))}"] if known else []
        used = used_memory()
        memory = [tr("{now} of memory, at most {most}", now=worded(in_words(used[0])), most=worded(in_words(used[1])))] if used else []
        self._wordings = (*(f"{text} · {worded(in_words(used[0]))}" for text in agreement if used), *agreement, full,
                          *([news] if news else []), how)  # fmt: skip
        self._fit()
        explained = [tr("{lane}: {how}", lane=lane.lane.title, how=worded(explain_stepper(lane))) for lane in frame.lanes]
        self._how.setToolTip(plain_tip("\n".join([*explained, *memory])))

    def _show_limits(self, frame: Frame) -> None:
        """Say which learning rate the data bear, and what standardising does to it."""
        found = frame.limits
        self._limits.setVisible(found is not None)
        if found is not None:
            rates = {"found": measure(found.found), "standardized": measure(found.standardized)}
            is_on = frame.experiment.data.standardize
            self._limits.setText(
                tr("Stable rate of a linear model up to {standardized}, not standardised {found}", **rates)
                if is_on
                else tr("Stable rate of a linear model up to {found}, standardised {standardized}", **rates)
            )

    def _fit(self) -> None:
        """Of what is to be said of the steppers, what there is room for; the tool tip says all."""
        metrics, room = QFontMetricsF(self._how.font()), self._how.width()
        self._how.setText(metrics.elidedText(longest_fitting(self._wordings, metrics, room), Qt.TextElideMode.ElideRight, room))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._activate()
        self._fit()

    def _activate(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.activate()

    def _make_columns(self, count: int) -> None:
        if count == len(self._cells):
            return
        for part in (*self._names, *self._markers, *(cell for cells in self._cells for cell in cells)):
            self._grid.removeWidget(part)
            part.deleteLater()
        self._names = []
        self._markers = [MarkerLabel(index, size=11) for index in range(count)]
        self._cells = [[QLabel("–") for _ in ROWS] for _ in range(count)]
        for index, (marker, cells) in enumerate(zip(self._markers, self._cells, strict=True)):
            block, column = divmod(index, _COLUMNS)
            top = block * (len(ROWS) + 1)
            if column == 0:
                self._name_rows(top + 1)
            self._grid.addWidget(marker, top, column + 1, Qt.AlignmentFlag.AlignRight)
            for row, cell in enumerate(cells, top + 1):
                cell.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self._grid.addWidget(cell, row, column + 1)
        self.set_theme(self._theme)

    def _name_rows(self, top: int) -> None:
        for row, (name, help_text, _) in enumerate(ROWS, top):
            label = QLabel(tr(name))
            label.setToolTip(tr(help_text))
            self._names.append(label)
            self._grid.addWidget(label, row, 0)
