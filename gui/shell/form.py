"""The settings panel, made from the experiment's declaration.

A field shows an input, says what the user wants, and shows what was wrong with it. The experiment itself decides. Text that it
refused stays in its field and is tried again together with the next change of another one, until it is taken or taken back.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QFontMetricsF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.errors import listed
from engine.experiment import Experiment, Input, input_at, lane_differences
from engine.experiment.sections import BUDGETS
from engine.experiment.surfaces import OWN_FORMULA
from gui.document.input_names import input_name
from gui.look.numbers import count, given
from gui.look.theme import BODY, DARK, TITLE, Theme, font, text_scale
from gui.look.translation import QT_TR_NOOP, tr, worded
from gui.widgets.choice import Choice
from gui.widgets.fitting import scale_spaces
from gui.widgets.icon_button import IconButton
from gui.widgets.message import MessageLine
from gui.widgets.number_list import NumberListField
from gui.widgets.scale import Number
from gui.widgets.slider import ValueSlider
from gui.widgets.text_field import TextField

Field = ValueSlider | Choice | TextField
_BUTTONS = (("undo", "revert"), ("reset", "reset"), ("dice", "new-seed"))  # icons and actions
_LABEL_WIDTH, _MARKER_WIDTH = 98, 19
_SCHEDULE_WIDTH = 110
BUDGET = "budget"  # the field for its kind; the amount has another
_BUDGETS = {"epochs": QT_TR_NOOP("epochs"), "updates": QT_TR_NOOP("updates"), "seconds": QT_TR_NOOP("seconds")}
_SURFACE, _FORMULA, _START = "data.surface", "data.formula", "model.start"
_RATES = "lanes.{}.optimizer.lr"
_OPTIMIZER, _SCHEDULE, _MOMENTUM, _DECAY = (f"lanes.*.optimizer.{name}" for name in ("name", "schedule", "momentum", "weight_decay"))


def paths_shown(experiment: Experiment) -> Iterator[str]:
    """The inputs that the panel has fields for, in order."""
    yield _SCHEDULE
    for lane in experiment.lanes:
        yield _RATES.format(lane.name)
    for lane in experiment.lanes:
        if lane.batch_size not in ("full", 1):
            yield f"lanes.{lane.name}.batch_size"
    yield from (_OPTIMIZER, _MOMENTUM, _DECAY)
    yield from (BUDGET, f"budget.{_budget_of(experiment)}")
    if experiment.data.function is not None:
        yield from (_SURFACE, _FORMULA, _START)
    yield from (f"data.{name}" for name in ("n", "noise") if name in type(experiment.data).model_fields)
    yield from (f"model.{name}" for name in experiment.model_kind.inputs)
    yield "seed"


def difference_sentence(experiment: Experiment) -> str:
    """What differs between the lanes besides their batch size; empty where nothing does."""
    names = [input_name(path, is_within=True) for path in lane_differences(experiment)]
    return tr("Not only the batch size differs between the lanes: {inputs}.", inputs=worded(listed(names, "comma"))) if names else ""


class Form(QWidget):
    """Fields for the inputs that a lecture turns.

    Attributes:
        fields: by path.
        link: whether the learning rates move together.

    Signals:
        edited: the user wants other inputs; carries the path of the field and a dictionary of changes.
        released: the hand is off after that.
    """

    edited = Signal(str, object)  # a dict would become Qt's own map, whose numbers have 64 bits
    released = Signal()

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self._made_for: object = None
        self._experiment: Experiment | None = None
        self.fields: dict[str, Field] = {}
        self._shown: dict[str, Any] = {}  # values by path
        self._refused: dict[str, Any] = {}  # what was typed and not taken, by path: it stays where it is
        self._turned, self._tried = "", None  # the field that the user turned last, and to what
        self._title = QLabel()
        self._buttons = [IconButton(icon, size=28, flat=True) for icon, _ in _BUTTONS]
        for button, (_, name) in zip(self._buttons, _BUTTONS, strict=True):
            button.set_action(actions[name])
        self._summary, self._differences = (MessageLine(self, collapses=True) for _ in range(2))
        self.link = IconButton("link", tr("the learning rates move together, or each by itself"), size=28, flat=True)
        self.link.setCheckable(True)
        self.link.setChecked(True)
        self.link.toggled.connect(lambda on: self.link.set_icon("link" if on else "unlink"))
        head, self._rates = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(0)
        head.addWidget(self._title, 1)
        for button in self._buttons:
            head.addWidget(button)
        self._rates.addWidget(self.link, 0, Qt.AlignmentFlag.AlignTop)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self._summary)
        layout.addLayout(self._rates)
        layout.addWidget(self._differences)
        layout.addLayout(self._rows)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the inputs of an experiment; fields that the user is turning keep still, and so does text that was refused."""
        shape = (experiment.name, experiment.data.kind, tuple(lane.name for lane in experiment.lanes), _budget_of(experiment))
        self._experiment = experiment
        self._summary.set_help(tr(experiment.summary))
        self._differences.set_help(difference_sentence(experiment))
        if str(shape) != self._made_for:
            self._made_for = str(shape)
            self._rebuild(experiment)
        for path in self.fields:
            if path not in self._refused:
                self._show_again(path)
        self.fields[BUDGET].set_help(_explain_budget(experiment))
        optimizers = [lane.optimizer for lane in experiment.lanes]
        self.fields[_MOMENTUM].setHidden(not any(optimizer.uses("momentum") for optimizer in optimizers))
        decays = any(optimizer.kind.has_decoupled_decay or optimizer.weight_decay for optimizer in optimizers)
        self.fields[_DECAY].setHidden(not decays and self._turned != _DECAY)  # it stays under the hand that turns it to 0

    def show_changed(self, is_changed: bool) -> None:
        """Say whether the experiment differs from its preset, or from what was opened."""
        self._title.setText(tr("Experiment, changed") if is_changed else tr("Experiment"))

    def show_error(self, path: str, message: str) -> None:
        """Say beside a field what was wrong; a list then shows again what holds, and text stays as it was typed."""
        field = self.fields[path]
        self._shown.pop(path, None)
        if isinstance(field, Choice):
            self._settle(path, field)
        if isinstance(field, TextField) and path == self._turned:
            self._refused[path] = self._tried
        field.set_error(message if isinstance(field, Choice) else field.unclear or message)

    @property
    def refused(self) -> dict[str, dict[str, Any]]:
        """What was typed and not taken: the changes that were wished for, by the field's path."""
        return {path: self._changes(path, value) for path, value in self._refused.items()}

    def with_refused(self, path: str, changes: dict[str, Any]) -> dict[str, Any]:
        """A change at a path, together with all that was typed elsewhere and not taken."""
        typed = {other: value for other, value in self._refused.items() if other != path}
        effects = [self._changes(other, value) for other, value in typed.items()]
        return {key: value for each in (*effects, changes, typed) for key, value in each.items()}

    def forget_refused(self, *paths: str) -> None:
        """Show what holds in place of what was typed and not taken: at some paths, or everywhere."""
        for path in paths or tuple(self._refused):
            self._refused.pop(path, None)
            self._shown.pop(path, None)
            self._show_again(path)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        scale_spaces(self)
        self._title.setFont(font(TITLE, 600))
        for part in (self.link, self._summary, self._differences, *self._buttons, *self.fields.values()):
            part.set_theme(theme)

    def _rebuild(self, experiment: Experiment) -> None:
        for path, field in self.fields.items():
            (self._rates if path == _SCHEDULE else self._rows).removeWidget(field)
            field.deleteLater()
        self._turned = ""
        self._shown.clear()  # of the fields that have gone
        self._refused.clear()
        self.fields = {path: self._make(path, experiment) for path in paths_shown(experiment)}
        self._rates.insertWidget(0, self.fields[_SCHEDULE], 1)
        for path, field in self.fields.items():
            if path != _SCHEDULE:
                self._rows.addWidget(field)
        self.set_theme(self._theme)

    def _make(self, path: str, experiment: Experiment) -> Field:
        if path == BUDGET:
            chooser = Choice(tr("Equal"), [(name, tr(title)) for name, title in _BUDGETS.items()])
            chooser.setToolTip(tr("what the lanes have in common when they end; clock and fairness follow"))
            chooser.value_edited.connect(lambda kind: self._edit(BUDGET, kind))
            chooser.value_edited.connect(self.released)
            return chooser
        declared = input_at(path, experiment.data.kind)
        assert declared is not None, path
        field = _field(declared, _lane_index(path, experiment), experiment)
        label, help, allowed = tr(declared.label), worded(declared.help), worded(declared.allowed)
        field.setToolTip(tr("{label}: {help}. Allowed: {allowed}.", label=label, help=help, allowed=allowed))
        field.value_edited.connect(lambda value, path=path: self._edit(path, value))
        if isinstance(field, ValueSlider):
            field.released.connect(lambda path=path, field=field: self._settle(path, field))
            field.released.connect(self.released)
        else:
            field.value_edited.connect(self.released)
        if isinstance(field, TextField):
            field.given_up.connect(lambda path=path: self.forget_refused(path))
        return field

    def _show_again(self, path: str) -> None:
        """Show what holds, and nothing wrong with it."""
        assert self._experiment is not None
        self._show_value(path, self.fields[path], self._experiment)
        self.fields[path].set_error(None)

    def _show_value(self, path: str, field: Field, experiment: Experiment) -> None:
        """Show an input, unless that is what the field shows already and the user has not turned it."""
        value: Any
        if isinstance(field, TextField):
            value = _typed(path, experiment)
        else:
            value = _chosen(path, experiment) if isinstance(field, Choice) else _number(path, experiment)
        if path in self._shown and self._shown[path] == value and path != self._turned:
            return
        self._shown[path] = value
        if path == "data.n":
            self._show_batch_stops(experiment)
        if value == "full" and isinstance(field, ValueSlider):
            field.set_value(experiment.data.expected_size, tr("full"))
        else:
            field.set_value(value)

    def _show_batch_stops(self, experiment: Experiment) -> None:
        for path, field in self.fields.items():
            if path.endswith("batch_size") and isinstance(field, ValueSlider):
                field.set_stops(batch_sizes(experiment.data.expected_size))
                self._shown.pop(path, None)  # where it is full, it is another number
                self._show_value(path, field, experiment)

    def _edit(self, path: str, value: Any) -> None:
        self._turned, self._tried = path, value
        self._refused.pop(path, None)
        if path == _SURFACE and value != OWN_FORMULA:
            self.forget_refused(_FORMULA, _START)  # it has its own
        self.edited.emit(path, self._changes(path, value))

    def _changes(self, path: str, value: Any) -> dict[str, Any]:
        """All that changes when the user sets an input."""
        assert self._experiment is not None
        if path == BUDGET:
            return {f"budget.{value}": self._experiment.budget_as(value)}
        changes: dict[str, Any] = {path: value}
        if path == "model.hidden" or (path == _SURFACE and value != OWN_FORMULA):
            changes[_START] = None  # a start has one number per weight, and every surface its own
        if path == _FORMULA:
            changes[_START] = self._experiment.start  # the lanes go on from where they are, also when the surface had a name
        if path.endswith("optimizer.lr") and self.link.isChecked() and isinstance(value, (int, float)) and value > 0:
            changes = self._all_rates(path, float(value))
        return changes

    def _all_rates(self, path: str, value: float) -> dict[str, Any]:
        """All learning rates moved by the factor by which one is; those that were the same stay the same."""
        assert self._experiment is not None
        before = self._experiment.get(path)
        rates = {_RATES.format(lane.name): lane.optimizer.lr for lane in self._experiment.lanes}
        return {other: value if rate == before else float(f"{rate * value / before:.3g}") for other, rate in rates.items()}

    def _settle(self, path: str, field: Field) -> None:
        """When the user lets go of a value that was refused, show the one that holds."""
        if self._experiment is not None:
            self._show_value(path, field, self._experiment)


