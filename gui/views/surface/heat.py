"""The colours of heights: the theme's own map, or one of pyqtgraph's, toned so that the lanes' colours and all words carry on it.

All grow lighter from low loss to high, in both themes, and none needs red told from green.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QLinearGradient, QPainter

from gui.look.theme import Theme, theme_named

STEPS = 256
_STOP = 5  # steps to a stop of a gradient
_FILES = {"viridis": "viridis", "cividis": "cividis", "grey": "CET-L1"}  # as pyqtgraph calls them
_STRENGTH, _GROUND = {"dark": 0.45, "light": 0.5}, {"dark": "#0E1116", "light": "#FFFFFF"}  # mixed with the ground: a part keeps the order


@lru_cache(maxsize=16)
def _table(colours: str, theme_name: str) -> NDArray[np.uint8]:
    if colours not in _FILES:
        return _between(theme_named(theme_name).heat)
    strength = _STRENGTH[theme_name]
    loud: NDArray[np.float64] = pg.colormap.get(_FILES[colours]).getLookupTable(0.0, 1.0, STEPS, mode=pg.ColorMap.FLOAT)[:, :3] * 255
    toned = strength * loud + (1 - strength) * _rgb(_GROUND[theme_name])
    return toned.round().astype(np.uint8)


def _between(stops: tuple[tuple[float, str], ...]) -> NDArray[np.uint8]:
    """Colours between stops: [256, 3]."""
    places, colours = np.array([place for place, _ in stops]), np.stack([_rgb(name) for _, name in stops])
    shares = np.linspace(0, 1, STEPS)
    return np.stack([np.interp(shares, places, colours[:, i]) for i in range(3)], axis=1).round().astype(np.uint8)


def _rgb(name: str) -> NDArray[np.float64]:
    colour = QColor(name)
    return np.array([colour.red(), colour.green(), colour.blue()], np.float64)


def colour_table(theme: Theme, colours: str) -> NDArray[np.uint8]:
    """A map of `gui.look.surface_style.COLOURS` in 256 steps, from low loss to high: [256, 3]."""
    return _table(colours, theme.name)


def gradient_rect(painter: QPainter, rect: QRectF, theme: Theme, colours: str) -> None:
    """Paint the map as a bar, lowest loss at the bottom."""
    gradient, table = QLinearGradient(rect.bottomLeft(), rect.topLeft()), colour_table(theme, colours)
    for step in range(0, STEPS, _STOP):
        gradient.setColorAt(step / (STEPS - 1), QColor(*table[step].tolist()))
    painter.fillRect(rect, gradient)
