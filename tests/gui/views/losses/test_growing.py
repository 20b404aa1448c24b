"""Batches that grow: header, readout, epochs and ticks say what the lane does."""

from __future__ import annotations

from typing import Any

from gui.look.translation import tr
from gui.views.readout.view import ROWS
from tests.gui.conftest import Launch, Pilot, small

GROWING: dict[str, Any] = {  # 1, 1, 4 and 4 of 40 samples: 40, 40, 10 and 10 updates
    "lanes__stochastic__batch_growth": 4.0, "lanes__stochastic__batch_growth_every": 2, "lanes__full-batch__shuffle": "with-replacement",
}  # fmt: skip


def used(pilot: Pilot) -> list[str]:
    """The row of how often a sample was used."""
    row = [name for name, _, _ in ROWS].index("sample used")
    return [cells[row].text() for cells in pilot.readout._cells]


def test_a_lane_whose_batches_grow_is_told_as_it_is(launch: Launch) -> None:
    pilot = launch(small(**GROWING), ready=True)
    header = pilot.losses.side[2].headers[0]
    assert header._details[0].startswith("1 → 4 of 40 samples · 40 → 10 updates per epoch")
    pilot.press("End")
    pilot.rest()
    lanes = pilot.frame.lanes
    assert [lane.updates for lane in lanes] == [4, 20, 100]
    counts = lanes[0].times_used(4)
    assert used(pilot) == [f"{counts.min()}–{counts.max()}", "4", "4"]
    pilot.session.playback.jump_epoch(-1)
    pilot.rest()
    assert pilot.frame.rows == (3, 15, 90) and used(pilot)[1:] == ["3", "3"]
    pilot.session.playback.jump_epoch(-1)
    pilot.session.playback.jump_epoch(-1)
    pilot.session.playback.step(1)
    pilot.rest()
    assert pilot.frame.rows[2] == 41 and used(pilot)[2] == "1–2"
    assert tr("sample used") == "sample used"


def test_a_target_is_the_budget_and_those_that_miss_it_say_so(launch: Launch) -> None:
    pilot = launch(small(budget__target_loss=1.3, budget__target_within=30), ready=True)
    assert pilot.session.playhead.clock == "updates"
    pilot.press("End")
    pilot.rest()
    lanes = pilot.frame.lanes
    assert [lane.status.state for lane in lanes] == ["finished"] * 3
    missed = [index for index, lane in enumerate(lanes) if lane.reached_target_at is None]
    assert missed and len(missed) < 3
    for index, lane in enumerate(lanes):
        caption = pilot.losses.side[index].headers[0]._captions[0]
        assert caption == ("did not reach 1.3" if index in missed else "training loss")
        assert lane.updates <= 30
    assert pilot.frame.total == max(lane.updates for lane in lanes)
