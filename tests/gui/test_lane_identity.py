"""A lane keeps its colour and marker when others come, go or change places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from engine.errors import InputError
from engine.experiment import Experiment
from gui.look.theme import DARK
from gui.session.lane_colors import LaneColors
from tests.gui.conftest import Launch, Pilot, count, pixels, small

FULL, MINI, STOCHASTIC = range(3)


def with_lanes(names: Sequence[str], **color: int) -> Experiment:
    """The small experiment with some lanes of these names; those that it has none of are copies of its mini-batch."""
    raw = small().model_dump()
    known: dict[str, dict[str, Any]] = {lane["name"]: lane for lane in raw["lanes"]}
    lanes = [known.get(name, known["mini-batch"]) | {"name": name, "color": color.get(name)} for name in names]
    return Experiment.model_validate(raw | {"name": "mine", "lanes": lanes})


def colors_seen(pilot: Pilot) -> list[set[int]]:
    """The lanes' colours in each panel of losses, from left to right, and on the surface."""
    parts = [panel for panel in pilot.losses.side if panel.isVisible()]
    return [{lane for lane, style in enumerate(DARK.lanes) if count(pixels(part), style.color) > 20} for part in parts]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("full-batch", "mini-batch", "stochastic"), [FULL, MINI, STOCHASTIC]),
        (("mini-batch", "stochastic"), [MINI, STOCHASTIC]),
        (("stochastic", "full-batch", "mini-batch"), [STOCHASTIC, FULL, MINI]),
        (("new", "stochastic"), [FULL, STOCHASTIC]),
    ],
)
def test_colours_stay_with_names(names: tuple[str, ...], expected: list[int]) -> None:
    colors = LaneColors()
    colors.of(small().lanes)
    assert list(colors.of(with_lanes(names).lanes)) == expected


def test_a_declared_colour_comes_first_and_two_lanes_never_share_one() -> None:
    colors = LaneColors()
    colors.of(small().lanes)
    found = colors.of(with_lanes(("full-batch", "mini-batch", "stochastic"), stochastic=1).lanes)
    assert found[STOCHASTIC] == 0 and len(set(found)) == 3


def test_colours_that_were_declared_and_are_no_more_are_as_before() -> None:
    colors, lanes = LaneColors(), ("full-batch", "mini-batch", "stochastic")
    colors.of(small().lanes)
    assert colors.of(with_lanes(lanes, **{"full-batch": 2, "mini-batch": 1, "stochastic": 3}).lanes) == (1, 0, 2)
    assert colors.of(small().lanes) == (0, 1, 2)


def test_the_same_colour_twice_is_refused() -> None:
    with pytest.raises(Exception, match="twice") as refused:
        with_lanes(("one", "two"), one=3, two=3)
    assert "lanes.one.color" in str(refused.value)


def test_a_declared_colour_is_saved(tmp_path: Any) -> None:
    experiment = with_lanes(("one", "two"), two=5)
    experiment.save(tmp_path / "mine.toml")
    again = Experiment.load(tmp_path / "mine.toml")
    assert again == experiment and [lane.color for lane in again.lanes] == [None, 5]
    with pytest.raises(InputError, match="found 7"):
        again.with_changes({"lanes.two.color": 7})


def test_lanes_keep_their_colours_in_the_window(launch: Launch) -> None:
    pilot = launch(ready=True)
    assert colors_seen(pilot) == [{FULL}, {MINI}, {STOCHASTIC}]
    pilot.session.open(with_lanes(("stochastic", "mini-batch")))
    pilot.ready()
    pilot.session.playback.to_end()
    pilot.rest()
    assert colors_seen(pilot) == [{STOCHASTIC}, {MINI}]
    assert [entry.theme.lanes[entry._index] for entry in pilot.surface.legend.entries] == [DARK.lanes[STOCHASTIC], DARK.lanes[MINI]]
    pilot.press("Ctrl+Z")
    pilot.ready()
    assert colors_seen(pilot) == [{FULL}, {MINI}, {STOCHASTIC}]
