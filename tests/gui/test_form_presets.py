"""The form shows the experiment, whichever preset was shown before."""

from __future__ import annotations

from itertools import permutations
from typing import Any

from engine.experiment import Experiment, preset_names
from gui.form import Form
from tests.gui.conftest import Pilot


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
    for one, other in permutations(presets, 2):
        form.show_experiment(presets[one])
        form.show_experiment(presets[other])
        assert shown(form) == alone[other], f"{one}, then {other}"
    form.deleteLater()
