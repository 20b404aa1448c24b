"""The settings panel, made from the experiment's declaration.

A field shows an input, says what the user wants, and shows what was wrong with it. The experiment itself decides. Text that it
refused stays in its field and is tried again together with the next change of another one, until it is taken or taken back.
Fields are made when they are first shown, and made anew when another experiment, another kind of data or another lane comes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.errors import listed
from engine.experiment import Experiment, lane_differences
from engine.experiment.fitting import needs_file
from engine.experiment.surfaces import OWN_FORMULA
from gui.document.input_names import input_name
from gui.look.theme import DARK, TITLE, Theme, font
from gui.look.translation import tr, worded
from gui.widgets.choice import Choice
from gui.widgets.fitting import scale_spaces
from gui.widgets.icon_button import IconButton
from gui.widgets.message import MessageLine
from gui.widgets.section import Section
from gui.widgets.slider import ValueSlider
from gui.widgets.text_field import TextField

from .form_changes import changes_with
from .form_fields import Field, batch_sizes, explain_budget, explain_layers, explain_scaling, make_field, show_value, shown_value
from .form_sections import BUDGET, FORMULA, HIDDEN, KIND, SCHEDULE, SECTIONS, START, SURFACE, SectionKind, matters, paths_in, stands_first
from .lanes_editor import LanesEditor

_BUTTONS = (("undo", "revert"), ("reset", "reset"), ("dice", "new-seed"))  # icons and actions
_ALL = "*"


def paths_shown(experiment: Experiment) -> Iterator[str]:
    """The inputs that the panel has fields for where no section shows more, in order."""
    for section in SECTIONS:
        yield from (path for path in paths_in(section, experiment) if stands_first(path, experiment) and matters(path, experiment))


def difference_sentence(experiment: Experiment) -> str:
    """What differs between the lanes besides their batch size; empty where nothing does."""
    names = [input_name(path, is_within=True) for path in lane_differences(experiment)]
    return tr("Not only the batch size differs between the lanes: {inputs}.", inputs=worded(listed(names, "comma"))) if names else ""


class Form(QWidget):
    """Fields for all inputs of an experiment, in sections.

    Attributes:
        fields: those made so far, by path.
        link: whether the learning rates move together.
        sections: by name.
        lanes: the editor of lanes.

    Signals:
        edited: the user wants other inputs; carries the path of the field and a dictionary of changes.
        released: the hand is off after that.
        file_wanted: the user wants data of a kind that is read from a file.
    """

    edited = Signal(str, object)  # a dict would become Qt's own map, whose numbers have 64 bits
    released = Signal()
    file_wanted = Signal()

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self._made_for: object = None
        self._experiment: Experiment | None = None
        self.fields: dict[str, Field] = {}
        self._shown: dict[str, Any] = {}  # values by path
        self._refused: dict[str, Any] = {}  # what was typed and not taken, by path: it stays where it is
        self._turned, self._tried = "", None  # the field that the user turned last, and to what
        self._held: Experiment | None = None  # as it was when the hand was put on
        self._scope = _ALL  # the lane whose training is shown
        self._title = QLabel()
        self._buttons = [IconButton(icon, size=28, flat=True) for icon, _ in _BUTTONS]
        for button, (_, name) in zip(self._buttons, _BUTTONS, strict=True):
            button.set_action(actions[name])
        self._summary, self._differences = (MessageLine(self, collapses=True) for _ in range(2))
        self.link = IconButton("link", tr("the learning rates move together, or each by itself"), size=28, flat=True)
        self.link.setCheckable(True)
        self.link.setChecked(True)
        self.link.toggled.connect(lambda on: self.link.set_icon("link" if on else "unlink"))
        self.sections = {section.name: Section(tr(section.title)) for section in SECTIONS}
        for section in self.sections.values():
            section.changed.connect(self._follow_sections)
        self._lanes = Choice(tr("Lanes to set"), [(_ALL, tr("All lanes"))], combo_width=116, is_bare=True)
        self._lanes.value_edited.connect(self._set_scope)
        self.sections["training"].put_in_heading(self._lanes, self._lanes.message)
        self.lanes = LanesEditor()
        self._lay_out()

    def _lay_out(self) -> None:
        head, self._rates = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(0)
        head.addWidget(self._title, 1)
        for button in self._buttons:
            head.addWidget(button)
        self._rates.addWidget(self.link, 0, Qt.AlignmentFlag.AlignTop)
        lanes = self.sections["lanes"].rows
        lanes.addLayout(self._rates)
        lanes.addWidget(self._differences)
        lanes.addWidget(self.lanes)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self._summary)
        for section in self.sections.values():
            layout.addWidget(section)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the inputs of an experiment; fields that the user is turning keep still, and so does text that was refused."""
        self._experiment = experiment
        self._summary.set_help(tr(experiment.summary))
        self._differences.set_help(difference_sentence(experiment))
        shape = str((experiment.name, experiment.data.kind, [lane.name for lane in experiment.lanes]))
        if shape != self._made_for:
            self._made_for = shape
            self._clear()
            self._show_lanes(experiment)
        self._show_fields(experiment)
        for path in self.fields:
            if path not in self._refused:
                self._show_again(path)
        helps = {BUDGET: explain_budget(experiment)}
        helps[HIDDEN] = explain_layers(experiment) if self.sections["model"].shows_more else ""
        helps |= explain_scaling(experiment, self._scope)
        for path, text in helps.items():
            if path in self.fields:
                self.fields[path].message.set_help(text)

    def show_changed(self, is_changed: bool) -> None:
        """Say whether the experiment differs from its preset, or from what was opened."""
        self._title.setText(tr("Experiment, changed") if is_changed else tr("Experiment"))

    def show_error(self, path: str, message: str) -> None:
        """Say beside a field what was wrong; a list then shows again what holds, and text stays as it was typed."""
        field = self.fields[path]
        self._shown.pop(path, None)
        if not isinstance(field, ValueSlider | TextField):
            self._settle(path, field)
        if isinstance(field, TextField) and path == self._turned:
            self._refused[path] = self._tried
        field.set_error(field.unclear or message if isinstance(field, ValueSlider | TextField) else message)

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

    @property
    def folding(self) -> str:
        """Which sections are folded and which show more, such as `data:folded training:more`."""
        states = {f"{name}:folded": not section.is_open for name, section in self.sections.items()}
        states |= {f"{name}:more": section.more.isChecked() for name, section in self.sections.items()}
        return " ".join(state for state, holds in states.items() if holds)

    def fold(self, folding: str) -> None:
        """Fold sections, and show more of them, as `folding` tells."""
        for name, section in self.sections.items():
            section.more.setChecked(f"{name}:more" in folding.split())
            section.heading.setChecked(f"{name}:folded" not in folding.split())

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        scale_spaces(self)
        self._title.setFont(font(TITLE, 600))
        parts = self.link, self._summary, self._differences, self._lanes, self.lanes
        for part in (*parts, *self._buttons, *self.sections.values(), *self.fields.values()):
            part.set_theme(theme)

    # which fields there are

    def _clear(self) -> None:
        """Let go of all fields but that for the kind of data, which may have the keyboard: others come in their place."""
        self._drop(*self.fields.keys() - {KIND})
        self._turned, self._scope, self._held = "", _ALL, None
        self._refused.clear()

    def _drop(self, *paths: str) -> None:
        for path in paths:
            field = self.fields.pop(path)
            self._shown.pop(path, None)
            self._refused.pop(path, None)
            if isinstance(field, Choice) and field.is_bare:
                field.message.deleteLater()
            field.setParent(None)
            field.deleteLater()

    def _show_fields(self, experiment: Experiment) -> None:
        """Make those fields that are missing, and show those that matter."""
        order: list[str] = []
        made = []
        for kind in SECTIONS:
            section, has_more = self.sections[kind.name], False
            for path in paths_in(kind, experiment, self._scope):
                order.append(path)
                comes_first, is_wanted = stands_first(path, experiment), matters(path, experiment)
                is_seen = (is_wanted and (comes_first or section.shows_more)) or path == self._turned
                has_more = has_more or (is_wanted and not comes_first)
                if path not in self.fields and is_seen:
                    self._add(path, kind, experiment)
                    made.append(path)
                if path in self.fields:
                    self.fields[path].setHidden(not is_seen)
            section.more.setVisible(has_more or kind.name == "lanes")  # which has the editor
        self.lanes.setVisible(self.sections["lanes"].shows_more)
        gone = self.fields.keys() - set(order)
        self._drop(*gone)
        if made:
            self.fields = {path: self.fields[path] for path in order if path in self.fields}
            self._arrange(experiment)

    def _add(self, path: str, kind: SectionKind, experiment: Experiment) -> None:
        field = self.fields[path] = make_field(path, experiment)
        section = self.sections[kind.name]
        field.setParent(section if path == kind.head else section.body)
        scale_spaces(field)
        field.set_theme(self._theme)
        if path == kind.head:
            assert isinstance(field, Choice)
            section.put_in_heading(field, field.message)
        elif path == SCHEDULE:
            self._rates.insertWidget(0, field, 1)
        field.value_edited.connect(lambda value: self._edit(path, value))
        if isinstance(field, ValueSlider):
            field.released.connect(lambda: self._settle(path, field))
            field.released.connect(self._release)
        else:
            field.value_edited.connect(self._release)
        if isinstance(field, TextField):
            field.given_up.connect(lambda: self.forget_refused(path))

    def _arrange(self, experiment: Experiment) -> None:
        """Have the rows of each section in order, and the Tab key go through them in that order."""
        last: QWidget = self._buttons[-1]
        for kind in SECTIONS:
            section = self.sections[kind.name]
            paths = [path for path in paths_in(kind, experiment, self._scope) if path in self.fields]
            fields = [self.fields[path] for path in paths if path not in (kind.head, SCHEDULE)]
            for place, field in enumerate(fields, 2 if kind.name == "lanes" else 0):
                if section.rows.indexOf(field) != place:
                    section.rows.insertWidget(place, field)
            heads: list[QWidget] = [self._lanes] if kind.name == "training" else []
            heads += [self.fields[path] for path in paths if path in (kind.head, SCHEDULE)]
            links, rows = ([self.link], self.lanes.controls) if kind.name == "lanes" else ([], [])
            for control in (section.heading, *heads, section.more, *links, *fields, *rows):
                reached = control.focusProxy() or control
                QWidget.setTabOrder(last, reached)
                last = reached

    def _show_lanes(self, experiment: Experiment) -> None:
        """Offer the lanes that there are, one by one and together."""
        self.lanes.show_lanes(experiment)
        self._lanes.set_options([(_ALL, tr("All lanes")), *((lane.name, lane.title) for lane in experiment.lanes)])
        self._lanes.setVisible(len(experiment.lanes) > 1)
        self._lanes.set_theme(self._theme)

    def _set_scope(self, lane: object) -> None:
        self._scope = str(lane)
        self._follow_sections()

    def _follow_sections(self) -> None:
        if self._experiment is not None:
            self.show_experiment(self._experiment)

    # what they show

    def _show_again(self, path: str) -> None:
        """Show what holds, and nothing wrong with it."""
        assert self._experiment is not None
        self._show_value(path, self.fields[path], self._experiment)
        self.fields[path].set_error(None)

    def _show_value(self, path: str, field: Field, experiment: Experiment) -> None:
        """Show an input, unless that is what the field shows already and the user has not turned it."""
        value = shown_value(path, field, experiment)
        if path in self._shown and self._shown[path] == value and path != self._turned:
            return
        self._shown[path] = value
        if path == "data.n":
            self._show_batch_stops(experiment)
        show_value(path, field, value, experiment)

    def _show_batch_stops(self, experiment: Experiment) -> None:
        for path, field in self.fields.items():
            if isinstance(field, ValueSlider) and field.has_stops:
                field.set_stops(batch_sizes(experiment.data.expected_size))
                self._shown.pop(path, None)  # where it is full, it is another number
                self._show_value(path, field, experiment)

    def _edit(self, path: str, value: Any) -> None:
        self._turned, self._tried = path, value
        self._held = self._held or self._experiment
        self._refused.pop(path, None)
        if path == KIND and needs_file(str(value)):
            self._settle(path, self.fields[path])
            self.file_wanted.emit()
            return
        if path == SURFACE and value != OWN_FORMULA:
            self.forget_refused(*self._refused.keys() & {FORMULA, START})  # it has its own
        self.edited.emit(path, self._changes(path, value))

    def _release(self) -> None:
        self._held = None
        self.released.emit()

    def _changes(self, path: str, value: Any) -> dict[str, Any]:
        """All that changes when the user sets an input."""
        assert self._experiment is not None
        return changes_with(path, value, self._experiment, (self._held or self._experiment) if self.link.isChecked() else None)

    def _settle(self, path: str, field: Field) -> None:
        """When the user lets go of a value that was refused, show the one that holds."""
        if self._experiment is not None:
            self._show_value(path, field, self._experiment)
