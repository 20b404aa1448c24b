"""The orders of samples: they are what docs/decisions/orders.md says, whoever draws them, and shuffle well."""

from __future__ import annotations

import math
import tracemalloc
from collections import OrderedDict
from itertools import permutations

import numpy as np
import pytest

from engine.data import orders
from engine.data.first_orders import draw_first_orders
from engine.data.orders import ORDER_VERSION, epoch_orders, samples_in_order
from engine.experiment.shuffles import SHUFFLES
from engine.kernels.availability import why_not_compiled

SIZES = [1, 2, 3, 4, 5, 7, 8, 9, 63, 64, 65, 1000, 16_385, 70_000]


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "_kept", OrderedDict())


@pytest.fixture
def no_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "order_kernel", lambda: None)


# the definition, with Python's whole numbers


def splitmix64(state: int) -> int:
    """The number that SplitMix64 gives in a state (Steele, Lea and Flood 2014, in the form of Vigna's splitmix64.c)."""
    z = state % 2**64
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2**64
    return z ^ (z >> 31)


GAMMA = 0x9E3779B97F4A7C15


def defined(seed: int, epoch: int, n: int) -> list[int]:
    key = splitmix64(splitmix64(seed) + (epoch + 1) * GAMMA)
    order = list(range(n))
    for i in reversed(range(1, n)):
        place = splitmix64(key + i * GAMMA) * (i + 1) // 2**64
        order[i], order[place] = order[place], order[i]
    return order


