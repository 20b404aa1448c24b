"""Training: the article's experiment, against the article's own loop and against JAX.

Against the article's loop: wall time of `engine.train(Experiment.preset("article"))`, three lanes, 65 088 updates, every one of
them recorded with loss, norms and time, exact weights within reach of every one, and evaluations on the whole sets. The peer starts from
the same weights on the same samples and makes the same number of updates in float32, with the one thread that suits it best:
`DataLoader` (full-batch without), autograd, `torch.optim.SGD`, `.item()` after each update, appended to a list. It makes 4 of the
64 epochs of its stochastic lane; their time is multiplied by 16, because all of them take a quarter of a minute a round.

Against JAX, lane by lane, in updates a second of computing: a jitted epoch, a `lax.scan` over its batches in float32 that gives loss
and both norms of each update, called epoch by epoch from Python with the order of that epoch, its rows brought to numpy after each
call as a recording that can be watched needs them; against a lane's own computing time, which likewise leaves out evaluations.
Compiling is counted for neither. Both give the same weights in the end, which is checked. XLA has one thread, with which it is faster
here. For information there is the fastest way we know to have JAX do it when nobody watches: all epochs in one call, samples gathered
once an epoch, only the losses kept.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any
from unittest.mock import patch

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from engine import Experiment, train
from engine.comparison.recording import Recording
from engine.training import lane_trainer

from .common import Result, figure, in_turns, main, peer, ratios, result, timed, unmeasured
from .one_thread import one_thread
from .runs import one_lane

STOCHASTIC_EPOCHS = 4  # of the article's loop; scaled to all
LANES = {"jax-1": "stochastic", "jax-64": "mini-batch", "jax-full": "full-batch"}
_COMPARED_EPOCHS = 5  # after more, the last bit of a float32 may decide on which side of a ReLU a neuron is, and paths part


def measure(options: argparse.Namespace) -> Iterator[Result]:
    """The ratios, lane by lane for JAX."""
    article = Experiment.preset("article")
    recording = train(article)  # warm, and the common start for all
    yield _against_article(recording, options.rounds)
    os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false")
    jax = peer("jax", "jax")
    for key, name in LANES.items():
        yield from _against_jax(jax, key, one_lane(article, name), options.rounds)


def _against_article(recording: Recording, rounds: int) -> Result:
    epochs = recording.experiment.budget.epochs
    assert epochs is not None

    def article() -> float:
        with one_thread():
            rest = timed(lambda: (articles_lane(recording, None, epochs), articles_lane(recording, 64, epochs)))()
            return rest + timed(lambda: articles_lane(recording, 1, STOCHASTIC_EPOCHS))() * epochs / STOCHASTIC_EPOCHS

    took = in_turns({"article": article, "ours": timed(lambda: train(recording.experiment))}, rounds)
    note = f"{figure(median(took['article']))} s and {figure(median(took['ours']))} s, stepper {recording.lanes[-1].stepper}"
    return result("training/article", ratios(took["article"], took["ours"]), note)


def articles_lane(recording: Recording, batch_size: int | None, epochs: int) -> list[float]:
    """The article's loop over one lane: the losses of all updates."""
    model, loss_function = recording.model(), nn.MSELoss()
    inputs, targets = torch.tensor(recording.dataset.train_inputs), torch.tensor(recording.dataset.train_targets)
    optimizer = torch.optim.SGD(model.parameters(), lr=recording.experiment.lanes[0].optimizer.lr)
    whole = [(inputs, targets)]
    loader = DataLoader(TensorDataset(inputs, targets), batch_size=batch_size, shuffle=True) if batch_size else whole
    losses = []
    for _ in range(epochs):
        for batch_inputs, batch_targets in loader:
            optimizer.zero_grad()
            loss = loss_function(model(batch_inputs), batch_targets)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


def _against_jax(jax: Any, key: str, experiment: Experiment, rounds: int) -> Iterator[Result]:
    recording = train(experiment)
    lane = recording.lanes[0]

    def ours() -> float:
        with patch.object(lane_trainer, "computing_clock", lambda _: time.perf_counter):  # wall time, as JAX is measured
            return float(train(experiment).lanes[0].column("seconds")[-1])

    if jax is None:
        took = in_turns({"ours": ours}, rounds)
        yield unmeasured(f"training/{key}", f"jax is not installed; ours {figure(median(took['ours']))} s")
        return
    short = train(experiment.with_changes({"budget.epochs": _COMPARED_EPOCHS}))
    for run in (jax_epochs(jax, short), jax_run(jax, short)):  # the same weights, or the comparison is void
        weights = np.concatenate([np.asarray(part).ravel() for part in run()[0]])
        np.testing.assert_allclose(weights, short.lanes[0].parameters(short.lanes[0].updates), atol=1e-5)
    runs = {"epochs": jax_epochs(jax, recording), "bare": jax_run(jax, recording)}
    for run in runs.values():
        run()  # compiled here
    took = in_turns({"ours": ours} | {name: timed(run) for name, run in runs.items()}, rounds)
    speeds = {name: lane.updates / median(values) for name, values in took.items()}
    yield result(
        f"training/{key}", ratios(took["epochs"], took["ours"]), f"updates/s: ours {speeds['ours']:,.0f}, JAX {speeds['epochs']:,.0f}"
    )
    yield result(f"training/{key}-bare", ratios(took["bare"], took["ours"]), f"updates/s: JAX {speeds['bare']:,.0f}")


