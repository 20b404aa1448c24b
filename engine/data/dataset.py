"""The samples of an experiment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True)
class Dataset:
    """Training and validation samples.

    Attributes:
        train_inputs: float [n, d].
        train_targets: float [n, 1] for regression, int64 [n] for classification.
        validation_inputs, validation_targets: the same for fresh samples.
        scaling: what was subtracted from each input and from the target, and what the rest was divided by: float64 [2, d + 1].
    """

    train_inputs: Array
    train_targets: Array
    validation_inputs: Array
    validation_targets: Array
    scaling: Array

    @property
    def n(self) -> int:
        """Training samples."""
        return len(self.train_inputs)

    @property
    def is_classification(self) -> bool:
        """Whether targets are classes."""
        return self.train_targets.dtype == np.int64
