"""Play, step, seek, loop, backwards, faster: each by key and, where there is one, by button."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from engine.experiment import Experiment
from engine.recording.clock import row_at, time_at
from engine.recording.playhead import FASTEST, SLOWEST
from gui.session.session import Session
from gui.widgets.slider import ValueSlider
from gui.widgets.track import SliderTrack
from tests.gui.conftest import Launch, Pilot, pixels, small

both_ways = pytest.mark.parametrize("how", ["key", "button"])
ENDS = (2, 14, 400)  # rows of the lanes at the end of `recorded`


def look(pilot: Pilot) -> tuple[QImage, QImage]:
    return pixels(pilot.surface), pixels(pilot.losses)


# play and pause


@both_ways
def test_play_and_pause(pilot: Pilot, how: str) -> None:
    pilot.do("play", how)
    assert pilot.session.playhead.is_playing
    assert pilot.window.transport.buttons["play"].icon_name == "pause"
    pilot.until(lambda: pilot.frame.rows[-1] >= 2)
    pilot.do("play", how)
    assert not pilot.session.playhead.is_playing
    assert pilot.window.transport.buttons["play"].icon_name == "play"
    pilot.rest()
    stochastic = pilot.frame.lanes[-1]
    assert pilot.frame.position == time_at(stochastic, "epochs", pilot.frame.rows[-1])


def test_playing_ends_at_the_end_and_begins_again_from_there(pilot: Pilot) -> None:
    pilot.place(395)
    pilot.session.playback.set_speed(1000)
    pilot.press("Space")
    pilot.rest()
    assert pilot.frame.rows == ENDS and not pilot.session.playhead.is_playing
    assert pilot.window.transport.buttons["play"].icon_name == "play"
    pilot.frames.clear()
    pilot.session.playback.set_speed(SLOWEST)
    pilot.press("Space")
    pilot.until(lambda: pilot.frames)
    assert pilot.session.playhead.is_playing and pilot.frame.rows[-1] < 20


# steps


@pytest.mark.parametrize(
    ("start", "how"),
    [(0, "key"), (0, "button"), (98, "button"), (253, "key")],
    ids=["from the start by key", "from the start by button", "at the end of a mini-batch", "over the end of a trail's block"],
)
def test_as_many_steps_back_as_forward_give_the_same_frame_and_pixels(pilot: Pilot, start: int, how: str) -> None:
    pilot.place(start)
    pilot.session.playback.step(1)  # steps pause; from here on only steps are made
    pilot.session.playback.step(-1)
    pilot.rest()
    before, picture = pilot.frame, look(pilot)
    for _ in range(5):
        pilot.do("step", how)
        pilot.rest()
    assert pilot.frame.rows[-1] == start + 5
    assert [new != old for new, old in zip(look(pilot), picture, strict=True)] == [True, True]
    for _ in range(5):
        pilot.do("step-back", how)
        pilot.rest()
    assert (pilot.frame.rows, pilot.frame.position) == (before.rows, before.position)
    assert look(pilot) == picture


def test_a_place_looks_the_same_wherever_one_comes_from(launch: Launch) -> None:
    """Trails are painted in blocks of 256 updates: 600 are two whole blocks and a part."""
    pilot = launch(small(budget__epochs=15), ready=True)
    pictures = []
    for other in (0, 254, 262, 600):
        pilot.place(other)
        pilot.place(258)
        pictures.append(look(pilot))
    assert pictures.count(pictures[0]) == 4


def test_steps_stop_at_both_ends(pilot: Pilot) -> None:
    pilot.press(",")
    pilot.rest()
    assert pilot.frame.rows == (0, 0, 0)
    pilot.place(400)
    pilot.press(".")
    pilot.rest()
    assert pilot.frame.rows == ENDS


def test_a_step_pauses(pilot: Pilot) -> None:
    for name in ("step", "step-back"):
        for how in ("key", "button"):
            pilot.press("Space")
            assert pilot.session.playhead.is_playing
            pilot.do(name, how)
            assert not pilot.session.playhead.is_playing


@pytest.mark.parametrize("clock", ["updates", "seconds"])
def test_steps_on_the_other_clocks(pilot: Pilot, clock: str) -> None:
    pilot.place(40)
    pilot.session.look(clock=clock)
    pilot.rest()
    before, picture = pilot.frame, look(pilot)
    for key in (".", ".", ",", ","):
        pilot.press(key)
        pilot.rest()
    assert (pilot.frame.rows, pilot.frame.position) == (before.rows, before.position)
    assert look(pilot) == picture


# the timeline


def test_the_timeline_seeks_to_the_last_update_at_or_before(pilot: Pilot) -> None:
    line = pilot.window.transport.timeline
    for wanted in (1.0, 0.7524, 1.99, 0.0):
        line.sought.emit(wanted)
        pilot.rest()
        assert pilot.frame.rows == tuple(row_at(lane, "epochs", wanted) for lane in pilot.frame.lanes)
        assert wanted - 1 / 200 < pilot.frame.position <= wanted
        assert line.position == pilot.frame.position


def test_dragging_on_the_timeline_scrubs_forth_and_back(qtbot: QtBot, pilot: Pilot) -> None:
    line = pilot.window.transport.timeline
    middle = line.height() // 2
    qtbot.mousePress(line, Qt.MouseButton.LeftButton, pos=QPoint(round(line.x_of(0.0)), middle))
    for wanted in (0.5, 1.5, 1.0, 0.25):
        x = round(line.x_of(wanted))
        qtbot.mouseMove(line, QPoint(x, middle))
        pilot.rest()
        assert pilot.frame.rows[-1] == row_at(pilot.frame.lanes[-1], "epochs", line.position_at(x))
    qtbot.mouseRelease(line, Qt.MouseButton.LeftButton, pos=QPoint(x, middle))
    qtbot.mouseMove(line, QPoint(round(line.x_of(2.0)), middle))
    pilot.rest()
    assert pilot.frame.rows[-1] == row_at(pilot.frame.lanes[-1], "epochs", line.position_at(x))  # the hand is off


# epochs, start and end


def test_epochs(pilot: Pilot) -> None:
    for how in ("key", "button"):
        pilot.place(50)
        visited = []
        for name in ("next-epoch", "next-epoch", "next-epoch", "previous-epoch", "previous-epoch", "previous-epoch"):
            pilot.do(name, how)
            pilot.rest()
            visited.append(pilot.frame.rows)
        assert visited == [(1, 7, 200), ENDS, ENDS, (1, 7, 200), (0, 0, 0), (0, 0, 0)], how


def test_to_the_end_and_to_the_start(pilot: Pilot) -> None:
    for how in ("key", "button"):
        pilot.do("to-end", how)
        pilot.rest()
        assert pilot.frame.rows == ENDS and pilot.frame.position == pilot.frame.recorded == 2.0, how
        pilot.do("to-start", how)
        pilot.rest()
        assert pilot.frame.rows == (0, 0, 0) and pilot.frame.position == 0.0, how


def test_at_the_end_of_a_growing_run_the_playhead_stays_with_it(launch: Launch) -> None:
    pilot = launch(small(budget__epochs=24, stepper="autograd"))
    pilot.until(lambda: pilot.frames and pilot.frame.recording is not None)
    pilot.do("to-end", "button")
    assert pilot.session.playhead.follows
    pilot.frames.clear()
    pilot.rest()
    assert pilot.frame.rows == (24, 120, 960) and pilot.frame.position == 24.0
    positions = [frame.position for frame in pilot.frames]
    assert len(set(positions)) > 2 and positions == sorted(positions)  # it is there, on the way, and at the end


def test_after_following_to_the_end_play_begins_again_and_plays(launch: Launch) -> None:
    pilot = launch(small(budget__epochs=16, stepper="autograd"))
    pilot.until(lambda: pilot.frames and pilot.frame.recording is not None)
    pilot.press("End")
    assert pilot.session.playhead.follows
    pilot.rest()
    pilot.session.playback.set_speed(SLOWEST)
    pilot.frames.clear()
    pilot.press("Space")
    pilot.until(lambda: pilot.frames)
    assert pilot.session.playhead.is_playing
    assert pilot.frame.rows[-1] < 20


def test_to_the_end_while_pytorch_is_loading_waits_for_the_first_update_and_follows() -> None:
    session = Session(small())
    try:
        session.playback.to_end()
        assert session.playhead.is_playing and session.playhead.follows
    finally:
        session.close()


# loop, backwards


@both_ways
def test_loop(pilot: Pilot, how: str) -> None:
    button = pilot.button("loop")
    pilot.do("loop", how)
    assert pilot.session.playhead.loops and button.isChecked() and pilot.action("loop").isChecked()
    pilot.session.playback.set_speed(2000)
    pilot.press("Space")
    pilot.frames.clear()
    for _ in range(2):
        pilot.until(lambda: pilot.frames and pilot.frame.rows[-1] > 250)
        pilot.until(lambda: pilot.frame.rows[-1] < 150)
    assert pilot.session.playhead.is_playing
    pilot.do("loop", how)
    assert not pilot.session.playhead.loops and not button.isChecked() and not pilot.action("loop").isChecked()
    pilot.rest()
    assert pilot.frame.rows == ENDS


def test_a_loop_shows_its_end_before_it_begins_again(pilot: Pilot) -> None:
    pilot.press("O")
    pilot.session.playback.set_speed(FASTEST)
    pilot.frames.clear()
    pilot.press("Space")
    pilot.until(lambda: {frame.rows for frame in pilot.frames} >= {(0, 0, 0), ENDS})


def test_backwards(pilot: Pilot) -> None:
    pilot.place(200)
    pilot.session.playback.set_speed(200)
    pilot.frames.clear()
    pilot.press("B")
    assert pilot.session.playhead.is_playing and pilot.action("backwards").isChecked()
    pilot.rest()
    assert pilot.frame.rows == (0, 0, 0) and not pilot.session.playhead.is_playing
    positions = [frame.position for frame in pilot.frames]
    assert positions == sorted(positions, reverse=True) and len(set(positions)) > 3
    pilot.press("B")
    assert pilot.session.playhead.is_playing and not pilot.action("backwards").isChecked()
    pilot.until(lambda: pilot.frame.rows[-1] > 0)


# speed


def test_faster_and_slower_within_bounds(pilot: Pilot) -> None:
    playhead, slider = pilot.session.playhead, pilot.window.transport.speed
    pilot.session.playback.set_speed(50)
    for key, speed in (("+", 100), ("=", 200), ("-", 100)):
        pilot.press(key)
        assert playhead.speed == slider.value == speed
    for key, bound in (("+", FASTEST), ("-", SLOWEST)):
        for _ in range(25):
            pilot.press(key)
        assert playhead.speed == slider.value == bound


def test_speed_is_what_the_playhead_plays_at(pilot: Pilot) -> None:
    pilot.session.playback.set_speed(100)
    for _ in range(4):
        pilot.session.playhead.is_playing = True
        pilot.session.advance(0.25)
    assert pilot.session.frame().rows[-1] == pytest.approx(100, abs=1)


def test_a_typed_speed(pilot: Pilot) -> None:
    slider = pilot.window.transport.speed
    pilot.type(slider, "123")
    assert pilot.session.playhead.speed == slider.value == 123
    for wrong in ("fast", "0", "-5"):
        pilot.type(slider, wrong)
        assert pilot.session.playhead.speed == slider.value == 123
        assert slider.message.error == "a number of updates a second"
    pilot.type(slider, "60")
    assert pilot.session.playhead.speed == 60 and slider.message.error is None


# the keyboard belongs to whoever has it


def test_typing_a_number_moves_nothing_else(qtbot: QtBot, pilot: Pilot) -> None:
    pilot.place(100)
    field = pilot.window.form.fields["lanes.stochastic.optimizer.lr"]
    assert isinstance(field, ValueSlider)
    field.start_typing()
    pilot.until(field._edit.hasFocus)
    for key in ("0", ".", "0", "-", "=", ",", "Left", "Right", "Home", "End", "Space", "K", "N", "R"):
        pilot.press(key)
    pilot.rest()
    assert pilot.frame.rows[-1] == 100 and pilot.session.playhead.speed == pytest.approx(400 / 24)
    assert pilot.session.run.phase == "finished"  # no reset, no new seed
    pilot.press("Esc")


def test_arrow_keys_belong_to_the_slider_that_has_the_focus(pilot: Pilot) -> None:
    pilot.place(100)
    field = pilot.window.form.fields["lanes.*.optimizer.momentum"]
    track = field.findChild(SliderTrack)
    track.setFocus(Qt.FocusReason.TabFocusReason)
    pilot.until(track.hasFocus)
    pilot.press("Right")
    assert pilot.session.experiment.get("lanes.*.optimizer.momentum")[0] > 0
    assert pilot.session.playhead.position == 0.5


def test_arrow_keys_belong_to_the_switch_that_has_the_focus(pilot: Pilot) -> None:
    pilot.place(100)
    segment = pilot.window.toolbar.arrangement.segments[0]
    segment.setFocus(Qt.FocusReason.TabFocusReason)
    pilot.until(segment.hasFocus)
    pilot.press("Right")
    assert pilot.session.view.arrangement == "together"
    assert pilot.session.playhead.position == 0.5


def test_space_presses_the_button_that_has_the_focus(pilot: Pilot) -> None:
    pilot.window.form.rows.link.setFocus(Qt.FocusReason.TabFocusReason)
    pilot.until(pilot.window.form.rows.link.hasFocus)
    pilot.press("Space")
    assert not pilot.window.form.rows.link.isChecked()
    assert not pilot.session.playhead.is_playing


# intentions that go together


def test_reset_plays_forwards_from_the_start_also_after_playing_backwards(pilot: Pilot) -> None:
    pilot.place(300)
    pilot.press("B")
    pilot.frames.clear()
    pilot.press("R")
    pilot.until(lambda: pilot.frames and pilot.frame.recording is pilot.session.run.recording)
    assert pilot.session.playhead.is_playing and pilot.session.playhead.direction == 1


def test_another_experiment_begins_at_its_start_also_after_following(launch: Launch) -> None:
    pilot = launch(small(budget__epochs=16, stepper="autograd"))
    pilot.until(lambda: pilot.frames and pilot.frame.recording is not None)
    pilot.press("End")
    assert pilot.session.playhead.follows
    pilot.session.open(Experiment.preset("two-moons"))
    playhead = pilot.session.playhead
    assert (playhead.position, playhead.is_playing, playhead.follows) == (0.0, True, False)
