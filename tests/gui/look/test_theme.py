"""Light and dark, lanes that look the same wherever they are shown, and no text that is cut off."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from engine.comparison.recording import Recording
from engine.experiment import Experiment
from engine.recording.clock import CLOCKS
from gui.look.theme import DARK, LIGHT, Theme
from gui.views.losses import curves
from gui.views.surface import ball
from gui.views.surface.picture import Picture
from gui.views.surface.view import SurfaceView
from gui.widgets.elided import ElidedLabel
from gui.widgets.marker import MarkerLabel
from tests.gui.conftest import Launch, Pilot, count, pixels

WAITING = ("Loading PyTorch …", "Preparing …")
SIZES = ((1280, 800), (1920, 1080))


@pytest.mark.parametrize("how", ["key", "button"])
def test_toggling_the_theme_twice_gives_the_same_picture_again(pilot: Pilot, how: str) -> None:
    pilot.place(150)
    dark = pixels(pilot.window)
    pilot.do("theme", how)
    pilot.rest()
    light = pixels(pilot.window)
    assert light != dark and pilot.button("theme").icon_name == "moon"
    pilot.do("theme", how)
    pilot.rest()
    QApplication.processEvents()
    assert pixels(pilot.window) == dark and pilot.button("theme").icon_name == "sun"


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("arrangement", ["side", "together"])
def test_a_lane_has_its_colour_wherever_it_is_shown(pilot: Pilot, theme: Theme, arrangement: str) -> None:
    pilot.window.appearance.set_theme(theme)
    pilot.session.look(arrangement=arrangement)
    pilot.place(150)
    panels = pilot.losses.side if arrangement == "side" else [pilot.losses.together] * 3
    for lane, panel in enumerate(panels):
        color = theme.lanes[lane].color
        header = panel.headers[lane if arrangement == "together" else 0]
        shown: dict[str, QWidget] = {"header": header, "curves": panel.plot, "surface": pilot.surface, "readout": pilot.readout}
        found = {name: count(pixels(widget), color) for name, widget in shown.items()}
        assert all(found[name] >= least for name, least in {"header": 150, "curves": 60, "surface": 100, "readout": 40}.items()), found
        if arrangement == "side":
            foreign = [style.color for style in theme.lanes[:3] if style.color != color]
            assert not any(count(pixels(widget), other) for widget in (header, panel.plot) for other in foreign)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_a_lane_has_its_marker_wherever_it_is_shown(pilot: Pilot, theme: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: dict[str, list[str]] = {"curves": [], "trails": []}
    for module, name in ((curves, "curves"), (ball, "trails")):
        path = module.marker_path

        def noted(kind: Any, size: float, path: Any = path, name: str = name) -> QPainterPath:
            drawn[name].append(kind)
            return path(kind, size)

        monkeypatch.setattr(module, "marker_path", noted)
    pilot.window.appearance.set_theme(theme)
    pilot.place(150)
    markers = [style.marker for style in theme.lanes[:3]]
    assert drawn["curves"][-3:] == markers
    assert drawn["trails"][-3:] == markers[::-1]  # the first lane's ball lies on top
    for part in (pilot.losses, pilot.readout, pilot.window.form):
        labels = [label for label in part.findChildren(MarkerLabel) if label.isVisible() and label.window() is pilot.window]
        assert {label.style_shown for label in labels} == set(theme.lanes[:3])
        assert [label.lane for label in labels][:3] == [0, 1, 2]


def test_both_themes_reach_every_part(pilot: Pilot) -> None:
    """No part keeps the ground of the theme before."""
    for theme, other in ((LIGHT, DARK), (DARK, LIGHT)):
        pilot.window.appearance.set_theme(theme)
        pilot.rest()
        picture = pixels(pilot.window)
        for color in (theme.background, theme.card, theme.raised, theme.line):
            assert count(picture, color) > 500, color
        for color in (other.background, other.card, other.line):
            assert count(picture, color) < 100, color  # a few edges of letters have it by chance


# text


def cut_off(root: QWidget) -> list[str]:
    """The visible labels whose text has not enough room; those that shorten themselves are free to."""
    found = []
    for label in root.findChildren(QLabel):
        if label.isVisible() and not isinstance(label, ElidedLabel):
            wants, has = label.sizeHint(), label.size()
            if wants.width() > has.width() or wants.height() > has.height():
                owner = type(label.parentWidget()).__name__
                found.append(f'{owner}: "{label.text()}" needs {wants.width()}×{wants.height()}, has {has.width()}×{has.height()}')
    return found


@pytest.fixture(scope="module")
def shadow() -> Recording:
    """One epoch of the article's experiment: long numbers, and a plane that is not exact."""
    from engine import train

    return train(Experiment.preset("article").with_changes({"budget.epochs": 1}))


