"""Other experiments: presets from the toolbar, files from anywhere, and files that are no such thing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from engine.comparison.recording import Recording
from engine.experiment import Experiment, preset_names
from engine.recording.lane import LaneStatus
from gui.views.losses.loss_panel import LossPanel
from tests.engine.comparison.crafted import with_damage
from tests.gui.conftest import Launch, Pilot, pixels, small


def lanes(*sizes: Any) -> list[dict[str, Any]]:
    return [{"name": f"lane-{number}", "batch_size": size, "optimizer": {"lr": 0.05}} for number, size in enumerate(sizes)]


def visible_panels(pilot: Pilot) -> list[LossPanel]:
    return [panel for panel in pilot.losses.findChildren(LossPanel) if panel.isVisible()]


# presets


def test_every_preset_can_be_chosen_and_plays(launch: Launch) -> None:
    pilot = launch(ready=True)
    combo = pilot.window.toolbar.preset
    combo.setFocus(Qt.FocusReason.OtherFocusReason)
    assert [combo.itemData(row) for row in range(len(preset_names()))] == preset_names()
    for key in ["Up"] * 3 + ["Down"] * (len(preset_names()) - 1) + ["Up"] * (len(preset_names()) - 1):
        before = combo.currentData()
        pilot.press(key, combo)
        if combo.currentData() == before:
            continue  # at the end of the list
        preset = Experiment.preset(combo.currentData())
        assert pilot.session.experiment == preset
        assert pilot.session.playhead.position == 0.0 and pilot.session.playhead.is_playing
        assert preset.title in pilot.window.windowTitle()
        pilot.until(lambda: pilot.frame.recording is pilot.session.run.recording and pilot.frame.rows[-1] > 3)
        assert pilot.frame.experiment == preset
        assert [panel.headers[0]._title.text().split(" · ")[0] for panel in pilot.losses.side] == [lane.title for lane in preset.lanes]
    assert combo.currentData() == preset_names()[0]


def test_the_surface_of_a_net_is_a_shadow_and_the_surface_of_a_line_is_exact(launch: Launch) -> None:
    pilot = launch(ready=True)
    badge = pilot.surface.badge
    assert badge.isVisible() and badge._title.text() == "exact plane"
    pilot.session.open(small(model__hidden=[6], model__start=None))
    pilot.ready()
    assert badge._title.text() == "a shadow" and "19 weights" in badge._text.text()
    assert [shown.text()[-1] for _, shown, *_ in badge._rows] == ["%"] * 3


# files


@pytest.mark.parametrize("sizes", [("full",), (1, 2), ("full", 20, 10, 5, 2, 1)], ids=["one lane", "two", "six"])
def test_an_experiment_of_any_number_of_lanes(launch: Launch, tmp_path: Path, sizes: tuple[Any, ...]) -> None:
    own = small(name="own", title="My own").model_dump() | {"lanes": lanes(*sizes)}
    Experiment.from_dict(own).save(tmp_path / "own.toml")
    pilot = launch(ready=True)
    pilot.window.files.open(tmp_path / "own.toml")
    pilot.until(lambda: pilot.session.experiment.name == "own")
    assert pilot.window.toolbar.preset.currentText() == "My own"
    pilot.ready()
    pilot.press("End")
    pilot.rest()
    experiment = pilot.session.experiment
    assert pilot.frame.rows == tuple(experiment.planned_updates(lane) for lane in experiment.lanes) and len(pilot.frame.rows) == len(sizes)
    assert [panel.indices for panel in visible_panels(pilot)] == [(index,) for index in range(len(sizes))]
    pilot.press("T")
    pilot.rest()
    assert [panel.indices for panel in visible_panels(pilot)] == [tuple(range(len(sizes)))]
    assert len(pilot.readout._cells) == len(sizes)
    pilot.session.open(small())
    pilot.ready()
    assert pilot.window.toolbar.preset.findText("My own") < 0 and len(pilot.losses.side) == 3
    assert not pixels(pilot.window).isNull() and not pilot.window.banner.isVisible()


def test_a_recording_is_shown_without_training_and_what_if_begins_there(pilot: Pilot, recorded: Recording, tmp_path: Path) -> None:
    other = pilot.session.run
    recorded.save(tmp_path / "run.tridescent")
    pilot.press("End")
    pilot.window.files.open(tmp_path / "run.tridescent")
    pilot.until(lambda: pilot.session.run is not other)
    run = pilot.session.run
    assert run.phase == "finished" and run.recording is not recorded
    assert pilot.session.playhead.position < 0.5 and pilot.session.playhead.is_playing
    pilot.session.playback.to_end()
    pilot.rest()
    assert pilot.frame.recording is run.recording and pilot.frame.rows == (2, 14, 400)
    assert pilot.session.run is run
    pilot.session.change({"data.noise": 0.5, "budget.epochs": 1})
    pilot.rest()
    assert pilot.frame.recording is not run.recording and pilot.frame.recorded == 1.0


def test_a_recording_opened_while_another_run_is_training(launch: Launch, recorded: Recording) -> None:
    pilot = launch(Experiment.preset("article"))
    pilot.until(lambda: pilot.session.run.phase == "training")
    training = pilot.session.run
    pilot.session.open(recorded)
    pilot.until(lambda: training.is_over)
    assert training.phase == "stopped"
    pilot.ready()
    assert pilot.frame.recording is recorded and pilot.frame.landscape.recording is recorded


# files that are no such thing


def broken(folder: Path, kind: str, recorded: Recording) -> Path:
    path = folder / ("broken.tridescent" if kind.startswith("recording") else "broken.toml")
    if kind == "no TOML":
        path.write_text("lanes = [", encoding="utf-8")
    elif kind == "no text":
        path.write_bytes(b"\xff\x00\x80")
    elif kind == "misspelt key":
        path.write_text(small().to_toml().replace("epochs", "epoch"), encoding="utf-8")
    elif kind == "recording of rubbish":
        path.write_bytes(b"rubbish")
    elif kind == "recording cut short":
        recorded.save(path)
        path.write_bytes(path.read_bytes()[:5000])
    elif kind == "recording with a lane missing":
        import numpy as np

        recorded.save(path)
        with np.load(path) as file:
            kept = {name: file[name] for name in file.files if not name.startswith("lanes/stochastic")}
        with path.open("wb") as out:
            np.savez(out, **kept)
    return path  # of the other kinds there is no file


BROKEN = {
    "missing": "cannot be read",
    "no TOML": "is not TOML",
    "no text": "cannot be read",
    "misspelt key": "unknown key",
    "recording missing": "cannot be read",
    "recording of rubbish": "cannot be read",
    "recording cut short": "cannot be read",
    "recording with a lane missing": "cannot be read",
}


def test_a_broken_file_is_explained_in_the_banner_and_the_old_experiment_stays(pilot: Pilot, recorded: Recording, tmp_path: Path) -> None:
    experiment, run, banner = pilot.session.experiment, pilot.session.run, pilot.window.banner
    for kind, said in BROKEN.items():
        banner.hide()
        pilot.window.files.open(broken(tmp_path, kind, recorded))
        pilot.until(banner.isVisible)
        assert said in banner.text and "allowed" in banner.text and "\n" not in banner.text, kind
        assert pilot.session.experiment is experiment and pilot.session.run is run, kind
        pilot.rest()
        assert pilot.frame.recording is recorded


def test_the_window_goes_on_with_a_recording_whose_weights_are_damaged(launch: Launch, recorded: Recording, tmp_path: Path) -> None:
    """They are read later than the curves; there is no surface, and one sentence tells why."""
    path = tmp_path / "run.tridescent"
    recorded.save(path)
    path.write_bytes(with_damage(path.read_bytes(), "lanes/stochastic/positions"))
    pilot = launch(ready=True)
    before = pilot.session.run
    pilot.window.files.open(path)
    pilot.until(lambda: pilot.session.run is not before)
    pilot.until(pilot.window.banner.isVisible)
    assert "positions does not fit its checksum" in pilot.window.banner.text and "InputError" not in pilot.window.banner.text
    pilot.press("End")
    pilot.rest()
    assert pilot.frame.rows == tuple(lane.updates for lane in recorded.lanes)
    pilot.session.change({"seed": 3})
    pilot.ready()
    assert pilot.frame.landscape.recording is pilot.session.run.recording


def test_a_recording_with_a_damaged_column_is_not_opened(pilot: Pilot, recorded: Recording, tmp_path: Path) -> None:
    path = tmp_path / "run.tridescent"
    recorded.save(path)
    path.write_bytes(with_damage(path.read_bytes(), "lanes/stochastic/columns/seconds"))
    run = pilot.session.run
    pilot.window.files.open(path)
    pilot.until(pilot.window.banner.isVisible)
    assert "seconds does not fit its checksum" in pilot.window.banner.text and pilot.session.run is run


# beside the window's thread


@pytest.fixture
def slow_loading(monkeypatch: pytest.MonkeyPatch, recorded: Recording) -> Iterator[threading.Event]:
    """Whoever reads a recording waits until this is set."""
    may_go_on = threading.Event()
    monkeypatch.setattr(Recording, "load", lambda path: may_go_on.wait(20) and recorded)
    yield may_go_on
    may_go_on.set()


def test_the_window_goes_on_while_a_recording_is_read(launch: Launch, slow_loading: threading.Event, recorded: Recording) -> None:
    pilot = launch(ready=True)
    before = pilot.session.experiment
    pilot.window.files.open("run.tridescent")
    pilot.press("Home")
    pilot.session.playback.toggle_play()
    shown = len(pilot.frames)
    pilot.until(lambda: len(pilot.frames) > shown + 3)
    assert pilot.session.experiment is before and pilot.window.cursor().shape() == Qt.CursorShape.BusyCursor
    slow_loading.set()
    pilot.until(lambda: pilot.session.run.recording is recorded)
    assert pilot.window.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_what_is_chosen_while_a_recording_is_read_stays(launch: Launch, slow_loading: threading.Event, recorded: Recording) -> None:
    pilot = launch(ready=True)
    pilot.window.files.open("run.tridescent")
    pilot.session.open(small(name="chosen"))
    slow_loading.set()
    pilot.until(lambda: not pilot.window.files._loader._thread.is_alive())
    pilot.ready()
    assert pilot.session.experiment.name == "chosen" and pilot.frame.recording is not recorded


def test_the_window_can_be_closed_while_a_recording_is_read(
    launch: Launch, slow_loading: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.look.timing.FILE_FAREWELL_S", 0.0)
    pilot = launch(ready=True)
    pilot.window.files.open("run.tridescent")
    pilot.window.close()
    assert not pilot.window.isVisible() and pilot.threads == []
    slow_loading.set()
    pilot.until(lambda: not pilot.window.files._loader._thread.is_alive())
    assert not pilot.window.banner.isVisible()


def test_an_unexpected_error_is_told_with_its_traceback(launch: Launch, monkeypatch: pytest.MonkeyPatch) -> None:
    pilot = launch(ready=True)
    before = pilot.session.experiment
    monkeypatch.setattr(Recording, "load", lambda path: 1 / 0)
    pilot.window.files.open("run.tridescent")
    pilot.until(pilot.window.banner.isVisible)
    assert "run.tridescent" in pilot.window.banner.text and "ZeroDivisionError" in pilot.window.banner._details
    assert pilot.session.experiment is before


def test_a_recording_that_comes_out_otherwise_here_is_told_once(launch: Launch, recorded: Recording, tmp_path: Path) -> None:
    recorded.save(tmp_path / "run.tridescent")
    other = Recording.load(tmp_path / "run.tridescent")
    other.lanes[1].replay_difference = 0.25
    pilot = launch(ready=True)
    pilot.session.open(other)
    pilot.until(pilot.window.banner.isVisible)
    assert "mini-batch" in pilot.window.banner.text and "2.5e-01" in pilot.window.banner.text
    pilot.window.banner.hide()
    pilot.ready()
    assert not pilot.window.banner.isVisible()


def test_texts_of_a_file_are_shown_as_they_are(launch: Launch, recorded: Recording, tmp_path: Path) -> None:
    """Qt takes what looks like HTML for that, and would fetch the pictures that it names from wherever they are."""
    tag = '<img src="//elsewhere/picture.png">'
    recorded.save(tmp_path / "run.tridescent")
    other = Recording.load(tmp_path / "run.tridescent")
    other.experiment = other.experiment.with_changes({"title": f"title {tag}", "summary": f"summary {tag}"})
    for lane in other.lanes:
        lane.status, lane.note = LaneStatus("failed", 2, f"reason {tag}", f"traceback {tag}"), f"note {tag}"
    pilot = launch(ready=True)
    pilot.session.open(other)
    pilot.session.failed.emit(f"error {tag} " + "x" * 500, "")
    pilot.session.playback.to_end()
    pilot.rest()
    seen = ""
    for widget in pilot.window.findChildren(QWidget):
        assert "<img" not in widget.toolTip(), widget
        seen += widget.toolTip()
        if isinstance(widget, QLabel) and "<img" in widget.text():
            assert widget.textFormat() == Qt.TextFormat.PlainText, widget
    assert all(f"{word} &lt;img" in seen for word in ("summary", "reason", "error"))


# dialogs


def choose_in_dialog(pilot: Pilot, action: str, path: Path) -> None:
    pilot.action(action).trigger()
    (dialog,) = pilot.dialogs()
    assert isinstance(dialog, QFileDialog)
    dialog.setDirectory(str(path.parent))
    dialog.selectFile(path.name)
    dialog.accept()
    pilot.until(lambda: not pilot.dialogs())


def test_save_and_open_by_dialog(pilot: Pilot, tmp_path: Path) -> None:
    saved = pilot.session.experiment
    choose_in_dialog(pilot, "save", tmp_path / "mine.toml")
    assert Experiment.load(tmp_path / "mine.toml") == saved
    pilot.session.open(small())
    pilot.ready()
    choose_in_dialog(pilot, "open", tmp_path / "mine.toml")
    pilot.until(lambda: pilot.session.experiment == saved)
    pilot.ready()


def test_save_picture_by_dialog(pilot: Pilot, tmp_path: Path) -> None:
    choose_in_dialog(pilot, "picture", tmp_path / "picture.png")
    assert (tmp_path / "picture.png").read_bytes().startswith(b"\x89PNG")
    assert [path.name for path in tmp_path.iterdir()] == ["picture.png"]


def test_a_dialog_that_cannot_write_says_so(pilot: Pilot, tmp_path: Path) -> None:
    pilot.action("save").trigger()
    (dialog,) = pilot.dialogs()
    dialog.fileSelected.emit(str(tmp_path / "nowhere" / "mine.toml"))
    assert pilot.window.banner.isVisible() and "nowhere" in pilot.window.banner.text
    pilot.close_dialogs()
