"""The planes to choose from: what they contain, what is drawn on them, and why some cannot be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy.linalg import subspace_angles  # type: ignore[import-untyped]

from engine import Experiment, Recording, train
from engine.comparison.trainer import Trainer
from engine.geometry.extent import Extent
from engine.geometry.plane import Plane, PlaneError, plane_along, plane_through
from engine.landscape.landscape import Landscape
from engine.landscape.options import LandscapeOptions
from engine.landscape.planes import PLANES
from engine.landscape.survey import Survey
from engine.training import derivatives
from engine.training.derivatives import gradient_and_sharpest
from tests.engine.plain import Array, all_weights, alone, flat, plain_loss, quick

MADE = [kind.name for kind in PLANES.values() if kind.make is not None]


def make_plane(recording: Recording, options: LandscapeOptions) -> Plane:
    make = PLANES[options.plane].make
    assert make is not None
    return make(recording, options)


def surveyed(recording: Recording, options: LandscapeOptions, before: Landscape | None = None) -> Landscape:
    survey = Survey(recording, before, options)
    while not survey.is_done:
        survey.advance()
    assert survey.landscape is not None
    return survey.landscape


def off(plane: Plane, point: Array) -> float:
    """How far a point lies off a plane."""
    offset = point.astype(np.float64) - plane.origin
    return float(np.linalg.norm(offset - plane.directions.T @ (plane.directions @ offset)))


@pytest.mark.parametrize("kind", MADE)
@pytest.mark.parametrize("name", ["article", "two-moons"])
def test_directions_are_orthonormal_and_heights_are_the_loss_there(recorded: Callable[[str], Recording], name: str, kind: str) -> None:
    recording = recorded(name)
    landscape = surveyed(recording, LandscapeOptions(kind))
    plane, surface = landscape.plane, landscape.surface
    assert landscape.note == ""
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-12)
    assert surface is not None
    height, width = surface.values.shape
    for i, j in [(0, 0), (0, width - 1), (height - 1, 0), (height // 2, width // 3), (height // 4, width // 2)]:
        theta = plane.points(np.array([[surface.x[j], surface.y[i]]]))[0]
        assert surface.values[i, j] == pytest.approx(plain_loss(recording, theta), rel=1e-4)


def test_the_plane_through_three_points_contains_them(recorded: Callable[[str], Recording]) -> None:
    recording = recorded("two-moons")
    ends = [lane.parameters(lane.updates) for lane in recording.lanes]
    scale = np.linalg.norm(recording.initial_parameters)
    plane = make_plane(recording, LandscapeOptions("ends"))
    assert max(off(plane, end) for end in ends) < 1e-7 * scale
    plane = make_plane(recording, LandscapeOptions("start-ends"))
    assert max(off(plane, point) for point in (recording.initial_parameters, ends[0], ends[2])) < 1e-7 * scale
    assert tuple(map(str, plane.axes)) == ("from the start to Full-batch", "across, towards Stochastic")
    np.testing.assert_array_equal(plane.origin, recording.initial_parameters)
    along = ends[0].astype(np.float64) - plane.origin
    assert plane.directions[0] @ along == pytest.approx(np.linalg.norm(along))
    assert plane.directions[1] @ along == pytest.approx(0, abs=1e-12)
    assert plane.directions[1] @ (ends[2] - plane.origin) > 0


def test_steepest_and_sharpest_are_those_of_the_whole_hessian() -> None:
    recording = train(quick("two-moons", {"dtype": "float64"}))
    weights = recording.lanes[0].parameters(1)
    plane = make_plane(recording, LandscapeOptions("sharpest", row=1))
    np.testing.assert_array_equal(plane.origin, weights)
    model, data = recording.model(), recording.dataset
    names = [name for name, _ in model.named_parameters()]
    shapes = [value.shape for value in model.parameters()]

    def loss(vector: torch.Tensor) -> torch.Tensor:
        parts = torch.split(vector, [shape.numel() for shape in shapes])
        values = {name: part.view(shape) for name, part, shape in zip(names, parts, shapes, strict=True)}
        outputs = torch.func.functional_call(model, values, (torch.from_numpy(data.train_inputs),))
        return torch.nn.functional.cross_entropy(outputs, torch.from_numpy(data.train_targets))

    at = torch.from_numpy(weights)
    gradient = torch.autograd.functional.jacobian(loss, at).numpy()  # type: ignore[no-untyped-call]
    values, vectors = np.linalg.eigh(torch.autograd.functional.hessian(loss, at).numpy())  # type: ignore[no-untyped-call]
    np.testing.assert_allclose(plane.directions[0], -gradient / np.linalg.norm(gradient), atol=1e-9)
    assert values[-1] > 1.01 * values[-2]
    sharpest = vectors[:, -1] - (vectors[:, -1] @ plane.directions[0]) * plane.directions[0]
    assert abs(sharpest / np.linalg.norm(sharpest) @ plane.directions[1]) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("stepper", ["auto", "autograd"])
def test_the_principal_planes_of_unequal_paths_are_those_of_numpy(stepper: str) -> None:
    recording = train(quick("two-moons", {"data.n": 60, "data.validation": 10, "stepper": stepper}))
    paths = [all_weights(lane).astype(np.float64) for lane in recording.lanes]  # of 3, 9 and 121 points
    centred = [path - path.mean(axis=0) for path in paths]
    stacked = np.concatenate(paths)
    for kind, points in (
        ("principal", np.concatenate([path / np.linalg.norm(path) for path in centred])),
        ("principal-updates", stacked - stacked.mean(axis=0)),
    ):
        landscape = surveyed(recording, LandscapeOptions(kind))
        expected = np.linalg.svd(points, full_matrices=False)[2][:2]
        assert subspace_angles(landscape.plane.directions.T, expected.T).max() < 1e-5
        for path, projection in zip(centred, landscape.projections, strict=True):
            assert projection.explained() == pytest.approx(((path @ expected.T) ** 2).sum() / (path**2).sum(), abs=1e-5)
    assert surveyed(recording, LandscapeOptions()).plane is recording.plane


def test_on_the_plane_of_all_updates_a_short_path_is_hardly_seen_and_on_the_default_one_all_are() -> None:
    """With enough updates that the full batch's few count for nothing."""
    recording = train(quick("article", {"budget.epochs": 32}))
    by_path, by_update = ([path.explained() for path in surveyed(recording, LandscapeOptions(kind)).projections]
                          for kind in ("principal", "principal-updates"))  # fmt: skip
    assert by_update[0] < 0.1 < 0.6 < by_update[2]
    assert min(by_path) > 0.5 and np.mean(by_path) > np.mean(by_update)


