"""In which inputs two experiments differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..errors import listed
from ..messages import Message, message, table_text
from .experiment import Experiment
from .inputs import input_at, inputs

_SIZES = ("batch_size", "batch_growth", "batch_growth_every", "batch_size_most")
_NO_DIFFERENCE = ("lanes.*.name", "lanes.*.color", *(f"lanes.*.{size}" for size in _SIZES))
_RATE = "lanes.*.optimizer.lr"  # has a shorter name here
_FOUND = ("data.found", "model.found")  # follow from files
_NAMES = ("name", "title", "summary", "device", "stepper")  # what the experiment is called and where it runs: not what is run


def differences(one: Experiment, other: Experiment) -> dict[str, Any]:
    """The inputs of one experiment that the other one has otherwise or lacks: values by path, lanes by their names."""
    theirs = dict(_inputs(other.model_dump(), ""))
    return {path: value for path, value in _inputs(one.model_dump(), "") if path not in theirs or theirs[path] != value}


def describe_differences(one: Experiment, other: Experiment, lanes: Sequence[str]) -> Message | str:
    """In what one experiment differs from the other one, as far as it touches some lanes."""
    found = {path: value for path, value in differences(one, other).items() if value is not None}
    told = [_told(path, value) for path, value in found.items() if not path.startswith("lanes.") or path.split(".")[1] in lanes]
    return listed({str(each): each for each in told}.values(), "comma") if told else message("same_inputs")


def lane_differences(experiment: Experiment) -> dict[str, tuple[Any, ...]]:
    """In what lanes differ apart from name, colour and batches: each lane's value by path, None where its optimizer does not use it."""
    found = {}
    optimizers = [lane.optimizer for lane in experiment.lanes]
    differ = len(set(optimizers)) > 1
    for path in inputs(experiment.data.kind):
        parent, _, name = path.removeprefix("lanes.*.").rpartition(".")
        if not path.startswith("lanes.") or path in _NO_DIFFERENCE or (parent == "optimizer" and not differ):
            continue
        if parent == "optimizer":
            values = tuple(getattr(optimizer, name) if name == "name" or optimizer.uses(name) else None for optimizer in optimizers)
        else:
            values = tuple(getattr(lane, name) for lane in experiment.lanes)
        if len(set(values)) > 1:
            found[path] = values
    return found


def have_same_batches(experiment: Experiment) -> bool:
    """Whether there are several lanes, whose batches are all of one size."""
    return len(experiment.lanes) > 1 and len({tuple(getattr(lane, size) for size in _SIZES) for lane in experiment.lanes}) == 1


def describe_lanes(experiment: Experiment) -> list[tuple[Message | str, ...]]:
    """For each lane, in what it differs from the others besides its batches: all of it, and the first of it; empty where it is nothing."""
    found = lane_differences(experiment)
    lanes = range(len(experiment.lanes))
    told = [[_told(path, values[lane]) for path, values in found.items() if values[lane] is not None] for lane in lanes]
    return [(listed(each, "comma"), each[0]) if each else () for each in told]


def _told(path: str, value: Any) -> Message:
    declared = input_at(path)
    name = message("rate") if path == _RATE else path if declared is None else table_text(declared.noun)
    return message("input_value", input=name, value=_text(value))


def _text(value: Any) -> Message | str:
    if isinstance(value, tuple | list):
        return " ".join(f"{_text(each)}" for each in value) or message("none")
    return f"{value:g}" if isinstance(value, float) else str(value)


def _inputs(part: Any, path: str) -> Iterator[tuple[str, Any]]:
    """All inputs below a path of a dumped experiment."""
    if isinstance(part, dict):
        for key, value in part.items():
            if (path or key not in _NAMES) and f"{path}.{key}" not in _FOUND:
                yield from _inputs(value, f"{path}.{key}" if path else key)
    elif path == "lanes":
        for lane in part:
            yield from _inputs({key: value for key, value in lane.items() if key != "name"}, f"lanes.{lane['name']}")
    else:
        yield path, part
