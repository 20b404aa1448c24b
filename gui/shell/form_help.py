"""What stands below fields of the settings panel: what comes of their values."""

from __future__ import annotations

from engine.errors import listed
from engine.experiment import Experiment
from gui.look.numbers import count
from gui.look.translation import tr, worded

from .form_sections import BUDGET, HIDDEN, RATE


def explanations(experiment: Experiment, scope: str, *, with_layers: bool) -> dict[str, str]:
    """What stands below fields that have something to explain, by path.

    Args:
        experiment: whose inputs.
        scope: the lane whose training is shown, `*` for all.
        with_layers: whether the widths and the number of weights are told, too.
    """
    return explain_scaling(experiment, scope) | {
        BUDGET: explain_budget(experiment),
        HIDDEN: explain_layers(experiment) if with_layers else "",
    }


def explain_layers(experiment: Experiment) -> str:
    """Such as `10 – 50 – 1, 601 weights`."""
    widths = " – ".join(f"{width:,}" for width in experiment.layer_widths)
    return tr("{widths}, {n} weights", widths=widths, n=count(experiment.parameter_count))


def explain_budget(experiment: Experiment) -> str:
    """Which lane ends when, by the other measure."""
    planned = [experiment.planned_updates(lane) for lane in experiment.lanes]
    if experiment.budget.seconds is not None:
        return tr("Each lane computes as long; how many updates that are, the run shows.")
    if experiment.budget.target_loss is not None:
        return tr("A lane ends once its training loss is at or below the target.")
    if experiment.budget.epochs is not None:
        made = _several([count(updates or 0) for updates in planned])
        return tr("They end after {updates} updates.", updates=made)
    n = experiment.data.expected_size
    epochs = [float(lane.plan(n).passes(updates or 0)) for updates, lane in zip(planned, experiment.lanes, strict=True)]
    return tr("They end after {epochs} epochs.", epochs=_several([f"{passes:,.3g}" for passes in epochs]))


def _several(amounts: list[str]) -> str:
    """What each lane has, or once what all have."""
    return amounts[0] if len({*amounts}) == 1 else worded(listed(amounts, "and"))


def explain_scaling(experiment: Experiment, scope: str) -> dict[str, str]:
    """What comes of values that follow the batch size, by the paths of their fields; empty texts where they do not."""
    n = experiment.data.expected_size
    rates = {RATE.replace("*", lane.name): lane.optimizer.rate_in_words(lane.size(n)) for lane in experiment.lanes}
    scaled = [(lane, lane.trained_optimizer(n).beta2) for lane in experiment.lanes if scope in ("*", lane.name)]
    told = [tr("{value} for {lane}", value=f"{beta2:.6g}", lane=tr(lane.title)) for lane, beta2 in scaled if beta2 != lane.optimizer.beta2]
    return rates | {f"lanes.{scope}.optimizer.beta2": worded(listed(told, "comma")) if told else ""}
