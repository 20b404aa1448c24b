"""Recordings in older formats, brought up to date: one function for each step, from the parts of one version to those of the next."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..data.scaling import unscaled
from ..experiment.sources import MOST_FEATURES
from ..messages import message
from .container import DamagedError, Part

Parts = dict[str, Part]

FIRST = 2  # the format that the first release wrote
SEALED_SINCE = 3


def _tell_all(parts: Parts) -> None:
    """2 to 3: the common start is a part of its own, nothing is left out, and each lane tells how the order of samples was drawn."""
    parts.setdefault("made_by", Part.of("made_by", ""))
    for positions in [name for name in parts if name.endswith("/positions")]:
        lane = positions.removesuffix("/positions")
        parts.setdefault(f"{lane}/autograd_updates", Part.of(f"{lane}/autograd_updates", 0))
        parts[f"{lane}/order_version"] = Part.of(f"{lane}/order_version", 1)
        dtype, shape = parts[positions].header()
        if dtype not in ("<f4", "<f8") or len(shape) != 3 or 0 in shape:
            raise DamagedError(message("part_is_no_positions", part=positions, found=f"{dtype} {shape}"))
        if "start" not in parts:  # all lanes have the same one, which is compared when their positions are read
            parts["start"] = Part.of("start", parts[positions].array(dtype, shape)[0, 0])


def _tell_scaling(parts: Parts) -> None:
    """3 to 4: how inputs and targets were scaled; before, they were not."""
    shape = parts["data/train_inputs"].header()[1] if "data/train_inputs" in parts else ()
    if len(shape) != 2 or shape[1] > MOST_FEATURES:
        raise DamagedError(message("part_is_no_inputs", part="data/train_inputs", shape=str(shape)))
    parts.setdefault("data/scaling", Part.of("data/scaling", unscaled(shape[1])))


def _note_plateaus(parts: Parts) -> None:
    """4 to 5: each lane tells after which updates its learning rate was lowered on a plateau."""
    for positions in [name for name in parts if name.endswith("/positions")]:
        lowered = f"{positions.removesuffix('/positions')}/lowered"
        parts.setdefault(lowered, Part.of(lowered, np.zeros(0, np.int64)))


STEPS: tuple[Callable[[Parts], None], ...] = (
    _tell_all,
    _tell_scaling,
    _note_plateaus,
)  # STEPS[i] leads from version FIRST + i to the next one


def migrate(parts: Parts, version: int) -> None:
    """Turn the parts of an older version into those of today's."""
    for step in STEPS[version - FIRST :]:
        step(parts)
