"""The bar at the top: preset, clock, what is plotted, scale and arrangement."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from engine.experiment import Experiment, preset_names
from gui.look.quantities import QUANTITIES, Quantity
from gui.look.theme import Theme, scaled
from gui.look.translation import tr
from gui.widgets.explained import ExplainedCombo, Option
from gui.widgets.fitting import fit_parts, leave_out
from gui.widgets.icon_button import IconButton
from gui.widgets.logo import Logo
from gui.widgets.segmented import SegmentedControl
from gui.widgets.tool_tip import plain_tip

_OWN = "own"
_SPACING = 14
_PRESET_WIDTH, _AROUND = 150, 46  # of a list that is shortened; and around the name in it


class Toolbar(QWidget):
    """Logo, preset, the three switches, theme, keys and panel. What there is no room for can be reached by the menu bar.

    Signals:
        preset_chosen: the name of a preset.
        plotted_chosen: the name of what the loss panels should plot.
    """

    preset_chosen = Signal(str)
    plotted_chosen = Signal(str)

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.logo = Logo()
        self._named: tuple[str, str, str] | None = None  # name, title and summary of what is shown
        self._place = -1  # in the list
        self.preset = ExplainedCombo()
        self.preset.setAccessibleName(tr("experiment"))
        presets = [Experiment.preset(name) for name in preset_names()]
        self.preset.set_options([Option(preset.name, tr(preset.title), tr(preset.summary)) for preset in presets])
        self.preset.activated.connect(self._choose)
        self.clock = SegmentedControl([("updates", tr("Updates")), ("epochs", tr("Epochs")), ("seconds", tr("Seconds"))], tr("clock"))
        self._is_of_classes: bool | None = None  # whether what can be plotted was listed for data of classes
        self.plotted = ExplainedCombo()
        self.plotted.setAccessibleName(tr("what is plotted"))
        self.plotted.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.plotted.activated.connect(lambda index: self.plotted_chosen.emit(self.plotted.itemData(index)))
        self.scale = SegmentedControl([("linear", tr("Linear")), ("log", tr("Log"))], tr("scale of what is plotted"))
        self.arrangement = SegmentedControl([("side", tr("Side by side")), ("together", tr("Together"))], tr("arrangement"))
        self.theme = IconButton("sun", size=32, flat=True)
        self.theme.set_action(actions["theme"])
        self.keys = IconButton("keyboard", size=32, flat=True)
        self.keys.set_action(actions["keys"])
        self.panel = IconButton("sidebar", size=32, flat=True)
        self.panel.set_action(actions["panel"])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_SPACING)
        for part in (self.logo, self.preset, self.clock, self.plotted, self.scale, self.arrangement):
            row.addWidget(part)
        row.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        for button in (self.theme, self.keys, self.panel):
            buttons.addWidget(button)
        row.addLayout(buttons)

    def show_experiment(self, experiment: Experiment) -> None:
        """Name the experiment; one that is no preset gets an entry of its own."""
        named = experiment.name, experiment.title, experiment.summary
        if named == self._named and self.preset.currentIndex() == self._place:
            return
        own = self.preset.findData(_OWN)
        if own >= 0:
            self.preset.removeItem(own)
        place = self.preset.findData(experiment.name)
        if place < 0:
            self.preset.add_option(Option(_OWN, tr(experiment.title), tr(experiment.summary)))
            place = self.preset.count() - 1
        self.preset.setCurrentIndex(place)
        self._named, self._place = named, place
        self.preset.setToolTip(plain_tip(tr(experiment.summary)) or tr("which experiment is shown"))
        self._fit()

    def _list_quantities(self, *, is_classification: bool) -> None:
        """What can be plotted; what cannot, of such data, says why."""
        if is_classification == self._is_of_classes:
            return
        self._is_of_classes = is_classification
        self.plotted.set_options([
            Option(each.name, tr(each.title), tr(each.help), is_classification or not each.for_classes) for each in QUANTITIES.values()
        ])  # fmt: skip

    def show_quantity(self, quantity: Quantity, *, is_classification: bool) -> None:
        """Show what is plotted, of data of one kind."""
        self._list_quantities(is_classification=is_classification)
        self.plotted.set_value(quantity.name)
        self.plotted.setToolTip(plain_tip(tr(quantity.help)))
        self.scale.setEnabled(quantity.has_log)

    def show_view(self, clock: str, scale: str, arrangement: str) -> None:
        """Show how it is looked at."""
        for control, value in ((self.clock, clock), (self.scale, scale), (self.arrangement, arrangement)):
            if control.value != value:
                control.set_value(value)

    def set_theme(self, theme: Theme) -> None:
        for part in (self.logo, self.preset, self.clock, self.plotted, self.scale, self.arrangement, self.theme, self.keys, self.panel):
            part.set_theme(theme)
        self.theme.set_icon("moon" if theme.name == "light" else "sun")
        self._fit()

    def _fit(self) -> None:
        """Leave out what there is no room for."""
        self.logo.show_name(True)
        name = self.logo.sizeHint().width() - scaled(26)
        parts = (self.logo, self.preset, self.clock, self.plotted, self.scale, self.arrangement)
        buttons = sum(button.sizeHint().width() for button in (self.theme, self.keys, self.panel))
        whole = self.preset.fontMetrics().horizontalAdvance(self.preset.currentText()) + scaled(_AROUND)
        fit_parts(self.width(), sum(part.sizeHint().width() + _SPACING for part in parts) + buttons, [
            (lambda _: None, self.preset.sizeHint().width() - whole),  # other names in the list may be longer
            (self.logo.show_name, name),
            leave_out(self.theme, self.keys, spacing=0),  # which stand in the menus, too
            leave_out(self.arrangement, spacing=_SPACING),
            (lambda _: None, max(0, whole - scaled(_PRESET_WIDTH))),  # the layout shortens it
            *(leave_out(part, spacing=_SPACING) for part in (self.scale, self.plotted, self.logo, self.clock)),
        ])  # fmt: skip

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _choose(self, index: int) -> None:
        name = self.preset.itemData(index)
        if name != _OWN:
            self.preset_chosen.emit(name)
