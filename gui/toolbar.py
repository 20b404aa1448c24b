"""The bar at the top: preset, clock, scale and arrangement."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from engine.experiment import Experiment, preset_names

from .actions import ACTIONS
from .theme import Theme
from .widgets.choice import FlatCombo
from .widgets.icon_button import IconButton
from .widgets.logo import Logo
from .widgets.painting import round_popup
from .widgets.segmented import SegmentedControl

_OWN = "own"


class Toolbar(QWidget):
    """Logo, preset, the three switches, theme and menu.

    Signals:
        preset_chosen: the name of a preset.
    """

    preset_chosen = Signal(str)

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.logo = Logo()
        self.preset = FlatCombo()
        self.preset.setAccessibleName("experiment")
        self.preset.setToolTip("which experiment is shown")
        for name in preset_names():
            self.preset.addItem(Experiment.preset(name).title, name)
        self.preset.activated.connect(self._choose)
        self.clock = SegmentedControl([("updates", "Updates"), ("epochs", "Epochs"), ("seconds", "Seconds")], "clock")
        self.scale = SegmentedControl([("linear", "Linear"), ("log", "Log")], "scale of the losses")
        self.arrangement = SegmentedControl([("side", "Side by side"), ("together", "Together")], "arrangement")
        self.theme = IconButton("sun", actions["theme"].toolTip(), size=32, flat=True)
        self.theme.set_action(actions["theme"])
        self.keys = IconButton("keyboard", actions["keys"].toolTip(), size=32, flat=True)
        self.keys.set_action(actions["keys"])
        self.menu = IconButton("chevron_down", "all actions", size=32, flat=True)
        self.menu.clicked.connect(lambda: self._open_menu(actions))
        for control in (self.clock, self.scale, self.arrangement, self.theme, self.keys, self.menu):
            control.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click, the arrow keys still step
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        for part in (self.logo, self.preset, self.clock, self.scale, self.arrangement):
            row.addWidget(part)
        row.addStretch(1)
        for button in (self.theme, self.keys, self.menu):
            row.addWidget(button)

    def show_experiment(self, experiment: Experiment) -> None:
        """Name the experiment; one that is no preset gets an entry of its own."""
        own = self.preset.findData(_OWN)
        if own >= 0:
            self.preset.removeItem(own)
        place = self.preset.findData(experiment.name)
        if place < 0:
            self.preset.addItem(experiment.title, _OWN)
            place = self.preset.count() - 1
        self.preset.setCurrentIndex(place)

    def show_view(self, clock: str, scale: str, arrangement: str) -> None:
        """Show how it is looked at."""
        for control, value in ((self.clock, clock), (self.scale, scale), (self.arrangement, arrangement)):
            if control.value != value:
                control.set_value(value)

    def set_theme(self, theme: Theme) -> None:
        for part in (self.logo, self.preset, self.clock, self.scale, self.arrangement, self.theme, self.keys, self.menu):
            part.set_theme(theme)
        self.theme.set_icon("moon" if theme.name == "light" else "sun")

    def _choose(self, index: int) -> None:
        name = self.preset.itemData(index)
        if name != _OWN:
            self.preset_chosen.emit(name)

    def _open_menu(self, actions: Mapping[str, QAction]) -> None:
        menu = QMenu(self)
        round_popup(menu)
        for _, group in groupby(ACTIONS, key=lambda action: action.group):
            menu.addSeparator()
            for action in group:
                menu.addAction(actions[action.name])
        corner = self.menu.mapToGlobal(self.menu.rect().bottomRight())
        menu.exec(QPoint(corner.x() - menu.sizeHint().width(), corner.y()))
        menu.deleteLater()
