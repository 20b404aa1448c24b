"""On or off: the switch alone, and the switch with its name before it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gui.look.theme import DARK, Theme, scaled
from gui.look.translation import tr
from gui.widgets.compound import CompoundField
from gui.widgets.elided import ElidedLabel
from gui.widgets.message import MessageLine
from gui.widgets.painting import PRESSING_KEYS, PaintedControl, blend, paint_focus_ring

_WIDTH, _HEIGHT, _RING = 32, 18, 3.0


class Switch(PaintedControl, QAbstractButton):
    """A pill with a knob at its left or right end; in the middle where it is neither on nor off.

    Attributes:
        is_mixed: whether it is on for some and off for others; the next press turns it on.
    """

    kept_keys = PRESSING_KEYS

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_mixed = False
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(scaled(_WIDTH) + round(2 * _RING), scaled(_HEIGHT) + round(2 * _RING))

    def hitButton(self, position: object) -> bool:
        return True

    def nextCheckState(self) -> None:
        self.setChecked(self.is_mixed or not self.isChecked())

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.start_painting() as painter:
            theme, is_on = self.theme, self.isChecked() and not self.is_mixed
            pill = QRectF(self.rect()).adjusted(_RING, _RING, -_RING, -_RING)
            radius = pill.height() / 2.0
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.text) if is_on else blend(theme.line, theme.text_secondary, 0.5 if self.is_hovered else 0.2))
            painter.drawRoundedRect(pill, radius, radius)
            place = 0.5 if self.is_mixed else float(is_on)
            knob, room = pill.height() - 4.0, pill.width() - pill.height()
            painter.setBrush(QColor(theme.text_on_accent if is_on else theme.card))
            painter.drawEllipse(QRectF(pill.left() + 2.0 + room * place, pill.top() + 2.0, knob, knob))
            if self.hasFocus():
                paint_focus_ring(painter, QRectF(self.rect()), self.height() / 2.0, theme)


class FlagField(CompoundField):
    """A name and a switch on one row, with help or an error below.

    Attributes:
        value: whether it is on; None where it is for some and is not for others.
        message: the line for help and errors.

    Signals:
        value_edited: what the user turned it to; `set_value` is silent.
    """

    value_edited = Signal(object)

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = ElidedLabel(label, weight=500)
        self.switch = Switch()
        self.switch.setAccessibleName(label)
        self.message = MessageLine(self, collapses=True, about=self.switch)
        self.switch.clicked.connect(self._take)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._label, 1)
        row.addWidget(self.switch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.message)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.switch)
        self.set_theme(DARK)

    @property
    def value(self) -> bool | None:
        return None if self.switch.is_mixed else self.switch.isChecked()

    def set_value(self, value: bool | None) -> None:
        self.switch.is_mixed = value is None
        self.switch.setChecked(bool(value))
        self.switch.update()
        self.message.set_help(tr("on for some lanes") if value is None else "")

    def set_error(self, text: str | None) -> None:
        self.message.set_error(text)

    def set_theme(self, theme: Theme) -> None:
        for part in (self._label, self.switch, self.message):
            part.set_theme(theme)

    def _take(self) -> None:
        self.set_value(self.switch.isChecked())
        self.value_edited.emit(self.value)
