"""Real data sets that come along with the program, as scikit-learn bundles them (`resources/data`)."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

import numpy as np

from ...experiment import Experiment
from ...experiment.data import SplitData
from ..dataset import Array
from .in_memory import split
from .source import Opener, Source

FOLDER = Path(__file__).resolve().parents[3] / "resources" / "data"


def library(largest: float = 1.0) -> Opener:
    """How such a set is opened; inputs are divided by the largest value that they may have."""

    def opened(experiment: Experiment) -> tuple[Source, Source]:
        data = experiment.data
        assert isinstance(data, SplitData)
        inputs, cells = _read(data.kind)
        targets = [data.class_names.index(cell) for cell in cells] if data.is_classification else [float(cell) for cell in cells]
        return split(data, inputs / largest, np.array(targets))

    return opened


@cache
def _read(name: str) -> tuple[Array, list[str]]:
    """Inputs as they were measured, float64 [n, d], and targets as they are written."""
    with gzip.open(FOLDER / f"{name}.csv.gz", "rt", encoding="utf-8") as file:
        rows = [line.rstrip().rpartition(",") for line in file][1:]
    return np.loadtxt([features for features, _, _ in rows], delimiter=","), [target for _, _, target in rows]
