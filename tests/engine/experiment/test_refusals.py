"""What an experiment refuses beyond the bounds of single inputs, and how it says so."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

import pytest

from engine import Experiment, InputError
from engine.experiment import parse_setting
from tests.engine.plain import PRESETS

Raw = dict[str, Any]


@pytest.fixture
def raw() -> Raw:
    return copy.deepcopy(Experiment.preset("two-parameter").model_dump(mode="json", exclude_none=True))


def refused(raw: Raw) -> InputError:
    with pytest.raises(InputError) as caught:
        Experiment.from_dict(raw)
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize("name", PRESETS)
def test_a_batch_of_one_sample_more_than_there_are_is_refused(name: str) -> None:
    experiment = Experiment.preset(name)
    n = experiment.data.n
    assert experiment.with_changes({"lanes.*.batch_size": n}).lanes[0].batch_size == n
    with pytest.raises(InputError, match=rf"^lanes\.mini-batch\.batch_size: found {n + 1} .*from 1 to {n}"):
        experiment.with_changes({"lanes.mini-batch.batch_size": n + 1})


@pytest.mark.parametrize("size", [0, -1, 1.5, True, "ful", "32", None, [1]])
def test_a_batch_size_that_is_neither_a_whole_number_nor_full_is_refused(raw: Raw, size: Any) -> None:
    raw["lanes"][1]["batch_size"] = size
    error = refused(raw)
    assert error.field == "lanes.mini-batch.batch_size"
    assert 'or "full"' in str(error)


@pytest.mark.parametrize(
    ("budget", "found"),
    [
        ({}, "none"),
        ({"epochs": 2, "updates": 3}, "epochs and updates"),
        ({"updates": 2, "seconds": 3.0}, "updates and seconds"),
        ({"epochs": 1, "updates": 2, "seconds": 3.0}, "epochs, updates and seconds"),
    ],
)
def test_the_budget_is_exactly_one_of_three(raw: Raw, budget: Raw, found: str) -> None:
    raw["budget"] = budget
    assert str(refused(raw)) == f"budget: found {found}, allowed is exactly one of epochs, updates, seconds and target_loss."


@pytest.mark.parametrize("kind", ["epochs", "updates", "seconds"])
def test_each_kind_of_budget_is_allowed_alone(raw: Raw, kind: str) -> None:
    raw["budget"] = {kind: 3}
    assert getattr(Experiment.from_dict(raw).budget, kind) == 3


def test_a_start_that_is_not_finite_is_refused(raw: Raw) -> None:
    for start in ([float("nan"), 1.0], [1.0, float("inf")], [float("-inf"), 1.0]):
        raw["model"]["start"] = start
        assert refused(raw).field == "model.start"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("lanes.0.optimizer.lr", 0.0), ("lanes.0.optimizer.lr", -0.1), ("lanes.0.optimizer.momentum", 1.0),
        ("lanes.0.optimizer.momentum", -0.1), ("lanes.0.optimizer.weight_decay", -0.1), ("budget.epochs", 0),
        ("budget.updates", 0), ("budget.seconds", 0.0), ("data.n", 1), ("data.n", -5), ("data.validation", 0), ("data.noise", -0.1),
        ("data.spread", 0.0), ("seed", -1), ("seed", 2**32),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_whatever_the_declaration_says(path: str, value: float) -> None:
    experiment = Experiment.preset("two-parameter").with_changes({"lanes.*.batch_size": 1})
    with pytest.raises(InputError) as caught:
        experiment.with_changes({path: value})
    assert caught.value.field == path.replace(".0.", ".full-batch.")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda raw: raw.update(data=3), "data"),
        (lambda raw: raw.pop("data"), "data"),
        (lambda raw: raw.update(lanes=3), "lanes"),
        (lambda raw: raw.update(lanes=[]), "lanes"),
        (lambda raw: raw.update(lanes=[3]), "lanes.0"),
        (lambda raw: raw.pop("lanes"), "lanes"),
        (lambda raw: raw.update(lanes=[raw["lanes"][0] | {"name": f"lane-{i}"} for i in range(7)]), "lanes"),
        (lambda raw: raw["lanes"][2].update(name="full-batch"), "lanes"),
        (lambda raw: raw["lanes"][0].update(name="Full Batch"), "lanes.Full Batch.name"),
        (lambda raw: raw["lanes"][0].update(name=""), "lanes..name"),
        (lambda raw: raw["lanes"][0].pop("name"), "lanes.0.name"),
        (lambda raw: raw["lanes"][0].pop("optimizer"), "lanes.full-batch.optimizer"),
        (lambda raw: raw["lanes"][0]["optimizer"].pop("lr"), "lanes.full-batch.optimizer.lr"),
        (lambda raw: raw["lanes"][0]["optimizer"].update(nesterov=True), "lanes.full-batch.optimizer.nesterov"),
        (lambda raw: raw["data"].update(kind="lines"), "data.kind"),
        (lambda raw: raw["data"].update(kind=["line"]), "data.kind"),
        (lambda raw: raw["data"].pop("kind"), "data.kind"),
        (lambda raw: raw["model"].update(hidden=[0]), "model.hidden"),
        (lambda raw: raw["model"].update(hidden=[4] * 9), "model.hidden"),
        (lambda raw: raw["model"].update(start=[1.0]), "model.start"),
        (lambda raw: raw["model"].update(start=[1.0, 2.0, 3.0]), "model.start"),
        (lambda raw: raw["loss"].update(name="cross-entropy"), "loss.name"),
        (lambda raw: raw.update(name=""), "name"),
        (lambda raw: raw.update(name="x" * 81), "name"),
        (lambda raw: raw["model"].update(activation="rellu"), "model.activation"),
    ],
)
def test_what_does_not_fit_together_is_refused_with_the_field(raw: Raw, change: Callable[[Raw], Any], field: str) -> None:
    change(raw)
    error = refused(raw)
    assert error.field == field
    assert str(error) == f"{field}: {error.message}."
    assert re.search("found|missing", str(error))
    assert "allowed is" in str(error)


@pytest.mark.parametrize("name", ["a.b", "..", "a.b.c.d", "optimizer.lr"])
def test_a_lane_named_with_dots_is_refused(raw: Raw, name: str) -> None:
    raw["lanes"][0]["name"] = name
    error = refused(raw)
    assert name in error.field
    assert "small letters, digits and hyphens" in str(error)


def test_the_error_stays_on_one_line_when_what_was_found_does_not(raw: Raw) -> None:
    raw["model"]["activation"] = "re\nlu"
    refused(raw)


def test_an_unknown_preset_is_refused_on_one_line() -> None:
    with pytest.raises(InputError) as caught:
        Experiment.preset("arti\ncle")
    assert "\n" not in str(caught.value)


def test_a_missing_kind_of_data_is_called_missing(raw: Raw) -> None:
    """There is nothing that could have been meant by it."""
    del raw["data"]["kind"]
    assert "did you mean" not in str(refused(raw))


def test_the_constructor_refuses_with_an_input_error_too(raw: Raw) -> None:
    assert Experiment(**raw) == Experiment.from_dict(raw)
    with pytest.raises(InputError, match=r"^seed: found -1"):
        Experiment(**(raw | {"seed": -1}))


@pytest.mark.parametrize("path", ["lanes", "budget", "data", "model", "lanes.mini-batch.optimizer"])
def test_a_whole_section_cannot_be_set_and_is_not_offered_as_what_was_meant(path: str) -> None:
    with pytest.raises(InputError) as caught:
        Experiment.preset("two-parameter").with_changes({path: 1})
    assert f'did you mean "{path.rpartition(".")[2]}"' not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("seed=7", "seed", 7),
        (" lanes.*.optimizer.lr = 0.5 ", "lanes.*.optimizer.lr", 0.5),
        ("model.hidden=[3, 4]", "model.hidden", [3, 4]),
        ("lanes.0.drop_last=false", "lanes.0.drop_last", False),
        ('loss.name="mae"', "loss.name", "mae"),
        ("loss.name=mae", "loss.name", "mae"),
        ("title=a = b", "title", "a = b"),
        ("summary=", "summary", ""),
    ],
)
def test_settings_of_the_command_line_are_read_as_toml_or_as_text(text: str, key: str, value: Any) -> None:
    assert parse_setting(text) == (key, value)
    assert type(parse_setting(text)[1]) is type(value)


@pytest.mark.parametrize("text", ["seed", "=7", "", " =1"])
def test_a_setting_without_key_or_value_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"^--set: .*KEY=VALUE"):
        parse_setting(text)
