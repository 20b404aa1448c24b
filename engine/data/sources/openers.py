"""The table of sources: how each is opened, under the names of `experiment/sources.py`."""

from __future__ import annotations

import numpy as np

from ...errors import InputError
from ...experiment import Experiment
from ...messages import message
from ..dataset import Array, Dataset
from ..scaling import Scaling, chunks_of, find_scaling, scale_inputs, scale_targets
from ..streaming.rows import rows_of
from . import synthetic as made
from .library import library
from .source import Opener, Samples, Source
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
    """Read or draw the samples of an experiment; the same seed gives the same samples.

    Raises:
        InputError: they cannot be read, or a number among them is too large.
    """
    if experiment.data.is_streamed:
        from ..streaming.dataset import open_stream

        return open_stream(experiment, OPENERS[experiment.data.kind])
    train, validation = OPENERS[experiment.data.kind](experiment)
    sets = train.read(), validation.read()
    with np.errstate(over="ignore", invalid="ignore"):  # which is told below
        scaling = find_scaling(experiment.data, chunks_of(*sets[0]))
        learned, fresh = (_as_learned(samples, scaling, experiment.dtype) for samples in sets)
    if not all(np.isfinite(values.sum(dtype=np.float64)) for values in (scaling, *learned, *fresh)):
        raise InputError("data", message("numbers_too_large", most=f"{np.finfo(experiment.dtype).max:.0e}", dtype=experiment.dtype))
    return Dataset(*learned, *fresh, scaling)


def _as_learned(samples: Samples, scaling: Scaling, dtype: str) -> Samples:
    """Samples as lanes see them: scaled as precisely as they were found, and rounded afterwards. Else times in seconds would be alike."""
    inputs, targets = scale_inputs(samples[0], scaling), scale_targets(samples[1], scaling)
    return inputs.astype(dtype, copy=False), targets if targets.ndim == 1 else targets.astype(dtype, copy=False)


def dataset_of(experiment: Experiment, **arrays: Array) -> Dataset:
    """The data set of which these arrays, as in `Dataset`, are in memory."""
    if experiment.data.is_streamed:
        from ..streaming.dataset import StreamedDataset

        return StreamedDataset(**arrays, experiment=experiment, opener=OPENERS[experiment.data.kind])
    return Dataset(**arrays)
