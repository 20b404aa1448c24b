"""What changes together: all that follows when the user sets one input."""

from __future__ import annotations

from typing import Any

from engine.experiment import Experiment
from engine.experiment.fitting import changes_for_data
from engine.experiment.surfaces import OWN_FORMULA

from .form_fields import meant_value
from .form_sections import BUDGET, FORMULA, KIND, RATE, START, SURFACE


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
    changes: dict[str, Any] = {path: meant_value(path, value, experiment)}
    if path == "model.hidden" or (path == SURFACE and value != OWN_FORMULA):
        changes[START] = None  # a start has one number per weight, and every surface its own
    if path == FORMULA:
        changes[START] = experiment.start  # the lanes go on from where they are, also when the surface had a name
    if path.endswith("optimizer.lr") and linked_to is not None and isinstance(value, int | float) and value > 0:
        changes = _all_rates(path, float(value), linked_to)
    return changes


def _all_rates(path: str, value: float, experiment: Experiment) -> dict[str, Any]:
    """All learning rates moved by the factor by which one is; those that were the same stay the same."""
    before = experiment.get(path)
    rates = {RATE.replace("*", lane.name): lane.optimizer.lr for lane in experiment.lanes}
    return {other: value if rate == before else float(f"{rate * value / before:.3g}") for other, rate in rates.items()}
