"""Equal axis scales: a unit is as long across as up, in every form of the picture, and they are remembered."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QAction

from engine.comparison.recording import Recording
from engine.geometry.extent import Extent
from gui.views.surface3d.ground import SIZE
from tests.gui.conftest import Launch, Pilot


def ratio(pilot: Pilot) -> float:
    """Pixels of a unit across to those of a unit up, in the first picture."""
    across, down = pilot.surface.plot.step_of(np.array([1.0, -1.0]))
    return float(across / down)


def is_equal(pilot: Pilot) -> bool:
    return abs(ratio(pilot) - 1) < 1e-3


@pytest.fixture
def equal(pilot: Pilot) -> Pilot:
    """A window with equal axis scales."""
    assert not is_equal(pilot)
    pilot.press("Q")
    pilot.until(lambda: is_equal(pilot))
    pilot.rest()
    return pilot


def test_a_gradient_is_upright_on_the_contour_line(equal: Pilot) -> None:
    plot, landscape = equal.surface.plot, equal.frame.landscape
    data = equal.session.run.recording.dataset
    design = np.concatenate([data.train_inputs, np.ones((len(data.train_inputs), 1))], axis=1).astype(np.float64)
    theta = np.array([0.7 * landscape.extent.left, 0.8 * landscape.extent.top])
    gradient = 2 / len(design) * design.T @ (design @ theta - data.train_targets[:, 0])
    along = np.array([-gradient[1], gradient[0]])  # the contour line
    one, other = plot.step_of(gradient), plot.step_of(along)
    assert abs(one @ other) < 1e-3 * np.linalg.norm(one) * np.linalg.norm(other)


def test_all_paths_are_seen_on_ground_that_fills_the_picture_and_back(equal: Pilot) -> None:
    landscape, plot = equal.frame.landscape, equal.surface.plot
    for path in landscape.projections:
        (left, bottom), (right, top) = path.corners()
        assert landscape.extent.left < left < right < landscape.extent.right
        assert landscape.extent.bottom < bottom < top < landscape.extent.top
    surface = landscape.surface
    assert plot.bounds == (surface.x[0], surface.x[-1], surface.y[0], surface.y[-1])
    equal.press("Q")
    equal.until(lambda: equal.frame.view.options.aspect == 0 and not is_equal(equal))
    equal.rest()
    assert equal.frame.landscape.extent.area < landscape.extent.area


def test_they_stay_equal_in_another_window_apart_and_closer(equal: Pilot) -> None:
    equal.window.resize(1280, 720)
    equal.until(lambda: is_equal(equal))
    equal.session.set_options(small_multiples=True)
    equal.until(lambda: len(equal.surface.pictures.shown) == 3 and is_equal(equal))
    equal.rest()
    equal.session.set_options(small_multiples=False)
    equal.until(lambda: len(equal.surface.pictures.shown) == 1 and is_equal(equal))
    equal.session.set_options(extent=Extent(*equal.surface.plot.bounds).scaled(0.5, 0.0, 0.0))
    equal.rest()
    assert is_equal(equal)


def test_a_rectangle_that_was_looked_at_stays_in_the_middle(pilot: Pilot) -> None:
    pilot.session.set_options(extent=Extent(-1.0, 1.0, -1.0, 1.0))
    pilot.rest()
    pilot.press("Q")
    pilot.until(lambda: is_equal(pilot))
    extent = pilot.frame.view.options.extent
    assert extent is not None and extent.holds(Extent(-1.0, 1.0, -1.0, 1.0))
    assert (extent.left + extent.right, extent.bottom + extent.top) == pytest.approx((0.0, 0.0), abs=1e-9)


def test_a_new_run_of_many_weights_has_them_too(launch: Launch, many_weights: Recording) -> None:
    pilot = launch(many_weights, ready=True)
    pilot.press("Q")
    pilot.until(lambda: is_equal(pilot))
    pilot.session.change({"lanes.*.optimizer.lr": 0.5})
    pilot.ready()
    assert is_equal(pilot) and pilot.frame.landscape.recording is pilot.session.run.recording


def test_in_3_d_they_are_those_of_the_block(pilot: Pilot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(pilot.surface), "_is_relief", True)
    pilot.session.set_map_look(scales="equal")
    pilot.until(lambda: pilot.frame.view.options.aspect == pytest.approx(SIZE[1] / SIZE[0]))
    pilot.rest()
    extent = pilot.frame.landscape.extent
    assert (extent.right - extent.left) / SIZE[0] == pytest.approx((extent.top - extent.bottom) / SIZE[1])


def test_they_are_chosen_from_the_list_and_the_menu_says_so(pilot: Pilot) -> None:
    menu = pilot.surface.choices.look_menu()
    entries: dict[str, QAction] = {action.text(): action for action in menu.actions()}
    assert entries["As they fit"].isChecked() and not entries["Equal"].isChecked()
    entries["Equal"].trigger()
    menu.deleteLater()
    pilot.until(lambda: is_equal(pilot))
    assert pilot.action("scales").isChecked()


def test_they_are_remembered(launch: Launch, tmp_path: Path) -> None:
    first = launch(settings=tmp_path / "window.ini")
    first.ready()
    first.press("Q")
    first.window.close()
    second = launch(settings=tmp_path / "window.ini")
    assert second.session.view.map_look.scales == "equal"
    second.ready()
    second.until(lambda: is_equal(second))
