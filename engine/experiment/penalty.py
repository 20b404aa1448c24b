"""What a descent has to pay for large weights, beside the loss."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Penalty(NamedTuple):
    """λ₂/2 · |weights|² + λ₁ · |weights|₁; it is true where it is not nothing.

    Attributes:
        l2: λ₂, whose gradient is the weight decay of all optimizers but adamw.
        l1: λ₁.
    """

    l2: float = 0.0
    l1: float = 0.0

    def __bool__(self) -> bool:
        return self.l2 > 0 or self.l1 > 0

    def of(self, weights: NDArray[Any]) -> NDArray[np.float64]:
        """The penalty of weights [..., P]: [...]."""
        found: NDArray[np.float64] = self.l2 / 2 * np.square(weights, dtype=np.float64).sum(axis=-1)
        return found + self.l1 * np.abs(weights).sum(axis=-1, dtype=np.float64) if self.l1 else found
