"""The functions of two weights to choose from, and where a descent on them is worth watching from."""

from __future__ import annotations

from dataclasses import dataclass

from .registry import Entry, table

OWN_FORMULA = "formula"  # the entry whose formula is an input


@dataclass(frozen=True)
class NamedSurface(Entry):
    """A function by its name.

    Attributes:
        formula: in x and y, see `formula.py`; empty for the user's own.
        start: (x, y).
    """

    formula: str = ""
    start: tuple[float, float] = (1.0, 1.0)


SURFACES = table(
    NamedSurface("bowl", "Bowl", "ten times as steep in y as in x", (), "(x^2 + 10*y^2) / 2", (-4.0, 1.5)),
    NamedSurface("ravine", "Ravine", "a bent valley (Rosenbrock 1960, and his start)", (), "(1 - x)^2 + 100*(y - x^2)^2", (-1.2, 1.0)),
    NamedSurface("saddle", "Saddle", "a ridge between two minima", (), "x^2/2 + (y^2 - 1)^2/4", (-2.5, 0.0)),
    NamedSurface("himmelblau", "Himmelblau", "four minima (1972)", (), "(x^2 + y - 11)^2 + (x + y^2 - 7)^2", (-0.3, -0.9)),
    NamedSurface("plateau", "Plateau", "flat far away from its minimum", (), "1 - exp(-(x^2 + y^2) / 4)", (-4.8, 1.6)),
    NamedSurface("hills", "Hills", "many minima (Rastrigin 1974)", (), "20 + x^2 - 10*cos(2*pi*x) + y^2 - 10*cos(2*pi*y)", (-3.4, 2.6)),
    NamedSurface(OWN_FORMULA, "Formula", "your own", ("formula",)),
)
