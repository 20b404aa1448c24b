"""What the bar at the bottom says and draws is true: where the playhead is, and how far the run has come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from engine.recording.clock import CLOCKS, Clock, time_at
from engine.recording.lane import LaneRecording
from gui.session.frame import Frame
from gui.views.losses.curves import CurvePainter
from tests.gui.conftest import Pilot, count, pixels
from tests.gui.look.test_theme import cut_off


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
        show(ahead, replace(frame, view=replace(frame.view, clock=clock), position=1e6))
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
    monkeypatch.setattr(CurvePainter, "paint", lambda _self, _painter, row, until, *_: ends.append((row, until)))
    monkeypatch.setattr(CurvePainter, "marker", lambda *_: None)
    for rows in (frame.rows, (1, 5, 50)):  # the run may go on between a frame and its painting
        panel.show_frame(replace(frame, rows=rows), (-1.0, 1.0))
        pixels(panel)
    assert ends == [(60, pytest.approx(panel.plot.x_of(0.30))), (50, pytest.approx(panel.plot.x_of(0.25)))]


def at(pilot: Pilot, position: float, clock: Clock) -> Frame:
    """The moment at a position on a clock."""
    playhead = pilot.session.playhead
    pilot.session.look(clock=clock)
    playhead.position = position
    return pilot.session.frame()


@pytest.mark.parametrize(
    ("clock", "position", "title", "detail"),
    [
        ("updates", 2.0, "update 2 of 400", "epoch 0.01 to 2.00"),  # of 200, 32 and 1 of 200 samples
        ("updates", 1.99, "update 1 of 400", "epoch 0.00 to 1.00"),  # while it plays, it is between updates
        ("updates", 66.0, "update 66 of 400", "2 to 66 updates"),  # two lanes have ended
        ("updates", 0.0, "update 0 of 400", "epoch 0.00"),
        ("epochs", 0.29, "epoch 0.29 of 2", "0 to 58 updates"),
        ("epochs", 1.9999, "epoch 1.99 of 2", "1 to 399 updates"),
        ("epochs", 2.0, "epoch 2.00 of 2", "2 to 400 updates"),
        ("epochs", 0.005, "epoch 0.00 of 2", "0 to 1 update"),
    ],
)
def test_both_lines_hold_for_all_lanes_on_every_clock(pilot: Pilot, clock: Clock, position: float, title: str, detail: str) -> None:
    show(pilot, at(pilot, position, clock))
    assert words(pilot) == (title, detail)


def test_on_the_clock_of_seconds_the_updates_are_those_of_the_table(pilot: Pilot) -> None:
    frame = at(pilot, pilot.session.run.recording.lanes[-1].column("seconds")[200], "seconds")
    show(pilot, frame)
    updates = [reading.updates for reading in frame.readings]
    assert words(pilot)[1] == f"{min(updates)} to {max(updates)} updates" and " of " in words(pilot)[0]


def test_a_hidden_lane_does_not_count(pilot: Pilot) -> None:
    pilot.session.set_options(hidden=frozenset({"stochastic"}))
    show(pilot, at(pilot, 2.0, "epochs"))
    assert words(pilot)[1] == "2 to 14 updates"
    pilot.session.set_options(hidden=frozenset({"stochastic", "mini-batch"}))
    show(pilot, at(pilot, 1.0, "epochs"))
    assert words(pilot)[1] == "1 update"
    show(pilot, at(pilot, 2.0, "updates"))
    assert words(pilot)[1] == "epoch 2.00"


def test_long_words_are_not_cut_off(pilot: Pilot) -> None:
    for clock in CLOCKS:
        frame = replace(at(pilot, 0.0, clock), total=1e6)
        longest = [reading._replace(updates=10**6 + lane) for lane, reading in enumerate(frame.readings)]
        frame.__dict__["readings"] = tuple(longest)  # kept there by `cached_property`
        pilot.window.transport.show_figures(frame)
        assert words(pilot)[1] == "1,000,000 to 1,000,002 updates"
        assert cut_off(pilot.window.transport) == []
