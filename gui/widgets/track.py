"""The slider's track: the thin bar with its knob, in fractions of its length."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.look.theme import scaled, text_scale
from gui.widgets.painting import PaintedControl, paint_knob

_KNOB = 7.5
_REACH = 9.5
"""Room for the knob with its halo or ring."""
_BAR = 4.0
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -10,
    Qt.Key.Key_PageUp: 10,
}


class SliderTrack(PaintedControl):
    """A thin track filled up to a round knob. It shows the fraction it is told and reports what the user asks for.

    Signals:
        moved: the fraction 0..1 under the pointer, on press and while dragging; also 0 and 1 for Home and End.
        stepped: how many steps the arrow and page keys or the wheel ask for, negative downwards.
        released: the hand is off: mouse button or key let go, or the wheel turned.
        edit_requested: Enter, or a double click: the value is to be typed.
    """

    moved = Signal(float)
    stepped = Signal(int)
    released = Signal()
    edit_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fraction = 0.0
        self._fill: str | None = None
        self._grab_offset: float | None = None
        self._was_pressed = False  # since the pointer came: only then the wheel turns it, and scrolling a panel changes nothing
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def dragging(self) -> bool:
        return self._grab_offset is not None

    def set_fraction(self, fraction: float) -> None:
        if fraction != self._fraction:
            self._fraction = fraction
            self.update()

    def set_fill(self, color: str | None) -> None:
        """Colour of the filled part; None for the theme's text colour."""
        self._fill = color
        self.update()

    def knob_x(self, fraction: float) -> float:
        """The knob stays inside the widget, so that the track's ends line up with the texts above."""
        reach = _REACH * text_scale()
        return reach + fraction * max(1.0, self.width() - 2.0 * reach)

    def fraction_at(self, x: float) -> float:
        reach = _REACH * text_scale()
        return min(max((x - reach) / max(1.0, self.width() - 2.0 * reach), 0.0), 1.0)

    def sizeHint(self) -> QSize:
        return QSize(120, scaled(20))

    def minimumSizeHint(self) -> QSize:
        return QSize(48, scaled(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.start_painting() as painter:
            painter.setPen(Qt.PenStyle.NoPen)
            thick = _BAR * text_scale()
            bar = QRectF(0.0, (self.height() - thick) / 2.0, self.width(), thick)
            painter.setBrush(QColor(self.theme.line))
            painter.drawRoundedRect(bar, thick / 2.0, thick / 2.0)
            if self._fraction > 0.0:
                bar.setRight(self.knob_x(self._fraction))
                painter.setBrush(QColor(self._fill or self.theme.text))
                painter.drawRoundedRect(bar, thick / 2.0, thick / 2.0)
            lit = (self.hovered or self.dragging) and self.isEnabled()
            center = QPointF(self.knob_x(self._fraction), self.height() / 2.0)
            paint_knob(painter, center, _KNOB * text_scale(), (_REACH - _KNOB) * text_scale(), self.theme, lit=lit, ring=self.ring)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._was_pressed = True
        away = event.position().x() - self.knob_x(self._fraction)
        # A knob seized off its centre must not jump; a press beside it brings it there.
        self._grab_offset = away if abs(away) <= _KNOB * text_scale() else 0.0
        if self._grab_offset == 0.0:
            self.moved.emit(self.fraction_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grab_offset is not None:
            self.moved.emit(self.fraction_at(event.position().x() - self._grab_offset))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._grab_offset is not None:
            self._grab_offset = None
            self.update()
            self.released.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.edit_requested.emit()

    def leaveEvent(self, event: QEvent) -> None:
        self._was_pressed = False
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y()
        if not self._was_pressed or notches == 0:
            event.ignore()
            return
        self.stepped.emit(1 if notches > 0 else -1)
        self.released.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.set_ring(True)
            self.stepped.emit(_STEPS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.set_ring(True)
            self.moved.emit(0.0 if key == Qt.Key.Key_Home else 1.0)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edit_requested.emit()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        moves = event.key() in _STEPS or event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End)
        if moves and not event.isAutoRepeat():
            self.released.emit()
        else:
            super().keyReleaseEvent(event)
