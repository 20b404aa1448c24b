"""What a model says over two features, as a picture: a class or a number at each point, and the boundary between classes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage

from engine.comparison.predictions import classes_of
from gui.look.theme import Theme

from .shades import ground_shades, heat_index, heat_table

_MOST = 400  # pixels to a side: outputs are smooth
_LINE = 0.85  # how far from the ground to the text the boundary's colour lies


def ground_picture(outputs: NDArray[np.float64], size: QSizeF, theme: Theme, targets: tuple[float, float] | None, classes: int) -> QImage:
    """Outputs on a grid, [h, w, k], with the first row at the bottom.

    Args:
        size: of the plot's area; the picture is as large, or smaller.
        targets: the smallest and the largest target, in regression; None for classes.
        classes: how many there are.
    """
    width, height = (max(2, min(_MOST, round(side))) for side in (size.width(), size.height()))
    fields = np.stack([enlarged(outputs[::-1, :, k], height, width) for k in range(outputs.shape[-1])], axis=-1)
    if targets is not None:
        return _image(heat_table(theme)[heat_index(fields[..., 0], *targets)])
    found = classes_of(fields)
    shades = np.array([[shade.red(), shade.green(), shade.blue()] for shade in ground_shades(theme, classes)], np.uint8)
    colours = shades[found]
    text = np.array([int(theme.text[i : i + 2], 16) for i in (1, 3, 5)])
    edge = boundary(found)
    colours[edge] = (colours[edge] + _LINE * (text - colours[edge].astype(np.float64))).astype(np.uint8)
    return _image(colours)


def boundary(classes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Pixels whose neighbour to the right or below is of another class."""
    edge = np.zeros(classes.shape, bool)
    edge[:, :-1] |= classes[:, 1:] != classes[:, :-1]
    edge[:-1] |= classes[1:] != classes[:-1]
    return edge


def enlarged(values: NDArray[np.float64], height: int, width: int) -> NDArray[np.float64]:
    """Values [h, w] at the middles of pixels [height, width] that cover the grid from its first point to its last: bilinear."""
    down, across = (_places(size, pixels) for size, pixels in zip(values.shape, (height, width), strict=True))
    rows = values[down[0]] * (1 - down[1])[:, None] + values[down[0] + 1] * down[1][:, None]
    found: NDArray[np.float64] = rows[:, across[0]] * (1 - across[1]) + rows[:, across[0] + 1] * across[1]
    return found


def _places(size: int, pixels: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Before which point of a grid, and how far behind it, the middle of each pixel lies."""
    places = (np.arange(pixels) + 0.5) / pixels * (size - 1)
    before = np.minimum(places.astype(np.int64), size - 2)
    return before, places - before


def _image(colours: NDArray[np.uint8]) -> QImage:
    """A picture of colours [height, width, 3]."""
    height, width = colours.shape[:2]
    pixels = np.full((height, width, 4), 255, np.uint8)
    pixels[..., 2::-1] = colours
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()