@pytest.mark.parametrize("name", ["recorded", "shadow"])
def test_no_text_is_cut_off(launch: Launch, request: pytest.FixtureRequest, name: str) -> None:
    pilot = launch(request.getfixturevalue(name), ready=True)
    for size in SIZES:
        pilot.window.resize(*size)
        for arrangement in ("side", "together"):
            pilot.session.look(arrangement=arrangement)
            for clock in CLOCKS:
                pilot.session.look(clock=clock)
                for key in ("Home", "End", "Left"):
                    pilot.press(key)
                    pilot.rest()
                    assert cut_off(pilot.window) == [], f"{size}, {arrangement}, {clock}, after {key}"


@pytest.mark.parametrize("name", ["recorded", "shadow"])
def test_no_part_moves_when_figures_get_longer(launch: Launch, request: pytest.FixtureRequest, name: str) -> None:
    """Else the surface is computed into a new picture, and jumps, while it plays."""
    pilot = launch(request.getfixturevalue(name), ready=True)
    pilot.press("Home")
    parts = [pilot.surface.plot, pilot.surface.badge, pilot.readout, pilot.window.form, *(panel.plot for panel in pilot.losses.side)]
    seen = []
    for key in ("Home", "Right", "PgDown", "Left", "Left", "End"):
        pilot.press(key)
        pilot.rest()
        seen.append([part.geometry() for part in parts])
    assert seen.count(seen[0]) == len(seen)


def test_what_is_waited_for_is_not_cut_off(pilot: Pilot, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = pilot.frame
    for waiting in WAITING:
        frame = replace(seen, recording=None, landscape=None, rows=(), waiting=waiting)
        monkeypatch.setattr(pilot.session, "advance", lambda _, frame=frame: frame)  # should the clock tick
        pilot.window.show_frame(frame)
        pilot.window.show_figures(frame)
        QApplication.processEvents()
        assert waiting in pilot.texts()
        assert cut_off(pilot.window) == []


def test_the_surface_says_what_is_waited_for_now(pilot: Pilot, monkeypatch: pytest.MonkeyPatch) -> None:
    """It said to be loading what was long being compiled."""
    said, view = list[str](), SurfaceView()
    monkeypatch.setattr(Picture, "_paint_waiting", lambda picture, *_: said.append(picture._frame.waiting))
    view.resize(900, 400)
    view.show_experiment(pilot.session.experiment)
    view.show()
    for waiting in WAITING:
        view.show_frame(replace(pilot.frame, recording=None, landscape=None, rows=(), landscape_rows=(), probe=None, waiting=waiting))
        QApplication.processEvents()
        assert said[-1] == waiting
    view.close()


def test_long_positions_are_not_cut_off(pilot: Pilot) -> None:
    for clock, total in (("updates", 64_000.0), ("updates", 1_000_000.0), ("epochs", 200.0), ("seconds", 12.345)):
        pilot.window.show_figures(replace(pilot.frame, view=replace(pilot.frame.view, clock=clock), position=total, total=total))
        assert cut_off(pilot.window.transport) == [], (clock, total)


def test_a_diverged_lane_is_not_cut_off(launch: Launch) -> None:
    changes = {"lanes.full-batch.optimizer.lr": 100.0, "data.n": 40, "lanes.mini-batch.batch_size": 8}
    pilot = launch(Experiment.preset("two-parameter").with_changes(changes), ready=True)
    assert pilot.frame.lanes[0].status.state == "diverged"
    for arrangement in ("side", "together"):
        pilot.session.look(arrangement=arrangement)
        pilot.press("End")
        pilot.rest()
        assert cut_off(pilot.window) == [], arrangement


def test_extreme_figures_are_not_cut_off_and_move_nothing(pilot: Pilot) -> None:
    extremes = {"updates": 88_888, "samples_seen": 9_888_888, "seconds": 0.0888, "samples_per_second": 9.888e6, "grad_norm": 8.88e-3}
    before = pilot.readout.geometry(), pilot.window.form.geometry()
    for loss in (5.9e-114, 1.6e-29, 88_888.0, -0.00888, -8.8e-29, 8.8e300):
        frame = replace(pilot.frame)
        frame.__dict__["readings"] = tuple(
            reading._replace(**extremes, train_loss=loss, validation_loss=loss) for reading in pilot.frame.readings
        )  # kept there by `cached_property`
        pilot.window.show_figures(frame)
        QApplication.processEvents()
        assert cut_off(pilot.window) == [], loss
        assert (pilot.readout.geometry(), pilot.window.form.geometry()) == before
