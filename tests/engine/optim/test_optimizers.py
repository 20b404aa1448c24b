"""The optimizers against the formulas of their papers, written with numpy, one vector at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from torch import nn

from engine.experiment.sections import Optimizer
from engine.optim.lr_schedule import learning_rates
from engine.optim.optimizers import make_optimizer

Array = NDArray[Any]
Rule = Callable[[Array, Array, Array, Optimizer], Array]  # start [P], gradients [T, P], rates [T] → weights after each update [T, P]


def sgd(theta: Array, gradients: Array, rates: Array, said: Optimizer) -> Array:
    """PyTorch's form of momentum, in which the learning rate stands outside; Nesterov as in Sutskever et al. 2013, in that form."""
    path, velocity = [], np.zeros_like(theta)
    for raw, lr in zip(gradients, rates, strict=True):
        gradient = raw + said.weight_decay * theta
        velocity = said.momentum * velocity + gradient
        theta = theta - lr * (gradient + said.momentum * velocity if said.nesterov else velocity)
        path.append(theta)
    return np.array(path)


def adagrad(theta: Array, gradients: Array, rates: Array, said: Optimizer) -> Array:
    """Duchi, Hazan and Singer 2011, the diagonal form."""
    path, squares = [], np.zeros_like(theta)
    for raw, lr in zip(gradients, rates, strict=True):
        gradient = raw + said.weight_decay * theta
        squares = squares + gradient**2
        theta = theta - lr * gradient / (np.sqrt(squares) + said.eps)
        path.append(theta)
    return np.array(path)


def rmsprop(theta: Array, gradients: Array, rates: Array, said: Optimizer) -> Array:
    """Tieleman and Hinton 2012, with momentum on the scaled gradient as PyTorch has it."""
    path, squares, velocity = [], np.zeros_like(theta), np.zeros_like(theta)
    for raw, lr in zip(gradients, rates, strict=True):
        gradient = raw + said.weight_decay * theta
        squares = said.alpha * squares + (1 - said.alpha) * gradient**2
        velocity = said.momentum * velocity + gradient / (np.sqrt(squares) + said.eps)
        theta = theta - lr * velocity
        path.append(theta)
    return np.array(path)


def adam(theta: Array, gradients: Array, rates: Array, said: Optimizer) -> Array:
    """Kingma and Ba 2015, algorithm 1, with weight decay in the gradient; or beside it, as in Loshchilov and Hutter 2019, algorithm 2."""
    path, first, second = [], np.zeros_like(theta), np.zeros_like(theta)
    for t, (raw, lr) in enumerate(zip(gradients, rates, strict=True), start=1):
        gradient = raw + (said.weight_decay * theta if said.name == "adam" else 0.0)
        first = said.beta1 * first + (1 - said.beta1) * gradient
        second = said.beta2 * second + (1 - said.beta2) * gradient**2
        unbiased_first, unbiased_second = first / (1 - said.beta1**t), second / (1 - said.beta2**t)
        decay = said.weight_decay * theta if said.name == "adamw" else 0.0
        theta = theta - lr * (unbiased_first / (np.sqrt(unbiased_second) + said.eps) + decay)
        path.append(theta)
    return np.array(path)


def nadam(theta: Array, gradients: Array, rates: Array, said: Optimizer) -> Array:
    """Dozat 2016, algorithm 8 with its schedule of the momentum, as PyTorch has it (which keeps the product in single precision)."""
    path, first, second, product = [], np.zeros_like(theta), np.zeros_like(theta), np.float32(1)
    for t, (raw, lr) in enumerate(zip(gradients, rates, strict=True), start=1):
        gradient = raw + said.weight_decay * theta
        first = said.beta1 * first + (1 - said.beta1) * gradient
        second = said.beta2 * second + (1 - said.beta2) * gradient**2
        now, following = (said.beta1 * (1 - 0.5 * 0.96 ** (s * 0.004)) for s in (t, t + 1))
        product *= np.float32(now)
        mean = following * first / (1 - float(product) * following) + (1 - now) * gradient / (1 - float(product))
        theta = theta - lr * mean / (np.sqrt(second / (1 - said.beta2**t)) + said.eps)
        path.append(theta)
    return np.array(path)


