"""Colour maps: lighter from low loss to high for every eye, and words carry on them."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from gui.look.surface_style import COLOURS, following, names
from gui.look.theme import DARK, LIGHT, Theme
from gui.views.surface.heat import STEPS, colour_table

Floats = NDArray[np.float64]
both = pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
each = pytest.mark.parametrize("colours", names(COLOURS))


def luminance(colours: NDArray[np.uint8]) -> Floats:
    """Relative luminance of sRGB colours [k, 3] (IEC 61966-2-1): [k]."""
    share = colours / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ [0.2126, 0.7152, 0.0722])


def lightness(colours: NDArray[np.uint8]) -> Floats:
    """CIE 1976 L* from 0 to 100: [k]."""
    y = luminance(colours)
    return np.where(y > (6 / 29) ** 3, 116 * np.cbrt(y) - 16, y * (29 / 3) ** 3)


@both
@each
def test_the_higher_the_loss_the_lighter_in_even_steps(theme: Theme, colours: str) -> None:
    light = lightness(colour_table(theme, colours)[::15])  # over fewer, whole numbers of red, green and blue decide
    steps = np.diff(light)
    assert (steps > 0).all()
    assert light[-1] - light[0] > (12 if colours == "calm" else 30)
    assert colours == "calm" or steps.max() < 2.5 * steps.min()


@both
def test_every_map_is_another(theme: Theme) -> None:
    tables = [colour_table(theme, name).astype(int) for name in names(COLOURS)]
    assert all(table.shape == (STEPS, 3) for table in tables)
    assert all(np.abs(one - other).max() > 25 for one, other in combinations(tables, 2))


@both
@each
def test_words_carry_on_every_colour(theme: Theme, colours: str) -> None:
    text = luminance(np.array([QColor(theme.text).getRgb()[:3]], np.uint8))
    ground = luminance(colour_table(theme, colours))
    contrast = (np.maximum(text, ground) + 0.05) / (np.minimum(text, ground) + 0.05)
    assert contrast.min() > 3.5  # their casing adds to it


def test_after_the_last_look_comes_the_first() -> None:
    seen = [COLOURS[0].name]
    for _ in COLOURS:
        seen.append(following(COLOURS, seen[-1]))
    assert seen == [*names(COLOURS), COLOURS[0].name]
