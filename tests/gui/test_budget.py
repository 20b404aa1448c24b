"""What the lanes have in common when they end can be chosen in the form: epochs, updates or seconds."""

from __future__ import annotations

from PySide6.QtCore import Qt

from engine.experiment import Experiment
from gui.shell.form_sections import BUDGET
from gui.widgets.choice import Choice
from tests.gui.conftest import Launch, Pilot, small


def choose(pilot: Pilot, kind: str) -> None:
    """Choose in the list as a person does, with the keys."""
    field = pilot.window.form.fields[BUDGET]
    assert isinstance(field, Choice)
    field.combo.setFocus(Qt.FocusReason.TabFocusReason)
    while field.value != kind:
        before = field.value
        pilot.press("Down" if field.combo.findData(kind) > field.combo.findData(before) else "Up", field.combo)
        assert field.value != before


def help_text(pilot: Pilot) -> str:
    field = pilot.window.form.fields[BUDGET]
    assert isinstance(field, Choice)
    return field.message.text()


def test_equal_epochs_equal_updates_equal_seconds(launch: Launch) -> None:
    pilot = launch(small(), ready=True)  # 4 epochs of 40 samples, in batches of 40, 8 and 1
    assert help_text(pilot) == "They end after 4, 20 and 160 updates."
    choose(pilot, "updates")
    assert pilot.session.experiment.budget.updates == 20 and pilot.session.experiment.budget.epochs is None
    assert help_text(pilot) == "They end after 20, 4 and 0.5 epochs."
    assert pilot.session.playhead.clock == "updates" and "budget.updates" in pilot.window.form.fields
    pilot.ready()
    pilot.press("End")
    pilot.rest()
    assert pilot.frame.rows == (20, 20, 20)
    choose(pilot, "epochs")
    assert pilot.session.experiment.budget.epochs == 4 and pilot.session.playhead.clock == "epochs"
    choose(pilot, "seconds")
    assert pilot.session.experiment.budget.seconds == 1.0 and pilot.session.playhead.clock == "seconds"
    assert help_text(pilot).startswith("Each lane computes as long")
    pilot.session.change({"budget.seconds": 0.05})
    pilot.ready()


def test_as_much_training_by_another_measure() -> None:
    experiment = Experiment.preset("article")  # mini-batches of 64 of 1,000 samples
    epochs = experiment.budget.epochs
    assert epochs is not None
    assert experiment.budget_as("epochs") == epochs and experiment.budget_as("updates") == 16 * epochs
    by_updates = experiment.with_changes({"budget.updates": 16 * epochs})
    assert by_updates.budget_as("epochs") == epochs
    by_time = experiment.with_changes({"budget.seconds": 3.0})
    assert (by_time.budget_as("seconds"), by_time.budget_as("epochs"), by_time.budget_as("updates")) == (3.0, 20, 320)
    assert experiment.with_changes({"budget.updates": 1}).budget_as("epochs") == 1
