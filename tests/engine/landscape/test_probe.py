"""The surface of one batch and the gradients at a ball against plain PyTorch, and the thread that follows the playhead."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import nn

from engine import Recording, train
from engine.landscape.landscape import Landscape
from engine.landscape.options import LandscapeOptions
from engine.landscape.probe import Probe, ProbeRequest, ProbeWorker, batch_surface, gradient_steps, probe, question, spread_radius
from engine.landscape.survey import Survey
from tests.engine.plain import LOSSES, loss_of, plain_outputs, quick, until


def surveyed(recording: Recording) -> Landscape:
    survey = Survey(recording, None)
    while not survey.is_done:
        survey.advance()
    assert survey.landscape is not None
    return survey.landscape


@pytest.mark.parametrize("stepper", ["auto", "autograd"])
@pytest.mark.parametrize("lane", [0, 1, 2])
@pytest.mark.parametrize("name", ["two-parameter", "article", "two-moons"])
def test_it_is_the_mean_loss_of_the_samples_of_that_update(name: str, lane: int, stepper: str) -> None:
    recording = train(quick(name, {"stepper": stepper, "data.n": 50, "data.validation": 10, "lanes.mini-batch.batch_size": 16}))
    landscape = surveyed(recording)
    record = recording.lanes[lane]
    for update in (1, record.updates):  # of the mini-batch lane, the last batch is the remainder
        found = batch_surface(landscape, lane, update, (9, 7))
        epoch, within = divmod(update - 1, len(record.batches(0)))
        batch = record.batches(epoch)[within]
        surface = found.surface
        assert (found.lane, found.update, surface.values.shape) == (lane, update, (7, 9))
        assert (surface.x[0], surface.x[-1], surface.y[0], surface.y[-1]) == (
            landscape.extent.left, landscape.extent.right, landscape.extent.bottom, landscape.extent.top,
        )  # fmt: skip
        data = recording.dataset
        for i, j in [(0, 0), (6, 8), (2, 5)]:
            theta = landscape.plane.points(np.array([[surface.x[j], surface.y[i]]]))[0].astype(recording.initial_parameters.dtype)
            outputs = plain_outputs(recording.model(), theta, data.train_inputs[batch])
            expected = LOSSES[recording.experiment.loss.name](outputs, torch.from_numpy(data.train_targets[batch])).item()
            assert surface.values[i, j] == pytest.approx(expected, rel=1e-5, abs=1e-7)


def test_at_the_weights_before_an_update_it_is_the_recorded_batch_loss(recorded: Callable[[str], Recording]) -> None:
    recording = recorded("two-parameter")
    lane = recording.lane("stochastic")
    for update in (1, 7, 300):
        objective = recording.problem.batch_objective(lane.next_batches(update, 1).order, update)
        loss = objective.measure(lane.parameters(update - 1)[None]).loss[0]
        assert loss == pytest.approx(lane.column("loss")[update], rel=1e-5)


@pytest.fixture
def follower() -> Iterator[ProbeWorker[ProbeRequest, Probe]]:
    made = ProbeWorker(probe, "glances")
    yield made
    made.close()
    assert made.error == ""
    assert not any(thread.name == "glances" for thread in threading.enumerate())


def test_of_many_batches_asked_for_the_last_is_there_in_the_end(
    recorded: Callable[[str], Recording], follower: ProbeWorker[ProbeRequest, Probe]
) -> None:
    landscape = surveyed(recorded("article"))
    for update in range(1, 30):
        follower.ask(ProbeRequest(landscape, (1, update, update), (1,), gradients=()))
    until(lambda: not follower.is_busy)
    newest = follower.newest
    assert newest is not None
    assert newest.question == ProbeRequest(landscape, (1, 29, 29), (1,), gradients=())
    (batch,) = newest.batches
    assert (batch.landscape, batch.lane, batch.update, newest.gradients) == (landscape, 1, 29, ())
    follower.ask(ProbeRequest(landscape, (1, 29, 29), (1,), gradients=()))  # is answered already
    assert not follower.is_busy
    assert follower.newest is newest


def test_apart_each_lane_that_has_batches_is_asked_for_at_about_the_cost_of_one(recorded: Callable[[str], Recording]) -> None:
    landscape, rows = surveyed(recorded("article")), (0, 5, 9)
    asked = {apart: question(landscape, rows, LandscapeOptions(batch="mini-batch", small_multiples=apart)) for apart in (False, True)}
    assert asked[False] == ProbeRequest(landscape, (1, 5, 9), (1,), gradients=())
    assert asked[True] == ProbeRequest(landscape, (1, 5, 9), (1, 2), gradients=())
    assert question(landscape, rows, LandscapeOptions(batch="of another experiment", small_multiples=True)) is None
    assert question(
        landscape, rows, LandscapeOptions(batch="mini-batch", small_multiples=True, hidden=frozenset({"mini-batch"}))
    ).batches == (2,)
    assert question(landscape, rows, LandscapeOptions(arrows=frozenset({"full"}), hidden=frozenset({"full-batch"}))).gradients == (1, 2)
    one, two = (probe(asked[apart]).batches for apart in (False, True))
    assert [(batch.lane, batch.update) for batch in two] == [(1, 5), (2, 9)]
    assert sum(batch.surface.values.size for batch in two) < 1.05 * one[0].surface.values.size
    assert two[0].surface.x[[0, -1]].tolist() == two[1].surface.x[[0, -1]].tolist() == [landscape.extent.left, landscape.extent.right]


def test_an_error_is_kept_and_the_thread_lives_on(recorded: Callable[[str], Recording]) -> None:
    landscape, follower = surveyed(recorded("article")), ProbeWorker(probe, "glances")
    follower.ask(ProbeRequest(landscape, (1, 1, 1), (7,), gradients=()))  # there is no such lane
    until(lambda: follower.error)
    assert "Error" in follower.error
    follower.ask(ProbeRequest(landscape, (1, 1, 1), (2,), gradients=(0, 1, 2)))
    until(lambda: follower.newest is not None)
    follower.close()
    follower.close()


def test_of_a_function_it_is_the_tilted_function() -> None:
    recording = train(quick("himmelblau", {"budget.updates": 20}))
    lane, landscape = recording.lane("stochastic"), surveyed(recording)
    found = batch_surface(landscape, 2, 5, (9, 7)).surface
    (sample,) = lane.batches(0)[4]
    x, y = np.meshgrid(found.x, found.y)
    tilt = recording.dataset.train_inputs[sample]
    np.testing.assert_allclose(found.values, (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2 + tilt[0] * x + tilt[1] * y, rtol=1e-12)


# gradients


def plain_gradients(recording: Recording, weights: NDArray[Any]) -> NDArray[np.float64]:
    """The gradient of each training sample's loss, one after the other: [n, P]."""
    model, data = recording.model(), recording.dataset
    nn.utils.vector_to_parameters(torch.tensor(weights), model.parameters())
    loss, rows = loss_of(recording.experiment), []
    for i in range(len(data.train_inputs)):
        model.zero_grad()
        inputs, targets = (torch.from_numpy(values[i : i + 1]) for values in (data.train_inputs, data.train_targets))
        loss(model(inputs), targets).backward()
        rows.append(torch.cat([p.grad.reshape(-1) for p in model.parameters() if p.grad is not None]).numpy().copy())
    return np.array(rows, np.float64)


