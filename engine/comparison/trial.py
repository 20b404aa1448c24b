"""Whether compiled kernels do what they should on this machine: some are run, and compared with autograd."""

from __future__ import annotations

from ..experiment import Experiment
from ..kernels.availability import why_not_compiled
from ..kernels.cache import are_kept
from ..messages import Message, message
from .run import train

_DTYPE = "float32"


def why_kernels_fail() -> Message | str:
    """Why a small experiment is not trained by kernels that are kept, in one sentence; empty when it is, as autograd does it. Nothing is
    compiled for this."""
    if reason := why_not_compiled():
        return reason
    if not are_kept(_DTYPE):
        return message("no_kernels_yet")
    experiment = Experiment.preset("two-parameter").with_changes({"budget.epochs": 1, "device": "cpu", "dtype": _DTYPE})
    lanes = train(experiment).lanes
    return next((lane.note or message("kernels_not_used", lane=lane.name) for lane in lanes if lane.stepper != "fused"), "")
