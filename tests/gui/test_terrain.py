"""The lowest point of a surface against closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from engine.landscape.plane import own_plane
from engine.landscape.surface import Surface
from gui.theme import DARK
from gui.views.heat import colour_table
from gui.views.terrain import Heights, _image, lowest


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
