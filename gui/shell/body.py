"""All of the window that is below its menu bar, in rows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.look.theme import scaled, text_scale

from .workspace import Workspace

_SPACE, _LOW_SPACE = 14, 8  # beside cards, at a text scale of 1; and in a low window


class Body(QWidget):
    """The rows of the window.

    Args:
        rows: from top to bottom.
        workspace: which of them takes all the height that there is.
    """

    def __init__(self, rows: Sequence[QWidget], workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._spaces: tuple[int, float, bool] | None = None  # which there are now, for which text scale
        self._rows = QVBoxLayout(self)
        for row in rows:
            self._rows.addWidget(row, row is workspace)

    def fit(self, *, is_below_menus: bool) -> None:
        """Set the spaces for the present text scale and height of the workspace."""
        space = _LOW_SPACE if self._workspace.is_low else _SPACE
        spaces = space, text_scale(), is_below_menus
        if spaces == self._spaces:  # to set one again lays all out anew
            return
        self._spaces = spaces
        beside, below = scaled(space), scaled(space * 5 / 7)
        self._rows.setContentsMargins(beside, scaled(2) if is_below_menus else below, beside, beside)
        self._rows.setSpacing(below)
        self._workspace.set_spacing(beside)
