"""The order of the samples in each epoch; it follows from the seed. See docs/decisions/orders.md for the definition.

An order is drawn without those before it, and only one epoch of it has to fit into memory.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..kernels.availability import order_kernel
from .first_orders import BLOCK as FIRST_BLOCK
from .first_orders import draw_first_orders

Orders = NDArray[np.int64]

ORDER_VERSION = 2  # files tell it: their batches are found again by the orders that they were trained with

_STEP, _FACTORS, _SHIFTS = np.uint64(0x9E3779B97F4A7C15), (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)), (30, 27, 31)
_BYTES, _FEWEST = 8 * 2**20, 4  # of blocks kept, and how many at least


class _Version(NamedTuple):
    """Draws the orders of some epochs, [epochs, n]; and how many samples are drawn together."""

    draw: Callable[[int, range, int], Orders]
    block: int


_kept: OrderedDict[tuple[int, int, int, int], Orders] = OrderedDict()  # blocks of epochs; lanes need the same ones, some sooner than others
_keeping = threading.Lock()


def epoch_orders(seed: int, epochs: range, n: int, version: int = ORDER_VERSION) -> Orders:
    """The orders of the samples in some epochs (counted from 0), the same for all lanes: [epochs, n], read-only."""
    size = max(1, _VERSIONS[version].block // n)
    parts = []
    for first in range(epochs[0] // size * size, epochs[-1] + 1, size):
        block = _block(version, seed, n, first, size)
        parts.append(block[max(epochs[0] - first, 0) : epochs[-1] + 1 - first])
    orders = parts[0] if len(parts) == 1 else np.concatenate(parts)[:]
    orders.flags.writeable = False
    return orders


def samples_in_order(shuffle: str, seed: int, epochs: range, n: int, version: int = ORDER_VERSION) -> Orders:
    """The samples that some epochs (counted from 0) take, in order, the same for all lanes: [epochs, n], read-only.

    Args:
        shuffle: one of `SHUFFLES`.
        seed, n: of the experiment, and how many samples it has.
        version: how orders are shuffled.
    """
    return SHUFFLES[shuffle](seed, epochs, n, version)


def _once(seed: int, epochs: range, n: int, version: int) -> Orders:
    return np.broadcast_to(epoch_orders(seed, range(1), n, version), (len(epochs), n))


def _never(seed: int, epochs: range, n: int, version: int) -> Orders:
    return np.broadcast_to(np.arange(n), (len(epochs), n))


def _with_replacement(seed: int, epochs: range, n: int, version: int) -> Orders:
    return epoch_orders(seed, epochs, n, _DRAWS)


def fresh_order(seed: int, epoch: int, n: int) -> Orders:
    """The order of today's version in one epoch, [n], which is not kept."""
    order: Orders = _draw(seed, range(epoch, epoch + 1), n)[0]
    return order


def _block(version: int, seed: int, n: int, first: int, size: int) -> Orders:
    """The orders of `size` epochs from the first one on, which are drawn and kept together."""
    key = version, seed, n, first
    with _keeping:
        orders = _kept.get(key)
        if orders is None:
            orders = _kept[key] = _VERSIONS[version].draw(seed, range(first, first + size), n)
        _kept.move_to_end(key)
        while len(_kept) > _FEWEST and sum(each.nbytes for each in _kept.values()) > _BYTES:
            _kept.popitem(last=False)
    return orders


def _draw(seed: int, epochs: range, n: int) -> Orders:
    """By the kernel, or, where no kernels are in use, by numpy and Python."""
    keys = _keys(seed, epochs)
    kernel = order_kernel()
    if kernel is not None:
        orders = np.empty((len(epochs), n), np.int64)
        kernel(orders, keys)
        return orders
    at = np.arange(n, dtype=np.uint64)
    return np.array([_shuffled(_places(key, at, at + np.uint64(1)).tolist()) for key in keys[:, None]], np.int64)


def _drawn(seed: int, epochs: range, n: int) -> Orders:
    """With replacement. The key is the number of place 0, which no shuffle uses."""
    keys = mixed(_keys(seed, epochs))
    return _places(keys[:, None], np.arange(n, dtype=np.uint64), np.uint64(n)).astype(np.int64)


def _keys(seed: int, epochs: range) -> NDArray[np.uint64]:
    """One for each epoch."""
    numbers = np.arange(epochs[0] + 1, epochs[-1] + 2, dtype=np.uint64)
    return mixed(mixed(np.array([seed], np.uint64)) + numbers * _STEP)


def mixed(z: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The output of SplitMix64 for some states."""
    for factor, shift in zip(_FACTORS, _SHIFTS[:2], strict=True):
        z = (z ^ z >> np.uint64(shift)) * factor
    result: NDArray[np.uint64] = z ^ z >> np.uint64(_SHIFTS[-1])
    return result


def _places(key: NDArray[np.uint64], at: NDArray[np.uint64], many: Any) -> NDArray[np.uint64]:
    """One of so many places for each place, 0 to many - 1: ⌊number · many / 2⁶⁴⌋, of which the halves are multiplied one by one."""
    numbers, half = mixed(key + at * _STEP), np.uint64(32)
    places: NDArray[np.uint64] = (numbers >> half) * many + ((numbers & np.uint64(2**32 - 1)) * many >> half) >> half
    return places


def _shuffled(places: list[int]) -> list[int]:
    order = list(range(len(places)))
    for i in range(len(places) - 1, 0, -1):
        place = places[i]
        order[i], order[place] = order[place], order[i]
    return order


SHUFFLES: dict[str, Callable[[int, range, int, int], Orders]] = {
    "every-epoch": epoch_orders, "once": _once, "never": _never, "with-replacement": _with_replacement,
}  # fmt: skip
_DRAWS = 0  # in place of a version: each place takes one of all samples
_VERSIONS = {0: _Version(_drawn, 1 << 16), 1: _Version(draw_first_orders, FIRST_BLOCK), 2: _Version(_draw, 1 << 16)}
