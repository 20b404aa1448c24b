"""What is seen of the landscape: the plane, whose loss, and the pin; by list, by key and by button."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel

from engine.comparison.recording import Recording
from engine.experiment import Experiment
from engine.landscape.options import ARROWS, BIASES
from engine.landscape.planes import PLANES
from gui.look.surface_style import COLOURS, CONTOURS, Look
from gui.look.theme import DARK
from gui.views.surface.badge import gap_at
from gui.views.surface.color_bar import _GAP as BAR_GAP
from gui.views.surface.heat import colour_table
from gui.widgets.explained import ExplainedCombo
from tests.gui.conftest import MOONS, Launch, Pilot, count, pixels


@pytest.fixture
def moons(launch: Launch, many_weights: Recording) -> Pilot:
    """A window on it, at its end."""
    pilot = launch(many_weights, ready=True)
    pilot.session.playback.to_end()
    pilot.rest()
    return pilot


def choose(pilot: Pilot, combo: ExplainedCombo, key: str) -> None:
    """Go to an option with the arrow keys; one that is chosen already is taken from the list once more."""
    rows = [combo.itemData(row) for row in range(combo.count())]
    if combo.currentData() == key:
        combo.activated.emit(combo.currentIndex())  # off the screen, a list cannot take the keyboard
    combo.setFocus(Qt.FocusReason.TabFocusReason)
    while combo.currentData() != key:
        pilot.press("Down" if rows.index(key) > combo.currentIndex() else "Up", combo)
    pilot.rest()


@pytest.mark.parametrize("kind", [kind.name for kind in PLANES.values() if kind.name != "own"])
def test_every_plane_can_be_chosen_and_is_drawn(moons: Pilot, kind: str) -> None:
    if kind == "principal":
        choose(moons, moons.surface.choices.plane, "ends")
    before = moons.frame.landscape.plane
    choose(moons, moons.surface.choices.plane, kind)
    landscape = moons.frame.landscape
    assert moons.session.view.options.plane == kind == moons.surface.choices.plane.currentData()
    assert landscape.options.plane == kind and landscape.plane is not before and landscape.note == ""
    assert moons.surface.plot.getPlotItem().getAxis("bottom").labelText == str(landscape.plane.axes[0])
    assert sum(count(pixels(moons.surface.plot), style.color) for style in DARK.lanes[:3]) > 60  # on a random plane they lie on one spot


def test_a_key_takes_the_next_plane_that_there_is(moons: Pilot) -> None:
    seen = []
    for _ in range(len(PLANES) - 1):
        moons.press("P")
        moons.rest()
        seen.append(moons.frame.landscape.options.plane)
    names = [kind.name for kind in PLANES.values() if kind.name != "own"]
    assert seen == [*names[1:], names[0]]


def test_steepest_and_sharpest_begin_at_the_first_ball(moons: Pilot) -> None:
    moons.place(60)
    choose(moons, moons.surface.choices.plane, "sharpest")
    lane, row = moons.session.run.recording.lanes[0], moons.frame.rows[0]
    np.testing.assert_array_equal(moons.frame.landscape.plane.origin, lane.parameters(row))
    assert row == 1


DECAY = "lanes.*.optimizer.weight_decay"


def losses_of(pilot: Pilot) -> list[str]:
    combo = pilot.surface.choices.loss
    return [combo.itemText(row) for row in range(combo.count())]


def test_the_loss_with_weight_decay_can_be_chosen_where_weights_decay_and_the_window_says_which_is_drawn(moons: Pilot) -> None:
    assert not any("decay" in text for text in [*losses_of(moons), *moons.texts()])
    moons.session.change({DECAY: 0.05})
    moons.ready()
    assert losses_of(moons)[:3] == ["Training loss", "Validation loss", "Loss + weight decay"]
    assert "training loss\nwithout weight decay" in moons.texts()
    plain = moons.frame.landscape.surface
    choose(moons, moons.surface.choices.loss, "objective:full-batch")
    landscape = moons.frame.landscape
    assert "training loss\n+ 0.05/2 · |weights|²" in moons.texts()
    weights = landscape.plane.points(np.array([[plain.x[9], plain.y[4]]]))
    assert landscape.surface.values[4, 9] - plain.values[4, 9] == pytest.approx(0.025 * float((weights**2).sum()), rel=1e-3)
    moons.press("V")
    moons.rest()
    assert moons.session.view.options.batch and moons.session.view.options.objective == ""
    moons.session.change({"lanes.stochastic.optimizer.weight_decay": 0.02})
    moons.ready()
    assert losses_of(moons)[2:4] == ["Loss + decay 0.05", "Loss + decay 0.02"]
    moons.session.set_options(objective="mini-batch")  # is the same as that of full-batch
    moons.rest()
    assert moons.surface.choices.loss.currentText() == "Loss + decay 0.05"
    seen = []
    for _ in range(3):
        moons.press("V")
        moons.rest()
        seen.append((moons.session.view.options.objective, moons.session.view.options.batch))
    assert seen == [("stochastic", ""), ("", "mini-batch"), ("", "stochastic")]


def test_gaps_compare_losses_without_weight_decay(moons: Pilot) -> None:
    moons.session.change({DECAY: 0.05})
    moons.ready()
    gaps = []
    for objective in ("", "full-batch"):
        moons.session.set_options(objective=objective)
        moons.rest()
        landscape, frame = moons.frame.landscape, moons.frame
        lanes = zip(landscape.recording.lanes, frame.landscape_rows, landscape.projections, strict=True)
        gaps.append([gap_at(landscape, frame.reading(lane, row), path) for lane, row, path in lanes])
    np.testing.assert_allclose(gaps[1], gaps[0], atol=2e-3)


def test_of_adamw_the_list_says_why_there_is_no_loss_with_weight_decay(moons: Pilot) -> None:
    moons.session.change({DECAY: 0.05, "lanes.*.optimizer.name": "adamw"})
    moons.ready()
    combo = moons.surface.choices.loss
    row = combo.findText("Loss + weight decay")
    assert row == 2 and not combo.model().item(row).isEnabled()
    assert any("adamw" in str(combo.itemData(row, role)) for role in range(0x0100, 0x0104))
    moons.press("V")
    moons.press("V")
    moons.rest()
    assert moons.session.view.options.batch == "mini-batch"


def test_a_random_plane_chosen_again_is_another(moons: Pilot) -> None:
    choose(moons, moons.surface.choices.plane, "random-filter")
    first = moons.frame.landscape.plane
    choose(moons, moons.surface.choices.plane, "random-filter")
    assert abs(first.directions[0] @ moons.frame.landscape.plane.directions[0]) < 0.5


def test_random_planes_may_move_biases_too(moons: Pilot) -> None:
    choose(moons, moons.surface.choices.plane, "random-filter")
    seen = []
    for _ in range(3):
        seen.append(moons.frame.landscape.plane)
        menu = moons.surface.choices.look_menu()
        (action,) = [action for action in menu.actions() if action.text() == BIASES[0]]
        assert action.isEnabled() and action.isChecked() != moons.session.view.options.with_biases and action.toolTip() == BIASES[1]
        action.trigger()
        moons.rest()
        menu.deleteLater()
    biases = np.concatenate([np.full(value.numel(), value.ndim < 2) for value in moons.session.run.recording.model().parameters()])
    assert [bool(plane.directions[:, biases].any()) for plane in seen] == [False, True, False]
    np.testing.assert_array_equal(seen[0].directions, seen[2].directions)  # not another draw


@pytest.mark.parametrize("how", ["key", "list"])
def test_the_surface_of_the_validation_loss(moons: Pilot, how: str) -> None:
    train = moons.frame.landscape.surface.values
    if how == "key":
        moons.press("V")
        moons.rest()
    else:
        choose(moons, moons.surface.choices.loss, "validation")
    landscape = moons.frame.landscape
    assert landscape.options.loss == "validation" and not np.array_equal(landscape.surface.values, train)
    assert "validation loss" in moons.texts()
    weights = landscape.plane.points(np.array([[landscape.surface.x[8], landscape.surface.y[5]]]))
    expected = moons.session.run.recording.problem.objectives.validation.measure(weights).loss[0]
    assert landscape.surface.values[5, 8] == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("how", ["key", "click"])
def test_a_pinned_plane_stays_under_the_next_run(moons: Pilot, how: str) -> None:
    plane = moons.frame.landscape.plane
    if how == "key":
        moons.press("I")
    else:
        moons.click(moons.surface.choices.pin)
    moons.rest()
    assert moons.surface.choices.pin.isChecked() and moons.action("pin").isChecked()
    moons.session.change({"lanes.*.optimizer.lr": 0.05})
    moons.ready()
    assert moons.frame.landscape.plane is plane
    moons.press("I")
    moons.rest()
    assert not moons.surface.choices.pin.isChecked()
    assert moons.frame.landscape.plane is not plane


def test_of_two_weights_only_their_own_axes_can_be_chosen(pilot: Pilot) -> None:
    combo = pilot.surface.choices.plane
    model = combo.model()
    assert isinstance(model, QStandardItemModel)
    assert [model.item(row).isEnabled() for row in range(combo.count())] == [True] + [False] * (len(PLANES) - 1)
    assert combo.currentText() == "Own axes" and not pilot.surface.choices.pin.isVisible()
    assert combo.itemData(1, Qt.ItemDataRole.AccessibleTextRole) == (
        "Principal components: Not here: the model's own two axes show all of it"
    )
    pilot.press("P")
    pilot.rest()
    assert pilot.frame.landscape.plane.kind == "own"


def test_a_plane_that_cannot_be_is_explained(launch: Launch) -> None:
    experiment = Experiment.preset("two-moons").with_changes(MOONS | {"lanes.*.optimizer.lr": 1e-30})
    pilot = launch(experiment, ready=True)
    choose(pilot, pilot.surface.choices.plane, "ends")
    assert pilot.surface.choices.note.text() == str(pilot.frame.landscape.note)
    assert str(pilot.frame.landscape.note).startswith("Three ends: ")


# the batch at the playhead


def test_the_surface_of_the_batch_follows_the_playhead(moons: Pilot) -> None:
    moons.place(60)
    plain = count(pixels(moons.surface.plot), DARK.lanes[1].color)
    choose(moons, moons.surface.choices.loss, "batch:mini-batch")
    assert moons.session.view.options.batch == "mini-batch" and moons.session.view.options.loss == "train"
    for updates in (60, 20, 110):
        moons.place(updates)
        (batch,) = moons.frame.batches
        assert batch.landscape is moons.frame.landscape
        assert (batch.lane, batch.update) == (1, moons.frame.rows[1])
    assert count(pixels(moons.surface.plot), DARK.lanes[1].color) != plain
    choose(moons, moons.surface.choices.loss, "train")
    assert moons.frame.probe is None and moons.session.view.options.batch == ""


def test_at_the_start_it_is_the_batch_to_come(moons: Pilot) -> None:
    moons.session.set_options(batch="stochastic")
    moons.press("Home")
    moons.rest()
    assert moons.frame.rows[2] == 0 and moons.frame.probe is not None and moons.frame.probe.batches[0].update == 1


def test_a_batch_of_all_samples_cannot_be_chosen(moons: Pilot) -> None:
    combo = moons.surface.choices.loss
    model = combo.model()
    assert isinstance(model, QStandardItemModel)
    assert [model.item(row).isEnabled() for row in range(combo.count())] == [True, True, False, True, True]
    seen = []
    for _ in range(4):
        moons.press("V")
        moons.rest()
        seen.append(combo.currentText())
    assert seen == ["Validation loss", "Batch of Mini-batch", "Batch of Stochastic", "Training loss"]


def test_another_run_has_batches_of_its_own(moons: Pilot) -> None:
    moons.session.set_options(batch="mini-batch")
    moons.session.change({"lanes.mini-batch.batch_size": 20})
    moons.ready()
    (batch,) = moons.frame.batches
    assert batch.landscape.recording is moons.session.run.recording
    moons.session.open(Experiment.preset("two-moons").with_changes(MOONS | {"lanes.mini-batch.batch_size": 60}))
    moons.ready()
    assert moons.frame.probe is None  # now it is all samples


# arrows


def test_arrows_are_switched_on_one_after_the_other(moons: Pilot) -> None:
    moons.place(60)
    pictures, seen = [pixels(moons.surface)], []
    for _ in range(4):
        moons.press("A")
        moons.rest()
        seen.append(moons.session.view.options.arrows)
        pictures.append(pixels(moons.surface))
    assert seen == [{"made", "batch"}, {"made", "batch", "full"}, {"made", "batch", "full", "others"}, {"made"}]
    assert all(one != other for one, other in pairwise(pictures)) and pictures[0] == pictures[-1]


def test_the_list_of_arrows_switches_each(moons: Pilot) -> None:
    moons.place(60)
    menu = moons.surface.choices.arrow_menu()
    assert [(action.text(), action.isChecked()) for action in menu.actions()] == [
        (arrow.title, arrow.name == "made") for arrow in ARROWS
    ]  # fmt: skip
    for action in menu.actions():
        action.trigger()  # does nothing where no lane has it
        moons.rest()  # so that the next one is switched from there
    assert moons.session.view.options.arrows == {"batch", "full", "others"}
    menu.deleteLater()


def test_gradients_follow_the_playhead(moons: Pilot) -> None:
    moons.session.set_options(arrows=frozenset({"full"}))
    for updates in (30, 90):
        moons.place(updates)
        assert moons.frame.probe is not None
        assert [gradients.update for gradients in moons.frame.probe.gradients] == [max(1, row) for row in moons.frame.rows]


def test_a_pin_goes_where_it_has_no_meaning(moons: Pilot) -> None:
    moons.press("I")
    moons.rest()
    moons.session.change({"model.hidden": [4], "model.start": None})
    moons.ready()
    assert moons.session.view.options.pinned is None and not moons.surface.choices.pin.isChecked()
    moons.press("I")
    moons.session.open(Experiment.preset("bowl").with_changes({"budget.updates": 30}))
    moons.ready()
    moons.press("I")
    moons.rest()
    assert moons.session.view.options.pinned is None  # of two weights there is one plane
    assert tuple(map(str, moons.frame.landscape.plane.axes)) == ("x", "y")


def test_a_function_that_starts_below_zero_is_framed_and_read(launch: Launch) -> None:
    pilot = launch(Experiment.preset("bowl").with_changes({"data.formula": "x^2 + y^2 - 25", "budget.updates": 60}), ready=True)
    pilot.session.playback.to_end()
    pilot.rest()
    surface = pilot.frame.landscape.surface
    for path in pilot.frame.landscape.projections:
        points = path.points()
        assert surface.x[0] <= points["x"].min() <= points["x"].max() <= surface.x[-1]
        assert surface.y[0] <= points["y"].min() <= points["y"].max() <= surface.y[-1]
    assert any(text.startswith(("−25.", "−24.")) for text in pilot.texts())


def test_a_ball_at_rest_has_no_arrows(launch: Launch) -> None:
    """Its steps are rounding, and would be shown as large as any."""
    pilot = launch(
        Experiment.preset("bowl").with_changes({"data.noise": 0.0, "budget.updates": 400, "lanes.*.optimizer.lr": 0.15}), ready=True
    )
    pilot.session.playback.to_end()
    pilot.session.set_options(arrows=frozenset({"full"}))
    pilot.rest()
    assert pilot.frame.probe is not None and len(pilot.frame.probe.gradients) == 3
    with_arrows = pixels(pilot.surface.plot)
    pilot.session.set_options(arrows=frozenset())
    pilot.rest()
    assert pixels(pilot.surface.plot) == with_arrows


# contour lines and colours


@pytest.mark.parametrize(("key", "options", "looks"), [("C", "contours", CONTOURS), ("M", "colours", COLOURS)])
def test_every_look_can_be_chosen_by_key_and_from_the_list_and_is_another_picture(
    moons: Pilot, key: str, options: str, looks: tuple[Look, ...]
) -> None:
    pictures = []
    for look in looks[1:] + looks[:1]:
        moons.press(key)
        moons.rest()
        assert getattr(moons.session.view.map_look, options) == look.name
        pictures.append(pixels(moons.surface.plot))
    assert all(one != other for one, other in combinations(pictures[:-1], 2))  # the last may be as one of them: automatic
    for look, picture in zip(looks[1:] + looks[:1], pictures, strict=True):
        menu = moons.surface.choices.look_menu()
        (action,) = [action for action in menu.actions() if action.text() == look.title]
        assert action.toolTip() == look.help
        action.trigger()
        moons.rest()
        assert pixels(moons.surface.plot) == picture
        menu.deleteLater()


def test_the_list_of_looks_shows_what_is_chosen(moons: Pilot) -> None:
    moons.session.set_map_look(colours="grey", contours="quantile")
    moons.rest()
    menu = moons.surface.choices.look_menu()
    assert [action.text() for action in menu.actions() if action.isChecked()] == ["Equal areas", "Grey", "As they fit", BIASES[0]]
    assert [action.text() for action in menu.actions() if not action.isEnabled() and action.text()] == [
        "Contour lines", "Colours", "Axis scales", "Random planes", BIASES[0],
    ]  # fmt: skip
    menu.deleteLater()


def test_the_bar_has_the_colours_of_the_map(moons: Pilot) -> None:
    for look in COLOURS:
        moons.session.set_map_look(colours=look.name)
        moons.rest()
        table, image = colour_table(DARK, look.name), pixels(moons.surface.bar)
        for y in (9, image.height() // 3, image.height() - 10):
            share = (image.height() - BAR_GAP - y - 0.5) / (image.height() - 2 * BAR_GAP)  # of the bar, from below
            expected = table[round(share * (len(table) - 1))]
            assert np.abs(np.array(image.pixelColor(7, y).getRgb()[:3]) - expected).max() <= 4


def test_labels_of_contour_lines_stay_while_it_plays(moons: Pilot) -> None:
    moons.place(10)
    labels = moons.surface.pictures.shown[0]._terrain.labels
    assert labels
    for updates in (40, 80, 120):
        moons.place(updates)
        assert moons.surface.pictures.shown[0]._terrain.labels is labels
