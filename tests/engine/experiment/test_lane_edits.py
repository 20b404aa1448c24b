"""Lanes are added, removed, moved, renamed and recoloured; the experiment that they come from stays as it was."""

from __future__ import annotations

import re

import pytest

from engine import Experiment, InputError
from engine.experiment.lane_edits import (
    lane_name,
    with_lane_added,
    with_lane_colored,
    with_lane_moved,
    with_lane_removed,
    with_lane_renamed,
)
from engine.experiment.sections import MOST_LANES

FULL, MINI, STOCHASTIC = "full-batch", "mini-batch", "stochastic"


@pytest.fixture
def experiment() -> Experiment:
    return Experiment.preset("article")


def names(experiment: Experiment) -> list[str]:
    return [lane.name for lane in experiment.lanes]


def test_a_lane_more_is_a_copy_behind_the_one_it_is_like(experiment: Experiment) -> None:
    one = with_lane_added(experiment, MINI)
    assert names(one) == [FULL, MINI, "mini-batch-2", STOCHASTIC] and names(experiment) == [FULL, MINI, STOCHASTIC]
    original, copy = (lane.model_dump(exclude={"name"}) for lane in one.lanes[1:3])
    assert original == copy
    assert names(with_lane_added(with_lane_added(one, "mini-batch-2")))[2:] == ["mini-batch-2", "mini-batch-3", STOCHASTIC, "stochastic-2"]


def test_a_copy_has_no_colour_of_another_lane(experiment: Experiment) -> None:
    colored = experiment.with_changes({"lanes.0.color": 5})
    assert [lane.color for lane in with_lane_added(colored, FULL).lanes] == [5, None, None, None]


def test_there_are_one_to_six_lanes(experiment: Experiment) -> None:
    many = experiment
    while len(many.lanes) < MOST_LANES:
        many = with_lane_added(many)
    assert len(set(names(many))) == MOST_LANES
    with pytest.raises(InputError, match="allowed are 6 at most"):
        with_lane_added(many)
    for name in names(many)[1:]:
        many = with_lane_removed(many, name)
    with pytest.raises(InputError, match="at least one"):
        with_lane_removed(many, FULL)


@pytest.mark.parametrize(("steps", "order"), [(1, [MINI, FULL, STOCHASTIC]), (9, [MINI, STOCHASTIC, FULL]), (-1, [FULL, MINI, STOCHASTIC])])
def test_a_lane_moves_as_far_as_there_are_lanes(experiment: Experiment, steps: int, order: list[str]) -> None:
    moved = with_lane_moved(experiment, FULL, steps)
    assert names(moved) == order and set(moved.lanes) == set(experiment.lanes)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("My lane!", "my-lane"),
        ("  B = 32 ", "b-32"),
        ("Füll", "f-ll"),
        ("!?", "lane"),
        ("", "lane"),
        ("a" * 90, "a" * 64),
        (MINI, MINI + "-2"),
    ],
)
def test_a_name_is_made_from_what_somebody_calls_a_lane(title: str, name: str) -> None:
    assert lane_name(title, [FULL, MINI]) == name
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", name)


def test_names_are_made_until_one_is_free() -> None:
    taken: list[str] = []
    for _ in range(12):
        taken.append(lane_name("x" * 70, taken))
    assert len(set(taken)) == 12 and max(map(len, taken)) <= 64


def test_a_renamed_lane_keeps_the_colour_that_is_seen(experiment: Experiment) -> None:
    renamed = with_lane_renamed(experiment, MINI, "Noisy", (0, 4, 2))
    assert names(renamed) == [FULL, "noisy", STOCHASTIC] and [lane.color for lane in renamed.lanes] == [None, 5, None]
    assert names(with_lane_renamed(experiment, MINI, "Mini batch")) == names(experiment)  # its own name is not taken
    assert names(with_lane_renamed(experiment, MINI, "Stochastic")) == [FULL, "stochastic-2", STOCHASTIC]


def test_no_two_lanes_have_one_colour(experiment: Experiment) -> None:
    swapped = with_lane_colored(experiment, MINI, 0, (0, 1, 2))
    assert [lane.color for lane in swapped.lanes] == [2, 1, 3]
    free = with_lane_colored(swapped, STOCHASTIC, 5, (1, 0, 2))
    assert [lane.color for lane in free.lanes] == [2, 1, 6]