def adadelta(theta: Array, gradients: Array, rates: Array, said: Optimizer) -> Array:
    """Zeiler 2012, algorithm 1, with a learning rate in front."""
    path, squares, moves = [], np.zeros_like(theta), np.zeros_like(theta)
    for raw, lr in zip(gradients, rates, strict=True):
        gradient = raw + said.weight_decay * theta
        squares = said.rho * squares + (1 - said.rho) * gradient**2
        move = -np.sqrt(moves + said.eps) / np.sqrt(squares + said.eps) * gradient
        moves = said.rho * moves + (1 - said.rho) * move**2
        theta = theta + lr * move
        path.append(theta)
    return np.array(path)


RULES: dict[str, Rule] = {
    "nadam": nadam,
    "adadelta": adadelta,
    "sgd": sgd,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adam": adam,
    "adamw": adam,
}
PLAIN: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "sgd": torch.optim.SGD, "adagrad": torch.optim.Adagrad, "rmsprop": torch.optim.RMSprop, "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW, "nadam": torch.optim.NAdam, "adadelta": torch.optim.Adadelta,
}  # fmt: skip
every_optimizer = pytest.mark.parametrize("name", RULES)
below_one = st.floats(0.0, 0.999)
settings = st.fixed_dictionaries({
    "lr": st.floats(1e-4, 1.0), "momentum": below_one, "nesterov": st.booleans(), "weight_decay": st.floats(0.0, 1.0),
    "alpha": below_one, "rho": below_one, "beta1": below_one, "beta2": below_one, "eps": st.floats(1e-10, 0.1),
    "schedule": st.sampled_from(["constant", "linear", "cosine"]),
})  # fmt: skip


def net(dtype: torch.dtype = torch.float64) -> nn.Module:
    """Several tensors of different shapes: 3 · 4 + 4 + 4 · 2 + 2 = 26 weights."""
    return nn.Sequential(nn.Linear(3, 4, dtype=dtype), nn.Tanh(), nn.Linear(4, 2, dtype=dtype))


def flat(model: nn.Module) -> Array:
    return nn.utils.parameters_to_vector(model.parameters()).detach().numpy().copy()


def walked(optimizer: torch.optim.Optimizer, model: nn.Module, gradients: Array, rates: Array | None = None) -> Array:
    """Weights [T, P] after each update with these gradients [T, P], at rates [T] if they are not those of the optimizer."""
    path = []
    for index, gradient in enumerate(gradients):
        if rates is not None:
            optimizer.param_groups[0]["lr"] = rates[index]
        parts = torch.split(torch.tensor(gradient), [parameter.numel() for parameter in model.parameters()])
        for parameter, part in zip(model.parameters(), parts, strict=True):
            parameter.grad = part.view_as(parameter).clone()
        optimizer.step()
        path.append(flat(model))
    return np.array(path)


def random_gradients(seed: int = 0, updates: int = 12) -> Array:
    """Gradients of different scales, some of them zero as behind a ReLU: [T, P]."""
    random = np.random.default_rng(seed)
    gradients: Array = random.standard_normal((updates, 26)) * 10.0 ** random.integers(-3, 3, 26)
    gradients[random.random(gradients.shape) < 0.2] = 0.0
    gradients[:, :3] = 0.0
    return gradients


@every_optimizer
@given(values=settings, seed=st.integers(0, 1000))
def test_every_update_follows_the_formula(name: Any, values: dict[str, Any], seed: int) -> None:
    said = Optimizer(name=name, **values | {"nesterov": values["nesterov"] and values["momentum"] > 0})
    model, gradients = net(), random_gradients(seed)
    rates = learning_rates(said, len(gradients), 1, len(gradients))
    expected = RULES[name](flat(model), gradients, rates, said)
    path = walked(make_optimizer(said, model), model, gradients, rates)
    assert np.isfinite(path).all()
    np.testing.assert_allclose(path, expected, rtol=1e-9, atol=1e-9 * np.abs(expected).max())


