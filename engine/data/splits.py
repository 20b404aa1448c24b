"""Which rows are for training and which for validation; it follows from the seed of the split alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..randomness import Purpose, stream

Rows = NDArray[np.int64]


def split_rows(rows: int, validation: int, seed: int, classes: NDArray[np.int64] | None = None) -> tuple[Rows, Rows]:
    """Draw the rows for validation; both kinds keep the order in which they lie.

    Args:
        rows: how many there are.
        validation: how many of them are for validation.
        seed: of the split.
        classes: of each row, int64 [rows]; then every class gives its share, within one row.

    Returns:
        The rows for training and for validation, int64, ascending.
    """
    random = stream(seed, Purpose.SPLIT)
    if classes is None:
        chosen = random.permutation(rows)[:validation]
    else:
        shares = _shares(np.bincount(classes), validation)
        chosen = np.concatenate([random.permutation(np.flatnonzero(classes == each))[:share] for each, share in enumerate(shares)])
    is_chosen = np.zeros(rows, bool)
    is_chosen[chosen] = True
    return np.flatnonzero(~is_chosen), np.flatnonzero(is_chosen)


def _shares(counts: Rows, total: int) -> list[int]:
    """How many of each class: their part of the total rounded down, and one more for those that lose most by it (Hamilton's method)."""
    exact = counts * (total / counts.sum())
    shares = np.floor(exact).astype(np.int64)
    most = np.argsort(-(exact - shares), kind="stable")[: total - shares.sum()]
    shares[most] += 1
    return [int(share) for share in shares]
