"""The order of samples that are larger than memory: each once an epoch, known at any place, and mixed as well as is promised."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data.streaming.windows import Stretch, WindowedOrder
from engine.experiment.mixing import BLOCKS, Mixing


def order(n: int, window: int, epochs: int = 1, seed: int = 3) -> WindowedOrder:
    return WindowedOrder(seed, n, Mixing.of(window), [Stretch(epoch, 0, n) for epoch in range(epochs)])


@pytest.mark.parametrize(("n", "window"), [(1000, 64), (1000, 300), (1024, 256), (1029, 256), (7, 2), (5000, 1024)])
def test_each_sample_comes_once_an_epoch(n: int, window: int) -> None:
    whole = np.asarray(order(n, window, epochs=2))
    for epoch in whole[:n], whole[n:]:
        assert sorted(epoch) == list(range(n))
    assert not np.array_equal(whole[:n], whole[n:])


def test_any_part_is_known_without_the_others() -> None:
    whole = np.asarray(order(1000, 300, epochs=3))
    part = order(1000, 300, epochs=3)[700:2400]
    assert len(part) == 1700
    assert np.array_equal(np.asarray(part), whole[700:2400])
    assert np.array_equal(np.asarray(part[100:1350]), whole[800:2050])


def test_a_sorted_file_is_mixed_as_well_as_is_said() -> None:
    """The means of windows of sorted samples scatter as means of that many independent blocks drawn without replacement."""
    blocks, block = 4 * BLOCKS, 8
    n, window = blocks * block, BLOCKS * block
    means = [np.asarray(order(n, window, seed=seed)).reshape(-1, window).mean(axis=1) for seed in range(60)]
    expected = np.sqrt((blocks - BLOCKS) / (blocks - 1) / BLOCKS) * np.arange(n).std()
    assert np.std(means) == pytest.approx(expected, rel=0.15)


def test_within_a_window_all_places_are_alike() -> None:
    """Neighbours in a file are not neighbours in the order, and no place of a window prefers a block."""
    window = np.asarray(order(8 * 2048, 2048))[:2048]
    steps = np.abs(np.diff(window))
    assert (steps == 1).mean() < 0.005
    assert abs(np.corrcoef(np.arange(2048), window)[0, 1]) < 0.1
