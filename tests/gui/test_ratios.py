"""Every picture shows the same scene on a screen of any ratio of device pixels to logical ones, only finer."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget

from gui.look.theme import LIGHT
from gui.plotting.plot import Plot
from tests.conftest import RATIOS
from tests.gui.conftest import Pilot, pixels

FINER = RATIOS[1:]


def on_screen(widget: QWidget, ratio: float) -> None:
    """Put a window on the screen of a ratio."""
    screen = next(screen for screen in QApplication.screens() if screen.devicePixelRatio() == ratio)
    widget.move(screen.geometry().topLeft())
    widget.setScreen(screen)
    QApplication.processEvents()
    assert widget.devicePixelRatioF() == ratio


def shades(image: QImage, size: QSize | None = None) -> NDArray[np.int16]:
    """Red, green and blue, [height, width, 3], at another size if one is given."""
    if size is not None:
        image = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., :3].astype(np.int16)


def means(shades: NDArray[np.int16]) -> NDArray[np.float64]:
    """Of squares of 12 × 12 pixels, in which letters may be a part of a pixel elsewhere: [rows, columns, 3]."""
    height, width = (length // 12 for length in shades.shape[:2])
    return shades[: 12 * height, : 12 * width].reshape(height, 12, width, 12, 3).mean(axis=(1, 3))


def farthest(one: QImage, other: QImage) -> float:
    """The largest difference between means of two pictures at the size of the first: a number that is elsewhere makes more than 30."""
    return float(np.abs(means(shades(one)) - means(shades(other, one.size()))).max())


@pytest.mark.parametrize("ratio", RATIOS)
def test_each_number_of_an_axis_stands_beside_its_line(program: QApplication, ratio: float) -> None:
    plot = Plot()
    plot.set_theme(LIGHT)
    plot.resize(421, 303)
    plot.set_range(0.0, 1.0, 0.0, 100.0)
    plot.show_grid(x=False, y=True)
    line = plot.add_layer(lambda painter, area: painter.fillRect(0, round(plot.point_of(0, 40).y()), 200, 1, QColor("#ff0000")))
    plot.show()
    on_screen(plot, ratio)
    line.update()
    QApplication.processEvents()
    image = shades(pixels(plot))
    assert (image.shape[1], image.shape[0]) == (plot.size().toSizeF() * ratio).toSize().toTuple()
    is_red = (image == (0, 0, 255)).all(axis=2)
    rows = np.flatnonzero(is_red.any(axis=1))
    grid = np.flatnonzero((image[:, round(300 * ratio)] != 255).any(axis=1))  # right of the red line
    assert len(grid) >= 4 and np.abs(grid - rows.mean()).min() <= ratio
    step = np.median(np.diff(grid[np.diff(grid, prepend=-9) > 2]))
    numbers = np.flatnonzero((image[:, : round(plot.area.left() * ratio) - 2] < 200).any(axis=(1, 2)))  # rows with ink
    groups = np.split(numbers, np.flatnonzero(np.diff(numbers) > 0.3 * step) + 1)
    middles = [group.mean() for group in groups if group[-1] < plot.area.bottom() * ratio + step / 4]
    assert len(middles) >= 4
    assert all(np.abs(grid - middle).min() < 2.5 * ratio for middle in middles)


@pytest.fixture
def still(pilot: Pilot) -> Pilot:
    """A window of a size that is no whole number of device pixels, in the middle of a run, at rest."""
    pilot.window.resize(1283, 797)
    pilot.place(150)
    return pilot


@pytest.mark.parametrize("look", ["side", "together", "apart"])
def test_the_window_shows_the_same_scene_at_every_ratio(still: Pilot, look: str) -> None:
    if look == "together":
        still.session.look(arrangement="together")
    elif look == "apart":
        still.do("small-multiples", "key")
    else:
        still.window.appearance.toggle_theme()
    pictures = {}
    for ratio in RATIOS:
        on_screen(still.window, ratio)
        still.window.scheduler.wake()
        still.rest()
        still.window.complete()
        pictures[ratio] = pixels(still.window)
        assert pictures[ratio].size() == (still.window.size().toSizeF() * ratio).toSize()
    assert all(farthest(pictures[1.0], pictures[ratio]) < 24 for ratio in FINER)


@pytest.mark.parametrize("ratio", FINER)
def test_no_edge_of_a_plot_is_left_unpainted(program: QApplication, ratio: float) -> None:
    ground = QWidget()
    ground.setStyleSheet("background: white")
    ground.resize(700, 300)
    for number in range(5):
        plot = Plot(ground)
        plot.set_theme(LIGHT)
        plot.setGeometry(5 + 135 * number, 3 + number, 121 + number, 101 + number)
    ground.show()
    on_screen(ground, ratio)
    assert shades(pixels(ground)).min() > 60  # only the ink of numbers is darker than a card, and none is black
