"""Lanes that are hidden: gone from every view, trained all the same, and one is always seen."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from engine.comparison.recording import Recording
from engine.experiment import Experiment
from gui.look.theme import DARK
from gui.shell.choices import toggle_lane
from tests.gui.conftest import Launch, Pilot, count, pixels, small


@pytest.fixture
def middle(pilot: Pilot) -> Pilot:
    """Two weights, in the middle of the run."""
    pilot.place(150)
    return pilot


def hide(pilot: Pilot, lane: int) -> None:
    """Click on a lane's entry in the legend; or show it again."""
    pilot.click(pilot.surface.legend.entries[lane])
    pilot.rest()


def seen_above(pilot: Pilot) -> list[bool]:
    """Which lanes' curves are seen."""
    panels = pilot.losses.side if pilot.session.view.arrangement == "side" else [pilot.losses.together]
    images = [pixels(panel.plot) for panel in panels if panel.isVisible()]
    return [any(count(image, style.color) > 60 for image in images) for style in DARK.lanes[:3]]


def seen_below(pilot: Pilot) -> list[bool]:
    """Which lanes' trails and balls are seen."""
    images = [pixels(picture.plot) for picture in pilot.surface.pictures.shown]
    return [any(count(image, style.color) > 60 for image in images) for style in DARK.lanes[:3]]


@pytest.mark.parametrize("arrangement", ["side", "together"])
@pytest.mark.parametrize("is_apart", [False, True])
def test_a_hidden_lane_is_gone_from_all_views_until_it_is_shown_again(middle: Pilot, arrangement: str, is_apart: bool) -> None:
    middle.session.look(arrangement=arrangement)  # type: ignore[arg-type]
    middle.session.set_options(small_multiples=is_apart)
    middle.rest()
    whole = pixels(middle.window)
    hide(middle, 1)
    assert middle.session.view.options.hidden == {"mini-batch"} and middle.frame.visible == (0, 2)
    assert seen_above(middle) == seen_below(middle) == [True, False, True]
    assert [panel.isVisible() for panel in middle.losses.side] == [arrangement == "side" and lane != 1 for lane in range(3)]
    assert [header.isHidden() for header in middle.losses.together.headers] == [False, True, False]
    assert [picture.lanes for picture in middle.surface.pictures.shown] == ([(0,), (2,)] if is_apart else [(0, 2)])
    assert [cells[0].isEnabled() for cells in middle.readout._cells] == [True, False, True]
    hide(middle, 1)
    assert middle.session.view.options.hidden == frozenset() and pixels(middle.window) == whole


def test_the_last_lane_that_is_seen_stays_and_says_so(middle: Pilot) -> None:
    for lane in (0, 1):
        hide(middle, lane)
    hide(middle, 2)
    assert middle.frame.visible == (2,) and seen_below(middle) == [False, False, True]
    entry = middle.surface.legend.entries[2]
    assert not entry.isEnabled() and entry.toolTip() == "Stochastic stays: it is the only lane that is seen"
    toggle_lane(middle.session, "stochastic")
    assert middle.session.view.options.hidden == {"full-batch", "mini-batch"}
    assert [other.toolTip() for other in middle.surface.legend.entries[:2]] == [
        "show Full-batch in all views", "show Mini-batch in all views",
    ]  # fmt: skip


def test_entries_can_be_pressed_with_the_keyboard(middle: Pilot) -> None:
    entry = middle.surface.legend.entries[0]
    entry.setFocus(Qt.FocusReason.TabFocusReason)
    before = pixels(entry)
    middle.press("Space", entry)
    middle.rest()
    assert middle.frame.visible == (1, 2) and not entry.isChecked() and pixels(entry) != before
    assert not middle.session.playhead.is_playing  # the key was the entry's own


def test_a_key_hides_one_lane_after_the_other(middle: Pilot) -> None:
    seen = []
    for _ in range(4):
        middle.press("H")
        middle.rest()
        seen.append(middle.frame.visible)
    assert seen == [(1, 2), (0, 2), (0, 1), (0, 1, 2)]
    middle.session.set_options(hidden=frozenset({"full-batch", "mini-batch"}))
    middle.press("H")
    middle.rest()
    assert middle.frame.visible == (0, 1, 2)


