"""The line above the surface: which plane, whose loss, in how many pictures, and whether the plane is pinned."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from engine.experiment import Experiment, Lane
from engine.experiment.penalty import Penalty
from engine.landscape.options import ARROWS, BIASES, LOSSES, PENALISED, LandscapeOptions, penalised
from engine.landscape.planes import DEFAULT, OWN, PLANES, PlaneKind
from gui.look.numbers import exact
from gui.look.surface_style import LOOKS, MapLook
from gui.look.theme import DARK, SMALL, Theme, scaled
from gui.look.translation import tr, worded
from gui.session.frame import Frame
from gui.widgets.elided import ElidedLabel
from gui.widgets.explained import ExplainedCombo, Option
from gui.widgets.fitting import fit_parts, leave_out
from gui.widgets.icon_button import IconButton
from gui.widgets.painting import round_popup
from gui.widgets.segmented import SegmentedControl

_AROUND, _LONGEST = 46, 240  # of a chosen plane or loss: what is around its name, and how wide it is at most before the line is broken
_BATCH = "batch:"  # before the name of a lane
_OBJECTIVE = "objective:"  # the same


class SurfaceBar(QWidget):
    """Chooses what is seen of the landscape.

    Attributes:
        plane, loss, pin, arrows, small_multiples, look, form: the controls.
        note: why it is not what was wished for.

    Signals:
        option_changed: the name of one (`plane`, `loss`, `batch`, `arrows`, `small_multiples`, `pin`, `relief`, `contours`, `colours`,
            `scales`, `with_biases` or `objective`), and its new value.
    """

    option_changed = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._experiment: Experiment | None = None
        self._is_apart = False
        self._entries: dict[ExplainedCombo, list[Option]] = {}
        self.plane, self.loss = ExplainedCombo(), ExplainedCombo()
        self.plane.setAccessibleName(tr("Plane"))
        self.loss.setAccessibleName(tr("Whose loss"))
        self.plane.setToolTip(tr("the plane through all weights on which paths and loss are shown"))
        self.loss.setToolTip(tr("on which samples the loss of the surface is measured"))
        self.pin = IconButton("pin", tr("stay on this plane, whatever is trained"), key="I", size=28, flat=True)
        self.pin.setCheckable(True)
        self.arrows = IconButton("arrows", tr("arrows at the balls"), key="A", size=28, flat=True)
        self.arrows.clicked.connect(self._open_arrows)
        self.small_multiples = IconButton("small_multiples", tr("one picture for each lane"), key="E", size=28, flat=True)
        self.small_multiples.setCheckable(True)
        self.small_multiples.clicked.connect(lambda: self.option_changed.emit("small_multiples", self.small_multiples.isChecked()))
        self._options = LandscapeOptions()
        self.look = IconButton("contours", tr("contour lines, colours, axis scales, random planes"), size=28, flat=True)
        self.look.clicked.connect(self._open_looks)
        self._map_look = MapLook()
        self.form = SegmentedControl([("flat", tr("2-D")), ("relief", tr("3-D"))], tr("Flat or as a relief"))
        self.form.setToolTip(tr("the surface from above, or as a relief (3)"))
        self.form.value_changed.connect(lambda key: self.option_changed.emit("relief", key == "relief"))
        self.note = ElidedLabel(role="text_secondary", size_px=SMALL)
        self.note.hide()
        self.plane.activated.connect(lambda row: self.option_changed.emit("plane", self.plane.itemData(row)))
        self.loss.activated.connect(lambda row: self._wish_loss(self.loss.itemData(row)))
        self.pin.clicked.connect(lambda: self.option_changed.emit("pin", self.pin.isChecked()))
        self._row, what, how = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for part in (self.plane, self.pin, self.loss):
            what.addWidget(part)
        self._how = (self.small_multiples, self.look, self.arrows)
        for part in (self.arrows, self.small_multiples, self.look):
            how.addWidget(part)
        how.addStretch(1)
        how.addWidget(self.form)
        self._row.addLayout(what)
        self._row.addLayout(how, 1)
        for row in (self._row, what, how):
            row.setSpacing(8)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(6)
        lines.addLayout(self._row)
        lines.addWidget(self.note)
        self.set_theme(DARK)

    def show_experiment(self, experiment: Experiment) -> None:
        """Offer the planes that an experiment has, and say why it has not the others."""
        self._experiment = experiment
        self._offer(self.plane, [_option(kind, worded(kind.why_not(experiment))) for kind in PLANES.values()])
        self._offer_losses(experiment)

    def show_frame(self, frame: Frame, why_flat: str = "") -> None:
        """Show what is wished for, and what became of it; `why_flat` says why there is no relief."""
        options, landscape = frame.view.options, frame.landscape
        is_another = (frame.view.small_multiples, options.hidden) != (self._is_apart, self._options.hidden)
        self._is_apart, self._options, self._map_look = frame.view.small_multiples, options, frame.view.map_look
        if is_another and self._experiment is not None:
            self._offer_losses(self._experiment)
        plane = OWN if self._is_exact else options.plane if options.plane != OWN else DEFAULT
        if self.plane.currentData() != plane:
            self.plane.set_value(plane)
            self._fit()
        loss = self._loss_of(options)
        if self.loss.currentData() != loss:
            self.loss.set_value(loss)
            self._fit()
        self.pin.setChecked(options.pinned is not None)
        self.pin.setVisible(not self._is_exact)
        self.small_multiples.setChecked(options.small_multiples)
        if self.small_multiples.isEnabled() == frame.view.relief:
            self.small_multiples.setEnabled(not frame.view.relief)
            self.small_multiples.set_help(tr("one picture for each lane"), "E")
            if frame.view.relief:
                self.small_multiples.setToolTip(tr("Not in 3-D: there is one relief for all lanes"))
        form = "relief" if frame.view.relief else "flat"
        if self.form.value != form:
            self.form.set_value(form)
        note = why_flat or (worded(landscape.note) if landscape is not None else "")
        if note != self.note.text():
            self.note.setText(note)
            self.note.setVisible(bool(note))

    @property
    def is_batch(self) -> bool:
        """Whether the chosen loss is that of a batch, drawn over the other one."""
        return str(self.loss.currentData()).startswith(_BATCH)

    @property
    def _is_exact(self) -> bool:
        """Whether the plane is that of the model's own two weights."""
        return self._experiment is not None and self._experiment.parameter_count == 2

    def _offer(self, combo: ExplainedCombo, entries: list[Option]) -> None:
        if entries != self._entries.get(combo):
            self._entries[combo], chosen = entries, combo.currentData()
            combo.set_options(entries)
            combo.set_value(chosen if chosen in [option.key for option in entries] else entries[0].key)
            self._fit()

    def _offer_losses(self, experiment: Experiment) -> None:
        n = experiment.data.expected_size
        of_all = tr("Not here: its batch is all samples")
        help_ = tr("contours of the loss that its last update saw, over the training loss: why it went where it went")
        batches = [
            Option(
                _BATCH + lane.name, tr("Batch of {lane}", lane=lane.title), of_all if lane.takes_all(n) else help_, not lane.takes_all(n)
            )
            for lane in self._visible()
        ]
        if self._is_apart:  # each picture has that of its own lane: one choice for all
            batches = [next((batch for batch in batches if batch.is_open), batches[0])._replace(title=tr("Batch of each lane"))]
        losses = [Option(loss.name, tr(loss.title), tr(loss.help)) for loss in LOSSES]
        self._offer(self.loss, losses + _with_decay(experiment.lanes) + batches)

    def _loss_of(self, options: LandscapeOptions) -> str:
        """The option that stands for the loss that is wished for."""
        entries = self._entries[self.loss]
        lanes = self._experiment.lanes if self._experiment is not None else ()
        batch = entries[-1].key if options.batch and self._is_apart else _BATCH + options.batch
        alike = [lane.name for lane in penalised(lanes) if lane.optimizer.penalty == options.penalty(lanes)]
        is_open = [option.key for option in entries if option.is_open]
        return next((key for key in (batch, *(_OBJECTIVE + name for name in alike)) if key in is_open), options.loss)

    def arrow_menu(self) -> QMenu:
        """A list that switches arrows on and off; the caller deletes it."""
        menu = self._menu()
        for arrow in ARROWS:
            why_not = worded(arrow.why_not(self._visible()))
            action = menu.addAction(tr(arrow.title))
            action.setCheckable(True)
            action.setChecked(arrow.name in self._options.arrows)
            action.setEnabled(not why_not)
            action.setToolTip(tr("Not here: {reason}", reason=why_not) if why_not else tr(arrow.help))
            action.toggled.connect(lambda _, name=arrow.name: self.option_changed.emit("arrows", self._options.arrows ^ {name}))
        return menu

    def _visible(self) -> list[Lane]:
        """The lanes that are to be seen."""
        lanes = self._experiment.lanes if self._experiment is not None else ()
        return [lanes[index] for index in self._options.visible(lanes)]

    def look_menu(self) -> QMenu:
        """A list of contour lines, colours, axis scales and what random planes leave out; the caller deletes it."""
        menu = self._menu()
        for options, (head, looks) in LOOKS.items():
            menu.addSeparator()
            menu.addAction(tr(head)).setEnabled(False)
            group = QActionGroup(menu)
            for look in looks:
                action = group.addAction(menu.addAction(tr(look.title)))
                action.setCheckable(True)
                action.setChecked(look.name == getattr(self._map_look, options))
                action.setToolTip(tr(look.help))
                action.triggered.connect(lambda _, options=options, name=look.name: self.option_changed.emit(options, name))
        self._add_biases(menu)
        return menu

    def _add_biases(self, menu: QMenu) -> None:
        """Whether random directions move biases: to be chosen where the plane is a random one."""
        menu.addSeparator()
        menu.addAction(tr("Random planes")).setEnabled(False)
        action = menu.addAction(tr(BIASES[0]))
        action.setToolTip(tr(BIASES[1]))
        action.setCheckable(True)
        action.setChecked(not self._options.with_biases)
        action.setEnabled("with_biases" in PLANES[self._options.plane].inputs and not self._is_exact)
        action.toggled.connect(lambda left_out: self.option_changed.emit("with_biases", not left_out))

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        round_popup(menu)
        menu.setToolTipsVisible(True)
        return menu

    def _open_arrows(self) -> None:
        _open(self.arrow_menu(), self.arrows)

    def _open_looks(self) -> None:
        _open(self.look_menu(), self.look)

    def _wish_loss(self, key: str) -> None:
        kind, _, name = key.partition(":")
        if name:
            self.option_changed.emit(kind, name)
        else:
            self.option_changed.emit("loss", key)

    def set_theme(self, theme: Theme) -> None:
        for part in (self.plane, self.loss, self.pin, self.arrows, self.small_multiples, self.look, self.form, self.note):
            part.set_theme(theme)
        self._fit()

    def _fit(self) -> None:
        """On two lines where one would cut the names of plane and loss."""
        buttons = (self.pin, self.arrows, self.small_multiples, self.look, self.form)
        combos = {
            combo: min(scaled(_LONGEST), combo.fontMetrics().horizontalAdvance(combo.currentText()) + scaled(_AROUND))
            for combo in (self.plane, self.loss)
        }
        is_narrow = self.width() < sum(combos.values()) + sum(part.sizeHint().width() + 8 for part in buttons)
        direction = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        if self._row.direction() != direction:
            self._row.setDirection(direction)
        for combo, width in combos.items():
            combo.setMinimumWidth(0 if is_narrow else width)
        second = sum(part.sizeHint().width() + 8 for part in (*self._how, self.form))
        fit_parts(self.width(), second, [leave_out(part, spacing=8) for part in self._how])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _open(menu: QMenu, button: IconButton) -> None:
    """Open a menu under its button, until something is chosen."""
    menu.exec(button.mapToGlobal(button.rect().bottomLeft()))
    menu.deleteLater()