def test_the_numbers_are_those_of_splitmix64() -> None:
    """The first ones for the seed 1234567, as published with the reference in C."""
    published = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821]
    assert [splitmix64(1234567 + k * GAMMA) for k in range(1, 6)] == published


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("seed", [0, 11, 2**32 - 1])
def test_the_kernel_draws_the_orders_that_are_defined(n: int, seed: int) -> None:
    assert not why_not_compiled()  # this fetches the kernels: where nobody has, Python draws
    assert orders.order_kernel() is not None
    epochs = range(3, 3 + max(2, 2000 // n))
    assert epoch_orders(seed, epochs, n).tolist() == [defined(seed, epoch, n) for epoch in epochs]


@pytest.mark.parametrize("n", SIZES)
def test_without_kernels_the_same_orders_are_drawn(n: int, no_kernel: None) -> None:
    epochs = range(999_999, 1_000_001)
    assert epoch_orders(2**32 - 1, epochs, n).tolist() == [defined(2**32 - 1, epoch, n) for epoch in epochs]


@pytest.mark.parametrize("n", [2, 7, 1000])
def test_samples_drawn_with_replacement_are_those_that_are_defined(n: int) -> None:
    def drawn(epoch: int) -> list[int]:
        key = splitmix64(splitmix64(splitmix64(7) + (epoch + 1) * GAMMA))
        return [splitmix64(key + place * GAMMA) * n // 2**64 for place in range(n)]

    epochs = range(2, 2 + max(2, 2000 // n))
    assert samples_in_order("with-replacement", 7, epochs, n).tolist() == [drawn(epoch) for epoch in epochs]


@pytest.mark.parametrize("shuffle", SHUFFLES)
def test_how_an_epoch_is_shuffled_is_what_its_name_says(shuffle: str) -> None:
    n, epochs = 200, samples_in_order(shuffle, 3, range(5, 65), 200)
    distinct = {epoch.tobytes() for epoch in epochs}
    each_once = [sorted(epoch) == list(range(n)) for epoch in epochs.tolist()]
    assert all(each_once) if SHUFFLES[shuffle].takes_each_once else not any(each_once)
    assert len(distinct) == (60 if shuffle in ("every-epoch", "with-replacement") else 1)
    assert (epochs[0].tolist() == list(range(n))) == (shuffle == "never")
    assert np.array_equal(samples_in_order(shuffle, 3, range(40, 41), n)[0], epochs[35])
    with pytest.raises(ValueError, match="read-only"):
        epochs[0, 0] = 1


def test_with_replacement_each_sample_is_equally_frequent_at_each_place_and_in_pairs() -> None:
    n = 20
    drawn = samples_in_order("with-replacement", 5, range(4000), n)
    assert abs(chi_square(np.array([np.bincount(place, minlength=n) for place in drawn.T]))) < 4
    pairs = np.bincount((drawn[:, :-1] * n + drawn[:, 1:]).ravel(), minlength=n * n)
    assert abs(chi_square(pairs)) < 4
    missing = [n - len(set(epoch)) for epoch in drawn.tolist()]
    assert np.mean(missing) / n == pytest.approx((1 - 1 / n) ** n, abs=0.01)  # each one is left out with this chance


def test_an_epoch_is_known_without_those_before_it() -> None:
    late = range(1_000_000, 1_000_001)
    assert np.array_equal(epoch_orders(5, late, 50), epoch_orders(5, range(999_000, 1_000_001), 50)[-1:])


def test_one_epoch_of_many_samples_takes_no_more_memory_than_itself() -> None:
    assert not why_not_compiled()
    epoch_orders(1, range(1), 10)
    tracemalloc.start()
    try:
        epoch_orders(1, range(1000, 1001), 1_000_000)
        assert tracemalloc.get_traced_memory()[1] < 8_000_000 + (1 << 16)
    finally:
        tracemalloc.stop()


# how well they shuffle


def chi_square(counts: np.ndarray) -> float:
    """How many standard deviations the statistic of Pearson's test lies above what equal chances give, for counts in the last axis."""
    expected = counts.mean(axis=-1, keepdims=True)
    freedom = counts.size - counts[..., 0].size
    return float((((counts - expected) ** 2 / expected).sum() - freedom) / math.sqrt(2 * freedom))


def test_all_orders_of_few_samples_are_equally_frequent() -> None:
    drawn = epoch_orders(1, range(120 * 500), 5)
    numbers = {order: number for number, order in enumerate(permutations(range(5)))}
    counts = np.bincount([numbers[tuple(order)] for order in drawn.tolist()], minlength=120)
    assert abs(chi_square(counts)) < 4


@pytest.mark.parametrize("n", [2, 10, 100])
def test_each_sample_is_equally_often_at_each_place(n: int) -> None:
    drawn = epoch_orders(2, range(400 * n), n)
    counts = np.array([np.bincount(place, minlength=n) for place in drawn.T])
    assert abs(chi_square(counts)) < 4


def test_which_sample_follows_which_is_up_to_chance() -> None:
    n = 30
    drawn = epoch_orders(3, range(10_000), n)
    counts = np.bincount((drawn[:, :-1] * n + drawn[:, 1:]).ravel(), minlength=n * n).reshape(n, n)
    others = counts[~np.eye(n, dtype=bool)]
    assert not counts.diagonal().any() and abs(chi_square(others)) < 4


@pytest.mark.parametrize("other", ["the next epoch", "the next seed"])
def test_orders_of_neighbours_have_nothing_in_common(other: str) -> None:
    """The places of the samples in two of them are not correlated, beyond five standard errors."""
    n, pairs = 1000, 500
    firsts = [(0, epoch) for epoch in range(pairs)] if other == "the next epoch" else [(seed, 0) for seed in range(pairs)]
    step = (0, 1) if other == "the next epoch" else (1, 0)
    places = [[np.argsort(epoch_orders(s + a, range(e + b, e + b + 1), n)[0]) for a, b in ((0, 0), step)] for s, e in firsts]
    correlations = [np.corrcoef(first, second)[0, 1] for first, second in places]
    assert abs(np.mean(correlations)) < 5 / math.sqrt(n * pairs)
    assert 0.8 < np.std(correlations) * math.sqrt(n) < 1.2


def test_the_longest_rise_is_as_long_as_in_orders_by_chance() -> None:
    """2√n - 1.77 n^(1/6) in the mean (Baik, Deift and Johansson 1999), with a standard deviation of 0.9 n^(1/6)."""

    def longest_rise(order: list[int]) -> int:
        ends: list[int] = []
        for sample in order:
            at = int(np.searchsorted(ends, sample))
            ends[at : at + 1] = [sample]
        return len(ends)

    n, epochs = 400, 100
    mean = np.mean([longest_rise(order) for order in epoch_orders(4, range(epochs), n).tolist()])
    assert abs(mean - (2 * math.sqrt(n) - 1.77 * n ** (1 / 6))) < 5 * 0.9 * n ** (1 / 6) / math.sqrt(epochs) + 0.5


# what is kept


def test_orders_that_have_been_drawn_are_kept_but_not_without_end() -> None:
    first = epoch_orders(21, range(1), 1000)
    assert np.shares_memory(first, epoch_orders(21, range(1), 1000))
    with pytest.raises(ValueError, match="read-only"):
        first[0, 0] = 1
    for block in range(1, 100):
        epoch_orders(21, range(65 * block, 65 * block + 1), 1000)
    assert sum(block.nbytes for block in orders._kept.values()) <= 8 * 2**20
    assert np.array_equal(first, epoch_orders(21, range(1), 1000))


# the orders of older files


def of_numpy(seed: int, number: int, epochs: int, n: int) -> np.ndarray:
    generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence((seed, 4, number))))
    return generator.permuted(np.array([np.arange(n)] * epochs), axis=1)


@pytest.mark.parametrize("n", [1, 2, 3, 5, 8, 63, 64, 65, 1000, 5000, 16_385])
@pytest.mark.parametrize("seed", [0, 2**32 - 1])
def test_the_first_version_is_the_shuffle_that_numpy_had(n: int, seed: int) -> None:
    size = max(1, 2**14 // n)  # epochs that had one generator
    expected = np.concatenate([of_numpy(seed, number, size, n) for number in (2, 3)])
    begin = size - 1
    found = epoch_orders(seed, range(2 * size + begin, 2 * size + begin + 2), n, version=1)
    assert np.array_equal(found, expected[begin : begin + 2])


def test_the_first_version_does_not_depend_on_what_numpy_makes_of_its_numbers() -> None:
    """Written down once, from the release that trained with them."""
    assert draw_first_orders(7, range(2 * 1638, 3 * 1638), 10)[0].tolist() == [1, 3, 8, 6, 5, 0, 7, 4, 2, 9]
    assert ORDER_VERSION == 2
