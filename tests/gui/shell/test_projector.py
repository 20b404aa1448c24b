"""Projector mode: the views alone, large enough for the last row, with the keys of a remote, and back as it was."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFontInfo
from PySide6.QtWidgets import QLabel

from gui.look.theme import DARK, LIGHT, Theme, high_contrast, line_scale, text_scale
from gui.plotting.plot import Plot
from gui.shell.window import Window
from gui.views.surface.contours import label_font
from gui.widgets.elided import ElidedLabel
from tests.gui.conftest import Launch, Pilot, pixels
from tests.gui.test_fit import lost, many_lanes

SCREENS = ((1024, 768), (1920, 1080), (3840, 2160))


def project(pilot: Pilot, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Press F5 on a screen of a size."""
    monkeypatch.setattr(Window, "screen", lambda _: SimpleNamespace(size=lambda: QSize(*size)))
    pilot.press("F5")
    pilot.rest()
    pilot.window.resize(*size)
    pilot.rest()
    assert (pilot.window.width(), pilot.window.height()) == size


def text_sizes(pilot: Pilot) -> dict[str, float]:
    """The size in pixels of all fonts that are seen, by what is written in them."""
    fonts = {f"label {label.text()}": label.font() for label in pilot.window.findChildren(QLabel) if label.isVisible() and label.text()}
    for number, plot in enumerate(plot for plot in pilot.window.findChildren(Plot) if plot.isVisible()):
        for side in ("left", "bottom"):
            axis = plot.getPlotItem().getAxis(side)
            fonts |= {f"ticks {number} {side}": axis.style["tickFont"], f"title {number} {side}": axis.label.font()}
    fonts["contour lines"] = label_font()
    return {name: QFontInfo(font).pointSizeF() * pilot.window.logicalDpiY() / 72 for name, font in fonts.items()}


@pytest.mark.parametrize("size", SCREENS)
def test_the_smallest_text_is_a_fortieth_of_the_height(launch: Launch, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]) -> None:
    pilot = launch(many_lanes(3), ready=True)
    project(pilot, size, monkeypatch)
    sizes = text_sizes(pilot)
    assert len(sizes) > 15
    assert [(name, text) for name, text in sizes.items() if text < size[1] / 40] == []


@pytest.mark.parametrize("count", [3, 6])
def test_nothing_is_cut_off(launch: Launch, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    pilot = launch(many_lanes(count), ready=True)
    for size in SCREENS:
        project(pilot, size, monkeypatch)
        assert lost(pilot, least=5) == [], size
        labels = [label for label in pilot.window.findChildren(QLabel) if label.isVisible() and not isinstance(label, ElidedLabel)]
        assert [label.text() for label in labels if label.width() < label.sizeHint().width()] == []
        assert min(panel.plot.area.width() for panel in pilot.losses.side) >= 90
        assert min(panel.plot.area.height() for panel in pilot.losses.side) >= 80
        assert min(pilot.surface.plot.area.width(), pilot.surface.plot.area.height()) > 250
        pilot.press("Escape")
        pilot.rest()


def test_text_grows_by_1_6_and_lines_by_1_5(pilot: Pilot, monkeypatch: pytest.MonkeyPatch) -> None:
    project(pilot, (900, 600), monkeypatch)  # on a larger screen text grows more, so that it can be read
    assert (text_scale(), line_scale()) == (pytest.approx(1.6), pytest.approx(1.5))
    pilot.press("F5")
    assert (text_scale(), line_scale()) == (1.0, 1.0)


def test_only_the_views_and_one_line_are_seen(pilot: Pilot) -> None:
    pilot.place(150)
    pilot.press("F5")
    pilot.rest()
    window = pilot.window
    assert window.isFullScreen() and pilot.action("projector").isChecked()
    shown = [part for part in window._body.children() if getattr(part, "isVisible", lambda: False)()]
    assert shown == [window.workspace, window.projector.caption]
    assert not (window.menuBar().isVisible() or window.workspace.panel.isVisible() or pilot.surface.choices.isVisible())
    words = " ".join(label.text() for label in window.projector.caption.findChildren(QLabel))
    lanes = pilot.session.experiment.lanes
    for text in (pilot.session.experiment.title, "epoch 0.75 of 2", *(f"{lane.title} {lane.size(200)}" for lane in lanes)):
        assert text in words
    pilot.press("Escape")
    pilot.rest()
    assert not window.isFullScreen() and window.menuBar().isVisible() and window.workspace.panel.isVisible()
    assert window.toolbar.isVisible() and window.transport.isVisible() and not window.projector.caption.isVisible()
    assert pilot.surface.choices.isVisible() and not pilot.action("projector").isChecked()


def test_the_window_looks_as_before_afterwards(pilot: Pilot) -> None:
    pilot.place(150)
    pilot.window.complete()
    size, before = pilot.window.size(), pixels(pilot.window)
    pilot.press("F5")
    pilot.rest()
    pilot.press("Escape")
    pilot.window.resize(size)
    pilot.rest()
    pilot.window.complete()
    assert pixels(pilot.window) == before


def test_the_window_is_maximized_afterwards_if_it_was(pilot: Pilot) -> None:
    pilot.window.showMaximized()
    pilot.press("F5")
    pilot.press("F5")
    assert pilot.window.isMaximized() and not pilot.window.isFullScreen()


def test_a_remote_goes_through_the_epochs_and_blanks_the_screen(pilot: Pilot) -> None:
    pilot.press("F5")
    pilot.press("PgDown")
    assert pilot.session.playhead.position == 1.0
    pilot.press("PgUp")
    assert pilot.session.playhead.position == 0.0
    pilot.press("Right")
    assert pilot.session.playhead.position > 0.0
    pilot.press("B")
    image = pixels(pilot.window)
    assert {image.pixelColor(x, y).name() for x in (0, 300, image.width() - 1) for y in (0, 400, image.height() - 1)} == {"#000000"}
    assert pilot.session.playhead.direction == 1
    pilot.press("B")
    assert not pilot.window.projector.is_blank
    pilot.press("B")
    pilot.press("Escape")
    pilot.press("B")
    assert not pilot.window.projector.is_blank and pilot.session.playhead.direction == -1  # its other meaning


def test_a_panel_that_was_folded_stays_so(pilot: Pilot) -> None:
    pilot.press("F9")
    for _ in range(2):
        pilot.press("F5")
        assert not pilot.window.workspace.panel.isVisible()


def test_closing_in_projector_mode_opens_as_a_window_again(launch: Launch, tmp_path: Path) -> None:
    settings = tmp_path / "window.ini"
    first = launch(settings=settings)
    first.press("F5")
    first.window.close()
    second = launch(settings=settings)
    assert not second.window.isFullScreen() and second.window.menuBar().isVisible() and text_scale() == 1.0


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_the_contrast_is_higher(theme: Theme) -> None:
    for token, least in (("text", 17.0), ("text_secondary", 12.0)):
        plain, high = (contrast(getattr(each, token), each.card) for each in (theme, high_contrast(theme)))
        assert high > plain and high >= least


def contrast(text: str, ground: str) -> float:
    """The contrast ratio of WCAG 2."""

    def luminance(name: str) -> float:
        channels = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in QColor(name).getRgbF()[:3]]
        return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]

    dark, light = sorted((luminance(text), luminance(ground)))
    return (light + 0.05) / (dark + 0.05)
