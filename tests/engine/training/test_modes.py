"""Nets that compute otherwise in an update than when they are measured, against plain PyTorch: dropout and batch-norm, and own modules."""

from __future__ import annotations

from itertools import count, islice, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from engine import Experiment, InputError, Recording, train
from engine.comparison.row_losses import measure_rows, row_question
from engine.comparison.trainer import Trainer
from engine.landscape.options import LandscapeOptions
from engine.landscape.probe import gradient_steps
from engine.landscape.survey import Survey
from engine.randomness import Purpose, stream
from engine.recording.lane import LaneRecording
from engine.training.derivatives import batch_gradient
from tests.engine.plain import Array, all_weights, flat, loss_of, quick, run_to_the_end

NET: dict[str, Any] = {"model.hidden": [12, 8], "lanes.stochastic.batch_size": 3, "lanes.stochastic.drop_last": True, "data.n": 80}
KINDS: dict[str, dict[str, Any]] = {
    "dropout": {"model.dropout": 0.4},
    "batch-norm": {"model.batch_norm": True},
    "both": {"model.dropout": 0.2, "model.batch_norm": True, "model.bias": False},
    "no bias": {"model.bias": False},
}


def experiment(kind: str) -> Experiment:
    return quick("two-moons", NET | KINDS[kind])


@pytest.fixture(scope="module", params=KINDS)
def recording(request: pytest.FixtureRequest) -> Recording:
    return train(experiment(request.param))


def plain_net(experiment: Experiment) -> nn.Sequential:
    """The net, written down layer by layer."""
    model = experiment.model
    layers: list[nn.Module] = []
    widths = [2, *model.hidden]
    for inputs, outputs in pairwise(widths):
        layers.append(nn.Linear(inputs, outputs, bias=model.bias))
        layers += [nn.BatchNorm1d(outputs)] if model.batch_norm else []
        layers += [nn.ReLU()] if model.activation == "relu" else [nn.Tanh()]
        layers += [nn.Dropout(model.dropout)] if model.dropout else []
    return nn.Sequential(*layers, nn.Linear(widths[-1], 2, bias=model.bias))


def plain_weights(recording: Recording, lane: LaneRecording, model: nn.Module) -> tuple[Array, Array]:
    """Weights [k + 1, P] and batch losses [k] of a loop in training mode that seeds the global generator before each update."""
    nn.utils.vector_to_parameters(torch.tensor(recording.initial_parameters), model.parameters())
    model.train()
    optimizer, data, loss_function = (
        torch.optim.SGD(model.parameters(), lr=lane.lane.optimizer.lr),
        recording.dataset,
        loss_of(recording.experiment),
    )
    weights, losses = [flat(model)], []
    batches = (batch for epoch in count() for batch in lane.batches(epoch))
    for update, batch in enumerate(islice(batches, lane.updates), start=1):
        with torch.random.fork_rng():
            torch.manual_seed(int(stream(recording.experiment.seed, Purpose.UPDATE, update).integers(2**63)))
            loss = loss_function(model(torch.from_numpy(data.train_inputs[batch])), torch.from_numpy(data.train_targets[batch]))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        weights.append(flat(model))
        losses.append(loss.item())
    return np.array(weights), np.array(losses)


def plain_measured(recording: Recording, weights: Array, inputs: Array, targets: Array) -> float:
    """The loss in evaluation mode, with statistics as `torch.optim.swa_utils` takes them from the whole training set."""
    model = plain_net(recording.experiment)
    nn.utils.vector_to_parameters(torch.tensor(weights), model.parameters())
    without_dropout = nn.Sequential(*(layer for layer in model if not isinstance(layer, nn.Dropout)))
    torch.optim.swa_utils.update_bn([torch.from_numpy(recording.dataset.train_inputs)], without_dropout)
    with torch.no_grad():
        return float(loss_of(recording.experiment)(without_dropout.eval()(torch.from_numpy(inputs)), torch.from_numpy(targets)))


def test_updates_are_those_of_a_plain_loop(recording: Recording) -> None:
    model = plain_net(recording.experiment)
    assert recording.experiment.parameter_count == sum(value.numel() for value in model.parameters())
    for lane in recording.lanes:
        assert lane.status.state == "finished"
        assert lane.stepper == "autograd"
        assert str(lane.note)
        weights, losses = plain_weights(recording, lane, plain_net(recording.experiment))
        np.testing.assert_array_equal(all_weights(lane), weights)
        np.testing.assert_array_equal(lane.column("loss")[1:], losses.astype(np.float32))


def test_whole_sets_are_measured_in_evaluation_mode(recording: Recording) -> None:
    data = recording.dataset
    for lane in recording.lanes:
        for row, found in zip(*(lane.evaluated()[name] for name in ("update", "train_loss")), strict=True):
            assert found == pytest.approx(plain_measured(recording, lane.parameters(row), data.train_inputs, data.train_targets), rel=1e-5)
        found = lane.evaluated()["validation_loss"][-1]
        expected = plain_measured(recording, lane.parameters(lane.updates), data.validation_inputs, data.validation_targets)
        assert found == pytest.approx(expected, rel=1e-5)
    question = row_question(recording, tuple(min(2, lane.updates) for lane in recording.lanes))
    for lane, row, (found, _) in zip(question.lanes, question.rows, measure_rows(question).losses, strict=True) if question else ():
        assert found == pytest.approx(plain_measured(recording, lane.parameters(row), data.train_inputs, data.train_targets), rel=1e-5)
    surface = recording.surface(3)
    weights = surface.plane.points(np.array([[surface.x[2], surface.y[0]]]))[0].astype(np.float32)
    assert surface.values[0, 2] == pytest.approx(plain_measured(recording, weights, data.train_inputs, data.train_targets), rel=1e-4)


