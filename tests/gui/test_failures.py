"""What goes wrong is seen, with its reason, and whatever can go on does."""

from __future__ import annotations

import io
import math
import sys
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.exceptions import capture_exceptions

from engine.landscape.survey import Survey
from engine.recording.reading import reading
from engine.training.steppers.autograd import AutogradStepper
from gui.app.app import _telling
from gui.look.theme import DARK
from tests.gui.conftest import Launch, Pilot, count, pixels, small

MISSING = "cuda" if sys.platform == "darwin" else "mps"  # a device that no such machine has
PAINTED = [
    "gui.views.surface.color_bar.gradient_rect", "gui.views.losses.curves.CurvePainter.paint", "gui.views.surface.trails.Trail.paint",
    "gui.widgets.timeline.paint_knob", "gui.widgets.icon_button.paint_icon",
]  # fmt: skip
WILD = {"lanes__full-batch__optimizer__lr": 100.0, "budget__epochs": 12}
ASTRAY = {"lanes__stochastic__optimizer__lr": 0.7, "budget__epochs": 1}


@pytest.mark.qt_log_ignore("Painter ended with .* saved state")
@pytest.mark.parametrize("part", PAINTED)
def test_a_mistake_in_painting_is_told_and_does_not_end_the_program(part: str, launch: Launch, monkeypatch: pytest.MonkeyPatch) -> None:
    """A painter that still works when its widget has been painted lets Qt warn, which fails this test, and crash sooner or later."""
    pilot = launch(small(), ready=True)

    def fail(*arguments: Any, **named: Any) -> None:
        raise RuntimeError("a mistake")

    with capture_exceptions() as mistakes:
        monkeypatch.setattr(part, fail)
        for widget in (pilot.window, *pilot.window.findChildren(QWidget)):
            widget.update()
        QApplication.processEvents()
        monkeypatch.undo()
    assert mistakes and all(str(mistake[1]).endswith("a mistake") for mistake in mistakes)
    pilot.press("End")
    pilot.rest()
    assert count(pixels(pilot.surface), DARK.lanes[0].color) > 100


# a lane that diverges


def test_a_lane_that_has_gone_astray_says_since_when(launch: Launch) -> None:
    pilot = launch(small(**ASTRAY), ready=True)
    lane = pilot.frame.lanes[2]
    assert lane.status.state == "finished"
    pilot.press("End")
    pilot.rest()
    *others, header = (panel.headers[0] for panel in pilot.losses.side)
    assert header._caption.text() == f"astray since update {lane.path.astray_since}"
    assert "100 times that of the start" in header._caption.toolTip()
    assert DARK.danger in header._caption.styleSheet()
    assert [other._caption.text() for other in others] == ["training loss"] * 2


def test_a_diverging_lane_says_when_and_why_and_the_others_finish(launch: Launch) -> None:
    pilot = launch(small(**WILD), ready=True)
    full, mini, stochastic = pilot.frame.lanes
    assert full.status.state == "diverged" and 3 < full.diverged_at <= 12
    assert (mini.status.state, mini.updates, stochastic.status.state, stochastic.updates) == ("finished", 60, "finished", 480)
    pilot.press("End")
    pilot.rest()
    header, *others = (panel.headers[0] for panel in pilot.losses.side)
    assert header._caption.text() == f"diverged at update {full.diverged_at}"
    assert "learning rate 100 is above 2/λmax = " in header._caption.toolTip()
    assert DARK.danger in header._caption.styleSheet()
    assert [other._caption.text() for other in others] == ["training loss"] * 2
    assert [other._caption.toolTip() for other in others] == [""] * 2


@pytest.mark.parametrize(("scale", "arrangement"), [("log", "side"), ("linear", "together")])
def test_a_diverging_lane_does_not_flatten_the_others(launch: Launch, scale: str, arrangement: str) -> None:
    pilot = launch(small(**WILD), ready=True)
    pilot.session.look(scale=scale)
    pilot.session.look(arrangement=arrangement)
    pilot.press("End")
    pilot.rest()
    bottom, top = (pilot.losses.side[0] if arrangement == "side" else pilot.losses.together).plot.bounds[2:]
    losses = [float(loss) for lane in pilot.frame.lanes[1:] for loss in lane.evaluated()["train_loss"]]
    shown = [math.log10(loss) for loss in losses] if scale == "log" else losses
    assert bottom <= min(shown) and max(shown) <= top
    assert max(shown) - min(shown) > 0.4 * (top - bottom)
    surface, curves = pixels(pilot.surface), pixels(pilot.losses)
    for style in DARK.lanes[1:3]:
        assert count(surface, style.color) > 150 and count(curves, style.color) > 100
    assert reading(pilot.frame.lanes[0], pilot.frame.rows[0]).updates == pilot.frame.rows[0]


