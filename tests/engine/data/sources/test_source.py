"""Every source of the table has both halves; and what is read from sources of any size, known or not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engine import InputError, Recording, train
from engine.data.sources import source as sources
from engine.data.sources.openers import OPENERS
from engine.data.sources.source import Samples, Schema, Source
from engine.data.sources.synthetic import MadeUp, line
from engine.experiment import inputs
from engine.experiment.library_data import LibraryData
from engine.experiment.sources import SOURCES, LineData, SourceKind, TableData
from engine.randomness import Purpose
from tests.engine.plain import all_weights, on_data, quick

SETS = Purpose.TRAINING_DATA, Purpose.VALIDATION_DATA


class Stream(Source):
    """Seven samples that nobody has counted."""

    size = None
    schema = Schema(2, 0, "float32")

    def take(self, indices: NDArray[np.int64] | slice) -> Samples:
        raise NotImplementedError

    def chunks(self) -> Iterator[Samples]:
        for begin, end in ((0, 3), (3, 7)):
            yield np.ones((end - begin, 2), np.float32), np.arange(begin, end, dtype=np.float32)[:, None]


def test_both_halves_are_there() -> None:
    assert list(OPENERS) == list(SOURCES)


@pytest.mark.parametrize("kind", SOURCES.values(), ids=SOURCES)
def test_entries_are_told_and_what_they_say_of_their_samples_is_true(kind: SourceKind) -> None:
    assert kind.title and kind.help and f"data.{next(iter(kind.part.model_fields))}" in inputs(kind.name)
    experiment = on_data(kind.name)
    data, (train, validation) = experiment.data, OPENERS[kind.name](experiment)
    dtype = "float64" if isinstance(data, LibraryData | TableData) else experiment.dtype  # rounded once they are scaled
    assert (train.size, validation.size) == (data.expected_size, data.expected_validation)
    assert train.schema == validation.schema == (data.features, data.outputs if data.is_classification else 0, dtype)


@pytest.mark.parametrize("kind", SOURCES)
def test_samples_may_be_taken_in_any_order_and_read_in_chunks(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    source = OPENERS[kind](on_data(kind))[0]
    whole = source.read()
    monkeypatch.setattr(sources, "_CHUNK", 25)
    assert [len(inputs) for inputs, _ in source.chunks()][:2] == [25, 25]
    some = np.array([63, 0, 5, 5])
    for all_of_them, read, taken in zip(whole, source.read(), source.take(some), strict=True):
        np.testing.assert_array_equal(all_of_them, read)
        np.testing.assert_array_equal(all_of_them[some], taken)


def test_a_source_of_unknown_size_is_read_to_its_end() -> None:
    read, targets = Stream().read()
    assert read.shape == (7, 2) and targets[:, 0].tolist() == list(range(7))


def test_training_goes_by_what_the_source_gives_and_not_by_what_was_expected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(OPENERS, "line", lambda experiment: tuple(MadeUp(line, experiment, purpose, 40) for purpose in SETS))
    experiment = quick("two-parameter", {"data.n": 64, "lanes.mini-batch.batch_size": 16, "budget.epochs": 2})
    recording = train(experiment)
    assert recording.dataset.n == 40 and [(lane.n, lane.updates) for lane in recording.lanes] == [(40, 2), (40, 6), (40, 80)]
    assert sorted(np.concatenate(recording.lanes[1].batches(1))) == list(range(40))
    with pytest.raises(InputError, match=r"batch_size: found 50 with 40 training samples, allowed is a whole number from 1"):
        train(experiment.with_changes({"lanes.mini-batch.batch_size": 50}))


def test_what_was_trained_on_other_sizes_is_opened_where_the_data_allow_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(OPENERS, "line", lambda experiment: tuple(MadeUp(line, experiment, purpose, 40) for purpose in SETS))
    changes = {"data.n": 64, "lanes.mini-batch.batch_size": 16, "budget.epochs": 2, "stepper": "autograd"}
    recording = train(quick("two-parameter", changes))
    recording.save(tmp_path / "run.tridescent")
    with pytest.raises(InputError, match="40 training and 40 validation samples, which its experiment does not explain"):
        Recording.load(tmp_path / "run.tridescent")
    monkeypatch.setattr(LineData, "allows_sizes", lambda data, training, validation: 1 <= training <= data.n)
    opened = Recording.load(tmp_path / "run.tridescent")
    assert [(lane.n, lane.updates, lane.planned) for lane in opened.lanes] == [(40, 2, 2), (40, 6, 6), (40, 80, 80)]
    for one, other in zip(recording.lanes, opened.lanes, strict=True):
        np.testing.assert_array_equal(all_weights(one), all_weights(other))
        np.testing.assert_array_equal(np.concatenate(one.batches(1)), np.concatenate(other.batches(1)))


@pytest.mark.parametrize("schema", [(3, 0, "float32"), (2, 4, "float32"), (2, 0, "float64")])
def test_samples_that_are_not_what_the_schema_says_are_refused(schema: tuple[int, int, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Stream, "schema", Schema(*schema))
    with pytest.raises(ValueError, match=r"found inputs \(7, 2\) and targets \(7, 1\)"):
        Stream().read()
