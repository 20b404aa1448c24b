"""Which views there are and where they lie. To add one: write its file and add a line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol, cast

from PySide6.QtWidgets import QWidget

from engine.experiment import Experiment
from gui.look.theme import Theme
from gui.session.frame import Frame
from gui.views.losses.view import LossView
from gui.views.readout.view import Readout
from gui.views.surface.view import SurfaceView


class Themed(Protocol):
    """Whatever has a look."""

    def set_theme(self, theme: Theme) -> None:
        """Take on a theme and a text scale."""


class View(Themed, Protocol):
    """What the window asks of a view, which is a QWidget too.

    Attributes:
        is_complete: whether the frame's picture is complete; if not, the same frame shown again completes more of it.

    A view may have a signal `option_changed(str, object)`, the name of what the user changes and its new value; a signal
    `repaint_requested()`, by which it asks for a frame because its picture is not complete; a method `fit()`, which brings back how it
    was looked at first; and a method `show_controls(bool)`, which shows its controls or leaves them out.
    """

    @property
    def is_complete(self) -> bool:
        """See above."""

    def show_experiment(self, experiment: Experiment) -> None:
        """Make room for the lanes of another experiment."""

    def show_frame(self, frame: Frame) -> None:
        """Draw what moves; called once a frame."""

    def show_figures(self, frame: Frame) -> None:
        """Show numbers; called at most ten times a second."""


@dataclass(frozen=True)
class Place:
    """A view and where it lies.

    Attributes:
        name: how the command line calls it.
        make: makes the widget.
        where: in the middle, one below the other, or in the panel at the side.
        share: of the middle's height.
        is_eager: whether it is drawn at once while a slider is dragged, others a few times a second.
    """

    name: str
    make: Callable[[], QWidget]
    where: Literal["middle", "side"]
    share: int = 0
    is_eager: bool = False

    def view(self) -> View:
        """A new view."""
        return cast("View", self.make())


VIEWS = (
    Place("losses", LossView, "middle", 10, is_eager=True),
    Place("surface", SurfaceView, "middle", 14),
    Place("readout", Readout, "side"),
)
