"""Descents on functions of two weights against closed forms and against torch.optim on the function itself."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine import Experiment, Recording, train
from engine.experiment.surfaces import SURFACES
from engine.recording.lane import LaneRecording
from engine.training.derivatives import curvature
from engine.training.problem import Problem
from engine.training.replay import replay_all
from engine.training.stepper_choice import autograd_stepper, update_program
from engine.training.steppers.cuda_graph import CudaGraphStepper
from tests.engine.plain import Array, all_weights, alone, loss_of, quick

Plain = Callable[[Any, Any], Any]
NAMES = list(SURFACES)
MINIMA = np.array([[3.0, 2.0], [-2.805118, 3.131312], [-3.779310, -3.283186], [3.584428, -1.848126]])  # of Himmelblau's function
every_function = pytest.mark.parametrize("name", NAMES)


def bump(x: Any, y: Any) -> Any:
    return np.exp(-(x**2 + y**2) / 4)


VALUES: dict[str, Plain] = {
    "bowl": lambda x, y: 0.5 * x**2 + 5 * y**2,
    "ravine": lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    "saddle": lambda x, y: x**2 / 2 + (y**2 - 1) ** 2 / 4,
    "himmelblau": lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    "plateau": lambda x, y: 1 - bump(x, y),
    "hills": lambda x, y: 20 + x**2 + y**2 - 10 * (np.cos(2 * np.pi * x) + np.cos(2 * np.pi * y)),
    "formula": lambda x, y: 2 * x**2 - 1.05 * x**4 + x**6 / 6 + x * y + y**2,
}
GRADIENTS: dict[str, Callable[[Any, Any], tuple[Any, Any]]] = {
    "bowl": lambda x, y: (x, 10 * y),
    "ravine": lambda x, y: (-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)),
    "saddle": lambda x, y: (x, y**3 - y),
    "himmelblau": lambda x, y: (
        4 * x * (x**2 + y - 11) + 2 * (x + y**2 - 7), 2 * (x**2 + y - 11) + 4 * y * (x + y**2 - 7)
    ),
    "plateau": lambda x, y: (x / 2 * bump(x, y), y / 2 * bump(x, y)),
    "hills": lambda x, y: (2 * x + 20 * np.pi * np.sin(2 * np.pi * x), 2 * y + 20 * np.pi * np.sin(2 * np.pi * y)),
    "formula": lambda x, y: (4 * x - 4.2 * x**3 + x**5 + y, x + 2 * y),
}  # fmt: skip


def function(name: str, changes: dict[str, Any] | None = None) -> Experiment:
    """A preset in double precision on the CPU, with its own budget."""
    return Experiment.preset(name).with_changes({"device": "cpu", "dtype": "float64"} | (changes or {}))


def gradient(name: str, weights: Array) -> Array:
    """∇f at weights [..., 2]: [..., 2]."""
    return np.stack(GRADIENTS[name](weights[..., 0], weights[..., 1]), axis=-1)


@pytest.fixture(scope="module")
def whole() -> Callable[[str], Recording]:
    """Gives the whole run of a preset."""
    known: dict[str, Recording] = {}

    def run(name: str) -> Recording:
        if name not in known:
            known[name] = train(Experiment.preset(name), device="cpu")
        return known[name]

    return run


# the samples


def sample_losses(experiment: Experiment, points: Array) -> tuple[Array, Array]:
    """The loss of each training sample alone, and its gradient, at each of `points` [k, 2]: [k, n] and [k, n, 2]."""
    problem = Problem(experiment)
    model, criterion = problem.model(), loss_of(experiment)
    inputs, targets = torch.from_numpy(problem.dataset.train_inputs), torch.from_numpy(problem.dataset.train_targets)
    (weights,) = model.parameters()
    losses, slopes = np.empty((len(points), len(inputs))), np.empty((len(points), len(inputs), 2))
    for i, point in enumerate(points):
        with torch.no_grad():
            weights.copy_(torch.from_numpy(point))
        for j in range(len(inputs)):
            loss = criterion(model(inputs[j : j + 1]), targets[j : j + 1])
            losses[i, j] = loss.item()
            slopes[i, j] = torch.autograd.grad(loss, weights)[0].numpy()
    return losses, slopes


@pytest.mark.parametrize("n", [64, 90, 101])
@every_function
def test_the_mean_of_the_samples_is_the_function_itself(name: str, n: int) -> None:
    points = np.random.default_rng(1).uniform(-3, 3, (30, 2))
    losses, slopes = sample_losses(function(name, {"data.n": n}), points)
    assert losses.std(axis=1).min() > 0
    np.testing.assert_allclose(losses.mean(axis=1), VALUES[name](*points.T), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(slopes.mean(axis=1), gradient(name, points), rtol=1e-12, atol=1e-12)


@every_function
def test_losses_are_the_function_itself_on_both_sets(name: str) -> None:
    objectives = Problem(function(name)).objectives
    points = np.random.default_rng(2).uniform(-3, 3, (500, 2))
    for objective in objectives:
        measured = objective.measure(points)
        np.testing.assert_allclose(measured.loss, VALUES[name](*points.T), rtol=1e-12, atol=1e-12)
        assert np.isnan(measured.accuracy).all()
        assert objective.measure(points[:0]).loss.shape == (0,)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 6])
def test_the_variance_of_a_batch_gradient_is_that_of_drawing_without_replacement(size: int) -> None:
    """Over all batches of B of n samples: σ²/B · (n − B)/(n − 1), which is 0 for all of them (Cochran 1977, §2.5)."""
    n, point = 6, np.array([[0.7, -1.3]])
    _, slopes = sample_losses(function("hills", {"data.n": n, "lanes.mini-batch.batch_size": 2}), point)
    means = np.array([slopes[0, list(batch)].mean(axis=0) for batch in itertools.combinations(range(n), size)])  # [batches, 2]
    expected = slopes[0].var(axis=0) / size * (n - size) / (n - 1)
    np.testing.assert_allclose(means.var(axis=0), expected, rtol=1e-10, atol=1e-20)
    np.testing.assert_allclose(means.mean(axis=0), gradient("hills", point[0]), rtol=1e-12)


def test_the_noise_of_the_lanes_falls_with_their_batch_size() -> None:
    """Measured on the updates themselves: what each was off from that of the exact gradient."""
    n, changes = 128, {"budget.updates": 1024, "data.n": 128, "lanes.mini-batch.batch_size": 16}
    recording = train(function("bowl", changes))
    sigma2 = recording.dataset.train_inputs.var(axis=0)  # [2]
    for lane, size in zip(recording.lanes, (128, 16, 1), strict=True):
        weights = all_weights(lane)
        off = -np.diff(weights, axis=0) / 0.15 - gradient("bowl", weights[:-1])  # [k, 2]
        expected = sigma2 / size * (n - size) / (n - 1)
        np.testing.assert_allclose(off.var(axis=0), expected, rtol=0.15, atol=1e-25)  # of 1024 draws: 4.4 % a standard error


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("noise", [0.0, 0.1, 1.0, 37.5])
def test_the_noise_has_the_declared_strength_and_cancels_out_to_the_last_bit(noise: float, dtype: str) -> None:
    data = Problem(function("bowl", {"data.noise": noise, "dtype": dtype, "data.validation": 90})).dataset
    for inputs, targets in ((data.train_inputs, data.train_targets), (data.validation_inputs, data.validation_targets)):
        assert not targets.any()
        assert not inputs.sum(axis=0).any() and not inputs[::-1].sum(axis=0, dtype=np.float64).any()
        assert inputs.std() == pytest.approx(noise, rel=0.2)
    many = Problem(function("bowl", {"data.noise": noise, "data.n": 20_000})).dataset.train_inputs
    np.testing.assert_allclose(many.std(axis=0), noise, rtol=0.02)
    assert abs(np.mean(many[:, 0] * many[:, 1])) <= 0.04 * noise**2


# training


@every_function
def test_every_update_follows_the_gradient_of_its_batch(name: str) -> None:
    """w ← w − η (∇f(w) + the mean of the batch's vectors), written with the closed form."""
    plain = {"lanes.*.optimizer.momentum": 0.0, "lanes.*.optimizer.schedule": "constant", "budget.updates": 40}
    recording = train(function(name, plain))
    for lane in recording.lanes:
        assert (lane.stepper, lane.note, lane.status.state) == ("fused", "", "finished")
        batches = [batch for epoch in range(40) for batch in lane.batches(epoch)]
        weights = recording.initial_parameters
        for update in range(1, lane.updates + 1):
            tilt = recording.dataset.train_inputs[batches[update - 1]].mean(axis=0)
            weights = weights - lane.lane.optimizer.lr * (gradient(name, weights) + tilt)
            np.testing.assert_allclose(lane.parameters(update), weights, rtol=1e-9, atol=1e-9)
            weights = lane.parameters(update)  # so that no difference can grow


@every_function
def test_full_batch_has_no_noise(name: str) -> None:
    """It is the same run whatever the seed and however strong the noise; a lane of single samples is not."""
    one, other = (train(function(name, {"seed": seed, "budget.updates": 60, "data.noise": 0.3 * seed})) for seed in (1, 2))
    np.testing.assert_allclose(all_weights(one.lane("full-batch")), all_weights(other.lane("full-batch")), rtol=1e-9, atol=1e-12)
    assert np.abs(all_weights(one.lane("stochastic")) - all_weights(other.lane("stochastic"))).max() > 1e-3


def rosenbrock(w: Tensor) -> Tensor:
    return (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2


def double_well(w: Tensor) -> Tensor:
    return w[0] ** 2 / 2 + (w[1] ** 2 - 1) ** 2 / 4


OPTIMIZERS: dict[str, tuple[dict[str, Any], Callable[[list[Tensor]], torch.optim.Optimizer]]] = {
    "plain": ({"name": "sgd", "lr": 0.001, "momentum": 0.0}, lambda w: torch.optim.SGD(w, lr=0.001)),
    "momentum": ({"name": "sgd", "lr": 0.0005, "momentum": 0.9}, lambda w: torch.optim.SGD(w, lr=0.0005, momentum=0.9)),
    "nesterov": (
        {"name": "sgd", "lr": 0.0005, "momentum": 0.9, "nesterov": True},
        lambda w: torch.optim.SGD(w, lr=0.0005, momentum=0.9, nesterov=True),
    ),
    "rmsprop": ({"name": "rmsprop", "lr": 0.01, "momentum": 0.0}, lambda w: torch.optim.RMSprop(w, lr=0.01)),
    "adam": ({"name": "adam", "lr": 0.02}, lambda w: torch.optim.Adam(w, lr=0.02)),
}  # fmt: skip


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize(("name", "plain", "start"), [("ravine", rosenbrock, (-1.2, 1.0)), ("saddle", double_well, (-2.5, 1e-4))])
def test_full_batch_is_the_optimizer_on_the_function_itself(
    name: str, plain: Callable[[Tensor], Tensor], start: tuple[float, float], optimizer: str
) -> None:
    declared, make = OPTIMIZERS[optimizer]
    changes = {"budget.updates": 400, "model.start": start, "lanes.*.optimizer.nesterov": False}
    changes |= {f"lanes.*.optimizer.{key}": value for key, value in declared.items()}
    lane = train(alone(function(name, changes), "full-batch")).lanes[0]
    weights = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimization, expected = make([weights]), [np.array(start)]
    for _ in range(400):
        optimization.zero_grad()
        plain(weights).backward()
        optimization.step()
        expected.append(weights.detach().numpy().copy())
    np.testing.assert_allclose(all_weights(lane), np.array(expected), rtol=1e-9, atol=1e-9)


def test_in_the_ravine_momentum_gets_further_in_as_many_updates() -> None:
    runs = [train(alone(function("ravine", {"lanes.*.optimizer.momentum": m}), "full-batch")).lanes[0] for m in (0.0, 0.9)]
    plain, heavy = (np.linalg.norm(lane.parameters(lane.updates) - 1) for lane in runs)
    assert heavy < 0.05
    assert plain > 10 * heavy
    losses = [lane.evaluations.train_loss[-1] for lane in runs]
    assert losses[1] < 0.01 * losses[0]


def test_noise_alone_leads_off_the_saddle_and_more_of_it_sooner(whole: Callable[[str], Recording]) -> None:
    recording = whole("saddle")
    full, mini, single = (all_weights(lane) for lane in recording.lanes)
    assert not full[:, 1].any()
    assert np.abs(full[-1]).max() < 1e-5
    escaped = [int(np.argmax(np.abs(path[:, 1]) > 0.5)) for path in (mini, single)]
    assert 0 < escaped[1] < escaped[0]
    for path in (mini, single):
        assert abs(abs(path[-1, 1]) - 1) < 0.1


def test_on_the_ridge_momentum_and_adam_stay_as_well() -> None:
    for changes in ({"lanes.*.optimizer.momentum": 0.9}, {"lanes.*.optimizer.name": "adam"}):
        assert not all_weights(train(alone(function("saddle", changes), "full-batch")).lanes[0])[:, 1].any()


def test_noise_decides_which_of_the_minima_a_lane_ends_in(whole: Callable[[str], Recording]) -> None:
    ends = np.array([lane.parameters(lane.updates) for lane in whole("himmelblau").lanes])  # [3, 2]
    apart = np.linalg.norm(ends[:, None] - MINIMA, axis=-1)  # [3, 4]
    assert (apart.min(axis=1) < [1e-5, 0.2, 1.0]).all()
    assert len(set(apart.argmin(axis=1))) == 3


def test_noise_leads_out_of_the_first_hollow_and_down(whole: Callable[[str], Recording]) -> None:
    full, _, single = whole("hills").lanes
    assert full.evaluations.train_loss[-1] > 15
    assert single.evaluations.train_loss[-1] < 0.5 * full.evaluations.train_loss[-1]


@every_function
def test_every_preset_of_a_function_ends_well_and_soon(whole: Callable[[str], Recording], name: str) -> None:
    recording = whole(name)
    for lane in recording.lanes:
        assert (lane.status.state, lane.stepper, lane.note) == ("finished", "fused", "")
        assert lane.updates <= 3000
        losses = lane.evaluations.train_loss
        assert losses[-1] < losses[0]
        np.testing.assert_array_equal(lane.evaluations.validation_loss, losses)
        assert (losses >= 0).all()


def test_a_learning_rate_beyond_the_limit_of_the_bowl_is_called_so() -> None:
    recording = train(function("bowl", {"lanes.*.optimizer.lr": 0.25, "budget.updates": 3000}))
    for lane in recording.lanes:
        assert lane.status.state == "diverged"
        assert "2/λmax = 0.2," in str(lane.status.reason)


def test_a_start_without_a_slope_is_called_so() -> None:
    recording = train(function("bowl", {"data.formula": "sqrt(x^2 + y^2)", "model.start": [0.0, 0.0]}))
    for lane in recording.lanes:
        assert (lane.status.state, lane.status.update) == ("diverged", 1)
        assert "the gradient is not finite at row 0" in str(lane.status.reason)


# what is made of it


@every_function
def test_the_surface_is_the_function_on_its_own_two_axes(whole: Callable[[str], Recording], name: str) -> None:
    recording = whole(name)
    surface = recording.surface(41)
    assert (surface.plane.kind, [str(axis) for axis in surface.plane.axes], surface.plane.is_exact) == ("own", ["x", "y"], True)
    x, y = np.meshgrid(surface.x, surface.y)
    np.testing.assert_allclose(surface.values, VALUES[name](x, y), rtol=1e-12, atol=1e-12)
    for lane in recording.lanes:
        np.testing.assert_array_equal(recording.coordinates(lane.name), all_weights(lane))


def test_a_formula_that_names_neither_weight_is_flat() -> None:
    recording = train(function("bowl", {"data.formula": "7", "budget.updates": 20}))
    assert recording.surface(5).values.tolist() == [[7.0] * 5] * 5
    assert np.abs(np.diff(all_weights(recording.lane("full-batch")), axis=0)).max() < 1e-15
    assert np.ptp(all_weights(recording.lane("stochastic"))[:, 0]) > 0.1


@pytest.mark.parametrize("name", ["hills", "formula"])
def test_a_recording_survives_its_file(tmp_path: Path, name: str) -> None:
    recording = train(function(name, {"budget.updates": 50}))
    recording.save(tmp_path / "run.tridescent")
    again = Recording.load(tmp_path / "run.tridescent")
    assert again.experiment == recording.experiment
    np.testing.assert_array_equal(again.surface(9).values, recording.surface(9).values)
    for mine, yours in zip(again.lanes, recording.lanes, strict=True):
        np.testing.assert_array_equal(all_weights(mine), all_weights(yours))
        np.testing.assert_array_equal(mine.evaluations.train_loss, yours.evaluations.train_loss)


def test_updates_that_were_not_kept_are_computed_again() -> None:
    """As after a long run: from the positions that were kept, with the same bits."""
    recording = train(function("hills", {"budget.updates": 200}))
    problem = Problem(recording.experiment)
    for lane in recording.lanes:
        replayed: list[NDArray[Any]] = list(replay_all(problem, lane))
        np.testing.assert_array_equal(np.concatenate(replayed), all_weights(lane)[1:])


@pytest.mark.parametrize("name", ["ravine", "hills", "formula"])
def test_the_program_that_a_gpu_would_capture_gives_the_same(name: str) -> None:
    problem = Problem(function(name))
    lane = problem.experiment.lane("mini-batch")
    recording = LaneRecording(lane, 128, 1, problem.start_position(lane), planned=16)
    steppers = autograd_stepper(problem, lane), CudaGraphStepper(update_program(problem, lane))
    batches, rates, wanted = recording.next_batches(1, 4), np.full(4, lane.optimizer.lr), np.arange(1, 5)
    one, other = (stepper.run(batches, rates, wanted) for stepper in steppers)
    np.testing.assert_allclose(other.kept, one.kept, rtol=1e-12)
    np.testing.assert_allclose(other.loss, one.loss, rtol=1e-12)


def test_the_curvature_is_that_of_the_closed_form() -> None:
    assert curvature(Problem(quick("bowl")), np.array([1.0, 2.0])) == pytest.approx(10.0)
    x, y = 0.4, -0.9
    hessian = [[12 * x**2 + 4 * y - 42, 4 * x + 4 * y], [4 * x + 4 * y, 12 * y**2 + 4 * x - 26]]
    assert curvature(Problem(quick("himmelblau")), np.array([x, y])) == pytest.approx(np.linalg.eigvalsh(hessian)[-1])


def test_a_module_of_ones_own_may_be_trained_on_the_same_samples() -> None:
    class Tilted(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.w = torch.nn.Parameter(torch.tensor([1.0, 2.0], dtype=torch.float64))

        def forward(self, inputs: Tensor) -> Tensor:
            return ((self.w**2).sum() + inputs @ self.w)[:, None]

    recording = train(function("bowl", {"budget.updates": 30}), model=Tilted())
    full = recording.lane("full-batch")
    np.testing.assert_allclose(full.parameters(30), np.array([1.0, 2.0]) * 0.7**30, rtol=1e-9)
    np.testing.assert_allclose(full.evaluations.train_loss[-1], 5 * 0.49**30, atol=1e-12)
