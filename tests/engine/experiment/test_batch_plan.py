"""A plan of batches against a list of all batches, one after the other."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Experiment, InputError
from engine.experiment.batch_plan import BatchPlan

EPOCHS = 12
PLANS = st.fixed_dictionaries({
    "n": st.integers(20, 60), "size": st.integers(1, 20), "drops_rest": st.booleans(), "growth": st.sampled_from([1.0, 1.3, 2.0, 10.0]),
    "every": st.integers(1, 4), "most": st.sampled_from([None, 20, 33]),
})  # fmt: skip


def all_batches(n: int, size: int, *, drops_rest: bool, growth: float, every: int, most: int | None) -> list[list[int]]:
    """The sizes of the batches of each epoch."""
    epochs = []
    for epoch in range(EPOCHS):
        batch = min(int(size * growth ** (epoch // every) + 0.5), most or n, n) if growth > 1 else size
        whole, rest = divmod(n, batch)
        epochs.append([batch] * whole + ([rest] if rest and not drops_rest else []))
    return epochs


@given(PLANS)
def test_a_plan_tells_what_can_be_counted(given: dict[str, Any]) -> None:
    plan, epochs = BatchPlan(**given), all_batches(**given)
    ends = [0, *accumulate(map(len, epochs))]
    seen = [0, *accumulate(size for sizes in epochs for size in sizes)]
    updates = np.arange(len(seen))
    assert plan.samples_after(updates).tolist() == seen
    assert [plan.samples_at(update) for update in updates.tolist()] == seen
    assert [plan.updates_before(epoch) for epoch in range(EPOCHS + 1)] == ends
    assert plan.epoch_ends(0, ends[-1]).tolist() == ends
    assert [plan.epochs_after(update) for update in updates.tolist()] == [sum(end <= update for end in ends[1:]) for update in updates]
    for first, last in ((3, ends[-1]), (ends[2], ends[4]), (ends[3] + 1, ends[3])):
        assert plan.epoch_ends(first, last).tolist() == [end for end in ends if first <= end <= last]
    assert [plan.update_within(float(samples)) for samples in seen] == updates.tolist()
    assert plan.updates_near(np.array(seen, float)).tolist() == updates.tolist()
    assert plan.passes(ends[5]) == 5


@given(PLANS, st.integers(1, 40), st.integers(1, 200))
def test_updates_are_cut_where_batches_grow(given: dict[str, Any], first: int, count: int) -> None:
    plan = BatchPlan(**given)
    pieces = list(plan.pieces(first, count))
    assert sum(here for _, _, here in pieces) == count
    assert [begin for _, begin, _ in pieces] == [first + done for done in accumulate([0, *(here for _, _, here in pieces[:-1])])]
    assert all(stage == plan.stage_at(begin - 1) == plan.stage_at(begin + here - 2) for stage, begin, here in pieces)
    assert all(one.size < other.size for (one, _, _), (other, _, _) in pairwise(pieces))


def test_ten_million_updates_are_counted_without_walking_through_them() -> None:
    plan = BatchPlan(1000, 1, growth=2.0, every=100)
    seen = plan.samples_after(np.array([0, 50_000, 10_000_000]))
    assert seen.tolist() == [0, 50_000, 100_000 + sum(100_000 for _ in range(9)) + (10_000_000 - plan.stages[-1].first_update) * 1000]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"batch_growth": 1.005}, "batch_growth: found 1.005, allowed is 1, or a number from 1.01 to 100"),
        ({"batch_growth": 0.5}, "batch_growth: found 0.5, allowed is 1, or a number from 1.01 to 100"),
        ({"batch_size_most": 8}, "batch_size_most: found 8, allowed is at least 64"),
        ({"shuffle": "sometimes"}, 'shuffle: found "sometimes", allowed is "every-epoch", "once", "never" or "with-replacement"'),
        ({"shuffle": True}, 'shuffle: found true, allowed is "every-epoch", "once", "never" or "with-replacement"'),
    ],
)
def test_what_cannot_be_planned_is_refused_in_one_sentence(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        Experiment.preset("article").with_changes({f"lanes.mini-batch.{name}": value for name, value in changes.items()})
    assert str(caught.value).startswith(f"lanes.mini-batch.{said}")


def test_a_largest_batch_beyond_the_samples_is_all_of_them() -> None:
    plan = BatchPlan(50, 30, growth=5.0, every=3, most=10**9)
    assert [(stage.epoch, stage.size, stage.updates) for stage in plan.stages] == [(0, 30, 2), (3, 50, 1)]
