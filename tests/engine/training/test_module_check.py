"""A module of the user's own is tried before it is trained: what could not be replayed or drawn is refused in one sentence."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from engine import InputError, train
from engine.comparison.trainer import Trainer
from tests.engine.plain import quick

Forward = Callable[[nn.Module, Tensor], Any]


class Net(nn.Module):
    """A line whose outputs, or inputs, go through some function."""

    def __init__(
        self, after: Callable[..., Any] = lambda outputs: outputs, before: Callable[[Tensor], Tensor] = lambda inputs: inputs
    ) -> None:
        super().__init__()
        with torch.random.fork_rng():
            torch.manual_seed(0)
            self.line = nn.Linear(1, 1)
        self.before, self.after, self.calls = before, after, 0

    def forward(self, inputs: Tensor) -> Any:
        self.calls += 1
        return self.after(self.line(self.before(inputs)))


class Counting(Net):
    """Gives other outputs at every call."""

    def forward(self, inputs: Tensor) -> Any:
        self.calls += 1
        return self.line(inputs) + self.calls


class Growing(Net):
    """Counts its calls where weights are kept."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("seen", torch.zeros(1))

    def forward(self, inputs: Tensor) -> Any:
        self.seen += 1
        return self.line(inputs)


class Uncopyable(Net):
    """Holds what cannot be copied."""

    def __init__(self) -> None:
        super().__init__()
        self.held = self.line.weight * 2.0


class Private(Net):
    """Draws from a generator of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.generator = np.random.default_rng(0)

    def forward(self, inputs: Tensor) -> Any:
        return self.line(inputs) * float(self.generator.uniform(0.5, 1.5))


def frozen() -> nn.Module:
    return nn.Linear(1, 1).requires_grad_(False)


def fails(_: Tensor) -> Tensor:
    raise RuntimeError("no such thing\nand more lines")


DRAWS = "draws random numbers or remembers its calls"
REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "functional dropout": (lambda: Net(lambda y: functional.dropout(y, 0.5)), DRAWS),
    "noise": (lambda: Net(lambda y: y + torch.randn_like(y)), DRAWS),
    "noise that is thrown away": (lambda: Net(lambda y: (torch.rand(1), y)[1]), DRAWS),
    "noise of Python": (lambda: Net(lambda y: y * random.random()), DRAWS),
    "noise of numpy": (lambda: Net(lambda y: y * float(np.random.rand())), DRAWS),  # noqa: NPY002 - what a user does
    "a generator of its own": (Private, DRAWS),
    "counting": (Counting, DRAWS),
    "other statistics": (
        lambda: nn.Sequential(nn.Unflatten(1, (1, 1)), nn.InstanceNorm1d(1, track_running_stats=True), nn.Flatten(), nn.Linear(1, 1)),
        "its forward fails|found InstanceNorm1d that changes",
    ),
    "a buffer that grows": (Growing, "found a forward that changes what the module keeps"),
    "two outputs for one": (lambda: nn.Linear(1, 2), r"found outputs \[32, 2\] for 32 samples, allowed are modules that give \[32, 1\]"),
    "an output without its axis": (lambda: Net(lambda y: y[:, 0]), r"found outputs \[32\] for 32 samples"),
    "one number for all": (lambda: Net(lambda y: y.mean()), r"found outputs \[\] for 32 samples"),
    "inputs in place": (lambda: Net(before=lambda x: x.mul_(0.5)), "changes its inputs in place"),
    "weights of another dtype": (lambda: nn.Linear(1, 1).double(), "found weights in float64, allowed are modules in float32"),
    "outputs of another dtype": (lambda: Net(lambda y: y.double()), "found outputs in torch.float64"),
    "lazy": (lambda: nn.LazyLinear(1), "found a lazy module"),
    "a tuple": (lambda: Net(lambda y: (y, y)), "found outputs of type tuple"),
    "TorchScript": (lambda: torch.jit.trace(nn.Linear(1, 1), torch.zeros(2, 1)), "found TorchScript"),
    "no parameters": (nn.Identity, "found no weights to train"),
    "frozen": (frozen, "found no weights to train"),
    "detached": (lambda: Net(lambda y: y.detach()), "do not depend on any weight"),
    "wrong width": (lambda: nn.Linear(3, 1), r"its forward fails \(RuntimeError: mat1 and mat2"),
    "raising": (lambda: Net(fails), r"its forward fails \(RuntimeError: no such thing\)"),
    "not copyable": (Uncopyable, "it cannot be copied"),
    "no module": (lambda: 3, "found int, allowed is a torch.nn.Module"),
    "a function": (lambda: torch.tanh, "found builtin_function_or_method"),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore:.*(Lazy|torch.jit).*")
@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_in_one_sentence(name: str) -> None:
    make, expected = REFUSED[name]
    with torch.random.fork_rng():
        module = make()
    with pytest.raises(InputError, match=expected) as caught:
        train(quick("two-parameter"), model=module)
    assert str(caught.value).startswith("model: ")
    assert len(str(caught.value)) <= 300
    assert "\n" not in str(caught.value)


def test_classes_need_an_output_each() -> None:
    with pytest.raises(InputError, match=r"found outputs \[32, 1\] for 32 samples, allowed are modules that give \[32, 2\]"):
        train(quick("two-moons"), model=nn.Linear(2, 1))
    assert train(quick("two-moons", {"loss.name": "binary-cross-entropy"}), model=nn.Linear(2, 1)).lanes[0].status.state == "finished"


def test_trying_leaves_module_data_and_generators_as_they_were() -> None:
    module = Net(before=lambda x: x.mul_(0.5))
    experiment = quick("two-parameter")
    states = torch.get_rng_state(), random.getstate(), np.random.get_state()[1].copy()  # type: ignore[index]  # noqa: NPY002
    with pytest.raises(InputError, match="in place"):
        train(experiment, model=module)
    for noisy in (lambda: Net(lambda y: y * torch.rand(1)), lambda: Net(lambda y: y * random.random() * np.random.rand())):  # noqa: NPY002
        with pytest.raises(InputError, match="draws"):
            train(experiment, model=noisy())
    assert module.calls == 0
    assert torch.equal(torch.get_rng_state(), states[0])
    assert random.getstate() == states[1]
    assert np.array_equal(np.random.get_state()[1], states[2])  # type: ignore[index]  # noqa: NPY002
    assert np.array_equal(train(experiment, model=nn.Linear(1, 1)).dataset.train_inputs, Trainer(experiment).problem.dataset.train_inputs)
