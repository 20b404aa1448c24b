"""The lowest point of a surface against closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from engine.landscape.plane import own_plane
from engine.landscape.surface import Surface
from gui.views.terrain import lowest


def on_grid(function: object) -> Surface:
    x, y = np.linspace(-1.0, 2.0, 31), np.linspace(-2.0, 1.5, 24)
    across, up = np.meshgrid(x, y)
    return Surface(own_plane(), x, y, function(across, up))  # type: ignore[operator]


def test_between_the_grid_lines_it_is_that_of_the_parabola() -> None:
    found = lowest(on_grid(lambda x, y: 3 * (x - 0.234) ** 2 + 0.5 * (y + 0.777) ** 2 + 0.125))
    assert found == pytest.approx((0.234, -0.777, 0.125))


def test_at_an_edge_there_is_none() -> None:
    assert lowest(on_grid(lambda x, y: x + y**2)) is None


def test_what_is_not_finite_is_passed_over() -> None:
    found = lowest(on_grid(lambda x, y: np.where(x > 1.5, np.nan, (x - 0.5) ** 2 + y**2)))
    assert found == pytest.approx((0.5, 0.0, 0.0), abs=1e-9)
