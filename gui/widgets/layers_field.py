"""The widths of hidden layers: typed as a list, or changed layer by layer with two buttons and the arrow keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from gui.look.theme import Theme
from gui.look.translation import tr
from gui.widgets.icon_button import IconButton
from gui.widgets.number_list import NumberListField

FIRST_WIDTH = 16
"""Neurons of a first hidden layer."""

_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class LayersField(NumberListField):
    """A name, a field for numbers like "50, 50", and buttons for one layer less and one more.

    The up and down keys change the width at the cursor by 1, with Shift by 10.
    """

    def __init__(self, label: str, *, most: int, parent: QWidget | None = None) -> None:
        super().__init__(label, placeholder=tr("none"), field_width=92, parent=parent)
        self._most = most
        self.less = IconButton("minus", tr("one hidden layer less"), size=22, flat=True)
        self.more = IconButton("plus", tr("one hidden layer more, as wide as the last one"), size=22, flat=True)
        self.less.clicked.connect(lambda: self._take(self.value[:-1]))
        self.more.clicked.connect(lambda: self._take([*self.value, (self.value or [FIRST_WIDTH])[-1]]))
        for button in (self.less, self.more):
            self._row.addWidget(button)
        self._show_buttons()

    @property
    def controls(self) -> list[QWidget]:
        """All that takes keys, in order."""
        return [self._field, self.less, self.more]

    def set_value(self, value: list[int]) -> None:  # type: ignore[override]
        super().set_value(value)
        if hasattr(self, "less"):
            self._show_buttons()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        if hasattr(self, "less"):
            self.less.set_theme(theme)
            self.more.set_theme(theme)

    def _show_buttons(self) -> None:
        self.less.setEnabled(bool(self.value))
        self.more.setEnabled(len(self.value) < self._most)

    def _take(self, widths: list[int]) -> None:
        self.set_value(widths)
        self.value_edited.emit(widths)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()), 0)
        widths, place = self.value, self._field.text()[: self._field.cursorPosition()].count(",")
        if not step or self._field.isModified() or place >= len(widths):
            super().keyPressEvent(event)
            return
        cursor = self._field.cursorPosition()
        by = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        widths[place] = max(1, widths[place] + step * by)
        self._take(widths)
        self._field.setCursorPosition(cursor)