def test_the_picture_survives_every_place_of_a_diverging_lane(launch: Launch) -> None:
    pilot = launch(small(**WILD), ready=True)
    for key in ("Home", *["PgDown"] * 13):
        pilot.press(key)
        pilot.rest()
        picture = pixels(pilot.surface)
        assert all(count(picture, style.color) > 50 for style in DARK.lanes[1:3])
    assert pilot.frame.position == 12.0


def test_when_every_lane_diverges_the_window_still_rests(launch: Launch) -> None:
    pilot = launch(
        small(**{f"lanes__{name}__optimizer__lr": 1000.0 for name in ("full-batch", "mini-batch", "stochastic")}, budget__epochs=20)
    )
    pilot.ready()
    assert [lane.status.state for lane in pilot.frame.lanes] == ["diverged"] * 3
    assert not pixels(pilot.window).isNull() and not pilot.window.banner.isVisible()


# a lane that fails


def test_a_failing_lane_shows_its_traceback_and_the_others_finish(launch: Launch, monkeypatch: pytest.MonkeyPatch) -> None:
    run = AutogradStepper.run

    def fails_for_single_samples(self: AutogradStepper, batches: Any, *rest: Any) -> Any:
        if batches.starts[1] == 1:
            raise RuntimeError("boom")
        return run(self, batches, *rest)

    monkeypatch.setattr(AutogradStepper, "run", fails_for_single_samples)
    pilot = launch(small(stepper="autograd"), ready=True)
    pilot.press("End")
    pilot.rest()
    assert [lane.status.state for lane in pilot.frame.lanes] == ["finished", "finished", "failed"]
    caption = pilot.losses.side[2].headers[0]._caption
    assert caption.text() == "failed at update 1"
    tip = caption.toolTip()
    assert tip.startswith("RuntimeError: boom") and "Traceback" in tip and "fails_for_single_samples" in tip
    assert count(pixels(pilot.surface), DARK.lanes[0].color) > 150


# a run that fails


def test_a_run_that_fails_says_so_in_the_banner_and_the_old_picture_stays(launch: Launch) -> None:
    pilot = launch(ready=True)
    old = pilot.session.run.recording
    pilot.session.change({"device": MISSING})
    pilot.until(pilot.window.banner.isVisible)
    text = pilot.window.banner.text
    assert text.startswith(f'device: found "{MISSING}", allowed on this machine is auto') and text.count(".") == 1 and "\n" not in text
    pilot.rest()
    assert pilot.frame.recording is old
    pilot.session.change({"device": "cpu"})
    pilot.rest()
    assert pilot.frame.recording is pilot.session.run.recording is not old


def test_a_first_run_that_fails_says_so_and_the_window_rests(launch: Launch) -> None:
    pilot = launch(small(device=MISSING))
    pilot.until(pilot.window.banner.isVisible)
    assert pilot.window.banner.text.startswith("device: ")
    pilot.session.playback.pause()
    pilot.rest()


def test_an_unexpected_error_reaches_the_banner_with_details_to_copy(launch: Launch, monkeypatch: pytest.MonkeyPatch) -> None:
    pilot = launch(ready=True)

    def breaks(*_: object) -> None:
        raise ZeroDivisionError("no such thing")

    monkeypatch.setattr("engine.comparison.trainer.LaneTrainer", breaks)
    pilot.press("R")
    banner = pilot.window.banner
    pilot.until(banner.isVisible)
    assert banner.text == "ZeroDivisionError: no such thing"
    pilot.click(banner.findChild(QPushButton))
    assert "Traceback" in QApplication.clipboard().text() and "in breaks" in QApplication.clipboard().text()
    pilot.click(banner._close)
    assert not banner.isVisible()
    pilot.session.playback.pause()


def test_a_landscape_that_fails_is_told_and_the_window_rests(launch: Launch, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_: Survey) -> bool:
        raise ZeroDivisionError("no such surface")

    monkeypatch.setattr(Survey, "advance", breaks)
    pilot = launch()
    pilot.until(lambda: pilot.session.run.is_over and pilot.session.observers.surveyor.error)
    pilot.session.playback.pause()
    pilot.rest()
    assert "no such surface" in pilot.window.banner.text


@pytest.mark.parametrize("stderr", [None, io.TextIOWrapper(io.BufferedReader(io.BytesIO()))], ids=["none", "broken"])
def test_an_exception_reaches_the_banner_without_stderr_too(pilot: Pilot, monkeypatch: pytest.MonkeyPatch, stderr: Any) -> None:
    monkeypatch.setattr(sys, "stderr", stderr)
    error = LookupError("lost")
    _telling(pilot.window)(LookupError, error, None)
    monkeypatch.undo()
    assert pilot.window.banner.isVisible() and pilot.window.banner.text == "Something went wrong: LookupError: lost"


def test_an_exception_in_the_window_reaches_the_banner_and_stderr(pilot: Pilot, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise LookupError("lost")
    except LookupError as error:
        _telling(pilot.window)(LookupError, error, error.__traceback__)
    assert pilot.window.banner.isVisible() and pilot.window.banner.text == "Something went wrong: LookupError: lost"
    assert "Traceback" in capsys.readouterr().err
