"""Views that are shown or folded away: by key and menu, and what room the others have then."""

from __future__ import annotations

from typing import cast

import pytest
from PySide6.QtWidgets import QWidget

from engine.comparison.recording import Recording
from gui.views.registry import IN_MIDDLE, VIEWS
from main import _parser
from tests.gui.conftest import Launch, Pilot


def seen(pilot: Pilot) -> set[str]:
    """The names of the views that are visible in the middle."""
    views = pilot.window.views
    return {place.name for place in IN_MIDDLE if place.name in views and cast("QWidget", views[place.name]).isVisible()}


def test_a_view_is_made_when_it_is_first_shown(pilot: Pilot) -> None:
    assert pilot.window.views.keys() == {"losses", "surface", "readout"}
    pilot.session.look(shown=frozenset({"losses", "network", "data"}))
    pilot.rest()
    row = cast("QWidget", pilot.surface).parentWidget().layout()
    assert [row.indexOf(cast("QWidget", pilot.window.views[name])) for name in ("surface", "data", "network")] == [0, 1, 2]


def test_each_view_is_shown_and_folded_away_by_its_key(pilot: Pilot) -> None:
    assert seen(pilot) == {"losses", "surface"} == {place.name for place in IN_MIDDLE if place.is_shown} == pilot.session.view.shown
    for place in IN_MIDDLE:
        before = seen(pilot)
        for after in (before ^ {place.name}, before):
            pilot.press(place.key)
            pilot.rest()
            assert seen(pilot) == after == pilot.session.view.shown
            assert pilot.action(f"view-{place.name}").isChecked() == (place.name in after)


def test_where_all_are_folded_away_the_ground_says_how_to_get_them_back(pilot: Pilot) -> None:
    pilot.session.look(shown=frozenset())
    pilot.rest()
    assert seen(pilot) == set() and any("menu View" in text for text in pilot.texts())
    pilot.session.look(shown=frozenset({"losses"}))
    pilot.rest()
    assert seen(pilot) == {"losses"} and not any("menu View" in text for text in pilot.texts())


@pytest.mark.parametrize("size", [(1024, 768), (1280, 800), (3840, 2160)])
def test_all_views_together_lie_beside_and_above_each_other(launch: Launch, recorded: Recording, size: tuple[int, int]) -> None:
    pilot = launch(recorded, ready=True)
    pilot.window.resize(*size)
    pilot.session.look(shown=frozenset(place.name for place in IN_MIDDLE))
    pilot.rest()
    places = {place.name: cast("QWidget", pilot.window.views[place.name]) for place in IN_MIDDLE}
    boxes = {name: view.rect().translated(view.mapTo(pilot.window, view.rect().topLeft())) for name, view in places.items()}
    for name, box in boxes.items():
        assert box.width() > 200 and box.height() > 150
        assert pilot.window.rect().contains(box)
        assert not any(box.intersects(other) for each, other in boxes.items() if each != name)


def test_the_command_line_tells_of_all_views() -> None:
    told = " ".join(_parser().parse_args(["render", "article", "-o", "x.png"]).view.split())
    assert told == "window"
    assert {place.name for place in VIEWS} - {place.name for place in IN_MIDDLE} == {"readout"}
