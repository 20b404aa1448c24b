"""Streams of random numbers: each follows from seed, purpose and number, and from nothing else."""

from __future__ import annotations

from itertools import product

import numpy as np

from engine.randomness import Purpose, stream


def test_a_stream_is_the_same_whenever_it_is_made() -> None:
    first = stream(3, Purpose.ORDER, 17).random(100)
    stream(3, Purpose.ORDER, 16).random(5)
    assert np.array_equal(stream(3, Purpose.ORDER, 17).random(100), first)


def test_no_two_streams_are_alike() -> None:
    numbers = [tuple(stream(*of).random(4)) for of in product((0, 1, 2**32 - 1), Purpose, (0, 1, 2, 1000))]
    assert len(set(numbers)) == len(numbers)
