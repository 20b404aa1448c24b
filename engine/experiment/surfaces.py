"""Functions of two weights that are worth descending on, and where a descent on them is worth watching from.

They are formulas like any other (see `formula.py`); the names are those of `data.surface`.
"""

from __future__ import annotations

from typing import NamedTuple


class NamedSurface(NamedTuple):
    """A function by its name.

    Attributes:
        formula: in x and y.
        start: (x, y).
    """

    formula: str
    start: tuple[float, float]


SURFACES = {
    "bowl": NamedSurface("(x^2 + 10*y^2) / 2", (-4.0, 1.5)),
    "ravine": NamedSurface("(1 - x)^2 + 100*(y - x^2)^2", (-1.2, 1.0)),  # Rosenbrock 1960, and his start
    "saddle": NamedSurface("x^2/2 + (y^2 - 1)^2/4", (-2.5, 0.0)),
    "himmelblau": NamedSurface("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", (-0.3, -0.9)),  # 1972, with four minima
    "plateau": NamedSurface("1 - exp(-(x^2 + y^2) / 4)", (-4.8, 1.6)),
    "hills": NamedSurface("20 + x^2 - 10*cos(2*pi*x) + y^2 - 10*cos(2*pi*y)", (-3.4, 2.6)),  # Rastrigin 1974
}
