"""Experiments with other lanes: one more, one less, in another order, under another name or in another colour."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from ..messages import message
from .sections import MOST_LANES

if TYPE_CHECKING:
    from .experiment import Experiment

_LONGEST = 64  # of a lane's name


def lane_name(title: str, taken: Sequence[str]) -> str:
    """A name for a lane as it may be declared, made from what somebody calls it; `-2` and so on behind one that is taken."""
    bare = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:_LONGEST].strip("-") or "lane"
    names = [bare, *(f"{bare[: _LONGEST - 3].rstrip('-')}-{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def with_lane_added(experiment: Experiment, like: str = "") -> Experiment:
    """One lane more, behind the one that it is a copy of.

    Args:
        experiment: with less than `MOST_LANES` lanes.
        like: the name of the lane to copy; by default the last one.

    Raises:
        InputError: there are as many lanes as there can be.
    """
    lanes = _lanes(experiment)
    place = _place(lanes, like) if like else len(lanes) - 1
    if len(lanes) == MOST_LANES:
        raise InputError("lanes", message("too_many_lanes", most=MOST_LANES))
    base = re.sub(r"-\d+$", "", lanes[place]["name"])
    name = lane_name(base, [lane["name"] for lane in lanes])
    lanes.insert(place + 1, lanes[place] | {"name": name, "color": None})
    return _with(experiment, lanes)


def with_lane_removed(experiment: Experiment, name: str) -> Experiment:
    """One lane less.

    Raises:
        InputError: it is the last one.
    """
    lanes = _lanes(experiment)
    if len(lanes) == 1:
        raise InputError("lanes", message("last_lane"))
    del lanes[_place(lanes, name)]
    return _with(experiment, lanes)


def with_lane_moved(experiment: Experiment, name: str, steps: int) -> Experiment:
    """A lane so many places further down, or further up where `steps` are negative, as far as there are lanes."""
    lanes = _lanes(experiment)
    place = _place(lanes, name)
    lanes.insert(min(max(place + steps, 0), len(lanes) - 1), lanes.pop(place))
    return _with(experiment, lanes)


def with_lane_renamed(experiment: Experiment, name: str, title: str, colors: Sequence[int] | None = None) -> Experiment:
    """A lane under another name, which is made from a title.

    Args:
        experiment: with the lane.
        name: as the lane is called.
        title: what it is to be called.
        colors: the numbers of all lanes' colours, from 0, as they are seen: the lane keeps the one it has. By default it gets another one.
    """
    lanes = _lanes(experiment)
    place = _place(lanes, name)
    new = lane_name(title, [lane["name"] for lane in lanes if lane["name"] != name])
    color = lanes[place]["color"] if colors is None else colors[place] + 1
    lanes[place] |= {"name": new, "color": color}
    return _with(experiment, lanes)


def with_lane_colored(experiment: Experiment, name: str, color: int, colors: Sequence[int]) -> Experiment:
    """A lane in another colour; a lane that has this one gets the other's in exchange.

    Args:
        experiment: with the lane.
        name: of the lane.
        color: the number of the colour, from 0.
        colors: those of all lanes as they are seen.
    """
    lanes = _lanes(experiment)
    place = _place(lanes, name)
    for lane, held in zip(lanes, colors, strict=True):
        lane["color"] = (colors[place] if held == color else held) + 1
    lanes[place]["color"] = color + 1
    return _with(experiment, lanes)


def _lanes(experiment: Experiment) -> list[dict[str, Any]]:
    return [lane.model_dump() for lane in experiment.lanes]


def _place(lanes: list[dict[str, Any]], name: str) -> int:
    return next(place for place, lane in enumerate(lanes) if lane["name"] == name)


def _with(experiment: Experiment, lanes: list[dict[str, Any]]) -> Experiment:
    return experiment.from_dict(experiment.model_dump() | {"lanes": lanes})