def penalty_formula(penalty: Penalty) -> str:
    """A penalty in letters and numbers."""
    parts = [
        (penalty.l2, tr("{factor}/2 · |weights|²", factor=exact(penalty.l2))),
        (penalty.l1, tr("{factor} · |weights|₁", factor=exact(penalty.l1))),
    ]
    return " + ".join(text for factor, text in parts if factor)


def _with_decay(lanes: Sequence[Lane]) -> list[Option]:
    """The training loss with each weight decay that there is; where it is in no gradient, why there is none."""
    found, entries = penalised(lanes), list[Option]()
    for lane in found:
        penalty = lane.optimizer.penalty
        title = tr("Loss + decay {decay}", decay=exact(penalty.l2))
        if penalty.l1:
            title = tr("Loss + penalty") if len(found) == 1 else tr("Loss + {penalty}", penalty=penalty_formula(penalty))
        elif len(found) == 1:
            title = tr(PENALISED.title)
        help_ = tr(
            "plus {penalty}: the gradient of this, not of the loss alone, is what {lane} follows",
            penalty=penalty_formula(penalty),
            lane=lane.title,
        )
        entries.append(Option(_OBJECTIVE + lane.name, title, help_))
    if not found and any(lane.optimizer.weight_decay > 0 for lane in lanes):
        decoupled = tr("Not here: adamw decays weights beside the gradient; there is no loss whose gradient that is")
        entries.append(Option(_OBJECTIVE, tr(PENALISED.title), decoupled, is_open=False))
    return entries


def _option(kind: PlaneKind, why_not: str) -> Option:
    return Option(kind.name, tr(kind.title), tr("Not here: {reason}", reason=why_not) if why_not else tr(kind.help), not why_not)
