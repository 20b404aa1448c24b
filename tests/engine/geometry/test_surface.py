"""Losses on a grid against one forward pass for each grid point."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as some
from numpy.typing import NDArray

from engine import Recording, train
from engine.geometry.surface import Extent, Surface, SurfaceJob, compute_surface
from tests.engine.plain import flat, plain_loss, quick

ASKEW = Extent(left=-3.0, right=1.5, bottom=0.25, top=5.0)  # no symmetry that could hide an exchanged axis


def assert_brute_force(recording: Recording, surface: Surface) -> None:
    """Every grid point: put the weights into a fresh model, one forward pass, one loss."""
    assert surface.values.shape == (len(surface.y), len(surface.x))
    for i, y in enumerate(surface.y):
        for j, x in enumerate(surface.x):
            theta = surface.plane.origin + x * surface.plane.directions[0] + y * surface.plane.directions[1]
            assert surface.values[i, j] == pytest.approx(plain_loss(recording, theta), rel=1e-4, abs=1e-7), (i, j)


def test_every_point_of_the_surface_of_every_preset_is_the_loss_there(preset_recording: Recording) -> None:
    assert_brute_force(preset_recording, preset_recording.surface(7))


def test_rows_go_up_and_columns_go_right(recorded: Callable[[str], Recording]) -> None:
    recording = recorded("two-parameter")
    surface = compute_surface(recording.problem.objectives.train, recording.plane, ASKEW, (5, 8))
    assert surface.values.shape == (8, 5)
    assert surface.x.tolist() == np.linspace(-3.0, 1.5, 5).tolist()
    assert surface.y.tolist() == np.linspace(0.25, 5.0, 8).tolist()
    assert_brute_force(recording, surface)


def test_on_a_line_it_is_the_mean_of_squares_written_out(recorded: Callable[[str], Recording]) -> None:
    recording = recorded("two-parameter")
    surface = compute_surface(recording.problem.objectives.train, recording.plane, ASKEW, (31, 17))
    x, y = recording.dataset.train_inputs[:, 0], recording.dataset.train_targets[:, 0]
    slope, intercept = surface.x[None, :, None], surface.y[:, None, None]
    expected = ((slope * x + intercept - y) ** 2).mean(axis=-1)  # [H, W]
    np.testing.assert_allclose(surface.values, expected, rtol=1e-5)
    assert not np.allclose(surface.values[:17, :17], surface.values[:17, :17].T)


@pytest.mark.parametrize("name", ["article", "two-moons"])
def test_in_double_precision_it_is_exact_off_the_paths_too(name: str) -> None:
    recording = train(quick(name, {"dtype": "float64", "data.n": 64}))
    surface = compute_surface(recording.problem.objectives.train, recording.plane, Extent(-2.0, 9.0, -1.0, 3.0), (4, 9))
    for i in range(9):
        for j in range(4):
            theta = recording.plane.points(np.array([[surface.x[j], surface.y[i]]]))[0]
            assert surface.values[i, j] == pytest.approx(plain_loss(recording, theta), rel=1e-12)


def test_it_holds_all_paths_with_a_margin(preset_recording: Recording) -> None:
    surface = preset_recording.surface(5)
    for axis, grid in (("x", surface.x), ("y", surface.y)):
        values = np.concatenate([lane.column(axis) for lane in preset_recording.lanes])
        size = values.max() - values.min()
        assert grid[0] == pytest.approx(values.min() - 0.12 * size, abs=1e-6 * size)
        assert grid[-1] == pytest.approx(values.max() + 0.12 * size, abs=1e-6 * size)


@pytest.mark.parametrize("name", ["two-parameter", "two-moons"])
def test_the_coarse_picture_comes_first_and_then_the_sharp_one(recorded: Callable[[str], Recording], name: str) -> None:
    recording = recorded(name)
    job = SurfaceJob(recording.problem.objectives.train, recording.plane, ASKEW, (40, 24))
    assert job.surface is None
    pictures: list[Surface] = []
    while not job.is_done:
        job.advance(1e-6)
        if job.surface is not None and not any(job.surface is one for one in pictures):
            pictures.append(job.surface)
    assert [one.values.shape for one in pictures] == [(2, 3), (24, 40)]
    for one in pictures:
        assert (one.x[0], one.x[-1], one.y[0], one.y[-1]) == (-3.0, 1.5, 0.25, 5.0)
    assert_brute_force(recording, pictures[0])
    whole = compute_surface(recording.problem.objectives.train, recording.plane, ASKEW, (40, 24))
    np.testing.assert_array_equal(pictures[1].values, whole.values)


def test_the_smallest_surface_has_two_lines_each_way(recorded: Callable[[str], Recording]) -> None:
    recording = recorded("two-parameter")
    assert_brute_force(recording, compute_surface(recording.problem.objectives.train, recording.plane, ASKEW, (2, 3)))


def test_a_finished_job_does_no_more(recorded: Callable[[str], Recording]) -> None:
    recording = recorded("two-parameter")
    job = SurfaceJob(recording.problem.objectives.train, recording.plane, ASKEW, (3, 3))
    while not job.is_done:
        job.advance(0.1)
    sharp = job.surface
    job.advance(0.1)
    assert job.surface is sharp


def test_model_and_weights_are_left_as_they_were(preset_recording: Recording) -> None:
    model, start = preset_recording.model(), preset_recording.initial_parameters
    lane = preset_recording.lane("mini-batch")
    last = lane.parameters(lane.updates)
    preset_recording.surface(9)
    assert np.array_equal(preset_recording.initial_parameters, start)
    assert np.array_equal(flat(preset_recording.model()), flat(model))
    assert np.array_equal(lane.parameters(lane.updates), last)
    assert preset_recording.model().training == model.training
    assert all(parameter.requires_grad for parameter in preset_recording.model().parameters())


POINTS = some.arrays(np.float64, st.tuples(st.integers(1, 20), st.just(2)), elements=st.floats(-1e6, 1e6))


@given(paths=st.lists(POINTS, min_size=1, max_size=3), margin=st.floats(0, 1))
def test_an_extent_holds_every_point(paths: list[NDArray[np.float64]], margin: float) -> None:
    extent = Extent.around(paths, margin)
    for x, y in np.concatenate(paths):
        slack = 1e-9 * max(1.0, abs(x), abs(y))
        assert extent.left - slack <= x <= extent.right + slack
        assert extent.bottom - slack <= y <= extent.top + slack
    assert extent.left < extent.right
    assert extent.bottom < extent.top
    assert extent.area == pytest.approx((extent.right - extent.left) * (extent.top - extent.bottom))


def test_points_that_are_not_finite_are_left_out_of_an_extent() -> None:
    extent = Extent.around([np.array([[0.0, 0.0], [np.inf, 1.0], [2.0, np.nan], [4.0, 8.0]])], margin=0.0)
    assert extent == Extent(0.0, 4.0, 0.0, 8.0)


@pytest.mark.parametrize(
    ("inner", "holds"),
    [(Extent(0, 4, 0, 4), True), (Extent(1, 3, 1, 3), True), (Extent(-1, 3, 1, 3), False), (Extent(1, 5, 1, 3), False),
     (Extent(1, 3, -1, 3), False), (Extent(1, 3, 1, 5), False)],
)  # fmt: skip
def test_an_extent_holds_another_that_lies_within(inner: Extent, holds: bool) -> None:
    assert Extent(0, 4, 0, 4).holds(inner) == holds
