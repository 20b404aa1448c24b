"""A line across the window that says what went wrong or was done, and can be sent away."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QWidget

from gui.look.theme import DARK, Theme
from gui.look.translation import tr
from gui.widgets.card import Card
from gui.widgets.elided import ElidedLabel
from gui.widgets.icon_button import IconButton


class Banner(Card):
    """One sentence, a button to copy the details, and one to close it. Hidden until there is something to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._details = ""
        self._text = ElidedLabel(role="danger", weight=500)
        self._copy = QPushButton(tr("Copy details"))
        self._copy.clicked.connect(lambda: QApplication.clipboard().setText(self._details))
        self._close = IconButton("close", tr("close"), size=26, flat=True)
        self._close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 4, 8, 4)
        row.addWidget(self._text, 1)
        row.addWidget(self._copy)
        row.addWidget(self._close)
        self.set_theme(DARK)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def tell(self, text: str, details: str = "") -> None:
        """Say what went wrong; `details` can be copied."""
        self._say(text, details, "danger")

    def note(self, text: str) -> None:
        """Say what was done."""
        self._say(text, "", "text")

    def _say(self, text: str, details: str, role: str) -> None:
        self._text.set_role(role)
        self._text.setText(text)
        self._details = details
        self._copy.setVisible(bool(details))
        self.show()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        for part in (self._text, self._close):
            part.set_theme(theme)
