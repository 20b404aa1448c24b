"""What the loss panels say is what was measured, where it was measured."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.comparison.recording import Recording
from engine.experiment import Experiment
from gui.look.numbers import figure, measure
from gui.look.theme import DARK, SMALL, font
from gui.views.losses.curve_key import AXES, KeyState
from gui.views.losses.curves import CurvePainter
from gui.views.losses.loss_panel import LossPanel
from tests.engine.plain import plain_loss
from tests.gui.conftest import Launch, Pilot, count, pixels


@pytest.fixture(scope="session")
def moons() -> Recording:
    """Of 2 + 60 + 600 updates; measuring takes so long that the last lane's losses are measured every few updates only."""
    from engine import train

    changes = {"data.n": 300, "data.validation": 3000, "lanes.mini-batch.batch_size": 10, "budget.epochs": 2}
    return train(Experiment.preset("two-moons").with_changes(changes))


def unmeasured(pilot: Pilot) -> int:
    """A row of the last lane just before an evaluation, as far from the one before as can be."""
    updates = pilot.session.run.recording.lanes[-1].evaluated()["update"]
    gap = int(np.diff(updates).argmax())
    assert updates[gap + 1] - updates[gap] > 1
    return int(updates[gap + 1]) - 1


def test_where_the_playhead_rests_figures_are_of_its_rows(launch: Launch, moons: Recording) -> None:
    pilot = launch(moons, ready=True)
    row = unmeasured(pilot)
    pilot.place(row)
    for lane, index, header in zip(moons.lanes, pilot.frame.rows, (panel.headers[0] for panel in pilot.losses.side), strict=True):
        truth = plain_loss(moons, lane.parameters(index))
        assert float(header._figure.text().replace(",", "")) == pytest.approx(truth, rel=1e-3)
        assert header._caption.text() == "training loss"
    reading = pilot.frame.readings[-1]
    assert reading.validation_loss == pytest.approx(plain_loss(moons, moons.lanes[-1].parameters(row), validation=True), rel=1e-5)
    assert pilot.readout._title.text() == "Measured here"
    assert measure(reading.validation_loss) in [cell.text() for cell in pilot.readout._cells[-1]]
    pilot.do("step", "key")
    pilot.rest()
    again = moons.lanes[-1].parameters(row + 1)
    assert pilot.frame.rows[-1] == row + 1
    assert pilot.losses.side[-1].headers[0]._figure.text() == figure(pilot.frame.readings[-1].train_loss)
    assert pilot.frame.readings[-1].train_loss == pytest.approx(plain_loss(moons, again), rel=1e-5)


def test_while_it_plays_the_age_of_the_losses_is_said(launch: Launch, moons: Recording) -> None:
    pilot = launch(moons, ready=True)
    row = unmeasured(pilot)
    pilot.place(row - 1)
    pilot.session.playback.set_speed(1.0)
    pilot.press("Space")
    pilot.until(lambda: pilot.frame.rows[-1] == row and pilot.session.playhead.is_playing)
    pilot.until(lambda: f"loss {pilot.frame.readings[-1].age} updates ago" == pilot.losses.side[-1].headers[0]._caption.text())
    assert pilot.frame.readings[-1].age > 1
    assert pilot.readout._title.text() == f"Losses {max(reading.age for reading in pilot.frame.readings)} updates old"


def test_what_was_measured_of_a_run_goes_with_it(launch: Launch, moons: Recording) -> None:
    pilot = launch(moons, ready=True)
    pilot.place(unmeasured(pilot))
    assert pilot.session.observers._measuring.newest is not None
    pilot.session.change({"lanes.stochastic.optimizer.lr": 0.02})
    pilot.until(lambda: pilot.session.run.recording is not None and pilot.session.runs.shown is pilot.session.run)
    newest = pilot.session.observers._measuring.newest
    assert newest is None or newest.question.recording is not moons


# what the panels explain, and what a hand does on them


def middle_of(panel: LossPanel, share: float) -> QPoint:
    """A place in the plot's viewport, at a share of the area's width."""
    area = panel.plot.area
    return panel.plot.mapFromScene(area.topLeft() + QPointF(share * area.width(), area.height() / 2))


def turn_wheel(panel: LossPanel, share: float, notches: int) -> None:
    """Turn the wheel over the curves."""
    place = QPointF(middle_of(panel, share))
    viewport = panel.plot.viewport()
    event = QWheelEvent(
        place, QPointF(viewport.mapToGlobal(place.toPoint())), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)


def test_a_click_on_the_curves_puts_the_playhead_there(qtbot: QtBot, pilot: Pilot) -> None:
    panel = pilot.losses.side[1]
    qtbot.mouseClick(panel.plot.viewport(), Qt.MouseButton.LeftButton, pos=middle_of(panel, 0.5))
    pilot.rest()
    assert pilot.frame.position == pytest.approx(pilot.frame.total / 2, rel=0.02)
    assert not pilot.session.playhead.is_playing


