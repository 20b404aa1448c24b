"""The hand on the surface: point, click, drag, turn the wheel, click twice."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.comparison.recording import Recording
from gui.views.surface import picture
from gui.views.surface.terrain import height_at
from tests.gui.conftest import Launch, Pilot, pixels


@pytest.fixture(params=["own", "principal"])
def touched(request: pytest.FixtureRequest, launch: Launch, recorded: Recording, many_weights: Recording) -> Pilot:
    """A window on a plane of either kind, in the middle of its run."""
    pilot = launch(recorded if request.param == "own" else many_weights, ready=True)
    pilot.place(60)
    QApplication.setDoubleClickInterval(50)
    return pilot


def spot(pilot: Pilot, across: float, down: float) -> QPoint:
    """A pixel of the plot's viewport, as shares of its area."""
    area = pilot.surface.plot.area
    return QPointF(area.left() + across * area.width(), area.top() + down * area.height()).toPoint()


def data_at(pilot: Pilot, place: QPoint) -> tuple[float, float]:
    return pilot.surface.plot.data_at(QPointF(place) - pilot.surface.plot.area.topLeft())


def turn(pilot: Pilot, place: QPoint, notches: int) -> None:
    """Turn the wheel away from oneself."""
    viewport = pilot.surface.plot.viewport()
    turned = QPoint(0, 120 * notches)
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    QApplication.sendEvent(viewport, QWheelEvent(QPointF(place), QPointF(viewport.mapToGlobal(place)), QPoint(), turned, *none, False))


def assert_sharp_here(pilot: Pilot) -> None:
    """The surface is of the rectangle that is seen, at full resolution, and right."""
    landscape = pilot.frame.landscape
    surface, bounds = landscape.surface, pilot.surface.plot.bounds
    assert bounds == pytest.approx((surface.x[0], surface.x[-1], surface.y[0], surface.y[-1]))
    assert surface.values.shape == (101, 161)
    places = [(0, 0), (50, 80), (100, 160), (17, 140)]
    weights = landscape.plane.points(np.array([[surface.x[j], surface.y[i]] for i, j in places]))
    expected = landscape.recording.problem.objectives.train.measure(weights).loss
    np.testing.assert_allclose([surface.values[place] for place in places], expected, rtol=1e-5)


def wait_for_extent(pilot: Pilot) -> None:
    pilot.until(lambda: not pilot.surface._ask.isActive())
    pilot.rest()


def test_the_wheel_zooms_about_the_pointer_and_the_surface_is_computed_afresh(touched: Pilot) -> None:
    place = spot(touched, 0.3, 0.6)
    before, bounds = data_at(touched, place), touched.surface.plot.bounds
    turn(touched, place, 3)
    assert data_at(touched, place) == pytest.approx(before)
    left, right, bottom, top = touched.surface.plot.bounds
    assert (right - left) == pytest.approx((bounds[1] - bounds[0]) / 1.25**3)
    assert (top - bottom) == pytest.approx((bounds[3] - bounds[2]) / 1.25**3)
    wait_for_extent(touched)
    assert touched.surface.plot.bounds == (left, right, bottom, top)
    assert_sharp_here(touched)
    turn(touched, place, -3)
    wait_for_extent(touched)
    assert touched.surface.plot.bounds == pytest.approx(bounds)
    assert_sharp_here(touched)


@pytest.mark.parametrize("how", ["double click", "key"])
def test_dragging_moves_the_picture_and_a_double_click_or_a_key_fits_it(touched: Pilot, qtbot: QtBot, how: str) -> None:
    viewport, bounds, run = touched.surface.plot.viewport(), touched.surface.plot.bounds, touched.session.run
    begin, end = spot(touched, 0.5, 0.5), spot(touched, 0.7, 0.4)
    grabbed = data_at(touched, begin)
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=begin)
    for place in (spot(touched, 0.6, 0.45), end):
        qtbot.mouseMove(viewport, place)
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=end)
    assert data_at(touched, end) == pytest.approx(grabbed, abs=2e-2 * (bounds[1] - bounds[0]))
    wait_for_extent(touched)
    assert_sharp_here(touched)
    assert touched.surface.plot.bounds != pytest.approx(bounds)
    if how == "key":
        touched.press("F")
    else:
        qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=begin)
        qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=begin)
    touched.until(lambda: touched.session.view.options.extent is None)
    qtbot.wait(120)  # longer than a click waits for a second one
    touched.rest()
    assert_sharp_here(touched)
    corners = np.concatenate([path.corners() for path in touched.frame.landscape.projections])
    size = np.ptp(corners, axis=0)
    left, right, bottom, top = touched.surface.plot.bounds
    assert (left, bottom) == pytest.approx(corners.min(axis=0) - 0.12 * size)
    assert (right, top) == pytest.approx(corners.max(axis=0) + 0.12 * size)
    assert touched.session.run is run  # neither the drag nor the two clicks were a click


