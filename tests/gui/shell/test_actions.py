"""The table of actions: every entry is complete, its keys work, and it can be done at any time."""

from __future__ import annotations

from itertools import chain
from typing import get_args

import pytest
from PySide6.QtGui import QAction, QFontInfo, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton

from engine.comparison.recording import Recording
from gui.shell.actions import ACTIONS, GESTURES, MENUS, Action, Scope, set_scope
from gui.widgets.icons import ICON_FOLDER
from tests.gui.conftest import Launch, Pilot

each = pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
SCOPES: tuple[Scope, ...] = get_args(Scope)
floats = pytest.mark.qt_log_ignore("does not support raise", "does not support propagateSizeHints", extend=True)  # offscreen
TITLES = list(MENUS)
NATIVE = QKeySequence.SequenceFormat.NativeText


@each
def test_an_action_is_complete(action: Action) -> None:
    assert action.text and action.group
    assert action.help and action.help == action.help.strip(" .")
    assert action.scopes and set(action.scopes) <= set(SCOPES)
    assert action.keys and all(QKeySequence(key).count() == 1 and QKeySequence(key).toString() for key in action.keys)
    assert action.icon == "" or (ICON_FOLDER / f"{action.icon}.svg").exists()


def test_names_texts_and_keys_are_unique_and_groups_hang_together() -> None:
    for scope in SCOPES:
        keys = [QKeySequence(key) for action in ACTIONS if scope in action.scopes for key in action.keys]
        assert len({key.toString() for key in keys}) == len(keys)
    assert len({action.name for action in ACTIONS}) == len({action.text for action in ACTIONS}) == len(ACTIONS)
    groups = [action.group for action in ACTIONS]
    assert groups == sorted(groups, key=groups.index)


@pytest.mark.parametrize("scope", SCOPES)
def test_every_key_starts_the_action_of_its_scope_and_no_other(launch: Launch, recorded: Recording, scope: Scope) -> None:
    pilot = launch(recorded, ready=True)
    started: list[str] = []
    for name, qt in pilot.window.actions_by_name.items():
        qt.triggered.disconnect()
        qt.triggered.connect(lambda _=False, name=name: started.append(name))
        qt.setEnabled(True)
    set_scope(pilot.window.actions_by_name, scope)
    pressed = [action for action in ACTIONS if scope in action.scopes]
    for action in pressed:
        for key in action.keys:
            pilot.press(key)
    assert started == [action.name for action in pressed for _ in action.keys]
    assert len(pressed) < len(ACTIONS)


def test_every_tooltip_says_what_it_does_and_its_first_key(pilot: Pilot) -> None:
    for action in ACTIONS:
        tip = pilot.action(action.name).toolTip()
        assert action.help in tip
        assert action.keys[0] in tip or QKeySequence(action.keys[0]).toString(NATIVE) in tip


def test_a_button_above_the_surface_says_the_key_of_its_action(pilot: Pilot) -> None:
    bar = pilot.surface.choices
    for button, name in ((bar.pin, "pin"), (bar.arrows, "arrows"), (bar.small_multiples, "small-multiples")):
        assert button.toolTip().endswith(f"({next(action.keys[0] for action in ACTIONS if action.name == name)})")


@floats
def test_every_action_can_be_done_twice_at_rest_and_while_training(launch: Launch) -> None:
    pilot = launch()
    for action in ACTIONS * 2:
        if action.name != "quit":
            pilot.action(action.name).trigger()
            QApplication.processEvents()
            pilot.close_dialogs()
    assert pilot.window.isVisible() and not pilot.window.banner.isVisible()


@floats
def test_actions_that_are_on_or_off_show_which(pilot: Pilot) -> None:
    for action in ACTIONS:
        qt = pilot.action(action.name)
        assert qt.isCheckable() == (action.checked is not None)
        if action.checked is not None and action.name != "pin":  # of two weights there is one plane
            before = qt.isChecked()
            assert before == action.checked(pilot.window)
            qt.trigger()
            assert qt.isChecked() == action.checked(pilot.window) != before


