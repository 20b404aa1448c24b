"""Arrows at the balls: how an update is put together, which there are, and how they are explained."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QAction, QColor, QImage, QPainter

from engine.comparison.recording import Recording
from engine.experiment import Experiment
from engine.landscape.options import ARROWS
from engine.landscape.probe import GradientSteps
from gui.look.theme import DARK, LIGHT, Theme
from gui.views.surface import gradients as gradients_module
from gui.views.surface.arrow_key import ArrowKey
from gui.views.surface.arrows import OTHERS, Arrow, head_of, paint_arrows
from gui.views.surface.ball import paint_arrow, paint_last_update
from gui.views.surface.gradients import paint_gradients
from tests.gui.conftest import MOONS, Launch, Pilot, count, pixels

EVERY = frozenset(arrow.name for arrow in ARROWS)
ADAM = MOONS | {"lanes.*.optimizer.name": "adam", "lanes.*.optimizer.lr": 0.02}


@pytest.fixture
def adam(launch: Launch) -> Pilot:
    """A window on a run of Adam, in its middle."""
    pilot = launch(Experiment.preset("two-moons").with_changes(ADAM), ready=True)
    pilot.place(60)
    return pilot


def actions(pilot: Pilot) -> tuple[Any, dict[str, QAction]]:
    """The list of arrows, which the caller deletes, and its entries by name."""
    menu = pilot.surface.choices.arrow_menu()
    return menu, {arrow.name: action for arrow, action in zip(ARROWS, menu.actions(), strict=True)}


# which there are


def test_every_arrow_has_something_to_draw() -> None:
    for arrow in ARROWS:
        assert arrow.help and arrow.title and (arrow.name == OTHERS or head_of(arrow.name) > 0)
        assert arrow.name == OTHERS or arrow.name in GradientSteps.__dataclass_fields__


def test_the_key_adds_those_that_the_optimizer_has(adam: Pilot) -> None:
    pictures, seen = [pixels(adam.surface.plot)], []
    for _ in range(6):
        adam.press("A")
        adam.rest()
        seen.append(adam.session.view.options.arrows)
        pictures.append(pixels(adam.surface.plot))
    added = ["made", "batch", "momentum", "scaling", "full", "others"]
    assert seen == [*({*added[:number]} for number in range(2, 7)), {"made"}]
    assert all(one != other for one, other in pairwise(pictures)) and pictures[0] == pictures[-1]


def test_the_list_says_which_are_not_here_and_why(adam: Pilot) -> None:
    menu, entries = actions(adam)
    assert [name for name, action in entries.items() if not action.isEnabled()] == ["decay"]
    assert entries["decay"].toolTip() == "Not here: no visible lane has weight decay"
    assert all(entries[arrow.name].toolTip() == arrow.help for arrow in ARROWS if arrow.name != "decay")
    menu.deleteLater()
    adam.session.change({"lanes.*.optimizer.name": "sgd", "lanes.full-batch.optimizer.momentum": 0.5})
    adam.ready()
    menu, entries = actions(adam)
    assert [name for name, action in entries.items() if not action.isEnabled()] == ["scaling", "decay"]
    menu.deleteLater()
    adam.session.set_options(hidden=frozenset({"full-batch"}))
    adam.rest()
    menu, entries = actions(adam)
    assert [name for name, action in entries.items() if not action.isEnabled()] == ["momentum", "scaling", "decay"]
    menu.deleteLater()


def test_what_is_not_here_changes_nothing_and_comes_back(adam: Pilot) -> None:
    adam.session.set_options(arrows=frozenset({"made", "scaling"}))
    adam.rest()
    assert adam.frame.arrows == {"made", "scaling"} and adam.frame.probe is not None
    adam.session.change({"lanes.*.optimizer.name": "sgd"})
    adam.ready()
    assert adam.frame.arrows == {"made"} and adam.frame.probe is None  # nothing is asked for
    adam.session.change({"lanes.*.optimizer.name": "rmsprop"})
    adam.ready()
    assert adam.frame.arrows == {"made", "scaling"}


# how they lie


def drawn(adam: Pilot, monkeypatch: pytest.MonkeyPatch, found: GradientSteps, names: frozenset[str] = EVERY) -> dict[str, Arrow]:
    """The arrows that are painted of some gradients."""
    kept: list[Arrow] = []
    monkeypatch.setattr(gradients_module, "paint_arrows", lambda painter, arrows, *rest, **named: kept.extend(arrows))
    image = QImage(10, 10, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    paint_gradients(painter, adam.surface.plot, found, names, DARK.lanes[0], DARK)
    painter.end()
    return {arrow.name: arrow for arrow in kept}


def made_of(adam: Pilot, **parts: tuple[float, float]) -> GradientSteps:
    """Gradient steps with these parts, in shares of the picture's width and height."""
    left, right, bottom, top = adam.surface.plot.bounds
    size = np.array([right - left, top - bottom])
    steps = {name: np.array(parts.get(name, (0.0, 0.0))) * size for name in ("batch", "momentum", "scaling", "decay", "full")}
    made = steps["batch"] + steps["momentum"] + steps["scaling"] + steps["decay"]
    return GradientSteps(
        lane=0, update=1, before=np.array([left, bottom]) + size / 2, made=made, spread=np.zeros((2, 2)), spread_radius=0.0, **steps
    )


