"""At which updates a lane's losses are evaluated on the whole sets.

The rule looks at sizes only, never at a clock, so the same experiment is always evaluated at the same updates: at row 0,
densely at the start, at the end of every epoch, and in between as often as a tenth of the training time allows.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ..experiment import Experiment, Lane

_SHARE = 0.05  # of the training time, to stay below a tenth on a slower machine
_MOST = 20_000  # evaluations in one run
# Costs in µs as measured with autograd on one core of a CPU; only their ratios matter.
_UPDATE = 200.0
_SAMPLE, _SAMPLE_CLASSIFIED = 0.004, 0.05
_SAMPLE_WEIGHT, _SAMPLE_NEURON = 0.00005, 0.001


class EvaluationSchedule:
    """When to evaluate one lane.

    Args:
        experiment, lane: what is run; batch size, epoch length and the sizes of model and sets decide.
    """

    def __init__(self, experiment: Experiment, lane: Lane) -> None:
        n = experiment.data.n
        self._per_epoch = lane.updates_per_epoch(n)
        planned = experiment.planned_updates(lane) or 0
        is_whole = lane.size(n) == n  # then the batch loss is the training loss
        sample = _SAMPLE + _SAMPLE_WEIGHT * experiment.parameter_count + _SAMPLE_NEURON * sum(experiment.model.hidden)
        sample += _SAMPLE_CLASSIFIED if experiment.data.task == "classification" else 0.0
        evaluation = sample * (experiment.data.validation + (0 if is_whole else n))
        update = _UPDATE + 3 * sample * lane.size(n)
        self._spacing = max(1, math.ceil(evaluation / (_SHARE * update)), planned // _MOST)

    def due(self, first: int, last: int) -> NDArray[np.int64]:
        """The updates from `first` to `last` after which to evaluate."""
        updates = np.arange(first, last + 1)
        octave = 2 ** np.floor(np.log2(np.maximum(updates, 1))).astype(np.int64)
        dense = np.minimum(self._spacing, np.maximum(1, octave // 4))  # four to each doubling
        due: NDArray[np.int64] = updates[(updates % dense == 0) | (updates % self._per_epoch == 0)]
        return due
