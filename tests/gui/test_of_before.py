"""Numbers of the run before never stand under the name of another one: they are greyed out, and say whose they are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel

from engine.kernels import availability as kernels
from gui.look.theme import DARK
from gui.widgets.veil import TEXT, Veil
from tests.gui.conftest import Launch, Pilot, count, pixels, small


def covered(pilot: Pilot) -> dict[str, bool]:
    """Which views are greyed out."""
    return {name: view.findChild(Veil).isVisible() for name, view in pilot.window.views.items()}


def said(pilot: Pilot) -> list[str]:
    return [label.text() for label in pilot.window.transport.findChildren(QLabel)]


def test_another_experiment_greys_out_what_is_shown_until_its_own_run_is_there(pilot: Pilot) -> None:
    pilot.session.playback.to_end()
    pilot.rest()
    color = DARK.lanes[0].color
    before = count(pixels(pilot.losses), color)
    pilot.session.runs.runner.pause()
    pilot.session.open(small(name="other"))
    pilot.until(lambda: pilot.frame.is_of_before)
    assert all(covered(pilot).values())
    assert before > 0 and count(pixels(pilot.losses), color) == 0
    pilot.until(lambda: TEXT in said(pilot))
    pilot.session.runs.runner.resume()
    pilot.until(lambda: pilot.frame.recording is pilot.session.run.recording and not pilot.frame.is_land_of_before)
    assert not any(covered(pilot).values())
    pilot.ready()
    assert TEXT not in said(pilot)
    assert not any(frame.is_of_before for frame in pilot.frames if frame.experiment.name == "other")


def test_a_change_greys_out_what_is_shown_only_when_it_is_late(pilot: Pilot) -> None:
    pilot.session.runs.runner.pause()
    pilot.session.change({"data.noise": 0.7})
    assert not pilot.session.frame().is_of_before
    pilot.until(lambda: pilot.frame.is_of_before)
    assert all(covered(pilot).values())
    pilot.session.change({"data.noise": 0.8})  # a hand that goes on makes it no younger
    assert pilot.session.frame().is_of_before
    pilot.session.runs.runner.resume()
    pilot.ready()
    assert not any(covered(pilot).values())


def test_a_run_that_failed_leaves_the_one_before_greyed_out(pilot: Pilot, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no memory")

    monkeypatch.setattr("engine.comparison.trainer.Trainer.__init__", fail)
    pilot.session.change({"data.noise": 0.7})
    pilot.until(lambda: pilot.session.run.phase == "failed")
    pilot.rest()
    assert pilot.frame.is_of_before and all(covered(pilot).values())


def test_only_the_surface_is_greyed_out_while_it_is_late(pilot: Pilot) -> None:
    pilot.window.show_frame(replace(pilot.frame, is_land_of_before=True))
    assert covered(pilot) == {"losses": False, "surface": True, "readout": False}


def test_what_is_waited_for_is_true(launch: Launch) -> None:
    pilot = launch()
    pilot.ready()
    session = pilot.session
    session.runs.runner.pause()
    session.reset()
    session.runs.shown = None
    assert session.frame().waiting == "Preparing …"
    session.runs.runner.has_loaded = False
    assert session.frame().waiting == "Loading PyTorch …"
    session.runs.runner.resume()


def test_the_readout_tells_of_kernels_that_are_compiled_and_when_they_are_ready(pilot: Pilot, monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[str] = []
    monkeypatch.setattr(pilot.readout, "_fit", lambda: texts.append(pilot.readout._wordings[0]))
    frame = pilot.frame
    for lane in frame.lanes:
        monkeypatch.setattr(lane, "stepper", "autograd")
        monkeypatch.setattr(lane, "agreement", float("nan"))
    pilot.window.show_figures(replace(frame, kernels="compiling kernels"))
    monkeypatch.setattr(frame.lanes[2], "autograd_updates", 30)
    pilot.window.show_figures(frame)
    monkeypatch.setattr(frame.lanes[2], "autograd_updates", 0)
    pilot.window.show_figures(frame)
    assert texts == ["autograd · compiling kernels", "autograd · kernels ready", "autograd"]


def test_the_picture_moves_on_until_the_kernels_are_there(pilot: Pilot, monkeypatch: pytest.MonkeyPatch) -> None:
    awaited = {"float32": "compiling kernels"}
    monkeypatch.setattr(kernels, "awaited", awaited)
    assert not pilot.session.awaits_kernels  # nobody has asked for them
    monkeypatch.setattr(kernels, "prepared", {"float32"})
    pilot.window.scheduler.wake()
    pilot.until(lambda: pilot.frame.kernels == "compiling kernels")
    assert pilot.window.scheduler.is_awake and not pilot.session.is_busy  # a picture that is saved need not wait
    awaited.clear()
    pilot.rest()
    assert pilot.frame.kernels == ""
