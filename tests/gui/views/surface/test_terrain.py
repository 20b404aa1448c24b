"""The heat map, its bar, and what is read off it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from engine.geometry.plane import own_plane
from engine.geometry.surface import Surface
from gui.look.theme import DARK
from gui.views.surface.color_bar import ColorBar, _spaced
from gui.views.surface.heat import colour_table
from gui.views.surface.picture import _height_text
from gui.views.surface.terrain import Levels, _image
from tests.gui.conftest import pixels


def on_grid(function: object) -> Surface:
    x, y = np.linspace(-1.0, 2.0, 31), np.linspace(-2.0, 1.5, 24)
    across, up = np.meshgrid(x, y)
    return Surface(own_plane(), x, y, function(across, up))  # type: ignore[operator]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_where_there_is_no_loss_there_is_no_colour(bad: float) -> None:
    """Else it would look like a hill."""
    surface = on_grid(lambda x, y: np.where(x < 0, bad, x + y + 4))
    table = colour_table(DARK, "viridis")
    image, heights = _image(surface, Levels.of(surface), table), Levels.of(surface)
    for (row, column), loss in np.ndenumerate(surface.values):
        pixel = image.pixelColor(column, len(surface.y) - 1 - row)
        assert pixel.alpha() == (255 if np.isfinite(loss) else 0)
        if np.isfinite(loss):
            assert pixel.getRgb()[:3] == tuple(table[int(heights.share(loss) * 255)])


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_the_bar_says_what_has_no_colour(bad: float, qtbot: QtBot) -> None:
    bar = ColorBar()
    qtbot.addWidget(bar)
    bar.resize(bar.sizeHint().width(), 90)
    lowest_colour = colour_table(DARK, "viridis")[0]
    found = []
    for limit in (-2.0, 0.0, 3.0):  # nowhere, on a third, everywhere
        surface = on_grid(lambda x, y, limit=limit: np.where(x < limit, bad, x + y + 4))
        bar.show_heights(Levels.of(surface), "viridis")
        image = pixels(bar)
        colours = np.array([image.pixelColor(7, y).getRgb()[:3] for y in range(image.height())])
        (rows,) = np.nonzero((np.abs(colours - lowest_colour) <= 4).all(axis=1))
        found.append((bool(bar.toolTip()), rows[-1] if len(rows) else None))
    (whole, bottom), (third, raised), (nothing, missing) = found
    assert (whole, third, nothing) == (False, True, True)
    assert bottom is not None
    assert raised is not None
    assert raised <= bottom - 14  # there stands what says so
    assert missing is None


def test_pointing_at_what_is_not_finite_says_so() -> None:
    surface = on_grid(lambda x, y: np.where(x < 0, np.nan, x + y + 4))
    assert _height_text(surface, -0.5, 0.0) == "not finite"
    assert _height_text(surface, 1.0, 0.5) == "5.500"
    assert _height_text(surface, 5.0, 0.0) == "–"  # outside, nothing is known


@pytest.mark.parametrize("top", [2.0, 14.8, 148.3, 3e3, 1e9])
@pytest.mark.parametrize("height", [48, 100, 400])
def test_the_bar_has_two_numbers_at_least_and_none_on_another(top: float, height: int) -> None:
    heights = Levels.of(on_grid(lambda x, y: 0.6 + (top - 0.6) * (x - x.min() + y - y.min()) ** 2 / (np.ptp(x) + np.ptp(y)) ** 2))
    ys = [y for _, y in _spaced(heights, QRectF(0, 8, 14, height), 15.0)]
    assert len(ys) >= 2 and all(8 <= y <= 8 + height for y in ys) and min(-np.diff(ys)) >= 15
