"""The images of a batch side by side, each with the class that is predicted; wrong ones are marked."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.comparison.predictions import Prediction, classes_of
from engine.data.scaling import unscale_inputs
from gui.look.theme import SMALL, Theme, font, line_scale, scaled
from gui.look.translation import tr
from gui.widgets.painting import Painted

from .shades import heat_table

if TYPE_CHECKING:
    from engine.comparison.recording import Recording

_MOST = 100  # images
_GAP, _LEAST = 8, 26  # pixels between images, and of a side at least


class ImageGrid(Painted, QWidget):
    """Images in rows, as large as fit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shades = np.empty((0, 1, 1), np.uint8)  # of the images, [k, height, width]
        self._texts: list[str] = []  # what is predicted
        self._wrong: list[int] = []  # images that are told wrong
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
        values = unscale_inputs(data.train_inputs[batch], data.scaling)
        low, high = float(values.min(initial=0.0)), float(values.max(initial=1.0))
        wanted = data.train_targets[batch]
        self._shades = ((values.reshape(-1, *shape) - low) / (high - low) * 255).astype(np.uint8)
        self._wrong = np.flatnonzero(found != wanted).tolist()
        self._texts = [names[guess] + (f" ({names[truth]})" if guess != truth else "") for guess, truth in zip(found, wanted, strict=True)]
        right, count = self.shares
        self.setAccessibleDescription(tr("{right} of {count} images of the batch are told right", right=right, count=count))
        self.update()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._drawn_of = None

    @property
    def shares(self) -> tuple[int, int]:
        """How many images are told right, and how many there are."""
        return len(self._texts) - len(self._wrong), len(self._texts)

    def sizeHint(self) -> QSize:
        return QSize(scaled(200), scaled(150))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._texts:
            return
        with QPainter(self) as painter:
            painter.setFont(font(SMALL, tabular=True))
            metrics = QFontMetricsF(painter.font())
            side, columns = self._fit(metrics.height())
            across, down = side + _GAP, side + metrics.height() + _GAP
            seen = min(len(self._texts), columns * max(1, int((self.height() + _GAP) // down)))
            table = heat_table(self.theme)
            danger, calm = QColor(self.theme.danger), QColor(self.theme.text_secondary)
            wrong = {number for number in self._wrong if number < seen}
            pixels = np.full((*self._shades[:seen].shape, 4), 255, np.uint8)
            pixels[..., 2::-1] = table[self._shades[:seen]]
            whole = QImage(pixels.data, pixels.shape[2], seen * pixels.shape[1], 4 * pixels.shape[2], QImage.Format.Format_RGB32)
            part = QRectF(0, 0, pixels.shape[2], pixels.shape[1])  # one image of the strip of all
            for number in range(seen):
                x, y = number % columns * across, number // columns * down
                painter.drawImage(QRectF(x, y, side, side), whole, part.translated(0, number * part.height()))
            painter.setPen(QPen(danger, 2.0 * line_scale()))
            painter.drawRects([QRectF(at % columns * across + 1, at // columns * down + 1, side - 2, side - 2) for at in wrong])
            widths = {text: metrics.horizontalAdvance(text) for text in set(self._texts[:seen])}
            for colour, numbers in ((calm, set(range(seen)) - wrong), (danger, wrong)):
                painter.setPen(colour)
                for number in numbers:
                    middle, base = number % columns * across + side / 2, number // columns * down + side + metrics.ascent()
                    text = self._texts[number]
                    painter.drawText(QPointF(middle - widths[text] / 2, base), text)

    def _fit(self, line: float) -> tuple[float, int]:
        """How large a side may be so that all fit, and how many lie in a row."""
        width, height, count = self.width(), self.height(), len(self._texts)
        side = 0.0
        for columns in range(1, count + 1):
            side = width / columns - _GAP
            if math.ceil(count / columns) * (side + line + _GAP) <= height:
                break
        side = max(scaled(_LEAST), min(side, height - line - _GAP))
        return side, max(1, int((width + _GAP) // (side + _GAP)))