def test_a_click_starts_a_run_from_exactly_those_weights(touched: Pilot, qtbot: QtBot) -> None:
    place, plane, run = spot(touched, 0.4, 0.3), touched.frame.landscape.plane, touched.session.run
    first = run.recording.initial_parameters
    expected = plane.points(np.array([data_at(touched, place)]))[0].astype(np.float32)
    qtbot.mouseClick(touched.surface.plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    touched.until(lambda: touched.session.run is not run)
    touched.ready()
    recording = touched.session.run.recording
    np.testing.assert_array_equal(recording.initial_parameters, expected)
    for lane in recording.lanes:
        np.testing.assert_array_equal(lane.parameters(0), expected)
    assert touched.session.experiment.get("model.start") == tuple(expected.tolist())
    loss = recording.problem.objectives.train.measure(expected[None]).loss[0]
    assert recording.lane("stochastic").evaluations.train_loss[0] == pytest.approx(loss)
    touched.press("S")
    touched.ready()
    np.testing.assert_array_equal(touched.session.run.recording.initial_parameters, first)


def test_a_start_without_a_finite_loss_is_refused_with_its_value(touched: Pilot) -> None:
    run = touched.session.run
    touched.surface.option_changed.emit("start", (1e300, 0.0))
    assert touched.session.run is run
    said = touched.window.banner.text
    assert said.startswith("Start: found a loss of ") and said.endswith(" there, allowed is a start where it is finite.")


def test_pointing_reads_place_height_and_the_nearest_update(touched: Pilot, qtbot: QtBot) -> None:
    landscape, view = touched.frame.landscape, touched.surface
    row = touched.frame.rows[2]
    path = landscape.projections[2].points()
    x, y = float(path["x"][row]), float(path["y"][row])
    before = pixels(view.plot)
    qtbot.mouseMove(view.plot.viewport(), (view.plot.point_of(x, y) + view.plot.area.topLeft()).toPoint())
    touched.until(lambda: view.interaction.pointer is not None)
    lane, update = view.pictures.shown[0].nearest(view.interaction.pointer)
    points = landscape.projections[lane].points()
    found = view.plot.point_of(float(points["x"][update]), float(points["y"][update])) - view.interaction.pointer
    assert found.manhattanLength() < 3
    exact = landscape.recording.problem.objectives.train.measure(landscape.plane.points(np.array([[x, y]]))).loss[0]
    assert height_at(landscape.surface, x, y) == pytest.approx(exact, rel=0.02)
    assert pixels(view.plot) != before
    qtbot.mouseMove(view.plot.viewport(), QPoint(1, 1))
    touched.until(lambda: view.interaction.pointer is None)
    assert pixels(view.plot) == before


def test_height_between_the_grid_lines_is_near_the_loss_there(touched: Pilot) -> None:
    landscape = touched.frame.landscape
    surface = landscape.surface
    assert height_at(surface, surface.x[3], surface.y[7]) == pytest.approx(surface.values[7, 3])
    assert height_at(surface, surface.x[-1], surface.y[0]) == pytest.approx(surface.values[0, -1])
    assert height_at(surface, surface.x[:2].mean(), surface.y[7:9].mean()) == pytest.approx(surface.values[7:9, :2].mean())  # on the edge
    places = np.random.default_rng(0).uniform((surface.x[1], surface.y[1]), (surface.x[-2], surface.y[-2]), (50, 2))
    exact = landscape.recording.problem.objectives.train.measure(landscape.plane.points(places)).loss
    range_ = np.ptp(surface.values)
    off = [abs(height_at(surface, x, y) - loss) for (x, y), loss in zip(places, exact, strict=True)]
    assert max(off) < (1e-6 if landscape.plane.is_exact else 3e-3) * range_  # a quadratic to the last bit, kinks not quite
    assert np.isnan(height_at(surface, surface.x[-1] + 1, surface.y[0]))


def test_what_is_seen_stays_while_the_rate_is_dragged_over_two_weights_only(touched: Pilot) -> None:
    turn(touched, spot(touched, 0.5, 0.5), 2)
    wait_for_extent(touched)
    bounds, is_exact = touched.surface.plot.bounds, touched.frame.landscape.plane.is_exact
    touched.session.change({"lanes.stochastic.optimizer.lr": 0.011})
    touched.ready()
    assert (touched.surface.plot.bounds == pytest.approx(bounds)) == is_exact
    touched.session.open(touched.session.experiment)
    touched.ready()
    assert touched.session.view.options.extent is None


def test_there_is_an_end_to_zooming(touched: Pilot) -> None:
    for notches, times in ((3, 60), (-3, 120)):
        for _ in range(times):
            turn(touched, spot(touched, 0.4, 0.4), notches)
        wait_for_extent(touched)
        left, right, bottom, top = touched.surface.plot.bounds
        assert 1e-6 < right - left < 1e6 and 1e-6 < top - bottom < 1e6
        assert_sharp_here(touched)


def test_a_click_on_the_picture_takes_the_keys_back(touched: Pilot, qtbot: QtBot) -> None:
    field = touched.window.form.fields["data.n"]
    field.setFocus()
    touched.until(lambda: QApplication.focusWidget() is not None)
    qtbot.mousePress(touched.surface.plot.viewport(), Qt.MouseButton.LeftButton, pos=spot(touched, 0.5, 0.5))
    focused = QApplication.focusWidget()
    assert focused is None or not field.isAncestorOf(focused)


def test_the_first_start_is_not_taken_back_where_it_has_no_room(launch: Launch) -> None:
    pilot = launch(ready=True)
    assert pilot.session.experiment.model.start is not None
    pilot.session.change({"model.hidden": [3], "model.start": None})
    pilot.ready()
    run = pilot.session.run
    pilot.press("S")
    assert pilot.session.run is run and not pilot.window.banner.isVisible()


def test_what_is_read_at_the_pointer_is_written_as_on_the_axes(pilot: Pilot, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[list[str]] = []
    monkeypatch.setattr(picture, "paint_read_out", lambda _painter, _area, _place, lines, _theme: said.append(lines))
    view = pilot.surface.pictures.shown[0]
    monkeypatch.setattr(view.plot, "data_at", lambda _place: (1_553.2, -2.5e-7))
    view.interaction.pointer = QPointF(50, 50)
    pixels(view)
    names = pilot.frame.landscape.plane.axes
    assert said[-1][0] == f"{names[0]} 1,553  {names[1]} −2.5e-7"
