"""What the bar at the bottom says and draws is true: where the playhead is, and how far the run has come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from engine.recording.clock import CLOCKS, time_at
from engine.recording.lane import LaneRecording
from gui.frame import Frame
from gui.views.curves import CurvePainter
from tests.gui.conftest import Pilot, count, pixels
from tests.gui.test_theme import cut_off


def words(pilot: Pilot) -> tuple[str, str]:
    """The two lines beside the timeline."""
    return pilot.window.transport._title.text(), pilot.window.transport._detail.text()


def show(pilot: Pilot, frame: Frame) -> None:
    """Draw a frame and its figures."""
    pilot.window.show_frame(frame)
    pilot.window.show_figures(frame)


@pytest.fixture
def ahead(pilot: Pilot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pilot]:
    """A playhead at the end of a run of which little is there: the lanes have made 1, 5 and 60 updates."""
    lanes = pilot.session.run.recording.lanes
    pilot.press("End")
    pilot.rest()
    made = dict(zip((id(lane) for lane in lanes), (1, 5, 60), strict=True))
    with monkeypatch.context() as patch:
        patch.setattr(LaneRecording, "updates", property(lambda lane: made[id(lane)]))
        patch.setattr(LaneRecording, "is_over", False)
        yield pilot


def behind(pilot: Pilot) -> Frame:
    """The moment at which the playhead waits."""
    return replace(pilot.frame, rows=pilot.session.playhead.rows())


def test_while_the_playhead_waits_the_words_say_how_far_the_run_has_come(ahead: Pilot) -> None:
    frame = behind(ahead)
    assert (frame.position, frame.rows) == (2.0, (1, 5, 60))
    show(ahead, frame)
    assert words(ahead) == ("computed to epoch 0.30", "the playhead waits at 2.00")
    for clock in CLOCKS:
        show(ahead, replace(frame, clock=clock, position=1e6))
        reached = min(time_at(lane, clock, lane.updates) for lane in frame.lanes)
        assert ahead.frame.reached == reached and words(ahead)[0].startswith("computed to ")
        assert cut_off(ahead.window.transport) == []


def test_the_timeline_is_filled_as_far_as_the_run_has_come_and_its_knob_is_hollow(ahead: Pilot) -> None:
    line = ahead.window.transport.timeline
    show(ahead, behind(ahead))
    picture, theme = pixels(line), line.theme
    middle = round(line._middle)
    assert line.is_ahead and line.position == 2.0
    assert picture.pixelColor(round(line.x_of(0.2)), middle).name() == theme.text.lower()
    assert picture.pixelColor(round(line.x_of(1.0)), middle).name() == theme.line.lower()
    assert picture.pixelColor(round(line.x_of(2.0)), middle).name() == theme.card.lower()
    line.set_computed(2.0)
    assert not line.is_ahead and count(pixels(line), theme.text) > count(picture, theme.text)
    assert pixels(line).pixelColor(round(line.x_of(2.0)), middle).name() == theme.text.lower()


def test_curves_end_where_the_run_has_come_to(ahead: Pilot, monkeypatch: pytest.MonkeyPatch) -> None:
    frame, ends = behind(ahead), []
    panel = ahead.losses.side[2]
    monkeypatch.setattr(CurvePainter, "paint", lambda _self, _painter, row, until, _pens: ends.append((row, until)))
    monkeypatch.setattr(CurvePainter, "marker", lambda *_: None)
    for rows in (frame.rows, (1, 5, 50)):  # the run may go on between a frame and its painting
        panel.show_frame(replace(frame, rows=rows), (-1.0, 1.0))
        pixels(panel)
    assert ends == [(60, pytest.approx(panel.plot.x_of(0.30))), (50, pytest.approx(panel.plot.x_of(0.25)))]
