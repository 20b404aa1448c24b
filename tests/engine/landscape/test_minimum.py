"""The lowest point of a surface against closed forms and scipy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize

from engine.geometry.plane import own_plane
from engine.geometry.surface import Surface
from engine.landscape.minimum import Lowest, looked_closer, lowest

Function = Callable[[Any, Any], Any]


def on_grid(function: Function, reach: float = 1.0) -> Surface:
    x, y = np.linspace(-1.0, 2.0, 31) * reach, np.linspace(-2.0, 1.5, 24) * reach
    across, up = np.meshgrid(x, y)
    return Surface(own_plane(), x, y, function(across, up))


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


# measured


def measured(function: Function, reach: float = 1.0) -> Lowest:
    surface = on_grid(function, reach)
    first = lowest(surface)
    assert first is not None
    *_, last = looked_closer(first, surface, lambda places: function(*places.T))
    return last


def ravine(x: Any, y: Any) -> Any:
    return (1 - x) ** 2 + 20 * (y - x**2) ** 2 + 0.3


def hump(x: Any, y: Any) -> Any:
    return np.cosh(x - 0.3) + np.abs(y + 0.4) ** 1.5 + 0.2 * x * y


@pytest.mark.parametrize("function", [ravine, hump])
def test_measured_it_is_where_scipy_finds_it(function: Function) -> None:
    found = measured(function)
    expected = minimize(
        lambda at: function(*at), [found.x + 0.05, found.y - 0.05], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-13}
    )
    assert found.loss == pytest.approx(expected.fun, rel=1e-6)
    assert found[:2] == pytest.approx(expected.x, abs=1e-3)
    assert found.loss == pytest.approx(function(found.x, found.y), rel=1e-12)


def test_seen_from_far_away_it_is_not_said_to_be_zero() -> None:
    """On a coarse grid, 0.8 is nothing beside the heights around it."""
    far = 1e4

    def bowl(x: Any, y: Any) -> Any:
        return (x - 0.234) ** 2 + 3 * (y + 0.777) ** 2 + 0.8

    rough = lowest(on_grid(bowl, far))
    assert rough is not None
    assert rough.loss == 0.0
    assert measured(bowl, far).loss == pytest.approx(0.8, abs=0.01)


def test_what_cannot_be_told_from_zero_is_zero() -> None:
    assert measured(lambda x, y: (x - 0.234) ** 2 + (y + 0.777) ** 2).loss == 0.0


def test_beside_a_pole_the_guess_stays() -> None:
    surface = on_grid(lambda x, y: 1 / (x - 0.05001) + y**2)
    first = lowest(surface)
    assert first is not None
    *_, last = looked_closer(first, surface, lambda places: 1 / (places[:, 0] - 0.05001) + places[:, 1] ** 2)
    assert last == first


def test_it_stays_on_the_surface() -> None:
    surface = on_grid(ravine)  # whose valley leads out of this one
    inside = Surface(surface.plane, surface.x[:16], surface.y[:14], surface.values[:14, :16])
    first = Lowest(0.2, -0.1, ravine(0.2, -0.1), False)
    found = list(looked_closer(first, inside, lambda places: ravine(*places.T)))
    assert found[-1].y == pytest.approx(inside.y[-1], abs=0.01)  # as far as it goes
    assert all(low.x <= inside.x[-1] and low.y <= inside.y[-1] for low in found)


def test_where_nothing_is_finite_it_stays() -> None:
    surface = on_grid(lambda x, y: x**2 + y**2)
    first = lowest(surface)
    assert first is not None
    assert not list(looked_closer(first, surface, lambda places: np.full(len(places), np.nan)))
