"""The orders of samples that files up to format 2 were trained with: those of `numpy.random.Generator.permuted` in 2026.

numpy promises the numbers of its PCG64, but not what its generators make of them; so the shuffle is written out here. Only such files
need it, and are replayed more slowly.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ..randomness import Purpose, stream

BLOCK = 1 << 14  # samples that had one generator


def draw_first_orders(seed: int, epochs: range, n: int) -> NDArray[np.int64]:
    """The orders of all epochs that had a generator in common, [epochs, n]: the shuffle of Fisher and Yates from the end, with places below
    the next power of two drawn until one fits."""
    numbers = _halves(stream(seed, Purpose.ORDER, epochs[0] // len(epochs)))
    orders = [list(range(n)) for _ in epochs]
    for order in orders:
        for i in range(n - 1, 0, -1):
            mask = (1 << i.bit_length()) - 1
            place = next(numbers) & mask
            while place > i:
                place = next(numbers) & mask
            order[i], order[place] = order[place], order[i]
    return np.array(orders, np.int64)


def _halves(generator: np.random.Generator) -> Iterator[int]:
    """Numbers of 32 bits: the lower half of each of the generator's, then the upper one."""
    while True:
        for number in generator.bit_generator.random_raw(1 << 10).tolist():
            yield number & 0xFFFFFFFF
            yield number >> 32
