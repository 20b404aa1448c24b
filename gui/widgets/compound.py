"""A field made of several widgets, one of which has the keyboard for it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


class CompoundField(QWidget):
    """A widget whose keyboard focus is that of a part of it.

    WORKAROUND: a focus proxy of Qt's own has the Tab key stop at the widget, too, wherever that lies in the order of focus; where rows are
    put in another order, Tab goes in circles (QApplicationPrivate::focusNextPrevChild_helper of 6.11).
    """

    _part: QWidget | None = None

    def setFocusProxy(self, widget: QWidget | None) -> None:
        """Have a part take the keyboard."""
        self._part = widget

    def focusProxy(self) -> QWidget | None:
        """The part that takes the keyboard."""
        return self._part

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Give the keyboard to that part."""
        assert self._part is not None
        self._part.setFocus(reason)
