"""Gradients and curvature of the training loss at flat weights, by PyTorch's autograd."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from .modes import for_whole_set, take_statistics
from .problem import Problem
from .torch_defaults import usual_torch

Vector = NDArray[np.float64]  # [P]
_LANCZOS_STEPS, _LOOK = 64, 8  # at most, and after how many it is looked whether they suffice
_FOUND = 1e-7  # of the eigenvalue, the residual of a pair that is found: the value itself is off by about its square


@usual_torch()
def curvature(problem: Problem, weights: NDArray[Any], samples: NDArray[np.int64] | None = None) -> float:
    """Return λmax, the largest eigenvalue of the Hessian of the loss over some training samples [b], or all, at flat weights [P]."""
    return _largest_eigenpair(_gradient_and_product(problem, weights, samples)[1], len(weights))[0]


@usual_torch()
def gradient(problem: Problem, weights: NDArray[Any], samples: NDArray[np.int64] | None = None) -> Vector:
    """Return the gradient [P] of the loss over some training samples [b], or all, at flat weights [P]."""
    return _gradient_and_product(problem, weights, samples)[0]


@usual_torch()
def gradient_and_sharpest(problem: Problem, weights: NDArray[Any]) -> tuple[Vector, float, Vector]:
    """Return the gradient [P] of the full training loss at flat weights [P], λmax of its Hessian, and its eigenvector [P] of length 1."""
    found, times = _gradient_and_product(problem, weights)
    return found, *_largest_eigenpair(times, len(weights))


@usual_torch()
def sample_gradients(
    problem: Problem, weights: NDArray[Any], directions: NDArray[np.float64], samples: NDArray[np.int64] | None = None
) -> NDArray[np.float64]:
    """Return the gradient of each sample's loss at flat weights [P], along some directions [k, P], of some training samples [n], or of all
    in memory: float64 [n, k].

    Where a model computes otherwise in an update, these are of evaluation mode, with the statistics of batch-norm held.

    That is the Jacobian of all losses times a direction, by two backward passes: what the first gives is linear in the weights
    of the losses, and the second differentiates it by these (Townsend 2017), so that no gradient of a single sample is stored.
    """
    model, parameters = _model_at(problem, weights)
    inputs, targets = problem.samples_of(samples)
    if problem.modes.differ:
        take_statistics(model, lambda: model(inputs))
    losses = problem.loss(model(inputs), targets, reduction="none").view(len(inputs), -1).mean(dim=1)  # [n]
    shares = torch.ones_like(losses, requires_grad=True)
    total = _flat(torch.autograd.grad(losses, parameters, shares, create_graph=True, materialize_grads=True))  # [P]
    along = torch.as_tensor(directions, dtype=total.dtype, device=total.device) @ total  # [k]
    each = [torch.autograd.grad(one, shares, retain_graph=True)[0] for one in along]
    return torch.stack(each, dim=1).double().cpu().numpy()


@usual_torch()
def batch_gradient(problem: Problem, weights: NDArray[Any], samples: NDArray[np.int64], update: int) -> Vector:
    """Return the gradient [P] that an update, counted from 1, saw of its samples [b] at flat weights [P], in training mode."""
    model, parameters = _model_at(problem, weights)
    inputs, targets = problem.samples_of(samples)
    with problem.draw(update):
        loss = problem.loss(model.train()(inputs), targets)
    return _flat(torch.autograd.grad(loss, parameters, materialize_grads=True)).double().cpu().numpy()


def _gradient_and_product(
    problem: Problem, weights: NDArray[Any], samples: NDArray[np.int64] | None = None
) -> tuple[Vector, Callable[[Vector], Vector]]:
    """Return the gradient [P] of the loss over some training samples [b], or all, and what multiplies its Hessian by a direction [P]."""
    model, parameters = _model_at(problem, weights)
    inputs, targets = problem.samples_of(samples)
    loss = problem.loss(model(inputs), targets)
    found = _flat(torch.autograd.grad(loss, parameters, create_graph=True, materialize_grads=True))  # [P]

    def times(direction: Vector) -> Vector:
        if not found.requires_grad:  # the loss is linear in the weights
            return np.zeros_like(direction)
        along = torch.tensor(direction, dtype=found.dtype, device=found.device)
        product = _flat(torch.autograd.grad(found @ along, parameters, retain_graph=True, materialize_grads=True))
        return product.double().cpu().numpy()

    return found.detach().double().cpu().numpy(), times


def _model_at(problem: Problem, weights: NDArray[Any]) -> tuple[nn.Module, list[nn.Parameter]]:
    """Return a fresh module on the problem's device at flat weights [P], as it is differentiated over whole sets, and its parameters."""
    model = for_whole_set(problem.model().to(problem.device).requires_grad_())
    parameters = list(model.parameters())
    nn.utils.vector_to_parameters(torch.tensor(weights, device=problem.device), parameters)
    return model, parameters


def _flat(parts: tuple[Tensor, ...]) -> Tensor:
    return torch.cat([part.reshape(-1) for part in parts])


def _largest_eigenpair(times: Callable[[Vector], Vector], size: int) -> tuple[float, Vector]:
    """Return the largest eigenvalue of a symmetric matrix, given its product with a vector [P], and its eigenvector [P].

    By the Lanczos method with full reorthogonalisation (Golub and Van Loan, §10.1). Each product with the Hessian is a
    second backward pass (Pearlmutter 1994); the Hessian itself is never stored.
    """
    basis = np.zeros((min(size, _LANCZOS_STEPS), size))  # [k, P]
    along, between = np.zeros(len(basis)), np.zeros(len(basis))
    direction = np.random.default_rng(0).standard_normal(size)
    for step in range(len(basis)):
        basis[step] = direction / np.linalg.norm(direction)
        image = times(basis[step])
        along[step] = image @ basis[step]
        direction = image - basis[: step + 1].T @ (basis[: step + 1] @ image)
        direction -= basis[: step + 1].T @ (basis[: step + 1] @ direction)
        between[step] = np.linalg.norm(direction)
        k, is_over = step + 1, between[step] <= 1e-10 * max(1.0, abs(along).max())
        if is_over or k % _LOOK == 0 or k == len(basis):
            values, vectors = np.linalg.eigh(np.diag(along[:k]) + np.diag(between[: k - 1], 1) + np.diag(between[: k - 1], -1))
            if is_over or between[step] * abs(vectors[-1, -1]) <= _FOUND * abs(values[-1]):  # Golub and Van Loan, theorem 10.1.2
                break
    sharpest = basis[:k].T @ vectors[:, -1]
    return float(values[-1]), sharpest / np.linalg.norm(sharpest)
