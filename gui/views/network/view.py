"""The network view: neurons and weights of a chosen lane's dense net at the playhead."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from engine.comparison.predictions import Prediction
from engine.experiment import Experiment
from gui.look.numbers import measure
from gui.look.theme import BODY, DARK, SMALL, Theme, font, scaled
from gui.look.translation import ntr, tr
from gui.session.frame import Frame
from gui.widgets.card import Card
from gui.widgets.elided import PART, PartsLabel
from gui.widgets.fitting import scale_spaces
from gui.widgets.lane_choice import LaneChoice
from gui.widgets.painting import Painted

from .picture import paint_net


class NetCanvas(Painted, QWidget):
    """The net.

    Attributes:
        why_not: why there is no net to be seen, or empty.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prediction: Prediction | None = None
        self._is_moving = False
        self.why_not = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setAccessibleName(tr("Network"))

    def show_prediction(self, prediction: Prediction | None, why_not: str, *, is_moving: bool = False) -> None:
        """Show the layers of a prediction, or say why there are none; smooth once nothing moves."""
        shown = prediction, why_not, is_moving
        if shown != (self._prediction, self.why_not, self._is_moving):
            self._prediction, self.why_not, self._is_moving = shown
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(200), scaled(150))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            said = self._prediction
            if self.why_not or said is None:
                painter.setFont(font(BODY))
                painter.setPen(QColor(self.theme.text_secondary))
                painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.why_not)
                return
            data = said.question.recording.experiment.data
            outputs = data.class_names if len(said.layers[-1].weights) > 1 else (data.target_name,)
            lane = self.theme.lanes[said.question.lane].color
            names = data.feature_names, outputs
            paint_net(painter, QRectF(self.rect()), said.layers, names, self.theme, lane, is_smooth=not self._is_moving)


class NetworkView(Card):
    """The net of a lane.

    Attributes:
        lane: chooses whose.
        canvas: the picture.
        words: what is seen.

    Signals:
        option_changed: "model_lane" and the name of a lane.
    """

    option_changed = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self._frame: Frame | None = None
        self.lane, self.canvas = LaneChoice(), NetCanvas()
        self.lane.lane_chosen.connect(lambda name: self.option_changed.emit("model_lane", name))
        self.words = PartsLabel(role="text_secondary", size_px=SMALL)
        self._controls = QWidget()
        row = QHBoxLayout(self._controls)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.lane)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        column.addWidget(self._controls)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.words)

    def show_experiment(self, experiment: Experiment) -> None:
        """Offer the lanes."""
        self.lane.show_lanes(experiment.lanes)

    def show_controls(self, shown: bool) -> None:
        """Show the line above the picture, or leave it out."""
        self._controls.setVisible(shown)

    def show_frame(self, frame: Frame) -> None:
        """Draw a frame."""
        self._frame = frame
        if not self.isVisible() or frame.recording is None:
            return
        lane = frame.view.model_lane(frame.experiment)
        if self.lane.currentIndex() != lane:
            self.lane.setCurrentIndex(lane)
        why_not = self._why_not(frame)
        if frame.prediction is not None or why_not:
            self.canvas.show_prediction(frame.prediction, why_not, is_moving=frame.playing)

    def _why_not(self, frame: Frame) -> str:
        """Why there is no net to be seen."""
        if frame.experiment.data.function is not None:
            return tr("A function of two weights is no net.")
        if frame.prediction is not None and not frame.prediction.layers:
            return tr("Only dense nets are shown here: layers of neurons one after the other.")
        return ""

    @property
    def is_complete(self) -> bool:
        """Always: a frame is painted at once."""
        return True

    def show_figures(self, frame: Frame) -> None:
        """Say what is seen."""
        if not self.isVisible():
            return
        self.words.setText(PART.join(self._words(frame)))
        self.canvas.setAccessibleDescription(self.canvas.why_not or "; ".join([*self._words(frame), *_sizes(frame)]))

    def _words(self, frame: Frame) -> Sequence[str]:
        said = frame.prediction
        if said is None or not said.layers or frame.recording is None:
            return ()
        title, row = frame.recording.lanes[said.question.lane].lane.title, f"{said.row:,}"
        is_late = said.row != said.question.rows[said.question.lane]
        return (
            tr("{lane} after update {row}, the last that is kept", lane=title, row=row) if is_late
            else tr("{lane} after update {row}", lane=title, row=row),
            tr("wide: large weights, red: negative; filled: biases"),
        )  # fmt: skip

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._theme = theme
        scale_spaces(self)
        for part in (self.lane, self.canvas, self.words):
            part.set_theme(theme)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._frame is not None:
            self.show_frame(self._frame)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._frame = None  # it holds a recording
        self.canvas.show_prediction(None, "")


def _sizes(frame: Frame) -> list[str]:
    """How many neurons each layer has, and how large its weights are."""
    said = frame.prediction
    return [
        ntr("{n} neuron, weights up to {size}", "{n} neurons, weights up to {size}", len(layer.weights),
            size=measure(float(np.abs(layer.weights).max())))
        for layer in (said.layers if said is not None else ())
    ]  # fmt: skip
