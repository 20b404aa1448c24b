"""At which updates a lane's losses are evaluated on the whole sets.

The rule looks at sizes only, never at a clock, so the same experiment is always evaluated at the same updates: at row 0,
densely at the start, at the end of every epoch, and in between as often as a tenth of the training time allows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..experiment import Experiment, Lane

_SHARE = 0.06  # of the training time, to stay below a tenth on a slower machine
# Costs in units of one sample's forward and backward pass through a small net, as measured with autograd on a CPU:
_UPDATE_OVERHEAD = 2000.0
_EVALUATED_SAMPLE = 1.2
_MOST = 20_000  # evaluations in one run


class EvaluationSchedule:
    """When to evaluate one lane.

    Args:
        experiment, lane: what is run; batch size, epoch length and sizes of the sets decide.
    """

    def __init__(self, experiment: Experiment, lane: Lane) -> None:
        self._per_epoch = lane.updates_per_epoch(experiment.data.n)
        planned = experiment.planned_updates(lane) or 0
        size = lane.size(experiment.data.n)
        samples = experiment.data.validation + (experiment.data.n if size < experiment.data.n else 0)  # else the batch loss is it
        spacing = _EVALUATED_SAMPLE * samples / (_SHARE * (_UPDATE_OVERHEAD + size))
        self._spacing = max(1, int(np.ceil(spacing)), planned // _MOST)

    def due(self, first: int, last: int) -> NDArray[np.int64]:
        """The updates from `first` to `last` after which to evaluate."""
        updates = np.arange(first, last + 1)
        octave = 2 ** np.floor(np.log2(np.maximum(updates, 1))).astype(np.int64)
        dense = np.minimum(self._spacing, np.maximum(1, octave // 8))  # eight to each doubling
        due: NDArray[np.int64] = updates[(updates % dense == 0) | (updates % self._per_epoch == 0)]
        return due
