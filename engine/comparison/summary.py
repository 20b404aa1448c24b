"""What a recording came to, for a terminal and for other programs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ..memory import used_memory

if TYPE_CHECKING:
    from ..recording.lane import LaneRecording
    from .recording import Recording


def as_json(recording: Recording, seconds: float) -> dict[str, Any]:
    """What `train --json` prints, with numbers that are not finite as null; `seconds` is how long all of it took, and
    `peak_memory` the most bytes that the program took."""
    lanes = [
        {
            "name": lane.name,
            "batch_size": lane.lane.batch_size,
            "updates": lane.updates,
            "samples_seen": int(lane.samples_after(lane.updates)),
            "seconds": float(lane.column("seconds")[-1]),
            "train_loss": _finite(_last(lane, "train_loss")),
            "validation_loss": _finite(_last(lane, "validation_loss")),
            "diverged_at": lane.diverged_at,
            "stepper": lane.stepper,
        }
        | ({} if lane.target is None else {"reached_target_at": lane.reached_target_at})
        | ({} if (since := lane.path.astray_since) is None else {"astray_since": since})
        for lane in recording.lanes
    ]
    used = used_memory()
    return {
        "experiment": recording.experiment.name, "device": recording.device, "seconds": seconds,
        "peak_memory": used[1] if used is not None else None, "lanes": lanes,
    }  # fmt: skip


def _last(lane: LaneRecording, loss: str) -> float:
    """The newest loss that was measured; not a number where a lane was stopped before the first."""
    measured = lane.evaluated()[loss]
    return float(measured[-1]) if len(measured) else math.nan


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def as_table(recording: Recording) -> str:
    """The lanes as a table of text."""
    head = ("lane", "batch size", "updates", "samples seen", "seconds", "training loss", "validation loss", "state")
    rows = [head]
    for lane in recording.lanes:
        what, state = str(lane.trouble[0]), str(lane.status.state)
        state = what if what.startswith(state) else ", ".join(filter(None, (state, what)))
        rows.append((
            lane.name, str(lane.lane.batch_size), f"{lane.updates:,}", f"{int(lane.samples_after(lane.updates)):,}",
            f"{lane.column('seconds')[-1]:.3g}", f"{_last(lane, 'train_loss'):.4g}", f"{_last(lane, 'validation_loss'):.4g}", state,
        ))  # fmt: skip
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(w) if i in (0, 7) else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True)))
        for row in rows
    )
