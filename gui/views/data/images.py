"""The images of a batch side by side, each with the class that is predicted; wrong ones are marked."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.comparison.predictions import Prediction, classes_of
from gui.look.theme import SMALL, Theme, font, line_scale, scaled
from gui.look.translation import tr
from gui.widgets.painting import Painted

from .shades import heat_table

if TYPE_CHECKING:
    from engine.comparison.recording import Recording

_MOST = 100  # images
_GAP, _LEAST = 6, 22  # pixels between images, and of a side at least


class ImageGrid(Painted, QWidget):
    """Images in rows, as large as fit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images: list[tuple[QImage, str, bool]] = []  # with the predicted class, and whether that is right
        self._drawn_of: object = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setAccessibleName(tr("Images of the batch"))

    def show_prediction(self, recording: Recording, prediction: Prediction) -> None:
        """Show the batch of a prediction."""
        if prediction is self._drawn_of:
            return
        self._drawn_of = prediction
        data, declared = recording.dataset, recording.experiment.data
        batch, shape = prediction.batch[:_MOST], declared.image_shape
        assert shape is not None
        names, found = declared.class_names, classes_of(prediction.batch_outputs)[:_MOST]
        values = np.asarray(data.train_inputs[batch], np.float64) * data.scaling[1, :-1] + data.scaling[0, :-1]
        low, high = float(values.min(initial=0.0)), float(values.max(initial=1.0))
        table = heat_table(self.theme)
        wanted = data.train_targets[batch]
        self._images = []
        for value, guess, target in zip(values, found.tolist(), wanted.tolist(), strict=True):
            shades = ((value.reshape(shape) - low) / (high - low) * 255).astype(np.int64)
            pixels = np.full((*shape, 4), 255, np.uint8)
            pixels[..., 2::-1] = table[shades]
            image = QImage(pixels.data, shape[1], shape[0], 4 * shape[1], QImage.Format.Format_RGB32).copy()
            text = names[guess] if guess == target else tr("{guess}, not {truth}", guess=names[guess], truth=names[target])
            self._images.append((image, text, guess == target))
        right = sum(is_right for _, _, is_right in self._images)
        self.setAccessibleDescription(tr("{right} of {count} images of the batch are told right", right=right, count=len(self._images)))
        self.update()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._drawn_of = None

    @property
    def shares(self) -> tuple[int, int]:
        """How many images are told right, and how many there are."""
        return sum(is_right for _, _, is_right in self._images), len(self._images)

    def sizeHint(self) -> QSize:
        return QSize(scaled(200), scaled(150))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._images:
            return
        with QPainter(self) as painter:
            painter.setFont(font(SMALL, tabular=True))
            metrics = QFontMetricsF(painter.font())
            side, columns = self._fit(metrics.height())
            for number, (image, text, is_right) in enumerate(self._images):
                row, column = divmod(number, columns)
                box = QRectF(column * (side + _GAP), row * (side + metrics.height() + _GAP), side, side)
                if box.bottom() > self.height():
                    break
                painter.drawImage(box, image)
                if not is_right:
                    painter.setPen(QPen(QColor(self.theme.danger), 2.0 * line_scale()))
                    painter.drawRect(box.adjusted(1, 1, -1, -1))
                painter.setPen(QColor(self.theme.text_secondary if is_right else self.theme.danger))
                below = QRectF(box.left() - _GAP / 2, box.bottom(), side + _GAP, metrics.height())
                shown = text if metrics.horizontalAdvance(text) <= below.width() else text.split(",")[0] + " ✗"
                painter.drawText(below, Qt.AlignmentFlag.AlignCenter, shown)

    def _fit(self, line: float) -> tuple[float, int]:
        """How large a side may be so that all fit, and how many lie in a row."""
        width, height, count = self.width(), self.height(), len(self._images)
        for columns in range(1, count + 1):
            side = width / columns - _GAP
            if math.ceil(count / columns) * (side + line + _GAP) <= height:
                break
        side = max(scaled(_LEAST), min(side, height - line - _GAP))
        return side, max(1, int(width // (side + _GAP)))
