"""The slider's track: the thin bar with its knob."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QWidget

from gui.look.theme import scaled, text_scale
from gui.widgets.painting import MOVING_KEYS, PaintedControl, paint_knob
from gui.widgets.scale import Number, ValueScale

_KNOB = 7.5
_REACH = 9.5
"""Room for the knob with its halo or ring."""
_BAR = 4.0
_ACTION = QAbstractSlider.SliderAction
STEPS = {_ACTION.SliderSingleStepAdd: 1, _ACTION.SliderSingleStepSub: -1, _ACTION.SliderPageStepAdd: 10, _ACTION.SliderPageStepSub: -10}


class SliderTrack(PaintedControl, QAbstractSlider):
    """A thin track filled up to a round knob. Qt's whole number is the `ValueScale.place` of the number that is shown.

    What the user does comes as `valueChanged`, the number moved to is `number_at` its value. The wheel passes by until the track was
    clicked, and again when the pointer has left, so that scrolling a panel changes nothing.

    Signals:
        edit_requested: Enter, or a double click: the value is to be typed.
    """

    edit_requested = Signal()
    kept_keys = MOVING_KEYS

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale = ValueScale(0, 1)
        self._number: Number = 0
        self._fill: str | None = None
        self._grab_offset = 0.0
        self._takes_wheel = False
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.actionTriggered.connect(self._step)

    def show_number(self, number: Number, scale: ValueScale) -> None:
        """Rest at a number of a scale, silently."""
        self._scale, self._number = scale, number
        low, high = (scale.place(bound) for bound in scale.bounds)
        with QSignalBlocker(self):
            self.setRange(low, high)
            self.setValue(scale.place(number))
        self.update()

    def set_fill(self, color: str | None) -> None:
        """Colour of the filled part; None for the theme's text colour."""
        self._fill = color
        self.update()

    def knob_x(self, fraction: float) -> float:
        """The knob stays inside the widget, so that the track's ends line up with the texts above."""
        reach = _REACH * text_scale()
        return reach + fraction * max(1.0, self.width() - 2.0 * reach)

    def _step(self, action: int) -> None:
        """Keys go from number to number of the scale, however far apart these are."""
        if (steps := STEPS.get(_ACTION(action))) is not None:
            self.setSliderPosition(self._scale.place(self._scale.stepped(self._number, steps)))

    def _move_to(self, x: float) -> None:
        fraction = (x - self.knob_x(0.0)) / (self.knob_x(1.0) - self.knob_x(0.0))
        self.setSliderPosition(self._scale.place(self._scale.value_at(fraction)))

    def sizeHint(self) -> QSize:
        return QSize(120, scaled(20))

    def minimumSizeHint(self) -> QSize:
        return QSize(48, scaled(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        fraction, theme = self._scale.fraction(self._number), self.theme
        with self.start_painting() as painter:
            painter.setPen(Qt.PenStyle.NoPen)
            thick = _BAR * text_scale()
            bar = QRectF(0.0, (self.height() - thick) / 2.0, self.width(), thick)
            painter.setBrush(QColor(theme.line))
            painter.drawRoundedRect(bar, thick / 2.0, thick / 2.0)
            if fraction > 0.0:
                bar.setRight(self.knob_x(fraction))
                painter.setBrush(QColor(self._fill or theme.text))
                painter.drawRoundedRect(bar, thick / 2.0, thick / 2.0)
            center = QPointF(self.knob_x(fraction), self.height() / 2.0)
            lit = self.is_hovered or (self.isSliderDown() and not self.hasFocus())
            paint_knob(painter, center, _KNOB * text_scale(), (_REACH - _KNOB) * text_scale(), theme, lit=lit, ring=self.hasFocus())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._takes_wheel = True
        away = event.position().x() - self.knob_x(self._scale.fraction(self._number))
        # A knob seized off its centre must not jump; a press beside it brings it there.
        self._grab_offset = away if abs(away) <= _KNOB * text_scale() else 0.0
        self.setSliderDown(True)
        self._move_to(event.position().x() - self._grab_offset)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._move_to(event.position().x() - self._grab_offset)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.edit_requested.emit()

    def leaveEvent(self, event: QEvent) -> None:
        self._takes_wheel = False

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y()
        event.setAccepted(self._takes_wheel and notches != 0)
        if event.isAccepted():
            self.triggerAction(_ACTION.SliderSingleStepAdd if notches > 0 else _ACTION.SliderSingleStepSub)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edit_requested.emit()
            return
        self.setSliderDown(event.key() in MOVING_KEYS)  # a key that is held is one change, as a drag is
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self.setSliderDown(False)
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.setSliderDown(False)
        super().focusOutEvent(event)