def test_hiding_changes_nothing_that_is_trained_and_stays_for_the_next_run(launch: Launch) -> None:
    pilot = launch(ready=True)
    hide(pilot, 2)
    pilot.session.change({"lanes.*.optimizer.lr": 0.02})
    pilot.ready()
    assert pilot.frame.visible == (0, 1)
    from engine import train

    expected = train(small(**{"lanes.*.optimizer.lr": 0.02}))
    for lane, other in zip(pilot.session.run.recording.lanes, expected.lanes, strict=True):
        np.testing.assert_array_equal(lane.parameters(lane.updates), other.parameters(other.updates))
    pilot.session.open(Experiment.preset("bowl").with_changes({"budget.updates": 30}))
    pilot.ready()
    assert pilot.session.view.options.hidden == frozenset() and pilot.frame.visible == (0, 1, 2)


def test_the_principal_plane_is_that_of_the_visible_paths(launch: Launch, many_weights: Recording) -> None:
    pilot = launch(many_weights, ready=True)
    everything = pilot.frame.landscape.plane
    hide(pilot, 2)
    plane = pilot.frame.landscape.plane
    lanes = many_weights.lanes[:2]
    paths = [np.array([lane.parameters(row) for row in range(lane.updates + 1)], np.float64) for lane in lanes]
    np.testing.assert_allclose(plane.origin, np.mean([path.mean(axis=0) for path in paths], axis=0), atol=1e-6)
    centred = [path - path.mean(axis=0) for path in paths]
    directions = np.linalg.svd(np.concatenate([path / np.linalg.norm(path) for path in centred]), full_matrices=False)[2][:2]
    np.testing.assert_allclose(np.abs(directions @ plane.directions.T), np.eye(2), atol=1e-5)
    assert np.linalg.svd(everything.directions @ plane.directions.T, compute_uv=False).min() < 0.99  # another plane
    hide(pilot, 2)
    np.testing.assert_allclose(pilot.frame.landscape.plane.directions, everything.directions, atol=1e-9)


def test_nothing_of_a_hidden_lane_is_glanced_at_or_read(middle: Pilot) -> None:
    middle.session.set_options(batch="mini-batch", arrows=frozenset({"full"}))
    middle.rest()
    assert [batch.lane for batch in middle.frame.batches] == [1]
    hide(middle, 1)
    assert middle.frame.batches == () and [gradients.lane for gradients in middle.frame.probe.gradients] == [0, 2]
    (picture,) = middle.surface.pictures.shown
    path, row = middle.frame.landscape.projections[1].points(), middle.frame.rows[1] // 2
    found = picture.nearest(picture.plot.point_of(float(path["x"][row]), float(path["y"][row])))
    assert found is None or found[0] != 1


def test_the_batch_of_a_hidden_lane_is_not_offered_and_comes_back_with_it(middle: Pilot) -> None:
    loss = middle.surface.choices.loss
    middle.session.set_options(batch="mini-batch")
    middle.rest()
    assert loss.currentText() == "Batch of Mini-batch"
    hide(middle, 1)
    offered = ["Training loss", "Validation loss", "Batch of Full-batch", "Batch of Stochastic"]
    assert loss.currentText() == "Training loss" and [loss.itemText(row) for row in range(loss.count())] == offered
    for batch, shown in (("", "validation"), ("stochastic", "train"), ("", "train")):  # from what is seen, which is the training loss
        middle.press("V")
        middle.rest()
        assert (middle.session.view.options.batch, middle.session.view.options.loss) == (batch, shown)
    middle.session.set_options(batch="mini-batch")
    hide(middle, 1)
    assert loss.currentText() == "Batch of Mini-batch" and middle.frame.batches


def test_a_hidden_lane_does_not_stretch_the_range_of_losses(launch: Launch) -> None:
    pilot = launch(
        small(**{"lanes.full-batch.optimizer.lr": 1e-4, "lanes.mini-batch.optimizer.lr": 1e-4, "lanes.stochastic.optimizer.lr": 0.03}),
        ready=True,
    )
    left, right, bottom, top = pilot.losses.side[0].plot.bounds
    hide(pilot, 2)  # the only one that comes down
    closer = pilot.losses.side[0].plot.bounds
    assert closer[:2] == (left, right) and bottom < closer[2] < closer[3] <= top
