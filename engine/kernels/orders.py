"""The kernel that draws the orders of samples: ten times as fast as Python, and without the interpreter lock."""

from __future__ import annotations

from typing import Any

import numpy as np

from .compiler import kernel, part

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FACTORS = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_SHIFTS = np.uint64(30), np.uint64(27), np.uint64(31)
_HALF, _LOW, _ONE = np.uint64(32), np.uint64(0xFFFFFFFF), np.uint64(1)


@part
def _mixed(z: Any) -> Any:
    z = (z ^ z >> _SHIFTS[0]) * _FACTORS[0]
    z = (z ^ z >> _SHIFTS[1]) * _FACTORS[1]
    return z ^ z >> _SHIFTS[2]


@kernel
def draw_orders(orders: Any, keys: Any) -> None:
    """Draw the orders of some epochs, as `engine/data/orders.py` defines them.

    Args:
        orders: takes them, int64 [epochs, n], n below 2³².
        keys: of the epochs, uint64 [epochs].
    """
    epochs, n = orders.shape
    for epoch in range(epochs):
        order, key = orders[epoch], keys[epoch]
        for i in range(n):
            order[i] = i
        for i in range(n - 1, 0, -1):
            at = np.uint64(i)
            number, many = _mixed(key + at * _STEP), at + _ONE
            place = (number >> _HALF) * many + ((number & _LOW) * many >> _HALF) >> _HALF
            order[i], order[place] = order[place], order[i]
