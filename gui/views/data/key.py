"""The line below the samples: which mark is which class, or which shade is which target."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.look.numbers import measure
from gui.look.theme import SMALL, font, scaled
from gui.look.translation import tr
from gui.widgets.marker import marker_path
from gui.widgets.painting import Painted

from .shades import SHAPES, heat_table, point_shade

_BAR, _MARK, _GAP, _APART = 70, 9.0, 5, 14  # pixels: of a bar of shades, a mark, to its words, and to the next one


class SampleKey(Painted, QWidget):
    """Marks of classes with their names, or a bar of shades between two targets; nothing for points on one feature and their target."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._classes: tuple[str, ...] = ()
        self._targets: tuple[str, float, float] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_classes(self, names: Sequence[str]) -> None:
        """Explain the marks of classes."""
        self._classes, self._targets = tuple(names), None
        self.setAccessibleName(tr("classes: {names}", names=", ".join(names)))
        self.setVisible(bool(names))
        self.update()

    def show_targets(self, name: str, low: float, high: float) -> None:
        """Explain the shades of targets."""
        self._classes, self._targets = (), (name, low, high)
        self.setAccessibleName(tr("shades: {target} from {low} to {high}", target=name, low=measure(low), high=measure(high)))
        self.setVisible(True)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, scaled(17))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setFont(font(SMALL))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._targets is None:
                self._paint_classes(painter)
            else:
                self._paint_shades(painter, *self._targets)

    def _paint_classes(self, painter: QPainter) -> None:
        metrics, left, middle = QFontMetricsF(painter.font()), float(scaled(4)), self.height() / 2
        for number, name in enumerate(self._classes):
            width = scaled(_MARK) + scaled(_GAP) + metrics.horizontalAdvance(name)
            if left + width > self.width():
                break
            painter.setPen(QPen(QColor(self.theme.card), 1.0))
            painter.setBrush(point_shade(self.theme, number, len(self._classes)))
            mark = marker_path(SHAPES[number % len(SHAPES)], scaled(_MARK))
            painter.drawPath(mark.translated(QPointF(left + scaled(_MARK) / 2, middle)))
            painter.setPen(QColor(self.theme.text_secondary))
            box = QRectF(left + scaled(_MARK) + scaled(_GAP), 0, width, self.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, name)
            left += width + scaled(_APART)

    def _paint_shades(self, painter: QPainter, name: str, low: float, high: float) -> None:
        table, metrics = heat_table(self.theme), QFontMetricsF(painter.font())
        strip = QImage(table.tobytes(), len(table), 1, 3 * len(table), QImage.Format.Format_RGB888)
        painter.setPen(QColor(self.theme.text_secondary))
        ends, left = (f"{name}  {measure(low)}", measure(high)), float(scaled(4))
        for number, words in enumerate(ends):
            painter.drawText(QRectF(left, 0, self.width() - left, self.height()), Qt.AlignmentFlag.AlignVCenter, words)
            left += metrics.horizontalAdvance(words) + scaled(_GAP)
            if number == 0:
                painter.drawImage(QRectF(left, self.height() / 2 - scaled(4), scaled(_BAR), scaled(8)), strip)
                left += scaled(_BAR) + scaled(_GAP)
