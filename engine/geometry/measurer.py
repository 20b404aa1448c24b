"""What surfaces ask of whatever knows the loss."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from .plane import Plane


class Measured(NamedTuple):
    """Loss and share of right answers (NaN in regression) for each weight vector: float64 [k]."""

    loss: NDArray[np.float64]
    accuracy: NDArray[np.float64]


class Measurer(Protocol):
    """Whatever knows the loss over samples at given weights."""

    def measure(self, weights: NDArray[Any]) -> Measured:
        """Loss and accuracy at each of `weights` [k, P]."""

    def rows(self, plane: Plane, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Loss at the points of a grid on a plane, [len(y), len(x)]."""
