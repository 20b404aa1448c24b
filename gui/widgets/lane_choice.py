"""A pop-up list of the lanes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from engine.experiment import Lane
from gui.look.translation import tr
from gui.widgets.choice import FlatCombo
from gui.widgets.tool_tip import plain_tip


class LaneChoice(FlatCombo):
    """Chooses one of the lanes.

    Signals:
        lane_chosen: its name.
    """

    lane_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._named: list[tuple[str, str]] = []
        self.setAccessibleName(tr("lane"))
        self.setToolTip(plain_tip(tr("the lane whose model is seen")))
        self.activated.connect(lambda row: self.lane_chosen.emit(self.itemData(row)))

    def show_lanes(self, lanes: Sequence[Lane]) -> None:
        """Offer other lanes."""
        named = [(lane.name, lane.title) for lane in lanes]
        if named != self._named:
            self._named = named
            self.clear()
            for name, title in named:
                self.addItem(title, name)
            self.updateGeometry()