def test_the_wheel_zooms_all_clock_axes_and_two_clicks_bring_them_back(qtbot: QtBot, pilot: Pilot) -> None:
    pilot.place(100)
    panel, position = pilot.losses.side[0], pilot.frame.position
    total = pilot.frame.total
    turn_wheel(panel, 0.25, 3)
    pilot.rest()
    bounds = [each.plot.bounds for each in pilot.losses.side]
    left, right = bounds[0][:2]
    assert bounds.count(bounds[0]) == 3 and right - left == pytest.approx(total / 1.25**3)
    assert left + 0.25 * (right - left) == pytest.approx(total / 4, rel=0.03)  # what is under the pointer stays there
    turn_wheel(panel, 0.25, -9)
    pilot.rest()
    assert panel.plot.bounds[:2] == (0.0, total)
    for back in ("clicks", "key", "clock"):
        turn_wheel(panel, 0.9, 4)
        pilot.rest()
        assert panel.plot.bounds[:2] != (0.0, total) and panel.plot.bounds[1] <= total
        if back == "clicks":
            qtbot.mouseClick(panel.plot.viewport(), Qt.MouseButton.LeftButton, pos=middle_of(panel, 0.5))
            qtbot.mouseDClick(panel.plot.viewport(), Qt.MouseButton.LeftButton, pos=middle_of(panel, 0.5))
        elif back == "key":
            pilot.press("F")
        else:
            pilot.session.look(clock="updates")
        pilot.rest()
        assert panel.plot.bounds[:2] == (0.0, pilot.frame.total)
        assert back == "clock" or pilot.frame.position == position  # the first of two clicks moves nothing


def test_the_pointer_reads_the_losses(qtbot: QtBot, pilot: Pilot, recorded: Recording, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[list[str]] = []
    monkeypatch.setattr("gui.views.losses.loss_panel.paint_read_out", lambda painter, area, place, lines, theme: said.append(list(lines)))
    pilot.session.look(clock="updates")
    pilot.press("End")
    pilot.rest()
    panel, lane = pilot.losses.side[2], recorded.lanes[2]
    qtbot.mouseMove(panel.plot.viewport(), middle_of(panel, 0.5))
    pilot.until(lambda: said)
    row = int(said[-1][0].removeprefix("update "))
    assert row == pytest.approx(200, abs=3)
    evaluations = lane.evaluations
    at = int(np.flatnonzero(evaluations.update <= row)[-1])
    assert said[-1][1].startswith(f"training {measure(evaluations.train_loss[at])}")
    assert said[-1][2].startswith(f"validation {measure(evaluations.validation_loss[at])}")
    assert said[-1][3] == f"next batch {measure(lane.column('loss')[row + 1])}"
    pilot.session.look(arrangement="together")
    pilot.rest()
    said.clear()
    assert pilot.losses.together is not None
    qtbot.mouseMove(pilot.losses.together.plot.viewport(), middle_of(pilot.losses.together, 0.5))
    pilot.until(lambda: said)
    assert [line.split()[0] for line in said[-1][1:]] == [lane.lane.title.split()[0] for lane in recorded.lanes]


def test_panels_explain_their_lines_and_axes(pilot: Pilot) -> None:
    pilot.window.resize(1920, 1080)
    pilot.rest()
    full, _, stochastic = pilot.losses.side
    assert stochastic.plot._titles == ("", "loss")
    assert full.key.words == ("training loss", "single batches", "validation loss")
    for clock, axes in AXES.items():
        pilot.session.look(clock=clock)
        pilot.rest()
        assert {full.key.axis, stochastic.key.axis} <= set(axes)
    assert all("seconds" in axis for axis in AXES["seconds"])
    stochastic.key.show_state(KeyState("#123456", "epochs", shows_means=True, shows_bands=True))
    assert stochastic.key.words == ("training loss, mean", "batches 5–95%, 25–75%", "validation loss")
    image = pixels(stochastic.key)
    for clock in AXES:  # in a small panel, too, nothing runs into what the axis counts
        stochastic.key.resize(270, 16)
        stochastic.key.show_state(KeyState("#123456", clock, shows_means=True, shows_bands=True))
        metrics = QFontMetricsF(font(SMALL))
        assert sum(map(metrics.horizontalAdvance, (*stochastic.key.words, stochastic.key.axis))) < 270 - 3 * 33
        assert clock in stochastic.key.axis
    assert count(image, "#123456") > 20


def test_together_validation_lines_have_their_lanes_colour(pilot: Pilot, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, str]] = []
    paint = CurvePainter.paint
    monkeypatch.setattr(
        CurvePainter, "paint",
        lambda self, painter, row, until, pens, here: (
            seen.append((pens.train.color().name(), pens.validation.color().name())), paint(self, painter, row, until, pens, here),
        )[1],
    )  # fmt: skip
    pilot.place(100)
    assert {validation for _, validation in seen} == {DARK.text_secondary.lower()}
    seen.clear()
    pilot.session.look(arrangement="together")
    pilot.rest()
    assert {train for train, _ in seen} == {style.color.lower() for style in DARK.lanes[:3]}
    assert all(train == validation for train, validation in seen)
