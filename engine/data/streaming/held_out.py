"""Which rows of a file are for validation. Nothing is stored: any row's part is known without the others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..orders import mixed

Indices = NDArray[np.int64]
_STEP = np.uint64(0x9E3779B97F4A7C15)


class HeldOut:
    """The rows are parted into as many strata of consecutive rows as there are validation samples; of each, the seed takes one row.

    Args:
        rows: in the file.
        validation: samples for validation, at most half of them.
        seed: of the split.

    Attributes:
        training, validation: how many samples there are of each.
    """

    def __init__(self, rows: int, validation: int, seed: int) -> None:
        self.training, self.validation = rows - validation, validation
        self._rows = rows
        self._key = mixed(np.array([seed], np.uint64))

    def validation_rows(self, samples: Indices) -> Indices:
        """The rows of validation samples [k]; both rise together."""
        begin, end = self._begin(samples), self._begin(samples + 1)
        numbers = mixed(self._key + (samples.astype(np.uint64) + np.uint64(1)) * _STEP)
        return begin + (numbers % (end - begin).astype(np.uint64)).astype(np.int64)

    def training_rows(self, samples: Indices) -> Indices:
        """The rows of training samples [k]; both rise together."""
        if not self.validation:
            return samples
        strata = np.minimum(samples * self.validation // self.training, self.validation - 1)
        strata += self._begin(strata + 1) - strata - 1 <= samples  # before a stratum, each of those before it has given one row away
        strata -= self._begin(strata) - strata > samples
        rows = samples + strata
        return rows + (rows >= self.validation_rows(strata))

    def _begin(self, strata: Indices) -> Indices:
        """The first row of each stratum."""
        begins: Indices = strata * self._rows // self.validation
        return begins
