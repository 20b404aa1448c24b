"""The ways to draw the samples of an epoch. How they are drawn is told in `engine/data/orders.py`, under the same names."""

from __future__ import annotations

from dataclasses import dataclass

from .registry import Entry, table


@dataclass(frozen=True)
class Shuffle(Entry):
    """In which order an epoch takes the samples.

    Attributes:
        takes_each_once: whether an epoch takes no sample twice.
    """

    takes_each_once: bool = True


SHUFFLES = table(
    Shuffle("every-epoch", "Every epoch", "a new order in each epoch, the same for all lanes"),
    Shuffle("once", "Once", "one order by chance, the same in all epochs"),
    Shuffle("never", "Never", "the order in which the data come"),
    Shuffle("with-replacement", "With replacement", "each place takes one of all samples: some come twice, others never",
            takes_each_once=False),
)  # fmt: skip