def jax_epochs(jax: Any, recording: Recording) -> Callable[[], Any]:
    """The one lane of a recording by a jitted epoch: final weights, and loss and norms of each update as numpy arrays."""
    jnp, lane = jax.numpy, recording.lanes[0]
    inputs, targets = jnp.asarray(recording.dataset.train_inputs), jnp.asarray(recording.dataset.train_targets)
    start = tuple(jnp.asarray(part.detach().numpy()) for part in recording.model().parameters())
    epochs = recording.experiment.budget.epochs or 0
    size, whole = lane.lane.size(lane.n), lane.n // lane.lane.size(lane.n)
    orders = [np.concatenate(lane.batches(epoch)) for epoch in range(epochs)]
    update = _update(jax, lane.lane.optimizer.lr, with_norms=True)

    def take(weights: Any, indices: Any) -> Any:
        return update(weights, (inputs[indices], targets[indices]))

    epoch = jax.jit(lambda weights, order: jax.lax.scan(take, weights, order))
    rest = jax.jit(take)

    def run() -> Any:
        weights, rows = start, []
        for order in orders:
            weights, some = epoch(weights, order[: whole * size].reshape(whole, size))
            rows.append([np.asarray(values) for values in some])
            if whole * size < lane.n:
                weights, some = rest(weights, order[whole * size :])
                rows.append([np.asarray(values) for values in some])
        return weights, rows

    return run


def _update(jax: Any, rate: float, *, with_norms: bool) -> Callable[[Any, Any], Any]:
    """One update, from weights and a batch to weights and what is recorded."""
    jnp = jax.numpy

    def loss_of(weights: Any, batch: Any) -> Any:
        (matrix_1, bias_1, matrix_2, bias_2), (x, y) = weights, batch
        return jnp.mean((jnp.maximum(x @ matrix_1.T + bias_1, 0) @ matrix_2.T + bias_2 - y) ** 2)

    def norm(parts: Any) -> Any:
        return jnp.sqrt(sum(jnp.vdot(part, part) for part in parts))

    def update(weights: Any, batch: Any) -> Any:
        loss, gradient = jax.value_and_grad(loss_of)(weights, batch)
        moved = tuple(w - rate * g for w, g in zip(weights, gradient, strict=True))
        if not with_norms:
            return moved, loss
        steps = tuple(a - b for a, b in zip(moved, weights, strict=True))
        return moved, (loss, norm(gradient), norm(steps))

    return update


def jax_run(jax: Any, recording: Recording) -> Callable[[], Any]:
    """The one lane of a recording as one compiled JAX call, which waits for its results: final weights, and the losses."""
    jnp, lane = jax.numpy, recording.lanes[0]
    inputs, targets = jnp.asarray(recording.dataset.train_inputs), jnp.asarray(recording.dataset.train_targets)
    orders = jnp.asarray(np.stack([np.concatenate(lane.batches(epoch)) for epoch in range(recording.experiment.budget.epochs or 0)]))
    start = tuple(jnp.asarray(part.detach().numpy()) for part in recording.model().parameters())
    size, n = lane.lane.size(lane.n), lane.n
    whole = n // size  # batches of full size in an epoch
    update = _update(jax, lane.lane.optimizer.lr, with_norms=False)

    def epoch(weights: Any, order: Any) -> Any:
        x, y = inputs[order], targets[order]
        batches = tuple(part[: whole * size].reshape(whole, size, -1) for part in (x, y))
        weights, rows = jax.lax.scan(update, weights, batches, unroll=min(2, whole))
        if n % size == 0:
            return weights, rows
        weights, last = update(weights, (x[whole * size :], y[whole * size :]))
        return weights, (rows, last)

    compiled = jax.jit(lambda weights, all_orders: jax.lax.scan(epoch, weights, all_orders))
    return lambda: jax.block_until_ready(compiled(start, orders))


if __name__ == "__main__":
    sys.exit(main("training", measure, __doc__))
