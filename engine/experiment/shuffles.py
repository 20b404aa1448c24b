"""The ways to draw the samples of an epoch. How they are drawn is told in `engine/data/orders.py`, under the same names."""

from __future__ import annotations

from dataclasses import dataclass

from .registry import Entry, table


@dataclass(frozen=True)
class Shuffle(Entry):
    """In which order an epoch takes the samples.

    Attributes:
        takes_each_once: whether an epoch takes no sample twice.
        repeats: whether all epochs have the same order.
    """

    takes_each_once: bool = True
    repeats: bool = False


SHUFFLES = table(
    Shuffle("every-epoch", "Every epoch", "a new order in each epoch, the same for all lanes"),
    Shuffle("once", "Once", "one order by chance, the same in all epochs", repeats=True),
    Shuffle("never", "Never", "the order in which the data come", repeats=True),
    Shuffle("with-replacement", "With replacement", "each place takes one of all samples: some come twice, others never",
            takes_each_once=False),
)  # fmt: skip