@every_optimizer
def test_inputs_that_are_not_used_change_nothing(name: Any) -> None:
    said = Optimizer(name=name, lr=0.1)
    others = {"momentum": 0.5, "nesterov": True, "alpha": 0.5, "rho": 0.5, "beta1": 0.5, "beta2": 0.5, "eps": 0.1}
    unused = {field: value for field, value in others.items() if not said.uses(field)}
    assert unused
    paths = []
    for each in (said, said.model_copy(update=unused)):
        torch.manual_seed(0)
        model = net()
        paths.append(walked(make_optimizer(each, model), model, random_gradients()))
    assert np.array_equal(*paths)


def assert_same_path(name: str, mine: Array, yours: Array) -> None:
    """To the last bit, but for NAdam, which rounds otherwise for all tensors at once."""
    precision = 10 * np.finfo(mine.dtype).eps if name == "nadam" else 0.0
    np.testing.assert_allclose(mine, yours, rtol=precision, atol=precision)


@every_optimizer
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_the_defaults_are_those_of_pytorch(name: Any, dtype: torch.dtype) -> None:
    """But for weight decay, which is none here, and the epsilon of Adagrad and Adadelta."""
    given = {"adagrad": {"eps": 1e-8}, "adadelta": {"eps": 1e-8}, "adamw": {"weight_decay": 0.0}}.get(name, {})
    model = net(dtype)
    gradients = random_gradients().astype(flat(model).dtype)
    start = flat(model)
    mine = walked(make_optimizer(Optimizer(name=name, lr=0.1), model), model, gradients)
    nn.utils.vector_to_parameters(torch.tensor(start), model.parameters())
    assert_same_path(name, mine, walked(PLAIN[name](model.parameters(), lr=0.1, **given), model, gradients))


@every_optimizer
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_all_tensors_at_once_give_the_bits_of_one_after_the_other(name: Any, dtype: torch.dtype) -> None:
    heavy = {"sgd": {"momentum": 0.9, "nesterov": True}, "rmsprop": {"momentum": 0.9}}.get(name, {})
    model = net(dtype)
    optimizer = make_optimizer(Optimizer(name=name, lr=0.1, eps=1e-8, weight_decay=0.1, **heavy), model)
    assert type(optimizer) is PLAIN[name]
    assert optimizer.param_groups[0]["foreach"] is True
    assert not optimizer.param_groups[0].get("fused")
    start, gradients = flat(model), random_gradients().astype(flat(model).dtype)
    mine = walked(optimizer, model, gradients)
    nn.utils.vector_to_parameters(torch.tensor(start), model.parameters())
    eps = {} if name == "sgd" else {"eps": 1e-8}
    plain = PLAIN[name](model.parameters(), lr=0.1, weight_decay=0.1, foreach=False, **eps, **heavy)
    assert_same_path(name, mine, walked(plain, model, gradients))


def test_the_first_update_of_adam_is_as_long_in_every_weight_as_the_learning_rate() -> None:
    model, gradients = net(), np.random.default_rng(1).standard_normal((1, 26))
    start = flat(model)
    path = walked(make_optimizer(Optimizer(name="adam", lr=0.01, eps=1e-30), model), model, gradients)
    np.testing.assert_allclose(path[0] - start, -0.01 * np.sign(gradients[0]), rtol=1e-12)


def test_the_decay_of_adamw_does_not_depend_on_the_gradient() -> None:
    """Loshchilov and Hutter 2019: weights with no gradient shrink by 1 − learning rate · decay at every update; those of Adam do not."""
    shrunk = {}
    for name in ("adam", "adamw"):
        model = net()
        start = flat(model)
        said = Optimizer.model_validate({"name": name, "lr": 0.1, "weight_decay": 0.5})
        shrunk[name] = walked(make_optimizer(said, model), model, np.zeros((3, 26)))[-1] / start
    np.testing.assert_allclose(shrunk["adamw"], 0.95**3, rtol=1e-12)
    assert np.abs(shrunk["adam"] - 0.95**3).max() > 0.01
