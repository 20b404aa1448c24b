"""A row of exclusive choices in one pill."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEasingCurve, QRectF, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.look import timing
from gui.look.theme import SMALL, Theme, font, scaled
from gui.widgets.painting import PaintedControl, hairline, paint_focus_ring, reduced_motion

_INSET = 3.0
_RADIUS = 8.0
_TEXT_PX = SMALL + 1.0
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class SegmentedControl(PaintedControl):
    """One choice of a few, all visible; the chosen one lies on an inverted pill that slides when the user moves it.

    Attributes:
        value: key of the chosen option.

    Signals:
        value_changed: the new key, when the user chose it; `set_value` is silent.
    """

    value_changed = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str]], name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = [key for key, _ in options]
        self._labels = [label for _, label in options]
        self._index = 0
        self._pill_at = 0.0
        self._slide = QVariantAnimation(self)
        self._slide.setDuration(timing.SLIDE_MS)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._slide.valueChanged.connect(self._move_pill)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name or " / ".join(self._labels))
        self.setAccessibleDescription(self._labels[0])

    @property
    def value(self) -> str:
        return self._keys[self._index]

    def set_value(self, key: str) -> None:
        """Choose silently and at once.

        Raises:
            ValueError: `key` is none of the options.
        """
        self._choose(self._keys.index(key))
        self._slide.stop()
        self._move_pill(float(self._index))

    def set_labels(self, labels: Sequence[str]) -> None:
        """New wording, in the order of the options, for a change of language."""
        self._labels = list(labels)
        self.setAccessibleDescription(self._labels[self._index])
        self.set_theme(self.theme)

    def segment_rect(self, index: int) -> QRectF:
        widths = self._widths()
        spare = max(0.0, self.width() - 2.0 * _INSET - sum(widths)) / len(widths)
        left = _INSET + sum(widths[:index]) + spare * index
        return QRectF(left, _INSET, widths[index] + spare, self.height() - 2.0 * _INSET)

    def _widths(self) -> list[float]:
        metrics = QFontMetricsF(font(_TEXT_PX, 600))
        return [float(round(metrics.horizontalAdvance(label) + 2.0 * scaled(15))) for label in self._labels]

    def _choose(self, index: int) -> None:
        self._index = index
        self.setAccessibleDescription(self._labels[index])

    def _choose_by_hand(self, index: int) -> None:
        if index == self._index:
            return
        self._choose(index)
        self._slide.stop()
        if reduced_motion() or not self.isVisible():
            self._move_pill(float(index))
        else:
            self._slide.setStartValue(self._pill_at)
            self._slide.setEndValue(float(index))
            self._slide.start()
        self.value_changed.emit(self.value)

    def _move_pill(self, place: float) -> None:
        self._pill_at = place
        self.update()

    def _pill_rect(self) -> QRectF:
        before = int(self._pill_at)
        after = min(before + 1, len(self._keys) - 1)
        part = self._pill_at - before
        left, right = self.segment_rect(before), self.segment_rect(after)
        x = left.x() + (right.x() - left.x()) * part
        return QRectF(x, left.y(), left.width() + (right.width() - left.width()) * part, left.height())

    def _paint_labels(self, painter: QPainter, color: str, weight: int) -> None:
        painter.setPen(QColor(color))
        painter.setFont(font(_TEXT_PX, weight))
        for index, label in enumerate(self._labels):
            painter.drawText(self.segment_rect(index), Qt.AlignmentFlag.AlignCenter, label)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(round(sum(self._widths()) + 2.0 * _INSET), scaled(32))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.start_painting() as painter:
            width = hairline(self)
            ground = QRectF(self.rect()).adjusted(width / 2.0, width / 2.0, -width / 2.0, -width / 2.0)
            painter.setPen(QPen(QColor(self.theme.line), width))
            painter.setBrush(QColor(self.theme.raised))
            painter.drawRoundedRect(ground, _RADIUS, _RADIUS)
            pill = QPainterPath()
            pill.addRoundedRect(self._pill_rect(), _RADIUS - 2.0, _RADIUS - 2.0)
            self._paint_labels(painter, self.theme.text_secondary, 500)
            painter.fillPath(pill, QColor(self.theme.text))
            # The words change colour where the pill's edge passes, not all at once.
            painter.save()
            painter.setClipPath(pill)
            self._paint_labels(painter, self.theme.text_on_accent, 600)
            painter.restore()
            if self.ring:
                paint_focus_ring(painter, QRectF(self.rect()), _RADIUS, self.theme)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for index in range(len(self._keys)):
            if event.button() == Qt.MouseButton.LeftButton and self.segment_rect(index).contains(event.position()):
                self._choose_by_hand(index)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self.set_ring(True)
        self._choose_by_hand(min(max(self._index + step, 0), len(self._keys) - 1))
