"""How the surface is painted: the choices there are, each declared once. Menu, keys, settings and tests read these tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from .translation import QT_TR_NOOP


class Look(NamedTuple):
    """One way to paint.

    Attributes:
        name: how code and settings call it.
        title: as in the menu.
        help: what it is good for, in one sentence.
    """

    name: str
    title: str
    help: str


COLOURS = (
    Look("calm", QT_TR_NOOP("Calm"), QT_TR_NOOP("the window's own hue, so that the lanes' colours stand out")),
    Look("viridis", QT_TR_NOOP("Viridis"), QT_TR_NOOP("from violet over green to yellow: the most shades to tell apart")),
    Look("cividis", QT_TR_NOOP("Cividis"), QT_TR_NOOP("from blue to yellow: the same to those who do not tell red from green")),
    Look("grey", QT_TR_NOOP("Grey"), QT_TR_NOOP("light and dark alone, for print")),
)
CONTOURS = (
    Look(
        "automatic",
        QT_TR_NOOP("Automatic"),
        QT_TR_NOOP("what suits the range: equal steps of the colours where it is wide, else closer where it is flat"),
    ),
    Look(
        "linear", QT_TR_NOOP("Equal steps"), QT_TR_NOOP("the same difference from line to line: where they lie close together it is steep")
    ),
    Look("log", QT_TR_NOOP("Equal ratios"), QT_TR_NOOP("each so many times the one inside it: they show the floor of a valley")),
    Look(
        "quantile", QT_TR_NOOP("Equal areas"), QT_TR_NOOP("as much of the ground between any two lines: there is always something to see")
    ),
)
SCALES = (
    Look("free", QT_TR_NOOP("As they fit"), QT_TR_NOOP("the paths fill the picture; a gradient then seems to cross contour lines aslant")),
    Look("equal", QT_TR_NOOP("Equal"), QT_TR_NOOP("one unit is as long across as up: a gradient stands upright on the contour lines")),
)
LOOKS = {  # by field below
    "contours": (QT_TR_NOOP("Contour lines"), CONTOURS),
    "colours": (QT_TR_NOOP("Colours"), COLOURS),
    "scales": (QT_TR_NOOP("Axis scales"), SCALES),
}


@dataclass(frozen=True)
class MapLook:
    """How the surface is painted.

    Attributes:
        colours: name of the colour map.
        contours: name of how the levels of contour lines are spread.
        scales: name of how the scales of both axes go together.
    """

    colours: str = COLOURS[0].name
    contours: str = CONTOURS[0].name
    scales: str = SCALES[0].name


def names(looks: tuple[Look, ...]) -> tuple[str, ...]:
    """The names in a table."""
    return tuple(look.name for look in looks)


def following(looks: tuple[Look, ...], name: str) -> str:
    """The name that follows another in a table; after the last one, the first."""
    known = names(looks)
    return known[(known.index(name) + 1) % len(known)]
