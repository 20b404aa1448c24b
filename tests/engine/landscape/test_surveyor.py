"""The surveyor thread beside the engine thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from engine import Recording
from engine.comparison.runner import Runner
from engine.geometry.surface import Surface
from engine.landscape.survey import RESOLUTION
from engine.landscape.surveyor import Surveyor
from tests.engine.plain import STEPPERS, quick, until


@pytest.fixture
def surveyor() -> Iterator[Surveyor]:
    made = Surveyor()
    yield made
    made.close()
    assert made.error == ""


@pytest.fixture
def runner() -> Iterator[Runner]:
    made = Runner()
    yield made
    made.close()


def is_final(surveyor: Surveyor, recording: Recording) -> bool:
    """Whether the landscape is that of this recording, sharp, shows the whole paths, and its surface covers all of them."""
    shown = surveyor.landscape
    return (
        shown is not None
        and shown.recording is recording
        and shown.surface is not None
        and shown.surface.values.shape == RESOLUTION[::-1]
        and not surveyor.is_busy
        and all(lane.is_over for lane in recording.lanes)
        and all(len(path) == lane.updates // path.stride + 1 for path, lane in zip(shown.projections, recording.lanes, strict=True))
        and np.array_equal(np.abs(shown.plane.directions), np.abs(recording.plane.directions))  # either way round, as before
        and covers_all_paths(shown.surface, recording)
    )


def covers_all_paths(surface: Surface, recording: Recording) -> bool:
    signs = np.sign(np.einsum("ij,ij->i", surface.plane.directions, recording.plane.directions))
    x, y = (sign * np.concatenate([lane.column(axis) for lane in recording.lanes]) for sign, axis in zip(signs, "xy", strict=True))
    across, up = (x.min(), x.max()), (y.min(), y.max())
    return bool(surface.x[0] <= across[0] and across[1] <= surface.x[-1] and surface.y[0] <= up[0] and up[1] <= surface.y[-1])


@pytest.mark.parametrize("stepper", STEPPERS)
@pytest.mark.parametrize("name", ["two-parameter", "two-moons"])
def test_a_growing_run_gets_landscapes_and_in_the_end_one_that_covers_all_paths(
    surveyor: Surveyor, runner: Runner, name: str, stepper: str
) -> None:
    run = runner.submit(quick(name, {"budget.seconds": 3600.0, "stepper": stepper}))
    until(lambda: run.recording is not None)
    assert run.recording is not None
    surveyor.survey(run.recording)
    until(lambda: surveyor.landscape is not None)
    assert run.phase == "training"
    shown = surveyor.landscape
    assert shown is not None
    lengths = [len(path) for path in shown.projections]
    until(lambda: surveyor.landscape is not None and sum(len(path) for path in surveyor.landscape.projections) > 2 * sum(lengths))
    runner.cancel()
    until(lambda: is_final(surveyor, run.recording))  # type: ignore[arg-type]
    final = surveyor.landscape
    time.sleep(0.1)
    assert surveyor.landscape is final  # and that is the end of it


def test_the_old_landscape_stays_until_there_is_a_new_one(surveyor: Surveyor, recorded: Callable[[str], Recording]) -> None:
    first, second = recorded("two-parameter"), recorded("two-moons")
    surveyor.survey(first)
    until(lambda: is_final(surveyor, first))
    surveyor.survey(second)
    while surveyor.landscape is not None and surveyor.landscape.recording is first:
        assert surveyor.landscape.surface is not None
    until(lambda: is_final(surveyor, second))


def test_of_many_recordings_the_last_is_surveyed(surveyor: Surveyor, recorded: Callable[[str], Recording]) -> None:
    for name in ("article", "two-moons", "article", "two-parameter"):
        surveyor.survey(recorded(name))
    until(lambda: is_final(surveyor, recorded("two-parameter")))


def test_an_error_is_kept_and_the_thread_lives_on(recorded: Callable[[str], Recording], monkeypatch: pytest.MonkeyPatch) -> None:
    def burn(survey: object) -> bool:
        raise ZeroDivisionError("fire")

    surveyor = Surveyor()
    with monkeypatch.context() as patched:
        patched.setattr("engine.landscape.survey.Survey.advance", burn)
        surveyor.survey(recorded("two-parameter"))
        until(lambda: surveyor.error)
    assert "ZeroDivisionError: fire" in surveyor.error
    surveyor.survey(recorded("two-parameter"))
    until(lambda: is_final(surveyor, recorded("two-parameter")))
    surveyor.close()


@pytest.mark.parametrize("busy", [False, True])
def test_close_waits_until_the_thread_has_ended(recorded: Callable[[str], Recording], busy: bool) -> None:
    surveyor = Surveyor()
    if busy:
        surveyor.survey(recorded("article"))
    surveyor.close()
    assert not any(thread.name == "surveyor" for thread in threading.enumerate())
    surveyor.close()
