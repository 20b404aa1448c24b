"""The document: every change is one step of undo and redo, in words; what was recorded is shown again at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from engine.comparison.recording import Recording
from engine.errors import InputError
from engine.experiment import Experiment
from gui.document.document import Document
from gui.widgets.choice import Choice
from gui.widgets.track import SliderTrack
from tests.gui.conftest import Launch, Pilot, pixels, small

FULL, MINI = (f"lanes.{name}.optimizer.lr" for name in ("full-batch", "mini-batch"))
RATE = small().get(MINI)
SCHEDULE = "lanes.*.optimizer.schedule"


@pytest.fixture
def document() -> Document:
    return Document(small())


# what one change is


def test_undo_and_redo_go_through_all_changes_and_are_in_words(document: Document) -> None:
    seen = [document.experiment]
    steps: tuple[tuple[dict[str, Any], str], ...] = (
        ({MINI: 0.2}, f"learning rate of mini-batch {RATE} → 0.2"),
        ({"lanes.mini-batch.batch_size": 16}, "batch size of mini-batch 8 → 16"),
        ({"lanes.*.optimizer.name": "adagrad"}, "optimizer sgd → adagrad"),
        ({"model.hidden": (5, 3), "model.start": None}, "hidden layers"),
        ({"seed": 11}, f"seed {document.experiment.seed} → 11"),
    )
    for changes, words in steps:
        document.change(changes)
        seen.append(document.experiment)
        assert document.history.undoText() == words
    assert document.history.count() == len(steps) and not document.history.canRedo()
    for experiment in seen[-2::-1]:
        document.history.undo()
        assert document.experiment is experiment
    assert not document.history.canUndo()
    assert document.history.redoText() == steps[0][1]
    for experiment in seen[1:]:
        document.history.redo()
        assert document.experiment is experiment


def test_what_a_hand_does_is_one_change_until_it_is_off(document: Document) -> None:
    first = document.experiment
    for rate in (0.2, 0.3, 0.4):
        document.change({MINI: rate}, by_hand=True)
    document.end_gesture()
    document.change({MINI: 0.5}, by_hand=True)
    assert document.history.count() == 2 and document.history.text(0) == f"learning rate of mini-batch {RATE} → 0.4"
    document.history.undo()
    assert document.experiment.get(MINI) == 0.4
    document.history.undo()
    assert document.experiment == first


def test_a_hand_that_comes_back_has_changed_nothing(document: Document) -> None:
    for rate in (0.2, 0.3, RATE):
        document.change({MINI: rate}, by_hand=True)
    assert document.experiment == small() and document.history.count() == 0


def test_what_is_refused_or_the_same_is_no_change(document: Document) -> None:
    told: list[str] = []
    document.changed.connect(told.append)
    with pytest.raises(InputError):
        document.change({MINI: -1.0})
    document.change({MINI: RATE})
    assert document.history.count() == 0 and told == []


def test_undo_takes_back_what_was_opened_with_all_that_belongs_to_it(document: Document, tmp_path: Path) -> None:
    document.change({"seed": 11})
    document.note_saved(tmp_path / "mine.toml")
    assert not document.is_unsaved and document.origin.file == tmp_path / "mine.toml"
    document.change({"seed": 12})
    mine = document.experiment
    document.open(Experiment.preset("two-moons"))
    assert not document.is_changed and document.origin.file is None
    assert document.history.undoText() == f"opening {document.experiment.title}"
    document.history.undo()
    assert document.experiment is mine and document.is_unsaved and document.origin.file == tmp_path / "mine.toml"
    document.history.undo()
    assert not document.is_unsaved


def test_a_complete_recording_is_kept_for_the_way_back_and_an_incomplete_one_is_not(document: Document, recorded: Recording) -> None:
    document = Document(recorded.experiment, recorded)
    document.change({"seed": 11})
    assert document.recording is None
    document.history.undo()
    assert document.recording is recorded
    document.history.redo()
    assert document.recording is None


# in the window


def drag(pilot: Pilot, qtbot: QtBot, path: str, shares: tuple[float, ...]) -> None:
    track = pilot.window.form.fields[path].findChild(SliderTrack)
    places = [QPoint(round(track.knob_x(share)), track.height() // 2) for share in shares]
    qtbot.mousePress(track, Qt.MouseButton.LeftButton, pos=places[0])
    for place in places[1:]:
        qtbot.mouseMove(track, place)
    qtbot.mouseRelease(track, Qt.MouseButton.LeftButton, pos=places[-1])


def choose(pilot: Pilot, path: str) -> None:
    field = pilot.window.form.fields[path]
    assert isinstance(field, Choice)
    field.combo.setFocus(Qt.FocusReason.OtherFocusReason)
    pilot.press("Down", field.combo)
    pilot.press("Esc", field.combo)


def type_in(pilot: Pilot, path: str, text: str) -> None:
    pilot.type(pilot.window.form.fields[path], text)


def picture(pilot: Pilot) -> tuple[QImage, ...]:
    """Curves, surface and settings at rest; the readout tells how long computing took, which is another time when it is done again.

    Where labels of contour lines are depends on where the balls were when they were put there, so they are put there anew.
    """
    pilot.ready()
    for height in (pilot.window.height() + 40, pilot.window.height()):
        before = pilot.surface.height()
        pilot.window.resize(pilot.window.width(), height)
        pilot.until(lambda before=before: pilot.surface.height() != before)
        for _ in range(2):  # layouts follow when all else rests, and then there is something to paint again
            pilot.rest()
    return tuple(pixels(part) for part in (pilot.losses, pilot.surface, pilot.window.form))


CHANGES: tuple[Callable[[Pilot, QtBot], object], ...] = (
    lambda pilot, _: type_in(pilot, FULL, "0.2"),
    lambda pilot, qtbot: drag(pilot, qtbot, "data.noise", (0.3, 0.4, 0.5, 0.6)),
    lambda pilot, _: choose(pilot, SCHEDULE),
    lambda pilot, _: type_in(pilot, "lanes.mini-batch.batch_size", "16"),
    lambda pilot, _: pilot.surface.option_changed.emit("start", (0.5, 0.5)),
    lambda pilot, _: type_in(pilot, "budget.epochs", "3"),
    lambda pilot, _: pilot.do("new-seed", "button"),
    lambda pilot, _: type_in(pilot, "data.n", "60"),
    lambda pilot, _: pilot.do("autograd", "key"),
    lambda pilot, _: pilot.do("first-start", "key"),
    lambda pilot, _: pilot.do("revert", "button"),
    lambda pilot, _: pilot.press("Down", pilot.window.toolbar.preset),
)


def test_changes_of_all_kinds_are_undone_and_redone_picture_by_picture(launch: Launch, qtbot: QtBot) -> None:
    pilot = launch(ready=True)
    pilot.window.form.rows.sections["run"].more.click()  # where the engine is chosen
    pilot.place(50)
    pictures, experiments = [picture(pilot)], [pilot.session.experiment]
    for number, change in enumerate(CHANGES, 1):
        change(pilot, qtbot)
        assert pilot.session.document.history.count() == number
        pilot.ready()
        pilot.session.playback.seek(1.0)
        pilot.window.scheduler.wake()
        pilot.rest()
        pictures.append(picture(pilot))
        experiments.append(pilot.session.experiment)
        assert pictures[-1] != pictures[-2]
    for number in range(len(CHANGES) - 1, 0, -1):
        pilot.press("Ctrl+Z")
        assert pilot.session.experiment is experiments[number]
        assert picture(pilot) == pictures[number], number
    for number in range(2, len(CHANGES)):
        pilot.press("Ctrl+Shift+Z" if number % 2 else "Ctrl+Y")
        assert pilot.session.experiment is experiments[number]
        assert picture(pilot) == pictures[number], number


def test_undo_shows_at_once_what_was_recorded(launch: Launch) -> None:
    pilot = launch(ready=True)
    first = pilot.session.run.recording
    type_in(pilot, "seed", "11")
    pilot.ready()
    second = pilot.session.run.recording
    pilot.press("Ctrl+Z")
    assert pilot.session.run.recording is first and pilot.session.frame().recording is first
    pilot.press("Ctrl+Y")
    assert pilot.session.frame().recording is second
    pilot.press("Ctrl+Z")
    type_in(pilot, "seed", "12")  # the engine goes on from there
    pilot.ready()
    assert pilot.session.run.recording not in (first, second) and pilot.session.run.phase == "finished"


def test_actions_tell_what_they_would_undo_and_rest_where_there_is_nothing(launch: Launch) -> None:
    pilot = launch(ready=True)
    undo, redo = pilot.action("undo"), pilot.action("redo")
    assert (undo.isEnabled(), redo.isEnabled(), undo.text()) == (False, False, "Undo")
    type_in(pilot, "seed", "11")
    assert (undo.isEnabled(), redo.isEnabled()) == (True, False)
    assert undo.text() == f"Undo seed {small().seed} → 11"
    pilot.press("Ctrl+Z")
    assert (undo.isEnabled(), redo.isEnabled(), redo.text()) == (False, True, f"Redo seed {small().seed} → 11")


def test_in_a_text_that_is_edited_undo_is_of_the_text(launch: Launch) -> None:
    pilot = launch(ready=True)
    type_in(pilot, "seed", "11")
    field = pilot.window.form.fields["model.hidden"]
    line = field.findChild(QLineEdit)
    line.setFocus(Qt.FocusReason.OtherFocusReason)
    pilot.until(line.hasFocus)
    before = line.text()
    pilot.press("7", line)
    assert line.text() != before
    pilot.press("Ctrl+Z", line)
    assert line.text() == before and pilot.session.experiment.seed == 11