def test_the_plane_of_all_updates_of_visible_lanes_is_held_for_the_next_run(recorded: Callable[[str], Recording]) -> None:
    options = LandscapeOptions("principal-updates", hidden=frozenset({"stochastic"}))
    before = surveyed(recorded("two-moons"), options)
    stacked = np.concatenate([all_weights(lane).astype(np.float64) for lane in before.recording.lanes[:2]])
    expected = np.linalg.svd(stacked - stacked.mean(axis=0), full_matrices=False)[2][:2]
    assert subspace_angles(before.plane.directions.T, expected.T).max() < 1e-5
    survey = Survey(train(quick("two-moons", {"lanes.*.optimizer.lr": 0.0101})), before, options)
    while not survey.is_settled:
        survey.advance()
    assert survey.is_provisional and survey.landscape is not None and survey.landscape.plane is before.plane


def test_a_random_plane_lies_around_the_best_end_and_is_seen_as_wide_as_its_directions(recorded: Callable[[str], Recording]) -> None:
    recording = recorded("article")
    best = min(recording.lanes, key=lambda lane: lane.evaluations.train_loss[-1])
    landscape = surveyed(recording, LandscapeOptions("random-filter", seed=3))
    np.testing.assert_array_equal(landscape.plane.origin, best.parameters(best.updates))
    first, same, other = (make_plane(recording, LandscapeOptions("random-filter", seed=seed)) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first.directions, same.directions)
    assert abs(first.directions[0] @ other.directions[0]) < 0.3
    weights = landscape.plane.origin.copy()  # without biases
    weights[500:550] = weights[600] = 0.0
    assert landscape.plane.reach == pytest.approx(np.linalg.norm(weights), rel=1e-6)
    extent = landscape.extent
    assert min(-extent.left, extent.right, -extent.bottom, extent.top) >= landscape.plane.reach


@pytest.mark.parametrize("kind", [kind.name for kind in PLANES.values() if "with_biases" in kind.inputs])
def test_biases_are_left_out_of_random_planes_unless_wished_for(recorded: Callable[[str], Recording], kind: str) -> None:
    recording = recorded("article")
    biases = np.r_[500:550, 600]
    without, with_ = (make_plane(recording, LandscapeOptions(kind, with_biases=with_biases)) for with_biases in (False, True))
    assert not without.directions[:, biases].any()
    assert (np.abs(with_.directions[:, biases]).max(axis=0) > 0).sum() > 25  # a bias of zero stays where it is


