"""The theme and the size of all text, in the window and in projector mode."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, QSize, Signal

from gui.look.theme import DARK, LIGHT, SMALL, TEXT_SIZES, Theme, high_contrast, set_text_scale, text_growth, text_scale

_PROJECTED_TEXT, _PROJECTED_LINES = 1.6, 1.5  # times as large
_SMALLEST_TEXT = 1 / 40  # of the height of what is projected
_SHAPE = 3 / 4  # height by width: a window that is higher counts as one of this shape


class Appearance(QObject):
    """How the window looks.

    Attributes:
        base: the theme that was chosen.
        text_size: the text scale that was chosen.
        is_projected: whether text and lines are large and in high contrast.

    Signals:
        changed: the theme or the text scale changed.
    """

    changed = Signal()

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.base = theme
        self.text_size = text_scale()
        self.is_projected = False

    @property
    def theme(self) -> Theme:
        """The theme that is shown."""
        return high_contrast(self.base) if self.is_projected else self.base

    def toggle_theme(self) -> None:
        """Light or dark."""
        self.set_theme(LIGHT if self.base is DARK else DARK)

    def set_theme(self, theme: Theme) -> None:
        """Show another theme."""
        self.base = theme
        self.changed.emit()

    def set_text_size(self, size: float) -> None:
        """Show all text in another size."""
        self.text_size = size
        set_text_scale(size)

    def step_text_size(self, steps: int) -> None:
        """Make all text larger or smaller by some of the sizes there are; 0 steps bring back the first size."""
        nearest = min(range(len(TEXT_SIZES)), key=lambda index: abs(TEXT_SIZES[index] - self.text_size))
        self.text_size = TEXT_SIZES[min(max(nearest + steps, 0), len(TEXT_SIZES) - 1)] if steps else 1.0

    def scale_text(self, window: QSize, screen: QSize, *, is_full: bool) -> None:
        """Show all text in the size that was chosen, or in the size for a projector.

        Args:
            window, screen: their sizes in logical pixels.
            is_full: whether the window fills the screen.
        """
        growth = text_growth(screen.width(), screen.height()) if is_full else 1.0
        scale, lines = self.text_size * growth, None
        if self.is_projected:
            readable = math.ceil(_SMALLEST_TEXT * min(window.height(), _SHAPE * window.width())) / SMALL  # fonts have whole pixels
            scale = max(_PROJECTED_TEXT * growth, readable)
            lines = scale * _PROJECTED_LINES / _PROJECTED_TEXT
        if scale != text_scale():
            set_text_scale(scale, lines)
            self.changed.emit()
