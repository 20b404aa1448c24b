"""What changes together: all that follows when the user sets one input."""

from __future__ import annotations

from typing import Any

from engine.errors import InputError
from engine.experiment import Experiment
from engine.experiment.fitting import changes_for_data
from engine.experiment.models import MODELS
from engine.experiment.sources import SOURCES
from engine.experiment.surfaces import OWN_FORMULA
from gui.widgets.layers_field import FIRST_WIDTH

from .form_fields import LINEAR, meant_value
from .form_sections import BUDGET, FORMULA, HIDDEN, KIND, MODEL, MODEL_FILE, RATE, START, SURFACE


def changes_with(path: str, value: Any, experiment: Experiment, linked_to: Experiment | None) -> dict[str, Any]:
    """All that changes when the user sets an input.

    Args:
        path: of the field that was turned.
        value: what it gave.
        experiment: as it is.
        linked_to: as it was when the hand was put on, whose ratios of learning rates are kept; None where each moves by itself.
    """
    if path == BUDGET:
        return {f"budget.{value}": experiment.budget_as(value)}
    if path == KIND:
        return changes_for_data(experiment, str(value))
    if path == MODEL:
        return {START: None} | _model_changes(str(value), experiment)
    changes: dict[str, Any] = {path: meant_value(path, value, experiment)}
    if path == HIDDEN or (path == SURFACE and value != OWN_FORMULA):
        changes[START] = None  # a start has one number per weight, and every surface its own
    if path == FORMULA:
        changes[START] = experiment.start  # the lanes go on from where they are, also when the surface had a name
    if path.endswith("optimizer.lr") and linked_to is not None and isinstance(value, int | float) and value > 0:
        changes = _all_rates(path, float(value), linked_to)
    if experiment.model.start is not None and START not in changes and not path.startswith("lanes."):
        changes |= _start_for(changes, experiment)
    return changes


def changes_for_file(kind: str, file: str, experiment: Experiment) -> dict[str, Any]:
    """All that changes when the user chooses a file for a kind of data, or of model."""
    if kind in SOURCES:
        return changes_for_data(experiment, kind, path=file)
    return {START: None, MODEL: kind, MODEL_FILE: file}


def _model_changes(name: str, experiment: Experiment) -> dict[str, Any]:
    """What makes the model another one; where it is what suits the data anyway, the kind is left out."""
    if name == LINEAR:
        return {MODEL: None, HIDDEN: ()}
    kind = None if MODELS[name] is next(kind for kind in MODELS.values() if kind.fits(experiment.data)) else name
    has_layers = bool(experiment.model.hidden) or HIDDEN.rpartition(".")[2] not in MODELS[name].inputs
    return {MODEL: kind} if has_layers else {MODEL: kind, HIDDEN: (FIRST_WIDTH,)}


def _start_for(changes: dict[str, Any], experiment: Experiment) -> dict[str, Any]:
    """Without the start where it has too many or too few numbers for other inputs."""
    try:
        experiment.with_changes(changes)
    except InputError as error:
        return {START: None} if error.field == START else {}
    return {}


def _all_rates(path: str, value: float, experiment: Experiment) -> dict[str, Any]:
    """All learning rates moved by the factor by which one is; those that were the same stay the same."""
    before = experiment.get(path)
    rates = {RATE.replace("*", lane.name): lane.optimizer.lr for lane in experiment.lanes}
    return {other: value if rate == before else float(f"{rate * value / before:.3g}") for other, rate in rates.items()}
