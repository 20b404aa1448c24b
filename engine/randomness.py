"""Independent streams of random numbers, all following from the experiment's one seed.

Nothing draws from a global generator. A stream is made afresh from the seed and its purpose. Orders of samples have an algorithm of their
own (`data/orders.py`), for files rely on them.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np


class Purpose(IntEnum):
    """What a stream is for."""

    TRAINING_DATA = 1
    VALIDATION_DATA = 2
    START = 3
    ORDER = 4  # of files up to format 2
    DIRECTIONS = 5
    SPLIT = 6
    UPDATE = 7  # what a model draws in an update
    MEASURED = 8  # samples of a stream that losses are measured on


def stream(seed: int, purpose: Purpose, number: int = 0) -> np.random.Generator:
    """The stream for a purpose; `number` tells streams of one purpose apart."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence((seed, purpose, number))))
