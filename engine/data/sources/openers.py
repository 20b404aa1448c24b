"""The table of sources: how each is opened, under the names of `experiment/sources.py`."""

from __future__ import annotations

from ...experiment import Experiment
from ..dataset import Dataset
from .source import Opener
from .synthetic import function, independent, line, made_up, moons

OPENERS: dict[str, Opener] = {
    "line": made_up(line), "independent": made_up(independent), "moons": made_up(moons), "function": made_up(function),
}  # fmt: skip


def make_dataset(experiment: Experiment) -> Dataset:
    """Read or draw the samples of an experiment; the same seed gives the same samples."""
    train, validation = OPENERS[experiment.data.kind](experiment)
    return Dataset(*train.read(), *validation.read())
