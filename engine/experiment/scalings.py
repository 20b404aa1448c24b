"""How a learning rate follows the batch size, so that a rate found with batches of one size can be used with those of another."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .registry import Entry, table


@dataclass(frozen=True, kw_only=True)
class Scaling(Entry):
    """A rule.

    Attributes:
        factor: what the rate is multiplied by, from how many times as large as the base batch a batch is.
        formula: the same in letters.
    """

    factor: Callable[[Any], Any]
    formula: str = ""


_BASE = ("base_batch",)
SCALINGS = table(
    Scaling("none", "None", "the declared rate for batches of any size", factor=lambda ratio: 1.0),
    Scaling("linear", "Linear", "twice the rate for batches of twice the size (Goyal et al. 2017)", _BASE, factor=lambda ratio: ratio,
            formula="{size}/{base}"),
    Scaling("sqrt", "Square root", "twice the rate for batches of four times the size (Krizhevsky 2014)", _BASE,
            factor=lambda ratio: ratio**0.5, formula="√({size}/{base})"),
)  # fmt: skip


def scaled_beta(beta: float, ratio: float) -> float:
    """β of a running mean that forgets half of what it knows after as many samples as with the base batch: βᴮ⁄ᴮ⁰.

    See Marek et al. 2025, "Small Batch Size Training for Language Models" (arXiv 2507.07101), §3.
    """
    return math.pow(beta, ratio)
