"""The landscape of a recording while it grows and when it is over, slice by slice and without a thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import groupby, pairwise
from typing import Any

import numpy as np
import pytest

from engine import Experiment, Recording, train
from engine.comparison.paths import FIT_ROWS
from engine.comparison.trainer import Trainer
from engine.geometry.extent import Extent
from engine.geometry.plane import Plane
from engine.landscape import ground
from engine.landscape import survey as module_under_test
from engine.landscape.landscape import Landscape
from engine.landscape.options import LandscapeOptions, penalised
from engine.landscape.survey import Stage, Survey
from tests.engine.plain import STEPPERS, all_weights, plain_loss, quick

WIDTH, HEIGHT = 41, 26
PASSING = 30, 24


@pytest.fixture(autouse=True)
def fewer_lines_and_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module_under_test, "RESOLUTION", (WIDTH, HEIGHT))
    monkeypatch.setattr(module_under_test, "_PASSING_RESOLUTION", PASSING)
    monkeypatch.setattr(ground, "_LIVE_ROWS", 20)  # so that the plane of a growing recording is not the final one


def surveyed(recording: Recording, before: Landscape | None = None) -> Landscape:
    survey = Survey(recording, before)
    for _ in range(2000):
        if survey.is_done:
            break
        survey.advance()
    assert survey.is_done
    assert survey.landscape is not None
    return survey.landscape


def assert_final(landscape: Landscape, recording: Recording) -> None:
    """Sharp, on the plane of the whole recording, every update projected, every path well within the picture."""
    surface = landscape.surface
    assert surface is not None
    assert landscape.recording is recording
    assert surface.values.shape == (HEIGHT, WIDTH)
    assert np.isfinite(surface.values).all()
    assert surface.plane is landscape.plane
    signs = np.sign(np.einsum("ij,ij->i", landscape.plane.directions, recording.plane.directions))  # as in the picture before
    np.testing.assert_array_equal(landscape.plane.directions, recording.plane.directions * signs[:, None])
    for lane, projection in zip(recording.lanes, landscape.projections, strict=True):
        weights = all_weights(lane)[:: projection.stride].astype(np.float64)
        expected = (weights - landscape.plane.origin) @ landscape.plane.directions.T
        points = projection.points()
        np.testing.assert_allclose(np.stack([points["x"], points["y"]], axis=1), expected, atol=1e-6)
    for grid, name in ((surface.x, "x"), (surface.y, "y")):
        places = np.concatenate([projection.points()[name] for projection in landscape.projections])
        least = 0.05 * np.ptp(places)  # for a ball on the edge
        assert grid[0] <= places.min() - least <= places.max() + least <= grid[-1]
    assert (landscape.extent.left, landscape.extent.right) == (surface.x[0], surface.x[-1])
    assert (landscape.extent.bottom, landscape.extent.top) == (surface.y[0], surface.y[-1])


def test_a_finished_recording_is_surveyed_to_the_end(preset_recording: Recording) -> None:
    assert_final(surveyed(preset_recording), preset_recording)


def test_some_points_of_the_surface_are_the_loss_there(recorded: Callable[[str], Recording]) -> None:
    recording = recorded("two-moons")
    surface = surveyed(recording).surface
    assert surface is not None
    for i, j in [(0, 0), (0, 40), (25, 0), (25, 40), (13, 20), (4, 33)]:
        theta = surface.plane.points(np.array([[surface.x[j], surface.y[i]]]))[0]
        assert surface.values[i, j] == pytest.approx(plain_loss(recording, theta), rel=1e-4)


def test_the_first_picture_is_coarse(recorded: Callable[[str], Recording]) -> None:
    survey = Survey(recorded("article"), None)
    while survey.landscape is None:
        survey.advance()
    assert survey.landscape.surface is not None
    assert survey.landscape.surface.values.shape == (HEIGHT // 12, WIDTH // 12)


def in_turns(experiment: Experiment) -> tuple[Survey, list[Landscape], Recording]:
    """Train and survey by turns; every landscape on the way."""
    trainer = Trainer(experiment)
    survey, seen = Survey(trainer.recording, None), list[Landscape]()
    for _ in range(5000):
        if not trainer.is_done:
            trainer.turn()
        survey.advance()
        if survey.landscape is not None and (not seen or survey.landscape is not seen[-1]):
            seen.append(survey.landscape)
        if survey.is_done:
            break
    assert survey.is_done
    return survey, seen, trainer.recording


@pytest.mark.parametrize(("name", "epochs"), [("two-parameter", 12), ("two-moons", 3), ("article", 2)])
def test_a_growing_recording_is_surveyed_on_the_way_and_at_the_end(name: str, epochs: int) -> None:
    survey, seen, recording = in_turns(quick(name, {"budget.epochs": epochs}))
    assert len(seen) >= 3
    assert survey.landscape is seen[-1]
    assert_final(seen[-1], recording)


def test_every_landscape_on_the_way_shows_what_its_plane_says() -> None:
    _, seen, recording = in_turns(quick("two-moons", {"budget.epochs": 2}))
    for landscape in seen[:: max(1, len(seen) // 5)]:
        for lane, projection in zip(recording.lanes, landscape.projections, strict=True):
            points = projection.points()
            weights = all_weights(lane)[: len(projection) * projection.stride : projection.stride].astype(np.float64)
            expected = (weights - landscape.plane.origin) @ landscape.plane.directions.T
            np.testing.assert_allclose(points["x"], expected[: len(points["x"]), 0], atol=1e-6)


@pytest.mark.parametrize("stepper", STEPPERS)
@pytest.mark.parametrize(("name", "bytes_kept"), [("two-moons", 30 * 82 * 4), ("two-parameter", 30 * 2 * 4)])
def test_a_history_that_is_thinned_meanwhile_is_surveyed_too(name: str, bytes_kept: int, stepper: str) -> None:
    """At the end first through the updates that were kept, then through every one."""
    trainer = Trainer(quick(name, {"budget.seconds": 0.05, "stepper": stepper}), memory_budget=3 * bytes_kept)
    survey, seen = Survey(trainer.recording, None), list[Landscape]()
    while not survey.is_done:
        if not trainer.is_done:
            trainer.turn()
        survey.advance()
        if survey.landscape is not None and not seen and survey.is_settled:
            seen.append(survey.landscape)
    assert survey.landscape is not None
    assert max(lane.history.stride for lane in trainer.recording.lanes) > 1
    for lane, first, last in zip(trainer.recording.lanes, seen[0].projections, survey.landscape.projections, strict=True):
        assert first.stride == lane.history.stride
        assert last.stride == 1
        for projection in (first, last):
            assert projection.plane is survey.landscape.plane
            assert len(projection) == lane.updates // projection.stride + 1
            shown, kept = projection.points()["x"][:: lane.history.stride // projection.stride], lane.history.kept(lane.updates)[1]
            expected = (kept.astype(np.float64) - projection.plane.origin) @ projection.plane.directions.T
            np.testing.assert_allclose(shown, expected[:, 0], atol=1e-6)
        between = lane.history.stride // 2 + 1
        expected = (lane.parameters(between) - last.plane.origin) @ last.plane.directions.T
        assert last.points()["x"][between] == pytest.approx(expected[0], abs=1e-6)


def test_the_rectangle_of_two_weights_stays_when_the_next_run_fits_into_it(recorded: Callable[[str], Recording]) -> None:
    """So that the picture does not jump while a slider is dragged."""
    first = surveyed(recorded("two-parameter"))
    again = surveyed(recorded("two-parameter"), before=first)
    assert again.extent == first.extent


def test_a_run_that_leaves_the_old_rectangle_gets_a_new_one() -> None:
    trainer = Trainer(quick("two-parameter", {"model.start": [30.0, -20.0]}))
    while not trainer.is_done:
        trainer.turn()
    first = surveyed(in_turns(quick("two-parameter"))[2])
    assert_final(surveyed(trainer.recording, before=first), trainer.recording)


def test_a_rectangle_whose_edge_a_path_nearly_touches_is_drawn_anew(recorded: Callable[[str], Recording]) -> None:
    """Else the ball there would be cut."""
    first = surveyed(recorded("two-parameter"))
    tight = Extent.around([path.corners() for path in first.projections], 0.01)
    again = surveyed(recorded("two-parameter"), before=replace(first, extent=tight, surface=None))
    assert again.extent != tight
    assert_final(again, again.recording)


@pytest.mark.parametrize(("name", "place"), [("ravine", (1.0, 1.0)), ("article", None)])
def test_the_lowest_point_is_measured_in_the_end_and_after_each_zoom(name: str, place: tuple[float, float] | None) -> None:
    recording = train(quick(name))
    survey = Survey(recording, None, LandscapeOptions(extent=Extent(-1.6, 1.4, -0.4, 1.5)))
    landscape = done(survey)
    for _ in range(2):
        low, surface = landscape.lowest, landscape.surface
        if low is not None:
            loss = recording.problem.objectives.train.measure(landscape.plane.points(np.array([[low.x, low.y]]))).loss[0]
            assert low.loss == pytest.approx(loss, rel=1e-5, abs=1e-6)
            assert low.loss <= surface.values.min() + 1e-6
        if place is not None:
            assert low is not None
            assert low[:2] == pytest.approx(place, abs=1e-3)
            assert (low.loss, low.is_minimum) == (0.0, True)
        survey.look_at(LandscapeOptions(extent=landscape.extent.scaled(1.7, 0.1, 0.2)))
        landscape = done(survey)


@pytest.mark.parametrize(
    ("name", "changes", "places"),
    [
        ("bowl", {}, [(0.0, 0.0)]),
        ("himmelblau", {}, [(3.0, 2.0), (-2.805118, 3.131312), (-3.779310, -3.283186), (3.584428, -1.848126)]),
        ("formula", {"data.formula": "(x - 3e4)^2 + 7*(y + 500)^2 + 1"}, [(3e4, -500.0)]),
        ("formula", {"data.formula": "x + 2*y"}, []),
        ("formula", {"data.formula": "1/(x - 40) + y^2"}, []),  # a pole
        ("formula", {"data.formula": "exp(-x) + y^2"}, []),  # lower and lower for ever
    ],
)
def test_of_two_weights_the_minimum_beyond_the_rectangle_is_found(name: str, changes: dict[str, Any], places: list[Any]) -> None:
    recording = train(quick(name, {"budget.epochs": None, "budget.updates": 3} | changes))
    landscape = done(Survey(recording, None, LandscapeOptions(extent=Extent(-1.5, -1.4, 0.4, 0.5))))
    low = landscape.minimum_beyond
    assert landscape.lowest is None and (low is not None) == bool(places)
    if low is not None:
        assert min(np.hypot(low.x - x, low.y - y) / max(1, abs(x)) for x, y in places) < 1e-3
        assert low.is_minimum and low.is_measured
        assert low.loss == pytest.approx(1.0 if name == "formula" else 0.0, abs=1e-6)


def test_while_one_looks_around_the_minimum_stays_known_and_on_a_shadow_none_is_sought(recorded: Callable[[str], Recording]) -> None:
    survey = Survey(recorded("two-parameter"), None)
    low = done(survey).lowest
    for extent in (Extent(5, 6, 5, 6), Extent(5.5, 6.5, 5, 6)):
        survey.look_at(LandscapeOptions(extent=extent))
        while survey.landscape is None or survey.landscape.extent != extent:
            survey.advance()
        assert survey.landscape.lowest is None and survey.landscape.minimum_beyond == low
    shadow = Survey(recorded("two-moons"), None, LandscapeOptions(extent=Extent(5, 6, 5, 6)))
    assert done(shadow).lowest is None and done(shadow).minimum_beyond is None


def test_a_diverged_lane_does_not_blow_up_the_picture() -> None:
    _, seen, recording = in_turns(quick("two-parameter", {"lanes.full-batch.optimizer.lr": 100.0, "budget.updates": 60}))
    assert recording.lane("full-batch").status.state == "diverged"
    surface = seen[-1].surface
    assert surface is not None
    assert np.isfinite(surface.values).all()
    assert surface.x[-1] - surface.x[0] < 100
    for lane in recording.lanes[1:]:
        assert surface.x[0] <= lane.column("x").min() <= lane.column("x").max() <= surface.x[-1]


def test_a_surface_that_is_still_right_is_shown_again() -> None:
    """Another learning rate changes the paths of two weights, not the loss that they are drawn over."""
    experiment = quick("two-parameter")
    before = surveyed(train(experiment))
    slower = surveyed(train(experiment.with_changes({"lanes.*.optimizer.lr": 0.045})), before)
    assert slower.surface is before.surface
    assert_final(slower, slower.recording)
    other = surveyed(train(experiment.with_changes({"data.noise": 0.1})), before)
    assert other.surface is not before.surface
    assert_final(other, other.recording)


def test_a_plane_is_not_turned_over_from_one_run_to_the_next() -> None:
    experiment = quick("two-moons")
    before = surveyed(train(experiment))
    over = replace(before, plane=replace(before.plane, directions=-before.plane.directions))
    again = surveyed(train(experiment), over)
    assert np.allclose(again.plane.directions, over.plane.directions)
    assert np.allclose(again.projections[2].points()["x"], -before.projections[2].points()["x"])


def done(survey: Survey) -> Landscape:
    while not survey.is_done:
        survey.advance()
    assert survey.landscape is not None
    return survey.landscape


def hidden(*lanes: str, **others: Any) -> LandscapeOptions:
    return LandscapeOptions(hidden=frozenset(lanes), **others)


def test_of_two_weights_the_rectangle_stays_for_fewer_lanes_where_they_fill_it(recorded: Callable[[str], Recording]) -> None:
    recording = recorded("two-parameter")
    survey = Survey(recording, None)
    whole = done(survey)
    assert survey.is_for(recording, hidden("full-batch"))
    survey.look_at(hidden("full-batch"))
    assert done(survey) is whole


def test_without_a_wild_lane_one_looks_closer_and_with_it_back() -> None:
    recording = train(quick("two-parameter", {"lanes.full-batch.optimizer.lr": 1e-3, "lanes.mini-batch.optimizer.lr": 1e-3}))
    survey = Survey(recording, None)
    whole = done(survey)
    survey.look_at(hidden("stochastic"))
    closer = done(survey)
    assert closer.plane is whole.plane and closer.extent.area < 0.4 * whole.extent.area
    assert closer.surface is not None and closer.surface.values.shape == (HEIGHT, WIDTH)
    for path in closer.projections[:2]:
        (left, bottom), (right, top) = path.corners()
        assert closer.extent.left < left < right < closer.extent.right and closer.extent.bottom < bottom < top < closer.extent.top
    survey.look_at(LandscapeOptions())
    assert done(survey).extent.holds(Extent.around([path.corners() for path in whole.projections], 0.0))


def test_the_principal_plane_is_fitted_again_for_other_lanes_but_a_rectangle_or_a_pin_holds_it(
    recorded: Callable[[str], Recording],
) -> None:
    recording = recorded("two-moons")
    survey = Survey(recording, None)
    plane, without = done(survey).plane, hidden("stochastic")
    extent = Extent(-0.2, 0.1, -0.1, 0.3)
    assert not survey.is_for(recording, without)
    assert survey.is_for(recording, replace(without, extent=extent))
    pinned = Survey(recording, None, LandscapeOptions(pinned=plane))
    assert done(pinned).plane is plane and pinned.is_for(recording, replace(without, pinned=plane))
    other = Survey(recording, survey.landscape, without)
    np.testing.assert_allclose(done(other).plane.directions, recording.principal_plane(FIT_ROWS, (0, 1)).directions, atol=1e-9)
    assert other.is_for(recording, without) and not other.is_for(recording, LandscapeOptions())
    ends = Survey(recording, None, LandscapeOptions("ends"))
    assert done(ends).plane.kind == "through" and ends.is_for(recording, hidden("stochastic", plane="ends"))


def test_a_plane_fitted_again_is_not_turned_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever sign a fit gives its directions, for the picture eases from one to the next."""
    rng, fit = np.random.default_rng(3), Recording.principal_plane

    def fitted(recording: Recording, *how: Any) -> Plane:
        plane = fit(recording, *how)
        return replace(plane, directions=plane.directions * rng.choice([-1.0, 1.0], (2, 1)))

    monkeypatch.setattr(Recording, "principal_plane", fitted)
    planes = list(dict.fromkeys(landscape.plane for landscape in in_turns(quick("two-moons", {"budget.epochs": 8}))[1]))
    assert len(planes) > 1
    for before, after in pairwise(planes):
        assert (np.einsum("ij,ij->i", before.directions, after.directions) >= 0).all()


