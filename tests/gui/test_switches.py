"""Clock, scale and arrangement: by key and by click, and the picture follows."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from engine.recording.clock import time_at
from gui.views.losses.loss_panel import LossPanel
from tests.gui.conftest import Pilot, pixels

both_ways = pytest.mark.parametrize("how", ["key", "click"])
KEYS = {"clock": "X", "scale": "L", "arrangement": "T"}


def switch(pilot: Pilot, name: str, value: str, how: str) -> None:
    """Get a switch to a value; a key takes the next."""
    control = getattr(pilot.window.toolbar, name)
    if how == "click":
        pilot.choose(control, value)
    else:
        for _ in range(3):
            if control.value != value:
                pilot.press(KEYS[name])
    pilot.rest()
    assert control.value == value


def panels(pilot: Pilot) -> list[LossPanel]:
    """The loss panels that can be seen."""
    return [panel for panel in pilot.losses.findChildren(LossPanel) if panel.isVisible()]


@both_ways
def test_the_clock_sets_the_axis_the_timeline_and_the_words(pilot: Pilot, how: str) -> None:
    pilot.place(100)
    recording = pilot.session.run.recording
    seconds = max(time_at(lane, "seconds", lane.updates) for lane in recording.lanes)
    line, titles = pilot.window.transport.timeline, {}
    for clock, total in (("seconds", seconds), ("updates", 400.0), ("epochs", 2.0)):
        switch(pilot, "clock", clock, how)
        assert pilot.session.playhead.clock == pilot.frame.view.clock == clock
        assert pilot.frame.rows[-1] == 100  # the lane with the most updates stays where it is
        assert len(panels(pilot)) == 3
        for panel in panels(pilot):
            assert panel.plot.bounds[:2] == (0.0, pytest.approx(total))
            assert panel.plot.getPlotItem().viewRange()[0] == pytest.approx([0.0, total])
        assert line.position_at(1e6) == pytest.approx(total)
        assert line.position == pytest.approx(time_at(recording.lanes[-1], clock, 100))
        assert line.shown_marks()[0][0] == 0.0 and 0.7 * total < line.shown_marks()[-1][0] <= total * (1 + 1e-9)
        titles[clock] = pilot.window.transport._title.text()
    assert titles["epochs"] == "epoch 0.50 of 2" and titles["updates"] == "update 100 of 400"
    assert any(unit in titles["seconds"].split() for unit in ("µs", "ms", "s"))


def test_at_the_end_every_clock_is_at_its_end(pilot: Pilot) -> None:
    pilot.press("End")
    for _ in range(3):
        pilot.press("X")
        pilot.rest()
        assert pilot.frame.rows == (2, 14, 400) and pilot.frame.position == pilot.frame.recorded


@both_ways
def test_the_scale_sets_the_axis_and_the_range(pilot: Pilot, how: str) -> None:
    pilot.window.resize(1280, 860)
    losses = np.concatenate([lane.evaluated()["train_loss"] for lane in pilot.session.run.recording.lanes])
    pictures = []
    for scale, shown in (("linear", losses), ("log", np.log10(losses)), ("linear", losses)):
        switch(pilot, "scale", scale, how)
        assert pilot.frame.view.scale == scale
        for panel in panels(pilot):
            bottom, top = panel.plot.bounds[2:]
            assert bottom <= shown.min() and shown.max() <= top
            assert shown.max() - shown.min() > 0.5 * (top - bottom)  # nor is there much room to spare
            assert panel.plot.getPlotItem().viewRange()[1] == pytest.approx([bottom, top])
            labels = [float(text) for text in panel.plot.getAxis("left").tickStrings(panel_ticks(panel), 1.0, 1.0)]
            assert len(labels) >= 3 and losses.min() / 2 < labels[-1] < losses.max() * 2
            assert (labels[0] > 0) or scale == "linear"
        pictures.append(pixels(pilot.losses))
    assert pictures[0] == pictures[2] != pictures[1]


def panel_ticks(panel: LossPanel) -> list[float]:
    bottom, top = panel.plot.bounds[2:]
    ((_, ticks),) = panel.plot.getAxis("left").tickValues(bottom, top, panel.plot.area.height())
    assert all(a < b for a, b in pairwise(ticks))
    return ticks


def test_panels_side_by_side_have_the_same_range(pilot: Pilot) -> None:
    assert len({panel.plot.bounds for panel in panels(pilot)}) == 1


@both_ways
def test_the_arrangement_sets_the_panels(pilot: Pilot, how: str) -> None:
    pilot.place(200)
    assert [panel.indices for panel in panels(pilot)] == [(0,), (1,), (2,)]
    side = pixels(pilot.losses)
    switch(pilot, "arrangement", "together", how)
    assert [panel.indices for panel in panels(pilot)] == [(0, 1, 2)]
    (together,) = panels(pilot)
    assert together.width() == pilot.losses.width()
    assert [header._figure.text() for header in together.headers] == [panel.headers[0]._figure.text() for panel in pilot.losses.side]
    switch(pilot, "arrangement", "side", how)
    assert [panel.indices for panel in panels(pilot)] == [(0,), (1,), (2,)]
    assert pixels(pilot.losses) == side
