"""What the window calls an input."""

from __future__ import annotations

from engine.experiment import input_at
from gui.look.translation import tr


def input_name(path: str, *, is_within: bool = False) -> str:
    """Its label and whose it is, such as `Batch size of mini-batch`, or, within a sentence, `batch size of mini-batch`."""
    declared = input_at(path)
    if declared is None:
        return path
    name = tr(declared.noun if is_within else declared.label)
    lane = path.split(".")[1] if path.startswith("lanes.") else "*"
    return name if lane == "*" else tr("{input} of {lane}", input=name, lane=lane)
