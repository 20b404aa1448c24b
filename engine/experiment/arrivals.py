"""Samples that come while lanes are trained."""

from __future__ import annotations

from typing import Self

Arrivals = tuple[tuple[int, int], ...]  # epochs from which on there are more samples, rising, and how many there are then


class Arriving(int):
    """A number of training samples, as there are in the end, that knows when they come. A plan of batches asks for that.

    Attributes:
        arrivals: from which epochs on there are how many.
    """

    arrivals: Arrivals

    @classmethod
    def at(cls, arrivals: Arrivals) -> Self:
        """As many as there are after the last arrival."""
        made = cls(arrivals[-1][1])
        made.arrivals = arrivals
        return made


def arrivals_of(n: int) -> Arrivals:
    """When samples come: at once, unless their number tells otherwise."""
    return n.arrivals if isinstance(n, Arriving) else ((0, n),)


def even_arrivals(first: int, n: int, epochs: int) -> Arrivals:
    """So many samples at first, and evenly more at the beginning of each of so many later epochs, up to `n`."""
    steps = [(epoch, first + (n - first) * epoch // epochs) for epoch in range(epochs + 1)]
    return tuple(step for index, step in enumerate(steps) if not index or step[1] > steps[index - 1][1])
