"""What was seen a moment ago is shown again without computing anything; what has changed never is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from engine import Recording, train
from engine.comparison.trainer import Trainer
from engine.geometry.extent import Extent
from engine.geometry.projection import Projection
from engine.landscape import survey as survey_module
from engine.landscape.cache import KeptLandscapes
from engine.landscape.landscape import Landscape
from engine.landscape.options import LandscapeOptions
from engine.landscape.survey import Survey
from engine.landscape.surveyor import Surveyor
from tests.engine.plain import quick, until

ZOOM = Extent(-0.2, 0.1, -0.1, 0.3)
SEEN = [
    LandscapeOptions(),
    LandscapeOptions(loss="validation"),
    LandscapeOptions("ends"),
    LandscapeOptions("random-filter", seed=2),
    LandscapeOptions("random-filter", seed=2, with_biases=True),
    LandscapeOptions(extent=ZOOM),
    LandscapeOptions("sharpest", row=1),
    LandscapeOptions("sharpest", row=2),
]


@pytest.fixture(autouse=True)
def fewer_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey_module, "RESOLUTION", (41, 26))


@pytest.fixture
def surveyor() -> Iterator[Surveyor]:
    made = Surveyor()
    yield made
    made.close()
    assert made.error == ""


def seen(surveyor: Surveyor, recording: Recording, options: LandscapeOptions) -> Landscape:
    surveyor.survey(recording, options)
    until(lambda: not surveyor.is_busy)
    assert surveyor.landscape is not None
    return surveyor.landscape


def surveyed(recording: Recording, options: LandscapeOptions = LandscapeOptions()) -> Landscape:  # noqa: B008
    survey = Survey(recording, None, options)
    while not survey.is_done:
        survey.advance()
    assert survey.landscape is not None
    return survey.landscape


def test_going_back_computes_nothing(surveyor: Surveyor, recorded: Callable[[str], Recording], monkeypatch: pytest.MonkeyPatch) -> None:
    recording = recorded("two-moons")
    first = [seen(surveyor, recording, options) for options in SEEN]
    assert len({id(landscape.surface) for landscape in first}) == len(SEEN)

    def burn(*_: Any) -> Any:
        raise AssertionError("computed again")

    for owner, name in ((Survey, "advance"), (survey_module, "fit_plane"), (Projection, "extend")):
        monkeypatch.setattr(owner, name, burn)
    for options, landscape in zip(SEEN, first, strict=True):
        options = replace(options, batch="stochastic", arrows=frozenset({"full"}))  # which lie over it
        again = seen(surveyor, recording, options)
        assert again.surface is landscape.surface and again.plane is landscape.plane
        assert again.options == options and again.extent == landscape.extent and again.projections == landscape.projections


def test_from_there_one_can_go_on(surveyor: Surveyor, recorded: Callable[[str], Recording]) -> None:
    recording = recorded("two-moons")
    plane = seen(surveyor, recording, LandscapeOptions()).plane
    seen(surveyor, recording, LandscapeOptions("ends"))
    seen(surveyor, recording, LandscapeOptions())
    zoomed = seen(surveyor, recording, LandscapeOptions(extent=ZOOM))
    assert zoomed.plane is plane and zoomed.extent == ZOOM and zoomed.surface is not None
    assert (zoomed.surface.x[0], zoomed.surface.y[-1]) == (ZOOM.left, ZOOM.top)


def test_to_fit_is_to_see_all_paths_also_where_the_first_rectangle_was_wider(
    surveyor: Surveyor, recorded: Callable[[str], Recording]
) -> None:
    recording = recorded("two-moons")
    first = seen(surveyor, recording, LandscapeOptions())
    seen(surveyor, recording, LandscapeOptions(extent=ZOOM))
    fitted = seen(surveyor, recording, LandscapeOptions())
    assert fitted.extent.area < first.extent.area
    seen(surveyor, recording, LandscapeOptions(extent=ZOOM))
    assert seen(surveyor, recording, LandscapeOptions()).surface is fitted.surface


def test_another_recording_never_gets_the_surface_of_the_one_before(surveyor: Surveyor) -> None:
    one, other = (train(quick("two-moons", {"seed": seed})) for seed in (1, 2))
    first = seen(surveyor, one, LandscapeOptions())
    second = seen(surveyor, other, LandscapeOptions())
    assert second.recording is other and second.surface is not first.surface
    assert seen(surveyor, one, LandscapeOptions()).recording is one


def test_a_recording_that_has_changed_is_surveyed_anew() -> None:
    recording, other = (train(quick("two-moons", {"lanes.*.optimizer.lr": rate})) for rate in (0.1, 0.02))
    kept = KeptLandscapes()
    kept.keep(LandscapeOptions(), surveyed(recording))
    assert kept.recall(recording, LandscapeOptions()) is not None
    recording.replace(0, other.lanes[0])
    assert kept.recall(recording, LandscapeOptions()) is None


def test_nothing_is_kept_of_a_recording_that_grows() -> None:
    trainer = Trainer(quick("two-moons", {"budget.epochs": 3}))
    survey, kept = Survey(trainer.recording, None), KeptLandscapes()
    while survey.landscape is None:
        trainer.turn()
        survey.advance()
    kept.keep(LandscapeOptions(), survey.landscape)
    assert kept.bytes == 0 and kept.recall(trainer.recording, LandscapeOptions()) is None


def test_memory_is_bounded_and_what_was_asked_for_longest_ago_goes_first(recorded: Callable[[str], Recording]) -> None:
    recording = recorded("two-moons")
    landscape = surveyed(recording)
    assert landscape.surface is not None
    paths = 24 * sum(len(path) for path in landscape.projections)
    each = landscape.surface.values.nbytes
    kept = KeptLandscapes(paths + 3 * each)
    for seed in range(3):
        surface = replace(landscape.surface, values=landscape.surface.values.copy())
        kept.keep(LandscapeOptions("random-none", seed=seed), replace(landscape, surface=surface))
    assert kept.bytes == paths + 3 * each
    assert kept.recall(recording, LandscapeOptions("random-none", seed=0)) is not None
    kept.keep(LandscapeOptions("random-none", seed=3), landscape)
    found = [kept.recall(recording, LandscapeOptions("random-none", seed=seed)) is not None for seed in range(4)]
    assert found == [True, False, True, True] and kept.bytes == paths + 3 * each
    small = KeptLandscapes(each)
    small.keep(LandscapeOptions(), landscape)
    assert small.bytes == 0 and small.recall(recording, LandscapeOptions()) is None
