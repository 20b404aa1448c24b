"""The plane of a comparison against numpy's singular value decomposition of all paths, each centred and scaled, or of all weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.linalg import subspace_angles  # type: ignore[import-untyped]

from engine import Recording, train
from engine.geometry import plane as module_under_test
from engine.geometry.plane import Plane, Weighting, own_plane, principal_plane
from tests.engine.plain import all_weights, quick

Array = NDArray[Any]


def plain_directions(paths: list[Array]) -> Array:
    """The first two right singular vectors of all points together, each path centred and scaled to the same variance: [2, P]."""
    centred = [path.astype(np.float64) - path.mean(axis=0, dtype=np.float64) for path in paths]
    leading: Array = np.linalg.svd(np.concatenate([path / np.linalg.norm(path) for path in centred]), full_matrices=False)[2][:2]
    return leading


def angle(one: Array, other: Array) -> float:
    """The largest angle between two planes, in radians."""
    return float(subspace_angles(one.T, other.T).max())


def shares(directions: Array, paths: list[Array]) -> Array:
    """The share of each path's variance that a plane shows: [paths]."""
    centred = [path.astype(np.float64) - path.mean(axis=0, dtype=np.float64) for path in paths]
    return np.array([((path @ directions.T) ** 2).sum() / (path**2).sum() for path in centred])


def assert_principal(plane: Plane, paths: list[Array], precision: float) -> None:
    stacked = np.concatenate(paths).astype(np.float64)
    mean = np.mean([path.mean(axis=0, dtype=np.float64) for path in paths], axis=0)
    np.testing.assert_allclose(plane.origin, mean, atol=1e-7 * np.abs(stacked).max())
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-6)
    assert angle(plane.directions, plain_directions(paths)) < precision
    first, second = (shares(direction[None], paths).mean() for direction in plane.directions)
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
def test_the_plane_of_a_recording_is_that_of_all_its_paths_alike(recorded: Callable[[str], Recording], name: str) -> None:
    recording = recorded(name)
    assert_principal(recording.plane, [all_weights(lane) for lane in recording.lanes], 1e-6)
    assert recording.plane.kind == "principal"
    assert not recording.plane.is_exact


def test_no_other_plane_shows_more_of_the_paths_on_average() -> None:
    paths = wandering(300, 20, 0, np.float64)
    plane = principal_plane(paths)
    random = np.random.default_rng(0)
    for scale in (1e-3, 0.1, 10.0):
        for _ in range(20):
            turned = np.linalg.qr((plane.directions + scale * random.standard_normal(plane.directions.shape)).T)[0].T
            assert shares(turned, paths).mean() <= shares(plane.directions, paths).mean()


@pytest.mark.parametrize("limit", [0, 400])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_by_update_it_is_that_of_all_points_together(monkeypatch: pytest.MonkeyPatch, dtype: Any, limit: int) -> None:
    monkeypatch.setattr(module_under_test, "_DIRECT_LIMIT", limit)
    paths = wandering(300, 20, 0, dtype)
    stacked = np.concatenate(paths).astype(np.float64)
    plane = principal_plane(paths, weighting="update")
    np.testing.assert_allclose(plane.origin, stacked.mean(axis=0), rtol=1e-6)
    assert angle(plane.directions, np.linalg.svd(stacked - stacked.mean(axis=0), full_matrices=False)[2][:2]) < 1e-6
    thinned = principal_plane([paths[0], *(path[::2] for path in paths[1:])], (1, 2, 2), "update")
    repeated = np.concatenate([paths[0], *(path[::2].repeat(2, axis=0) for path in paths[1:])]).astype(np.float64)
    assert angle(thinned.directions, np.linalg.svd(repeated - repeated.mean(axis=0), full_matrices=False)[2][:2]) < 1e-6


def test_a_long_path_takes_the_plane_over_only_where_every_update_counts_alike() -> None:
    random = np.random.default_rng(0)
    short, long = np.zeros((20, 40)), 0.02 * random.standard_normal((20_000, 40))
    short[:, :2] = np.linspace(0, 0.1, 20)[:, None] ** [1, 2]
    long[:, 2] += np.linspace(0, 1, len(long))
    by_path, by_update = (shares(principal_plane([short, long], weighting=each).directions, [short, long]) for each in ("path", "update"))
    assert by_path[0] > 0.9 and by_path[1] > 0.5
    assert by_update[0] < 0.1 and by_update[1] > by_path[1]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_path_that_does_not_move_does_not_turn_the_plane(dtype: Any) -> None:
    (moving,) = wandering(200, 20, 0, dtype)[:1]
    still = np.full((777, 20), 0.1, dtype)  # its mean is rounded
    assert angle(principal_plane([moving, still]).directions, principal_plane([moving]).directions) < 1e-6


@pytest.mark.parametrize("weighting", ["path", "update"])
def test_of_a_single_path_there_is_one_principal_plane(weighting: Weighting) -> None:
    (path,) = wandering(200, 20, 0, np.float64)[:1]
    plain = np.linalg.svd(path - path.mean(axis=0), full_matrices=False)[2][:2]
    assert angle(principal_plane([path], weighting=weighting).directions, plain) < 1e-9


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
    assert tuple(map(str, recording.plane.axes)) == ("slope", "intercept")
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
    assert tuple(map(str, own_plane().axes)) == ("weight 1", "weight 2")
    assert tuple(map(str, own_plane(("a", "b")).axes)) == ("a", "b")