def test_a_batch_is_seen_as_its_update_saw_it(recording: Recording) -> None:
    lane = recording.lane("mini-batch")
    for update in (1, lane.updates):
        before, batch = lane.parameters(update - 1), lane.next_batches(update, 1).order
        seen = recording.problem.batch_objective(batch, update).measure(before[None]).loss[0]
        assert seen == pytest.approx(float(lane.column("loss")[update]), rel=1e-5)
        gradient = batch_gradient(recording.problem, before, batch, update)
        assert np.linalg.norm(gradient) == pytest.approx(float(lane.column("grad_norm")[update]), rel=1e-4)


def test_arrows_of_plain_descent_are_the_updates_themselves(recording: Recording) -> None:
    survey = Survey(recording, None, LandscapeOptions())
    while survey.landscape is None or survey.landscape.surface is None:
        survey.advance()
    steps = gradient_steps(survey.landscape, 1, 4)
    np.testing.assert_allclose(steps.batch, steps.made, rtol=1e-3, atol=1e-6)
    assert np.isfinite([*steps.full, steps.spread_radius]).all()


def test_positions_that_were_not_kept_come_out_again(recording: Recording, tmp_path: Path) -> None:
    expected = [all_weights(lane) for lane in recording.lanes]
    thin = run_to_the_end(Trainer(recording.experiment, memory_budget=0))
    assert max(lane.history.stride for lane in thin.lanes) > 1
    thin.save(tmp_path / "run.tridescent")
    for found in (thin, Recording.load(tmp_path / "run.tridescent")):
        for lane, weights in zip(found.lanes, expected, strict=True):
            np.testing.assert_array_equal(lane.parameters(lane.updates - 1), weights[-2])
            np.testing.assert_array_equal(np.concatenate(list(found.walk(lane))), weights)
        assert not found.replay_note


def test_nothing_is_drawn_from_the_global_generator() -> None:
    before = torch.get_rng_state()
    train(experiment("both"))
    assert torch.equal(torch.get_rng_state(), before)


def test_another_seed_drops_others() -> None:
    start = train(experiment("dropout")).initial_parameters
    runs = [
        train(experiment("dropout").with_changes({"seed": seed, "model.start": start.tolist(), "lanes.*.shuffle": "never"}))
        for seed in (0, 1)
    ]
    losses = [run.lane("mini-batch").column("loss") for run in runs]
    assert runs[0].experiment.data == runs[1].experiment.data
    assert not np.array_equal(losses[0][1:], losses[1][1:])


@pytest.mark.parametrize(("changes", "said"), [
    ({"lanes.stochastic.batch_size": 1}, "lanes.stochastic.batch_size: found a batch of one sample with batch-norm"),
    ({"lanes.stochastic.batch_growth": 2.0, "lanes.stochastic.drop_last": False, "data.n": 84 + 7}, "found 6 with 91|found 3 with 91"),
    ({"lanes.stochastic.drop_last": False, "data.n": 82}, "found 3 with 82 samples, which leaves a last batch of one"),
])  # fmt: skip
def test_batch_norm_needs_two_samples(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        experiment("batch-norm").with_changes(changes)
    assert experiment("dropout").with_changes(changes)


def test_batches_do_not_go_in_parts() -> None:
    with pytest.raises(InputError, match=r"lanes.mini-batch.micro_batch: found 8 for a model with dropout or batch-norm"):
        experiment("dropout").with_changes({"lanes.mini-batch.micro_batch": 8})
    with torch.random.fork_rng(), pytest.raises(InputError, match=r"lanes.mini-batch.micro_batch: found 8"):
        train(experiment("no bias").with_changes({"lanes.mini-batch.micro_batch": 8}), model=Own())


class Own(nn.Module):
    """A net with both, and dropout that is no layer."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.norm, self.last = nn.Linear(2, 8), nn.BatchNorm1d(8), nn.Linear(8, 2)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        hidden = torch.relu(self.norm(self.first(inputs)))
        outputs: torch.Tensor = self.last(nn.functional.dropout(hidden, 0.3, training=self.training))
        return outputs


def test_modules_of_ones_own_may_have_both() -> None:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = Own()
    recording = train(experiment("no bias"), model=model)
    assert all(recording.problem.modes)
    for lane in recording.lanes:
        np.testing.assert_array_equal(all_weights(lane), plain_weights(recording, lane, Own())[0])
    with pytest.raises(InputError, match=r"lanes.stochastic.batch_size: found a batch of one sample"):
        train(experiment("no bias").with_changes({"lanes.stochastic.batch_size": 1}), model=model)
