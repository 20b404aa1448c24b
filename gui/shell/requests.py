"""Passes what the user asks for in the form and in the views to the session, and shows what is refused."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from engine.errors import InputError
from gui.document.input_names import input_name
from gui.look.surface_style import LOOKS
from gui.look.translation import tr, worded
from gui.session.session import Session

from . import choices, lane_changes
from .form import Form
from .form_changes import changes_for_file
from .panel import Panel


class Requests(QObject):
    """Requests to a session.

    Args:
        session: what is asked.
        form: where refused inputs are shown.
        panel: where the form lies.

    Signals:
        refused: why something cannot be done, in one sentence.
        sought: the playhead was put somewhere else.
    """

    refused = Signal(str)
    sought = Signal()

    def __init__(self, session: Session, form: Form, panel: Panel) -> None:
        super().__init__(panel)
        self._session, self._form, self._panel = session, form, panel
        form.edited.connect(self.change)
        lanes = form.rows.lanes
        lanes.added.connect(lambda name: lane_changes.add_lane(session, name))
        lanes.removed.connect(lambda name: lane_changes.remove_lane(session, name))
        lanes.moved.connect(lambda name, steps: lane_changes.move_lane(session, name, steps))
        lanes.renamed.connect(lambda name, title: lane_changes.rename_lane(session, name, title))
        lanes.recolored.connect(lambda name, place: lane_changes.recolor_lane(session, name, place))
        session.opened.connect(lambda: form.forget_refused())

    def seek(self, position: float) -> None:
        """Put the playhead somewhere on its clock."""
        self._session.playback.seek(position)
        self.sought.emit()

    def set_option(self, name: str, value: Any) -> None:
        """Do what a view asks for by the name of an option."""
        session = self._session
        if name == "pin":
            choices.toggle_pin(session)
        elif name == "position":
            self.seek(value)
        elif name == "relief":
            session.look(relief=value)
        elif name == "lane":
            choices.toggle_lane(session, value)
        elif name == "model_lane":
            session.look(lane=value)
        elif name == "features":
            session.look(features=value)
        elif name in LOOKS:
            session.set_map_look(**{name: value})
        elif name == "start":
            self._start_at(*value)
        else:
            session.set_options(**{name: value})

    def take_file(self, kind: str, file: str) -> None:
        """Learn from a file, or with the model that it makes.

        Raises:
            InputError: that cannot be done.
        """
        self._session.change(changes_for_file(kind, file, self._session.experiment))

    def change(self, path: str, changes: dict[str, Any]) -> None:
        """Try a change together with what was refused before, then alone."""
        form = self._form
        together = form.with_refused(path, changes)
        if together != changes and self._refusal(together) is None:
            form.forget_refused()
            changes = together
        try:
            self._session.change(changes, path, by_hand=True)
        except InputError as error:
            form.show_error(path, _in_words(error, path))
            field = form.fields[path]
            QTimer.singleShot(0, field, lambda: self._panel.reveal(field))  # when it has grown
        for other, refused in form.refused.items():
            if other != path and (why := self._refusal(refused)) is not None:  # it may be another reason now
                form.show_error(other, _in_words(why, other))

    def _start_at(self, x: float, y: float) -> None:
        try:
            self._session.start_at(x, y)
        except InputError as error:
            self.refused.emit(f"{_in_words(error)}.")

    def _refusal(self, changes: dict[str, Any]) -> InputError | None:
        """Why other inputs would be refused, if they would."""
        try:
            self._session.experiment.with_changes(changes)
        except InputError as error:
            return error
        return None


def _in_words(error: InputError, path: str = "") -> str:
    """What to say at the field of a path; an error of another field begins with the name of that field."""
    told = worded(error.told)
    return told if error.field == path else tr("{input}: {what}", input=input_name(error.field), what=told)
