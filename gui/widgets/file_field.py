"""A field for the path of a file, with a button that asks for one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gui.look.theme import Theme
from gui.look.translation import tr
from gui.widgets.icon_button import IconButton
from gui.widgets.text_field import TextField


class FileField(TextField):
    """A name, a field for a path, of which the end is seen, and a button.

    Attributes:
        browse: the button.

    Signals:
        browse_wanted: the user wants to choose a file.
    """

    browse_wanted = Signal()

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(label, placeholder=label, field_width=128, parent=parent)
        self.browse = IconButton("folder", tr("choose a file"), size=22, flat=True)
        self.browse.clicked.connect(self.browse_wanted)
        self._row.addWidget(self.browse)

    @property
    def controls(self) -> list[QWidget]:
        """All that takes keys, in order."""
        return [self._field, self.browse]

    def set_value(self, value: Any) -> None:
        super().set_value(value)
        self._field.end(False)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        if hasattr(self, "browse"):
            self.browse.set_theme(theme)
