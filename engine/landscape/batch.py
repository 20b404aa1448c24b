"""The loss surface of one batch, and the thread that keeps it at the playhead."""

from __future__ import annotations

import threading
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..recording.recording import Recording
    from .surface import Surface
    from .survey import Landscape

_RESOLUTION = (81, 53)  # coarse, for it may be another one in every frame


@dataclass(frozen=True, eq=False)
class BatchSurface:
    """What one update saw.

    Attributes:
        landscape: on whose plane and rectangle it lies.
        lane: index of the lane.
        update: the update that was made with this batch.
        surface: the mean loss of the batch's samples.
    """

    landscape: Landscape
    lane: int
    update: int
    surface: Surface


def batch_surface(landscape: Landscape, lane: int, update: int, resolution: tuple[int, int] = _RESOLUTION) -> BatchSurface:
    """The loss of the batch that an update (counted from 1) of a lane was made with, over a landscape's rectangle."""
    from .surface import compute_surface

    recording: Recording = landscape.recording
    samples = recording.lanes[lane].next_batches(update, 1).order
    measurer = recording.workshop.batch_objective(samples)
    return BatchSurface(landscape, lane, update, compute_surface(measurer, landscape.plane, landscape.extent, resolution))


class BatchFollower:
    """Owns a thread that computes the surface of the batch that was asked for last; what is asked for meanwhile is skipped.

    Attributes:
        newest: the newest result, or None before the first.
        error: the traceback of what went wrong, or empty.
    """

    def __init__(self) -> None:
        self.newest: BatchSurface | None = None
        self.error = ""
        self._asked: tuple[Landscape, int, int] | None = None
        self._begun: tuple[Landscape, int, int] | None = None
        self._changed = threading.Condition()
        self._closing = False
        self._thread: threading.Thread | None = None

    @property
    def is_busy(self) -> bool:
        """Whether what was asked for is still to come."""
        return self._asked is not None

    def follow(self, landscape: Landscape, lane: int, update: int) -> None:
        """Ask for the surface of a batch; the thread is begun with the first."""
        asked = landscape, lane, update
        with self._changed:
            if asked == self._begun:
                return
            self._asked = self._begun = asked
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="batches", daemon=True)
                self._thread.start()
            self._changed.notify()

    def close(self) -> None:
        """Stop, and wait until the thread has ended."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _serve(self) -> None:
        from ..training.device import leave_a_core  # here, not above: this imports PyTorch

        leave_a_core()
        while (asked := self._next()) is not None:
            try:
                self.newest = batch_surface(*asked)
            except Exception:  # kept for the window to show; the thread lives on for the next batch
                self.error = traceback.format_exc()
            with self._changed:
                if self._asked == asked:
                    self._asked = None

    def _next(self) -> tuple[Landscape, int, int] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._closing or self._asked is not None)
            return None if self._closing else self._asked
