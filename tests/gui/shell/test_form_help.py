"""What stands below fields of the settings panel."""

from __future__ import annotations

from engine.experiment import Experiment
from gui.shell.form import difference_sentence
from gui.shell.form_help import explain_budget


def test_what_all_lanes_have_is_told_once() -> None:
    assert explain_budget(Experiment.preset("schedules")) == "They end after 1,200 updates."
    assert explain_budget(Experiment.preset("two-parameter")) == "They end after 20, 140 and 4,000 updates."


def test_the_batch_size_is_said_to_differ_only_where_it_does() -> None:
    assert difference_sentence(Experiment.preset("sorted")) == "The lanes have the same batch size, and differ in these: shuffle."
    assert difference_sentence(Experiment.preset("digits")) == "Not only the batch size differs between the lanes: learning rate."
    assert difference_sentence(Experiment.preset("two-parameter")) == ""
