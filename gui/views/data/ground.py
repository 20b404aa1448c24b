"""What a model says over two features, as a picture: a class or a number at each point, and the boundary between classes."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QColor, QImage

from engine.comparison.predictions import classes_of
from gui.look.theme import Theme
from gui.widgets.painting import blend

from .shades import ground_shades, heat_index, heat_table

_MOST, _MOST_SHARP, _FEW = 500, 1200, 4  # pixels to a side: outputs are smooth; and at rest, where there are few of them
_LARGEST = 1e37  # of an output, so that differences are finite
_LINE = 0.85  # how far from the card to the text the boundary's colour lies


def ground_picture(
    outputs: NDArray[np.float64], size: QSizeF, theme: Theme, targets: tuple[float, float] | None, classes: int, *, is_sharp: bool = True
) -> QImage:  # fmt: skip
    """Outputs on a grid, [h, w, k], with the first row at the bottom.

    Args:
        size: of the plot's area; the picture is as large, or smaller.
        targets: the smallest and the largest target, in regression; None for classes.
        classes: how many there are.
        is_sharp: whether it has all its pixels, or half as many on each side, which takes a quarter of the time.
    """
    share, most = (1.0, _MOST_SHARP if outputs.shape[-1] <= _FEW else _MOST) if is_sharp else (0.5, _MOST)
    width, height = (max(2, min(most, round(share * side))) for side in (size.width(), size.height()))
    if outputs.shape[-1] == 2:  # which is larger: one field tells
        outputs = outputs[..., 1:] - outputs[..., :1]
    fields = [enlarged(outputs[::-1, :, k], height, width) for k in range(outputs.shape[-1])]
    if targets is not None:
        return _image(packed(heat_table(theme))[heat_index(fields[0], *targets)])
    found = (fields[0] > 0).view(np.uint8) if len(fields) == 1 else classes_of(np.stack(fields, axis=-1)).astype(np.uint8)
    shades = packed(np.array([_rgb(shade) for shade in ground_shades(theme, classes)], np.uint8))
    colours = shades[found]
    np.putmask(colours, boundary(found), packed(np.array([_rgb(blend(theme.card, theme.text, _LINE))], np.uint8)))
    return _image(colours)


def packed(colours: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Colours [k, 3] as a picture has them, [k]."""
    red, green, blue = colours.astype(np.uint32).T
    whole: NDArray[np.uint32] = np.uint32(0xFF000000) | red << np.uint32(16) | green << np.uint32(8) | blue
    return whole


def boundary(classes: NDArray[np.integer[Any]]) -> NDArray[np.bool_]:
    """Pixels whose neighbour to the right or below is of another class."""
    edge = np.zeros(classes.shape, bool)
    edge[:, :-1] |= classes[:, 1:] != classes[:, :-1]
    edge[:-1] |= classes[1:] != classes[:-1]
    return edge


def enlarged(values: NDArray[np.float64], height: int, width: int) -> NDArray[np.float32]:
    """Values [h, w] at the middles of pixels [height, width] that cover the grid from its first point to its last: bilinear.

    Without a matrix product: threads of BLAS that wait for a core that others have would make a frame late.
    """
    finite = np.clip(np.nan_to_num(values), -_LARGEST, _LARGEST).astype(np.float32)
    (above, down), (left, across) = (_places(size, pixels) for size, pixels in zip(values.shape, (height, width), strict=True))
    rows = finite[above] + np.diff(finite, axis=0)[above] * down[:, None]  # [height, w]
    found: NDArray[np.float32] = np.diff(rows, axis=1).take(left, axis=1)
    found *= across
    found += rows.take(left, axis=1)
    return found


@lru_cache(maxsize=8)
def _places(size: int, pixels: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Before which point of a grid, and how far behind it, the middle of each pixel lies: [pixels] each."""
    places = (np.arange(pixels) + 0.5) / pixels * (size - 1)
    before = np.minimum(places.astype(np.int64), size - 2)
    return before, (places - before).astype(np.float32)


def _rgb(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


def _image(colours: NDArray[np.uint32]) -> QImage:
    """A picture of packed colours [height, width]."""
    height, width = colours.shape
    return QImage(colours.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()