def _budget_of(experiment: Experiment) -> str:
    return next(name for name in BUDGETS if getattr(experiment.budget, name) is not None)


def _explain_budget(experiment: Experiment) -> str:
    """Which lane ends when, by the other measure."""
    planned = [experiment.planned_updates(lane) for lane in experiment.lanes]
    if None in planned:
        return tr("Each lane computes as long; how many updates that are, the run shows.")
    if experiment.budget.epochs is not None:
        made = worded(listed([count(updates or 0) for updates in planned], "and"))
        return tr("They end after {updates} updates.", updates=made)
    n = experiment.data.expected_size
    epochs = [float(lane.plan(n).passes(updates or 0)) for updates, lane in zip(planned, experiment.lanes, strict=True)]
    return tr("They end after {epochs} epochs.", epochs=worded(listed([f"{passes:,.3g}" for passes in epochs], "and")))


def batch_sizes(n: int) -> list[int]:
    """Powers of two up to `n`, and `n`."""
    return [2**power for power in range(n.bit_length()) if 2**power < n] + [n]


def _lane_index(path: str, experiment: Experiment) -> int | None:
    names = [lane.name for lane in experiment.lanes]
    part = path.split(".")[1] if path.startswith("lanes.") else ""
    return names.index(part) if part in names else None


