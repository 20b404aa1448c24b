"""Lanes are edited in the window; each edit is one step of undo, and a lane keeps its colour under another name."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from gui.shell.lanes_editor import LanesEditor
from tests.gui.conftest import Launch, Pilot, small
from tests.gui.test_accessibility import check, controls_in

NAMES = ["full-batch", "mini-batch", "stochastic"]
popups = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # offscreen; it takes the place of the mark for all


@pytest.fixture
def pilot(launch: Launch) -> Pilot:
    """A window whose section of lanes shows the editor."""
    pilot = launch(small(), ready=True)
    pilot.window.resize(1280, 1000)
    pilot.window.form.rows.sections["lanes"].more.click()
    pilot.rest()
    return pilot


def editor(pilot: Pilot) -> LanesEditor:
    return pilot.window.form.rows.lanes


def names(pilot: Pilot) -> list[str]:
    return [lane.name for lane in pilot.session.experiment.lanes]


def pick(pilot: Pilot, text: str) -> None:
    """Choose from the menu that is open."""
    (menu,) = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QMenu) and widget.isVisible()]
    (action,) = [action for action in menu.actions() if action.text() == text]
    assert action.isEnabled()
    action.trigger()
    menu.close()


@popups
def test_a_lane_is_added_renamed_recoloured_moved_and_removed_and_all_of_it_undone(pilot: Pilot) -> None:
    first = pilot.session.experiment
    editor(pilot).add.click()
    pilot.ready()
    assert names(pilot) == [*NAMES, "stochastic-2"] and len(pilot.losses.side) >= 4
    row = editor(pilot).rows[3]
    pilot.type(row.name, "Fast one")
    assert names(pilot)[3] == "fast-one" and pilot.session.lane_colors() == (0, 1, 2, 3)
    editor(pilot).rows[3].marker.click()
    pick(pilot, "Circle, exchanged with Full-batch")
    assert pilot.session.lane_colors() == (3, 1, 2, 0)
    editor(pilot).rows[3].menu_button.click()
    pick(pilot, "Move up")
    assert names(pilot) == [*NAMES[:2], "fast-one", NAMES[2]] and pilot.session.lane_colors() == (3, 1, 0, 2)
    editor(pilot).rows[0].menu_button.click()
    pick(pilot, "Remove")
    pilot.ready()
    assert [lane.name for lane in pilot.frame.recording.lanes] == ["mini-batch", "fast-one", "stochastic"]
    assert pilot.session.document.history.count() == 5
    assert pilot.session.document.history.undoText() == "removing Full-batch"
    for _ in range(5):
        pilot.action("undo").trigger()
    pilot.ready()
    assert pilot.session.experiment == first and pilot.session.lane_colors() == (0, 1, 2)


def test_by_keys_there_are_one_to_six_lanes(pilot: Pilot) -> None:
    for _ in range(5):
        pilot.press("Ctrl+L")
    assert len(names(pilot)) == 6 and not editor(pilot).add.isEnabled() and not pilot.action("add-lane").isEnabled()
    assert len(set(pilot.session.lane_colors())) == 6
    for _ in range(7):
        pilot.press("Ctrl+Shift+L")
    assert names(pilot) == NAMES[:1] and not pilot.action("remove-lane").isEnabled()
    pilot.ready()


def test_an_unusable_name_becomes_a_usable_one_and_escape_takes_back(pilot: Pilot) -> None:
    pilot.type(editor(pilot).rows[0].name, "Mini batch")
    assert names(pilot) == ["mini-batch-2", *NAMES[1:]]
    line: QLineEdit = editor(pilot).rows[1].name.findChild(QLineEdit)
    line.setFocus(Qt.FocusReason.OtherFocusReason)
    pilot.press("A", line)
    pilot.press("Escape", line)
    assert line.text() == "Mini-batch" and names(pilot)[1] == "mini-batch"
    pilot.ready()


def test_every_control_of_the_whole_panel_is_told_and_reached_by_tab(pilot: Pilot) -> None:
    form = pilot.window.form
    for section in form.rows.sections.values():
        section.more.setChecked(True)
    pilot.rest()
    check(found := controls_in(pilot.window))
    wanted = {each.widget for each in found if form.isAncestorOf(each.widget) and each.widget.focusPolicy() & Qt.FocusPolicy.TabFocus}
    reached, control = set(), form
    for _ in range(400):
        control = control.nextInFocusChain()
        reached.add(control)
    assert len(wanted) > 60 and wanted <= reached
    order, place = list[int](), form.rows.sections["lanes"].heading
    while place is not form.rows.sections["run"].heading:
        if place in wanted:
            order.append(place.mapTo(form, place.rect().center()).y())
        place = place.nextInFocusChain()
    assert all(later > earlier - 30 for earlier, later in pairwise(order))  # from top to bottom
