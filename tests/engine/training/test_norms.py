"""The recorded norms: the length of the batch's gradient, and how far the weights really moved, also where squares overflow."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
import torch

from engine.models.losses import LOSSES
from engine.training.steppers import autograd
from engine.training.steppers.base import Stepper
from engine.training.steppers.cuda_graph import CudaGraphStepper
from engine.training.steppers.pieces import norms
from engine.training.steppers.program import UpdateProgram
from tests.engine.plain import flat
from tests.engine.training.nets import Array, Case, Rows, run
from tests.engine.training.steps import OPTIMIZERS

STEPPERS = ("fused", "autograd", "autograd of a large model", "program")


def stepper_of(case: Case, name: str) -> Stepper:
    if name == "autograd of a large model":
        with patch.object(autograd, "_LARGE", 0):
            return case.autograd()
    if name != "program":
        made: Stepper = getattr(case, name)()
        return made
    inputs, targets = map(torch.from_numpy, case.samples())
    return CudaGraphStepper(UpdateProgram(case.model(), LOSSES[case.loss], case.declared, inputs, targets, case.batch))


def moves(case: Case, rows: Rows) -> Array:
    """How far each update moved the recorded weights, [k], in double precision and without squares that overflow."""
    weights = np.concatenate([flat(case.model())[None], rows.positions[:, 0]]).astype(np.float64)
    difference = np.diff(weights, axis=0)
    largest = np.maximum(np.abs(difference).max(axis=1), 1e-30)
    lengths: Array = largest * np.linalg.norm(difference / largest[:, None], axis=1)
    return lengths


@pytest.mark.parametrize("name", STEPPERS)
@pytest.mark.parametrize("said", OPTIMIZERS.values(), ids=OPTIMIZERS)
@pytest.mark.parametrize("batch", [1, 3, 16])
def test_an_update_is_as_long_as_the_weights_have_moved(said: dict[str, Any], batch: int, name: str) -> None:
    """With steps so small that rounding swallows most of them, the intended step is another one."""
    for widths in ((3, 5, 1), (5, 2)):
        case = Case(widths, "tanh", "mse", {**said, "lr": 3e-7}, batch, 40, dtype="float32", updates=25)
        rows = run(case, stepper_of(case, name))
        np.testing.assert_allclose(rows.update_norm, moves(case, rows), rtol=1e-5, atol=1e-12)


class Large(Case):
    """Inputs whose squares overflow."""

    def samples(self) -> tuple[Array, Array]:
        inputs, targets = super().samples()
        return (inputs * (1e22 if self.dtype == "float32" else 1e160)).astype(self.dtype), targets


@pytest.mark.parametrize("name", STEPPERS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("momentum", "batch"), [(0.0, 1), (0.9, 1), (0.0, 16)])
def test_norms_whose_squares_overflow_are_finite_and_end_nothing(dtype: str, momentum: float, batch: int, name: str) -> None:
    """The loss is the absolute error, so the first update is as long as the gradient, with a learning rate of 1."""
    case = Large((2, 1), "identity", "mae", {"lr": 1.0, "momentum": momentum}, batch, 16, dtype=dtype, updates=1)
    rows = run(case, stepper_of(case, name))
    assert not rows.diverged
    assert np.isfinite(rows.positions).all()
    assert rows.update_norm[0] > np.sqrt(np.finfo(dtype).max)
    np.testing.assert_allclose(rows.update_norm, moves(case, rows), rtol=1e-5)
    np.testing.assert_allclose(rows.grad_norm, moves(case, rows), rtol=1e-5)


def test_norms_of_rows_of_zeros_and_of_numbers_that_are_not_finite() -> None:
    rows = torch.tensor([[0.0, 0.0], [3.0, -4.0], [torch.nan, 1.0], [torch.inf, 1.0], [1e-30, 0.0]])
    lengths = norms(rows).numpy()
    np.testing.assert_allclose(lengths[[0, 1, 4]], [0.0, 5.0, 1e-30], rtol=1e-6)
    assert not np.isfinite(lengths[2:4]).any()
