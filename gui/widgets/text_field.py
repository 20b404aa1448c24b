"""A field for text, with its name on the same row or alone."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from engine.experiment import UnclearNumber
from gui.look.theme import BODY, DARK, Theme, font, scaled
from gui.look.translation import worded
from gui.widgets.compound import CompoundField
from gui.widgets.elided import ElidedLabel
from gui.widgets.message import MessageLine


class TextField(CompoundField):
    """A name and a field for something typed, with help or an error below.

    Args:
        field_width: in pixels; without it the field takes the whole row, and the name is there for screen readers only.

    Attributes:
        value: what is held.
        unclear: why what was typed last can mean two things, else empty.
        message: the line for help and errors.

    Signals:
        value_edited: on Enter or leaving after a change: what was meant, or the raw str when it means nothing. The raw text stays
            in the field, so that it can be mended; `set_value` is silent.
        given_up: Escape: what was typed is to be forgotten.
    """

    value_edited = Signal(object)
    given_up = Signal()

    def __init__(
        self, label: str, *, help: str = "", placeholder: str = "", field_width: int | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._value: Any = self._meant("")
        self.unclear = ""
        self._field_width = field_width
        self._label = ElidedLabel(label, weight=500)
        self._field = QLineEdit()
        self._field.setPlaceholderText(placeholder)
        self.message = MessageLine(self, help, collapses=True, about=self._field)
        self._lay_out()
        self._field.editingFinished.connect(self._take_typed)
        self._field.returnPressed.connect(self._field.clearFocus)  # keys are for the window again
        self._field.setAccessibleName(label)
        self.setFocusProxy(self._field)
        self.set_theme(DARK)

    @property
    def value(self) -> Any:
        return self._value

    def set_value(self, value: Any) -> None:
        self._value = value
        self._field.setText(self._written(value))
        self._field.setCursorPosition(0)  # of a long text, its beginning is seen

    def set_error(self, text: str | None) -> None:
        if text != self.message.error:
            self.message.set_error(text)
            self._restyle()

    def set_help(self, text: str) -> None:
        self.message.set_help(text)

    def set_label(self, text: str) -> None:
        self._label.setText(text)
        self._field.setAccessibleName(text)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._label.set_theme(theme)
        self.message.set_theme(theme)
        self._field.setFont(font(BODY, 500, tabular=True))
        self._field.setFixedHeight(scaled(28))
        if self._field_width is not None:
            self._field.setFixedWidth(scaled(self._field_width))
        self._restyle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the line leaves over."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        super().keyPressEvent(event)  # so that the window takes the keyboard

    def _meant(self, text: str) -> Any:
        """What a text means, None if nothing.

        Raises:
            UnclearNumber: it can mean two things.
        """
        return text

    def _written(self, value: Any) -> str:
        """A value as text."""
        return str(value)

    def _lay_out(self) -> None:
        row = self._row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._label, 1)
        row.addWidget(self._field, 0 if self._field_width is not None else 1)
        if self._field_width is None:
            self._label.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.message)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _take_typed(self) -> None:
        text = self._field.text()
        if not self._field.isModified():  # Qt reports leaving without a change as well
            return
        self._field.setModified(False)
        try:
            value, self.unclear = self._meant(text), ""
        except UnclearNumber as error:
            value, self.unclear = None, worded(error.told)
        if value is not None:
            self.set_value(value)
        self.value_edited.emit(text if value is None else value)

    def _restyle(self) -> None:
        theme = self._theme
        border = theme.line if self.message.error is None else theme.danger
        self._field.setStyleSheet(
            f"QLineEdit {{ background: {theme.raised}; color: {theme.text}; border: 1px solid {border}; border-radius: 8px;"
            f" padding: 0 10px; selection-background-color: {theme.text}; selection-color: {theme.text_on_accent}; }}"
            f"QLineEdit:hover {{ border-color: {theme.text_secondary}; }}"
            f"QLineEdit:focus {{ border: 2px solid {theme.focus}; padding: 0 9px; }}"
            f"QLineEdit:disabled {{ color: {theme.text_secondary}; }}"
        )


class WordListField(TextField):
    """A name and a field for words apart by commas.

    Attributes:
        value: the words held.
    """

    @property
    def value(self) -> list[str]:
        return list(self._value)

    def _meant(self, text: str) -> list[str]:
        return [word for part in text.split(",") if (word := part.strip())]

    def _written(self, value: Any) -> str:
        return ", ".join(value)
