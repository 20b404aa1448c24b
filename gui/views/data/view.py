"""The data view: samples, the batches that are lit at the playhead, and what the model of a chosen lane makes of them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QHideEvent, QImage, QPainter, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from engine.comparison.predictions import Prediction, classes_of
from engine.experiment import Experiment
from gui.look.numbers import measure
from gui.look.theme import DARK, SMALL, Theme, line_scale, scaled
from gui.look.translation import ntr, tr
from gui.plotting.interaction import Interaction
from gui.plotting.paths import draw_line
from gui.plotting.plot import Plot
from gui.plotting.pointer_readout import paint_read_out
from gui.session.frame import Frame
from gui.widgets.card import Card
from gui.widgets.choice import FlatCombo
from gui.widgets.elided import PART, PartsLabel
from gui.widgets.fitting import scale_spaces
from gui.widgets.lane_choice import LaneChoice

from .ground import ground_picture
from .images import ImageGrid
from .key import SampleKey
from .points import PointPainter, Samples

if TYPE_CHECKING:
    from engine.comparison.recording import Recording

_NEAR = 24.0  # pixels from the pointer to a sample that it is at


class DataView(Card):
    """The samples as points, or as images.

    Attributes:
        lane: chooses whose model is asked.
        across, up: choose the two features that are seen, where there are more.
        plot, images: the samples.
        key: explains marks and shades.
        words: what is seen.

    Signals:
        option_changed: "model_lane" and the name of a lane, or "features" and the numbers of two.
    """

    option_changed = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self._frame: Frame | None = None
        self._seen: Hashable = None
        self._painter: PointPainter | None = None
        self._samples: Samples | None = None
        self._shown: tuple[Recording, tuple[int, ...]] | None = None  # what the samples are of
        self._prediction: Prediction | None = None  # the newest; of the run before, until there is another one
        self._ground: tuple[Hashable, QImage] = None, QImage()
        self.lane, self.across, self.up = LaneChoice(), FlatCombo(), FlatCombo()
        self.lane.lane_chosen.connect(lambda name: self.option_changed.emit("model_lane", name))
        for combo, name in ((self.across, tr("feature across")), (self.up, tr("feature up"))):
            combo.setAccessibleName(name)
            combo.activated.connect(self._choose_features)
        self.plot, self.images = Plot(), ImageGrid()
        self.plot.setAccessibleName(tr("Data"))
        self.plot.in_words = self._in_words
        self.plot.show_grid(x=True, y=True)
        self._layer = self.plot.add_layer(self._paint)
        self.plot.add_layer(self._paint_pointer)
        self.interaction = Interaction(self.plot, waits=False)
        self.key, self.words = SampleKey(), PartsLabel(role="text_secondary", size_px=SMALL)
        self._controls = QWidget()
        self._row, features = QHBoxLayout(self._controls), QHBoxLayout()
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.lane, 0, Qt.AlignmentFlag.AlignLeft)
        self._row.addLayout(features)
        self._row.addStretch(1)
        for layout in (self._row, features):
            layout.setSpacing(8)
        for combo in (self.across, self.up):
            features.addWidget(combo)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        column.addWidget(self._controls)
        column.addWidget(self.plot, 1)
        column.addWidget(self.images, 1)
        column.addWidget(self.key)
        column.addWidget(self.words)
        self.images.hide()

    def show_experiment(self, experiment: Experiment) -> None:
        """Offer the lanes and the features."""
        self.lane.show_lanes(experiment.lanes)
        data = experiment.data
        has_choice = data.features > 2 and data.image_shape is None
        for combo in (self.across, self.up):
            combo.setVisible(has_choice)
            if has_choice and [combo.itemText(row) for row in range(combo.count())] != list(data.feature_names):
                combo.clear()
                combo.addItems(data.feature_names)
        self._seen = None
        self._fit()

    def show_controls(self, shown: bool) -> None:
        """Show the line above the picture, or leave it out."""
        self._controls.setVisible(shown)

    def show_frame(self, frame: Frame) -> None:
        """Draw a frame."""
        self._frame = frame
        recording = frame.recording
        if not self.isVisible() or recording is None:
            return
        if frame.prediction is not None:
            self._prediction = frame.prediction
        view, experiment = frame.view, recording.experiment
        seen = recording, frame.prediction, view.lane, view.features, frame.visible, frame.playing
        if seen == self._seen:
            return
        self._seen = seen
        self._take_form(frame)
        if experiment.data.image_shape is not None:
            self.key.hide()
            if frame.prediction is not None:
                self.images.show_prediction(recording, frame.prediction)
            return
        if experiment.data.function is None:
            self._take_samples(recording, view.model_features(experiment))
        self._layer.update()

    def _take_form(self, frame: Frame) -> None:
        """Show points or images, and what is chosen."""
        experiment, view = frame.experiment, frame.view
        self.images.setVisible(experiment.data.image_shape is not None)
        self.plot.setVisible(experiment.data.image_shape is None)
        lane = view.model_lane(experiment)
        if self.lane.currentIndex() != lane:
            self.lane.setCurrentIndex(lane)
        features = view.model_features(experiment)
        if len(features) == 2:
            self.across.setCurrentIndex(features[0])
            self.up.setCurrentIndex(features[1])

    def _take_samples(self, recording: Recording, features: tuple[int, ...]) -> None:
        """Lay the samples out, where they are others."""
        if self._shown is not None and self._shown[0].dataset is recording.dataset and self._shown[1] == features:
            return
        data = recording.experiment.data
        self._shown = recording, features
        self._samples = Samples(recording, features)
        self._painter = PointPainter(self.plot, self._samples, data.outputs if data.is_classification else 0)
        self.plot.set_range(*self._samples.bounds)
        if data.is_classification or len(features) == 1:
            self.key.show_classes(data.class_names)
        else:
            self.key.show_targets(data.target_name, *self._samples.target_range)
        names = [data.feature_names[at] for at in features]
        self.plot.set_axis_titles(names[0], names[1] if len(names) > 1 else data.target_name)

    @property
    def is_complete(self) -> bool:
        """Always: a frame is painted at once."""
        return True

    def show_figures(self, frame: Frame) -> None:
        """Say what is seen."""
        if self.isVisible():
            self.words.setText(PART.join(self._words(frame)))
            self.plot.describe_soon()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._theme, self._seen = theme, None
        scale_spaces(self)
        for part in (self.lane, self.across, self.up, self.plot, self.images, self.key, self.words):
            part.set_theme(theme)
        self._fit()
        if self._samples is not None and self._shown is not None:
            self._shown = None  # points grow with lines

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Two lines of controls where there is no room for all in one."""
        needed = sum(combo.sizeHint().width() + 8 for combo in (self.lane, self.across, self.up))
        is_narrow = not self.across.isHidden() and needed > self.width() - scaled(24)
        direction = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        if self._row.direction() != direction:
            self._row.setDirection(direction)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._frame is not None:
            self.show_frame(self._frame)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._prediction = self._shown = self._seen = self._frame = None  # they hold a recording

    def _choose_features(self) -> None:
        self.option_changed.emit("features", (self.across.currentIndex(), self.up.currentIndex()))

    def _paint(self, painter: QPainter, area: QRectF) -> None:
        frame, points, samples = self._frame, self._painter, self._samples
        if frame is None or frame.recording is None:
            return
        if frame.recording.experiment.data.function is not None or points is None or samples is None:
            self._paint_nothing(painter, area, frame)
            return
        newest = self._prediction
        said = newest if newest is not None and newest.question.features == samples.features else None
        if said is not None and len(said.y):
            self._paint_ground(painter, area, said)
        now = frame.prediction
        lanes = [(index, self._theme.lanes[index]) for index in frame.visible]
        if now is not None:
            points.paint_lit(painter, area, lanes, now.batches)
        points.paint_points(painter, area, self._theme)
        if now is not None:
            points.paint_marked(painter, lanes, now.batches, self._theme)
        if said is not None and len(said.x) and not len(said.y):
            self._paint_fit(painter, area, said, is_now=said is now)

    def _paint_nothing(self, painter: QPainter, area: QRectF, frame: Frame) -> None:
        painter.setPen(QColor(self._theme.text_secondary))
        words = tr("A function of two weights has no samples.") if frame.experiment.data.function is not None else frame.waiting
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)

    def _paint_ground(self, painter: QPainter, area: QRectF, said: Prediction) -> None:
        """Classes or numbers over two features."""
        assert self._samples is not None
        data = said.question.recording.experiment.data
        is_sharp = self._frame is None or not self._frame.playing
        key = said, area, self._theme.name, self._theme.card, is_sharp
        if key != self._ground[0]:
            outputs, targets = said.outputs, None
            if not data.is_classification:
                outputs, targets = self._samples.target_of(outputs), self._samples.target_range
            self._ground = key, ground_picture(outputs, area.size(), self._theme, targets, data.outputs, is_sharp=is_sharp)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_sharp)
        painter.drawImage(area, self._ground[1])

    def _paint_fit(self, painter: QPainter, area: QRectF, said: Prediction, *, is_now: bool) -> None:
        """The curve of the chosen lane over one feature, and lines from it to its batch."""
        assert self._samples is not None and self._painter is not None
        style = self._theme.lanes[said.question.lane]
        x = self.plot.x_of(self._samples.along(said.question.features[0], said.x))
        y = self.plot.y_of(self._samples.target_of(fitted(said.outputs, is_classification=self._samples.is_classification)))
        if is_now and not self._samples.is_classification:
            batch_x, batch_y = self._painter.pixels(self._samples.places_of(said.batch))
            ends = self.plot.y_of(self._samples.target_of(fitted(said.batch_outputs, is_classification=False)))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(QPen(QColor(style.color), 1.0))
            lines = zip(batch_x.tolist(), batch_y.tolist(), np.clip(ends, -1e4, 1e4).tolist(), strict=True)
            painter.drawLines([QLineF(across, begin, across, end) for across, begin, end in lines])
        draw_line(painter, x, np.clip(np.nan_to_num(y), -2e4, 2e4), QPen(QColor(style.color), 3.0 * line_scale()), area)

    def _paint_pointer(self, painter: QPainter, area: QRectF) -> None:
        """What the sample at the pointer is, and who has it in its batch."""
        place, frame, points, samples = self.interaction.pointer, self._frame, self._painter, self._samples
        if place is None or frame is None or frame.recording is None or points is None or samples is None:
            return
        x, y = points.pixels(samples.places)
        away = np.hypot(x - place.x(), y - place.y())
        nearest = int(away.argmin())
        if away[nearest] <= _NEAR:
            paint_read_out(painter, area, QPointF(x[nearest], y[nearest]), self._lines(frame, samples, nearest), self._theme)

    def _lines(self, frame: Frame, samples: Samples, nearest: int) -> list[str]:
        """What is known of a drawn sample."""
        assert frame.recording is not None
        data, index = frame.recording.experiment.data, int(samples.drawn[nearest])
        names = [data.feature_names[at] for at in samples.features] + [data.target_name]
        target = samples.targets[nearest]
        text = data.class_names[int(target)] if data.is_classification else measure(float(target))
        values = [measure(value) for value in samples.places[nearest, : len(samples.features)].tolist()] + [text]
        lines = [tr("sample {number}", number=f"{index:,}"), *(f"{name} {value}" for name, value in zip(names, values, strict=True))]
        if frame.prediction is not None:
            batches = frame.prediction.batches
            lanes = [frame.lanes[at].lane.title for at in frame.visible if (batches[at] == index).any()]
            lines += [tr("in the batch of {lane}", lane=lane) for lane in lanes]
        return lines

    def _words(self, frame: Frame) -> Sequence[str]:
        """What is seen, part by part."""
        recording, said = frame.recording, frame.prediction
        if recording is None or said is None:
            return ()
        data, lane = recording.experiment.data, recording.lanes[said.question.lane]
        title, row = lane.lane.title, f"{said.row:,}"
        words = [tr("{lane} after update {row}", lane=title, row=row)]
        if said.row != said.question.rows[said.question.lane]:
            words = [tr("{lane} after update {row}, the last that is kept", lane=title, row=row)]
        size = len(said.batches[said.question.lane])
        if size:  # else samples are read while one trains, and those of batches are not among those that are shown
            words.append(self._score(said, data.is_classification))
            words.append(ntr("lit: batches, this one of {n} sample", "lit: batches, this one of {n} samples", size))
        words.append(tr("hollow: validation") if data.image_shape is None else tr("9 (7): taken for 9, is 7"))
        rest = data.features - len(said.question.features)
        if rest and data.image_shape is None:
            words.append(ntr("{n} other feature at its mean", "{n} other features at their means", rest))
        if self._samples is not None and len(self._samples.drawn) < self._samples.count and data.image_shape is None:
            words.append(tr("{some} of {all} samples", some=f"{len(self._samples.drawn):,}", all=f"{self._samples.count:,}"))
        return words

    def _score(self, said: Prediction, is_classification: bool) -> str:
        """How well the batch is told."""
        targets = said.question.recording.dataset.train_targets[said.batch]
        if is_classification:
            right = int((classes_of(said.batch_outputs) == targets).sum())
            return tr("{right} of {count} right", right=right, count=len(targets))
        error = float(np.sqrt(np.mean((said.batch_outputs[:, 0] - targets[:, 0]) ** 2)))
        return tr("batch off by {error}", error=measure(error))

    def _in_words(self) -> str:
        return "; ".join(self._words(self._frame)) if self._frame is not None else ""


def fitted(outputs: NDArray[np.float64], *, is_classification: bool) -> NDArray[np.float64]:
    """What is drawn of outputs [..., k] over one feature: a number, or the class."""
    return classes_of(outputs).astype(np.float64) if is_classification else outputs[..., 0]