def _number(path: str, experiment: Experiment) -> Any:
    """What a slider shows: of an input of all lanes, its value in the first lane that makes use of it."""
    value = experiment.get(path)
    if "*" not in path:
        return value
    name = path.rpartition(".")[2]
    used = [each for each, lane in zip(value, experiment.lanes, strict=True) if lane.optimizer.uses(name)]
    return next((each for each in used if each), (used or value)[0])


def _typed(path: str, experiment: Experiment) -> Any:
    """What a field for text shows: where the lanes do start, and the formula that is in force, also of a surface with a name."""
    data = experiment.data
    if path == _FORMULA and data.function is not None:
        return data.function.text
    return list(experiment.start or () if path == _START else experiment.get(path))


def _chosen(path: str, experiment: Experiment) -> Any:
    """What a list shows: of an input of all lanes the value they share, None when they differ."""
    if path == BUDGET:
        return _budget_of(experiment)
    value = experiment.get(path)
    if "*" not in path:
        return value
    return value[0] if len(set(value)) == 1 else None


def _label_width(experiment: Experiment) -> int:
    """Of the labels beside sliders, behind a marker, at a text scale of 1: no name of an input is cut."""
    metrics, widths = QFontMetricsF(font(BODY, 500)), [float(_LABEL_WIDTH)]
    for path in paths_shown(experiment):
        declared = input_at(path, experiment.data.kind)
        if declared is not None and declared.kind in ("whole", "number") and not path.endswith("optimizer.lr"):  # which are named by lanes
            marker = 0 if path.endswith("batch_size") else _MARKER_WIDTH
            widths.append(metrics.horizontalAdvance(tr(declared.label)) / text_scale() + 1 - marker)
    return math.ceil(max(widths))


