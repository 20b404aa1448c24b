"""Losses at many weight vectors at once against one plain forward pass each, on every path through the code."""

from __future__ import annotations

import copy
import tracemalloc
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from engine.geometry.extent import Extent
from engine.geometry.plane import Plane
from engine.geometry.surface import compute_surface
from engine.models.losses import LOSSES as DECLARED
from engine.training import objective as module_under_test
from engine.training.objective import Objective
from tests.engine.plain import LOSSES, flat, plain_outputs

Array = NDArray[Any]
ACTIVATIONS = [nn.ReLU, nn.Tanh, nn.Sigmoid, nn.GELU, nn.Identity]
CLASSES = {"cross-entropy": 4, "binary-cross-entropy": 2, "hinge": 2}
K = 23  # weight vectors


class Branching(nn.Module):
    """No chain of layers."""

    def __init__(self, outputs: int) -> None:
        super().__init__()
        self.left, self.right = nn.Linear(3, 4), nn.Linear(3, 4, bias=False)
        self.norm = nn.LayerNorm(4)
        self.last = nn.Linear(4, outputs)

    def forward(self, inputs: Tensor) -> Tensor:
        outputs: Tensor = self.last(self.norm(torch.tanh(self.left(inputs)) * self.right(inputs)))
        return outputs


def dense(activation: type[nn.Module], outputs: int) -> nn.Module:
    return nn.Sequential(nn.Linear(3, 6), activation(), nn.Linear(6, 4), activation(), nn.Linear(4, outputs))


MODELS: dict[str, Callable[[int], nn.Module]] = {
    **{one.__name__: partial(dense, one) for one in ACTIVATIONS},
    "linear": lambda outputs: nn.Sequential(nn.Linear(3, outputs)),
    "activation last": lambda outputs: nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, outputs), nn.Tanh()),
    "two activations in a row": lambda outputs: nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.ReLU(), nn.Linear(5, outputs)),
    "without bias": lambda outputs: nn.Sequential(nn.Linear(3, 5, bias=False), nn.ReLU(), nn.Linear(5, outputs)),
    "softmax is not elementwise": lambda outputs: nn.Sequential(nn.Linear(3, 5), nn.Softmax(dim=-1), nn.Linear(5, outputs)),
    "with layer norm": lambda outputs: nn.Sequential(nn.Linear(3, 5), nn.LayerNorm(5), nn.Tanh(), nn.Linear(5, outputs)),
    "nested": lambda outputs: nn.Sequential(nn.Sequential(nn.Linear(3, 5), nn.ReLU()), nn.Linear(5, outputs)),
    "a bare layer": lambda outputs: nn.Linear(3, outputs),
    "branching": Branching,
}  # fmt: skip


class Case:
    """A model, samples, random weights, and what a plain loop measures."""

    def __init__(self, model: str, loss: str, dtype: torch.dtype, n: int = 17) -> None:
        random = np.random.default_rng(3)
        self.loss = loss
        self.model = MODELS[model](4 if loss == "cross-entropy" else 1).to(dtype)
        numbers = torch.from_numpy(random.standard_normal((n, 4))).to(dtype)
        self.inputs = numbers[:, :3].contiguous()
        self.targets = torch.from_numpy(random.integers(0, CLASSES[loss], n)) if loss in CLASSES else 2 * numbers[:, 3:].contiguous()
        self.weights: Array = random.standard_normal((K, len(flat(self.model)))).astype(flat(self.model).dtype)
        self.precision = 2e-5 if dtype == torch.float32 else 1e-12

    def objective(self) -> Objective:
        return Objective(self.model, DECLARED[self.loss], self.inputs, self.targets)

    def plain(self) -> tuple[Array, Array]:
        model = copy.deepcopy(self.model)
        outputs = [plain_outputs(model, weights, self.inputs.numpy()) for weights in self.weights]
        losses = [LOSSES[self.loss](each, self.targets).item() for each in outputs]
        if self.loss not in CLASSES:
            return np.array(losses), np.full(K, np.nan)
        told = [each.argmax(dim=1) if self.loss == "cross-entropy" else each[:, 0] > 0 for each in outputs]
        return np.array(losses), np.array([(each == self.targets).double().mean().item() for each in told])


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("model", MODELS)
def test_every_path_measures_what_a_plain_loop_does(monkeypatch: pytest.MonkeyPatch, model: str, loss: str, dtype: torch.dtype) -> None:
    case = Case(model, loss, dtype)
    expected_loss, expected_accuracy = case.plain()
    as_chosen = case.objective().measure(case.weights)
    monkeypatch.setattr(module_under_test, "_is_dense", lambda model: False)
    generic = case.objective().measure(case.weights)
    for measured in (as_chosen, generic):
        assert measured.loss.dtype == np.float64
        np.testing.assert_allclose(measured.loss, expected_loss, rtol=case.precision)
        np.testing.assert_array_equal(measured.accuracy, expected_accuracy)


DENSE = {"ReLU", "Tanh", "Sigmoid", "GELU", "Identity", "linear", "without bias", "activation last", "two activations in a row"}


@pytest.mark.parametrize("model", MODELS)
def test_the_fast_path_is_taken_for_plain_chains_only(monkeypatch: pytest.MonkeyPatch, model: str) -> None:
    def refuse(objective: Objective, weights: Tensor) -> Tensor:
        raise AssertionError("the other path was taken")

    monkeypatch.setattr(Objective, "_any_outputs" if model in DENSE else "_dense_outputs", refuse)
    case = Case(model, "mse", torch.float32)
    case.objective().measure(case.weights)


