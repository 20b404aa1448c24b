"""Streams of random numbers: each follows from seed, purpose and number, and from nothing else."""

from __future__ import annotations

from collections import OrderedDict
from itertools import product

import numpy as np
import pytest

from engine.data import orders
from engine.data.orders import epoch_orders
from engine.kernels.availability import why_not_compiled
from engine.randomness import Purpose, stream


def test_a_stream_is_the_same_whenever_it_is_made() -> None:
    first = stream(3, Purpose.ORDER, 17).random(100)
    stream(3, Purpose.ORDER, 16).random(5)
    assert np.array_equal(stream(3, Purpose.ORDER, 17).random(100), first)


def test_no_two_streams_are_alike() -> None:
    numbers = [tuple(stream(*of).random(4)) for of in product((0, 1, 2**32 - 1), Purpose, (0, 1, 2, 1000))]
    assert len(set(numbers)) == len(numbers)


def test_an_epoch_is_known_without_those_before_it() -> None:
    late = range(1_000_000, 1_000_001)
    assert np.array_equal(epoch_orders(5, late, 50), epoch_orders(5, range(999_000, 1_000_001), 50)[-1:])
    assert sorted(epoch_orders(5, late, 50)[0]) == list(range(50))


def test_the_order_of_a_known_seed_stays_what_it_was() -> None:
    """Recordings are saved without their batches: were this to change, old files would be replayed wrongly."""
    generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence((7, 4, 2))))
    block = np.array([np.arange(5000)] * 3)  # 3 · 5000 samples, the most below 2¹⁴
    for order in block:
        generator.shuffle(order)
    assert np.array_equal(epoch_orders(7, range(6, 9), 5000), block)
    generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence((7, 4, 2))))
    assert np.array_equal(epoch_orders(7, range(2, 3), 20_000)[0], generator.permutation(20_000))


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 7, 8, 9, 63, 64, 65, 1000, 16_385, 70_000])
@pytest.mark.parametrize("seed", [0, 11, 2**32 - 1])
def test_the_kernel_draws_the_orders_that_numpy_draws(n: int, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not why_not_compiled()  # this fetches the kernels: where nobody has, numpy draws
    assert orders.order_kernel() is not None
    epochs = range(3, 3 + max(2, 40_000 // n))  # several blocks, in the middle of one
    monkeypatch.setattr(orders, "_kept", OrderedDict())
    compiled = epoch_orders(seed, epochs, n)
    monkeypatch.setattr(orders, "_kept", OrderedDict())
    monkeypatch.setattr(orders, "order_kernel", lambda: None)
    plain = epoch_orders(seed, epochs, n)
    assert compiled.shape == plain.shape == (len(epochs), n)
    assert np.array_equal(compiled, plain)


def test_orders_that_have_been_drawn_are_kept_but_not_without_end() -> None:
    first = epoch_orders(21, range(1), 1000)
    assert np.shares_memory(first, epoch_orders(21, range(1), 1000))
    with pytest.raises(ValueError, match="read-only"):
        first[0, 0] = 1
    for block in range(1, 1000):
        epoch_orders(21, range(16 * block, 16 * block + 1), 1000)
    assert sum(sheet.orders.nbytes for sheet in orders._kept.values()) <= 8 * 2**20
    assert np.array_equal(first, epoch_orders(21, range(1), 1000))
