"""A row of exclusive choices in one pill."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEasingCurve, QRectF, QSignalBlocker, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QButtonGroup, QGroupBox, QSizePolicy, QWidget

from gui.look import timing
from gui.look.theme import SMALL, Theme, font, scaled
from gui.widgets.painting import MOVING_KEYS, PRESSING_KEYS, Painted, PaintedControl, hairline, paint_focus_ring, reduced_motion

_INSET = 3.0
_RADIUS = 8.0
_TEXT_PX = SMALL + 1.0


class Segment(PaintedControl, QAbstractButton):
    """One of the choices; the control paints it."""

    kept_keys = MOVING_KEYS | PRESSING_KEYS

    def __init__(self, label: str, control: QWidget) -> None:
        super().__init__(control)
        self._control = control  # it shows the focus ring, around all of it
        self.setText(label)
        self.setCheckable(True)
        self.setAutoExclusive(True)  # so that it is announced as a radio button
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.toggled.connect(self._take_focus)

    def _take_focus(self, is_chosen: bool) -> None:
        """Tab goes to the one that is chosen, and so does the focus, if the control has it."""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if is_chosen else Qt.FocusPolicy.NoFocus)
        focused = QApplication.focusWidget()
        if is_chosen and focused is not None and self._control.isAncestorOf(focused):
            self.setFocus(Qt.FocusReason.TabFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        pass

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._control.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._control.update()


class SegmentedControl(Painted, QGroupBox):
    """One choice of a few, all visible; the chosen one lies on an inverted pill that slides when the user moves it.

    Attributes:
        value: key of the chosen option.
        segments: a button for each option.

    Signals:
        value_changed: the new key, when the user chose it; `set_value` is silent.
    """

    value_changed = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str]], name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name or " / ".join(label for _, label in options), parent)
        self._keys = [key for key, _ in options]
        self.segments = [Segment(label, self) for _, label in options]
        self._group = QButtonGroup(self)
        for index, segment in enumerate(self.segments):
            self._group.addButton(segment, index)
        self.segments[0].setChecked(True)
        self._group.idToggled.connect(self._follow)
        self._pill_at = 0.0
        self._slide = QVariantAnimation(self)
        self._slide.setDuration(timing.SLIDE_MS)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._slide.valueChanged.connect(self._move_pill)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def value(self) -> str:
        return self._keys[self._group.checkedId()]

    def set_value(self, key: str) -> None:
        """Choose silently and at once.

        Raises:
            ValueError: `key` is none of the options.
        """
        with QSignalBlocker(self._group):
            self.segments[self._keys.index(key)].setChecked(True)
        self._slide.stop()
        self._move_pill(float(self._keys.index(key)))

    def segment_rect(self, index: int) -> QRectF:
        widths = self._widths()
        spare = max(0.0, self.width() - 2.0 * _INSET - sum(widths)) / len(widths)
        left = _INSET + sum(widths[:index]) + spare * index
        return QRectF(left, _INSET, widths[index] + spare, self.height() - 2.0 * _INSET)

    def _widths(self) -> list[float]:
        metrics = QFontMetricsF(font(_TEXT_PX, 600))
        return [float(round(metrics.horizontalAdvance(segment.text()) + 2.0 * scaled(15))) for segment in self.segments]

    def _follow(self, index: int, is_chosen: bool) -> None:
        """The user chose: let the pill slide there."""
        if not is_chosen:
            return
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
        for index, segment in enumerate(self.segments):
            painter.drawText(self.segment_rect(index), Qt.AlignmentFlag.AlignCenter, segment.text())

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
            if any(segment.hasFocus() for segment in self.segments):
                paint_focus_ring(painter, QRectF(self.rect()), _RADIUS, self.theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        for index, segment in enumerate(self.segments):
            segment.setGeometry(self.segment_rect(index).toRect())
