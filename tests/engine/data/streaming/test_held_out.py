"""Rows are parted into training and validation without anything that is stored."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data.streaming.held_out import HeldOut


@pytest.mark.parametrize(("rows", "validation"), [(10, 2), (10, 5), (1003, 333), (17, 1), (99_999, 4321)])
def test_each_row_is_for_one_of_both(rows: int, validation: int) -> None:
    parted = HeldOut(rows, validation, 7)
    training = parted.training_rows(np.arange(parted.training))
    fresh = parted.validation_rows(np.arange(validation))
    assert (np.diff(training) > 0).all()
    assert sorted([*training, *fresh]) == list(range(rows))


def test_the_seed_decides() -> None:
    one, same, other = (HeldOut(1000, 200, seed).validation_rows(np.arange(200)) for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)
