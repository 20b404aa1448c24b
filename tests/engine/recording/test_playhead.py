"""The playhead: one update forwards, one back, on every clock, against a merge of all times by brute force."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.recording.clock import CLOCKS, Clock
from engine.recording.lane import LaneStatus
from engine.recording.playhead import FASTEST, Playhead
from tests.engine.recording.made import Made, comparison, made

every_clock = pytest.mark.parametrize("clock", CLOCKS)
COMPARISONS: dict[str, list[Made]] = {
    "full, mini and stochastic": comparison(20, [20, 6, 1], 3),
    "a remainder of one": comparison(7, [7, 3, 2], 4),
    "remainder dropped": comparison(10, [10, 4, 3], 3, drop_last=True),
    "one lane": comparison(5, [2], 2),
    "twice the same": comparison(9, [2, 2], 2),
    "one that ended early": [made(12, 1, 7), made(12, 5, 9, number=1), made(12, 12, 3, number=2)],
    "one that never began": [made(12, 1, 0), made(12, 5, 9, number=1)],
}
every_comparison = pytest.mark.parametrize("lanes", COMPARISONS.values(), ids=COMPARISONS.keys())


def playhead_on(lanes: Sequence[Made], clock: Clock = "updates") -> Playhead:
    playhead = Playhead()
    playhead.attach([one.lane for one in lanes])
    playhead.clock = clock
    return playhead


def merged(lanes: Sequence[Made], clock: Clock) -> list[float]:
    """Every time at which any lane makes an update, and the start."""
    return sorted({time for one in lanes for time in one.times[clock]})


def rows(lanes: Sequence[Made], clock: Clock, position: float) -> tuple[int, ...]:
    return tuple(one.row(clock, position) for one in lanes)


def busiest(lanes: Sequence[Made]) -> Made:
    return max(lanes, key=lambda one: (len(one.lane.batches(0)), one.lane.updates))


@every_clock
@every_comparison
def test_a_step_goes_to_the_very_next_update_of_any_lane(lanes: list[Made], clock: Clock) -> None:
    playhead = playhead_on(lanes, clock)
    for time in merged(lanes, clock)[1:]:
        playhead.step()
        assert playhead.position == time
        assert playhead.rows() == rows(lanes, clock, time)
    playhead.step()
    assert playhead.position == merged(lanes, clock)[-1]


@every_clock
@every_comparison
def test_steps_back_come_through_the_same_positions(lanes: list[Made], clock: Clock) -> None:
    playhead = playhead_on(lanes, clock)
    playhead.position = merged(lanes, clock)[-1]
    for time in merged(lanes, clock)[-2::-1]:
        playhead.step_back()
        assert playhead.position == time
        assert playhead.rows() == rows(lanes, clock, time)
    playhead.step_back()
    assert playhead.position == 0


@every_clock
@every_comparison
@settings(max_examples=25)
@given(where=st.floats(0, 1), count=st.integers(0, 40))
def test_as_many_steps_back_as_forwards_lead_to_the_same_rows(lanes: list[Made], clock: Clock, where: float, count: int) -> None:
    playhead = playhead_on(lanes, clock)
    moments = merged(lanes, clock)
    playhead.seek(where * moments[-1])
    count = min(count, len(moments) - 1 - bisect.bisect_right(moments, playhead.position) + 1)  # no further than the end
    position, at = playhead.position, playhead.rows()
    passed = []
    for _ in range(count):
        passed.append((playhead.position, playhead.rows()))
        playhead.step()
    for before in reversed(passed):
        playhead.step_back()
        assert (playhead.position, playhead.rows()) == before
    assert (playhead.position, playhead.rows()) == (position, at)


@every_clock
@every_comparison
@settings(max_examples=25)
@given(where=st.floats(-0.2, 1.3))
def test_seeking_lands_on_the_last_update_at_or_before(lanes: list[Made], clock: Clock, where: float) -> None:
    playhead = playhead_on(lanes, clock)
    moments = merged(lanes, clock)
    wanted = where * moments[-1]
    playhead.seek(wanted)
    assert playhead.position == max([time for time in moments if time <= wanted], default=0.0)
    assert playhead.rows() == rows(lanes, clock, playhead.position)


@every_clock
@every_comparison
@settings(max_examples=25)
@given(where=st.floats(0, 1))
def test_rows_between_updates_are_those_passed_last(lanes: list[Made], clock: Clock, where: float) -> None:
    playhead = playhead_on(lanes, clock)
    playhead.position = where * merged(lanes, clock)[-1]
    assert playhead.rows() == rows(lanes, clock, playhead.position)


@every_clock
def test_rows_of_other_lanes_can_be_asked_for(clock: Clock) -> None:
    """For example of the lanes whose landscape is still on the screen."""
    shown, others = COMPARISONS["a remainder of one"], COMPARISONS["full, mini and stochastic"]
    playhead = playhead_on(shown, clock)
    for time in merged(shown, clock):
        playhead.position = time
        assert playhead.rows([one.lane for one in others]) == rows(others, clock, time)


@pytest.mark.parametrize("new", CLOCKS)
@pytest.mark.parametrize("old", CLOCKS)
@every_comparison
def test_another_clock_keeps_the_row_of_the_busiest_lane(lanes: list[Made], old: Clock, new: Clock) -> None:
    one = busiest(lanes)
    for row, time in enumerate(one.times[old][:-1]):
        playhead = playhead_on(lanes, old)
        playhead.position = time
        playhead.set_clock(new)
        assert playhead.clock == new
        assert one.row(new, playhead.position) == row


@pytest.mark.parametrize("new", CLOCKS)
@pytest.mark.parametrize("old", CLOCKS)
@every_comparison
def test_at_the_end_another_clock_stays_at_the_end(lanes: list[Made], old: Clock, new: Clock) -> None:
    playhead = playhead_on(lanes, old)
    playhead.seek(1e9)
    assert playhead.is_at_end
    playhead.set_clock(new)
    assert playhead.is_at_end
    assert playhead.rows() == tuple(one.lane.updates for one in lanes)


def beginnings(one: Made, clock: Clock) -> list[float]:
    """When each epoch of a lane begins; the end of the last one counts, too."""
    return one.times[clock][:: len(one.lane.batches(0))]


JUMPING = [name for name in COMPARISONS if not name.startswith("one that")]


@every_clock
@pytest.mark.parametrize("name", JUMPING)
def test_jumps_forwards_go_to_the_next_beginning_of_an_epoch(name: str, clock: Clock) -> None:
    lanes = COMPARISONS[name]
    one = busiest(lanes)
    starts = beginnings(one, clock)
    for time in one.times[clock][:-1]:
        playhead = playhead_on(lanes, clock)
        playhead.position = time
        playhead.jump_epochs(1)
        assert playhead.position == min(start for start in starts if start > time)


@every_clock
@pytest.mark.parametrize("name", JUMPING)
def test_jumps_backwards_go_to_the_beginning_of_an_epoch_before(name: str, clock: Clock) -> None:
    lanes = COMPARISONS[name]
    one = busiest(lanes)
    starts = beginnings(one, clock)
    for time in one.times[clock][1:]:
        playhead = playhead_on(lanes, clock)
        playhead.position = time
        playhead.jump_epochs(-1)
        assert playhead.position == max(start for start in starts if start < time)


@every_clock
@pytest.mark.parametrize("count", [1, -1])
@pytest.mark.parametrize("name", JUMPING)
def test_jumps_lead_from_end_to_end_and_stay_there(name: str, count: int, clock: Clock) -> None:
    lanes = COMPARISONS[name]
    playhead = playhead_on(lanes, clock)
    playhead.position = 0.0 if count > 0 else busiest(lanes).times[clock][-1]
    for _ in range(len(beginnings(busiest(lanes), clock)) + 2):
        playhead.jump_epochs(count)
    assert playhead.rows()[lanes.index(busiest(lanes))] == (busiest(lanes).lane.updates if count > 0 else 0)


def test_epochs_are_counted_right_after_a_very_long_run() -> None:
    lanes = [made(3, 1, 3_000)]
    playhead = playhead_on(lanes, "epochs")
    playhead.seek(990.0)
    playhead.jump_epochs(1)
    assert playhead.position == 991.0


# playing


@every_clock
@pytest.mark.parametrize("speed", [1.0, 7.0, 25.0])
def test_the_speed_is_in_updates_a_second_of_the_busiest_lane(clock: Clock, speed: float) -> None:
    lanes = comparison(100, [100, 10, 1], 1)
    playhead = playhead_on(lanes, clock)
    playhead.speed = speed
    playhead.play()
    for _ in range(30):
        playhead.advance(0.1)
    slack = 1 if clock != "seconds" else 3  # there, updates are not equally long
    assert playhead.rows()[2] == pytest.approx(3 * speed, abs=slack)


def test_the_fastest_speed_goes_to_the_end_at_once() -> None:
    playhead = playhead_on(comparison(100, [10, 1], 2))
    playhead.speed = FASTEST
    playhead.play()
    playhead.advance(1e-9)
    assert playhead.rows() == (20, 200)


def test_standing_still_time_does_not_move_it() -> None:
    playhead = playhead_on(comparison(10, [1], 2))
    playhead.seek(5)
    playhead.advance(10.0)
    assert playhead.position == 5


@every_clock
def test_it_stops_at_the_end(clock: Clock) -> None:
    lanes = comparison(10, [5, 1], 2)
    playhead = playhead_on(lanes, clock)
    playhead.play()
    playhead.advance(1000.0)
    assert playhead.position == merged(lanes, clock)[-1]
    assert not playhead.is_playing
    assert playhead.is_at_end


@every_clock
def test_in_a_loop_the_end_is_followed_by_the_start(clock: Clock) -> None:
    playhead = playhead_on(comparison(10, [5, 1], 2), clock)
    playhead.loops = True
    playhead.play()
    seen = []
    for _ in range(100):
        playhead.advance(0.05)  # three updates
        seen.append(playhead.rows()[1])
    assert playhead.is_playing
    turns = [i for i, (a, b) in enumerate(pairwise(seen)) if b < a]
    assert len(turns) >= 10
    assert all(seen[i + 1] == 0 for i in turns)


@every_clock
def test_a_pass_of_a_loop_at_the_greatest_speed_can_be_seen(clock: Clock) -> None:
    playhead = playhead_on(comparison(1000, [50, 1], 20), clock)
    playhead.loops, playhead.speed = True, FASTEST
    playhead.play()
    shares = []
    for _ in range(120):  # frames of two seconds
        playhead.advance(1 / 60)
        shares.append(playhead.position / playhead.recorded)
    steps = np.diff(shares)
    assert steps.max() == pytest.approx(1 / 20, abs=0.01)  # a third of a second
    assert 5 <= (steps < 0).sum() <= 6 and set(np.array(shares)[1:][steps < 0]) == {0.0}
    playhead.loops = False
    playhead.advance(1 / 60)
    assert playhead.is_at_end and not playhead.is_playing  # without a loop, at once


@every_clock
def test_in_reverse_it_goes_back_to_the_start_and_stops(clock: Clock) -> None:
    playhead = playhead_on(comparison(10, [5, 1], 2), clock)
    playhead.seek(1e9)
    playhead.direction = -1
    playhead.play()
    seen = [playhead.rows()]
    while playhead.is_playing:
        playhead.advance(0.02)
        seen.append(playhead.rows())
    assert seen == sorted(seen, reverse=True)
    assert playhead.position == 0
    assert len(set(seen)) > 10


def test_play_begins_again_from_the_end_only_forwards() -> None:
    playhead = playhead_on(comparison(10, [1], 2))
    playhead.seek(1e9)
    playhead.play()
    assert playhead.position == 0
    playhead.seek(7)
    playhead.play()
    assert playhead.position == 7


def test_pause_stands_on_the_last_update_that_was_passed() -> None:
    lanes = comparison(10, [3, 1], 2)
    playhead = playhead_on(lanes, "seconds")
    playhead.play()
    playhead.advance(0.09)
    at = playhead.rows()
    assert playhead.position not in merged(lanes, "seconds")
    playhead.pause()
    assert not playhead.is_playing
    assert playhead.position in merged(lanes, "seconds")
    assert playhead.rows() == at


@pytest.mark.parametrize("move", [lambda p: p.step(), lambda p: p.step_back(), lambda p: p.pause()])
def test_a_step_pauses(move: Any) -> None:
    playhead = playhead_on(comparison(10, [1], 2))
    playhead.play()
    playhead.advance(0.1)
    move(playhead)
    assert not playhead.is_playing


# while lanes still grow


def growing() -> list[Made]:
    lanes = [made(10, 10, 0), made(10, 1, 0, number=1), made(10, 5, 0, number=2)]
    for one in lanes:
        one.lane.status = LaneStatus("training")
    lanes[0].extend(4)  # 4 epochs
    lanes[1].extend(25, seed=1)  # 2.5 epochs
    lanes[2].extend(6, seed=2)  # 3 epochs
    return lanes


@every_clock
def test_it_goes_no_further_than_every_lane_in_training_has_been(clock: Clock) -> None:
    lanes = growing()
    playhead = playhead_on(lanes, clock)
    playhead.speed = FASTEST
    playhead.play()
    playhead.advance(1.0)
    assert playhead.position == playhead.limit == min(one.times[clock][-1] for one in lanes)
    assert playhead.recorded == max(one.times[clock][-1] for one in lanes)
    assert playhead.is_playing
    assert not playhead.is_at_end


def test_a_lane_that_is_over_holds_nobody_back() -> None:
    lanes = growing()
    playhead = playhead_on(lanes, "epochs")
    lanes[1].end()
    assert playhead.limit == 3.0
    lanes[2].end()
    assert playhead.limit == 4.0
    lanes[0].end()
    assert playhead.limit == playhead.recorded == 4.0


def test_it_goes_on_when_more_is_recorded() -> None:
    lanes = growing()
    playhead = playhead_on(lanes, "epochs")
    playhead.speed = FASTEST
    playhead.play()
    playhead.advance(0.1)
    assert playhead.position == 2.5
    lanes[1].extend(3, seed=1)
    playhead.advance(0.1)
    assert playhead.position == 2.8
    for one in lanes:
        one.end()
    playhead.advance(0.1)
    assert playhead.position == 4.0
    assert not playhead.is_playing


def test_following_it_stays_at_the_newest_update_until_all_is_over() -> None:
    lanes = growing()
    playhead = playhead_on(lanes, "epochs")
    playhead.follow()
    assert playhead.position == 2.5
    assert playhead.follows
    lanes[1].extend(4, seed=1)
    playhead.advance(0.0)
    assert playhead.position == 2.9
    for one in lanes:
        one.end()
    playhead.advance(0.0)
    assert playhead.position == 4.0
    assert not playhead.is_playing


@pytest.mark.parametrize("move", [lambda p: p.step(), lambda p: p.step_back(), lambda p: p.pause(), lambda p: p.seek(1.0)])
def test_whoever_moves_it_by_hand_ends_following(move: Any) -> None:
    playhead = playhead_on(growing(), "epochs")
    playhead.follow()
    move(playhead)
    assert not playhead.follows


def test_new_lanes_keep_the_position_and_it_waits_for_them_there() -> None:
    playhead = playhead_on(comparison(10, [10, 1], 4), "epochs")
    playhead.seek(2.7)
    fresh = [made(10, 1, 0), made(10, 10, 0, number=1)]
    for one in fresh:
        one.lane.status = LaneStatus("training")
    playhead.attach([one.lane for one in fresh])
    playhead.play()
    playhead.advance(0.1)
    assert playhead.position == 2.7
    assert playhead.rows() == (0, 0)
    fresh[0].extend(26)
    fresh[1].extend(2)
    playhead.advance(0.1)
    assert playhead.position == 2.7
    assert playhead.rows() == (26, 2)


def test_when_new_lanes_end_before_the_position_it_goes_to_their_end() -> None:
    playhead = playhead_on(comparison(10, [10, 1], 4), "epochs")
    playhead.seek(1e9)
    playhead.attach([one.lane for one in comparison(10, [10, 1], 2)])
    playhead.advance(0.0)
    assert playhead.position == 2.0


def test_without_lanes_it_stands_at_the_start() -> None:
    playhead = Playhead()
    playhead.play()
    playhead.advance(1.0)
    for move in (playhead.step, playhead.step_back, playhead.pause, partial(playhead.seek, 3.0)):
        move()
        assert playhead.position == 0
    playhead.jump_epochs(1)
    playhead.set_clock("seconds")
    assert (playhead.position, playhead.limit, playhead.recorded, playhead.rows()) == (0, 0, 0, ())