def _field(declared: Input, lane: int | None, experiment: Experiment) -> Field:
    label = tr(declared.label)
    if declared.kind == "choice":
        options = [(entry.name, tr(entry.title)) for entry in declared.entries] or [(choice, choice) for choice in declared.choices]
        if declared.path == _SCHEDULE:
            return Choice(tr("Learning rate"), options, combo_width=_SCHEDULE_WIDTH)  # the heading of the rates below it
        return Choice(label, options)
    if declared.kind == "list":
        is_start = declared.path == _START  # which the form shows of functions only
        return NumberListField(label, placeholder=tr("two numbers") if is_start else tr("none"), decimals=is_start)
    if declared.kind == "text":
        return TextField(label, placeholder=label)
    low, high = declared.slider or (declared.bounds.get("ge", 0), declared.bounds.get("le", 1))
    if declared.path == "data.noise":  # what is much on one surface is nothing on another
        high = max(high, 2 * experiment.get("data.noise"))
    stops = batch_sizes(experiment.data.expected_size) if declared.path.endswith("batch_size") else None
    words: dict[str, Number | str] = {"full": "full", tr("full"): "full"} if stops else {}
    slider = ValueSlider(
        label if lane is None or stops else experiment.lanes[lane].title, low, high, logarithmic=declared.logarithmic,
        integer=declared.kind == "whole" or stops is not None, stops=stops, words=words, lane=lane, compact=True,
        label_width=_label_width(experiment) + _MARKER_WIDTH * (lane is None), value_width=50, format=given,
    )  # fmt: skip
    if lane is not None:
        slider.name_parts(tr("{label}, {lane}", label=label, lane=experiment.lanes[lane].title))
    return slider
