"""Which views there are and where they lie. To add one: write its file and add an entry here.

Light to import: what a view needs comes when it is made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol, cast

from PySide6.QtWidgets import QWidget

from engine.experiment import Experiment
from gui.look.theme import Theme
from gui.look.translation import QT_TR_NOOP
from gui.session.frame import Frame


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
        make: makes the widget; it imports what that needs.
        where: above or below in the middle, or in the panel at the side. Those above lie side by side, and so do those below.
        share: of the width beside others of its row; of the height, that of a row is the largest in it.
        is_eager: whether it is drawn at once while a slider is dragged, others a few times a second.
        title, help, key: of the action that shows it or folds it away, for one in the middle.
        is_shown: whether it is to be seen in a new window.
    """

    name: str
    make: Callable[[], QWidget]
    where: Literal["above", "below", "side"]
    share: int = 0
    is_eager: bool = False
    title: str = ""
    help: str = ""
    key: str = ""
    is_shown: bool = True

    def view(self) -> View:
        """A new view."""
        return cast("View", self.make())


def _losses() -> QWidget:
    from gui.views.losses.view import LossView

    return LossView()


def _surface() -> QWidget:
    from gui.views.surface.view import SurfaceView

    return SurfaceView()


def _data() -> QWidget:
    from gui.views.data.view import DataView

    return DataView()


def _network() -> QWidget:
    from gui.views.network.view import NetworkView

    return NetworkView()


def _readout() -> QWidget:
    from gui.views.readout.view import Readout

    return Readout()


VIEWS = (
    Place("losses", _losses, "above", 10, is_eager=True, title=QT_TR_NOOP("Curves"), key="Ctrl+1",
          help=QT_TR_NOOP("a panel with the curves of each lane, or one for all")),
    Place("surface", _surface, "below", 14, title=QT_TR_NOOP("Surface view"), key="Ctrl+2",
          help=QT_TR_NOOP("the loss surface with the paths of the lanes")),
    Place("data", _data, "below", 10, title=QT_TR_NOOP("Data"), key="Ctrl+3", is_shown=False,
          help=QT_TR_NOOP("the samples, the batches among them, and what a lane makes of them")),
    Place("network", _network, "below", 10, title=QT_TR_NOOP("Network"), key="Ctrl+4", is_shown=False,
          help=QT_TR_NOOP("neurons and weights of a lane's net, at the playhead")),
    Place("readout", _readout, "side"),
)  # fmt: skip
IN_MIDDLE = tuple(place for place in VIEWS if place.where != "side")
"""The views that can be shown or folded away, and be drawn alone into a file."""
