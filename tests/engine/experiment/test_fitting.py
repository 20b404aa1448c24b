"""Another kind of data in an experiment: whatever it was, the result can be run."""

from __future__ import annotations

from itertools import permutations

import pytest

from engine import Experiment
from engine.experiment import preset_names
from engine.experiment.fitting import needs_file
from engine.experiment.sources import SOURCES

DRAWN = [kind for kind in SOURCES if not needs_file(kind)]


def test_no_way_from_one_kind_to_another_is_refused() -> None:
    for one, other in permutations(DRAWN, 2):
        experiment = Experiment.preset("article").with_data(one).with_data(other)
        assert experiment.data.kind == other and experiment.loss.fits(experiment.data)
        assert all(lane.size(experiment.data.expected_size) <= experiment.data.expected_size for lane in experiment.lanes)


@pytest.mark.parametrize("preset", preset_names())
def test_every_preset_can_learn_from_any_data(preset: str) -> None:
    experiment = Experiment.preset(preset)
    assert {experiment.with_data(kind).data.kind for kind in DRAWN} == set(DRAWN)


def test_what_both_kinds_declare_alike_is_kept_and_the_rest_is_as_declared() -> None:
    line = Experiment.preset("two-parameter").with_changes({"data.n": 123, "data.validation": 77, "data.noise": 2.5})
    moons = line.with_data("moons")
    assert (moons.get("data.n"), moons.get("data.validation")) == (123, 77)
    assert moons.get("data.noise") == 0.2  # of which much on one is nothing on another
    assert moons.loss.kind.task == "classification" and moons.model.start is None and moons.lanes == line.lanes


def test_batches_are_halved_until_they_fit() -> None:
    article = Experiment.preset("article").with_changes({"lanes.mini-batch.batch_size": 500, "data.n": 1000})
    wine = article.with_data("wine")
    n = wine.data.expected_size
    assert 100 < n < 200
    assert [lane.batch_size for lane in wine.lanes] == ["full", 62, 1]
    assert article.with_data("line").lanes == article.lanes


def test_a_function_has_no_layers_and_data_after_it_have_a_size() -> None:
    saddle = Experiment.preset("article").with_data("function")
    assert saddle.model.hidden == () and saddle.loss.name == "output"
    assert Experiment.preset("article").with_data("digits").with_data("line").get("data.n") == 200
