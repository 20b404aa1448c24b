"""Experiments: read, written, changed only by making new ones."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from engine import Experiment, InputError, train
from engine.experiment import Lane, lane_differences, preset_names
from tests.engine.plain import PRESETS

every_preset = pytest.mark.parametrize("name", preset_names())


@every_preset
def test_every_preset_survives_being_written_and_read(name: str, tmp_path: Path) -> None:
    experiment = Experiment.preset(name)
    assert experiment.name == name
    assert experiment.title
    assert experiment.summary
    assert Experiment.from_toml(experiment.to_toml()) == experiment
    experiment.save(tmp_path / "mine.toml")
    assert Experiment.load(tmp_path / "mine.toml") == experiment
    assert Experiment.load(str(tmp_path / "mine.toml")) == experiment


@every_preset
@given(title=st.text(max_size=30), numbers=st.lists(st.floats(1e-12, 1000.0), min_size=3, max_size=3), seed=st.integers(0, 2**32 - 1))
def test_any_text_and_number_survives_being_written_and_read(name: str, title: str, numbers: list[float], seed: int) -> None:
    rates = {f"lanes.{i}.optimizer.lr": lr for i, lr in enumerate(numbers)}
    experiment = Experiment.preset(name).with_changes(rates | {"title": title, "summary": title, "seed": seed})
    again = Experiment.from_toml(experiment.to_toml())
    assert again == experiment
    assert again.get("lanes.*.optimizer.lr")[:3] == tuple(numbers)


def test_the_start_and_its_absence_survive_being_written_and_read() -> None:
    experiment = Experiment.preset("two-parameter")
    assert experiment.model.start == (-1.35, 2.9)
    without = experiment.with_changes({"model.start": None})
    assert Experiment.from_toml(without.to_toml()).model.start is None


def test_presets_are_listed_in_order_and_all_there() -> None:
    folder = Path(__file__).resolve().parents[3] / "resources" / "presets"
    assert sorted(preset_names()) == sorted(path.stem for path in folder.glob("*.toml"))
    assert len(set(preset_names())) == len(preset_names())


@pytest.mark.parametrize(("wrong", "right"), [("artcle", "article"), ("two-moon", "two-moons"), ("two_parameter", "two-parameter")])
def test_an_unknown_preset_is_refused_with_the_nearest_name(wrong: str, right: str) -> None:
    with pytest.raises(InputError, match=f'found "{wrong}" \\(did you mean "{right}"\\?\\)'):
        Experiment.preset(wrong)


def test_a_preset_is_no_path() -> None:
    with pytest.raises(InputError, match=r'found "\.\./presets/article"'):
        Experiment.preset("../presets/article")


def refused_file(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        Experiment.load(path)
    assert caught.value.field == "experiment"
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "No such file" in refused_file(tmp_path / "nowhere.toml")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    refused_file(tmp_path)


def test_a_file_that_is_no_utf8_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes('title = "Größe"'.encode("latin-1"))
    assert "not text" in refused_file(path)


@pytest.mark.parametrize("text", ["seed = ", "[data", "seed = 1\nseed = 2", 'title = "a\nb"', "lanes = [1, 2"])
def test_a_file_that_is_no_toml_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(text, encoding="utf-8")
    assert "is not TOML" in refused_file(path)


def test_nan_in_a_file_is_refused() -> None:
    text = Experiment.preset("two-parameter").to_toml()
    assert "noise = 0.9" in text
    for word in ("nan", "inf", "-inf"):
        with pytest.raises(InputError, match=f"^data.noise: found {word}, allowed is a number from 0 to 100"):
            Experiment.from_toml(text.replace("noise = 0.9", f"noise = {word}"))


def test_a_change_touches_nothing_else() -> None:
    before = Experiment.preset("article")
    after = before.with_changes({"lanes.mini-batch.batch_size": 32, "seed": 7})
    assert before == Experiment.preset("article")
    assert (after.seed, after.lane("mini-batch").batch_size) == (7, 32)
    assert after.lane("full-batch") == before.lane("full-batch")
    assert after.lane("stochastic") == before.lane("stochastic")
    assert after.with_changes({"lanes.mini-batch.batch_size": 64, "seed": 0}) == before


def test_a_lane_is_meant_by_name_or_number_and_all_of_them_by_a_star() -> None:
    experiment = Experiment.preset("article")
    assert experiment.with_changes({"lanes.1.optimizer.lr": 0.5}) == experiment.with_changes({"lanes.mini-batch.optimizer.lr": 0.5})
    every = experiment.with_changes({"lanes.*.optimizer.momentum": 0.9})
    assert [lane.optimizer.momentum for lane in every.lanes] == [0.9, 0.9, 0.9]
    assert every.get("lanes.*.optimizer.momentum") == (0.9, 0.9, 0.9)
    assert every.get("lanes.stochastic.optimizer.momentum") == 0.9


def test_a_lane_whose_name_is_a_number_is_meant_by_its_name() -> None:
    raw = Experiment.preset("article").model_dump(mode="json", exclude_none=True)
    raw["lanes"][0]["name"], raw["lanes"][1]["name"] = "1", "0"
    changed = Experiment.from_dict(raw).with_changes({"lanes.1.batch_size": 5})
    assert [lane.batch_size for lane in changed.lanes] == [5, 64, 1]


def test_a_lane_that_is_not_there_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(InputError, match='found the lane "stochastik" \\(did you mean "stochastic"\\?\\)'):
        Experiment.preset("article").with_changes({"lanes.stochastik.batch_size": 2})


@pytest.mark.parametrize(("path", "value"), [("budget.updates", 5), ("budget.seconds", 0.5), ("budget.epochs", 3)])
def test_another_budget_replaces_the_old_one(path: str, value: Any) -> None:
    budget = Experiment.preset("article").with_changes({path: value}).budget
    kept = {kind: number for kind, number in budget.model_dump().items() if number is not None and kind != "target_within"}
    assert kept == {path.partition(".")[2]: value}


def test_another_kind_of_data_keeps_what_both_kinds_know() -> None:
    experiment = Experiment.preset("article").with_changes({"data.n": 333, "data.kind": "line"})
    assert (experiment.data.kind, experiment.data.n, experiment.data.validation) == ("line", 333, 250)
    assert experiment.layer_widths == (1, 50, 1)


def test_one_change_does_not_hide_another_that_is_wrong() -> None:
    with pytest.raises(InputError, match=r"^seed: "):
        Experiment.preset("article").with_changes({"data.n": 100, "seed": -1})


def test_an_experiment_cannot_be_changed_in_place() -> None:
    experiment = Experiment.preset("two-parameter")
    parts: list[tuple[object, str]] = [(experiment, "seed"), (experiment.data, "n"), (experiment.model, "hidden")]
    parts += [(experiment.budget, "epochs"), (experiment.loss, "name")]
    parts += [(experiment.lanes[0], "batch_size"), (experiment.lanes[0].optimizer, "lr")]
    for part, name in parts:
        with pytest.raises(ValidationError, match="frozen"):
            setattr(part, name, getattr(part, name))
        with pytest.raises(ValidationError, match="frozen"):
            delattr(part, name)
    assert isinstance(experiment.lanes, tuple)
    assert isinstance(experiment.model.start, tuple)


def test_the_dictionary_that_made_an_experiment_may_change_afterwards() -> None:
    raw = Experiment.preset("two-parameter").model_dump(mode="json", exclude_none=True)
    experiment = Experiment.from_dict(raw)
    raw["lanes"][0]["optimizer"]["lr"] = 99.0
    raw["lanes"].pop()
    raw["model"]["start"].append(1.0)
    assert experiment == Experiment.preset("two-parameter")


@pytest.mark.parametrize("drop_last", [False, True])
@pytest.mark.parametrize("size", [1, 3, 7, 10, "full"])
def test_updates_and_samples_of_an_epoch_are_counted_as_by_hand(size: Any, drop_last: bool) -> None:
    n = 10
    lane = Lane.model_validate({"name": "a", "batch_size": size, "drop_last": drop_last, "optimizer": {"lr": 1.0}})
    width = n if size == "full" else size
    batches = [range(n)[begin : begin + width] for begin in range(0, n, width)]
    batches = [batch for batch in batches if len(batch) == width or not drop_last]
    assert lane.updates_per_epoch(n) == len(batches)
    assert lane.plan(n).stages[0].samples == sum(map(len, batches))


@pytest.mark.parametrize("name", [name for name in PRESETS if Experiment.preset(name).data.kind != "growing"])  # whose epochs lengthen
def test_planned_updates_follow_from_the_budget(name: str) -> None:
    experiment = Experiment.preset(name)
    for lane in experiment.lanes:
        n = experiment.data.expected_size
        per_epoch = math.ceil(n / lane.size(n))
        assert experiment.with_changes({"budget.epochs": 5}).planned_updates(lane) == 5 * per_epoch
        assert experiment.with_changes({"budget.updates": 5}).planned_updates(lane) == 5
        assert experiment.with_changes({"budget.seconds": 5, "lanes.*.optimizer.schedule": "constant"}).planned_updates(lane) is None


def test_the_first_preset_compares_batch_sizes_alone_and_shows_what_they_do() -> None:
    """Full-batch has not arrived, mini-batch has, and single samples keep their distance; against the minimum by least squares."""
    experiment = Experiment.preset(preset_names()[0])
    assert experiment.name == "two-parameter" and lane_differences(experiment) == {}
    recording = train(experiment, device="cpu")
    inputs, targets = recording.dataset.train_inputs.astype(float), recording.dataset.train_targets.astype(float).reshape(-1)
    matrix = np.column_stack([inputs, np.ones(len(inputs))])
    lowest = np.linalg.lstsq(matrix, targets)[1][0] / len(targets)
    above = {lane.lane.name: lane.evaluated()["train_loss"] - lowest for lane in recording.lanes}
    assert (np.diff(above["full-batch"]) < 0).all() and above["full-batch"][-1] > 0.5
    assert above["mini-batch"][-1] < 0.05
    last = above["stochastic"][-len(above["stochastic"]) // 2 :]
    assert 0.05 < last.mean() < 0.5 and last.max() > 10 * np.median(last)


def test_differences_are_those_that_matter() -> None:
    base = Experiment.preset("two-parameter")
    assert lane_differences(base.with_changes({"lanes.0.optimizer.lr": 0.2})) == {"lanes.*.optimizer.lr": (0.2, 0.05, 0.05)}
    assert lane_differences(base.with_changes({"lanes.0.optimizer.alpha": 0.5})) == {}  # SGD has no use for it
    adam = lane_differences(base.with_changes({"lanes.0.optimizer.name": "adam"}))
    assert adam["lanes.*.optimizer.name"] == ("adam", "sgd", "sgd")
    assert [name for name in PRESETS if lane_differences(Experiment.preset(name))] == ["two-moons", "spiral", "growing"]