def test_quit_closes_the_window(launch: Launch) -> None:
    pilot = launch()
    pilot.press("Ctrl+Q")
    assert not pilot.window.isVisible()
    assert pilot.threads == []


def test_full_screen_and_back(pilot: Pilot) -> None:
    pilot.press("F11")
    assert pilot.window.isFullScreen()
    pilot.press("F11")
    assert not pilot.window.isFullScreen()


@pytest.mark.parametrize("how", ["key", "button"])
def test_the_sheet_of_keys_lists_every_action_with_all_its_keys(pilot: Pilot, how: str) -> None:
    pilot.do("keys", how)
    (sheet,) = pilot.dialogs()
    texts = [label.text() for label in sheet.findChildren(QLabel)]
    for action in ACTIONS:
        assert action.text in texts and action.group in texts
        assert "  ".join(QKeySequence(key).toString(NATIVE) for key in action.keys) in texts
    for group, gestures in GESTURES.items():
        assert {group, *chain.from_iterable(gestures)} <= set(texts)
    screen = sheet.screen().availableSize()
    assert sheet.width() <= screen.width() and sheet.height() <= screen.height()
    assert all(label.width() >= label.sizeHint().width() for label in sheet.findChildren(QLabel))
    pilot.click(sheet.findChild(QPushButton))
    assert not pilot.dialogs()


def test_menus_have_letters_of_their_own() -> None:
    assert [title.replace("&", "") for title in MENUS.values()] == TITLES
    letters = [title[title.index("&") + 1].lower() for title in MENUS.values()]
    assert len(set(letters)) == len(MENUS)


def menus(pilot: Pilot) -> dict[str, QMenu]:
    """The menus of the menu bar, by title."""
    found = {entry.text().replace("&", ""): entry.menu() for entry in pilot.window.menuBar().actions()}
    return {title: menu for title, menu in found.items() if isinstance(menu, QMenu)}


def test_the_menu_bar_has_every_action_in_its_group_with_its_key(pilot: Pilot) -> None:
    shown = {
        title: [entry for entry in menu.actions() if not entry.isSeparator() and entry.menu() is None]
        for title, menu in menus(pilot).items()
    }
    assert list(shown) == TITLES
    for title, entries in shown.items():
        group = [action for action in ACTIONS if action.group == title]
        assert entries == [pilot.action(action.name) for action in group]
        assert [entry.shortcut() for entry in entries] == [
            QKeySequence(action.keys[0] if "window" in action.scopes else "") for action in group
        ]
    separators = [entry for menu in menus(pilot).values() for entry in menu.actions() if entry.isSeparator()]
    assert len(separators) == sum(action.separator for action in ACTIONS)


def test_macos_takes_only_what_it_should_from_the_menus(pilot: Pilot) -> None:
    """Qt would take by its name whatever sounds like settings."""
    roles = {action.name: pilot.action(action.name).menuRole() for action in ACTIONS}
    assert {name: role for name, role in roles.items() if role != QAction.MenuRole.NoRole} == {
        "about": QAction.MenuRole.AboutRole, "quit": QAction.MenuRole.QuitRole,
    }  # fmt: skip


@pytest.mark.qt_log_ignore("does not support raise", "does not support grabbing the keyboard", extend=True)  # offscreen, of pop-ups
def test_a_menu_is_opened_and_used_with_the_keyboard(pilot: Pilot) -> None:
    bar, playback = pilot.window.menuBar(), menus(pilot)["Playback"]
    pilot.press("Alt+P")
    pilot.until(playback.isVisible)
    playback.setActiveAction(pilot.action("loop"))
    pilot.press("Return", playback)
    assert pilot.session.playhead.loops
    assert playback.isHidden() and bar.isVisible()


def test_the_menu_bar_costs_little_height(pilot: Pilot) -> None:
    assert pilot.window.menuBar().height() <= 24
    assert QFontInfo(pilot.window.menuBar().font()).family() == "Inter"
