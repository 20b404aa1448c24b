"""The window as a whole: it plays by itself, rests when nothing moves, and leaves nothing behind."""

from __future__ import annotations

import gc
import sys

import pytest

from engine.comparison.recording import Recording
from gui.look.numbers import figure
from gui.look.theme import DARK
from gui.views.readout.view import ROWS
from tests.gui.conftest import Launch, Pilot, count, pixels

PLANNED = (4, 20, 160)  # updates of the small experiment


def test_the_first_window_plays_by_itself_to_the_end(launch: Launch) -> None:
    pilot = launch()
    assert pilot.session.playhead.is_playing
    pilot.until(lambda: pilot.frames and pilot.frame.rows and pilot.frame.rows[-1] > 0)  # nobody has touched anything
    pilot.session.playback.set_speed(2000)
    pilot.rest()
    assert pilot.frame.rows == PLANNED
    rows = [frame.rows for frame in pilot.frames if frame.rows]
    assert rows[0] == (0, 0, 0) or max(rows[0]) < 10
    assert all(list(lane) == sorted(lane) for lane in zip(*rows, strict=True))


def test_balls_trails_curves_and_figures_are_there(pilot: Pilot) -> None:
    pilot.place(150)
    surface, losses = pixels(pilot.surface), pixels(pilot.losses)
    for lane, header in enumerate(panel.headers[0] for panel in pilot.losses.side):
        color = DARK.lanes[lane].color
        assert count(surface, color) > 150  # the ball alone has some 280
        assert count(losses, color) > 100
        assert header._figure.text() == figure(pilot.frame.readings[lane].train_loss)
        assert [cell.text() for cell in pilot.readout._cells[lane]] == [text(pilot.frame.readings[lane]) for _, _, text in ROWS]
    assert count(surface, DARK.lanes[2].color) > 400  # 150 updates leave a trail


def test_figures_follow_the_playhead(pilot: Pilot) -> None:
    shown = set()
    for updates in (0, 64, 400):
        pilot.place(updates)
        shown.add(tuple(pilot.texts()))
        assert f"{updates:,}" in (cells[0].text() for cells in pilot.readout._cells[2:])
    assert len(shown) == 3


def test_closing_ends_both_threads(launch: Launch) -> None:
    pilot = launch()
    assert pilot.threads == ["engine", "surveyor"]
    pilot.window.close()
    assert pilot.threads == []


def test_closing_twice_does_no_harm(launch: Launch) -> None:
    pilot = launch()
    assert pilot.window.close()
    assert pilot.window.close()


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="from CPython 3.12 on None is immortal and has no count")
def test_painting_takes_no_references_from_none(pilot: Pilot) -> None:
    """PySide6 6.12.0 lost one at each path it drew, until CPython aborted."""
    pilot.window.resize(1240, 680)
    pilot.place(300)

    def repaint(times: int) -> None:
        for _ in range(times):
            pilot.window.grab()
        gc.collect()

    repaint(10)
    before = sys.getrefcount(None)
    repaint(200)
    assert abs(sys.getrefcount(None) - before) <= 20


def test_two_windows_stand_side_by_side(launch: Launch, recorded: Recording) -> None:
    first, second = launch(recorded, ready=True), launch(recorded, ready=True)
    first.place(20)
    second.place(30)
    assert (first.frame.rows[-1], second.frame.rows[-1]) == (20, 30)
