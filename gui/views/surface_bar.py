"""The line above the surface: which plane, whose loss, and whether the plane is pinned."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from engine.experiment import Experiment
from engine.landscape.wishes import LOSSES, PLANES, PlaneKind
from gui.frame import Frame
from gui.theme import DARK, SMALL, Theme
from gui.widgets.elided import ElidedLabel
from gui.widgets.explained import ExplainedCombo, Option
from gui.widgets.icon_button import IconButton

_LOSS_HELP = {"train": "on the samples that the lanes learn from", "validation": "on samples that no lane learns from"}
_PIN_HELP = "stay on this plane, whatever is trained"


class SurfaceBar(QWidget):
    """Chooses what is seen of the landscape.

    Attributes:
        plane, loss, pin: the controls.
        note: why it is not what was wished for.

    Signals:
        wished: the name of what the user wishes (`plane`, `loss` or `pin`), and its value.
    """

    wished = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self._options: list[Option] = []
        self.plane, self.loss = ExplainedCombo(), ExplainedCombo()
        self.plane.setAccessibleName("Plane")
        self.loss.setAccessibleName("Whose loss")
        self.loss.set_options([Option(key, title, _LOSS_HELP[key]) for key, title in LOSSES])
        self.plane.setToolTip("the plane through all weights on which paths and loss are shown")
        self.loss.setToolTip("on which samples the loss of the surface is measured")
        self.pin = IconButton("pin", _PIN_HELP, size=28, flat=True)
        self.pin.setCheckable(True)
        self.note = ElidedLabel(role="text_secondary", size_px=SMALL)
        for name, combo in (("plane", self.plane), ("loss", self.loss)):
            combo.activated.connect(lambda row, name=name, combo=combo: self.wished.emit(name, combo.itemData(row)))
        self.pin.clicked.connect(lambda: self.wished.emit("pin", self.pin.isChecked()))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.plane)
        layout.addWidget(self.pin)
        layout.addWidget(self.loss)
        layout.addWidget(self.note, 1)
        self.set_theme(DARK)

    def show_experiment(self, experiment: Experiment) -> None:
        """Offer the planes that an experiment has, and say why it has not the others."""
        options = [_option(kind, kind.why_not(experiment)) for kind in PLANES]
        self._count = experiment.parameter_count
        if options != self._options:
            self._options, chosen = options, self.plane.currentData()
            self.plane.set_options(options)
            self.plane.set_value(chosen or PLANES[0].name)

    def show_frame(self, frame: Frame) -> None:
        """Show what is wished for, and what became of it."""
        wish, landscape = frame.wish, frame.landscape
        is_exact = self._count == 2
        plane = "own" if is_exact else wish.plane if wish.plane != "own" else "principal"
        if self.plane.currentData() != plane:
            self.plane.set_value(plane)
        if self.loss.currentData() != wish.loss:
            self.loss.set_value(wish.loss)
        self.pin.setChecked(wish.pinned is not None)
        self.pin.setVisible(not is_exact)
        note = landscape.note if landscape is not None else ""
        if note != self.note.text():
            self.note.setText(note)

    def set_theme(self, theme: Theme) -> None:
        for part in (self.plane, self.loss, self.pin, self.note):
            part.set_theme(theme)


def _option(kind: PlaneKind, why_not: str) -> Option:
    return Option(kind.name, kind.title, f"Not here: {why_not}" if why_not else kind.help, not why_not)
