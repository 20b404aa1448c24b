"""How samples that are larger than memory are mixed."""

from __future__ import annotations

from typing import NamedTuple

BLOCKS = 256  # in a window


class Mixing(NamedTuple):
    """Blocks are taken in shuffled order, and what a window of them holds is mixed perfectly.

    Attributes:
        window: samples of a window, a multiple of `block`.
        block: consecutive samples that are read together.
    """

    window: int
    block: int

    @classmethod
    def of(cls, window: int) -> Mixing:
        """With windows of at most so many samples."""
        block = max(1, window // BLOCKS)
        return cls(window // block * block, block)