def test_a_survey_begins_anew_only_for_what_its_plane_depends_on() -> None:
    others = {"seed": 5, "with_biases": True, "row": 7}
    for kind in (kind.name for kind in PLANES.values()):
        depends = {
            name
            for name, value in others.items()
            if replace(LandscapeOptions(kind), **{name: value}).surveyed() != LandscapeOptions(kind).surveyed()
        }
        assert depends == ({"seed", "with_biases"} if kind.startswith("random") else {"row"} if kind == "sharpest" else set())
    assert LandscapeOptions(extent=Extent(0, 1, 0, 1), batch="a", arrows=frozenset()).surveyed() == LandscapeOptions().surveyed()
    assert LandscapeOptions(loss="validation").surveyed() != LandscapeOptions().surveyed() != LandscapeOptions("ends").surveyed()


def test_the_model_is_left_as_it_was(recorded: Callable[[str], Recording]) -> None:
    recording = recorded("two-moons")
    model, _ = recording.problem._whole()
    before = flat(model), model.training
    states = [value.requires_grad for value in model.parameters()]
    for kind in MADE:
        surveyed(recording, LandscapeOptions(kind))
    np.testing.assert_array_equal(flat(model), before[0])
    assert model.training == before[1]
    assert [value.requires_grad for value in model.parameters()] == states


def test_the_validation_loss_is_that_of_the_validation_set(recorded: Callable[[str], Recording]) -> None:
    recording = recorded("two-moons")
    train_, validation = (surveyed(recording, LandscapeOptions(loss=loss)).surface for loss in ("train", "validation"))
    assert train_ is not None and validation is not None
    theta = validation.plane.points(np.array([[validation.x[30], validation.y[40]]]))[0]
    assert validation.values[40, 30] == pytest.approx(plain_loss(recording, theta, validation=True), rel=1e-4)
    assert validation.values[40, 30] != pytest.approx(train_.values[40, 30], rel=1e-4)


@pytest.mark.parametrize("name", ["two-moons", "two-parameter"])
def test_another_loss_is_never_mistaken_for_the_one_before(recorded: Callable[[str], Recording], name: str) -> None:
    recording = recorded(name)
    before = surveyed(recording, LandscapeOptions())
    after = surveyed(recording, LandscapeOptions(loss="validation"), before)
    assert before.surface is not None and after.surface is not None
    assert after.extent == before.extent  # the picture does not jump
    np.testing.assert_array_equal(after.surface.values, surveyed(recording, LandscapeOptions(loss="validation")).surface.values)  # type: ignore[union-attr]


def test_a_pinned_plane_stays_for_the_next_run() -> None:
    experiment = quick("two-moons")
    before = surveyed(train(experiment), LandscapeOptions())
    after = surveyed(train(experiment.with_changes({"lanes.*.optimizer.lr": 0.02})), LandscapeOptions(pinned=before.plane), before)
    assert after.plane is before.plane
    wider = surveyed(train(quick("two-moons", {"model.hidden": [5]})), LandscapeOptions(pinned=before.plane), before)
    assert len(wider.plane.origin) == len(wider.recording.initial_parameters)  # that of another model is of no use


@pytest.mark.parametrize("kind", MADE)
def test_a_growing_recording_is_shown_on_every_plane(kind: str) -> None:
    trainer = Trainer(quick("two-moons", {"budget.epochs": 3}))
    survey = Survey(trainer.recording, None, LandscapeOptions(kind))
    while not survey.is_done:
        if not trainer.is_done:
            trainer.turn()
        survey.advance()
    assert survey.landscape is not None
    expected = make_plane(trainer.recording, LandscapeOptions(kind))
    if kind != "sharpest":  # which begins where the ball was
        np.testing.assert_allclose(survey.landscape.plane.directions, expected.directions, atol=1e-12)


# what cannot be


def test_points_on_one_line_make_no_plane() -> None:
    start, step = np.zeros(5, np.float32), np.arange(5, dtype=np.float32)
    for one, other, said in [(step, 2 * step, "on one line"), (step, start, "the same"), (step, step, "on one line")]:
        with pytest.raises(PlaneError, match=said):
            plane_through(start, one, other, ("x", "y"))
    with pytest.raises(PlaneError, match="not finite"):
        plane_through(start, step, np.full(5, np.inf), ("x", "y"))
    with pytest.raises(PlaneError, match="no length"):
        plane_along(start, step, start, "random", ("x", "y"))


