"""Which samples cause which update."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from engine import Recording, train
from tests.engine.plain import all_weights, alone, quick

N = 250


def recording_with(size: Any, changes: dict[str, Any] | None = None) -> Recording:
    changes = {"data.n": N, "lanes.mini-batch.batch_size": size, "budget.epochs": 3} | (changes or {})
    return train(alone(quick("two-parameter", changes), "mini-batch"))


@pytest.mark.parametrize(
    ("size", "sizes"), [(30, [30] * 8 + [10]), (1, [1] * N), (N, [N]), ("full", [N]), (249, [249, 1]), (125, [125, 125])]
)
def test_batches_cover_each_sample_exactly_once_an_epoch(size: Any, sizes: list[int]) -> None:
    lane = recording_with(size).lanes[0]
    assert lane.updates == 3 * len(sizes)
    for epoch in range(3):
        batches = lane.batches(epoch)
        assert [len(batch) for batch in batches] == sizes
        assert all(batch.dtype == np.int64 for batch in batches)
        assert sorted(np.concatenate(batches)) == list(range(N))


def test_the_remainder_batch_is_left_out_when_asked() -> None:
    lane = recording_with(30, {"lanes.mini-batch.drop_last": True}).lanes[0]
    whole = recording_with(30).lanes[0]
    assert lane.updates == 3 * 8
    for epoch in range(3):
        assert [len(batch) for batch in lane.batches(epoch)] == [30] * 8
        assert np.array_equal(np.concatenate(lane.batches(epoch)), np.concatenate(whole.batches(epoch))[:240])


def test_without_shuffling_samples_come_in_order() -> None:
    lane = recording_with(30, {"lanes.mini-batch.shuffle": "never"}).lanes[0]
    for epoch in range(3):
        assert np.concatenate(lane.batches(epoch)).tolist() == list(range(N))


def test_the_order_is_new_in_every_epoch_and_the_same_when_asked_again() -> None:
    lane = recording_with(30).lanes[0]
    orders = [np.concatenate(lane.batches(epoch)) for epoch in range(20)]
    assert len({order.tobytes() for order in orders}) == 20
    assert np.array_equal(np.concatenate(lane.batches(7)), orders[7])


def test_the_order_has_no_favourites() -> None:
    """Over many epochs, each sample's mean place is the middle, within five standard errors."""
    lane = recording_with(1).lanes[0]
    epochs = 400
    places = np.array([np.argsort(np.concatenate(lane.batches(epoch))) for epoch in range(epochs)])  # [epochs, N]
    error = N / np.sqrt(12 * epochs)
    assert np.abs(places.mean(axis=0) - (N - 1) / 2).max() < 5 * error


def test_the_order_is_the_same_for_all_lanes(preset_recording: Recording) -> None:
    for epoch in range(3):
        first, *others = [np.concatenate(lane.batches(epoch)) for lane in preset_recording.lanes]
        assert all(np.array_equal(first, order) for order in others)


@pytest.mark.parametrize("changes", [{}, {"lanes.mini-batch.drop_last": True}, {"lanes.mini-batch.shuffle": "never"}])
@pytest.mark.parametrize("size", [1, 30, 249, N])
def test_the_batches_of_consecutive_updates_are_found_in_their_epochs(size: int, changes: dict[str, Any]) -> None:
    lane = recording_with(size, changes).lanes[0]
    in_turn = [batch for epoch in range(3) for batch in lane.batches(epoch)]
    for first in range(1, len(in_turn) + 1, max(1, len(in_turn) // 50)):
        for count in (1, 2, len(in_turn) // 2, len(in_turn)):
            count = min(count, len(in_turn) - first + 1)
            found = lane.next_batches(first, count)
            assert len(found) == count
            assert np.diff(found.starts).tolist() == [len(batch) for batch in in_turn[first - 1 : first - 1 + count]]
            assert np.array_equal(found.order, np.concatenate(in_turn[first - 1 : first - 1 + count]))


def test_a_part_of_some_batches_begins_and_ends_with_whole_ones() -> None:
    lane = recording_with(30).lanes[0]
    batches = lane.next_batches(1, 20)
    for begin, end in [(0, 20), (0, 1), (7, 12), (19, 20)]:
        part, same = batches.part(begin, end), lane.next_batches(begin + 1, end - begin)
        assert np.array_equal(part.order, same.order)
        assert np.array_equal(part.starts, same.starts)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_batch_of_all_samples_is_the_full_batch_but_for_rounding(dtype: str) -> None:
    changes = {"data.n": N, "lanes.*.optimizer.lr": 0.1, "lanes.mini-batch.batch_size": N, "budget.updates": 50, "dtype": dtype}
    recording = train(quick("two-parameter", changes))
    full, equal = recording.lane("full-batch"), recording.lane("mini-batch")
    assert equal.updates == full.updates == 50
    np.testing.assert_allclose(all_weights(equal), all_weights(full), rtol=1e-5 if dtype == "float32" else 1e-13)


@pytest.mark.parametrize("drop_last", [False, True])
@pytest.mark.parametrize("size", [1, 30, 249, N, "full"])
def test_samples_seen_is_the_running_sum_of_batch_sizes(size: Any, drop_last: bool) -> None:
    lane = recording_with(size, {"lanes.mini-batch.drop_last": drop_last}).lanes[0]
    sizes = [len(batch) for epoch in range(3) for batch in lane.batches(epoch)]
    assert lane.column("samples_seen").tolist() == [0, *np.cumsum(sizes)]
    assert [lane.samples_at(update) for update in range(lane.updates + 1)] == [0, *np.cumsum(sizes)]


@pytest.mark.parametrize("changes", [{}, {"lanes.mini-batch.drop_last": True}, {"lanes.mini-batch.shuffle": "never"}])
@pytest.mark.parametrize("size", [1, 30, N])
def test_the_next_batches_are_those_of_the_epochs(size: int, changes: dict[str, Any]) -> None:
    lane = recording_with(size, changes | {"budget.epochs": 200}).lanes[0]  # more epochs than are drawn together
    all_batches = [batch for epoch in range(200) for batch in lane.batches(epoch)]
    assert lane.updates == len(all_batches)
    for first, count in ((1, 1), (1, lane.updates), (lane.updates, 1), (lane.updates // 3, lane.updates // 2)):
        given = lane.next_batches(first, count)
        expected = all_batches[first - 1 : first - 1 + count]
        assert [given.order[i:j].tolist() for i, j in pairwise(given.starts)] == [batch.tolist() for batch in expected]
