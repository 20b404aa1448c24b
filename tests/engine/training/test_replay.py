"""What is computed again: it is compared with what was recorded, told where it differs, and ends where it diverges."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine import Recording
from engine.comparison.trainer import Trainer
from engine.training import replay
from engine.training.replay import ReplayError
from tests.engine.comparison.crafted import Arrays, packed, put_in, unpacked
from tests.engine.plain import STEPPERS, alone, quick, run_to_the_end

POSITIONS, STRIDE = "lanes/mini-batch/positions", 10
Changed = Callable[[Callable[[Arrays], Arrays]], Recording]


@pytest.fixture(params=STEPPERS)
def changed(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Changed:
    """Of a file that keeps every tenth position of 70, and is changed, the recording."""
    monkeypatch.setattr(replay, "_REPLAYED_AT_ONCE", 16)
    settings = {"stepper": request.param, "data.n": 70, "lanes.mini-batch.batch_size": 2, "lanes.*.optimizer.momentum": 0.5}
    made = run_to_the_end(Trainer(alone(quick("two-moons", settings), "mini-batch"), memory_budget=8 * 2 * 82 * 4))
    assert (made.lanes[0].history.stride, made.lanes[0].updates) == (STRIDE, 70)
    made.save(tmp_path / "run.tridescent")

    def change(by: Callable[[Arrays], Arrays]) -> Recording:
        (tmp_path / "run.tridescent").write_bytes(packed(by(unpacked((tmp_path / "run.tridescent").read_bytes()))))
        return Recording.load(tmp_path / "run.tridescent")

    return change


def every_weight(recording: Recording) -> np.ndarray:
    return np.concatenate(list(recording.walk(recording.lanes[0])))


def test_on_the_same_machine_nothing_differs(changed: Changed) -> None:
    recording = changed(dict)
    lane = recording.lanes[0]
    assert np.isnan(lane.replay_difference)
    every_weight(recording)
    assert lane.replay_difference == 0.0
    assert recording.replay_note == ""


@pytest.mark.parametrize("update", [11, 19])
def test_the_first_weights_computed_again_are_compared_with_the_next_kept_ones(changed: Changed, update: int) -> None:
    recording = changed(lambda arrays: put_in(POSITIONS, (2, 0, 0), arrays[POSITIONS][2, 0, 0] + 0.01)(arrays))
    lane = recording.lanes[0]
    lane.parameters(update)
    largest = np.abs(lane.parameters(20)).max()
    assert lane.replay_difference == pytest.approx(0.01 / largest, rel=1e-4)
    assert "mini-batch" in str(recording.replay_note)
    assert recording.made_by in str(recording.replay_note)


def test_a_path_goes_on_from_the_weights_that_were_kept(changed: Changed) -> None:
    whole = every_weight(changed(dict))
    recording = changed(lambda arrays: put_in(POSITIONS, (1, 0, 0), arrays[POSITIONS][1, 0, 0] + 0.5)(arrays))
    again = every_weight(recording)
    assert recording.replay_note
    assert np.array_equal(again[:11], whole[:11])  # computed again; the first piece ends at update 10
    assert not np.array_equal(again[11:21], whole[11:21])  # from the changed one
    assert np.array_equal(again[21:], whole[21:])
    assert np.array_equal(recording.lanes[0].parameters(10), recording.lanes[0].history.at(10)[0])


@pytest.mark.timeout(30)
def test_a_replay_that_diverges_ends(changed: Changed) -> None:
    recording = changed(put_in(POSITIONS, (1, 0), 3e38))
    with pytest.raises(ReplayError, match="update 11 of mini-batch is not finite"):
        recording.lanes[0].parameters(18)
    with pytest.raises(ReplayError, match="update 11 of mini-batch is not finite"):
        every_weight(recording)
