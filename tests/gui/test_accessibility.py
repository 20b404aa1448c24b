"""What a screen reader finds: each control has a role, a name, a value and bounds where there are such, and can be used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QComboBox, QLineEdit, QWidget

from engine.experiment import Experiment
from gui.look.numbers import given
from gui.shell.actions import ACTIONS
from gui.widgets.track import SliderTrack
from tests.gui.conftest import Launch, Pilot, small
from tests.gui.test_functions import function

Role, Text = QAccessible.Role, QAccessible.Text


class Control(NamedTuple):
    """A control as `QAccessible` tells it. Whoever holds an interface longer than its widget lives has Qt's next object in its place."""

    widget: QWidget
    role: str
    name: str
    value: str
    bounds: tuple[float, float, float] | None  # least, present, greatest
    description: str
    actions: tuple[str, ...]
    is_checkable: bool
    is_checked: bool

    @property
    def line(self) -> str:
        """All of it on one line."""
        bounds = "{:g} ≤ {:g} ≤ {:g}".format(*self.bounds) if self.bounds else ""
        return " | ".join((self.role, self.name, self.value[:40], bounds, self.description, " ".join(self.actions)))


def control_of(widget: QWidget) -> Control:
    interface = QAccessible.queryAccessibleInterface(widget)
    number, actions, state = interface.valueInterface(), interface.actionInterface(), interface.state()
    bounds = (number.minimumValue(), number.currentValue(), number.maximumValue()) if number is not None else None
    name = interface.text(Text.Name)
    if isinstance(widget, QComboBox):  # on Linux, Qt calls it by its text, and what labels it by its name
        name = next((other.text(Text.Name) for other, _ in interface.relations(QAccessible.RelationFlag.Label)), widget.accessibleName())
    value, description = interface.text(Text.Value).partition("\n")[0], interface.text(Text.Description)
    does = tuple(actions.actionNames()) if actions is not None else ()
    return Control(widget, interface.role().name, name, value, bounds, description, does, bool(state.checkable), bool(state.checked))


def controls(interface: QAccessibleInterface) -> Iterator[Control]:
    """All that can be seen below something and reached with keys, and all buttons."""
    for index in range(interface.childCount()):
        child = interface.child(index)
        widget = child.object() if child is not None else None
        if not isinstance(widget, QWidget) or not widget.isVisible():
            continue
        is_reached = widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.focusProxy() is None
        if is_reached or isinstance(widget, QAbstractButton):
            yield control_of(widget)
        if not isinstance(widget, QComboBox):  # its list is its own
            yield from controls(child)


def controls_in(window: QWidget) -> list[Control]:
    return list(controls(QAccessible.queryAccessibleInterface(window)))


def press(widget: QWidget, action: str) -> None:
    QAccessible.queryAccessibleInterface(widget).actionInterface().doAction(action)


def set_value(slider: QAbstractSlider, value: int) -> None:
    QAccessible.queryAccessibleInterface(slider).valueInterface().setCurrentValue(value)


def check(found: list[Control]) -> None:
    keys = [f"({key})" for action in ACTIONS for key in action.keys]
    names = [(each.role, each.name) for each in found]
    for each in found:
        assert each.role != "NoRole" and each.name and not any(key in each.name for key in keys), each.line
        assert names.count((each.role, each.name)) == 1, each.line
        assert each.actions or not each.widget.isEnabled(), each.line
        if isinstance(each.widget, QAbstractSlider):
            assert each.role == "Slider" and each.description and each.bounds, each.line
            assert each.bounds[0] <= each.bounds[1] <= each.bounds[2] and each.bounds[0] < each.bounds[2], each.line
        if isinstance(each.widget, QComboBox):
            assert each.role == "ComboBox" and each.value == each.widget.currentText() != "", each.line
        if isinstance(each.widget, QLineEdit):
            assert each.role == "EditableText" and each.value == each.widget.text(), each.line
        if isinstance(each.widget, QAbstractButton):
            assert each.role in ("Button", "CheckBox", "RadioButton"), each.line
            assert each.is_checkable == each.widget.isCheckable(), each.line
            assert each.is_checked == each.widget.isChecked(), each.line


@pytest.mark.parametrize("experiment", [small(), function(), Experiment.preset("two-moons")], ids=["line", "function", "moons"])
def test_every_control_of_the_window_is_told(launch: Launch, experiment: Experiment) -> None:
    pilot = launch(experiment, ready=True)
    pilot.window.resize(1600, 900)
    pilot.window.banner.tell("It failed", "details")
    pilot.rest()
    found = controls_in(pilot.window)
    check(found)
    rates = [each.description for each in found if each.name == "Learning rate, Stochastic" and each.role == "Slider"]
    assert rates == [f"{given(experiment.lanes[2].optimizer.lr)}, from 1e-4 to 2"]
    roles = [each.role for each in found]
    assert roles.count("Slider") >= 5 and roles.count("RadioButton") == 9 and roles.count("ComboBox") >= 5 and roles.count("Button") > 10


@pytest.mark.parametrize("name", ["keys", "about"])
def test_every_control_of_a_sheet_is_told(pilot: Pilot, name: str) -> None:
    pilot.action(name).trigger()
    (sheet,) = pilot.dialogs()
    check(found := controls_in(sheet))
    assert "Close" in [each.name for each in found]
    pilot.close_dialogs()


def test_every_control_of_the_question_about_changes_is_told(launch: Launch) -> None:
    pilot = launch(ready=True)
    pilot.session.change({"seed": 3})
    pilot.ready()
    pilot.window.toolbar.preset_chosen.emit("bowl")
    pilot.until(pilot.dialogs)
    check(found := controls_in(pilot.dialogs()[0]))
    assert [each.role for each in found].count("Button") == 3
    pilot.close_dialogs()


def test_a_screen_reader_presses_chooses_and_sets(launch: Launch) -> None:
    pilot = launch(ready=True)
    pilot.session.playback.to_start()
    press(pilot.button("play"), "Press")
    pilot.until(lambda: pilot.session.playhead.is_playing)
    pilot.session.playback.pause()
    press(pilot.window.toolbar.clock.segments[0], "Toggle")
    assert pilot.session.playhead.clock == "updates"
    timeline = pilot.window.transport.timeline
    set_value(timeline, timeline.maximum() // 2)
    assert pilot.session.playhead.position == pytest.approx(pilot.frame.total / 2)
    set_value(pilot.window.form.fields["budget.epochs"].findChild(SliderTrack), 9)
    assert pilot.session.experiment.budget.epochs == 9


def test_what_is_wrong_with_a_value_is_told(launch: Launch) -> None:
    pilot = launch(ready=True)
    for path, text in (("data.n", "0"), ("model.hidden", "?")):
        field = pilot.window.form.fields[path]
        pilot.type(field, text)
        reached = field.focusProxy()
        assert reached is not None
        assert str(pilot.error_at(path)) in control_of(reached).description
