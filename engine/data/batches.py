"""The samples of consecutive updates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Batches:
    """The samples of k updates.

    Attributes:
        order: sample indices of all of them, one after the other, int64.
        starts: update i takes `order[starts[i] : starts[i + 1]]`, int64 [k + 1].
    """

    order: NDArray[np.int64]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, batches: Sequence[NDArray[np.int64]]) -> Batches:
        """From one array of indices per update."""
        return cls(np.concatenate(batches), np.cumsum([0, *(len(batch) for batch in batches)]))

    @classmethod
    def joined(cls, parts: Sequence[Batches]) -> Batches:
        """Those of several parts, one after the other."""
        ends = np.cumsum([0, *(len(part.order) for part in parts)])
        starts = [part.starts[:-1] + begin for part, begin in zip(parts, ends[:-1], strict=True)]
        return cls(np.concatenate([part.order for part in parts]), np.concatenate([*starts, ends[-1:]]))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def part(self, begin: int, end: int) -> Batches:
        """Updates `begin` to `end` of them, counted from 0."""
        starts = self.starts[begin : end + 1]
        return Batches(self.order[starts[0] : starts[-1]], starts - starts[0])
