"""What-if: a changed setting begins a new run at once, and the playhead keeps its place. A wrong one changes nothing."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from engine.comparison.recording import Recording
from engine.experiment.optimizers import OPTIMIZERS
from gui.document.document import _Kept
from gui.shell.form import paths_shown
from gui.shell.form_sections import BUDGET, KIND, MODEL
from gui.widgets.choice import Choice
from gui.widgets.slider import ValueSlider
from gui.widgets.track import SliderTrack
from tests.gui.conftest import Launch, Pilot, pixels, small

FULL, MINI, STOCHASTIC = (f"lanes.{name}.optimizer.lr" for name in ("full-batch", "mini-batch", "stochastic"))
OPTIMIZER, SCHEDULE, MOMENTUM, DECAY = (f"lanes.*.optimizer.{name}" for name in ("name", "schedule", "momentum", "weight_decay"))
EDITS: tuple[tuple[str, str, Any], ...] = (
    (SCHEDULE, "Down", ("warm-up", "warm-up", "warm-up")),
    (FULL, "0.2", 0.2),
    (MINI, "0.2", 0.2),
    (STOCHASTIC, "0.02", 0.02),
    ("lanes.mini-batch.batch_size", "16", 16),
    (OPTIMIZER, "Down", ("adagrad", "adagrad", "adagrad")),
    (MOMENTUM, "0.5", (0.5, 0.5, 0.5)),
    (DECAY, "0.02", (0.02, 0.02, 0.02)),
    ("budget.epochs", "3", 3),
    ("data.n", "60", 60),
    ("data.noise", "0.4", 0.4),
    ("model.hidden", "5 3", (5, 3)),
    ("model.activation", "Down", "tanh"),
    ("seed", "11", 11),
)
REFUSED = (
    (STOCHASTIC, "0", "found 0"),
    (STOCHASTIC, "-1", "found -1"),
    (STOCHASTIC, "abc", 'found "abc"'),
    (FULL, "1001", "found 1001"),
    ("lanes.mini-batch.batch_size", "201", "found 201 with 200 training samples"),
    (MOMENTUM, "1", "found 1"),
    ("budget.epochs", "0", "found 0"),
    ("data.n", "5", "found 32 with 5 training samples"),
    ("model.hidden", "50, x", 'found "50, x"'),
    ("model.hidden", "0", "found 0"),
    ("seed", "-3", "found -3"),
)
each_edit = pytest.mark.parametrize(("path", "text", "value"), EDITS, ids=[path for path, _, _ in EDITS])


def edit(pilot: Pilot, path: str, text: str) -> None:
    """Type a value into a field of the form, or press a key on its list."""
    field = pilot.window.form.fields[path]
    if isinstance(field, Choice):
        field.combo.setFocus(Qt.FocusReason.OtherFocusReason)
        pilot.press(text, field.combo)
    else:
        pilot.type(field, text)


def rates(pilot: Pilot) -> list[float]:
    return [lane.optimizer.lr for lane in pilot.session.experiment.lanes]


def columns(recording: Recording) -> dict[str, Any]:
    """All that is determined by the experiment, of all lanes."""
    found = {(lane.name, name): column for lane in recording.lanes for name, column in lane.snapshot().items() if name != "seconds"}
    return found | {(lane.name, "weights"): lane.history.kept(lane.updates)[1] for lane in recording.lanes}


def same(before: dict[str, Any], after: dict[str, Any]) -> list[bool]:
    return [np.array_equal(before[key], after[key], equal_nan=before[key].dtype.kind == "f") for key in before]


# changes


def test_the_edits_below_are_all_that_the_form_offers(pilot: Pilot) -> None:
    assert list(pilot.window.form.fields) == list(paths_shown(pilot.session.experiment))
    others = {BUDGET, KIND, MODEL, DECAY, "model.activation"}  # some have a field where they matter
    assert set(pilot.window.form.fields) - others == {path for path, _, _ in EDITS} - others


@each_edit
def test_a_changed_setting_begins_a_new_run_and_keeps_the_place(launch: Launch, path: str, text: str, value: Any) -> None:
    pilot = launch(small().with_changes({DECAY: 0.01}), ready=True)  # without any, it has no field
    pilot.window.form.rows.sections["model"].more.click()  # where a linear model has its activation
    pilot.place(50)
    old, position = pilot.session.run, pilot.session.playhead.position
    pilot.frames.clear()
    edit(pilot, path, text)
    assert pilot.session.run is not old  # at once
    assert pilot.session.experiment.get(path) == value and pilot.session.run.experiment is pilot.session.experiment
    pilot.rest()
    assert pilot.session.run.phase == "finished"
    assert pilot.frame.recording is pilot.session.run.recording is not old.recording
    assert pilot.frame.recording.experiment.get(path) == value
    assert {frame.position for frame in pilot.frames} == {position}
    assert pilot.frame.rows[-1] == int(position * pilot.session.experiment.data.n)
    assert pilot.frame.landscape is not None and pilot.frame.landscape.recording is pilot.frame.recording
    assert pilot.error_at(path) is None


@pytest.mark.parametrize("clock", ["updates", "seconds"])
def test_the_place_is_kept_on_every_clock(launch: Launch, clock: str) -> None:
    pilot = launch(ready=True)
    pilot.place(20)
    pilot.session.look(clock=clock)
    pilot.rest()
    position = pilot.session.playhead.position
    assert 0 < position < pilot.session.playhead.recorded
    edit(pilot, "budget.epochs", "8")
    pilot.rest()
    assert pilot.frame.position == position


def test_a_playhead_that_plays_goes_on_from_its_place(launch: Launch) -> None:
    pilot = launch(small(budget__epochs=20), ready=True)
    pilot.place(300)
    pilot.session.playback.set_speed(50)
    pilot.press("Space")
    pilot.frames.clear()
    edit(pilot, "data.noise", "0.4")
    pilot.until(lambda: pilot.frames and pilot.frame.recording is pilot.session.run.recording and pilot.frame.rows[-1] > 305)
    assert pilot.session.playhead.is_playing
    positions = [frame.position for frame in pilot.frames]
    assert positions[0] >= 7.5 and positions == sorted(positions)


def test_the_old_curves_stay_as_a_ghost_until_the_new_run_is_over(launch: Launch) -> None:
    pilot = launch(small(budget__epochs=30, stepper="autograd"), ready=True)  # slow enough to be seen growing
    old = pilot.session.run.recording
    pilot.frames.clear()
    edit(pilot, "data.noise", "0.4")
    pilot.rest()
    new = pilot.session.run.recording
    waiting = [frame for frame in pilot.frames if frame.recording is old]
    growing = [frame for frame in pilot.frames if frame.recording is new and frame.ghost is not None]
    assert all(frame.ghost is None for frame in waiting)
    assert growing and all(frame.ghost is old for frame in growing)
    assert pilot.frame.ghost is None and pilot.frame.recording is new
    ghosts = [frame.ghost is not None for frame in pilot.frames if frame.recording is new]
    assert ghosts == sorted(ghosts, reverse=True)  # once gone, it stays gone


@pytest.mark.parametrize("arrangement", ["side", "together"])
def test_a_ghost_is_drawn_in_every_panel(pilot: Pilot, arrangement: str) -> None:
    pilot.session.look(arrangement=arrangement)
    pilot.rest()
    without = pixels(pilot.losses)
    pilot.window.show_frame(replace(pilot.frame, ghost=pilot.frame.recording))  # the playhead stands at the start: all else is empty
    panels = pilot.losses.side if arrangement == "side" else [pilot.losses.together]
    for panel in panels:
        area = panel.geometry().translated(panel.mapTo(pilot.losses, QPoint()) - panel.pos())
        assert pixels(pilot.losses).copy(area) != without.copy(area)


def test_there_is_no_ghost_of_another_experiment(pilot: Pilot) -> None:
    pilot.session.open(small(name="other", budget__epochs=30))
    pilot.frames.clear()
    pilot.until(lambda: pilot.frames and pilot.frame.recording is pilot.session.run.recording)
    pilot.until(lambda: pilot.session.run.is_over)
    assert not [frame for frame in pilot.frames if frame.ghost is not None]


def test_dragging_begins_a_run_at_each_value_and_ends_with_the_last(qtbot: QtBot, launch: Launch) -> None:
    pilot = launch(ready=True)
    field = pilot.window.form.fields["data.noise"]
    assert isinstance(field, ValueSlider)
    track, runs = field.findChild(SliderTrack), [pilot.session.run]
    middle = track.height() // 2
    qtbot.mousePress(track, Qt.MouseButton.LeftButton, pos=QPoint(round(track.knob_x(0.9 / 3)), middle))
    for share in (0.4, 0.6, 0.8, 0.5):
        qtbot.mouseMove(track, QPoint(round(track.knob_x(share)), middle))
        pilot.until(lambda: pilot.session.run is not runs[-1])
        runs.append(pilot.session.run)
    qtbot.mouseRelease(track, Qt.MouseButton.LeftButton, pos=QPoint(round(track.knob_x(0.5)), middle))
    assert pilot.session.run is runs[-1]  # letting go is no change
    pilot.ready()
    assert pilot.session.experiment.get("data.noise") == field.value == pytest.approx(1.5, abs=0.05)
    assert runs[-1].phase == "finished" and all(run.is_over for run in runs)
    assert pilot.frame.recording is runs[-1].recording


class Waits:
    """In place of a run's event: never set, and tells how long it was waited for."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def wait(self, seconds: float) -> bool:
        self.seconds.append(seconds)
        return False

    def set(self) -> None:
        """It stays as it is."""


