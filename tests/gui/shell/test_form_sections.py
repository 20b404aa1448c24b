"""Every declared input is in a section of the panel: those of a lecture at once, the others when a section shows more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.experiment import Experiment, inputs, preset_names
from engine.experiment.declaration import Number, StrictBool, declared
from engine.experiment.fitting import needs_file
from engine.experiment.inputs import general
from engine.experiment.sections import BUDGETS
from engine.experiment.sources import SOURCES, MadeUpData, SourceKind
from gui.shell.actions import ACTIONS
from gui.shell.form import Form
from gui.shell.form_sections import BATCH, BUDGET, KIND, MODEL, SECTIONS, paths_in, section_of, stands_first
from gui.widgets.layers_field import LayersField
from tests.gui.conftest import Launch, small

OF_A_LANE = {"lanes.*.name", "lanes.*.color"}  # which the editor of lanes sets
DRAWN = [kind for kind in SOURCES if not needs_file(kind)]


class TiltedData(MadeUpData):
    """A source with inputs that the panel has never heard of."""

    features: ClassVar[int] = 1
    tilt: Number = declared(0.5, label="Tilt", help="how far it leans", ge=0, le=2)
    mirrored: StrictBool = declared(False, label="Mirrored", help="whether left is right", allowed="true or false")


@pytest.fixture
def tilted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Experiment]:
    monkeypatch.setitem(SOURCES, "tilted", SourceKind("tilted", "Tilted", "leans", part=TiltedData))
    inputs.cache_clear()
    yield small().with_data("tilted")
    inputs.cache_clear()


def make_form(qtbot: QtBot, experiment: Experiment) -> tuple[Form, list[dict[str, Any]]]:
    """A form of its own, and what is wished for in it."""
    form, asked = Form({action.name: QAction(action.text) for action in ACTIONS}), list[dict[str, Any]]()
    qtbot.addWidget(form)
    form.edited.connect(lambda _, changes: asked.append(changes))
    form.show_experiment(experiment)
    form.show()
    return form, asked


def seen(form: Form) -> set[str]:
    return {path for path, field in form.fields.items() if field.isVisible()}


@pytest.mark.parametrize("kind", DRAWN)
def test_every_declared_input_has_a_place_in_one_section(kind: str) -> None:
    experiment = Experiment.preset("two-parameter").with_data(kind)
    paths = [path for section in SECTIONS for path in paths_in(section, experiment)]
    assert len(paths) == len(set(paths))
    other = {f"budget.{name}" for name in BUDGETS if name != experiment.budget.kind}
    hidden = set() if experiment.parameter_count <= 16 else {"model.start"}  # more weights than anybody types
    assert {general(path) for path in paths} - {BUDGET} == set(inputs(kind)) - OF_A_LANE - other - hidden


def test_a_new_input_appears_by_itself_and_can_be_set(qtbot: QtBot, program: QApplication, tilted: Experiment) -> None:
    form, asked = make_form(qtbot, tilted)
    assert {"data.tilt", "data.mirrored"}.isdisjoint(seen(form)) and section_of("data.tilt").name == "data"
    form.rows.sections["data"].more.click()
    assert {"data.tilt", "data.mirrored"} <= seen(form)
    form.fields["data.tilt"].value_edited.emit(1.5)
    form.fields["data.mirrored"].switch.click()  # type: ignore[union-attr]
    assert asked == [{"data.tilt": 1.5}, {"data.mirrored": True}]
    assert "how far it leans" in form.fields["data.tilt"].toolTip()
    form.rows.sections["data"].more.click()
    assert "data.tilt" not in seen(form)


@pytest.mark.parametrize("preset", preset_names())
def test_a_lecture_sees_no_more_than_it_turns(qtbot: QtBot, program: QApplication, preset: str) -> None:
    experiment = Experiment.preset(preset)
    form, _ = make_form(qtbot, experiment)
    assert all(stands_first(path, experiment) for path in seen(form))
    assert len(seen(form)) <= 11 + 2 * len(experiment.lanes)


def test_a_section_folds_by_mouse_and_by_key_and_keeps_its_fields(qtbot: QtBot, program: QApplication) -> None:
    form, _ = make_form(qtbot, small())
    section, field = form.rows.sections["data"], form.fields["data.n"]
    for _ in range(2):
        qtbot.mouseClick(section.heading, Qt.MouseButton.LeftButton)
        assert not field.isVisible() and not section.is_open
        qtbot.keyClick(section.heading, Qt.Key.Key_Space)
        assert field.isVisible() and form.fields["data.n"] is field


def test_each_lane_can_be_set_by_itself_and_all_together(qtbot: QtBot, program: QApplication) -> None:
    experiment = small()
    form, asked = make_form(qtbot, experiment)
    lanes = form.rows.lane_choice
    assert [lanes.combo.itemText(row) for row in range(lanes.combo.count())] == ["All lanes", "Full-batch", "Mini-batch", "Stochastic"]
    lanes.combo.setFocus()
    for _ in range(2):
        qtbot.keyClick(lanes.combo, Qt.Key.Key_Down)
    assert lanes.value == "mini-batch" and "lanes.*.optimizer.name" not in form.fields
    form.fields["lanes.mini-batch.optimizer.name"].value_edited.emit("adam")
    assert asked == [{"lanes.mini-batch.optimizer.name": "adam"}]
    form.show_experiment(experiment.with_changes(asked[-1]))
    assert not form.fields["lanes.mini-batch.optimizer.momentum"].isVisible()  # Adam has none
    lanes.combo.setCurrentIndex(0)
    lanes.value_edited.emit("*")
    assert form.fields["lanes.*.optimizer.name"].value is None  # several
    assert form.fields["lanes.*.optimizer.momentum"].isVisible()


def test_fields_stay_the_same_while_values_change(qtbot: QtBot, program: QApplication) -> None:
    experiment = small()
    form, _ = make_form(qtbot, experiment)
    before = dict(form.fields)
    form.show_experiment(experiment.with_changes({"lanes.*.optimizer.lr": 0.2, "data.n": 60, "seed": 9, "lanes.*.optimizer.momentum": 0.5}))
    assert form.fields == before


def test_many_lanes_with_one_batch_size_have_one_row_for_it(qtbot: QtBot, program: QApplication) -> None:
    experiment = Experiment.preset("schedules")
    form, asked = make_form(qtbot, experiment)
    sizes = {path for path in seen(form) if path.endswith("batch_size")}
    assert sizes == {BATCH}
    form.fields[BATCH].value_edited.emit(8)
    assert asked == [{BATCH: 8}] and {lane.batch_size for lane in experiment.with_changes(asked[0]).lanes} == {8}
    form.rows.sections["lanes"].more.click()
    assert "lanes.cosine.batch_size" in seen(form)
    form.fields["lanes.cosine.batch_size"].value_edited.emit(2)
    form.show_experiment(experiment.with_changes(asked[1]))
    assert BATCH not in seen(form) and {"lanes.cosine.batch_size", "lanes.step.batch_size"} <= seen(form)


def test_sections_are_folded_as_before_at_the_next_start(launch: Launch, tmp_path: Path) -> None:
    first = launch(settings=tmp_path / "window.ini")
    first.window.form.rows.fold("")
    first.window.form.rows.sections["model"].heading.click()
    first.window.form.rows.sections["data"].more.click()
    first.window.close()
    form = launch(settings=tmp_path / "window.ini").window.form
    assert form.rows.folding == "model:folded data:more" and not form.fields["data.validation"].isHidden()
    assert form.rows.sections["model"].body.isHidden()


def test_a_low_window_folds_what_a_lecture_seldom_turns_until_a_field_of_it_is_wrong(launch: Launch, tmp_path: Path) -> None:
    pilot = launch(settings=tmp_path / "window.ini")
    rows = pilot.window.form.rows
    assert rows.folding == "data:folded model:folded run:folded" and launch().window.form.rows.folding == ""
    pilot.window.form.show_error("data.n", "too many")
    assert rows.sections["data"].is_open and not rows.sections["model"].is_open
    assert pilot.window.form.fields["data.n"].message.error == "too many"


def test_a_kind_of_data_that_needs_a_file_asks_for_one_and_changes_nothing(qtbot: QtBot, program: QApplication) -> None:
    form, asked = make_form(qtbot, small())
    field = form.fields[KIND]
    with qtbot.waitSignal(form.file_wanted):
        field.value_edited.emit("table")
    assert asked == [] and field.value == "line"


def test_a_net_gets_layers_by_button_and_by_key(qtbot: QtBot, program: QApplication) -> None:
    form, asked = make_form(qtbot, small())
    field = form.fields["model.hidden"]
    assert isinstance(field, LayersField) and not field.less.isEnabled()
    for _ in range(2):
        field.more.click()
    field._field.setCursorPosition(6)  # in the second number
    qtbot.keyClick(field._field, Qt.Key.Key_Up)
    qtbot.keyClick(field._field, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    field.less.click()
    assert [changes["model.hidden"] for changes in asked] == [[16], [16, 16], [16, 17], [16, 7], [16]]
    form.fields[MODEL].value_edited.emit("linear")
    assert asked[-1] == {"model.start": None, "model.kind": None, "model.hidden": ()}
    form.rows.sections["model"].more.click()
    form.show_experiment(Experiment.preset("article"))
    assert field is not form.fields["model.hidden"]  # of another experiment
    assert form.fields["model.hidden"].message.text() == "10 – 50 – 1, 601 weights"
