"""The settings panel, made from the experiment's declaration.

A field shows an input, says what the user wants, and shows what was wrong with it. The experiment itself decides. Text that it
refused stays in its field and is tried again together with the next change of another one, until it is taken or taken back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.errors import listed
from engine.experiment import Experiment, have_same_batches, lane_differences
from engine.experiment.fitting import needs_file
from engine.experiment.models import MODELS
from engine.experiment.surfaces import OWN_FORMULA
from gui.document.input_names import input_name
from gui.look.theme import TITLE, Theme, font
from gui.look.translation import tr, worded
from gui.widgets.file_field import FileField
from gui.widgets.fitting import scale_spaces
from gui.widgets.icon_button import IconButton
from gui.widgets.message import MessageLine
from gui.widgets.slider import ValueSlider
from gui.widgets.text_field import TextField

from .form_changes import changes_with
from .form_fields import Field, batch_sizes, show_value, shown_value
from .form_help import explanations
from .form_rows import FormRows
from .form_sections import DATA_FILE, FORMULA, KIND, MODEL, SECTIONS, START, SURFACE, matters, paths_in, stands_first

_BUTTONS = (("undo", "revert"), ("reset", "reset"), ("dice", "new-seed"))  # icons and actions


def paths_shown(experiment: Experiment) -> Iterator[str]:
    """The inputs that the panel has fields for where no section shows more, in order."""
    for section in SECTIONS:
        yield from (path for path in paths_in(section, experiment) if stands_first(path, experiment) and matters(path, experiment))


def difference_sentence(experiment: Experiment) -> str:
    """What differs between the lanes besides their batches; empty where nothing does."""
    names = [input_name(path, is_within=True) for path in lane_differences(experiment)]
    if not names:
        return ""
    said = worded(listed(names, "comma"))
    if have_same_batches(experiment):
        return tr("The lanes have the same batch size, and differ in these: {inputs}.", inputs=said)
    return tr("Not only the batch size differs between the lanes: {inputs}.", inputs=said)


class Form(QWidget):
    """Fields for all inputs of an experiment, in sections.

    Attributes:
        rows: the sections with their fields.

    Signals:
        edited: the user wants other inputs; carries the path of the field and a dictionary of changes.
        released: the hand is off after that.
        file_wanted: the user wants to choose a file for the kind of data, or of model, that this carries.
    """

    edited = Signal(str, object)  # a dict would become Qt's own map, whose numbers have 64 bits
    released = Signal()
    file_wanted = Signal(str)

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._experiment: Experiment | None = None
        self._shown: dict[str, Any] = {}  # values by path
        self._refused: dict[str, Any] = {}  # what was typed and not taken, by path: it stays where it is
        self._turned, self._tried = "", None  # the field that the user turned last, and to what
        self._held: Experiment | None = None  # as it was when the hand was put on
        self._title = QLabel()
        self._buttons = [IconButton(icon, size=28, flat=True) for icon, _ in _BUTTONS]
        for button, (_, name) in zip(self._buttons, _BUTTONS, strict=True):
            button.set_action(actions[name])
        self._summary = MessageLine(self, collapses=True)
        self.rows = FormRows()
        self.rows.made.connect(self._connect)
        self.rows.dropped.connect(self._forget)
        self.rows.changed.connect(self._follow_sections)
        head = QHBoxLayout()
        head.setSpacing(0)
        head.addWidget(self._title, 1)
        for button in self._buttons:
            head.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self._summary)
        layout.addWidget(self.rows)

    @property
    def fields(self) -> dict[str, Field]:
        """Those made so far, by path, in order."""
        return self.rows.fields

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the inputs of an experiment; fields that the user is turning keep still, and so does text that was refused."""
        self._experiment = experiment
        self._summary.set_help(tr(experiment.summary))
        self.rows.differences.set_help(difference_sentence(experiment))
        self.rows.show_fields(experiment, self._turned)
        for path in self.fields:
            if path not in self._refused:
                self._show_again(path)
        helps = explanations(experiment, self.rows.scope, with_layers=self.rows.sections["model"].shows_more)
        for path, text in helps.items():
            if path in self.fields:
                self.fields[path].message.set_help(text)

    def show_changed(self, is_changed: bool) -> None:
        """Say whether the experiment differs from its preset, or from what was opened."""
        self._title.setText(tr("Experiment, changed") if is_changed else tr("Experiment"))

    def show_error(self, path: str, message: str) -> None:
        """Say beside a field what was wrong; a list then shows again what holds, and text stays as it was typed."""
        self.rows.unfold(path)
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

    def set_theme(self, theme: Theme) -> None:
        scale_spaces(self)
        self._title.setFont(font(TITLE, 600))
        self._summary.set_theme(theme)
        self.rows.set_theme(theme)
        for button in self._buttons:
            button.set_theme(theme)

    def _connect(self, path: str) -> None:
        """Follow a field that was just made."""
        field = self.fields[path]
        field.value_edited.connect(lambda value: self._edit(path, value))
        if isinstance(field, ValueSlider):
            field.released.connect(lambda: self._settle(path, field))
            field.released.connect(self._release)
        else:
            field.value_edited.connect(self._release)
        if isinstance(field, TextField):
            field.given_up.connect(lambda: self.forget_refused(path))
        if isinstance(field, FileField):
            field.browse_wanted.connect(lambda: self._browse(path))

    def _forget(self, path: str) -> None:
        """A field has gone."""
        self._shown.pop(path, None)
        self._refused.pop(path, None)
        if path == self._turned:
            self._turned, self._held = "", None

    def _follow_sections(self) -> None:
        if self._experiment is not None:
            self.show_experiment(self._experiment)

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
        if self._lacks_file(path, str(value)):
            self._settle(path, self.fields[path])
            self.file_wanted.emit(str(value))
            return
        if path == SURFACE and value != OWN_FORMULA:
            self.forget_refused(*self._refused.keys() & {FORMULA, START})  # it has its own
        self.edited.emit(path, self._changes(path, value))

    def _lacks_file(self, path: str, value: str) -> bool:
        """Whether what was chosen is read from a file that nobody has named yet."""
        assert self._experiment is not None
        runs_code = path == MODEL and value in MODELS and MODELS[value].runs_code
        return (path == KIND and needs_file(value)) or (runs_code and not self._experiment.model.path)

    def _browse(self, path: str) -> None:
        assert self._experiment is not None
        self.file_wanted.emit(self._experiment.data.kind if path == DATA_FILE else self._experiment.model_kind.name)

    def _release(self) -> None:
        self._held = None
        self.released.emit()

    def _changes(self, path: str, value: Any) -> dict[str, Any]:
        """All that changes when the user sets an input."""
        assert self._experiment is not None
        return changes_with(path, value, self._experiment, (self._held or self._experiment) if self.rows.link.isChecked() else None)

    def _settle(self, path: str, field: Field) -> None:
        """When the user lets go of a value that was refused, show the one that holds."""
        if self._experiment is not None:
            self._show_value(path, field, self._experiment)
