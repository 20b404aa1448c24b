"""Measures what autograd keeps of a forward pass for the backward pass: that grows with the samples that are computed at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor


@contextmanager
def saved_bytes(parameters: Sequence[Tensor]) -> Iterator[dict[int, int]]:
    """Within the block, a dictionary is filled with the bytes of each piece of memory that is kept, by its address; weights are left out.

    What is computed stays the same to the last bit.
    """
    known = {parameter.untyped_storage().data_ptr() for parameter in parameters}
    saved: dict[int, int] = {}

    def note(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in known:
            saved[storage.data_ptr()] = storage.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(note, lambda tensor: tensor):
        yield saved
