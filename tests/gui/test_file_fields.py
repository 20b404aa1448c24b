"""Files of data and of models are chosen in a dialog: where a kind needs one, and by the button beside its path."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from engine import consent
from gui.shell.form_sections import DATA_FILE, KIND, MODEL, MODEL_FILE
from gui.widgets.file_field import FileField
from tests.gui.conftest import Launch, Pilot


def choose(pilot: Pilot, path: Path) -> None:
    """Choose a file in the dialog that is open."""
    (dialog,) = pilot.dialogs()
    assert isinstance(dialog, QFileDialog)
    dialog.setDirectory(str(path.parent))
    dialog.selectFile(path.name)
    dialog.accept()
    pilot.until(lambda: dialog not in pilot.dialogs())


def field_of(pilot: Pilot, path: str) -> FileField:
    field = pilot.window.form.fields[path]
    assert isinstance(field, FileField)
    return field


def test_a_stream_is_chosen_and_another_one_beside_its_path(launch: Launch, tmp_path: Path) -> None:
    for name, columns in (("one", 4), ("other", 3)):
        np.save(tmp_path / f"{name}.npy", np.random.default_rng(0).normal(size=(80, columns)))
    pilot = launch(ready=True)
    before = pilot.session.experiment
    pilot.window.form.fields[KIND].value_edited.emit("stream")
    assert pilot.session.experiment is before
    choose(pilot, tmp_path / "one.npy")
    data = pilot.session.experiment.data
    assert (data.kind, data.features, pilot.session.experiment.get(DATA_FILE)) == ("stream", 3, str(tmp_path / "one.npy"))
    pilot.ready()
    pilot.click(field_of(pilot, DATA_FILE).browse)
    choose(pilot, tmp_path / "other.npy")
    experiment = pilot.session.experiment
    assert (experiment.data.features, experiment.data.target_name) == (2, "x3")
    assert field_of(pilot, DATA_FILE).value == str(tmp_path / "other.npy")
    pilot.action("undo").trigger()
    assert pilot.session.experiment.data.features == 3
    pilot.ready()


def test_a_file_of_another_kind_is_refused_in_one_sentence(launch: Launch, tmp_path: Path) -> None:
    (tmp_path / "notes.npy").write_text("no numbers", encoding="utf-8")
    pilot = launch(ready=True)
    before = pilot.session.experiment
    pilot.window.form.fields[KIND].value_edited.emit("stream")
    choose(pilot, tmp_path / "notes.npy")
    assert pilot.session.experiment is before and pilot.window.form.fields[KIND].value == "line"
    assert pilot.window.banner.isVisible() and "notes.npy" in pilot.window.banner.text


def test_a_model_file_is_chosen_and_asked_for_consent(launch: Launch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consent, "settings_folder", lambda: tmp_path / "settings")
    monkeypatch.setattr(consent, "_here", set())
    (tmp_path / "net.py").write_text("def make_model(features, outputs): ...", encoding="utf-8")
    pilot = launch(ready=True)
    pilot.window.form.fields[MODEL].value_edited.emit("module")
    assert pilot.session.experiment.model.kind is None
    choose(pilot, tmp_path / "net.py")
    assert pilot.session.experiment.model.path == str(tmp_path / "net.py")
    pilot.until(pilot.dialogs)
    (box,) = pilot.dialogs()
    assert isinstance(box, QMessageBox)
    pilot.close_dialogs()
    pilot.click(field_of(pilot, MODEL_FILE).browse)
    choose(pilot, tmp_path / "net.py")
