"""The settings panel is a dock: it folds, changes sides, floats, and comes back where it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QPoint, QSettings, Qt
from PySide6.QtWidgets import QMainWindow, QWidget

from gui.shell.panel import Grip, Panel
from tests.gui.conftest import Launch, Pilot

LEFT, RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
floats = pytest.mark.qt_log_ignore(
    "does not support raise", "does not support propagateSizeHints", extend=True
)  # offscreen, of a window of its own


def open_window(launch: Launch, file: Path) -> Pilot:
    """A window that remembers, wide enough for the panel."""
    pilot = launch(settings=file, ready=True)
    pilot.window.resize(1280, 720)
    pilot.rest()
    return pilot


def place(pilot: Pilot) -> tuple[Qt.DockWidgetArea, bool, bool]:
    """The panel's side, whether it floats, and whether it is seen."""
    panel = pilot.window.workspace.panel
    return pilot.window.workspace.dockWidgetArea(panel), panel.isFloating(), panel.isVisible()


def test_the_panel_changes_sides_and_views_keep_their_width(pilot: Pilot) -> None:
    panel, losses = pilot.window.workspace.panel, pilot.losses
    width, right = losses.width(), panel.mapTo(pilot.window, QPoint()).x()
    pilot.press("Shift+F9")
    pilot.rest()
    assert panel.mapTo(pilot.window, QPoint()).x() < 30 < right - 800 and losses.width() == width
    pilot.press("Shift+F9")
    pilot.rest()
    assert panel.mapTo(pilot.window, QPoint()).x() == right and losses.width() == width


@floats
def test_the_panel_floats_and_leaves_its_room_to_the_views(pilot: Pilot) -> None:
    panel, width = pilot.window.workspace.panel, pilot.losses.width()
    pilot.press("Ctrl+F9")
    pilot.rest()
    assert panel.isWindow() and panel.isVisible() and pilot.action("panel-floating").isChecked()
    assert pilot.losses.width() > width + panel.width()
    pilot.window.resize(1024, 768)  # a panel that takes no room is not in the way
    pilot.rest()
    assert panel.isVisible()
    pilot.action("panel-floating").trigger()
    assert not panel.isWindow() and not pilot.action("panel-floating").isChecked()


@floats
def test_two_clicks_on_its_grip_let_it_float(pilot: Pilot) -> None:
    panel = pilot.window.workspace.panel
    for is_floating in (True, False):
        pilot._qtbot.mouseDClick(panel.findChild(Grip), Qt.MouseButton.LeftButton)
        pilot.until(lambda expected=is_floating: panel.isFloating() == expected)


@floats
@pytest.mark.parametrize("key", ["Shift+F9", "Ctrl+F9"])
def test_a_folded_panel_unfolds_where_it_is_put(pilot: Pilot, key: str) -> None:
    pilot.press("F9")
    pilot.press(key)
    assert place(pilot) == (LEFT if key == "Shift+F9" else RIGHT, key == "Ctrl+F9", True)
    assert pilot.action("panel").isChecked()


@floats
@pytest.mark.parametrize("keys", [("Shift+F9",), ("Ctrl+F9",), ("Shift+F9", "Ctrl+F9"), ("Shift+F9", "F9"), ()], ids="-".join)
def test_the_panel_comes_back_where_it_was(launch: Launch, tmp_path: Path, keys: tuple[str, ...]) -> None:
    first = open_window(launch, tmp_path / "window.ini")
    for key in keys:
        first.press(key)
    kept = place(first)
    assert kept == (LEFT if "Shift+F9" in keys else RIGHT, "Ctrl+F9" in keys, "F9" not in keys)
    first.window.close()
    assert not first.window.workspace.panel.isVisible()
    second = open_window(launch, tmp_path / "window.ini")
    assert place(second) == kept
    second.window.close()


@floats
def test_a_panel_that_floated_on_a_screen_that_is_gone_is_on_this_one(launch: Launch, tmp_path: Path) -> None:
    first = open_window(launch, tmp_path / "window.ini")
    first.press("Ctrl+F9")
    first.window.workspace.panel.move(90_000, 70_000)
    first.window.close()
    second = open_window(launch, tmp_path / "window.ini")
    panel = second.window.workspace.panel
    assert panel.isFloating() and panel.isVisible()
    assert second.window.screen().availableGeometry().contains(panel.frameGeometry().topLeft() + QPoint(panel.width() // 2, 5))


def test_a_window_of_a_screen_that_is_gone_is_on_this_one(launch: Launch, tmp_path: Path) -> None:
    first = launch(settings=tmp_path / "window.ini")
    first.window.move(90_000, 70_000)
    first.window.close()
    second = launch(settings=tmp_path / "window.ini")
    assert second.window.screen().availableGeometry().intersects(second.window.frameGeometry())


@pytest.mark.parametrize("kind", ["another version", "junk", "empty", "another kind"])
def test_a_state_that_is_not_ours_leaves_the_panel_at_the_right(launch: Launch, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "window.ini"
    other = QMainWindow()
    panel = Panel(QWidget())
    other.addDockWidget(LEFT, panel)
    states = {"another version": other.saveState(7), "junk": QByteArray(b"\x00\x00\x00\xffjunk" * 40), "empty": QByteArray()}
    kept = QSettings(str(file), QSettings.Format.IniFormat)
    kept.setValue("docks", states.get(kind, 7))
    kept.sync()
    pilot = open_window(launch, file)
    assert place(pilot) == (RIGHT, False, True)
    other.deleteLater()
