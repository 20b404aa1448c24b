"""Which views there are. To add one: write its file and add a line here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtWidgets import QWidget

from gui.frame import Frame
from gui.theme import Theme

from .losses import LossView
from .readout import Readout
from .surface import SurfaceView


class View(Protocol):
    """What the window asks of a view."""

    def show_figures(self, frame: Frame) -> None:
        """Show numbers; called at most ten times a second."""

    def set_theme(self, theme: Theme) -> None:
        """Take on a theme."""


VIEWS: dict[str, Callable[[], QWidget]] = {"losses": LossView, "surface": SurfaceView, "readout": Readout}
