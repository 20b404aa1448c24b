"""Whatever a field or its message offers can be typed into it, in each preset and in each country."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from engine.errors import InputError
from engine.experiment import Experiment, input_at, preset_names
from gui.shell.actions import ACTIONS
from gui.shell.form import Form
from gui.widgets.choice import Choice
from gui.widgets.slider import ValueSlider
from gui.widgets.switch import FlagField
from gui.widgets.value_edit import ValueEdit
from tests.gui.conftest import Launch, Pilot, small

OFFERED = re.compile(r'"([^"]+)"|(-?\d[\d,.]*\d|-?\d)')


@pytest.fixture
def german() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    yield
    QLocale.setDefault(before)


def make_form(qtbot: QtBot, experiment: Experiment) -> Form:
    form = Form({action.name: QAction(form_text) for action in ACTIONS for form_text in [action.text]})
    qtbot.addWidget(form)
    form.show_experiment(experiment)
    return form


def type_into(qtbot: QtBot, form: Form, path: str, text: str) -> dict[str, Any]:
    """The changes that typing a text and Enter ask for."""
    field = form.fields[path]
    line: QLineEdit = field.findChild(ValueEdit if isinstance(field, ValueSlider) else QLineEdit)
    line.selectAll()
    asked: list[dict[str, Any]] = []
    form.edited.connect(lambda _, changes: asked.append(changes))
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    qtbot.keyClicks(line, text)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    form.edited.disconnect()
    return asked[-1] if asked else {}


def refusal(experiment: Experiment, changes: dict[str, Any]) -> str:
    try:
        experiment.with_changes(changes)
    except InputError as error:
        return error.message
    return ""


def meant(text: str) -> Any:
    return float(text.replace(",", "")) if re.fullmatch(r"[-\d.,]+", text) else text


@pytest.mark.parametrize("preset", preset_names())
def test_all_that_is_offered_can_be_typed(qtbot: QtBot, program: QApplication, preset: str) -> None:
    experiment = Experiment.preset(preset)
    form = make_form(qtbot, experiment)
    for path, field in list(form.fields.items()):
        if isinstance(field, Choice | FlagField):
            continue
        declared = input_at(path, experiment.data.kind)
        assert declared is not None
        shown = field.findChild(ValueEdit if isinstance(field, ValueSlider) else QLineEdit).text()
        wrong = refusal(experiment, type_into(qtbot, form, path, "?"))
        texts = {a or b for a, b in OFFERED.findall(f"{declared.allowed} {wrong.partition('allowed is')[2]}")}
        assert wrong or path == "data.formula", path
        for text in (texts | {shown}) - {""}:
            changes = type_into(qtbot, form, path, text)
            value = changes.get(path, meant(text))  # what is shown already is no change
            if isinstance(field, ValueSlider):
                assert value == meant(text), (path, text, value)
            if not refusal(experiment, changes):
                form.show_experiment(experiment.with_changes(changes))
                form.show_experiment(experiment)


def test_full_can_be_typed_and_stays_full(launch: Launch) -> None:
    path = "lanes.mini-batch.batch_size"
    pilot = launch(small(), ready=True)
    field = pilot.window.form.fields[path]
    assert isinstance(field, ValueSlider)
    for text in ("full", " FULL "):
        pilot.type(field, text)
        pilot.ready()
        assert pilot.session.experiment.get(path) == "full"
        assert field.findChild(ValueEdit).shown == "full" and field.value == 40 and pilot.error_at(path) is None
        pilot.type(pilot.window.form.fields["data.n"], "60")
        pilot.ready()
        assert field.findChild(ValueEdit).shown == "full" and field.value == 60
        pilot.type(field, "8")
        pilot.type(pilot.window.form.fields["data.n"], "40")
        pilot.ready()
        assert pilot.session.experiment.get(path) == field.value == 8


def test_the_speed_takes_what_it_shows(launch: Launch) -> None:
    pilot = launch(small(), ready=True)
    for text, speed in (("1,000/s", 1000.0), ("2,5", 2.5), ("60", 60.0), ("fastest", pilot.window.transport.speed._scale.maximum)):
        pilot.type(pilot.window.transport.speed, text)
        assert pilot.session.playhead.speed == speed
        shown = pilot.window.transport.speed.findChild(ValueEdit).shown
        pilot.type(pilot.window.transport.speed, shown)
        assert pilot.session.playhead.speed == speed


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(("path", "text"), [("data.n", "3,000"), ("data.n", "3.000"), ("model.hidden", "3,200")])
def test_what_is_unclear_changes_nothing_and_is_said(pilot: Pilot, path: str, text: str) -> None:
    experiment = pilot.session.experiment
    pilot.type(pilot.window.form.fields[path], text)
    message = pilot.error_at(path) or ""
    assert f'"{text}" could be' in message and "write" in message and len(message) <= 300
    assert pilot.session.experiment is experiment


@pytest.mark.parametrize("text", ["1e99", "-1e30", str(2**63)])
def test_a_number_beyond_all_bounds_is_refused_in_every_field(pilot: Pilot, text: str) -> None:
    """Qt's own numbers have 64 bits."""
    before = pilot.session.experiment
    for path, field in pilot.window.form.fields.items():
        if isinstance(field, ValueSlider) and field.isVisible():
            pilot.type(field, text)
            assert "allowed" in (pilot.error_at(path) or ""), path
            assert pilot.session.experiment is before


def test_thousands_are_thousands(launch: Launch) -> None:
    pilot = launch(small(), ready=True)
    field = pilot.window.form.fields["data.n"]
    pilot.type(field, "3,000")
    assert pilot.session.experiment.data.n == 3000 and field.findChild(ValueEdit).shown == "3,000"
    pilot.type(field, "2 000")
    assert pilot.session.experiment.data.n == 2000