@pytest.mark.parametrize(("took", "held"), [(0.01, True), (0.2, False)])
def test_for_a_run_that_will_be_whole_at_once_the_window_stands_still_a_moment(
    launch: Launch, monkeypatch: pytest.MonkeyPatch, took: float, held: bool
) -> None:
    session = launch(small(), ready=True).session
    assert 0 < session.run.took < 60
    session.run.took = took
    session.runs.runner.pause()
    session.change({STOCHASTIC: 0.02})
    waits = Waits()
    monkeypatch.setattr(session.run, "whole", waits)
    session.advance(0.0)
    assert waits.seconds == [0.008] * held
    session.runs._changed -= 1.0  # it was wrong to think so
    session.advance(0.0)
    assert waits.seconds == [0.008] * held
    session.runs.runner.resume()


def test_new_curves_are_painted_before_the_next_move_is_seen_to(launch: Launch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Moves of the hand and painting come from one queue: in turns each picture would be a move late."""
    pilot = launch(small(), ready=True)
    order, show, panel = list[str](), pilot.window.show_frame, pilot.losses.side[2]
    paint = panel._paint
    monkeypatch.setattr(pilot.window, "show_frame", lambda *args, **named: (show(*args, **named), order.append("shown")))
    monkeypatch.setattr(panel.plot._layers[0], "_paint", lambda *args: (paint(*args), order.append("painted")))
    pilot.session.change({STOCHASTIC: 0.02})
    assert pilot.session.run.whole.wait(60)
    pilot.window.scheduler.rest()
    pilot.window.scheduler.tick(0.0)
    assert order == ["shown", "painted"]


def test_runs_that_are_seen_no_more_are_given_back_at_once(launch: Launch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the last few changes stay, for undo."""
    pilot = launch(ready=True)
    one = _Kept(pilot.session.experiment, pilot.session.run.recording, None).bytes
    monkeypatch.setattr("gui.document.document._BUDGET", 4 * one)
    gc.disable()  # it comes too seldom for all the runs of a slider that is dragged
    try:
        runs = []
        for seed in range(11, 21):
            edit(pilot, "seed", str(seed))
            pilot.ready()
            runs.append(weakref.ref(pilot.session.run.recording))
        pilot.frames.clear()
        assert [run() is not None for run in runs] == [False] * 5 + [True] * 5
    finally:
        gc.enable()


# linked learning rates

RATES = {"lanes.full-batch.optimizer.lr": 0.3, "lanes.mini-batch.optimizer.lr": 0.1, "lanes.stochastic.optimizer.lr": 0.03}


def test_linked_learning_rates_keep_their_ratios(launch: Launch) -> None:
    pilot = launch(small().with_changes(RATES), ready=True)
    assert rates(pilot) == [0.3, 0.1, 0.03]
    edit(pilot, FULL, "0.6")
    assert rates(pilot) == pytest.approx([0.6, 0.2, 0.06])
    edit(pilot, STOCHASTIC, "0.03")
    assert rates(pilot) == pytest.approx([0.3, 0.1, 0.03])
    for lane, field in zip(pilot.session.experiment.lanes, (FULL, MINI, STOCHASTIC), strict=True):
        assert pilot.window.form.fields[field].value == lane.optimizer.lr


def test_linked_learning_rates_keep_their_ratios_through_a_long_drag(qtbot: QtBot, launch: Launch) -> None:
    pilot = launch(small().with_changes(RATES), ready=True)
    track = pilot.window.form.fields[FULL].findChild(SliderTrack)
    middle, left, right = track.height() // 2, round(track.knob_x(0.5)), round(track.knob_x(0.97))
    qtbot.mousePress(track, Qt.MouseButton.LeftButton, pos=QPoint(right, middle))
    for x in (*range(right, left, -1), *range(left, right)):
        qtbot.mouseMove(track, QPoint(x, middle))
    qtbot.mouseRelease(track, Qt.MouseButton.LeftButton, pos=QPoint(right, middle))
    full, mini, stochastic = rates(pilot)
    assert (mini / full, stochastic / full) == (pytest.approx(1 / 3, rel=0.005), pytest.approx(0.1, rel=0.005))  # three figures


def test_unlinked_learning_rates_move_alone(launch: Launch) -> None:
    pilot = launch(small().with_changes(RATES), ready=True)
    pilot.click(pilot.window.form.rows.link)
    assert pilot.window.form.rows.link.icon_name == "unlink"
    edit(pilot, MINI, "0.2")
    assert rates(pilot) == [0.3, 0.2, 0.03]
    pilot.click(pilot.window.form.rows.link)
    assert pilot.window.form.rows.link.icon_name == "link"
    edit(pilot, MINI, "0.1")
    assert rates(pilot) == pytest.approx([0.15, 0.1, 0.015])


# optimizers


def test_another_optimizer_keeps_the_learning_rates(launch: Launch) -> None:
    pilot = launch(small().with_changes(RATES), ready=True)
    edit(pilot, OPTIMIZER, "Down")
    assert pilot.session.experiment.get(OPTIMIZER) == ("adagrad", "adagrad", "adagrad")
    assert rates(pilot) == [0.3, 0.1, 0.03]


def test_momentum_is_shown_while_a_lane_uses_it(launch: Launch) -> None:
    pilot = launch(ready=True)
    edit(pilot, MOMENTUM, "0.5")
    field = pilot.window.form.fields[MOMENTUM]
    seen = []
    for name in OPTIMIZERS:
        assert pilot.session.experiment.get(OPTIMIZER)[0] == name
        seen += [name] * field.isVisible()
        edit(pilot, OPTIMIZER, "Down")
    assert seen == ["sgd", "rmsprop"]
    assert pilot.session.experiment.get(MOMENTUM) == (0.5, 0.5, 0.5)
    assert pilot.window.form.fields[MOMENTUM] is field  # so that the list keeps the focus


def test_weight_decay_is_shown_with_adamw_and_where_there_is_some(launch: Launch) -> None:
    pilot = launch(ready=True)
    while pilot.session.experiment.get(OPTIMIZER)[0] != "adamw":
        assert DECAY not in pilot.window.form.fields
        edit(pilot, OPTIMIZER, "Down")
    field = pilot.window.form.fields[DECAY]
    assert field.isVisible()
    assert isinstance(field, ValueSlider) and field._label.elided_text == "Weight decay"
    edit(pilot, DECAY, "0.05")
    edit(pilot, OPTIMIZER, "Up")
    assert pilot.session.experiment.get(OPTIMIZER)[0] == "adam" and field.isVisible() and field.value == 0.05
    edit(pilot, DECAY, "0")
    assert pilot.session.experiment.get(DECAY) == (0, 0, 0) and field.isVisible()  # not gone under the hand
    edit(pilot, "seed", "3")
    assert not field.isVisible()
    edit(pilot, OPTIMIZER, "Down")
    edit(pilot, DECAY, "0.01")
    pilot.session.open(small(name="another"))
    assert DECAY not in pilot.window.form.fields


def test_a_slider_for_all_lanes_shows_what_the_first_one_makes_use_of(launch: Launch) -> None:
    pilot = launch(small().with_changes({"lanes.1.optimizer.weight_decay": 0.03}), ready=True)
    assert pilot.window.form.fields[DECAY].isVisible() and pilot.window.form.fields[DECAY].value == 0.03


def test_lanes_with_optimizers_of_their_own_are_told_from_lanes_with_the_same_one(launch: Launch) -> None:
    changes = {"lanes.0.optimizer.name": "adam", "lanes.0.optimizer.momentum": 0.9, "lanes.1.optimizer.momentum": 0.5}
    pilot = launch(small().with_changes(changes), ready=True)
    fields = pilot.window.form.fields
    assert fields[OPTIMIZER].value is None
    assert fields[MOMENTUM].isVisible() and fields[MOMENTUM].value == 0.5  # of the first lane that uses it
    edit(pilot, OPTIMIZER, "Down")
    assert pilot.session.experiment.get(OPTIMIZER) == ("sgd", "sgd", "sgd")
    assert fields[OPTIMIZER].value == "sgd" and fields[MOMENTUM].value == 0.9


@pytest.mark.parametrize(
    ("before", "path", "key"),
    [
        ({SCHEDULE: "warm-up", "budget.seconds": 0.05}, SCHEDULE, "Down"),
        ({OPTIMIZER: "adagrad", "lanes.*.optimizer.nesterov": True}, OPTIMIZER, "Up"),
    ],
)
def test_a_choice_that_is_refused_goes_back_to_what_holds(launch: Launch, before: dict[str, Any], path: str, key: str) -> None:
    pilot = launch(small().with_changes(before), ready=True)
    experiment = pilot.session.experiment
    edit(pilot, path, key)
    assert "allowed is" in (pilot.error_at(path) or "")
    assert pilot.session.experiment is experiment
    assert pilot.window.form.fields[path].value == experiment.get(path)[0]


# reset and new seed


@pytest.mark.parametrize("how", ["key", "button"])
def test_reset_repeats_the_run_bit_for_bit(launch: Launch, how: str) -> None:
    pilot = launch(ready=True)
    pilot.place(50)
    run, before = pilot.session.run, columns(pilot.session.run.recording)
    pilot.do("reset", how)
    assert pilot.session.run is not run
    assert pilot.session.playhead.position == 0.0 and pilot.session.playhead.is_playing
    pilot.ready()
    after = columns(pilot.session.run.recording)
    assert after is not before and len(before) >= 12 and all(same(before, after))


def test_a_new_seed_gives_another_run(launch: Launch) -> None:
    pilot = launch(ready=True)
    runs = [columns(pilot.session.run.recording)]
    for seed, how in ((8, "key"), (9, "button")):
        pilot.do("new-seed", how)
        assert pilot.session.experiment.seed == seed == pilot.window.form.fields["seed"].value
        pilot.ready()
        runs.append(columns(pilot.session.run.recording))
    losses = [key for key in runs[0] if key[1] == "loss"]
    for before, after in pairwise(runs):
        assert {key: len(column) for key, column in before.items()} == {key: len(column) for key, column in after.items()}
        assert len(losses) == 3 and not any(np.array_equal(before[key][1:], after[key][1:]) for key in losses)


# what is refused


@pytest.mark.parametrize(("path", "text", "found"), REFUSED, ids=[f"{path}={text}" for path, text, _ in REFUSED])
def test_an_invalid_setting_is_explained_beside_its_field_and_changes_nothing(pilot: Pilot, path: str, text: str, found: str) -> None:
    experiment, run = pilot.session.experiment, pilot.session.run
    field = pilot.window.form.fields[path]
    edit(pilot, path, text)
    message = pilot.error_at(path)
    assert message is not None and found in message and "allowed is" in message
    assert pilot.session.experiment is experiment and pilot.session.run is run
    assert [other for other in pilot.window.form.fields if pilot.error_at(other)] == [path]
    if isinstance(field, ValueSlider):
        held = experiment.get(path)
        assert field.value == (held[0] if isinstance(held, tuple) else held)  # it shows what holds
    pilot.rest()
    assert pilot.session.run is run and not pilot.window.banner.isVisible()


@pytest.mark.parametrize(("path", "text", "other"), [("data.n", "5", "mini-batch"), (STOCHASTIC, "200", "full-batch")])
def test_a_message_that_is_about_another_field_names_it(pilot: Pilot, path: str, text: str, other: str) -> None:
    """With linked rates, 200 for the stochastic lane asks for 2000 for the full batch."""
    pilot.session.change(RATES)
    edit(pilot, path, text)
    assert other in (pilot.error_at(path) or "")


@pytest.mark.parametrize(("path", "wrong", "right"), [(STOCHASTIC, "abc", "0.02"), ("model.hidden", "50, x", "4"), ("data.n", "5", "41")])
def test_a_right_value_takes_the_message_away(launch: Launch, path: str, wrong: str, right: str) -> None:
    pilot = launch(ready=True)
    edit(pilot, path, wrong)
    assert pilot.error_at(path)
    edit(pilot, path, right)
    assert pilot.error_at(path) is None
    assert pilot.session.experiment.get(path) in (float(right), (4,))


@pytest.mark.parametrize(("path", "wrong", "held"), [(STOCHASTIC, "abc", "0.03"), ("model.hidden", "50, x", ""), ("data.n", "5", "200")])
def test_typing_what_holds_takes_the_message_away(pilot: Pilot, path: str, wrong: str, held: str) -> None:
    edit(pilot, path, wrong)
    edit(pilot, path, held)
    assert pilot.error_at(path) is None
