"""Who has the keyboard: a control that was reached with Tab or is being typed into; after a click, and after Escape, the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from engine.experiment import Experiment
from gui.widgets.choice import FlatCombo
from gui.widgets.track import SliderTrack
from gui.widgets.value_edit import ValueEdit
from tests.gui.conftest import Launch, Pilot
from tests.gui.test_functions import START, function

TAB, TAB_FOCUS = Qt.FocusReason.TabFocusReason, Qt.FocusPolicy.TabFocus


def controls(pilot: Pilot) -> list[QWidget]:
    """All that takes keys, in all of the window, and can be seen."""
    taking = [widget for widget in pilot.window.findChildren(QWidget) if widget.focusPolicy() != Qt.FocusPolicy.NoFocus]
    return [widget for widget in taking if widget.isVisible() and widget.window() is pilot.window and widget.focusProxy() is None]


def has_keys(pilot: Pilot) -> QWidget | None:
    """The control that has the keyboard, None if the window has it."""
    widget = QApplication.focusWidget()
    return None if widget is pilot.window else widget


def the_track(pilot: Pilot) -> SliderTrack:
    return pilot.window.form.fields["data.noise"].findChild(SliderTrack)


def test_all_controls_but_fields_for_text_take_the_keyboard_by_tab_alone(launch: Launch) -> None:
    pilot = launch(function(), ready=True)
    by_click = [widget for widget in controls(pilot) if widget.focusPolicy() & Qt.FocusPolicy.ClickFocus]
    assert len(controls(pilot)) > 30
    assert by_click and [widget for widget in by_click if not isinstance(widget, QLineEdit)] == []


def test_tab_comes_to_every_control_once_and_then_back(launch: Launch) -> None:
    pilot = launch(ready=True)
    pilot.window.form.rows.sections["training"].more.click()  # whose rows come later than those below
    pilot.window.setFocus(TAB)
    order: list[QWidget] = []
    pilot.press("Tab")
    while (reached := QApplication.focusWidget()) not in order:
        assert reached is not None
        order.append(reached)
        pilot.press("Tab")
    others = [
        widget for widget in controls(pilot) if widget.focusPolicy() & TAB_FOCUS and widget is not pilot.window and widget.isEnabled()
    ]
    assert reached is order[0] and set(order) == set(others)


@pytest.mark.parametrize("reached", ["with the mouse", "with Tab, then with the mouse", "while typing"])
def test_home_and_end_go_through_the_run_after_a_slider_was_used_with_the_mouse(launch: Launch, reached: str) -> None:
    pilot = launch(function(), ready=True)
    track = the_track(pilot)
    if reached == "while typing":
        pilot.window.form.fields[START].setFocus(Qt.FocusReason.MouseFocusReason)
    elif "Tab" in reached:
        track.setFocus(TAB)
    pilot.click(track)
    pilot.ready()
    changed, run = pilot.session.experiment, pilot.session.run
    assert has_keys(pilot) is None
    pilot.press("End")
    assert pilot.session.playhead.position == pilot.session.playhead.recorded
    for key in ("Home", "Right", "Left"):
        pilot.press(key)
    assert pilot.session.playhead.position == 0.0
    assert pilot.session.experiment is changed and pilot.session.run is run


def test_a_slider_that_was_reached_with_tab_is_moved_with_keys(launch: Launch) -> None:
    pilot = launch(function(), ready=True)
    track, before = the_track(pilot), pilot.session.experiment.get("data.noise")
    track.setFocus(TAB)
    pilot.press("Right")
    assert pilot.session.experiment.get("data.noise") > before
    pilot.press("Return")
    assert isinstance(has_keys(pilot), ValueEdit)
    pilot.press("Return")
    assert has_keys(pilot) is track


def test_a_number_that_was_clicked_on_and_typed_leaves_the_keyboard_to_the_window(launch: Launch) -> None:
    pilot = launch(function(), ready=True)
    edit = pilot.window.form.fields["data.noise"].findChild(ValueEdit)
    edit.setFocus(Qt.FocusReason.MouseFocusReason)
    pilot.press("2", edit)
    pilot.press("Return", edit)
    assert pilot.session.experiment.get("data.noise") == 2.0 and has_keys(pilot) is None


@pytest.mark.qt_log_ignore("does not support raise", "does not support grabbing the keyboard", extend=True)  # offscreen, of pop-ups
def test_a_list_that_was_used_with_the_mouse_leaves_the_keyboard_to_the_window(launch: Launch) -> None:
    pilot = launch(function(), ready=True)
    for combo in (widget for widget in controls(pilot) if isinstance(widget, FlatCombo)):
        combo.setFocus(TAB)
        assert has_keys(pilot) is combo
        pilot.click(combo)
        combo.hidePopup()
        pilot.until(lambda: has_keys(pilot) is None)


def test_escape_gives_the_keyboard_back_from_any_control(launch: Launch) -> None:
    pilot = launch(function(), ready=True)
    experiment = pilot.session.experiment
    for control in controls(pilot):
        control.setFocus(TAB)
        pilot.until(control.hasFocus)
        pilot.press("Escape", control)
        assert has_keys(pilot) is None, control
    assert pilot.session.experiment is experiment


def test_a_click_beside_a_field_takes_what_was_typed(launch: Launch) -> None:
    pilot = launch(function(), ready=True)
    line = pilot.window.form.fields[START].findChild(QLineEdit)
    line.setFocus(Qt.FocusReason.MouseFocusReason)
    line.selectAll()
    for key in "1 2":
        pilot.press("Space" if key == " " else key, line)
    pilot.click(pilot.window.form._title)
    assert pilot.session.experiment.start == (1.0, 2.0) and has_keys(pilot) is None


@pytest.mark.parametrize("preset", ["two-parameter", "formula"])
def test_at_the_start_no_control_has_the_keyboard_nor_the_wheel(launch: Launch, preset: str) -> None:
    """One notch, or Down, swapped the experiment."""
    pilot = launch(Experiment.preset(preset))
    assert QApplication.focusWidget() is pilot.window
    experiment = pilot.session.experiment
    for key in ("Down", "Up"):
        pilot.press(key)
    for control in controls(pilot):
        for notch in (120, -120):
            turn_wheel(control, notch)
    assert pilot.session.experiment is experiment


def turn_wheel(control: QWidget, notch: int) -> None:
    where, none = QPointF(control.rect().center()), Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        where, QPointF(control.mapToGlobal(where)), QPoint(), QPoint(0, notch), Qt.MouseButton.NoButton, none,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(control, event)


def test_a_list_that_was_reached_by_tab_leaves_the_wheel_to_others(pilot: Pilot) -> None:
    experiment = pilot.session.experiment
    for combo in pilot.window.findChildren(FlatCombo):
        combo.setFocus(TAB)
        turn_wheel(combo, -120)
    assert pilot.session.experiment is experiment
