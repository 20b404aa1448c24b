"""The line under a control: what it means, or what is wrong with it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gui.theme import SMALL, Theme, scaled
from gui.widgets.elided import ElidedLabel


class MessageLine(ElidedLabel):
    """Help in the secondary colour; an error in the danger colour takes its place.

    Attributes:
        error: the error shown, or None.
    """

    def __init__(self, parent: QWidget, help_text: str = "", collapses: bool = False) -> None:
        """`collapses`: take no room while there is nothing to say. Otherwise the room is kept, so that an error moves nothing."""
        self._help = help_text
        self._collapses = collapses
        self.error: str | None = None
        super().__init__(help_text, "text_secondary", SMALL, parent=parent)
        self._show()

    def set_help(self, text: str) -> None:
        self._help = text
        self._show()

    def set_error(self, text: str | None) -> None:
        if text != self.error:
            self.error = text
            self._show()

    def _show(self) -> None:
        self.set_role("text_secondary" if self.error is None else "danger")
        self.setText(self._help if self.error is None else self.error)
        if self._collapses:
            self.setVisible(bool(self.text()))

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.setFixedHeight(scaled(16))
