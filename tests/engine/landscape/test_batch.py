"""The surface of one batch against plain PyTorch at points of it, and the thread that follows the playhead."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest
import torch

from engine import Recording, train
from engine.landscape.batch import BatchFollower, batch_surface
from engine.landscape.survey import Landscape, Survey
from tests.engine.plain import LOSSES, plain_outputs, quick, until


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
        objective = recording.workshop.batch_objective(lane.next_batches(update, 1).order)
        loss = objective.measure(lane.parameters(update - 1)[None]).loss[0]
        assert loss == pytest.approx(lane.column("loss")[update], rel=1e-5)


@pytest.fixture
def follower() -> Iterator[BatchFollower]:
    made = BatchFollower()
    yield made
    made.close()
    assert made.error == ""
    assert not any(thread.name == "batches" for thread in threading.enumerate())


def test_of_many_batches_asked_for_the_last_is_there_in_the_end(recorded: Callable[[str], Recording], follower: BatchFollower) -> None:
    landscape = surveyed(recorded("article"))
    for update in range(1, 30):
        follower.follow(landscape, 1, update)
    until(lambda: not follower.is_busy)
    assert follower.newest is not None
    assert (follower.newest.landscape, follower.newest.lane, follower.newest.update) == (landscape, 1, 29)
    newest = follower.newest
    follower.follow(landscape, 1, 29)  # is there already
    assert not follower.is_busy
    assert follower.newest is newest


def test_an_error_is_kept_and_the_thread_lives_on(recorded: Callable[[str], Recording]) -> None:
    landscape, follower = surveyed(recorded("article")), BatchFollower()
    follower.follow(landscape, 7, 1)  # there is no such lane
    until(lambda: follower.error)
    assert "IndexError" in follower.error
    follower.follow(landscape, 2, 1)
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
