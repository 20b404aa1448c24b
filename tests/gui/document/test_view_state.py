"""The view state: a change of it is another value, and what does not go together is never seen together."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from engine.geometry.extent import Extent
from gui.document.view_state import ViewState
from tests.gui.conftest import Launch, small

EXTENT = Extent(0.0, 1.0, 0.0, 1.0)


def test_it_cannot_be_changed_in_place() -> None:
    with pytest.raises(FrozenInstanceError):
        ViewState().scale = "linear"  # type: ignore[misc]


def test_another_plane_is_laid_at_the_row_and_seen_whole_and_the_same_again_is_another_random_one() -> None:
    view = ViewState()
    view = replace(view, options=replace(view.options, extent=EXTENT))
    options = view.changed_options(7, {"plane": view.options.plane})
    assert (options.row, options.extent, options.pinned, options.seed) == (7, None, None, view.options.seed + 1)
    assert view.changed_options(7, {"loss": "validation"}).extent == EXTENT


def test_one_surface_is_seen_instead_of_the_other() -> None:
    view = ViewState()
    view = replace(view, options=view.changed_options(0, {"batch": "stochastic"}))
    options = view.changed_options(0, {"loss": "validation"})
    assert (options.loss, options.batch, options.objective) == ("validation", "", "")


def test_for_another_document_only_what_belongs_to_its_lanes_is_forgotten() -> None:
    view = ViewState(scale="linear", relief=True)
    view = replace(view, options=replace(view.options, extent=EXTENT, hidden=frozenset({"stochastic"}), loss="validation"))
    anew = view.begun_anew("updates")
    assert (anew.clock, anew.options.extent, anew.options.hidden) == ("updates", None, frozenset())
    assert (anew.scale, anew.relief, anew.options.loss) == ("linear", True, "validation")
    assert view.fitting(small()) is view  # two weights have one plane
    assert not view.is_surveyed_as(anew) and view.is_surveyed_as(replace(view, scale="log"))


def test_views_get_it_with_their_frame(launch: Launch) -> None:
    pilot = launch(ready=True)
    before = pilot.frame.view
    pilot.session.look(scale="linear", clock="updates")
    pilot.rest()
    assert pilot.frame.view is pilot.session.view is not before
    assert pilot.frame.view == replace(before, scale="linear", clock="updates") and pilot.session.playhead.clock == "updates"
