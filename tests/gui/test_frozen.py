"""A run that is frozen stays in the loss panels, named, while another one is tried."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QColor

from engine import train
from engine.experiment import Experiment, describe_differences, differences
from gui.look.theme import DARK
from gui.views.losses.loss_panel import _FROZEN
from gui.widgets.painting import blend
from tests.gui.conftest import Launch, Pilot, count, pixels, small

BATCH, RATE = "lanes.mini-batch.batch_size", "lanes.mini-batch.optimizer.lr"


def drawn(pilot: Pilot, lane: int) -> int:
    """Pixels of a lane's panel in the colour of a frozen run."""
    return count(pixels(pilot.losses.side[lane].plot), QColor(blend(DARK.card, DARK.lanes[lane].color, _FROZEN)).name())


def test_a_frozen_run_stays_while_others_come_and_go(launch: Launch) -> None:
    pilot = launch(small(budget__epochs=40), ready=True)
    first = pilot.session.run.recording
    pilot.press("Z")
    pilot.rest()
    assert pilot.session.frozen is first and pilot.action("freeze").isChecked()
    assert pilot.frame.behind == ()  # it is still what is played
    for seed in (3, 4):
        pilot.session.change({"seed": seed})
        pilot.ready()
        assert pilot.frame.frozen is first and pilot.frame.behind == (first,)
    seen = [drawn(pilot, lane) for lane in range(3)]
    pilot.press("Z")
    pilot.rest()
    assert pilot.frame.frozen is None
    assert all(seen[lane] > drawn(pilot, lane) + 20 for lane in range(3))  # where a curve is antialiased, it has that colour, too


def test_another_experiment_lets_it_go(launch: Launch) -> None:
    pilot = launch(ready=True)
    pilot.press("Z")
    pilot.session.open(Experiment.preset("bowl"))
    assert pilot.session.frozen is None
    pilot.ready()
    assert pilot.frame.frozen is None


def test_a_frozen_run_with_higher_losses_fits_the_panels(launch: Launch) -> None:
    pilot = launch(small(budget__epochs=10), ready=True)
    _, high = pilot.losses._bounds.of(pilot.frame)
    pilot.press("Z")
    pilot.session.change({"data.noise": 0.01, "model.start": (1.0, 0.5)})
    pilot.ready()
    assert pilot.losses._bounds.of(pilot.frame)[1] >= high


def test_curves_of_another_run_belong_to_the_lanes_of_their_names(launch: Launch) -> None:
    pilot = launch(small(budget__epochs=40), ready=True)
    without = [drawn(pilot, lane) for lane in range(3)]
    raw = small(budget__epochs=40, seed=3).model_dump()
    others = train(Experiment.model_validate(raw | {"lanes": [raw["lanes"][2], raw["lanes"][0] | {"name": "another"}, raw["lanes"][1]]}))
    frame = replace(pilot.frame, frozen=others)
    assert frame.lanes_of(others) == {1: others.lanes[2], 2: others.lanes[0]}
    pilot.window.show_frame(frame)
    more = [drawn(pilot, lane) - before for lane, before in enumerate(without)]
    assert more[0] == 0 and min(more[1:]) > 20
    assert [pilot.losses.side[lane]._frozen_words(frame) for lane in range(3)] == ["", "frozen: seed 3", "frozen: seed 3"]


def test_what_a_frozen_run_is_hides_little_of_the_curves_and_is_told_whole(launch: Launch) -> None:
    pilot = launch(small(), ready=True)
    pilot.window.resize(1280, 720)
    pilot.press("Z")
    pilot.session.change({"seed": 3, "data.noise": 0.5, RATE: 0.2, BATCH: 16, "lanes.mini-batch.optimizer.momentum": 0.5})
    pilot.ready()
    panel = pilot.losses.side[1]
    words = panel._frozen_words(pilot.frame)
    assert panel.plot.toolTip() == words  # too many for the lines there is room for
    pilot.window.resize(1920, 1080)
    pilot.rest()
    assert panel.plot.toolTip() == ""
    pilot.press("Z")
    pilot.window.resize(1280, 720)
    pilot.rest()
    assert panel.plot.toolTip() == ""


def test_differences_are_the_inputs_that_were_changed() -> None:
    experiment = Experiment.preset("two-parameter")
    changed = experiment.with_changes({BATCH: 16, RATE: 0.2, "seed": 3, "title": "Another name", "budget.updates": 50})
    assert differences(experiment, experiment) == {}
    assert differences(changed, experiment) == {BATCH: 16, RATE: 0.2, "seed": 3, "budget.epochs": None, "budget.updates": 50}
    said = str(describe_differences(changed, experiment, ["mini-batch"]))
    assert set(said.split(", ")) == {"batch size 16", "learning rate 0.2", "seed 3", "updates 50"}
    assert "batch size" not in str(describe_differences(changed, experiment, ["stochastic"]))
    assert str(describe_differences(experiment, experiment, ["stochastic"])) == "the same inputs"
