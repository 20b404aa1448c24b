"""When losses are evaluated: where they must be, in every turn, and not too often."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.training.evaluation_schedule import EvaluationSchedule
from tests.engine.plain import quick


@pytest.mark.parametrize("lane", ["full-batch", "mini-batch", "stochastic"])
@given(cuts=st.lists(st.integers(1, 200), max_size=30), n=st.integers(64, 400))
def test_what_is_due_does_not_depend_on_how_the_updates_are_cut(lane: str, cuts: list[int], n: int) -> None:
    experiment = quick("article", {"data.n": n})
    schedule = EvaluationSchedule(experiment, experiment.lane(lane))
    together = schedule.due(0, sum(cuts))
    ends = np.cumsum([0, *cuts])
    apart = [schedule.due(0, 0), *(schedule.due(begin + 1, end) for begin, end in pairwise(ends))]
    assert np.array_equal(np.concatenate(apart), together)


@pytest.mark.parametrize("lane", ["full-batch", "mini-batch", "stochastic"])
def test_the_start_and_every_end_of_an_epoch_are_due(lane: str) -> None:
    experiment = quick("article", {"data.n": 130})
    per_epoch = -(-130 // experiment.lane(lane).size(130))
    due = EvaluationSchedule(experiment, experiment.lane(lane)).due(0, 7 * per_epoch)
    assert set(range(0, 7 * per_epoch + 1, per_epoch)) <= set(due)


def test_the_first_rows_and_at_least_four_in_each_doubling_of_a_long_lane_are_due() -> None:
    experiment = quick("article", {"budget.epochs": 100})
    due = EvaluationSchedule(experiment, experiment.lane("stochastic")).due(0, 100_000)
    assert set(range(9)) <= set(due)
    for begin in 2 ** np.arange(2, 16):
        assert ((due >= begin) & (due < 2 * begin)).sum() >= 4


@pytest.mark.parametrize("stepper", ["fused", "autograd"])
def test_a_function_is_measured_without_its_samples(stepper: str) -> None:
    """So their number changes nothing; and while kernels train, at a small share of the updates."""
    few, many = (quick("bowl", {"budget.updates": 1_000_000, "data.n": n, "data.validation": n}) for n in (128, 100_000))
    due = [EvaluationSchedule(one, one.lane("mini-batch"), stepper).due(900_000, 910_000) for one in (few, many)]
    assert len(set(due[0]) - set(due[1])) <= 10_000 // 8  # its ends of epochs
    assert 150 <= len(due[1]) <= 700 or stepper == "autograd"


def test_a_very_long_run_is_evaluated_a_bounded_number_of_times() -> None:
    experiment = quick("two-parameter", {"budget.updates": 100_000_000, "data.n": 1_000_000, "data.validation": 1})
    schedule = EvaluationSchedule(experiment, experiment.lane("stochastic"))
    assert len(schedule.due(90_000_000, 91_000_000)) <= 200 + 1  # a hundredth of the run, of 20 000; and an end of an epoch
