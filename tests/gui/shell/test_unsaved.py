"""Changes of the experiment are marked, can be taken back, and are not lost without a question."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from engine.experiment import Experiment
from gui.widgets.icon_button import IconButton
from tests.gui.conftest import Launch, Pilot, small

PRESET = Experiment.preset("bowl")


@pytest.fixture
def changed(launch: Launch) -> Pilot:
    """A window on a preset of which something has been changed."""
    pilot = launch(PRESET, ready=True)
    pilot.session.change({"lanes.mini-batch.batch_size": 32, "seed": 8})
    pilot.ready()
    return pilot


def answer(pilot: Pilot, button: QMessageBox.StandardButton) -> None:
    """Press a button of the question."""
    (box,) = pilot.dialogs()
    assert isinstance(box, QMessageBox) and PRESET.title in box.text()
    pilot.click(box.button(button))


def choose(pilot: Pilot, name: str) -> None:
    """Choose a preset in the toolbar's list."""
    combo = pilot.window.toolbar.preset
    combo.setCurrentIndex(combo.findData(name))
    combo.activated.emit(combo.currentIndex())


def is_marked(pilot: Pilot) -> bool:
    """Whether the window says that something was changed, in all places alike."""
    buttons = [button for button in pilot.window.form.findChildren(IconButton) if button._action is pilot.action("revert")]
    signs = ["Experiment, changed" in pilot.texts(), buttons[0].isEnabled(), pilot.action("revert").isEnabled()]
    assert len(set(signs)) == 1, signs
    return signs[0]


def test_what_differs_from_the_preset_is_marked_and_taken_back(launch: Launch) -> None:
    pilot = launch(PRESET, ready=True)
    assert not is_marked(pilot) and not pilot.window.isWindowModified()
    pilot.session.change({"lanes.*.optimizer.lr": 0.02})
    assert is_marked(pilot) and pilot.window.isWindowModified()
    pilot.session.change({"lanes.*.optimizer.lr": 0.15})
    assert not is_marked(pilot)
    pilot.session.change({"seed": 5})
    pilot.ready()
    place = pilot.session.playhead.position
    pilot.press("Shift+R")
    assert pilot.session.experiment == PRESET and not is_marked(pilot) and not pilot.window.isWindowModified()
    pilot.ready()
    assert pilot.session.playhead.position == place


def test_a_file_with_the_name_of_a_preset_is_measured_against_that(launch: Launch, tmp_path: Path) -> None:
    small().save(tmp_path / "mine.toml")
    pilot = launch(ready=True)
    pilot.window.files.open(tmp_path / "mine.toml")
    assert is_marked(pilot) and not pilot.window.isWindowModified()  # another one than the preset, and nothing would be lost


@pytest.mark.parametrize("name", ["ravine", "bowl"], ids=["another preset", "the same preset"])
def test_another_preset_takes_the_place_of_changes_only_after_a_question(changed: Pilot, name: str) -> None:
    mine = changed.session.experiment
    choose(changed, name)
    answer(changed, QMessageBox.StandardButton.Cancel)
    changed.until(lambda: not changed.dialogs())
    assert changed.session.experiment is mine and changed.window.toolbar.preset.currentData() == "bowl"
    choose(changed, name)
    answer(changed, QMessageBox.StandardButton.Discard)
    assert changed.session.experiment == Experiment.preset(name) and not is_marked(changed)


def test_changes_can_be_saved_first(changed: Pilot, tmp_path: Path) -> None:
    mine = changed.session.experiment
    choose(changed, "ravine")
    answer(changed, QMessageBox.StandardButton.Save)
    changed.until(lambda: any(isinstance(dialog, QFileDialog) for dialog in changed.dialogs()))
    (dialog,) = (dialog for dialog in changed.dialogs() if isinstance(dialog, QFileDialog))
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile("mine.toml")
    dialog.accept()
    assert Experiment.load(tmp_path / "mine.toml") == mine
    assert changed.session.experiment == Experiment.preset("ravine")


@pytest.mark.qt_log_ignore("does not support raise", "does not support propagateSizeHints", extend=True)  # offscreen
def test_a_second_start_asks_too(changed: Pilot) -> None:
    mine = changed.session.experiment
    changed.window.welcome("ravine")
    assert changed.session.experiment is mine
    answer(changed, QMessageBox.StandardButton.Cancel)
    changed.window.welcome("")
    assert changed.session.experiment is mine and not changed.dialogs()


def test_nothing_is_asked_where_nothing_would_be_lost(launch: Launch) -> None:
    pilot = launch(PRESET, ready=True)
    choose(pilot, "ravine")
    assert not pilot.dialogs() and pilot.session.experiment.name == "ravine"


def test_saving_is_said_and_the_next_dialog_begins_there(changed: Pilot, tmp_path: Path) -> None:
    changed.action("save").trigger()
    (dialog,) = changed.dialogs()
    assert isinstance(dialog, QFileDialog)
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile("mine.toml")
    dialog.accept()
    assert changed.window.banner.isVisible() and changed.window.banner.text == f"Saved to {tmp_path / 'mine.toml'}"
    assert not changed.window.isWindowModified()
    changed.until(lambda: not changed.dialogs())
    changed.action("open").trigger()
    (dialog,) = changed.dialogs()
    assert isinstance(dialog, QFileDialog) and Path(dialog.directory().absolutePath()) == tmp_path
    changed.close_dialogs()


def test_the_folder_of_the_last_file_is_remembered(launch: Launch, tmp_path: Path) -> None:
    small().save(tmp_path / "mine.toml")
    first = launch(settings=tmp_path / "window.ini", ready=True)
    first.window.files.attempt(first.window.files.open, str(tmp_path / "mine.toml"))
    first.window.close()
    second = launch(settings=tmp_path / "window.ini", ready=True)
    second.action("open").trigger()
    (dialog,) = second.dialogs()
    assert isinstance(dialog, QFileDialog) and Path(dialog.directory().absolutePath()) == tmp_path
    second.close_dialogs()
