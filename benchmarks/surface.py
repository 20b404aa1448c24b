"""Surface: the loss of `article` over the plane of its three paths, 101×101, against the package `loss-landscapes`.

The package's `planar_interpolation` computes, on the same model, samples (float32) and plane, the loss at 101×101 points with the
spacing of our grid; its rows go to and fro, and every other row lies one point further (see `packages_values`). Both are compared
where their points coincide and must agree to 1e-5. The package has one thread, with which it is at least as fast as with two.
Ours is a `SurfaceJob` from its start to its end; its first, coarse picture is timed on the way. It is short, so each turn makes five
of them and takes the median.
"""

from __future__ import annotations

import argparse
import copy
import sys
import time
from collections.abc import Iterator
from statistics import median
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from engine import Experiment, train
from engine.comparison.recording import Recording
from engine.geometry.surface import Extent, Surface, SurfaceJob

from .common import Result, figure, in_turns, main, peer, ratios, result, timed, unmeasured
from .one_thread import one_thread

RESOLUTION = 101
AT_A_TURN = 5
AGREEMENT = 1e-5


def measure(options: argparse.Namespace) -> Iterator[Result]:
    """The ratio to the package, and how soon the first picture is there."""
    recording = train(Experiment.preset("article").with_changes({"budget.epochs": 8}))
    extent = Extent.around(recording.coordinates(lane.name) for lane in recording.lanes)
    surface, *_ = _ours(recording, extent)  # warm
    first: list[float] = []

    def ours() -> float:
        times = [_ours(recording, extent)[1:] for _ in range(AT_A_TURN)]
        first.append(median(first_s for first_s, _ in times))
        return median(whole_s for _, whole_s in times)

    package = peer("loss_landscapes", "loss-landscapes")
    contestants = {"ours": ours}
    if package is not None:
        check_agreement(packages_values(package, recording, surface), surface.values)
        contestants = {"package": timed(lambda: packages_values(package, recording, surface)), "ours": ours}
    took = in_turns(contestants, options.rounds)
    note = f"ours {figure(1e3 * median(took['ours']))} ms"
    if package is None:
        yield unmeasured("surface/package", f"loss-landscapes is not installed; {note}")
    else:
        note += f", the package {figure(median(took['package']))} s"
        yield result("surface/package", ratios(took["package"], took["ours"]), note)
    yield result("surface/first", ratios(first, took["ours"]), f"{figure(1e3 * median(first))} ms")


def _ours(recording: Recording, extent: Extent) -> tuple[Surface, float, float]:
    """The surface, and the seconds until its first picture and in all."""
    began = time.perf_counter()
    job = SurfaceJob(recording.problem.objectives.train, recording.plane, extent, (RESOLUTION, RESOLUTION))
    job.advance(1.0)  # until the first picture is there
    first_s = time.perf_counter() - began
    while not job.is_done:
        job.advance(1.0)
    return job.surface, first_s, time.perf_counter() - began


def packages_values(package: Any, recording: Recording, surface: Surface) -> NDArray[np.float64]:
    """What the package computes from our grid's lower left corner on: [columns, points], point j of column i being at (x[i], y[j + 1])
    for even i and at (x[i], y[j]) for odd i."""
    inputs, targets = torch.tensor(recording.dataset.train_inputs), torch.tensor(recording.dataset.train_targets)
    plane, x, y = surface.plane, surface.x, surface.y
    corner = plane.origin + x[0] * plane.directions[0] + y[0] * plane.directions[1]
    reach = RESOLUTION / (RESOLUTION - 1)  # its ends lie one spacing behind the last point
    ends = [corner + reach * (x[-1] - x[0]) * plane.directions[0], corner + reach * (y[-1] - y[0]) * plane.directions[1]]
    start, across, up = (_at(recording.model(), weights) for weights in (corner, *ends))
    loss = package.metrics.Loss(nn.MSELoss(), inputs, targets)
    with one_thread():
        values: NDArray[np.float64] = package.planar_interpolation(start, across, up, loss, RESOLUTION)
    return values


def check_agreement(theirs: NDArray[np.float64], ours: NDArray[np.float64]) -> None:
    """Compare the package's values with ours [up, across] where the points coincide.

    Raises:
        AssertionError: they differ by more than `AGREEMENT`.
    """
    np.testing.assert_allclose(theirs[::2, :-1], ours.T[::2, 1:], atol=AGREEMENT, rtol=AGREEMENT)
    np.testing.assert_allclose(theirs[1::2], ours.T[1::2], atol=AGREEMENT, rtol=AGREEMENT)


def _at(model: nn.Module, weights: NDArray[np.float64]) -> nn.Module:
    """A copy of a module at flat weights [P]."""
    placed = copy.deepcopy(model).eval().requires_grad_(False)
    nn.utils.vector_to_parameters(torch.tensor(weights, dtype=torch.float32), placed.parameters())
    return placed


if __name__ == "__main__":
    sys.exit(main("surface", measure, __doc__))
