"""The line under a control: what it means, or what is wrong with it."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent, QStaticText, QTextOption
from PySide6.QtWidgets import QWidget

from gui.look.theme import SMALL, Theme, scaled
from gui.widgets.elided import ElidedLabel


class MessageLine(ElidedLabel):
    """Help in the secondary colour; an error in the danger colour takes its place.

    Attributes:
        error: the error shown, or None.
    """

    def __init__(self, parent: QWidget, help_text: str = "", collapses: bool = False, about: QWidget | None = None) -> None:
        """`collapses`: take no room while there is nothing to say, and as many lines as it takes to say it. Otherwise the room of one
        line is kept, so that an error moves nothing. `about`: the control whose description for screen readers it is, too.
        """
        self._about = about
        self._help = help_text
        self._collapses = collapses
        self.error: str | None = None
        super().__init__(help_text, "text_secondary", SMALL, parent=parent)
        self._show()

    def set_help(self, text: str) -> None:
        if text != self._help:
            self._help = text
            self._show()

    def set_error(self, text: str | None) -> None:
        if text != self.error:
            self.error = text
            self._show()

    @property
    def elided_text(self) -> str:
        return self.text() if self._collapses else super().elided_text

    def _show(self) -> None:
        self.set_role("text_secondary" if self.error is None else "danger")
        self.setText(self._help if self.error is None else self.error)
        if self._about is not None:
            self._about.setAccessibleDescription(self.text())
        if self._collapses:
            self.setVisible(bool(self.text()))
        self._fix_height()

    def _lines(self) -> QStaticText:
        """The text in lines of the present width; a word that is longer is broken."""
        lines = QStaticText(self.text())
        lines.setTextFormat(Qt.TextFormat.PlainText)
        option = QTextOption(Qt.AlignmentFlag.AlignLeft)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        lines.setTextOption(option)
        lines.setTextWidth(self.width())
        lines.prepare(font=self.font())
        return lines

    def _fix_height(self) -> None:
        height = math.ceil(self._lines().size().height()) if self._collapses else 0
        self.setFixedHeight(max(scaled(16), height))

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._fix_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fix_height()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._collapses:
            super().paintEvent(event)
            return
        with self.start_painting() as painter:
            painter.drawStaticText(QPointF(0, 0), self._lines())
