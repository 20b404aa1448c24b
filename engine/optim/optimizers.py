"""The table of optimizers: what each computes, under the names of `experiment/optimizers.py`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from ..experiment.sections import Optimizer
from .adadelta import Adadelta
from .adagrad import AdaGrad
from .adam import Adam, AdamW
from .nadam import NAdam
from .rmsprop import RMSProp
from .rule import Rule
from .sgd import SGD

RULES: dict[str, type[Rule]] = {
    "sgd": SGD, "adagrad": AdaGrad, "rmsprop": RMSProp, "adadelta": Adadelta, "adam": Adam, "adamw": AdamW, "nadam": NAdam,
}  # fmt: skip

_EXEMPT = "__dynamo_disable"  # of a method: what is called in its place


def rule_of(declared: Optimizer) -> Rule:
    """What a declared optimizer computes."""
    return RULES[declared.name](declared)


def shaped_gradient(declared: Optimizer, weights: NDArray[Any], gradient: NDArray[np.float64]) -> NDArray[np.float64]:
    """A gradient with that of the L1 penalty, and clipped, as the optimizer's rule goes on with it: [P] all."""
    found: NDArray[np.float64] = rule_of(declared).shaped(torch.tensor(weights).double(), torch.tensor(gradient)).numpy()
    return found


def memory_rows(declared: Optimizer) -> int:
    """How many numbers per weight the optimizer remembers, s."""
    return len(rule_of(declared).memories)


def make_optimizer(declared: Optimizer, model: nn.Module) -> torch.optim.Optimizer:
    """The torch.optim optimizer of a lane, over all parameters of its model, at the declared learning rate."""
    with without_compiler():
        return rule_of(declared).optimizer(list(model.parameters()))


@contextmanager
def without_compiler() -> Iterator[None]:
    """Within the block, optimizers are made and given their state without importing `torch._dynamo`.

    WORKAROUND: torch.optim imports the compiler, 800 modules in a second, at the first call of some methods and in every `step`, to be left
    alone by it (torch/_compile.py and torch/optim/optimizer.py of 2.13.0). A new window would wait for that.
    """
    methods = [getattr(method, "__wrapped__", None) for method in vars(torch.optim.Optimizer).values()]
    spared = [method for method in methods if method is not None and not hasattr(method, _EXEMPT)]
    for method in spared:
        setattr(method, _EXEMPT, method)
    try:
        yield
    finally:
        for method in spared:
            vars(method).pop(_EXEMPT, None)  # another thread may have been here, too


def step_of(optimizer: torch.optim.Optimizer) -> Callable[[], object]:
    """The step of an optimizer as it is without the compiler; to be called where no gradient is recorded."""
    return partial(inspect.unwrap(type(optimizer).step), optimizer)
