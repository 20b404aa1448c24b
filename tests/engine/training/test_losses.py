"""The loss of two classes from one output against its formula, alone and in a run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, log_expit
from torch import nn

from engine import Recording, train
from engine.models.losses import LOSSES
from tests.engine.plain import plain_loss, plain_outputs, quick

binary_cross_entropy = LOSSES["binary-cross-entropy"]
samples = st.lists(st.tuples(st.floats(-30, 30), st.integers(0, 1)), min_size=1, max_size=20)


def split(pairs: list[tuple[float, int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Outputs float64 [n, 1] and classes int64 [n]."""
    return torch.tensor([[output] for output, _ in pairs], dtype=torch.float64), torch.tensor([target for _, target in pairs])


@given(pairs=samples)
def test_it_is_the_mean_negative_log_probability_of_the_true_class(pairs: list[tuple[float, int]]) -> None:
    outputs, targets = split(pairs)
    expected = [-log_expit(output if target else -output) for output, target in pairs]
    assert binary_cross_entropy(outputs, targets).item() == pytest.approx(np.mean(expected), rel=1e-9, abs=1e-14)
    each = binary_cross_entropy(outputs, targets, reduction="none")
    assert each.shape == targets.shape
    np.testing.assert_allclose(each, expected, rtol=1e-9, atol=1e-14)


@given(pairs=samples)
def test_its_gradient_is_the_probability_less_the_class(pairs: list[tuple[float, int]]) -> None:
    outputs, targets = split(pairs)
    binary_cross_entropy(outputs.requires_grad_(), targets).backward()  # type: ignore[no-untyped-call]
    assert outputs.grad is not None
    expected = (expit(outputs.detach().numpy()[:, 0]) - targets.numpy()) / len(pairs)
    np.testing.assert_allclose(outputs.grad[:, 0], expected, rtol=1e-12, atol=1e-15)


@given(pairs=samples)
def test_it_is_the_cross_entropy_of_two_outputs_that_differ_by_the_one(pairs: list[tuple[float, int]]) -> None:
    outputs, targets = split(pairs)
    two = torch.cat([torch.zeros_like(outputs), outputs], dim=1)  # [n, 2]
    assert binary_cross_entropy(outputs, targets).item() == pytest.approx(nn.CrossEntropyLoss()(two, targets).item(), rel=1e-9, abs=1e-14)


def test_it_stays_finite_however_sure_the_output_is() -> None:
    outputs = torch.tensor([[1e4], [-1e4], [1e4], [-1e4]])
    assert binary_cross_entropy(outputs, torch.tensor([0, 1, 1, 0]), reduction="none").tolist() == [1e4, 1e4, 0.0, 0.0]
    assert binary_cross_entropy(torch.zeros(1, 1), torch.tensor([1])).item() == pytest.approx(np.log(2))


def test_leading_dimensions_stay() -> None:
    outputs, targets = torch.randn(5, 7, 1), torch.ones(5, 7, dtype=torch.int64)
    assert binary_cross_entropy(outputs, targets, reduction="none").shape == (5, 7)


@pytest.fixture(scope="module")
def binary() -> Recording:
    return train(quick("two-moons", {"loss.name": "binary-cross-entropy", "budget.epochs": 8, "data.n": 100}))


@pytest.mark.parametrize("validation", [False, True])
def test_losses_and_accuracies_of_a_run_are_those_of_a_plain_forward_pass(binary: Recording, validation: bool) -> None:
    data = binary.dataset
    inputs, targets = (data.validation_inputs, data.validation_targets) if validation else (data.train_inputs, data.train_targets)
    kind = "validation" if validation else "train"
    seen = set()
    for lane in binary.lanes:
        for row in lane.evaluations[::5]:
            weights = lane.parameters(row.update)
            outputs = plain_outputs(binary.model(), weights, inputs)
            assert outputs.shape == (len(targets), 1)
            right = [(output.item() > 0) == bool(target) for output, target in zip(outputs, targets, strict=True)]
            assert row[f"{kind}_accuracy"] == pytest.approx(sum(right) / len(right), abs=1e-12)
            assert row[f"{kind}_loss"] == pytest.approx(plain_loss(binary, weights, validation=validation), rel=1e-5)
            seen.add(row[f"{kind}_accuracy"])
    assert len(seen) > 5
    assert max(seen) > 0.8


def test_a_run_comes_back_from_its_file(binary: Recording, tmp_path: Path) -> None:
    binary.save(tmp_path / "run.tridescent")
    again = Recording.load(tmp_path / "run.tridescent")
    assert again.experiment == binary.experiment
    assert again.dataset.train_targets.dtype == np.int64
    lane = binary.lanes[1]
    assert np.array_equal(again.lane(lane.name).parameters(lane.updates), lane.parameters(lane.updates))
