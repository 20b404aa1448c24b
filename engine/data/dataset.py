"""The samples of an experiment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..messages import Message

Array = NDArray[Any]


class Reader(Protocol):
    """What reads training samples that are not in memory."""

    def take(self, samples: NDArray[np.int64]) -> tuple[Array, Array]:
        """Inputs and targets of some of them, by their numbers, in this order."""


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

    @property
    def is_whole(self) -> bool:
        """Whether the training samples in memory are all there are."""
        return len(self.train_inputs) == self.n

    @property
    def sample_bytes(self) -> int:
        """What a sample takes in memory."""
        return (self.train_inputs.nbytes + self.train_targets.nbytes) // len(self.train_inputs)

    @property
    def note(self) -> Message | str:
        """What is to be told of how lanes get samples, in one sentence, or empty."""
        return ""

    def take(self, samples: NDArray[np.int64]) -> tuple[Array, Array]:
        """Inputs and targets of some training samples, by their numbers, in this order."""
        return self.train_inputs[samples], self.train_targets[samples]

    def reader(self) -> Reader | None:
        """What reads training samples for a lane; None where all are in memory."""
        return None
