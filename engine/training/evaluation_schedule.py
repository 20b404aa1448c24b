"""At which updates a lane's losses are evaluated on the whole sets.

The rule looks at sizes only, never at a clock, so the same experiment is always evaluated at the same updates: at row 0, at the end
of every epoch, and in between as often as a tenth of the training time allows; at the start, where that is more often, four times
while the number of updates doubles.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..experiment import Experiment, Lane

_SHARE = 0.05  # of the training time, to stay below a tenth on a slower machine
_ALWAYS_US = 10_000.0  # a lane's evaluations may take so long even where training takes next to no time
_OFTEN = 4  # times while the number of updates doubles, at the start
_MOST = 20_000  # evaluations in one run
_POINT_US = 0.5  # of measuring a function, whatever its samples are


class _Costs(NamedTuple):
    """Costs in µs as measured on one core of a CPU; only their ratios matter.

    Attributes:
        update: of an update, without what follows from its samples.
        sample, classified: of looking at a sample, and more where the loss is one of classes.
        weight, neuron: more for each weight and each hidden neuron.
        training: an update takes so many times as long with a sample as looking at it.
    """

    update: float
    sample: float
    classified: float
    weight: float
    neuron: float
    training: float


_COSTS = {
    "autograd": _Costs(update=200.0, sample=0.004, classified=0.05, weight=0.00005, neuron=0.001, training=3.0),
    "fused": _Costs(update=0.08, sample=0.002, classified=0.015, weight=0.00002, neuron=0.00015, training=2.2),
}


class EvaluationSchedule:
    """When to evaluate one lane.

    Args:
        experiment, lane: what is run; batch size, epoch length and the sizes of model and sets decide.
        stepper: what computes the updates.
        sizes: training and validation samples; without them, as many as are expected.
    """

    def __init__(self, experiment: Experiment, lane: Lane, stepper: str = "autograd", sizes: tuple[int, int] | None = None) -> None:
        n, validation = sizes or (experiment.data.expected_size, experiment.data.expected_validation)
        self._plan = lane.plan(n)
        planned = experiment.planned_updates(lane, n) or 0
        is_complete = lane.takes_all(n) and experiment.budget.target_loss is None and not experiment.extras  # batch loss is training loss
        costs = _COSTS.get(stepper, _COSTS["autograd"])
        sample = costs.sample + costs.weight * experiment.products + costs.neuron * sum(experiment.layer_widths[1:-1])
        sample += costs.classified if experiment.data.is_classification else 0.0
        measured = experiment.data.sizes_in_memory[0] if experiment.data.is_streamed else 0 if is_complete else n
        evaluation = sample * (validation + measured)
        update = costs.update + costs.training * sample * lane.size(n)
        if experiment.data.function is not None:
            evaluation, update = _POINT_US, costs.update + sample * lane.size(n)
        allowance = max(_SHARE * update, _ALWAYS_US / planned if planned else 0.0)  # for each update
        self._spacing = max(1, math.ceil(evaluation / allowance), planned // _MOST)
        self._free = int(_ALWAYS_US / evaluation)
        self._paid = 2 * _SHARE * update / evaluation  # evaluations that an update pays for at the start

    def due(self, first: int, last: int) -> NDArray[np.int64]:
        """The updates from `first` to `last` after which to evaluate."""
        first, last = int(first), int(last)
        settled = 1 << (4 * self._spacing - 1).bit_length()  # the first octave from which on the spacing is even
        is_due = np.zeros(max(0, last + 1 - first), bool)
        begin = first

        def mark(step: int, first: int, last: int) -> None:
            is_due[-(-first // step) * step - begin : last + 1 - begin : step] = True

        is_due[self._plan.epoch_ends(first, last) - begin] = True
        mark(self._spacing, max(first, settled), last)
        while first <= min(last, settled - 1):
            octave = 1 << max(first.bit_length() - 1, 0)
            end = min(last, settled - 1, max(2 * octave - 1, 0) if first else 0)
            times = self._times(octave)
            if times or first == 0:
                mark(min(self._spacing, max(1, octave // max(times, 1))), first, end)
            first = end + 1
        return begin + np.flatnonzero(is_due)

    def _times(self, octave: int) -> int:
        """How often to evaluate while the number of updates doubles from `octave`: some evaluations are always made."""
        is_free = _OFTEN * octave.bit_length() <= self._free
        return _OFTEN if is_free else min(_OFTEN, int(self._paid * octave))
