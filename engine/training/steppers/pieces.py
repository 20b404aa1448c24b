"""Slices of time for steppers of PyTorch: updates are made in pieces, and each piece is brought over from the device at its end."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ...data.batches import Batches
from .base import InterruptedTrainingError, Rates, Updates

_SLICE_S = 0.010
_FIRST = 4  # updates in the first piece

Make = Callable[[Batches, Rates, NDArray[np.int64]], Updates]


class Pieces:
    """Lets a stepper make updates for some 10 ms.

    Args:
        most: updates in one piece.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._count = _FIRST

    def run(self, make: Make, batches: Batches, rates: Rates, wanted: NDArray[np.int64]) -> Updates:
        """Make one update per batch, or as many as fit into some 10 ms.

        Args:
            make: makes all updates of a piece; the rest, and what is returned, as with `Stepper.run`. It is not kept: a stepper and what it
                holds on a device should be gone as soon as nothing refers to it.

        Raises:
            InterruptedTrainingError: one of them raised.
        """
        left, began, done, parts = _SLICE_S, time.perf_counter(), 0, list[Updates]()
        while done < len(batches) and left > 0 and not (parts and parts[-1].diverged):
            count = min(self._count, self._most, len(batches) - done)
            here = wanted[(wanted > done) & (wanted <= done + count)] - done
            start = time.perf_counter()
            try:
                parts.append(make(batches.part(done, done + count), rates[done : done + count], here))
            except InterruptedTrainingError as error:
                raise InterruptedTrainingError(_joined([*parts, error.done])) from error.__cause__
            now = time.perf_counter()
            self._count = max(1, min(2 * self._count, int(left / max(now - start, 1e-9) * count)))
            done += len(parts[-1].loss)
            left = began + _SLICE_S - now
        return _joined(parts)


def on_host(values: Tensor) -> NDArray[Any]:
    """The same numbers for numpy; this waits for the device."""
    return values.cpu().numpy()


def norms(rows: Tensor) -> Tensor:
    """The Euclidean norm of each row [k, P], also where its squares would overflow: [k]."""
    largest = rows.abs().amax(dim=1).clamp_(min=torch.finfo(rows.dtype).tiny)
    lengths: Tensor = torch.linalg.vector_norm(rows / largest[:, None], dim=1) * largest
    return lengths


def _joined(parts: list[Updates]) -> Updates:
    loss, grad_norm, update_norm, kept = (np.concatenate([part[i] for part in parts]) for i in range(4))
    return Updates(loss, grad_norm, update_norm, kept, diverged=parts[-1].diverged)
