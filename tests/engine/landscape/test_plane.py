"""The plane of a comparison against numpy's singular value decomposition of all stacked weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.linalg import subspace_angles  # type: ignore[import-untyped]

from engine import Recording, train
from engine.landscape import plane as module_under_test
from engine.landscape.plane import Plane, own_plane, principal_plane
from tests.engine.plain import all_weights, quick

Array = NDArray[Any]


def plain_directions(paths: list[Array]) -> Array:
    """The first two right singular vectors of all centred points together: [2, P]."""
    stacked = np.concatenate(paths).astype(np.float64)
    leading: Array = np.linalg.svd(stacked - stacked.mean(axis=0), full_matrices=False)[2][:2]
    return leading


def angle(one: Array, other: Array) -> float:
    """The largest angle between two planes, in radians."""
    return float(subspace_angles(one.T, other.T).max())


def assert_principal(plane: Plane, paths: list[Array], precision: float) -> None:
    stacked = np.concatenate(paths).astype(np.float64)
    np.testing.assert_allclose(plane.origin, stacked.mean(axis=0), atol=1e-7 * np.abs(stacked).max())
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-6)
    assert angle(plane.directions, plain_directions(paths)) < precision
    first, second = ((stacked - plane.origin) @ plane.directions.T).var(axis=0)
    assert first >= second


def wandering(rows: int, size: int, seed: int, dtype: Any) -> list[Array]:
    """Three paths of different lengths through all dimensions, most of the motion in some thirty directions."""
    random = np.random.default_rng(seed)
    inner = min(30, size)
    scales = 0.8 ** np.arange(inner)
    mixing = random.standard_normal((inner, size)) / np.sqrt(size)
    walks = [np.cumsum(random.standard_normal((count, inner)) * scales, axis=0) for count in (rows, rows // 3, 5)]
    return [(walk @ mixing + 1.0 + 1e-3 * random.standard_normal((len(walk), size))).astype(dtype) for walk in walks]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("rows", "size"), [(300, 20), (2000, 3), (20, 700)])
def test_with_few_rows_or_columns_it_is_that_of_numpy(rows: int, size: int, seed: int) -> None:
    paths = wandering(rows, size, seed, np.float64)
    assert_principal(principal_plane(paths), paths, 1e-10)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("dtype", "precision"), [(np.float64, 1e-10), (np.float32, 1e-6)])
def test_with_many_rows_and_columns_it_is_that_of_numpy(monkeypatch: pytest.MonkeyPatch, dtype: Any, precision: float, seed: int) -> None:
    paths = wandering(700, 410, seed, dtype)
    monkeypatch.setattr(np.linalg, "svd", _only_small(np.linalg.svd))  # the whole must not be decomposed on this path
    plane = principal_plane(paths)
    monkeypatch.undo()
    assert_principal(plane, paths, precision)


def _only_small(svd: Callable[..., Any]) -> Callable[..., Any]:
    def small(matrix: Array, *arguments: Any, **named: Any) -> Any:
        assert matrix.size < 1000, "the whole was decomposed"
        return svd(matrix, *arguments, **named)

    return small


def test_both_ways_give_the_same_plane(monkeypatch: pytest.MonkeyPatch) -> None:
    paths = wandering(600, 90, 0, np.float64)
    direct = principal_plane(paths)
    monkeypatch.setattr(module_under_test, "_DIRECT_LIMIT", 0)
    iterated = principal_plane(paths)
    assert angle(direct.directions, iterated.directions) < 1e-6
    np.testing.assert_allclose(iterated.directions, direct.directions, atol=1e-5)  # the same signs, too


def test_cutting_the_rows_into_pieces_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    paths = wandering(600, 90, 0, np.float64)
    monkeypatch.setattr(module_under_test, "_DIRECT_LIMIT", 0)
    whole = principal_plane(paths)
    monkeypatch.setattr(module_under_test, "_ROWS_AT_ONCE", 7)
    assert angle(whole.directions, principal_plane(paths).directions) < 1e-6


@pytest.mark.parametrize("name", ["article", "two-moons"])
def test_the_plane_of_a_recording_is_that_of_all_its_updates(recorded: Callable[[str], Recording], name: str) -> None:
    recording = recorded(name)
    assert_principal(recording.plane, [all_weights(lane) for lane in recording.lanes], 1e-6)
    assert recording.plane.kind == "principal"
    assert not recording.plane.is_exact


def test_no_other_plane_holds_more_of_the_variance() -> None:
    paths = wandering(300, 20, 0, np.float64)
    plane = principal_plane(paths)
    offsets = np.concatenate(paths) - plane.origin

    def held(directions: Array) -> float:
        return float(((offsets @ directions.T) ** 2).sum())

    random = np.random.default_rng(0)
    for scale in (1e-3, 0.1, 10.0):
        for _ in range(20):
            turned = np.linalg.qr((plane.directions + scale * random.standard_normal(plane.directions.shape)).T)[0].T
            assert held(turned) <= held(plane.directions)


def test_the_longest_path_ends_on_the_positive_side_of_where_it_began() -> None:
    for seed in range(8):
        paths = wandering(200, 6, seed, np.float64)
        towards = principal_plane(paths).directions @ (paths[0][-1] - paths[0][0])
        assert (towards >= 0).all()


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_paths_too_short_to_span_a_plane_get_an_orthonormal_one_all_the_same(rows: int) -> None:
    path = np.random.default_rng(0).standard_normal((rows, 5))
    plane = principal_plane([path])
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-12)
    offsets = path - plane.origin
    np.testing.assert_allclose(offsets @ plane.directions.T @ plane.directions, offsets, atol=1e-12)


@pytest.mark.parametrize("size", [3, 500])
def test_paths_that_never_move_get_an_orthonormal_plane_all_the_same(size: int) -> None:
    plane = principal_plane([np.ones((500, size)), np.ones((3, size))])
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-9)
    np.testing.assert_allclose(plane.origin, 1.0)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_two_weights_are_shown_as_they_are(dtype: str) -> None:
    recording = train(quick("two-parameter", {"dtype": dtype}))
    assert recording.plane.is_exact
    assert recording.plane.kind == "own"
    assert recording.plane.axes == ("slope", "intercept")
    assert np.array_equal(recording.plane.origin, [0, 0])
    assert np.array_equal(recording.plane.directions, np.eye(2))
    for lane in recording.lanes:
        weights = all_weights(lane).astype(np.float64)
        assert np.array_equal(lane.column("x"), weights[:, 0])
        assert np.array_equal(lane.column("y"), weights[:, 1])
        assert np.array_equal(recording.plane.points(weights), weights)


def test_points_are_origin_plus_coordinates_times_directions() -> None:
    plane = principal_plane(wandering(50, 7, 0, np.float64))
    coordinates = np.array([[0.0, 0.0], [1.5, -2.0], [-3.0, 0.25]])
    for (x, y), point in zip(coordinates, plane.points(coordinates), strict=True):
        np.testing.assert_allclose(point, plane.origin + x * plane.directions[0] + y * plane.directions[1], rtol=1e-12)
    np.testing.assert_allclose((plane.points(coordinates) - plane.origin) @ plane.directions.T, coordinates, atol=1e-12)


def test_the_own_plane_of_two_weights_names_its_axes() -> None:
    assert own_plane().axes == ("weight 1", "weight 2")
    assert own_plane(("a", "b")).axes == ("a", "b")
