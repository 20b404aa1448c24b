"""Which colour and marker each lane has. They stay with its name when other lanes come, go or change places."""

from __future__ import annotations

from collections.abc import Sequence

from engine.experiment import Lane
from engine.experiment.sections import MOST_LANES


class LaneColors:
    """Remembers the colours of all lanes that were seen without a declared one, by name."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def of(self, lanes: Sequence[Lane]) -> tuple[int, ...]:
        """The colour number of each lane, from 0: the declared one, else the one it had before, else the first that is free."""
        taken = {lane.name: lane.color - 1 for lane in lanes if lane.color is not None}
        for lane in lanes:
            if self._known.get(lane.name, -1) not in {-1, *taken.values()}:
                taken.setdefault(lane.name, self._known[lane.name])
        for lane in lanes:
            if lane.name not in taken:
                taken[lane.name] = next(color for color in range(MOST_LANES) if color not in taken.values())
        self._known |= {lane.name: taken[lane.name] for lane in lanes if lane.color is None}  # a declared one can be undone
        return tuple(taken[lane.name] for lane in lanes)
