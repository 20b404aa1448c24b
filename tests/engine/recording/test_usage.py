"""How often each sample was used, against counting in all batches."""

from __future__ import annotations

import numpy as np
import pytest

from engine.experiment import Lane
from engine.experiment.shuffles import SHUFFLES
from engine.recording import usage
from engine.recording.lane import LaneRecording


@pytest.mark.parametrize("drop_last", [False, True])
@pytest.mark.parametrize("growth", [1.0, 3.0])
@pytest.mark.parametrize("shuffle", SHUFFLES)
def test_samples_are_counted_as_in_all_batches(shuffle: str, growth: float, drop_last: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usage, "_AT_ONCE", 70)  # two epochs together
    raw = {"name": "a", "batch_size": 4, "drop_last": drop_last, "shuffle": shuffle, "batch_growth": growth, "batch_growth_every": 2}
    lane = LaneRecording(Lane.model_validate(raw | {"optimizer": {"lr": 1.0}}), 30, 5, np.zeros((1, 1)), planned=None)
    counted = [np.zeros(30, np.int64)]
    for batch in (batch for epoch in range(9) for batch in lane.batches(epoch)):
        counted.append(counted[-1] + np.bincount(batch, minlength=30))
    for update in (0, 1, 5, len(counted) - 1, len(counted) // 2, len(counted) - 2, 3):  # forwards and backwards
        assert np.array_equal(lane.times_used(update), counted[update])
        assert lane.least_and_most_used(update) == (counted[update].min(), counted[update].max())


def test_what_would_take_long_is_not_counted_for_a_frame() -> None:
    def lane(shuffle: str) -> LaneRecording:
        raw = {"name": "a", "batch_size": 1, "shuffle": shuffle, "optimizer": {"lr": 1.0}}
        return LaneRecording(Lane.model_validate(raw), 100_000, 5, np.zeros((1, 1)), planned=None)

    assert lane("with-replacement").least_and_most_used(10_000_001) is None
    assert lane("every-epoch").least_and_most_used(10_000_001) == (100, 101)