SMALL = {"data.n": 40, "data.validation": 10, "lanes.mini-batch.batch_size": 12, "dtype": "float64"}


@pytest.mark.parametrize("lane", [0, 1, 2])
@pytest.mark.parametrize("name", ["two-parameter", "article", "two-moons"])
def test_gradients_are_those_of_plain_autograd(name: str, lane: int) -> None:
    recording = train(quick(name, SMALL))
    landscape, record = surveyed(recording), recording.lanes[lane]
    directions = landscape.plane.directions
    for update in (1, record.updates):
        found = gradient_steps(landscape, lane, update)
        before, after = record.parameters(update - 1), record.parameters(update)
        steps = -record.lane.optimizer.lr * plain_gradients(recording, before) @ directions.T  # [n, 2]
        batch = record.next_batches(update, 1).order
        np.testing.assert_allclose(found.before, directions @ (before - landscape.plane.origin), atol=1e-12)
        np.testing.assert_allclose(found.made, directions @ (after - before), atol=1e-12)
        np.testing.assert_allclose(found.batch, steps[batch].mean(axis=0), atol=1e-12)
        np.testing.assert_allclose(found.full, steps.mean(axis=0), atol=1e-12)
        np.testing.assert_allclose(found.made, found.batch, atol=1e-12)  # plain descent makes nothing else of it


