"""The rows of the settings panel: which fields there are, in which section, and in which order Tab goes through them.

Fields are made when they are first shown, and made anew when another experiment, another kind of data or another lane comes.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from engine.experiment import Experiment
from gui.look.theme import DARK, Theme
from gui.look.translation import tr
from gui.widgets.choice import Choice
from gui.widgets.fitting import scale_spaces
from gui.widgets.icon_button import IconButton
from gui.widgets.message import MessageLine
from gui.widgets.section import Section

from .form_fields import Field, make_field
from .form_sections import KIND, SCHEDULE, SECTIONS, SectionKind, matters, paths_in, stands_first
from .lanes_editor import LanesEditor

_ALL = "*"


class FormRows(QWidget):
    """The sections with their fields.

    Attributes:
        fields: those made so far, by path, in order.
        sections: by name.
        link: whether the learning rates move together.
        differences: the line for what differs between the lanes.
        lanes: the editor of lanes.
        scope: the lane whose training is shown, by name; `*` where that of all is.

    Signals:
        made: the path of a field that was just made.
        dropped: the path of one that has gone.
        changed: other fields are to be shown: a section was folded or unfolded, or another lane chosen.
    """

    made = Signal(str)
    dropped = Signal(str)
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self._made_for = ""
        self.fields: dict[str, Field] = {}
        self.scope = _ALL
        self.sections = {section.name: Section(tr(section.title)) for section in SECTIONS}
        self.lanes, self.differences = LanesEditor(), MessageLine(self, collapses=True)
        self.link = IconButton("link", tr("the learning rates move together, or each by itself"), size=28, flat=True)
        self.link.setCheckable(True)
        self.link.setChecked(True)
        self.link.toggled.connect(lambda on: self.link.set_icon("link" if on else "unlink"))
        self.lane_choice = Choice(tr("Lanes to set"), [(_ALL, tr("All lanes"))], combo_width=116, is_bare=True)
        self.lane_choice.value_edited.connect(self._set_scope)
        self.sections["training"].put_in_heading(self.lane_choice, self.lane_choice.message)
        self._rates = QHBoxLayout()
        self._rates.addWidget(self.link, 0, Qt.AlignmentFlag.AlignTop)
        lanes = self.sections["lanes"].rows
        lanes.addLayout(self._rates)
        lanes.addWidget(self.differences)
        lanes.addWidget(self.lanes)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for section in self.sections.values():
            column.addWidget(section)
            section.changed.connect(self.changed)

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

    def unfold(self, path: str) -> None:
        """Unfold the section that has a field."""
        for section in self.sections.values():
            if section.isAncestorOf(self.fields[path]):
                section.heading.setChecked(True)

    def show_fields(self, experiment: Experiment, turned: str) -> None:
        """Make those fields that are missing, and show those that matter.

        Args:
            experiment: whose inputs.
            turned: the path of the field that the user turned last, which stays.
        """
        shape = str((experiment.name, experiment.data.kind, [lane.name for lane in experiment.lanes]))
        if shape != self._made_for:
            self._made_for, turned = shape, ""
            self._begin_anew(experiment)
        order: list[str] = []
        made = []
        for kind in SECTIONS:
            section, has_more = self.sections[kind.name], False
            for path in paths_in(kind, experiment, self.scope):
                order.append(path)
                comes_first, is_wanted = stands_first(path, experiment), matters(path, experiment)
                is_seen = (is_wanted and (comes_first or section.shows_more)) or path == turned
                has_more = has_more or (is_wanted and not comes_first)
                if path not in self.fields and is_seen:
                    self._add(path, kind, experiment)
                    made.append(path)
                if path in self.fields:
                    self.fields[path].setHidden(not is_seen)
            section.more.setVisible(has_more or kind.name == "lanes")  # which has the editor
        self.lanes.setVisible(self.sections["lanes"].shows_more)
        self._drop(*self.fields.keys() - set(order))
        if made:
            self.fields = {path: self.fields[path] for path in order if path in self.fields}
            self._arrange(experiment)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        parts = self.link, self.differences, self.lane_choice, self.lanes
        for part in (*parts, *self.sections.values(), *self.fields.values()):
            part.set_theme(theme)

    def _begin_anew(self, experiment: Experiment) -> None:
        """Let go of all fields but that for the kind of data, which may have the keyboard, and offer the lanes that there are."""
        self._drop(*self.fields.keys() - {KIND})
        self.scope = _ALL
        self.lanes.show_lanes(experiment)
        self.lane_choice.set_options([(_ALL, tr("All lanes")), *((lane.name, lane.title) for lane in experiment.lanes)])
        self.lane_choice.setVisible(len(experiment.lanes) > 1)
        self.lane_choice.set_theme(self._theme)

    def _drop(self, *paths: str) -> None:
        for path in paths:
            field = self.fields.pop(path)
            if isinstance(field, Choice) and field.is_bare:
                field.message.deleteLater()
            field.setParent(None)
            field.deleteLater()
            self.dropped.emit(path)

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
        self.made.emit(path)

    def _arrange(self, experiment: Experiment) -> None:
        """Have the rows of each section in order, and the Tab key go through them in that order."""
        last: QWidget | None = None
        for kind in SECTIONS:
            section = self.sections[kind.name]
            paths = [path for path in paths_in(kind, experiment, self.scope) if path in self.fields]
            fields = [self.fields[path] for path in paths if path not in (kind.head, SCHEDULE)]
            for place, field in enumerate(fields, 2 if kind.name == "lanes" else 0):
                if section.rows.indexOf(field) != place:
                    section.rows.insertWidget(place, field)
            heads: list[QWidget] = [self.lane_choice] if kind.name == "training" else []
            heads += [self.fields[path] for path in paths if path in (kind.head, SCHEDULE)]
            links, rows = ([self.link], self.lanes.controls) if kind.name == "lanes" else ([], [])
            for control in (section.heading, *heads, section.more, *links, *fields, *rows):
                for reached in getattr(control, "controls", None) or [control.focusProxy() or control]:
                    if last is not None:
                        QWidget.setTabOrder(last, reached)
                    last = reached

    def _set_scope(self, lane: object) -> None:
        self.scope = str(lane)
        self.changed.emit()