def test_a_pin_holds_the_plane_of_a_growing_run() -> None:
    pinned = surveyed(train(quick("two-moons"))).plane
    trainer = Trainer(quick("two-moons", {"budget.epochs": 3}))
    survey = Survey(trainer.recording, None, LandscapeOptions(pinned=pinned))
    while not survey.is_done:
        if not trainer.is_done:
            trainer.turn()
        survey.advance()
        assert survey.landscape is None or survey.landscape.plane is pinned


@pytest.mark.parametrize("soon", [0.0, 60.0])
def test_between_two_surfaces_no_coarse_one_flickers(
    recorded: Callable[[str], Recording], monkeypatch: pytest.MonkeyPatch, soon: float
) -> None:
    """Unless the second one is long in coming. It is the sharper the longer nothing follows."""
    next_one = train(quick("article", {"lanes.*.optimizer.lr": 0.02}))  # its paths leave the rectangle
    survey, shapes = Survey(next_one, surveyed(recorded("article"))), list[tuple[int, ...]]()
    settled = list[tuple[int, ...]]()
    monkeypatch.setattr(module_under_test, "_SOON_S", soon)
    while not survey.is_done:
        survey.advance()
        if survey.landscape is not None and survey.landscape.surface is not None:
            shapes.append(survey.landscape.surface.values.shape)
            if survey.is_settled:
                settled.append(shapes[-1])
    assert settled[0] == PASSING[::-1]
    sharp = [shape for shape, _ in groupby(shapes) if shape[0] > PASSING[1] // 2]
    assert sharp[-2:] == [PASSING[::-1], (HEIGHT, WIDTH)]
    assert (len(set(shapes)) > 2) == (soon == 0.0)


@pytest.mark.parametrize("name", ["two-parameter", "two-moons"])
@pytest.mark.parametrize("aspect", [0.2, 3.0])
def test_a_rectangle_of_a_wished_shape_holds_all_paths_and_is_no_larger_than_it_must(
    recorded: Callable[[str], Recording], name: str, aspect: float
) -> None:
    survey = Survey(recorded(name), None)
    free = done(survey)
    corners = np.concatenate([path.corners() for path in free.projections])
    width, height = np.ptp(corners, axis=0)
    assert survey.is_for(recorded(name), LandscapeOptions(aspect=aspect))
    survey.look_at(LandscapeOptions(aspect=aspect))
    another = Survey(train(quick(name)), free, LandscapeOptions(aspect=aspect))
    for shaped in (done(survey), done(Survey(recorded(name), None, LandscapeOptions(aspect=aspect))), done(another)):
        extent = shaped.extent
        assert (extent.top - extent.bottom) / (extent.right - extent.left) == pytest.approx(aspect)
        assert_inside(shaped)
        assert 1.1 < min((extent.right - extent.left) / width, (extent.top - extent.bottom) / height) < 1.51
    survey.look_at(LandscapeOptions())
    assert done(survey).extent == Extent.around([corners], 0.12)


def test_a_growing_run_keeps_the_wished_shape() -> None:
    trainer = Trainer(quick("two-moons", {"budget.epochs": 6}))
    survey, seen = Survey(trainer.recording, None, LandscapeOptions(aspect=0.4)), list[Extent]()
    while not survey.is_done:
        if not trainer.is_done:
            trainer.turn()
        survey.advance()
        if survey.landscape is not None:
            seen.append(survey.landscape.extent)
    assert {round((extent.top - extent.bottom) / (extent.right - extent.left), 6) for extent in seen} == {0.4}
    assert_inside(survey.landscape)


def assert_inside(landscape: Landscape | None) -> None:
    assert landscape is not None
    assert landscape.extent.holds(Extent.around([path.corners() for path in landscape.projections], 0.0))


# with weight decay


@pytest.mark.parametrize("stepper", STEPPERS)
@pytest.mark.parametrize("name", ["two-parameter", "two-moons", "bowl"])
def test_the_surface_with_weight_decay_is_the_loss_plus_the_penalty(name: str, stepper: str) -> None:
    changes = {"budget.epochs": 2} if name != "bowl" else {"budget.epochs": None, "budget.updates": 5}
    recording = train(quick(name, {"lanes.stochastic.optimizer.weight_decay": 0.3, "stepper": stepper} | changes))
    plain, decayed = (done(Survey(recording, None, LandscapeOptions(objective=lane))) for lane in ("full-batch", "stochastic"))
    assert not plain.options.penalty(recording.experiment.lanes)  # of a lane without
    assert plain.surface is not None and decayed.surface is not None and decayed.extent == plain.extent
    x, y = np.meshgrid(plain.surface.x, plain.surface.y)
    weights = plain.plane.points(np.stack([x.ravel(), y.ravel()], axis=1))
    expected = plain.surface.values + 0.15 * (weights**2).sum(axis=1).reshape(x.shape)
    np.testing.assert_allclose(decayed.surface.values, expected, rtol=1e-6, atol=1e-6)
    if decayed.lowest is not None:
        place = decayed.plane.points(np.array([[decayed.lowest.x, decayed.lowest.y]]))
        loss = recording.problem.objectives.train.measure(place).loss[0]
        assert decayed.lowest.loss == pytest.approx(loss + 0.15 * float((place**2).sum()), rel=1e-4)


@pytest.mark.parametrize("name", ["two-parameter", "two-moons"])
def test_the_surface_with_an_l1_penalty_is_where_the_descent_comes_to_rest(name: str) -> None:
    changes = {"lanes.*.optimizer.l1": 0.4, "lanes.*.optimizer.weight_decay": 0.2, "lanes.*.optimizer.name": "adamw"}
    recording = train(quick(name, changes | {"lanes.full-batch.optimizer.name": "sgd"}))
    plain, both = (done(Survey(recording, None, LandscapeOptions(objective=lane))) for lane in ("", "full-batch"))
    beside = done(Survey(recording, None, LandscapeOptions(objective="stochastic")))  # whose weights decay beside the gradient
    assert plain.surface is not None and both.surface is not None and beside.surface is not None
    x, y = np.meshgrid(plain.surface.x, plain.surface.y)
    weights = plain.plane.points(np.stack([x.ravel(), y.ravel()], axis=1))
    absolute, squares = np.abs(weights).sum(axis=1).reshape(x.shape), (weights**2).sum(axis=1).reshape(x.shape)
    np.testing.assert_allclose(beside.surface.values, plain.surface.values + 0.4 * absolute, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(both.surface.values, plain.surface.values + 0.4 * absolute + 0.1 * squares, rtol=1e-6, atol=1e-6)


def test_the_lowest_point_with_an_l1_penalty_is_that_of_the_lasso() -> None:
    """One weight is exactly zero there, as soft thresholding says, and the descent comes to rest beside it."""
    few = {"data.n": 32, "lanes.mini-batch.batch_size": 32, "lanes.stochastic.batch_size": 32, "dtype": "float64", "budget.epochs": 400}
    recording = train(quick("two-parameter", few | {"lanes.*.optimizer.l1": 5.0, "lanes.*.optimizer.lr": 0.001}))
    low = done(Survey(recording, None, LandscapeOptions(objective="full-batch", extent=Extent(-1.0, 1.0, -1.0, 1.0)))).lowest
    data = recording.dataset
    slope, level = 2 * (data.train_inputs[:, 0] * data.train_targets[:, 0]).mean(), 2 * data.train_targets.mean()
    assert max(abs(slope), abs(level)) < 5.0 and low is not None  # then both weights are zero
    np.testing.assert_allclose(low[:2], 0.0, atol=5e-3)


@pytest.mark.parametrize("optimizer", ["sgd", "adamw"])
def test_sgd_comes_to_rest_at_the_minimum_with_weight_decay_and_adamw_has_none(optimizer: str) -> None:
    decay, changes = 0.8, {"lanes.*.optimizer.weight_decay": 0.8, "lanes.*.optimizer.lr": 0.1, "budget.epochs": 400}
    few = {"data.n": 32, "data.validation": 8, "lanes.mini-batch.batch_size": 32, "lanes.stochastic.batch_size": 32, "dtype": "float64"}
    recording = train(quick("two-parameter", changes | few | {"lanes.*.optimizer.name": optimizer}))
    data, lanes = recording.dataset, recording.experiment.lanes
    design = np.concatenate([data.train_inputs, np.ones((32, 1))], axis=1)
    ridge = np.linalg.solve(2 / 32 * design.T @ design + decay * np.eye(2), 2 / 32 * design.T @ data.train_targets[:, 0])
    end, options = recording.lanes[0].parameters(400), LandscapeOptions(objective="full-batch")
    if optimizer == "adamw":
        assert not options.penalty(lanes) and penalised(lanes) == []
        assert options.shown_loss(lanes).title == "Training loss"
        return
    assert options.penalty(lanes).l2 == decay and [lane.name for lane in penalised(lanes)] == ["full-batch"]
    low = done(Survey(recording, None, options)).lowest
    without = done(Survey(recording, None)).lowest
    assert low is not None and without is not None and low.is_minimum
    np.testing.assert_allclose(end, ridge, atol=1e-6)
    np.testing.assert_allclose(low[:2], ridge, atol=1e-4)
    assert np.hypot(without.x - end[0], without.y - end[1]) > 0.1


def test_another_weight_decay_is_never_mistaken_for_the_one_before() -> None:
    options, surfaces = LandscapeOptions(objective="stochastic"), []
    before = None
    for decay in (0.1, 0.2, 0.1):
        survey = Survey(train(quick("two-parameter", {"lanes.stochastic.optimizer.weight_decay": decay})), before, options)
        before = done(survey)
        assert before.surface is not None
        surfaces.append(before)
    assert surfaces[0].surface is not surfaces[1].surface is not surfaces[2].surface
    assert surfaces[1].surface.values[0, 0] > surfaces[0].surface.values[0, 0]


CHANGED = {"lanes.*.optimizer.lr": 0.0101}


def test_under_a_hand_that_drags_a_slider_the_ground_stays_and_paths_move_over_it(recorded: Callable[[str], Recording]) -> None:
    """When the hand rests, the recording's own plane is laid."""
    before, recording = surveyed(recorded("article")), train(quick("article", CHANGED))
    survey = Survey(recording, before)
    survey.advance()
    held = survey.landscape
    assert survey.is_settled and survey.is_provisional and held is not None
    assert (held.recording, held.plane, held.surface, held.extent) == (recording, before.plane, before.surface, before.extent)
    for lane, path in zip(recording.lanes, held.projections, strict=True):
        expected = (all_weights(lane)[:: path.stride].astype(np.float64) - before.plane.origin) @ before.plane.directions.T
        points = path.points()
        np.testing.assert_allclose(np.stack([points["x"], points["y"]], axis=1), expected, atol=1e-6)
    final = done(survey)
    assert_final(final, recording)
    assert not survey.is_provisional
    assert final.plane is not before.plane
    assert held.fitted == before.fitted != final.fitted == tuple(path.explained() for path in final.projections)
    again = Survey(train(quick("article", CHANGED | {"lanes.*.optimizer.lr": 0.0102})), held)
    again.advance()
    assert again.landscape is not None and again.landscape.plane is before.plane and again.landscape.fitted == before.fitted


def test_a_plane_on_which_too_little_of_the_next_paths_is_seen_is_given_up_at_once(
    recorded: Callable[[str], Recording], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ground, "_HELD_SHARE", 1.5)
    before, recording = surveyed(recorded("article")), train(quick("article", CHANGED))
    monkeypatch.setattr(module_under_test, "_SLICE_S", 1e-5)  # as on a slow machine
    survey = Survey(recording, before)
    while survey.landscape is None:
        survey.advance()
    assert survey.landscape.plane.directions == pytest.approx(recording.plane.turned_like(before.plane).directions)


@pytest.mark.parametrize(
    ("changes", "options"),
    [
        ({"seed": 7}, LandscapeOptions()),
        ({"model.hidden": [7]}, LandscapeOptions()),
        (CHANGED, LandscapeOptions("ends")),
        (CHANGED, LandscapeOptions("random-filter")),
        (CHANGED, LandscapeOptions(hidden=frozenset({"stochastic"}))),
        (CHANGED, LandscapeOptions(loss="validation")),
    ],
    ids=["data", "model", "plane", "random", "hidden", "loss"],
)
def test_another_loss_another_plane_or_other_lanes_do_not_keep_the_ground(
    recorded: Callable[[str], Recording], changes: dict[str, Any], options: LandscapeOptions
) -> None:
    before = surveyed(recorded("article"))
    survey = Survey(train(quick("article", changes)), before, options)
    while survey.landscape is None:
        survey.advance()
    assert survey.landscape.plane is not before.plane


def test_one_that_looks_closer_while_the_ground_is_held_gets_the_own_plane_when_all_is_seen_again(
    recorded: Callable[[str], Recording],
) -> None:
    before, recording = surveyed(recorded("article")), train(quick("article", CHANGED))
    survey = Survey(recording, before)
    survey.advance()
    closer = before.extent.scaled(0.5, before.extent.left, before.extent.bottom)
    survey.look_at(LandscapeOptions(extent=closer))
    seen = done(survey)
    assert (seen.plane, seen.extent) == (before.plane, closer)  # a rectangle has no meaning on another plane
    survey.look_at(LandscapeOptions())
    assert_final(done(survey), recording)


def test_the_path_of_a_lane_that_was_not_changed_is_not_projected_again() -> None:
    experiment = quick("two-moons")
    first = Trainer(experiment)
    while not first.is_done:
        first.turn()
    before = surveyed(first.recording)
    second = Trainer(experiment.with_changes({"lanes.mini-batch.optimizer.lr": 0.07}), last=first.recording, is_change=True)
    while not second.is_done:
        second.turn()
    survey = Survey(second.recording, before)
    survey.advance()
    assert survey.landscape is not None
    assert [one is other for one, other in zip(survey.landscape.projections, before.projections, strict=True)] == [True, False, True]
    assert_final(done(survey), second.recording)


def test_a_history_may_be_thinned_while_it_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine thread does so at any moment; here between any two looks of the survey."""
    trainer = Trainer(quick("two-moons", {"budget.seconds": 3600.0}), memory_budget=3 * 30 * 82 * 4)
    trainer.turn()
    survey, look = Survey(trainer.recording, None), type(trainer.recording.lanes[0].history).kept
    strides = set[int]()

    def thinned_meanwhile(history: Any, updates: int) -> Any:
        history._make_room()
        found = look(history, updates)
        history._make_room()
        strides.add(history.stride)
        return found

    monkeypatch.setattr(type(trainer.recording.lanes[0].history), "kept", thinned_meanwhile)
    for _ in range(4):
        trainer.turn()
        survey.advance()
    assert len(strides) > 3
    assert survey.landscape is not None
    trainer.stop()


def test_where_all_lanes_of_a_function_diverge_at_once_there_is_ground_to_be_seen() -> None:
    landscape = surveyed(train(quick("ravine", {"lanes.*.optimizer.lr": 2.0})))
    assert landscape.extent.right - landscape.extent.left > 0.5
    assert landscape.extent.top - landscape.extent.bottom > 0.5


def stages(survey: Survey) -> list[Stage]:
    """The stages that it goes through to its end."""
    seen = [survey.stage]
    while survey.stage is not Stage.DONE:
        survey.advance()
        seen.append(survey.stage)
    return [stage for stage, _ in groupby(seen)]


def test_a_survey_goes_through_its_stages_and_another_rectangle_leads_back(
    recorded: Callable[[str], Recording], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module_under_test, "_SLICE_S", 1e-5)  # many slices for each
    survey = Survey(recorded("article"), None)
    assert stages(survey) == [Stage.GROWING, Stage.SURFACE, Stage.DETAILS, Stage.DONE]
    whole = survey.landscape
    survey.look_at(LandscapeOptions(extent=Extent(-0.2, 0.1, -0.1, 0.3)))
    assert stages(survey)[0] is Stage.SURFACE and not survey.advance()
    held = Survey(train(quick("article", CHANGED)), whole)
    assert stages(held) == [Stage.GROWING, Stage.DETAILS, Stage.SURFACE, Stage.DETAILS, Stage.DONE]  # its own plane comes last


def test_who_looked_closer_while_it_grew_gets_the_final_plane_when_all_is_seen_again() -> None:
    trainer = Trainer(quick("two-moons", {"budget.epochs": 6}))
    survey, closer = Survey(trainer.recording, None), Extent(-0.2, 0.1, -0.1, 0.3)
    while min(lane.updates for lane in trainer.recording.lanes) < 2:
        trainer.turn()
    survey.advance()
    survey.look_at(LandscapeOptions(extent=closer))
    while not trainer.is_done:
        trainer.turn()
    assert done(survey).extent == closer
    survey.look_at(LandscapeOptions())
    assert_final(done(survey), trainer.recording)