@pytest.mark.parametrize("model", ["ReLU", "branching"])
def test_cutting_the_work_into_pieces_changes_nothing(monkeypatch: pytest.MonkeyPatch, model: str) -> None:
    case = Case(model, "cross-entropy", torch.float64)
    whole = case.objective().measure(case.weights)
    monkeypatch.setattr(module_under_test, "_CHUNK_BYTES", 1)
    one_by_one = case.objective().measure(case.weights)
    np.testing.assert_allclose(one_by_one.loss, whole.loss, rtol=1e-13)
    np.testing.assert_array_equal(one_by_one.accuracy, whole.accuracy)


def test_no_weights_give_no_losses() -> None:
    case = Case("ReLU", "mse", torch.float32)
    assert case.objective().measure(case.weights[:0]).loss.shape == (0,)


def test_a_module_in_training_mode_is_measured_in_evaluation_mode() -> None:
    """So that the number does not depend on chance, nor on who asked before."""
    case = Case("ReLU", "mse", torch.float64)
    dropping = nn.Sequential(*case.model.children(), nn.Dropout(0.5)).double().train()
    state = torch.get_rng_state()
    measured = Objective(dropping, DECLARED["mse"], case.inputs, case.targets).measure(case.weights)
    np.testing.assert_allclose(measured.loss, case.plain()[0], rtol=1e-12)
    assert dropping.training
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("model", ["ReLU", "branching"])
def test_measuring_leaves_the_module_as_it_was(model: str) -> None:
    case = Case(model, "mse", torch.float32)
    before = flat(case.model)
    objective = case.objective()
    first = objective.measure(case.weights).loss
    assert np.array_equal(flat(case.model), before)
    assert all(parameter.grad is None and parameter.requires_grad for parameter in case.model.parameters())
    assert np.array_equal(objective.measure(case.weights).loss, first)


def test_weights_of_another_precision_are_taken_in_that_of_the_module() -> None:
    case = Case("Tanh", "mse", torch.float32)
    double = case.objective().measure(case.weights.astype(np.float64))
    np.testing.assert_array_equal(double.loss, case.objective().measure(case.weights).loss)


# memory


def big() -> tuple[nn.Module, Tensor, Tensor]:
    """A million weights and five samples: 256 weight vectors in double precision would take 2 GB."""
    torch.manual_seed(4)
    model = nn.Sequential(nn.Linear(1000, 1000), nn.Tanh(), nn.Linear(1000, 1))
    return model, torch.randn(5, 1000), torch.randn(5, 1)


@pytest.mark.parametrize("is_dense", [True, False])
def test_a_surface_of_a_large_model_stays_within_its_memory(monkeypatch: pytest.MonkeyPatch, is_dense: bool) -> None:
    monkeypatch.setattr(module_under_test, "MEMORY_BYTES", budget := 128 * 2**20)
    monkeypatch.setattr(module_under_test, "_is_dense", lambda model: is_dense)
    model, inputs, targets = big()
    origin, tensors = flat(model).astype(np.float64), []
    directions = np.linalg.qr(np.random.default_rng(1).standard_normal((len(origin), 2)))[0].T.copy()
    plane, objective = Plane(origin, directions, "random", ("x", "y")), Objective(model, DECLARED["mse"], inputs, targets)
    unflatten = objective._unflatten
    monkeypatch.setattr(objective, "_unflatten", lambda weights: (tensors.append(weights.nbytes), unflatten(weights))[1])
    tracemalloc.start()
    surface = compute_surface(objective, plane, Extent(-1.0, 1.0, -2.0, 2.0), (9, 7))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak + max(tensors) < budget
    for i, j in [(0, 0), (3, 4), (6, 8)]:
        weights = plane.points(np.array([[surface.x[j], surface.y[i]]]))[0].astype(np.float32)
        expected = LOSSES["mse"](plain_outputs(copy.deepcopy(model), weights, inputs.numpy()), targets).item()
        assert surface.values[i, j] == pytest.approx(expected, rel=1e-4)


class Wide(nn.Module):
    """A convolution with large results of few weights; it notes how many samples come at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(1, 16, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 1))
        self.sizes: list[int] = []

    def forward(self, inputs: Tensor) -> Tensor:
        self.sizes.append(len(inputs))
        outputs: Tensor = self.layers(inputs)
        return outputs


def test_samples_with_large_results_are_measured_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(5)
    model, inputs, targets = Wide().double(), torch.randn(30, 1, 20, 20, dtype=torch.float64), torch.randn(30, 1, dtype=torch.float64)
    weights = flat(model) * np.linspace(0.5, 2.0, 3)[:, None]
    whole = Objective(model, DECLARED["mse"], inputs, targets)
    expected = whole.measure(weights).loss
    assert set(whole._model.sizes) | set(whole._forward._own.model.sizes) == {2, 30}  # two are tried, then all fit
    monkeypatch.setattr(module_under_test, "MEMORY_BYTES", budget := 2 * 2**20)
    parts = Objective(model, DECLARED["mse"], inputs, targets)
    np.testing.assert_allclose(parts.measure(weights).loss, expected, rtol=1e-12)
    result_bytes = 16 * 18 * 18 * 8
    largest = max(parts._forward._own.model.sizes)
    assert 2 < largest < 30 and 4 * result_bytes * largest <= budget / 2
