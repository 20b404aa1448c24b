"""The lowest point of a surface against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from engine.landscape.plane import own_plane
from engine.landscape.surface import Surface
from gui.theme import DARK
from gui.views.colour_bar import ColourBar
from gui.views.heat import colour_table
from gui.views.picture import _height_text
from gui.views.terrain import Heights, _image, lowest

from .conftest import pixels


def on_grid(function: object) -> Surface:
    x, y = np.linspace(-1.0, 2.0, 31), np.linspace(-2.0, 1.5, 24)
    across, up = np.meshgrid(x, y)
    return Surface(own_plane(), x, y, function(across, up))  # type: ignore[operator]


@pytest.mark.parametrize("tilt", [0.0, 2.2, -2.4])
def test_between_the_grid_lines_it_is_that_of_the_quadratic_also_in_an_oblique_valley(tilt: float) -> None:
    found = lowest(on_grid(lambda x, y: 3 * (x - 0.234) ** 2 + 0.5 * (y + 0.777) ** 2 + tilt * (x - 0.234) * (y + 0.777) + 0.625))
    assert found is not None
    assert found[:3] == pytest.approx((0.234, -0.777, 0.625))
    assert found.is_minimum


def test_zero_is_said_as_zero() -> None:
    found = lowest(on_grid(lambda x, y: (x - 0.234) ** 2 + (y + 0.777) ** 2))
    assert found is not None
    assert found.loss == 0.0


def test_beside_a_pole_there_is_no_minimum() -> None:
    found = lowest(on_grid(lambda x, y: 1 / (x - 0.05001) + y**2))
    assert found is None or not found.is_minimum


def test_at_an_edge_there_is_none() -> None:
    assert lowest(on_grid(lambda x, y: x + y**2)) is None


def test_what_is_not_finite_is_passed_over() -> None:
    found = lowest(on_grid(lambda x, y: np.where(x > 1.5, np.nan, (x - 0.5) ** 2 + y**2)))
    assert found is not None
    assert found[:3] == pytest.approx((0.5, 0.0, 0.0), abs=1e-9)


# the heat map


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_where_there_is_no_loss_there_is_no_colour(bad: float) -> None:
    """Else it would look like a hill."""
    surface = on_grid(lambda x, y: np.where(x < 0, bad, x + y + 4))
    table = colour_table(DARK, "viridis")
    image, heights = _image(surface, Heights.of(surface), table), Heights.of(surface)
    for (row, column), loss in np.ndenumerate(surface.values):
        pixel = image.pixelColor(column, len(surface.y) - 1 - row)
        assert pixel.alpha() == (255 if np.isfinite(loss) else 0)
        if np.isfinite(loss):
            assert pixel.getRgb()[:3] == tuple(table[int(heights.share(loss) * 255)])


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_the_bar_says_what_has_no_colour(bad: float, qtbot: QtBot) -> None:
    bar = ColourBar()
    qtbot.addWidget(bar)
    bar.resize(bar.sizeHint())
    lowest_colour = colour_table(DARK, "viridis")[0]
    found = []
    for limit in (-2.0, 0.0, 3.0):  # nowhere, on a third, everywhere
        surface = on_grid(lambda x, y, limit=limit: np.where(x < limit, bad, x + y + 4))
        bar.show_heights(Heights.of(surface), "viridis")
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