def near(one: QPointF, other: QPointF) -> bool:
    return (one - other).manhattanLength() < 1e-6


def test_parts_lie_head_to_tail_and_end_where_the_update_ends(adam: Pilot, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {"batch": (0.1, 0.05), "momentum": (0.0, 0.15), "scaling": (-0.15, 0.0), "decay": (0.0, 0.1), "full": (0.1, 0.1)}
    arrows = drawn(adam, monkeypatch, made_of(adam, **parts))
    chain = [arrows[name] for name in ("batch", "momentum", "scaling", "decay")]
    assert all(near(one.tip, other.start) for one, other in pairwise(chain))
    assert (
        near(chain[-1].tip, arrows["made"].tip)
        and near(chain[0].start, arrows["made"].start)
        and near(arrows["full"].start, chain[0].start)
    )
    assert next(iter(arrows)) == "made"  # at the bottom
    alone = drawn(adam, monkeypatch, made_of(adam, **parts), frozenset({"momentum", "made"}))
    assert near(alone["momentum"].start, alone["made"].start)  # with nothing drawn before it, at the ball


def test_the_ellipse_is_as_large_as_the_radius_says(adam: Pilot) -> None:
    across, down = adam.surface.plot.step_of(np.array([1.0, 1.0]))
    areas = []
    for radius in (1.0, 2.0):
        image = QImage(600, 400, QImage.Format.Format_RGB32)
        image.fill(DARK.background)
        found = replace(made_of(adam), full=np.zeros(2), spread=np.diag([(40 / across) ** 2, (40 / down) ** 2]), spread_radius=radius)
        with QPainter(image) as painter:
            painter.translate(QPointF(300, 200) - adam.surface.plot.point_of(*found.before))
            paint_gradients(painter, adam.surface.plot, found, frozenset({OTHERS}), DARK.lanes[0], DARK)
        areas.append(image.width() * image.height() - count(image, DARK.background))
    scale = 64 / 40  # what is too short is drawn longer
    assert areas == pytest.approx([np.pi * (40 * scale) ** 2, np.pi * 80**2], rel=0.05)


def test_of_a_part_too_short_to_be_seen_the_head_is_there(adam: Pilot, monkeypatch: pytest.MonkeyPatch) -> None:
    found = made_of(adam, batch=(0.0, 1e-4), scaling=(0.2, 0.0), full=(1e-9, 0.0))
    arrows = drawn(adam, monkeypatch, found)
    assert set(arrows) == {"made", "batch", "scaling"}  # of a momentum of nothing, and of rounding, not even that
    head = arrows["batch"].tip - arrows["batch"].start
    assert (head.x(), head.y()) == pytest.approx((0.0, -head_of("batch")), abs=1e-6)  # up
    assert arrows["made"].start.y() - arrows["batch"].start.y() > 10  # beside the ball
    assert abs((arrows["scaling"].start - arrows["made"].start).x()) < 1e-6  # the others keep their places


def test_where_the_update_is_one_of_its_parts_both_are_seen() -> None:
    for theme in (DARK, LIGHT):
        image = QImage(120, 40, QImage.Format.Format_RGB32)
        image.fill(theme.background)
        painter = QPainter(image)
        line = QPointF(10, 20), QPointF(110, 20)
        paint_arrows(painter, [Arrow("made", *line), Arrow("scaling", *line)], theme.lanes[0], theme, 1.0, outline=3.0)
        painter.end()
        assert min(count(image, theme.text_secondary), count(image, theme.scaling)) > 10


@pytest.mark.parametrize("far", [1e18, math.inf, math.nan])
def test_an_arrow_whose_step_vanishes_beside_its_place_is_left_out(far: float) -> None:
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(DARK.background)
    before, start, here = QImage(image), QPointF(far, 20.0), QPointF(20.0, 20.0)
    painter = QPainter(image)
    paint_arrow(painter, start, start + QPointF(7.0, 0.0), QColor("#ff0000"), 1.0)
    paint_last_update(painter, start, start + QPointF(0.5, 0.0), DARK)
    if not math.isfinite(far):
        paint_last_update(painter, start, here, DARK)
    painter.end()
    assert image == before


# how they are explained


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_the_key_explains_those_that_are_drawn(adam: Pilot, theme: Theme) -> None:
    adam.window.appearance.set_theme(theme)
    assert adam.surface.arrows.accessibleName() == "Arrows: Last update"
    for name, colour in (("momentum", theme.momentum), ("scaling", theme.scaling), ("full", theme.text)):
        assert count(pixels(adam.surface.arrows), colour) == 0 or name == "full"
        adam.session.set_options(arrows=frozenset({"made", "decay", name}))
        adam.rest()
        assert count(pixels(adam.surface.arrows), colour) > 5
        assert adam.surface.arrows.accessibleName().count(",") == 1  # no lane has weight decay


def test_the_key_takes_the_lines_that_it_needs(adam: Pilot) -> None:
    key = ArrowKey()
    heights = []
    for width in (900, 460, 100):
        key.resize(width, key.height())
        key.show_arrows(EVERY, 0)
        key.show()
        adam.rest()
        heights.append(key.height())
    assert heights == [19, 38, 19 * len(ARROWS)]
    key.close()
    key.deleteLater()


def test_one_arrow_stands_in_the_legend_and_several_on_a_line_above_the_picture(adam: Pilot) -> None:
    adam.session.change({"lanes.*.optimizer.weight_decay": 0.1})
    adam.ready()
    adam.window.resize(1280, 800)
    for arrows, of_line, of_legend in (
        (frozenset({"made"}), 0, 19),
        (EVERY, 19, 0),
        (frozenset[str](), 0, 0),
        (frozenset({"full"}), 0, 19),
    ):
        adam.session.set_options(arrows=arrows)
        adam.rest()
        keys = (adam.surface.arrows, adam.surface.arrow)
        assert adam.frame.arrows == arrows and [key.isVisible() * key.height() for key in keys] == [of_line, of_legend]
        if arrows == EVERY:
            assert adam.surface.bar.height() >= 120


def test_names_keep_off_the_heads_of_arrows(launch: Launch, many_weights: Recording) -> None:
    pilot = launch(many_weights, ready=True)
    pilot.session.set_options(plane="random-filter")
    pilot.rest()
    (picture,) = pilot.surface.pictures.shown
    for updates in range(2, 40, 2):
        pilot.place(updates)
        rooms = [room for room, _, _ in picture._names]
        assert rooms and any(not head.isNull() for head in picture._heads)
        assert not any(room.intersects(head) for room in rooms for head in picture._heads)
