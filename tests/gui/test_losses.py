"""What the loss panels say is what was measured, where it was measured."""

from __future__ import annotations

import numpy as np
import pytest

from engine.experiment import Experiment
from engine.recording.recording import Recording
from gui.numbers import figure, measure
from tests.engine.plain import plain_loss
from tests.gui.conftest import Launch, Pilot


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
    pilot.session.set_speed(1.0)
    pilot.press("Space")
    pilot.until(lambda: pilot.frame.rows[-1] == row and pilot.session.playhead.is_playing)
    pilot.until(lambda: f"loss {pilot.frame.readings[-1].age} updates ago" == pilot.losses.side[-1].headers[0]._caption.text())
    assert pilot.frame.readings[-1].age > 1
    assert pilot.readout._title.text() == f"Losses {max(reading.age for reading in pilot.frame.readings)} updates old"


def test_what_was_measured_of_a_run_goes_with_it(launch: Launch, moons: Recording) -> None:
    pilot = launch(moons, ready=True)
    pilot.place(unmeasured(pilot))
    assert pilot.session._measuring.newest is not None
    pilot.session.change({"lanes.stochastic.optimizer.lr": 0.02})
    pilot.until(lambda: pilot.session.run.recording is not None and pilot.session._shown is pilot.session.run)
    newest = pilot.session._measuring.newest
    assert newest is None or newest.question.recording is not moons
