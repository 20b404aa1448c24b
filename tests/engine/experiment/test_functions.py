"""Experiments on functions: which surface, which start, and what does not go with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Experiment, InputError
from engine.experiment import input_at
from engine.experiment.formula import parse
from engine.experiment.sources import FunctionData
from engine.experiment.surfaces import SURFACES


def data_of(experiment: Experiment) -> FunctionData:
    assert isinstance(experiment.data, FunctionData)
    return experiment.data


def refused(changes: dict[str, Any], preset: str = "bowl") -> InputError:
    with pytest.raises(InputError) as caught:
        Experiment.preset(preset).with_changes(changes)
    assert "\n" not in str(caught.value)
    return caught.value


def test_every_surface_that_can_be_chosen_is_in_the_table_and_has_a_preset() -> None:
    declared = input_at("data.surface")
    assert declared is not None
    assert declared.choices == tuple(SURFACES)
    for name in declared.choices:
        assert data_of(Experiment.preset(name)).surface == name


@pytest.mark.parametrize("name", [name for name in SURFACES if name != "formula"])
def test_a_surface_has_its_formula_and_its_start(name: str) -> None:
    experiment = Experiment.preset(name)
    assert data_of(experiment).function == parse(SURFACES[name].formula)
    assert experiment.start == SURFACES[name].start
    assert experiment.parameter_count == 2
    again = Experiment.preset("formula").with_changes({"data.surface": name, "model.start": None})
    assert (data_of(again).function, again.start) == (data_of(experiment).function, experiment.start)


def test_a_formula_replaces_the_surface_unless_that_is_chosen_too() -> None:
    bowl = Experiment.preset("bowl")
    own = bowl.with_changes({"data.formula": "x^4 + y^4"})
    assert (data_of(own).surface, data_of(own).function.text, own.start) == ("formula", "x^4 + y^4", (1.0, 1.0))
    both = bowl.with_changes({"data.formula": "x^4 + y^4", "data.surface": "hills"})
    assert (data_of(both).surface, data_of(both).formula) == ("hills", "x^4 + y^4")
    assert data_of(both.with_changes({"data.surface": "formula"})).function.text == "x^4 + y^4"


@given(text=st.sampled_from(["x^2 + y^2", "\n x +\ty", "−x·y", "π*x²", '1 +  "'.strip(' "') + " x", "abs(x)"]))
def test_a_formula_survives_being_written_and_read_as_it_was_typed(text: str) -> None:
    experiment = Experiment.preset("formula").with_changes({"data.formula": text})
    assert data_of(Experiment.from_toml(experiment.to_toml())).formula == text


def test_a_file_needs_no_more_than_a_formula(tmp_path: Path) -> None:
    text = """
        data = { kind = "function", n = 10, formula = "x^2 + 3*y^2" }
        loss = { name = "output" }
        budget = { updates = 5 }
        lanes = [{ name = "only", batch_size = 2, optimizer = { lr = 0.1 } }]
    """
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    experiment = Experiment.load(tmp_path / "mine.toml")
    assert data_of(experiment).function.text == "x^2 + 3*y^2"
    assert experiment.start == (1.0, 1.0)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("x^2 + q", '"q" is not known'), ("x +", "the formula ends too early"), ("", "the formula is empty"), ("a|b", '"a" is not known')],
)
def test_what_is_no_formula_is_refused_with_its_field(text: str, reason: str) -> None:
    assert str(refused({"data.formula": text})).startswith(f'data.formula: {reason}, found "{text}", allowed ')
    assert refused({"data.formula": text, "data.surface": "hills"}).field == "data.formula"  # also where it is only kept
    raw = Experiment.preset("formula").model_dump(mode="json", exclude_none=True)
    raw["data"]["formula"] = text
    with pytest.raises(InputError, match=r"^data\.formula: .*found"):
        Experiment.from_dict(raw)


@pytest.mark.parametrize(
    ("formula", "start", "value"),
    [
        ("1 / x", [0.0, 1.0], "inf"), ("-1 / x^2", [0.0, 1.0], "-inf"), ("log(x - 1)", None, "-inf"), ("sqrt(-x)", None, "nan"),
        ("9^9^9^9 * x", None, "inf"), ("x / 0", None, "inf"), ("0 / 0", None, "nan"), ("exp(x)", [1000.0, 0.0], "inf"),
    ],
)  # fmt: skip
def test_a_start_where_the_loss_is_not_finite_is_refused_with_the_value(formula: str, start: list[float] | None, value: str) -> None:
    shown = ", ".join(f"{number:g}" for number in start or [1.0, 1.0])
    expected = f"model.start: the loss there is {value}, found ({shown}), allowed is a start where it is finite."
    assert str(refused({"data.formula": formula, "model.start": start})) == expected


def test_the_start_is_looked_at_in_the_precision_of_the_run() -> None:
    changes = {"data.formula": "exp(x)", "model.start": [100.0, 0.0]}
    assert np.isfinite(data_of(Experiment.preset("bowl").with_changes(changes)).function.at(np.array([[100.0, 0.0]]))).all()
    assert refused(changes | {"dtype": "float32"}).field == "model.start"


def test_what_belongs_to_nets_is_refused() -> None:
    assert str(refused({"model.hidden": [50]})) == "model.hidden: found [50] for function data, allowed is none: the weights are x and y."
    for start, found in (([], "no numbers"), ([1.0], "1 number"), ([1.0] * 3, "3 numbers")):
        assert str(refused({"model.start": start})) == f"model.start: found {found}, allowed is a list of exactly 2."
    assert str(refused({"loss.name": "mse"})) == 'loss.name: found "mse" for function data, allowed is output.'
    message = str(refused({"loss.name": "output"}, "two-parameter"))
    assert message == 'loss.name: found "output" for regression data, allowed is mse, mae or huber.'
    assert refused({"data.surface": "bowls"}).message.startswith('found "bowls"')
    assert refused({"data.formula": "x"}, "article").field == "data.formula"


def test_data_can_be_changed_to_a_function_and_back() -> None:
    net = Experiment.preset("two-parameter")
    function = net.with_changes({"data.kind": "function", "loss.name": "output", "model.start": None, "data.surface": "hills"})
    assert (data_of(function).surface, function.data.n) == ("hills", net.data.n)
    back = function.with_changes({"data.kind": "line", "loss.name": "mse"})
    assert (back.data.kind, back.parameter_count) == ("line", 2)
