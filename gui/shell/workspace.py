"""The middle of the window: the views, and beside them the settings panel in a dock."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QMainWindow, QSizePolicy, QVBoxLayout, QWidget

from engine.experiment import Experiment
from gui.look.theme import BODY, DARK, Theme, scaled
from gui.look.translation import tr
from gui.session.frame import Frame
from gui.session.frame_scheduler import Turn
from gui.widgets.card import Card
from gui.widgets.elided import ElidedLabel
from gui.widgets.veil import Veil

from .panel import Panel

if TYPE_CHECKING:
    from gui.views.registry import Place, Themed, View  # imports pyqtgraph

_NARROW = 1120  # at a text scale of 1; in a narrower window the panel folds by itself,
_LOW = 600  # and in a lower one losses and surface lie side by side
_LANE_WIDTH = 230  # of a lane's losses: where there is less, they get two rows
_STATE_VERSION = 1  # of what `state` returns; a state of another version is ignored
_LEFT, _RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea


class Workspace(QMainWindow):
    """The views and the settings panel.

    Args:
        form: the form of the panel.

    Attributes:
        views: those made so far, by name; none before `add_views`.
        panel: the settings panel.
        wants_panel: whether the panel is to be seen where the window is not narrow.
        is_low: whether the window is so low that views lie side by side.

    Signals:
        option_changed: the name and the value of what was changed in a view.
        repaint_requested: a view asks for a frame.
        panel_changed: the panel was folded, unfolded, moved, or floats.
    """

    option_changed = Signal(str, object)
    repaint_requested = Signal()
    panel_changed = Signal()

    def __init__(self, form: QWidget) -> None:
        super().__init__()
        self.setWindowFlags(Qt.WindowType.Widget)  # it is a part of the window
        self.setDockOptions(QMainWindow.DockOption(0))
        self.views: dict[str, View] = {}
        self._experiment: Experiment | None = None
        self._theme = DARK
        self.panel = Panel(form)
        self.wants_panel = self._shows_panel = True
        self.is_low = self._is_narrow = self._is_projected = False
        self._shares: list[int] = []  # of the height, of the rows of views
        self._veils: dict[str, Veil] = {}  # over each view
        self._turns: dict[Turn, list[View]] = {"all": [], "eager": [], "others": []}
        self._ground = _Ground()  # where the views will be
        middle = QWidget()
        self._middle = QVBoxLayout(middle)
        self._middle.setContentsMargins(0, 0, 0, 0)
        self._rows = [QWidget(), QWidget()]  # of views, above and below
        self._insides = [QHBoxLayout(row) for row in self._rows]
        for inside in self._insides:
            inside.setContentsMargins(0, 0, 0, 0)
        for part in (*self._rows, self._ground):
            self._middle.addWidget(part)
            part.setVisible(part is self._ground)
        self.setCentralWidget(middle)
        self.addDockWidget(_RIGHT, self.panel)
        self.panel.topLevelChanged.connect(self.panel_changed)
        self.panel.dockLocationChanged.connect(self.panel_changed)

    def add_views(self, shown: Collection[str]) -> None:
        """Make the views that a new window has, and others that are to be seen, which imports their libraries."""
        from gui.views.registry import VIEWS

        self._shares = [max((place.share for place in VIEWS if place.where == where), default=0) for where in ("above", "below")]
        for place in VIEWS:
            if place.is_shown:
                self._add(place)
        self.show_views(shown)

    def show_views(self, shown: Collection[str]) -> None:
        """Show some of the views in the middle, each made when it is first shown, and fold the others away."""
        from gui.views.registry import IN_MIDDLE

        if not self.views:
            return
        for place in IN_MIDDLE:
            if place.name in shown and place.name not in self.views:
                self._add(place)
        for row, where in zip(self._rows, ("above", "below"), strict=True):
            names = [place.name for place in IN_MIDDLE if place.where == where]
            for name in self.views.keys() & names:
                cast("QWidget", self.views[name]).setVisible(name in shown)
            row.setVisible(any(name in shown for name in names))
        self._ground.tell(not any(place.name in shown for place in IN_MIDDLE))

    def _add(self, place: Place) -> None:
        """Make a view, and put it where it belongs."""
        from gui.views.registry import IN_MIDDLE

        view = place.view()
        widget = cast("QWidget", view)
        if place.where == "side":
            self.panel.add(widget)
        else:
            names = [other.name for other in IN_MIDDLE if other.where == place.where]
            before = sum(name in self.views for name in names[: names.index(place.name)])
            self._insides[place.where == "below"].insertWidget(before, widget, place.share)
            # beside others it has its share of the width, whatever it would like to have
            widget.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.views[place.name], self._veils[place.name] = view, Veil(widget)
        self._turns["eager" if place.is_eager else "others"].append(view)
        self._turns["all"].append(view)
        for part in (view, self._veils[place.name]):
            part.set_theme(self._theme)
        if self._experiment is not None:
            view.show_experiment(self._experiment)
        if hasattr(view, "option_changed"):
            view.option_changed.connect(self.option_changed)
        if hasattr(view, "repaint_requested"):
            view.repaint_requested.connect(self.repaint_requested)
        if hasattr(view, "show_controls"):
            view.show_controls(not self._is_projected)

    def show_experiment(self, experiment: Experiment) -> None:
        """Make room for the lanes of another experiment."""
        self._experiment = experiment
        for view in self.views.values():
            view.show_experiment(experiment)

    def show_frame(self, frame: Frame, turn: Turn) -> None:
        """Draw a frame in the views whose turn it is; not one of a run before whose lanes are others, for which there is no room."""
        for view in self._turns[turn] if self._has_room(frame) else ():
            view.show_frame(frame)
        for name, veil in self._veils.items():
            veil.cover(frame.is_land_of_before if name == "surface" else frame.is_of_before)

    def show_figures(self, frame: Frame) -> None:
        """Show the numbers of a frame, likewise."""
        for view in self.views.values() if self._has_room(frame) else ():
            view.show_figures(frame)

    def _has_room(self, frame: Frame) -> bool:
        """Whether the lanes of a frame are those that views made room for, or the first of them."""
        there = [lane.name for lane in self._experiment.lanes] if self._experiment is not None else []
        names = [lane.name for lane in frame.experiment.lanes]
        return names == there[: len(names)]

    def fit_views(self) -> None:
        """Have views show all that they have, as at first."""
        for view in self.views.values():
            if hasattr(view, "fit"):
                view.fit()

    @property
    def is_complete(self) -> bool:
        """Whether all views have painted all that belongs to the last frame."""
        return all(view.is_complete for view in self.views.values())

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        parts: tuple[Themed, ...] = (*self.views.values(), *self._veils.values(), self._ground, self.panel)
        for part in parts:
            part.set_theme(theme)

    @property
    def has_panel(self) -> bool:
        """Whether the settings panel is unfolded."""
        return not self.panel.isHidden()

    def toggle_panel(self) -> None:
        """Fold the panel, or unfold it; in a narrow window for the time being."""
        self._show_panel(not self.has_panel)
        if not self._is_narrow:
            self.wants_panel = self.has_panel

    def move_panel(self) -> None:
        """Put the panel on the other side."""
        self.addDockWidget(_LEFT if self.dockWidgetArea(self.panel) == _RIGHT else _RIGHT, self.panel)
        self._show_panel(True)

    def toggle_floating(self) -> None:
        """Let the panel float in a window of its own, or put it back."""
        self.panel.setFloating(not self.panel.isFloating())
        self._show_panel(True)

    def set_projected(self, is_projected: bool) -> None:
        """Show the views without their controls and without the panel, or with both."""
        self._is_projected = is_projected
        for view in self.views.values():
            if hasattr(view, "show_controls"):
                view.show_controls(not is_projected)
        self._show_panel(self._shows_panel)

    def state(self) -> QByteArray:
        """Where the panel is."""
        return self.saveState(_STATE_VERSION)

    def restore(self, state: QByteArray) -> None:
        """Put the panel where it was; a state of another version, or of none, leaves it where it is."""
        self.restoreState(state, _STATE_VERSION)
        self._show_panel(self.wants_panel)

    def want_panel(self, wanted: bool) -> None:
        """Show the panel where the window is not narrow, or fold it."""
        self.wants_panel = wanted
        self._show_panel(wanted)

    def fit(self, window: QSize, lanes: int) -> None:
        """Fold the panel as the window gets narrow, and lay the views out as it gets low.

        Args:
            window: the size of the window, in logical pixels.
            lanes: how many lanes there are.
        """
        is_narrow = window.width() < scaled(_NARROW)
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._show_panel(self.wants_panel and (not is_narrow or self.panel.isFloating()))
        self.panel.fit()
        self.is_low = window.height() < scaled(_LOW)
        direction = QBoxLayout.Direction.LeftToRight if self.is_low else QBoxLayout.Direction.TopToBottom
        if self._middle.direction() != direction:
            self._middle.setDirection(direction)
        room = window.width() - (self.has_panel and not self.panel.isFloating()) * self.panel.width()
        are_many = lanes > 3 if self.is_low else lanes > 4 or lanes * scaled(_LANE_WIDTH) > room
        more = are_many * (2 if self.is_low and not self._is_projected else 7)  # beside a surface with its controls there is less
        for index, share in enumerate(self._shares):
            self._middle.setStretch(index, share + more if index == 0 else share)

    def set_spacing(self, space: int) -> None:
        """Set the space between views, in logical pixels."""
        for layout in (self._middle, *self._insides):
            layout.setSpacing(space)
        self.panel.set_spaces()

    def _show_panel(self, shown: bool) -> None:
        self._shows_panel = shown
        self.panel.setVisible(shown and not self._is_projected)
        self.panel_changed.emit()


class _Ground(Card):
    """Fills the middle where no view is seen, and says how to get one back once there are any."""

    def __init__(self) -> None:
        super().__init__()
        self._words = ElidedLabel(role="text_secondary", size_px=BODY)
        self._words.setText(tr("All views are folded away; the menu View brings them back"))
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.hide()
        QVBoxLayout(self).addWidget(self._words)

    def tell(self, is_alone: bool) -> None:
        """Be seen with these words, or not at all."""
        self.setVisible(is_alone)
        self._words.setVisible(is_alone)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._words.set_theme(theme)
