"""A model file is run in the window only once the user has said so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QMessageBox

from engine import Experiment, Recording, consent
from engine.comparison.run import train
from tests.gui.conftest import Launch, Pilot, small

_CODE = """# <img>
from pathlib import Path
from torch import nn
Path(__file__).with_suffix(".ran").touch()

def make_model(features, outputs):
    return nn.Linear(features, outputs)
"""


@pytest.fixture
def experiment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Experiment:
    """With a model file that nothing is known of."""
    monkeypatch.setattr(consent, "settings_folder", lambda: tmp_path / "settings")
    monkeypatch.setattr(consent, "_here", set())
    monkeypatch.setattr("engine.training.problem.try_elsewhere", lambda experiment, digest: None)
    (tmp_path / "net.py").write_text(_CODE, encoding="utf-8")
    changes: dict[str, Any] = {"device": "cpu", "budget.epochs": 1, "model.kind": "module", "model.path": str(tmp_path / "net.py")}
    return Experiment.preset("two-moons").with_changes({"model.hidden": []} | changes)


def question(pilot: Pilot) -> QMessageBox:
    """The question that the window asks."""
    pilot.until(pilot.dialogs)
    (box,) = pilot.dialogs()
    assert isinstance(box, QMessageBox)
    return box


def test_a_file_runs_after_a_yes_only(launch: Launch, experiment: Experiment, tmp_path: Path) -> None:
    pilot = launch(small(), ready=True)
    before = pilot.frame.recording
    pilot.session.open(experiment)
    box = question(pilot)
    assert not pilot.window.banner.isVisible()  # the question says it
    assert str(tmp_path / "net.py") in box.text() and all(part in box.informativeText() for part in ("def make_model", "# &lt;img&gt;"))
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.No)
    pilot.click(box.button(QMessageBox.StandardButton.No))
    assert not (tmp_path / "net.ran").exists()
    assert pilot.frame.recording is before
    assert pilot.window.banner.text == f"The model file {tmp_path / 'net.py'} was not run. Reset asks again."
    pilot.session.reset()
    pilot.click(question(pilot).button(QMessageBox.StandardButton.Yes))
    pilot.until(lambda: pilot.frame.recording is not before and all(lane.is_over for lane in pilot.frame.recording.lanes))
    assert (tmp_path / "net.ran").exists()
    assert pilot.frame.recording.experiment.parameter_count == 6
    pilot.ready()


def test_a_recording_is_shown_without_its_file(
    launch: Launch, experiment: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _, digest = consent.read_code(experiment.model.path, "")
    consent.allow(path, digest)
    train(experiment).save(tmp_path / "run.tridescent")
    (tmp_path / "net.py").unlink()
    (tmp_path / "net.ran").unlink()
    pilot = launch(Recording.load(tmp_path / "run.tridescent"), ready=True)
    pilot.press("End")
    pilot.rest()
    landscape = pilot.frame.landscape
    assert landscape is not None and "stored with the recording" in str(landscape.note)
    assert not pilot.dialogs() and not pilot.window.banner.isVisible()
    assert not (tmp_path / "net.ran").exists()
