"""Colours of classes and targets: shades of one hue, for hues tell lanes apart."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from gui.look.theme import MarkerKind, Theme
from gui.widgets.painting import blend

SHAPES: tuple[MarkerKind, ...] = ("circle", "square", "triangle", "diamond", "triangle_down", "plus")
_GROUND, _POINT = (0.04, 0.26), (0.45, 1.0)  # how far from the card to the text a shade lies, of the first class and of the last


def ground_shades(theme: Theme, count: int) -> list[QColor]:
    """Of the regions where each class is predicted."""
    return [blend(theme.card, theme.text_secondary, _between(_GROUND, index, count)) for index in range(count)]


def point_shade(theme: Theme, index: int, count: int) -> QColor:
    """Of the samples of a class."""
    return blend(theme.card, theme.text, _between(_POINT, index, count))


def _between(ends: tuple[float, float], index: int, count: int) -> float:
    return ends[0] + (ends[1] - ends[0]) * index / max(1, count - 1)


def heat_table(theme: Theme) -> NDArray[np.uint8]:
    """Colours of outputs, from the lowest target to the highest: [256, 3]."""
    ends = [blend(theme.card, theme.text_secondary, share) for share in (0.04, 0.75)]
    first, last = (np.array([colour.red(), colour.green(), colour.blue()]) for colour in ends)
    table: NDArray[np.uint8] = (first + (last - first) * np.linspace(0.0, 1.0, 256)[:, None]).round().astype(np.uint8)
    return table


def heat_index(values: NDArray[np.floating[Any]], low: float, high: float) -> NDArray[np.int64]:
    """Which of the 256 colours values between two ends have; what lies beyond has the last one."""
    share = np.nan_to_num((values - low) / max(high - low, 1e-300), nan=0.0, posinf=1.0, neginf=0.0)
    found: NDArray[np.int64] = (np.clip(share, 0.0, 1.0) * 255).astype(np.int64)
    return found
