"""A list of whole numbers typed as text, such as the sizes of hidden layers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from gui.theme import BODY, DARK, Theme, font, scaled
from gui.widgets.elided import ElidedLabel
from gui.widgets.message import MessageLine


def parse_numbers(text: str) -> list[int] | None:
    """The whole numbers in `text`, apart by commas, semicolons or blanks; an empty text is an empty list; None for anything else."""
    words = text.replace(",", " ").replace(";", " ").replace("，", " ").split()
    try:
        return [int(word) for word in words]
    except ValueError:
        return None


class NumberListField(QWidget):
    """A name and a field for numbers like "50, 50" on one row, with help or an error below.

    Attributes:
        value: the numbers held.

    Signals:
        value_edited: on Enter or leaving after a change: the list[int], or the raw str when it is not a list of whole numbers. The raw
            text stays in the field, so that it can be mended; `set_value` is silent.
    """

    value_edited = Signal(object)

    def __init__(self, label: str, *, help: str = "", placeholder: str = "", field_width: int = 148, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: list[int] = []
        self._field_width = field_width
        self._last_text = ""
        self._label = ElidedLabel(label, weight=500)
        self._field = QLineEdit()
        self._field.setPlaceholderText(placeholder)
        self._message = MessageLine(self, help, collapses=True)
        self._lay_out()
        self._field.editingFinished.connect(self._take_typed)
        self._field.setAccessibleName(label)
        self.setFocusProxy(self._field)
        self.set_theme(DARK)

    @property
    def value(self) -> list[int]:
        return list(self._value)

    def set_value(self, numbers: Sequence[int]) -> None:
        self._value = list(numbers)
        self._last_text = ", ".join(str(number) for number in numbers)
        self._field.setText(self._last_text)

    def set_error(self, text: str | None) -> None:
        if text != self._message.error:
            self._message.set_error(text)
            self._restyle()

    def set_help(self, text: str) -> None:
        self._message.set_help(text)

    def set_label(self, text: str) -> None:
        self._label.setText(text)
        self._field.setAccessibleName(text)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._label.set_theme(theme)
        self._message.set_theme(theme)
        self._field.setFont(font(BODY, 500, tabular=True))
        self._field.setFixedSize(scaled(self._field_width), scaled(32))
        self._restyle()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._label, 1)
        row.addWidget(self._field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self._message)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _take_typed(self) -> None:
        text = self._field.text()
        if not self._field.isModified():  # Qt reports leaving without a change as well
            return
        self._field.setModified(False)
        numbers = parse_numbers(text)
        if numbers is None:
            self._last_text = text
        else:
            self.set_value(numbers)
        self.value_edited.emit(text if numbers is None else numbers)

    def _restyle(self) -> None:
        theme = self._theme
        border = theme.line if self._message.error is None else theme.danger
        self._field.setStyleSheet(
            f"QLineEdit {{ background: {theme.raised}; color: {theme.text}; border: 1px solid {border}; border-radius: 8px;"
            f" padding: 0 10px; selection-background-color: {theme.text}; selection-color: {theme.text_on_accent}; }}"
            f"QLineEdit:hover {{ border-color: {theme.text_secondary}; }}"
            f"QLineEdit:focus {{ border: 2px solid {theme.focus}; padding: 0 9px; }}"
            f"QLineEdit:disabled {{ color: {theme.text_secondary}; }}"
        )
