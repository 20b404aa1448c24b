"""Landscapes seen a moment ago, so that going back to one shows it at once. Light to import."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..comparison.recording import Recording
    from ..recording.lane import LaneRecording
    from .landscape import Landscape
    from .options import LandscapeOptions

BUDGET_BYTES = 64 * 2**20
_POINT_BYTES = 3 * 8  # of a path: x, y and distance


class KeptLandscapes:
    """Whole landscapes of one finished recording, by what they depend on; those asked for longest ago go first.

    Args:
        budget_bytes: what they may take together. Paths and surfaces that several share count once.
    """

    def __init__(self, budget_bytes: int = BUDGET_BYTES) -> None:
        self._budget_bytes = budget_bytes
        self._of: tuple[Recording | None, list[tuple[LaneRecording, int]]] = None, []  # the recording, its lanes, and their updates
        self._kept: OrderedDict[LandscapeOptions, Landscape] = OrderedDict()

    def keep(self, options: LandscapeOptions, landscape: Landscape) -> None:
        """Keep what options came to; nothing of a recording that still grows."""
        if not all(lane.is_over for lane in landscape.recording.lanes):
            return
        self._turn_to(landscape.recording)
        self._kept[_key(options)] = landscape
        self._kept.move_to_end(_key(options))
        while self.bytes > self._budget_bytes:
            self._kept.popitem(last=False)

    def recall(self, recording: Recording, options: LandscapeOptions) -> Landscape | None:
        """What the options came to for this very recording, if that is kept still."""
        self._turn_to(recording)
        landscape = self._kept.get(_key(options))
        if landscape is None:
            return None
        self._kept.move_to_end(_key(options))
        return replace(landscape, options=options)

    @property
    def bytes(self) -> int:
        """What is kept takes about so much memory."""
        surfaces = {id(one.surface): one.surface.values.nbytes for one in self._kept.values() if one.surface is not None}
        paths = {id(path): len(path) * _POINT_BYTES for one in self._kept.values() for path in one.projections}
        return sum(surfaces.values()) + sum(paths.values())

    def _turn_to(self, recording: Recording) -> None:
        """Forget what is of another recording, or of this one when a lane was another or had made fewer updates."""
        lanes = [(lane, lane.updates) for lane in recording.lanes]
        if recording is not self._of[0] or lanes != self._of[1]:
            self._of = recording, lanes
            self._kept.clear()


def _key(options: LandscapeOptions) -> LandscapeOptions:
    return replace(options.surveyed(), extent=options.extent, aspect=options.aspect, hidden=options.hidden)
