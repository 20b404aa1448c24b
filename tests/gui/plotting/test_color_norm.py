"""How losses become shares of the colours: against closed forms, both ways, and half of the ground in half of them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from engine.experiment.formula import parse
from engine.experiment.surfaces import SURFACES, NamedSurface
from engine.geometry.plane import own_plane
from engine.geometry.surface import Surface
from gui.look.numbers import short
from gui.look.surface_style import CONTOURS
from gui.plotting.color_norm import ColorNorm
from gui.views.surface.contours import lines_of
from gui.views.surface.terrain import Levels

RANDOM = np.random.default_rng(3)
WIDE = {
    "a pit with zero at its bottom": RANDOM.uniform(0, 20, 5001) ** 2,
    "the same, at zero exactly": np.append(RANDOM.uniform(0, 20, 5000) ** 2, 0.0),
    "most of it on the bottom": np.where(RANDOM.random(5001) < 0.9, 0.0, 8.0),
    "several sizes": np.exp(RANDOM.normal(0, 2, 5001)),
    "between one and ten": RANDOM.uniform(1, 10, 5001) ** 1.5,
}
wide = pytest.mark.parametrize("name", WIDE)


@wide
def test_shares_ascend_from_nought_to_one_and_lead_back(name: str) -> None:
    bend = ColorNorm.of(WIDE[name])
    losses = np.linspace(bend.low, bend.high, 300)
    shares = bend.share(losses)
    assert shares[0] == 0 and shares[-1] == pytest.approx(1) and (np.diff(shares) > 0).all()
    np.testing.assert_allclose(bend.loss(shares), losses, atol=1e-9 * bend.high)
    assert bend.share(np.array([bend.low - 1, bend.high + 1])) == pytest.approx([0, 1])


@pytest.mark.parametrize("name", ["a pit with zero at its bottom", "the same, at zero exactly"])
def test_half_of_the_ground_gets_half_of_the_colours(name: str) -> None:
    bend = ColorNorm.of(WIDE[name])
    assert not bend.is_even and (bend.share(WIDE[name]) < 0.5).mean() == pytest.approx(0.5, abs=0.01)


def test_where_the_lowest_loss_is_not_near_zero_it_is_the_logarithm() -> None:
    values = np.concatenate([np.full(900, 1.5), np.geomspace(1, 1000, 100)])
    bend = ColorNorm.of(values)
    np.testing.assert_allclose(bend.share(values), np.log(values) / np.log(1000), atol=1e-12)
    assert bend.ticks(3) == pytest.approx([1, 10, 100, 1000])


@pytest.mark.parametrize("values", [np.linspace(1, 3, 50), np.linspace(-5, 90, 50) ** 3, np.linspace(0, 1, 50) ** 0.2, np.ones(4)])
def test_losses_of_one_size_below_zero_or_mostly_high_are_shown_evenly(values: np.ndarray) -> None:
    assert ColorNorm.of(values).is_even


@pytest.mark.parametrize("size", [1e-200, 1e200, 1e304])
def test_losses_of_any_size_are_bent_alike(size: float) -> None:
    """Those of a lane that diverges have no square any more."""
    values = WIDE["a pit with zero at its bottom"]
    np.testing.assert_allclose(ColorNorm.of(size * values).share(size * values), ColorNorm.of(values).share(values), rtol=1e-9)


@wide
@pytest.mark.parametrize("wanted", [3, 5, 9])
def test_ticks_are_round_within_bounds_and_spread(name: str, wanted: int) -> None:
    bend = ColorNorm.of(WIDE[name])
    ticks = bend.ticks(wanted)
    assert 2 <= len(ticks) <= 2 * wanted + 1 and sorted(set(ticks)) == ticks
    assert all(bend.low <= tick <= bend.high and float(f"{tick:.1g}") == pytest.approx(tick) for tick in ticks)
    assert np.diff([0.0, *bend.share(np.array(ticks)), 1.0]).max() < 0.6 or name == "most of it on the bottom"


@pytest.mark.parametrize("spread", [contours.name for contours in CONTOURS])
@pytest.mark.parametrize("seed", range(40))
def test_any_losses_at_all_have_colours_ticks_and_lines(seed: int, spread: str) -> None:
    """A warning of an overflow fails it, as all warnings do."""
    random = np.random.default_rng(seed)
    low, high = np.sort(random.uniform(-323.5, 308.25, 2))
    sizes, signs = 10 ** random.uniform(low, high, (12, 12)), random.choice([-1.0, 1.0], (12, 12))
    losses = [
        sizes,
        sizes * signs,
        random.uniform(-1, 1, (12, 12)) * 10**high,
        np.where(signs > 0, 0.0, sizes),
        10**low * (1 + 1e-9 * signs),
    ]
    for values in (*losses, np.where(random.random((12, 12)) < 0.5, np.inf, sizes)):
        places = np.linspace(0.0, 100.0, 12)
        heights = Levels.of(Surface(own_plane(), places, places, values), spread)
        shares = heights.share(values[np.isfinite(values)])
        assert (shares >= 0).all() and (shares <= 1 + 1e-9).all()
        assert np.isfinite(heights.bend.loss(np.linspace(0, 1, 9))).all()
        for wanted in (3.0, 5.7, 9.0):
            ticks = heights.ticks(wanted)
            assert ticks == sorted(set(ticks)) and all(heights.bend.low <= tick <= heights.bend.high for tick in ticks)
            assert all(float(short(tick).replace("−", "-").replace(",", "")) == pytest.approx(tick, rel=1e-4, abs=0) for tick in ticks)
        for pieces in lines_of(values, places, places, heights.levels, QRectF(0, 0, 100, 100)):
            assert all(np.isfinite(piece).all() for piece in pieces)


@pytest.mark.parametrize("surface", [surface for surface in SURFACES.values() if surface.formula], ids=lambda surface: surface.name)
def test_no_function_has_nearly_one_colour_alone(surface: NamedSurface) -> None:
    reach = 1.3 * np.abs(surface.start).max()
    x, y = np.meshgrid(np.linspace(-reach, reach, 90), np.linspace(-reach, reach, 70))
    values = parse(surface.formula).at(np.stack([x.ravel(), y.ravel()], axis=1))
    counts = np.histogram(ColorNorm.of(values).share(values), np.linspace(0, 1, 6))[0] / values.size
    assert counts.max() < (0.9 if "exp" in surface.formula else 0.7)  # nearly all of a plateau is of one height
