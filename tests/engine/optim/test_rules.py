"""Every optimizer of the table has both halves, and they agree with each other and with `torch.optim`."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from engine.experiment.optimizers import OPTIMIZERS
from engine.experiment.registry import Entry
from engine.experiment.schedules import SCHEDULES
from engine.experiment.sections import Optimizer
from engine.kernels import rules
from engine.optim.optimizers import RULES, make_optimizer, memory_rows, rule_of

every_optimizer = pytest.mark.parametrize("name", OPTIMIZERS)


def test_both_halves_are_there() -> None:
    assert list(RULES) == list(OPTIMIZERS)


@pytest.mark.parametrize("entry", [*OPTIMIZERS.values(), *SCHEDULES.values()], ids=lambda entry: entry.name)
def test_entries_are_told_and_their_inputs_are_declared(entry: Entry) -> None:
    assert entry.title and entry.help and set(entry.inputs) < set(Optimizer.model_fields)


@every_optimizer
def test_kernels_are_there_by_name(name: str) -> None:
    kernel = RULES[name].kernel
    assert not kernel or isinstance(getattr(rules, kernel), int)


@every_optimizer
def test_what_an_entry_says_is_what_torch_does(name: str) -> None:
    kind = OPTIMIZERS[name]
    heavy = {kind.momentum: 0.5} if kind.momentum else {}
    declared = Optimizer.model_validate({"name": name, "lr": 0.1, "weight_decay": 0.2, **heavy})
    assert declared.carries == bool(kind.momentum)
    model = nn.Linear(2, 1, bias=False)
    optimizer, (weight,) = make_optimizer(declared, model), model.parameters()
    before = weight.detach().clone()
    weight.grad = torch.zeros_like(weight)
    optimizer.step()
    decoupled = torch.allclose(weight, before * (1 - 0.1 * 0.2), rtol=1e-6)
    assert decoupled == (kind.has_decoupled_decay or not kind.scales)  # without momentum's past, plain decay is the same
    assert [key for key in optimizer.state[weight] if key not in rule_of(declared).counted(1)] == list(rule_of(declared).memories)
    assert memory_rows(declared) == len(rule_of(declared).memories)


@pytest.mark.parametrize("updates", [0, 1, 7, 3000])
def test_what_torch_counts_is_known_without_counting(updates: int) -> None:
    """To the last bit, so that a replay from the middle goes on as the run did."""
    for name in OPTIMIZERS:
        declared = Optimizer.model_validate({"name": name, "lr": 0.1})
        weight = nn.Parameter(torch.ones(1))
        optimizer, weight.grad = rule_of(declared).optimizer([weight]), torch.zeros(1)
        for _ in range(updates):
            optimizer.step()
        counted = rule_of(declared).counted(updates)
        assert all(torch.equal(optimizer.state[weight][key], value) for key, value in counted.items() if key in optimizer.state[weight])
