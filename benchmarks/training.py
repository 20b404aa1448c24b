"""Training: the article's experiment, against the article's own loop and against JAX.

Against the article's loop: wall time of `engine.train(Experiment.preset("article"))`, three lanes, 65 088 updates, every one of
them recorded with loss, norms and time, exact weights within reach of every one, and evaluations on the whole sets. The peer starts from
the same weights on the same samples and makes the same number of updates in float32, with the one thread that suits it best:
`DataLoader` (full-batch without), autograd, `torch.optim.SGD`, `.item()` after each update, appended to a list. It makes 4 of the
64 epochs of its stochastic lane; their time is multiplied by 16, because all of them take a quarter of a minute a round.

Against JAX, lane by lane: wall time of all turns of a trainer with that one lane, recording and evaluations included, against one
compiled call that scans over all epochs and batches in float32. What comes before is counted for neither: JAX has compiled, and its
samples, orders and weights are on the device; the trainer has been made. Both give the same weights in the end, which is
checked. XLA has one thread, with which it is faster here. The JAX run that is budgeted returns loss and both norms of each update (we keep
some of the weights besides); one that returns only the losses is measured for information.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from engine import Experiment, train
from engine.recording.recording import Recording

from .common import Result, figure, in_turns, main, peer, ratios, result, timed, unmeasured
from .one_thread import one_thread
from .runs import one_lane, turns

STOCHASTIC_EPOCHS = 4  # of the article's loop; scaled to all
LANES = {"jax-1": "stochastic", "jax-64": "mini-batch", "jax-full": "full-batch"}


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
    ours = {"ours": lambda: turns(experiment)[0]}
    if jax is None:
        took = in_turns(ours, rounds)
        yield unmeasured(f"training/{key}", f"jax is not installed; ours {figure(median(took['ours']))} s")
        return
    runs = {"same": jax_run(jax, recording, with_norms=True), "bare": jax_run(jax, recording, with_norms=False)}
    for run in runs.values():  # compiled here; and the same weights, or the comparison is void
        weights = np.concatenate([np.asarray(part).ravel() for part in run()[0]])
        np.testing.assert_allclose(weights, lane.parameters(lane.updates), atol=2e-3)
    took = in_turns(ours | {name: timed(run) for name, run in runs.items()}, rounds)
    speeds = {name: lane.updates / median(values) for name, values in took.items()}
    computing = lane.updates / float(lane.column("seconds")[-1])
    note = f"updates/s: ours {speeds['ours']:,.0f} ({computing:,.0f} of computing time), JAX {speeds['same']:,.0f}"
    yield result(f"training/{key}", ratios(took["same"], took["ours"]), note)
    yield result(f"training/{key}-bare", ratios(took["bare"], took["ours"]), f"updates/s: JAX {speeds['bare']:,.0f}")


def jax_run(jax: Any, recording: Recording, *, with_norms: bool) -> Callable[[], Any]:
    """The one lane of a recording as one compiled JAX call, which waits for its results: final weights, and what each update gave."""
    jnp, lane = jax.numpy, recording.lanes[0]
    inputs, targets = jnp.asarray(recording.dataset.train_inputs), jnp.asarray(recording.dataset.train_targets)
    orders = jnp.asarray(np.stack([np.concatenate(lane.batches(epoch)) for epoch in range(recording.experiment.budget.epochs or 0)]))
    start = tuple(jnp.asarray(part.detach().numpy()) for part in recording.model().parameters())
    rate, size, n = lane.lane.optimizer.lr, lane.lane.size(lane.n), lane.n
    whole = n // size  # batches of full size in an epoch

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
