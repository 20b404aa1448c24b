"""The order of the samples in each epoch."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..kernels.availability import order_kernel
from ..randomness import Purpose, stream

Orders = NDArray[np.int64]

ORDER_VERSION = 1  # files tell it: their batches are found again by the orders that they were trained with

_BLOCK = 1 << 14  # samples of orders that are drawn together
_SHEET = 1 << 18  # samples of orders that lie side by side
_BYTES, _FEWEST = 8 * 2**20, 4  # of sheets kept, and how many at least


class _Sheet(NamedTuple):
    """Room for consecutive blocks of orders, so that some of them in a row need not be copied: [blocks, epochs, n]; and which are drawn."""

    orders: Orders
    drawn: set[int]


_kept: OrderedDict[tuple[int, int, int], _Sheet] = OrderedDict()  # by seed, n and number; lanes need the same ones, some sooner than others
_keeping = threading.Lock()


def epoch_orders(seed: int, epochs: range, n: int) -> Orders:
    """The orders of the samples in some epochs (counted from 0), the same for all lanes: [epochs, n], read-only.

    They are drawn and kept in blocks of epochs, each with a stream of its own: to make a stream takes longer than to draw one order.
    """
    size = max(1, _BLOCK // n)
    per_sheet = size * max(1, _SHEET // (size * n))  # epochs
    parts = []
    for number in range(epochs[0] // per_sheet, epochs[-1] // per_sheet + 1):
        first = number * per_sheet
        begin, end = max(epochs[0] - first, 0), min(epochs[-1] + 1 - first, per_sheet)
        parts.append(_sheet(seed, n, number, per_sheet // size, range(begin // size, -(-end // size))).reshape(-1, n)[begin:end])
    orders = parts[0] if len(parts) == 1 else np.concatenate(parts)[:]
    orders.flags.writeable = False
    return orders


def _sheet(seed: int, n: int, number: int, blocks: int, wanted: range) -> Orders:
    """The orders of a sheet of so many blocks, of which some have to be there: [blocks, epochs, n]."""
    key = seed, n, number
    with _keeping:
        sheet = _kept.get(key)
        if sheet is None:
            sheet = _kept[key] = _Sheet(np.empty((blocks, max(1, _BLOCK // n), n), np.int64), set())
        _kept.move_to_end(key)
        missing = sorted(set(wanted) - sheet.drawn)
        if missing:
            _draw(sheet.orders, missing, [stream(seed, Purpose.ORDER, number * blocks + block) for block in missing])
            sheet.drawn.update(missing)
        while len(_kept) > max(_FEWEST, _BYTES // sheet.orders.nbytes):
            _kept.popitem(last=False)
    return sheet.orders


def _draw(orders: Orders, blocks: Sequence[int], streams: Sequence[np.random.Generator]) -> None:
    """Draw some blocks of orders [blocks, epochs, n], each from its stream."""
    kernel = order_kernel()
    if kernel is not None:
        kernel(orders, np.array(blocks), np.array([_words(generator) for generator in streams], np.uint64))
        return
    for block, generator in zip(blocks, streams, strict=True):
        orders[block] = np.arange(orders.shape[2])
        generator.permuted(orders[block], axis=1, out=orders[block])


def _words(generator: np.random.Generator) -> list[int]:
    """The state of a PCG64, and its increment: upper and lower half of each."""
    numbers = generator.bit_generator.state["state"]
    return [word for number in (numbers["state"], numbers["inc"]) for word in divmod(number, 1 << 64)]
