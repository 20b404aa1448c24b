"""Surfaces computed with the kernels against one forward pass in plain numpy for each point."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from engine.geometry.plane import Plane, principal_plane
from engine.geometry.surface import Extent, SurfaceJob, compute_surface
from engine.kernels.surface import FEW
from engine.models import losses
from engine.training.fused_objective import FusedObjective
from engine.training.objective import Objective
from tests.engine.plain import LOSSES, flat
from tests.engine.training.nets import CURVES, Case, plain_loss, plain_outputs

Array = NDArray[Any]
ASKEW = Extent(left=-3.0, right=1.5, bottom=0.25, top=5.0)  # no symmetry that could hide an exchanged axis
HIDDEN: tuple[tuple[int, ...], ...] = ((), (1,), (9,), (50,), (8, 3), (3, 16, 5))


def case_of(hidden: tuple[int, ...], activation: str, loss: str, n: int = 40, dtype: str = "float64") -> Case:
    return Case((3, *hidden, {"cross-entropy": 3, "binary-cross-entropy": 1, "hinge": 1}.get(loss, 2)), activation, loss, n=n, dtype=dtype)


def plane_of(case: Case) -> Plane:
    start = flat(case.model()).astype(np.float64)
    directions = np.linalg.qr(np.random.default_rng(8).standard_normal((len(start), 2)))[0].T
    return Plane(start, np.ascontiguousarray(directions), "principal", ("a", "b"))


def brute_force(case: Case, plane: Plane, x: Array, y: Array) -> Array:
    """[H, W]"""
    inputs, targets = case.samples()
    values = np.empty((len(y), len(x)))
    for i, j in product(range(len(y)), range(len(x))):
        weights = plane.origin + x[j] * plane.directions[0] + y[i] * plane.directions[1]
        values[i, j] = plain_loss(case, plain_outputs(case, weights, inputs), targets)
    return values


@pytest.mark.parametrize(("dtype", "precision"), [("float64", 1e-12), ("float32", 1e-6)])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", CURVES)
def test_every_point_is_the_loss_there(activation: str, loss: str, dtype: str, precision: float) -> None:
    for hidden in HIDDEN:
        case = case_of(hidden, activation, loss, dtype=dtype)
        surface = compute_surface(FusedObjective(case.net(), *case.samples()), plane_of(case), ASKEW, (11, 5))
        assert surface.values.shape == (5, 11)
        expected = brute_force(case, surface.plane, surface.x, surface.y)
        np.testing.assert_allclose(surface.values, expected, rtol=precision, err_msg=str(hidden))
        assert len(np.unique(expected)) > 20


@pytest.mark.parametrize(("dtype", "precision"), [("float64", 1e-12), ("float32", 1e-6)])
@pytest.mark.parametrize("loss", LOSSES)
def test_along_a_row_each_point_has_the_loss_there(loss: str, dtype: str, precision: float) -> None:
    """Few points, which are looked at by fours, and many, where bends are walked along; one sample, some, and several blocks of them,
    the last of which do not fill their vector."""
    for hidden, n in (((1,), 1), ((9,), 40), ((50,), 333)):
        case = case_of(hidden, "relu", loss, n, dtype)
        for points in (2, 5, FEW, FEW + 1, 37):
            x, y = np.linspace(-3.0, 1.5, points), np.linspace(0.25, 5.0, 3)
            found = FusedObjective(case.net(), *case.samples()).rows(plane_of(case), x, y)
            expected = brute_force(case, plane_of(case), x, y)
            np.testing.assert_allclose(found, expected, rtol=precision, err_msg=f"{hidden} {points}")


@pytest.mark.parametrize("points", [7, 31])
def test_a_row_meets_neurons_that_do_not_bend(points: int) -> None:
    """Along x nothing changes in the first layer: neurons are off, on, or exactly between, all along the row."""
    case = case_of((6,), "relu", "mse")
    plane = plane_of(case)
    directions, first = plane.directions.copy(), 6 * 4
    directions[0, :first] = 0.0
    origin = plane.origin.copy()
    origin[:4] = origin[18] = 0.0  # the first neuron's input is always 0
    flat_plane = Plane(origin, directions, plane.kind, plane.axes)
    x, y = np.linspace(-2.0, 1.0, points), np.array([-0.5, 0.0, 2.0])
    found = FusedObjective(case.net(), *case.samples()).rows(flat_plane, x, y)
    np.testing.assert_allclose(found, brute_force(case, flat_plane, x, y), rtol=1e-12)


def test_points_that_are_not_evenly_spaced_are_looked_at_one_by_one() -> None:
    case = case_of((9,), "relu", "mse")
    x, y = np.geomspace(0.1, 3.0, 31), np.array([0.5])
    found = FusedObjective(case.net(), *case.samples()).rows(plane_of(case), x, y)
    np.testing.assert_allclose(found, brute_force(case, plane_of(case), x, y), rtol=1e-12)


@pytest.mark.parametrize("n", [1, 15, 16, 17, 1024, 1100])
@pytest.mark.parametrize("hidden", [(), (9,), (8, 3)])
def test_any_number_of_samples_will_do(hidden: tuple[int, ...], n: int) -> None:
    case = case_of(hidden, "relu", "mse", n)
    x, y = np.linspace(-1, 2, 9), np.linspace(0, 1, 2)
    found = FusedObjective(case.net(), *case.samples()).rows(plane_of(case), x, y)
    np.testing.assert_allclose(found, brute_force(case, plane_of(case), x, y), rtol=1e-12)


def test_it_is_that_of_the_reference() -> None:
    case = case_of((50,), "relu", "mse", 300, "float32")
    inputs, targets = case.samples()
    reference = Objective(case.model(), losses.LOSSES["mse"], torch.from_numpy(inputs), torch.from_numpy(targets))
    mine, yours = (compute_surface(one, plane_of(case), ASKEW, (13, 7)) for one in (FusedObjective(case.net(), inputs, targets), reference))
    np.testing.assert_allclose(mine.values, yours.values, rtol=5e-6)


@pytest.mark.parametrize("activation", ["relu", "gelu"])
def test_any_number_of_threads_gives_the_same_bits(monkeypatch: pytest.MonkeyPatch, activation: str) -> None:
    case = case_of((17,), activation, "cross-entropy", 300, "float32")
    plane, surfaces = plane_of(case), []
    for threads in (1, 2, 3, 50):
        monkeypatch.setattr("torch.get_num_threads", lambda: threads)  # noqa: B023 - used at once
        surfaces.append(compute_surface(FusedObjective(case.net(), *case.samples()), plane, ASKEW, (41, 40)).values)
    assert all(np.array_equal(surface, surfaces[0]) for surface in surfaces)


def test_row_by_row_and_in_other_company_it_has_the_same_bits() -> None:
    case = case_of((17,), "relu", "mse", 300, "float32")
    objective, plane = FusedObjective(case.net(), *case.samples()), plane_of(case)
    x, y = np.linspace(-1, 2, 13), np.linspace(0, 1, 6)
    whole = objective.rows(plane, x, y)
    assert np.array_equal(np.concatenate([objective.rows(plane, x, y[i : i + 1]) for i in range(6)]), whole)
    for other in (plane_of(case_of((17,), "relu", "mse", dtype="float64")), plane):  # what is kept of one plane is not taken for another
        moved = Plane(other.origin + 1.0, other.directions, other.kind, other.axes)
        np.testing.assert_allclose(objective.rows(moved, x, y), brute_force(case, moved, x, y), rtol=1e-6)
        assert np.array_equal(objective.rows(plane, x, y), whole)


def test_a_surface_in_the_middle_of_which_nobody_goes_on_leaves_nothing_behind() -> None:
    """Dropping a job cancels it: the pool of each slice is gone when the slice is over (`no_thread_outlives_its_test`)."""
    case = case_of((50,), "relu", "mse", 300)
    job = SurfaceJob(FusedObjective(case.net(), *case.samples()), plane_of(case), ASKEW, (161, 101))
    job.advance(1e-6)
    assert not job.is_done
    assert job.surface is None


def test_a_point_where_the_loss_is_not_finite_does_not_spoil_others() -> None:
    case = case_of((9,), "relu", "mse", dtype="float32")
    x, y = np.array([-1e30, 0.0, 1.0, 1e30]), np.array([0.0, 1e30])
    values = FusedObjective(case.net(), *case.samples()).rows(plane_of(case), x, y)
    assert np.isfinite(values).tolist() == [[False, True, True, False], [False] * 4]


@pytest.mark.parametrize(("rows", "size"), [(50, 20), (600, 500), (10, 1600)])
def test_the_directions_of_a_plane_lie_in_memory_as_the_kernels_want_them(rows: int, size: int) -> None:
    """Of another layout a kernel would be compiled anew, for a second or more."""
    plane = principal_plane([np.random.default_rng(0).standard_normal((rows, size))])
    assert plane.directions.flags.c_contiguous
    assert plane.origin.flags.c_contiguous
