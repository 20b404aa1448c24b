"""The picture eases over from one view of a growing run to the next; with a clock that stands still until it is told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPixmap, QTransform
from PySide6.QtWidgets import QApplication

from engine.comparison.recording import Recording
from engine.geometry.plane import Plane
from engine.geometry.projection import Projection
from engine.landscape.landscape import Landscape
from gui.look.timing import TRANSITION_S
from gui.plotting.plot import Plot
from gui.views.surface.view_transition import ViewTransition, between
from gui.widgets.painting import set_reduced_motion
from tests.gui.conftest import Launch, Pilot, pixels

AREA = QRectF(0, 0, 600, 300)
BEFORE, AFTER = (-2.0, 3.0, -1.0, 4.0), (-3.0, 5.0, -2.0, 2.0)


class Clock:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def plane(seed: int, like: Plane | None = None) -> Plane:
    """A plane in seven dimensions; if `like` another, one a little turned and shifted."""
    rng = np.random.default_rng(seed)
    near = np.zeros((2, 7)) if like is None else 5 * like.directions
    directions = np.linalg.qr((near + rng.standard_normal((2, 7))).T)[0].T
    directions *= 1.0 if like is None else np.sign(np.einsum("ij,ij->i", directions, like.directions))[:, None]
    origin = rng.standard_normal(7) if like is None else like.origin + 0.1 * rng.standard_normal(7)
    return Plane(origin, directions, "principal", ("x", "y"))


def pixel(bounds: tuple[float, ...], point: np.ndarray) -> tuple[float, float]:
    left, right, bottom, top = bounds
    return float((point[0] - left) / (right - left) * 600), float((top - point[1]) / (top - bottom) * 300)


def near(point: QPointF) -> object:
    return pytest.approx((point.x(), point.y()), abs=1e-6)


@pytest.fixture
def plot(program: QApplication) -> Plot:
    return Plot()


def test_a_point_of_the_new_view_begins_where_its_shadow_lay_in_the_view_before() -> None:
    one = plane(0)
    other = plane(1, one)
    for point in np.random.default_rng(2).uniform(-2, 3, (5, 2)):
        weights = other.points(point[None])[0]
        expected = pixel(BEFORE, one.directions @ (weights - one.origin))
        found = between(AREA, other, AFTER, one, BEFORE).map(*pixel(AFTER, point))
        assert found == pytest.approx(expected)


def test_planes_that_have_nothing_in_common_do_not_turn_into_each_other() -> None:
    one = Plane(np.zeros(4), np.eye(4)[:2], "principal", ("x", "y"))
    other = Plane(np.zeros(4), np.eye(4)[1:3], "principal", ("x", "y"))
    assert between(AREA, other, AFTER, one, BEFORE).isIdentity()


def test_it_takes_its_time_and_gets_there(plot: Plot) -> None:
    clock, start, ball = Clock(), QTransform(1.1, 0.2, -0.2, 0.9, 30, -20), QPointF(50, 60)
    transition = ViewTransition(plot, clock)
    plot.set_range(*AFTER)
    assert not transition.is_under_way and transition.turn.isIdentity() and transition.bounds(AFTER) == AFTER
    transition.begin(QPixmap(), start, QTransform(), [ball], BEFORE)
    aim = QPointF(250, 160)
    assert transition.is_under_way and transition.turn == start and transition.bounds(AFTER) == BEFORE
    assert transition.ball(0, aim) == ball and transition.ball(1, aim) == aim  # a lane that was not there before
    shares = []
    for _ in range(10):
        clock.now += TRANSITION_S / 11
        shares.append(transition.share)
        assert transition.ball(0, aim) == ball + (aim - ball) * transition.share
        assert BEFORE[1] < transition.bounds(AFTER)[1] < AFTER[1]
        transition.step()
        assert plot.getPlotItem().viewRange()[0] == pytest.approx(transition.bounds(AFTER)[:2])
    assert (np.diff([0.0, *shares, 1.0]) > 0).all()
    clock.now += TRANSITION_S
    transition.step()
    assert plot.getPlotItem().viewRange()[0] == pytest.approx(AFTER[:2])
    assert (
        not transition.is_under_way
        and transition.turn.isIdentity()
        and transition.bounds(AFTER) == AFTER
        and transition.ball(0, aim) == aim
    )


def test_one_that_sets_out_on_the_way_begins_where_things_are_shown(plot: Plot) -> None:
    clock, one = Clock(), plane(0)
    planes = [one, plane(1, one), plane(2, one)]
    transition, wide = ViewTransition(plot, clock), (-9.0, 9.0, -9.0, 9.0)
    transition.begin(QPixmap(), between(AREA, planes[1], AFTER, planes[0], BEFORE), QTransform(), [], BEFORE)
    clock.now += TRANSITION_S / 3
    place, shown, axes = QPointF(222, 111), transition.turn.map(QPointF(222, 111)), transition.bounds(AFTER)
    there = between(AREA, planes[2], wide, planes[1], AFTER)
    back, _ = there.inverted()
    transition.begin(QPixmap(), there, back, [], AFTER)
    assert transition.bounds(wide) == axes
    assert near(transition.turn.map(back.map(place))) == (shown.x(), shown.y())


def test_at_its_end_it_is_there(plot: Plot) -> None:
    transition = ViewTransition(plot, Clock())
    transition.begin(QPixmap(4, 4), QTransform(2, 0, 0, 2, 0, 0), QTransform(), [], BEFORE)
    transition.arrive()
    assert not transition.is_under_way and transition.turn.isIdentity()


# in the window


@pytest.fixture
def moving(launch: Launch, many_weights: Recording) -> Iterator[tuple[Pilot, Clock]]:
    """A window that eases, in the middle of a finished run, with a clock of its own."""
    pilot = launch(many_weights, ready=True)
    pilot.place(60)
    clock = Clock()
    pilot.surface.pictures.shown[0]._transition = ViewTransition(pilot.surface.plot, clock)
    set_reduced_motion(False)
    yield pilot, clock
    set_reduced_motion(True)


def refitted(landscape: Landscape, angle: float) -> Landscape:
    """The same landscape on its plane, turned in itself and shifted, with the wider rectangle that its paths need there."""
    cos, sin = np.cos(angle), np.sin(angle)
    plane = replace(landscape.plane, directions=np.array([[cos, sin], [-sin, cos]]) @ landscape.plane.directions)
    paths = tuple(Projection(plane, path.stride) for path in landscape.projections)
    for path, lane in zip(paths, landscape.recording.lanes, strict=True):
        path.extend(lane.history.kept(lane.updates)[1])
    extent = landscape.extent.scaled(1.5, 0.0, 0.0)
    return replace(landscape, plane=plane, projections=paths, extent=extent)


def test_a_plane_fitted_again_turns_the_picture_over(moving: tuple[Pilot, Clock]) -> None:
    pilot, clock = moving
    surface, frame = pilot.surface, pilot.frame
    before, balls = pixels(surface.plot), list(surface.pictures.shown[0]._balls)
    landscape = refitted(frame.landscape, 0.3)
    surface.show_frame(replace(frame, landscape=landscape))
    pixels(surface.plot)
    assert all(near(one) == (other.x(), other.y()) for one, other in zip(balls, surface.pictures.shown[0]._balls, strict=True))
    assert surface.plot.getPlotItem().viewRange()[0] == pytest.approx([frame.landscape.extent.left, frame.landscape.extent.right])
    assert not surface.is_complete
    terrain = surface.pictures.shown[0]._terrain.picture.cacheKey()
    clock.now += 0.4 * TRANSITION_S
    surface.show_frame(replace(frame, landscape=landscape))
    between_ = pixels(surface.plot)
    assert surface.pictures.shown[0]._terrain.picture.cacheKey() == terrain  # nothing is painted anew on the way
    clock.now += TRANSITION_S
    surface.show_frame(replace(frame, landscape=landscape))
    surface.pictures.advance(time.perf_counter() + 1.0)
    after = pixels(surface.plot)
    assert before != between_ != after != before
    expected = [surface.plot.point_of(*(path.points()[axis][row] for axis in "xy")) for path, row in
                zip(landscape.projections, frame.landscape_rows, strict=True)]  # fmt: skip
    assert surface.pictures.shown[0]._balls == expected
    assert surface.plot.getPlotItem().viewRange()[0] == pytest.approx([landscape.extent.left, landscape.extent.right])


@pytest.mark.parametrize("what", ["motion is reduced", "another loss", "a rectangle"])
def test_what_the_user_asks_for_is_there_at_once(moving: tuple[Pilot, Clock], what: str) -> None:
    pilot, _ = moving
    surface, frame, landscape = pilot.surface, pilot.frame, refitted(pilot.frame.landscape, 0.3)
    set_reduced_motion(what == "motion is reduced")
    if what != "motion is reduced":
        changes = {"loss": "validation"} if what == "another loss" else {"extent": landscape.extent}
        landscape = replace(landscape, options=replace(landscape.options, **changes))
    surface.show_frame(replace(frame, landscape=landscape, view=replace(frame.view, options=landscape.options)))
    assert not surface.pictures.shown[0]._transition.is_under_way


def test_what_the_user_asks_for_on_the_way_is_there_at_once(moving: tuple[Pilot, Clock]) -> None:
    pilot, _ = moving
    surface, frame, landscape = pilot.surface, pilot.frame, refitted(pilot.frame.landscape, 0.3)
    surface.show_frame(replace(frame, landscape=landscape))
    assert surface.pictures.shown[0]._transition.is_under_way
    option_changed = replace(frame.landscape, options=replace(landscape.options, loss="validation"))
    surface.show_frame(replace(frame, landscape=option_changed, view=replace(frame.view, options=option_changed.options)))
    assert not surface.pictures.shown[0]._transition.is_under_way and surface.pictures.shown[0]._transition.turn.isIdentity()
    assert surface.plot.getPlotItem().viewRange()[0] == pytest.approx([option_changed.extent.left, option_changed.extent.right])


def test_the_hand_ends_it(moving: tuple[Pilot, Clock]) -> None:
    pilot, _ = moving
    surface, frame = pilot.surface, pilot.frame
    surface.show_frame(replace(frame, landscape=refitted(frame.landscape, 0.3)))
    assert surface.pictures.shown[0]._transition.is_under_way
    surface.interaction.moved.emit(frame.landscape.extent)
    assert not surface.pictures.shown[0]._transition.is_under_way
    surface._ask.stop()
