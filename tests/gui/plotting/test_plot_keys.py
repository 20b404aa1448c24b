"""The plots without a mouse: Tab reaches them, a cross reads, starts, seeks, zooms and pans, and they say in words what they show."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication

from gui.look.numbers import figure
from gui.plotting.plot import Plot
from gui.session.frame_words import lanes_in_words
from gui.views.losses import loss_panel
from gui.views.surface import picture
from gui.views.surface.terrain import height_at
from tests.gui.conftest import Pilot, pixels


@pytest.fixture
def middle(pilot: Pilot) -> Pilot:
    pilot.place(150)
    return pilot


def tab_to(pilot: Pilot, plot: Plot) -> None:
    """Press Tab until a plot has the keyboard."""
    for _ in range(100):
        if plot.hasFocus():
            return
        pilot.press("Tab")
    raise AssertionError("Tab does not get there")


def cross(pilot: Pilot) -> QPointF:
    pointer = pilot.surface.interaction.pointer
    assert pointer is not None
    return pointer


def test_a_start_is_set_with_keys_alone(middle: Pilot) -> None:
    run, plot = middle.session.run, middle.surface.plot
    tab_to(middle, plot)
    begin, area = cross(middle), plot.area
    assert (begin.x(), begin.y()) == (area.width() / 2, area.height() / 2)
    for key in ("Right", "Right", "Right", "Up", "Shift+Left", "Left", "Down", "Down", "Shift+Up"):
        middle.press(key)
    moved = cross(middle)
    assert moved.x() - begin.x() == pytest.approx((0.02 - 0.1) * area.width())
    assert moved.y() - begin.y() == pytest.approx((0.01 - 0.1) * area.height())
    place = plot.data_at(moved)
    middle.press("Return")
    assert middle.session.run is not run
    middle.ready()
    assert middle.session.experiment.start == pytest.approx(place)


def test_the_cross_stays_in_the_picture(middle: Pilot) -> None:
    plot = middle.surface.plot
    tab_to(middle, plot)
    for key in ["Shift+Left", "Shift+Up"] * 7:
        middle.press(key)
    assert cross(middle) == QPointF(0, 0)
    middle.press("Right")
    assert cross(middle).toTuple() == pytest.approx((0.01 * plot.area.width(), 0))
    for key in ["Shift+Right", "Shift+Down"] * 12:
        middle.press(key)
    assert cross(middle).toTuple() == (plot.area.width() - 1, plot.area.height() - 1)


def test_a_zoom_is_made_about_the_cross_and_moved_with_keys_alone(middle: Pilot) -> None:
    plot, position, speed = middle.surface.plot, middle.session.playhead.position, middle.session.playhead.speed
    tab_to(middle, plot)
    middle.press("Shift+Right")
    place, (left, right, bottom, top) = plot.data_at(cross(middle)), plot.bounds
    middle.press("+")
    assert plot.data_at(cross(middle)) == pytest.approx(place)
    assert (plot.bounds[1] - plot.bounds[0]) == pytest.approx((right - left) / 1.25)
    middle.press("-")
    assert plot.bounds == pytest.approx((left, right, bottom, top))
    middle.press("Ctrl+Right")
    middle.press("Ctrl+Up")
    across, up = 0.1 * (right - left), 0.1 * (top - bottom)
    assert plot.bounds == pytest.approx((left + across, right + across, bottom + up, top + up))
    assert (middle.session.playhead.position, middle.session.playhead.speed) == (position, speed)  # the keys were the plot's


def test_the_playhead_is_put_and_a_run_played_with_keys_alone(middle: Pilot) -> None:
    panel = middle.losses.side[1]
    tab_to(middle, panel.plot)
    for key in ("Shift+Left", "Right"):
        middle.press(key)
    assert panel.interaction.pointer is not None
    place = panel.plot.data_at(panel.interaction.pointer)[0]
    middle.press("Return")
    assert middle.session.playhead.position == pytest.approx(place)
    middle.press("+")
    assert panel.span is not None and panel.span[1] - panel.span[0] == pytest.approx(middle.frame.total / 1.25)
    middle.press("Escape")
    assert QApplication.focusWidget() is middle.window and panel.interaction.pointer is None
    middle.press("Space")
    middle.until(lambda: middle.session.playhead.position > place)


def test_keys_of_the_window_stay_its_own_until_a_plot_is_entered_and_after_it_was_left(middle: Pilot) -> None:
    playhead, plot = middle.session.playhead, middle.surface.plot
    position, speed, bounds = playhead.position, playhead.speed, plot.bounds
    middle.press("Right")
    middle.press("+")
    assert playhead.position > position and playhead.speed == 2 * speed and plot.bounds == bounds
    tab_to(middle, plot)
    middle.press("L")  # a letter means nothing to a plot
    assert middle.session.view.scale == "linear"
    middle.press("Escape")
    middle.press("Left")
    assert playhead.position == position


def test_what_is_at_the_cross_is_read_out_in_the_picture(middle: Pilot, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[list[str]] = []
    for module in (picture, loss_panel):
        monkeypatch.setattr(module, "paint_read_out", lambda _painter, _area, _place, lines, _theme: read.append(list(lines)))
    view = middle.surface.pictures.shown[0]
    before = pixels(view.plot)
    tab_to(middle, view.plot)
    middle.press("Shift+Right")
    assert pixels(view.plot) != before
    expected = height_at(middle.frame.landscape.surface, *view.plot.data_at(cross(middle)))
    assert read[-1][1] == f"training loss {figure(expected)}"
    panel = middle.losses.side[0]
    tab_to(middle, panel.plot)
    pixels(panel.plot)
    assert read[-1][1].startswith("training ")
    middle.press("Escape")
    assert pixels(view.plot) == before


def test_plots_say_in_words_what_they_show(middle: Pilot) -> None:
    lanes, frame = middle.frame.lanes, middle.frame
    losses = [figure(reading.train_loss) for reading in frame.readings]
    panel = middle.losses.side[2]
    panel.plot.describe()
    assert panel.plot.accessibleName() == "Losses of Stochastic"
    assert panel.plot.accessibleDescription().startswith(f"Training loss at epoch {frame.position:.2f}: Stochastic {losses[2]}, ")
    tab_to(middle, middle.surface.plot)  # who comes there is told at once
    words = middle.surface.plot.accessibleDescription()
    assert words.startswith("The training loss over slope from −") and all(lane.lane.title in words for lane in lanes)
    assert all(loss in words for loss in losses)
    middle.session.set_options(small_multiples=True)
    middle.rest()
    assert [each.plot.accessibleName() for each in middle.surface.pictures.shown] == [
        f"Loss surface of {lane.lane.title}" for lane in lanes
    ]


def test_a_trend_is_that_of_the_last_tenth_of_the_updates(middle: Pilot) -> None:
    middle.press("End")
    middle.rest()
    frame, expected = middle.frame, []
    for lane, row in zip(frame.lanes, frame.rows, strict=True):
        measured = lane.evaluated()
        now, before = (
            float(measured["train_loss"][np.nonzero(measured["update"] <= at)[0][-1]]) for at in (row, row - int(np.ceil(row / 10)))
        )
        change = (now - before) / before
        word = "level" if abs(change) <= 0.01 else "falling" if change < 0 else "rising"
        expected.append(f"{lane.lane.title} {figure(now)}, {word}")
    assert lanes_in_words(frame, range(3)) == "; ".join(expected) and "falling" in expected[0]


def test_a_description_changes_at_most_once_a_second(middle: Pilot) -> None:
    plot, asked = middle.surface.plot, list[int]()
    plot._describe.stop()
    plot.in_words = lambda: f"{asked.append(0) or len(asked)} times"  # type: ignore[func-returns-value]
    for _ in range(5):
        plot.describe_soon()
    assert plot._describe.interval() == 1000 and not asked
    middle.until(lambda: asked)
    assert plot.accessibleDescription() == "1 times" and not plot._describe.isActive()


def test_only_tab_leads_into_a_plot(middle: Pilot) -> None:
    plots = [plot for plot in middle.window.findChildren(Plot) if plot.isVisible()]
    assert len(plots) == 4 and all(plot.focusPolicy() == Qt.FocusPolicy.TabFocus for plot in plots)
    middle.click(middle.surface.plot.viewport())
    assert not middle.surface.plot.hasFocus()
