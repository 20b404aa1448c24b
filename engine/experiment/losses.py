"""The losses to choose from. Their functions lie in `engine/models/losses.py`, under the same names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .registry import Entry, table

Task = Literal["regression", "classification", "function"]


@dataclass(frozen=True, kw_only=True)
class LossKind(Entry):
    """What is minimised, as a mean over samples.

    Attributes:
        task: the kind of data that it is for.
        is_binary: whether one output tells two classes apart by its sign.
        has_kernel: whether the kernels know it (of nets, `kernels/net.py`).
    """

    task: Task = "regression"
    is_binary: bool = False
    has_kernel: bool = True


LOSSES = table(
    LossKind("mse", "Mean squared error", "squares errors: large ones count most"),
    LossKind("mae", "Mean absolute error", "counts errors as they are"),
    LossKind("huber", "Huber", "squares small errors, and counts those above 1 as they are (Huber 1964)"),
    LossKind("cross-entropy", "Cross-entropy", "minus the log of the right class's probability, one output for each class",
             ("label_smoothing",), task="classification"),
    LossKind("binary-cross-entropy", "Binary cross-entropy", "tells two classes apart with one output",
             ("label_smoothing",), task="classification", is_binary=True),
    LossKind("hinge", "Hinge", "tells two classes apart with one output, and asks for a margin (Cortes and Vapnik 1995)",
             task="classification", is_binary=True),
    LossKind("output", "Output", "is for functions, whose value is the loss", task="function"),
)  # fmt: skip
