"""Functions of two weights in the settings panel: a surface is chosen, a formula typed, a start set; a wrong one changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from engine.experiment import Experiment
from gui.document.view_state import Scale
from gui.look.theme import DARK
from gui.shell.form import paths_shown
from gui.widgets.choice import Choice
from gui.widgets.message import MessageLine
from tests.gui.conftest import Launch, Pilot, count, pixels, small

SURFACE, FORMULA, START = "data.surface", "data.formula", "model.start"


def function(name: str = "saddle", **changes: Any) -> Experiment:
    """A preset of a function, with few updates."""
    named = {path.replace("__", "."): value for path, value in changes.items()}
    return Experiment.preset(name).with_changes({"budget.updates": 30, "device": "cpu"} | named)


def text_of(pilot: Pilot, path: str) -> Any:
    return pilot.window.form.fields[path].value


def test_a_function_has_fields_of_its_own_and_none_of_a_net(launch: Launch) -> None:
    pilot = launch(function(), ready=True)
    form = pilot.window.form
    assert list(form.fields) == list(paths_shown(function()))
    assert {SURFACE, FORMULA, START} <= set(form.fields)
    assert not {"model.hidden", "model.activation"} & set(form.fields)
    assert all(form.fields[path].isVisible() for path in (SURFACE, FORMULA, START))
    assert (text_of(pilot, FORMULA), text_of(pilot, START)) == ("x^2/2 + (y^2 - 1)^2/4", [-2.5, 0.0])
    pilot.session.open(small())
    pilot.ready()
    assert not {SURFACE, FORMULA, START} & set(form.fields)


def test_another_surface_brings_its_formula_and_its_start(launch: Launch) -> None:
    pilot = launch(function(model__start=[2.0, 2.0]), ready=True)
    field = pilot.window.form.fields[SURFACE]
    assert isinstance(field, Choice)
    field.combo.setFocus(Qt.FocusReason.OtherFocusReason)
    pilot.press("Down", field.combo)
    assert (pilot.session.experiment.get(SURFACE), pilot.session.experiment.get(START)) == ("himmelblau", None)
    assert (text_of(pilot, FORMULA), text_of(pilot, START)) == ("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", [-0.3, -0.9])
    pilot.ready()
    assert pilot.session.run.recording.experiment == pilot.session.experiment


def test_a_typed_formula_is_run_from_where_the_lanes_were(launch: Launch) -> None:
    pilot = launch(function(), ready=True)
    pilot.type(pilot.window.form.fields[FORMULA], "x^4 + 2*y^2")
    experiment = pilot.session.experiment
    assert [experiment.get(path) for path in (SURFACE, FORMULA, START)] == ["formula", "x^4 + 2*y^2", (-2.5, 0.0)]
    assert pilot.window.form.fields[SURFACE].value == "formula"
    pilot.ready()
    assert pilot.frame.experiment == experiment


def test_a_typed_start_is_where_the_lanes_begin(launch: Launch) -> None:
    pilot = launch(function(), ready=True)
    pilot.type(pilot.window.form.fields[START], "1.25; -0.5")
    assert pilot.session.experiment.get(START) == (1.25, -0.5)
    pilot.ready()
    assert pilot.session.run.recording.initial_parameters.tolist() == [1.25, -0.5]


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        (FORMULA, "x^2 + q", '"q" is not known, found "x^2 + q", allowed are x, y, pi'),
        (FORMULA, "x +", "the formula ends too early"),
        (FORMULA, "(" * 40, 'nested too deep, found "(((((((((((((((((((((((((((((((…", allowed are 30'),
        (FORMULA, "x+" * 160 + "y", "321 characters are too many"),
        (FORMULA, "1/y", "Start: the loss there is inf, found (-2.5, 0), allowed is a start"),
        (START, "1, 2, 3", "found 3 numbers, allowed is a list of exactly 2"),
        (START, "4", "found 1 number, allowed is"),
        (START, "", "found no numbers, allowed is"),
        (START, "one", 'found "one"'),
        (START, "1e300, 0", "the loss there is inf, found (1e+300, 0)"),
    ],
)
def test_what_is_refused_is_said_under_its_field_and_the_old_surface_stays(launch: Launch, path: str, text: str, said: str) -> None:
    pilot = launch(function(), ready=True)
    before, recording = pilot.session.experiment, pilot.session.run.recording
    pilot.type(pilot.window.form.fields[path], text)
    shown = pilot.error_at(path)
    assert shown is not None and said in shown and "model." not in shown and len(shown) < 150
    sentence = pilot.window.form.fields[path].findChild(MessageLine)
    pilot.rest()
    assert sentence.height() >= sentence._lines().size().height() > 0 and sentence._lines().textWidth() == sentence.width()
    assert pilot.window.form.fields[path].height() >= sentence.geometry().bottom()
    assert pilot.session.experiment is before and pilot.session.run.recording is recording
    right: dict[str, tuple[str, Any]] = {FORMULA: ("x^2 + y^2", "x^2 + y^2"), START: ("1, 1", (1.0, 1.0))}
    pilot.type(pilot.window.form.fields[path], right[path][0])
    assert pilot.error_at(path) is None
    assert pilot.session.experiment.get(path) == right[path][1]


# what was typed and refused


def line(pilot: Pilot, path: str) -> QLineEdit:
    return pilot.window.form.fields[path].findChild(QLineEdit)


@pytest.fixture
def refused(launch: Launch) -> Pilot:
    """A window where log(x) was typed, which has no value at the start, left of zero."""
    pilot = launch(function(), ready=True)
    pilot.type(pilot.window.form.fields[FORMULA], "log(x) + y^2")
    assert "the loss there is nan, found (-2.5, 0)" in (pilot.error_at(FORMULA) or "")
    return pilot


def test_a_refused_formula_and_the_start_that_it_needs_are_taken_together(refused: Pilot) -> None:
    refused.type(refused.window.form.fields[START], "2, 2")
    experiment = refused.session.experiment
    assert (experiment.get(FORMULA), experiment.start) == ("log(x) + y^2", (2.0, 2.0))
    assert (line(refused, FORMULA).text(), line(refused, START).text()) == ("log(x) + y^2", "2, 2")
    assert refused.error_at(FORMULA) is None and refused.error_at(START) is None


def test_a_refused_start_waits_for_its_formula_as_well(launch: Launch) -> None:
    pilot = launch(function(data__formula="log(x) + y^2", model__start=[1.0, 1.0]), ready=True)
    pilot.type(pilot.window.form.fields[START], "-3, 2")
    assert pilot.error_at(START) and pilot.session.experiment.start == (1.0, 1.0)
    pilot.type(pilot.window.form.fields[FORMULA], "x^2 + y^2")
    assert (pilot.session.experiment.get(FORMULA), pilot.session.experiment.start) == ("x^2 + y^2", (-3.0, 2.0))
    assert line(pilot, START).text() == "-3, 2" and pilot.error_at(START) is None


def test_refused_text_stays_while_other_things_change(refused: Pilot) -> None:
    refused.type(refused.window.form.fields["data.noise"], "0.5")
    refused.type(refused.window.form.fields[START], "-1, 1")  # no help
    refused.press("N")
    assert (refused.session.experiment.get("data.noise"), refused.session.experiment.start) == (0.5, (-1.0, 1.0))
    assert line(refused, FORMULA).text() == "log(x) + y^2"
    assert "the loss there is nan, found (-1, 1)" in (refused.error_at(FORMULA) or "")  # the sentence is of now
    refused.type(refused.window.form.fields["seed"], "-3")
    assert refused.error_at("seed") and refused.error_at(FORMULA)


@pytest.mark.parametrize("how", ["Escape", "reset", "preset", "same preset", "surface"])
def test_what_holds_comes_back_when_it_is_asked_for(refused: Pilot, how: str) -> None:
    shown = "x^2/2 + (y^2 - 1)^2/4"
    if how == "Escape":
        line(refused, FORMULA).setFocus(Qt.FocusReason.MouseFocusReason)
        refused.press("x", line(refused, FORMULA))
        refused.press("Escape", line(refused, FORMULA))
    elif how == "reset":
        refused.do("reset", "button")
    elif how == "surface":
        edit_list(refused, SURFACE, "Down")
        shown = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"
    else:
        name = "bowl" if how == "preset" else "saddle"
        refused.window.toolbar.preset_chosen.emit(name)
        shown = refused.session.experiment.data.function.text
    assert line(refused, FORMULA).text() == shown == refused.session.experiment.data.function.text
    assert refused.error_at(FORMULA) is None
    refused.type(refused.window.form.fields["data.noise"], "0.5")
    assert refused.session.experiment.data.function.text == shown


def edit_list(pilot: Pilot, path: str, key: str) -> None:
    """Press a key on a list of the form."""
    field = pilot.window.form.fields[path]
    assert isinstance(field, Choice)
    field.combo.setFocus(Qt.FocusReason.TabFocusReason)
    pilot.press(key, field.combo)


def test_the_noise_can_be_dragged_wherever_it_stands(launch: Launch) -> None:
    pilot = launch(function("himmelblau"), ready=True)
    assert pilot.session.experiment.get("data.noise") == text_of(pilot, "data.noise") == 40.0


@pytest.mark.parametrize(("formula", "scale", "is_said"), [
    ("x^2 - y^2", "log", True), ("x^2 - y^2", "linear", False), ("x^2 + y^2", "log", False),
])  # fmt: skip
def test_a_log_scale_says_that_it_leaves_out_losses_below_zero(launch: Launch, formula: str, scale: Scale, is_said: bool) -> None:
    changes = {"data.surface": "formula", "data.formula": formula, "model.start": [0.5, 2.0]}
    pilot = launch(function().with_changes(changes), ready=True)
    pilot.session.look(scale=scale)
    pilot.session.playback.seek(0.0)  # no curve is drawn over it
    pilot.rest()
    plot = pilot.losses.side[0].plot
    area = plot.area.toRect()
    strip = pixels(plot).copy(area.left() + 8, area.bottom() - 30, area.width() - 16, 24)
    ground = sum(count(strip, color) for color in (DARK.card, DARK.grid))
    assert (ground < 0.9 * strip.width() * strip.height()) == is_said
