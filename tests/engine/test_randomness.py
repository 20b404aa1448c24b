"""Streams of random numbers: each follows from seed, purpose and number, and from nothing else."""

from __future__ import annotations

from itertools import product

import numpy as np

from engine.randomness import Purpose, stream
from engine.recording.lane import epoch_orders


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
