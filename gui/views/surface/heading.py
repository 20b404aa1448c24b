"""A lane's name over its picture."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.look.theme import SMALL, TITLE, Theme, scaled
from gui.widgets.elided import ElidedLabel
from gui.widgets.marker import MarkerLabel

_WIDE = 140  # at a text scale of 1; over a narrower picture the name is smaller


class Heading(QWidget):
    """The lane's marker and its name in its colour; hidden until there is one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marker, self._name = MarkerLabel(0, size=13), ElidedLabel(size_px=TITLE, weight=600)
        self._size = TITLE
        self._row = QHBoxLayout(self)
        self._row.setSpacing(8)
        self._row.addWidget(self._marker)
        self._row.addWidget(self._name, 1)
        self.hide()

    def show_lane(self, lane: int, title: str, indent: int) -> None:
        """Name a lane, so many pixels from the left."""
        if (lane, title) != (self._marker.lane, self._name.text()):
            self._marker.set_lane(lane)
            self._name.setText(title)
            self._name.set_role(self._marker.style_shown.color)
        self._row.setContentsMargins(indent, 2, 0, 0)
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        self._marker.set_theme(theme)
        self._name.set_theme(theme)
        self._name.set_role(self._marker.style_shown.color)

    def _fit(self) -> None:
        width = self.width() - self._row.contentsMargins().left()
        if (size := TITLE if width >= scaled(_WIDE) else SMALL) != self._size:
            self._size = size
            self._name.set_type(size, 600)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
