"""What nobody uses any more is gone at once: garbage collection comes seldom, and holds up whoever paints."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import numpy as np
import pytest

from engine import Recording, train
from engine.landscape.options import LandscapeOptions
from engine.landscape.survey import Survey
from engine.recording.lane import LaneRecording
from tests.engine.plain import quick


@pytest.fixture(autouse=True)
def without_collector() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


def references(recording: Recording) -> list[weakref.ref[Recording | LaneRecording]]:
    return [weakref.ref(part) for part in (recording, *recording.lanes)]


@pytest.mark.parametrize("name", ["two-parameter", "two-moons", "saddle"])
def test_a_recording_goes_with_its_last_user(name: str) -> None:
    recording = train(quick(name))
    for lane in recording.lanes:
        assert np.isfinite(lane.column("x")).any() and len(lane.parameters(1))
    known = references(recording)
    del lane, recording
    assert [part() for part in known] == [None] * len(known)


def test_a_lane_knows_its_path_when_the_recording_is_gone() -> None:
    expected = train(quick("two-moons")).lane("stochastic").column("x")
    recording = train(quick("two-moons"))
    lane = recording.lane("stochastic")
    del recording
    assert np.array_equal(lane.column("x"), expected)


def test_a_survey_that_is_left_undone_lets_its_recording_go() -> None:
    recording = train(quick("two-moons"))
    survey = Survey(recording, None, LandscapeOptions())
    while not survey.is_settled:
        survey.advance()
    assert not survey.is_done  # details are under way
    survey.end()
    known = references(recording)
    del survey, recording
    assert [part() for part in known] == [None] * len(known)
