"""The generators of the process, those of PyTorch, Python and NumPy, which code of the user's may use, and all threads share."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch

turns = threading.RLock()  # who seeds one of them has it alone


@contextmanager
def same_generators(seed: int | None = None) -> Iterator[None]:
    """Within the block they begin at a seed, if there is one; afterwards they are as they were. One thread at a time."""
    with turns, torch.random.fork_rng():
        python, legacy = random.getstate(), np.random.get_state()  # noqa: NPY002
        try:
            if seed is not None:
                torch.manual_seed(seed)
                random.seed(seed)
                np.random.seed(seed)  # noqa: NPY002
            yield
        finally:
            random.setstate(python)
            np.random.set_state(legacy)  # noqa: NPY002