def test_the_spread_is_that_of_all_batches_there_are() -> None:
    recording = train(quick("two-parameter", {"data.n": 7, "data.validation": 3, "lanes.mini-batch.batch_size": 3, "dtype": "float64"}))
    landscape, record = surveyed(recording), recording.lanes[1]
    found = gradient_steps(landscape, 1, 2)
    steps = -record.lane.optimizer.lr * plain_gradients(recording, record.parameters(1)) @ landscape.plane.directions.T
    means = np.array([steps[list(batch)].mean(axis=0) for batch in combinations(range(7), 3)])
    np.testing.assert_allclose(found.spread, np.cov(means.T, bias=True), rtol=1e-9)
    np.testing.assert_allclose(gradient_steps(landscape, 0, 1).spread, 0.0, atol=1e-15)  # of all samples there is one batch


@pytest.mark.parametrize("size", [1, 8, 150, 199])
@pytest.mark.parametrize("name", ["two-parameter", "two-moons", "himmelblau"])
def test_the_ellipse_holds_19_of_20_batches(name: str, size: int) -> None:
    recording = train(quick(name, {"data.n": 200, "budget.epochs": None, "budget.updates": 3, "lanes.mini-batch.batch_size": size}))
    landscape, record = surveyed(recording), recording.lanes[1]
    found = gradient_steps(landscape, 1, 1)
    steps = -record.lane.optimizer.lr * plain_gradients(recording, record.parameters(0)) @ landscape.plane.directions.T  # [n, 2]
    random = np.random.default_rng(5)
    chosen = np.arange(200)[:, None] if size == 1 else np.array([random.permutation(200)[:size] for _ in range(4000)])
    offsets = steps[chosen].mean(axis=1) - steps.mean(axis=0)
    distances = np.sqrt(np.einsum("ij,jk,ik->i", offsets, np.linalg.inv(found.spread), offsets))
    held = np.mean(distances <= found.spread_radius * (1 + 1e-6))
    assert held == pytest.approx(0.95, abs=1e-9 if size == 1 else 0.02)


def test_batches_are_drawn_alike_each_time(recorded: Callable[[str], Recording]) -> None:
    landscape = surveyed(recorded("two-moons"))
    assert gradient_steps(landscape, 1, 5).spread_radius == gradient_steps(landscape, 1, 5).spread_radius > 2
    assert gradient_steps(landscape, 0, 1).spread_radius == 0.0  # of all samples there is one batch


@pytest.mark.parametrize("size", [1, 3])
def test_where_all_samples_say_the_same_or_differ_along_a_line_the_ellipse_is_flat(size: int) -> None:
    assert spread_radius(np.ones((40, 2)), size) == 0.0
    along = np.random.default_rng(0).exponential(size=400)
    line = spread_radius(along[:, None] * [1.0, 2.0], size)
    assert line == pytest.approx(spread_radius(np.stack([along, np.zeros(400)], axis=1), size), rel=1e-6)
    if size == 1:
        assert np.mean(np.abs(along - along.mean()) <= line * along.std() * (1 + 1e-9)) == pytest.approx(0.95)


def test_of_many_normal_samples_the_radius_is_that_of_the_normal_distribution() -> None:
    each = np.random.default_rng(0).standard_normal((100_000, 2)) @ np.array([[3.0, 1.0], [0.0, 0.2]])
    assert spread_radius(each, 1) == pytest.approx(np.sqrt(-2 * np.log(0.05)), rel=0.01)
    assert spread_radius(each, 30) == pytest.approx(np.sqrt(-2 * np.log(0.05)), rel=0.03)


def test_what_the_optimizer_adds_is_seen() -> None:
    recording = train(quick("two-parameter", SMALL | {"lanes.*.optimizer.momentum": 0.9}))
    landscape, record = surveyed(recording), recording.lanes[1]
    found = gradient_steps(landscape, 1, 3)
    carried = 0.9 * (record.parameters(2) - record.parameters(1))
    np.testing.assert_allclose(found.made - found.batch, carried, atol=1e-12)


def test_a_probe_has_gradients_of_all_lanes_that_have_made_an_update(recorded: Callable[[str], Recording]) -> None:
    landscape = surveyed(recorded("two-moons"))
    found = probe(ProbeRequest(landscape, (1, 5, 9), (), gradients=(0, 1, 2)))
    assert found.batches == ()
    assert [(each.lane, each.update) for each in found.gradients] == [(0, 1), (1, 5), (2, 9)]
