"""Coordinates, distances and explained variance against numpy, written out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine import Recording
from engine.geometry.plane import Plane, own_plane
from engine.geometry.projection import Projection
from tests.engine.plain import all_weights

Array = NDArray[Any]


def some_plane(size: int) -> Plane:
    random = np.random.default_rng(4)
    return Plane(random.standard_normal(size), np.linalg.qr(random.standard_normal((size, 2)))[0].T, "principal", ("a", "b"))


def some_path(rows: int, size: int, seed: int = 0) -> Array:
    return np.cumsum(np.random.default_rng(seed).standard_normal((rows, size)), axis=0) + 2.0


def plain_explained(weights: Array, plane: Plane) -> float:
    """Share of the variance about the path's own mean that lies in the plane."""
    centred = weights.astype(np.float64) - weights.astype(np.float64).mean(axis=0)
    shown = centred @ plane.directions.T
    return float((shown**2).sum() / (centred**2).sum())


@pytest.mark.parametrize("size", [3, 40])
def test_coordinates_and_distances_are_those_of_single_points(size: int) -> None:
    plane, path = some_plane(size), some_path(60, size)
    projection = Projection(plane)
    projection.extend(path)
    points = projection.points()
    for row, theta in enumerate(path):
        x, y = (theta - plane.origin) @ plane.directions.T
        foot = plane.origin + x * plane.directions[0] + y * plane.directions[1]
        assert points["x"][row] == pytest.approx(x, abs=1e-12)
        assert points["y"][row] == pytest.approx(y, abs=1e-12)
        assert points["distance"][row] == pytest.approx(np.linalg.norm(theta - foot), abs=1e-12)


def test_columns_x_and_y_of_every_preset_are_those_of_single_points(preset_recording: Recording) -> None:
    plane = preset_recording.plane
    for lane in preset_recording.lanes:
        expected = (all_weights(lane).astype(np.float64) - plane.origin) @ plane.directions.T
        np.testing.assert_allclose(lane.column("x"), expected[:, 0], atol=1e-9)
        np.testing.assert_allclose(lane.column("y"), expected[:, 1], atol=1e-9)


def test_explained_variance_of_every_preset_is_that_of_numpy(preset_recording: Recording) -> None:
    for lane in preset_recording.lanes:
        projection = preset_recording.projection(lane.name, preset_recording.plane)
        expected = plain_explained(all_weights(lane), preset_recording.plane)
        assert projection.explained() == pytest.approx(expected, rel=1e-6)
        assert 0 <= projection.explained() <= 1


def test_all_of_the_variance_of_two_weights_is_shown(recorded: Callable[[str], Recording]) -> None:
    recording = recorded("two-parameter")
    for lane in recording.lanes:
        projection = recording.projection(lane.name, recording.plane)
        assert projection.explained() == pytest.approx(1.0, abs=1e-12)
        assert (projection.points()["distance"] == 0).all()


@pytest.mark.parametrize("size", [3, 40])
def test_explained_variance_is_that_of_numpy_on_any_plane(size: int) -> None:
    plane = some_plane(size)
    for seed in range(5):
        path = some_path(80, size, seed)
        projection = Projection(plane)
        projection.extend(path)
        assert projection.explained() == pytest.approx(plain_explained(path, plane), rel=1e-9)


def test_explained_variance_far_from_the_origin_is_still_right() -> None:
    """The plane goes through the middle of all paths, which may be far from this one."""
    plane, path = some_plane(40), 0.01 * some_path(300, 40) + 100.0
    projection = Projection(plane)
    projection.extend(path)
    assert projection.explained() == pytest.approx(plain_explained(path, plane), rel=1e-4)


def test_a_path_that_does_not_move_explains_nothing() -> None:
    projection = Projection(some_plane(5))
    assert np.isnan(projection.explained())
    projection.extend(np.zeros((1, 5)))
    assert np.isnan(projection.explained())


@pytest.mark.parametrize("shown", [1, 2, 17, 60, 61, None])
def test_corners_are_those_of_the_first_points(shown: int | None) -> None:
    projection = Projection(some_plane(6))
    for piece in np.split(some_path(60, 6), [1, 20, 21]):
        projection.extend(piece)
    points = projection.points()
    x, y = points["x"][:shown], points["y"][:shown]
    assert projection.corners(shown).tolist() == [[x.min(), y.min()], [x.max(), y.max()]]


def test_corners_follow_a_growing_path_and_a_restart() -> None:
    projection = Projection(some_plane(6))
    projection.extend(1000.0 + some_path(5, 6))
    projection.restart(stride=2)
    projection.extend(some_path(5, 6))
    points = projection.points()
    assert projection.corners().tolist() == [[points["x"].min(), points["y"].min()], [points["x"].max(), points["y"].max()]]


@given(counts=st.lists(st.integers(0, 30), min_size=1, max_size=8))
def test_extending_in_pieces_is_the_same_as_at_once(counts: list[int]) -> None:
    plane, path = some_plane(6), some_path(sum(counts), 6)
    at_once, in_pieces = Projection(plane), Projection(plane)
    at_once.extend(path)
    for piece in np.split(path, np.cumsum(counts)[:-1]):
        in_pieces.extend(piece)
    assert len(in_pieces) == len(at_once) == sum(counts)
    for name in ("x", "y", "distance"):
        np.testing.assert_allclose(in_pieces.points()[name], at_once.points()[name], rtol=1e-12, atol=1e-12)


def test_restarting_forgets_all_points() -> None:
    projection = Projection(some_plane(6))
    projection.extend(some_path(20, 6))
    projection.restart(stride=4)
    assert (len(projection), projection.stride) == (0, 4)
    path = some_path(10, 6, seed=9)
    projection.extend(path)
    assert projection.explained() == pytest.approx(plain_explained(path, projection.plane), rel=1e-9)


def test_any_plane_can_be_asked_for(recorded: Callable[[str], Recording]) -> None:
    recording = recorded("two-moons")
    plane = some_plane(len(recording.initial_parameters))
    weights = all_weights(recording.lane("mini-batch")).astype(np.float64)
    points = recording.projection("mini-batch", plane).points()
    expected = (weights - plane.origin) @ plane.directions.T
    np.testing.assert_allclose(np.stack([points["x"], points["y"]], axis=1), expected, atol=1e-9)


def test_the_own_plane_of_a_path_shows_it_whole() -> None:
    path = some_path(10, 2)
    projection = Projection(own_plane())
    projection.extend(path)
    assert np.array_equal(projection.points()["x"], path[:, 0])
    assert np.array_equal(projection.points()["y"], path[:, 1])
