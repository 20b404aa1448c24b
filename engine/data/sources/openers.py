"""The table of sources: how each is opened, under the names of `experiment/sources.py`."""

from __future__ import annotations

from ...experiment import Experiment
from ..dataset import Dataset
from ..scaling import chunks_of, find_scaling, scale_inputs, scale_targets
from .source import Opener
from .synthetic import function, independent, line, made_up, moons

OPENERS: dict[str, Opener] = {
    "line": made_up(line), "independent": made_up(independent), "moons": made_up(moons), "function": made_up(function),
}  # fmt: skip


def make_dataset(experiment: Experiment) -> Dataset:
    """Read or draw the samples of an experiment; the same seed gives the same samples."""
    train, validation = OPENERS[experiment.data.kind](experiment)
    sets = train.read(), validation.read()
    scaling = find_scaling(experiment.data, chunks_of(*sets[0]))
    learned, fresh = ((scale_inputs(inputs, scaling), scale_targets(targets, scaling)) for inputs, targets in sets)
    return Dataset(*learned, *fresh, scaling)
