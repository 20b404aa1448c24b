"""Samples that come while one trains: each epoch takes those that are there, once, and lanes come out as in a plain loop."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from engine import Experiment, InputError, Recording, train
from engine.comparison.trainer import Trainer
from engine.experiment.arrivals import Arriving, even_arrivals
from engine.experiment.batch_plan import BatchPlan
from engine.recording.clock import first_rows, row_at, time_at, times

SMALL = {"data.n": 100, "data.first": 10, "data.arrive_until": 7, "data.validation": 20, "budget.epochs": 10, "device": "cpu"}


def growing(**changes: object) -> Experiment:
    return Experiment.preset("growing").with_changes(SMALL | changes)


def there(epoch: int) -> int:
    """Samples when an epoch begins."""
    return 10 + 90 * min(epoch, 7) // 7


def test_arrivals_are_even_and_tell_the_number_in_the_end() -> None:
    assert even_arrivals(10, 100, 7) == tuple((epoch, there(epoch)) for epoch in range(8))
    assert even_arrivals(3, 4, 4) == ((0, 3), (4, 4))
    count = Arriving.at(even_arrivals(10, 100, 7))
    assert count == 100 and count // 3 == 33


@pytest.mark.parametrize(("size", "drops_rest"), [(100, False), (32, False), (32, True), (1, False)])
def test_a_plan_takes_what_is_there(size: int, drops_rest: bool) -> None:
    plan = BatchPlan(100, size, drops_rest=drops_rest, arrivals=even_arrivals(10, 100, 7))
    updates = samples = 0
    for epoch in range(10):
        batch = min(size, there(epoch))
        made = there(epoch) // batch if drops_rest else -(-there(epoch) // batch)
        assert plan.updates_before(epoch) == updates
        assert plan.samples_at(updates) == samples
        assert float(plan.epochs_of(samples)) == epoch
        assert float(plan.samples_of(epoch)) == samples
        updates += made
        samples += made * batch if drops_rest else there(epoch)


def test_each_epoch_takes_each_sample_that_has_come_once() -> None:
    for lane in train(growing()).lanes:
        for epoch in range(10):
            assert sorted(np.concatenate(lane.batches(epoch))) == list(range(there(epoch)))


def test_the_clock_of_epochs_counts_passes_in_all_lanes() -> None:
    for lane in train(growing()).lanes:
        ends = [lane.plan.updates_before(epoch) for epoch in range(11)]
        assert times(lane, "epochs", np.array(ends)).tolist() == list(range(11))
        assert [row_at(lane, "epochs", float(epoch)) for epoch in range(11)] == ends
        assert first_rows(lane, "epochs", np.arange(11.0)).tolist() == ends
        assert time_at(lane, "epochs", lane.updates) == 10


@pytest.mark.parametrize("stepper", ["auto", "autograd"])
def test_lanes_are_those_of_a_plain_loop(stepper: str) -> None:
    recording = train(growing(stepper=stepper, dtype="float64"))
    inputs, targets = (torch.tensor(values) for values in (recording.dataset.train_inputs, recording.dataset.train_targets))
    for lane in recording.lanes:
        model = recording.model()
        optimizer = torch.optim.SGD(model.parameters(), lr=lane.lane.optimizer.lr)
        losses = []
        for epoch in range(10):
            for batch in lane.batches(epoch):
                optimizer.zero_grad()
                loss = torch.nn.functional.mse_loss(model(inputs[batch]), targets[batch])
                loss.backward()
                optimizer.step()
                losses.append(loss.item())
        assert lane.column("loss")[1:] == pytest.approx(losses, rel=1e-9)
        weights = torch.nn.utils.parameters_to_vector(model.parameters()).detach()
        assert lane.parameters(lane.updates) == pytest.approx(weights.numpy(), rel=1e-9)
        with torch.no_grad():
            whole = torch.nn.functional.mse_loss(model(inputs), targets).item()
        assert float(lane.evaluated()["train_loss"][-1]) == pytest.approx(whole, rel=1e-9)  # over all that there are in the end


def test_a_saved_run_is_replayed_to_the_same_bits(tmp_path: Path) -> None:
    trainer = Trainer(growing(), memory_budget=600)
    while not trainer.is_done:
        trainer.turn()
    assert trainer.recording.lanes[2].history.stride > 1
    trainer.recording.save(tmp_path / "run.tridescent")
    loaded = Recording.load(tmp_path / "run.tridescent")
    for ours, theirs in zip(trainer.recording.lanes, loaded.lanes, strict=True):
        for update in (1, ours.updates // 2 + 1, ours.updates):
            assert np.array_equal(ours.parameters(update), theirs.parameters(update))
        assert theirs.status.state == "finished"
        assert time_at(theirs, "epochs", theirs.updates) == 10


def test_lanes_that_update_more_often_follow_sooner() -> None:
    """While samples come, the loss of all that have come is higher in the full-batch lane, which updates once an epoch."""
    recording = train(Experiment.preset("growing").with_changes({"device": "cpu", "lanes.stochastic.optimizer.lr": 0.05}))
    after = [lane.parameters(lane.plan.updates_before(10))[0] for lane in recording.lanes[:2]]
    best = np.polyfit(recording.dataset.train_inputs[:220, 0], recording.dataset.train_targets[:220, 0], 1)[0]
    assert abs(after[1] - best) < 0.3 < abs(after[0] - best)


@pytest.mark.parametrize(("size", "first"), [(9, 10), (100, 1)])
def test_batch_norm_needs_two_samples_also_of_those_that_have_come(size: int, first: int) -> None:
    changes = {"model.hidden": [4], "model.batch_norm": True, "lanes.*.batch_size": size, "data.first": first}
    with pytest.raises(InputError, match="batch-norm"):
        growing(**changes)
