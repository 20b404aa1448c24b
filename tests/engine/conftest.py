"""Recordings that several tests look at: each is made once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import product

import pytest
import torch
from hypothesis import settings

from engine import Recording, train
from tests.engine.plain import PRESETS, STEPPERS, quick

settings.register_profile("house", deadline=None, derandomize=True)  # the same examples in every run, however busy the machine
settings.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def one_thread_for_torch() -> None:
    """As the engine trains small nets: on a busy machine two threads wait for each other, and they round differently."""
    torch.set_num_threads(1)


@cache
def _recorded(name: str, stepper: str = "auto") -> Recording:
    return train(quick(name, {"stepper": stepper}))


@pytest.fixture(scope="session")
def recorded() -> Callable[[str], Recording]:
    """Gives two epochs of a preset."""
    return _recorded


@pytest.fixture(scope="session", params=product(PRESETS, STEPPERS), ids="-".join)
def preset_recording(request: pytest.FixtureRequest) -> Recording:
    """Two epochs of every preset in turn, with every stepper."""
    return _recorded(*request.param)


@pytest.fixture(scope="session", params=PRESETS)
def autograd_recording(request: pytest.FixtureRequest) -> Recording:
    """Two epochs of every preset in turn with the reference stepper, whose rows have the bits of a plain loop."""
    return _recorded(request.param, "autograd")
