"""The table of sources: how each is opened, under the names of `experiment/sources.py`."""

from __future__ import annotations

from ...experiment import Experiment
from ..dataset import Array, Dataset
from ..scaling import chunks_of, find_scaling, scale_inputs, scale_targets
from ..streaming.rows import rows_of
from . import synthetic as made
from .library import library
from .source import Opener, Source
from .synthetic import InBlocks, made_up


def _table(experiment: Experiment) -> tuple[Source, Source]:
    from .table_source import open_table  # which imports much

    return open_table(experiment)


OPENERS: dict[str, Opener] = {
    "line": made_up(made.line), "plane": made_up(made.plane), "sine": made_up(made.sine), "multi-gauss": made_up(made.multi_gauss),
    "independent": made_up(made.independent), "reviews": made_up(made.reviews), "large": made_up(made.large, InBlocks),
    "circle": made_up(made.circle), "xor": made_up(made.xor), "gauss": made_up(made.gauss), "spiral": made_up(made.spiral),
    "moons": made_up(made.moons), "growing": made_up(made.growing),
    "diabetes": library(), "breast-cancer": library(), "wine": library(), "digits": library(largest=16.0),
    "table": _table, "function": made_up(made.function), "stream": rows_of,
}  # fmt: skip


def make_dataset(experiment: Experiment) -> Dataset:
    """Read or draw the samples of an experiment; the same seed gives the same samples."""
    if experiment.data.is_streamed:
        from ..streaming.dataset import open_stream

        return open_stream(experiment, OPENERS[experiment.data.kind])
    train, validation = OPENERS[experiment.data.kind](experiment)
    sets = train.read(), validation.read()
    scaling = find_scaling(experiment.data, chunks_of(*sets[0]))
    learned, fresh = ((scale_inputs(inputs, scaling), scale_targets(targets, scaling)) for inputs, targets in sets)
    return Dataset(*learned, *fresh, scaling)


def dataset_of(experiment: Experiment, **arrays: Array) -> Dataset:
    """The data set of which these arrays, as in `Dataset`, are in memory."""
    if experiment.data.is_streamed:
        from ..streaming.dataset import StreamedDataset

        return StreamedDataset(**arrays, experiment=experiment, opener=OPENERS[experiment.data.kind])
    return Dataset(**arrays)
