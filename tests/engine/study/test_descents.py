"""Descents from many points against torch.optim on the function itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from engine.errors import InputError
from engine.experiment.formula import parse
from engine.experiment.sections import Optimizer
from engine.experiment.surfaces import SURFACES
from engine.jobs import Job
from engine.kernels import availability
from engine.messages import message
from engine.optim.optimizers import RULES
from engine.study.descents import Ends, ends_of_descents

HIMMELBLAU = parse(SURFACES["himmelblau"].formula)
MAKERS: dict[str, Callable[[Any], torch.optim.Optimizer]] = {
    "sgd": lambda w: torch.optim.SGD(w, lr=0.005, momentum=0.5),
    "adam": lambda w: torch.optim.Adam(w, lr=0.005),
    "nadam": lambda w: torch.optim.NAdam(w, lr=0.005),
}


def declared(name: str, **said: Any) -> Optimizer:
    return Optimizer.model_validate({"name": name, "lr": 0.005} | said)


def grid(count: int, dtype: str = "float64") -> Any:
    """Points [count, count, 2]."""
    return np.stack(np.meshgrid(np.linspace(-5, 5, count), np.linspace(-4, 4, count)), axis=-1).astype(dtype)


@pytest.mark.parametrize("name", MAKERS)
def test_every_descent_is_the_optimizer_on_the_function(name: str) -> None:
    starts = grid(3)
    ends = ends_of_descents(HIMMELBLAU, declared(name, momentum=0.5), starts, 100)
    for index in np.ndindex(3, 3):
        weights = torch.tensor(starts[index], requires_grad=True)
        optimizer = MAKERS[name]([weights])
        for _ in range(100):
            optimizer.zero_grad()
            HIMMELBLAU(*weights, torch).backward()
            optimizer.step()
        np.testing.assert_allclose(ends.points[index], weights.detach().numpy(), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(ends.losses, HIMMELBLAU.at(ends.points.reshape(-1, 2)).reshape(3, 3), rtol=1e-12)


def test_a_map_has_the_four_basins_of_himmelblaus_function_and_takes_no_time() -> None:
    starts = grid(40)
    ends = ends_of_descents(HIMMELBLAU, declared("sgd"), starts, 500)
    minima = np.array([[3.0, 2.0], [-2.805118, 3.131312], [-3.779310, -3.283186], [3.584428, -1.848126]])
    apart = np.linalg.norm(ends.points[..., None, :] - minima, axis=-1)  # [40, 40, 4]
    assert apart.min(axis=-1).max() < 1e-3
    assert set(apart.argmin(axis=-1).ravel().tolist()) == {0, 1, 2, 3}
    np.testing.assert_array_equal(starts, grid(40))


def test_descents_that_diverge_stay_where_they_are_not_finite_and_harm_no_other() -> None:
    starts = np.array([[0.1, 0.0], [30.0, 0.0], [0.1, 0.0]], np.float32)
    points, losses = ends_of_descents(parse("x^4 + y^2"), declared("sgd", lr=0.01, momentum=0.9), starts, 300)
    assert points.dtype == np.float32 and losses.dtype == np.float64
    assert not np.isfinite(points[1]).all() and not np.isfinite(losses[1])
    np.testing.assert_array_equal(points[0], points[2])
    assert 0 < losses[0] < 1e-4


def test_a_job_hears_how_far_it_is_and_ends_it() -> None:
    heard: list[float | None] = []

    def work(job: Job[Ends]) -> Ends:
        ends_of_descents(HIMMELBLAU, declared("sgd"), grid(80), 50, job)
        heard.append(job.fraction)
        job.cancel()
        return ends_of_descents(HIMMELBLAU, declared("sgd"), grid(8), 50, job)

    job = Job(work)
    job.run()
    assert heard[0] is not None and 0.8 < heard[0] < 1
    assert job.state == "stopped"


def test_threads_change_nothing() -> None:
    one = ends_of_descents(HIMMELBLAU, declared("nadam"), grid(30), 60)
    torch.set_num_threads(3)
    try:
        three = ends_of_descents(HIMMELBLAU, declared("nadam"), grid(30), 60)
    finally:
        torch.set_num_threads(1)
    for mine, yours in zip(three, one, strict=True):
        np.testing.assert_array_equal(mine, yours)


def test_kernels_that_are_not_ready_are_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(availability, "awaited", {"float64": message("compiling_kernels")})
    with pytest.raises(InputError, match="its kernels were not ready yet"):
        ends_of_descents(HIMMELBLAU, declared("sgd"), grid(2), 5)


def test_an_optimizer_without_a_kernel_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RULES["adam"], "kernel", "")
    with pytest.raises(InputError, match=r"optimizer\.name: found adam, .* allowed are sgd, adagrad, .* or nadam"):
        ends_of_descents(HIMMELBLAU, declared("adam"), grid(2), 5)