def test_where_a_plane_cannot_be_made_the_principal_one_is_shown_and_why() -> None:
    experiment = quick("two-moons")
    same = experiment.with_changes({"lanes.mini-batch.batch_size": experiment.data.n, "lanes.mini-batch.optimizer.lr": 1e-9,
                                    "lanes.full-batch.optimizer.lr": 1e-9, "lanes.stochastic.optimizer.lr": 1e-9})  # fmt: skip
    landscape = surveyed(train(same), LandscapeOptions("ends"))
    assert str(landscape.note).startswith("Three ends: ") and str(landscape.note).endswith("; shown are the principal components.")
    assert landscape.plane.kind == "principal"


FLAT = {"loss.name": "mae", "model.hidden": [], "data.n": 100, "data.validation": 10}  # bent nowhere but where an error changes its sign


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_without_curvature_no_direction_is_called_the_sharpest(dtype: str) -> None:
    recording = train(quick("article", FLAT | {"dtype": dtype}))
    landscape = surveyed(recording, LandscapeOptions("sharpest"))
    assert str(landscape.note) == (
        "Steepest and sharpest: the loss has no curvature there, so that no direction is the sharpest; shown are the principal components."
    )
    assert landscape.plane.kind == "principal"


@pytest.mark.parametrize(
    ("curvature", "said"), [(1e-9, "no curvature"), (-1e-9, "no curvature"), (-0.3, "downwards in all directions"), (1e-5, "")]
)
def test_what_is_rounding_or_bent_downwards_is_refused_too(monkeypatch: pytest.MonkeyPatch, curvature: float, said: str) -> None:
    recording = train(quick("two-moons"))
    gradient, _, sharpest = gradient_and_sharpest(recording.problem, recording.initial_parameters)
    assert np.linalg.norm(gradient) < 2 < np.linalg.norm(recording.initial_parameters) < 10
    monkeypatch.setattr(derivatives, "gradient_and_sharpest", lambda problem, weights: (gradient, curvature, sharpest))
    if said:
        with pytest.raises(PlaneError, match=said):
            make_plane(recording, LandscapeOptions("sharpest"))
    else:
        assert make_plane(recording, LandscapeOptions("sharpest")).kind == "sharpest"


def test_menus_say_why_an_experiment_has_no_such_plane() -> None:
    two, many = Experiment.preset("two-parameter"), Experiment.preset("article")
    assert PLANES["own"].why_not(two) == ""
    assert str(PLANES["own"].why_not(many)) == "the model has 601 weights, not two"
    for kind in list(PLANES.values())[1:]:
        assert str(kind.why_not(two)) == "the model's own two axes show all of it"
        assert kind.why_not(many) == ""
    one = alone(many, "stochastic")
    assert str(PLANES["ends"].why_not(one)) == "the experiment has one lane, it takes 3"
    assert str(PLANES["start-ends"].why_not(one)) == "the experiment has one lane, it takes 2"


def test_two_weights_are_shown_on_their_own_axes_whatever_is_wished(recorded: Callable[[str], Recording]) -> None:
    recording = recorded("two-parameter")
    for kind in MADE:
        assert surveyed(recording, LandscapeOptions(kind)).plane.kind == "own"


def test_while_a_rectangle_is_wished_for_the_plane_stays() -> None:
    """A growing recording is fitted again and again; the rectangle would lie elsewhere on each new plane."""
    trainer = Trainer(quick("two-moons", {"budget.epochs": 3}))
    survey = Survey(trainer.recording, None, LandscapeOptions())
    while survey.landscape is None:
        trainer.turn()
        survey.advance()
    plane, extent = survey.landscape.plane, Extent(-0.2, 0.1, -0.1, 0.3)
    survey.look_at(LandscapeOptions(extent=extent))
    while not survey.is_done:
        if not trainer.is_done:
            trainer.turn()
        survey.advance()
    landscape = survey.landscape
    assert landscape.plane is plane
    assert landscape.extent == extent
    for path, lane in zip(landscape.projections, trainer.recording.lanes, strict=True):
        assert len(path) == lane.updates // path.stride + 1


def test_another_rectangle_wished_for_while_the_surface_is_sharpened_keeps_its_own_surface(recorded: Callable[[str], Recording]) -> None:
    recording = recorded("article")
    survey = Survey(recording, surveyed(recorded("two-moons"), LandscapeOptions()), LandscapeOptions())
    while not survey.is_settled:
        survey.advance()
    extent = Extent(-0.2, 0.1, -0.1, 0.3)
    assert survey._detail()  # sharpening has begun
    survey.look_at(LandscapeOptions(extent=extent))
    while not survey.is_done:
        survey.advance()
    assert survey.landscape is not None and survey.landscape.surface is not None
    surface = survey.landscape.surface
    assert survey.landscape.extent == extent
    assert (surface.x[0], surface.x[-1], surface.y[0], surface.y[-1]) == (extent.left, extent.right, extent.bottom, extent.top)
