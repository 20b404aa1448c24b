"""The form shows the experiment, whichever preset was shown before."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from engine.experiment import Experiment, preset_names
from gui.shell.form import Form
from gui.widgets.message import MessageLine
from tests.gui.conftest import Launch, Pilot, small


def shown(form: Form) -> dict[str, Any]:
    return {path: field.value for path, field in form.fields.items()}


def test_after_any_other_preset(pilot: Pilot) -> None:
    presets = {name: Experiment.preset(name) for name in preset_names()}
    alone = {}
    for name, preset in presets.items():
        fresh = Form(pilot.window.actions_by_name)
        fresh.show_experiment(preset)
        alone[name] = shown(fresh)
        fresh.deleteLater()
    form = Form(pilot.window.actions_by_name)
    for one, other in combinations(presets, 2):
        before = ""
        for name in (one, other, one):
            form.show_experiment(presets[name])
            assert shown(form) == alone[name], f"{before}, then {name}"
            before = name
    form.deleteLater()


def lines(pilot: Pilot) -> list[str]:
    """The sentences of the panel."""
    return [line.text() for line in pilot.window.form.findChildren(MessageLine) if line.isVisible()]


@pytest.mark.parametrize("preset", preset_names())
def test_the_window_says_what_a_preset_shows(launch: Launch, preset: str) -> None:
    experiment = Experiment.preset(preset)
    pilot = launch(experiment)
    pilot.window.resize(1280, 800)
    assert experiment.summary in lines(pilot)
    choices = pilot.window.toolbar.preset
    assert choices.currentText() == experiment.title and experiment.summary in choices.toolTip()


def test_what_differs_besides_the_batch_size_is_said_beside_the_lanes(launch: Launch) -> None:
    pilot = launch(small(), ready=True)
    pilot.window.resize(1920, 1080)
    headers = [panel.headers[0] for panel in pilot.losses.side]
    assert not any("Not only the batch size" in line for line in lines(pilot))
    assert not any("rate" in header._details[0] for header in headers)
    pilot.session.change({"lanes.mini-batch.optimizer.lr": 0.2, "lanes.stochastic.optimizer.momentum": 0.5})
    pilot.ready()
    assert "Not only the batch size differs between the lanes: learning rate, momentum." in lines(pilot)
    for header, words in zip(headers, ("rate 0.05, momentum 0", "rate 0.2, momentum 0", "rate 0.05, momentum 0.5"), strict=True):
        assert words in header._detail.text()
    pilot.window.resize(960, 540)  # where each has one line
    pilot.rest()
    assert [header._title.text() for header in headers][1] == "Mini-batch · rate 0.2, momentum 0"
