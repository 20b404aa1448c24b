"""Every declared input, found by walking the declaration: described, and kept within its bounds."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator
from typing import Any

import pytest

from engine import Experiment, InputError
from engine.experiment import Input, input_at, inputs, preset_names
from engine.experiment.sources import SOURCES
from tests.engine.plain import on_data

BASES: dict[str, Experiment] = {kind: on_data(kind) for kind in SOURCES} | {
    base.data.kind: base for base in map(Experiment.preset, preset_names())
}  # a good experiment for each kind of data
WALK = [  # what lies beside the data is the same for all kinds of them
    (kind, declared) for number, kind in enumerate(BASES) for declared in inputs(kind).values()
    if number == 0 or declared.path.startswith("data.")
]  # fmt: skip
IDS = [f"{kind}-{declared.path}" for kind, declared in WALK]
every_input = pytest.mark.parametrize(("kind", "declared"), WALK, ids=IDS)


def beyond(declared: Input) -> Iterator[float]:
    """The nearest values that each bound forbids."""
    whole = declared.kind == "whole"
    for name, bound in declared.bounds.items():
        if name in ("gt", "lt"):
            yield bound
        elif name in ("ge", "le"):
            down = name == "ge"
            yield bound + (-1 if down else 1) if whole else math.nextafter(bound, -math.inf if down else math.inf)


def within(declared: Input) -> Iterator[float]:
    """The nearest values that each bound allows."""
    for name, bound in declared.bounds.items():
        if name in ("ge", "le"):
            yield bound
        elif name in ("gt", "lt"):
            yield math.nextafter(bound, math.inf if name == "gt" else -math.inf)


def out_of_bounds() -> list[Any]:
    found = [(kind, declared.path, value) for kind, declared in WALK for value in beyond(declared)]
    return [pytest.param(*case, id=f"{case[0]}-{case[1]}={case[2]}") for case in found]


def in_bounds() -> list[Any]:
    found = [(kind, declared.path, value) for kind, declared in WALK for value in within(declared)]
    return [pytest.param(*case, id=f"{case[0]}-{case[1]}={case[2]}") for case in found]


def concrete(base: Experiment, path: str) -> str:
    return path.replace("*", base.lanes[0].name)


def raw_with(base: Experiment, path: str, value: Any) -> dict[str, Any]:
    """The experiment as a plain dictionary with one input set; in a lane, in the first one."""
    raw = copy.deepcopy(base.model_dump(mode="json", exclude_none=True))
    *sections, key = path.split(".")
    if sections == ["budget"]:
        raw["budget"] = {}
    place: Any = raw
    for section in sections:
        place = place[0 if section == "*" else section]
    place[key] = value
    return raw


def refusal(base: Experiment, path: str, value: Any) -> InputError:
    """The error that a value gives, the same from a file as from a change."""
    with pytest.raises(InputError) as from_file:
        Experiment.from_dict(raw_with(base, path, value))
    with pytest.raises(InputError) as from_change:
        base.with_changes({concrete(base, path): value})
    assert str(from_file.value) == str(from_change.value)
    return from_file.value


def test_every_kind_of_data_is_walked() -> None:
    assert set(BASES) == set(SOURCES), "a kind of data without a preset escapes the tests here: add it to BASES"
    assert set(inputs()) == set().union(*(inputs(kind) for kind in SOURCES))


def test_the_walk_finds_every_value_of_an_experiment() -> None:
    def leaves(value: Any, path: str) -> Iterator[str]:
        if isinstance(value, dict):
            for key, below in value.items():
                if key == "found" or (path == "data" and key in ("row_count", "class_count", "fingerprint")):
                    continue  # what a look at files has told
                yield from leaves(below, f"{path}.{key}" if path else key)
        elif isinstance(value, (list, tuple)) and path == "lanes":
            for lane in value:
                yield from leaves(lane, "lanes.*")
        else:
            yield path

    for kind, base in BASES.items():
        assert set(leaves(base.model_dump(), "")) == set(inputs(kind))


@every_input
def test_every_input_says_what_it_is(kind: str, declared: Input) -> None:
    for text in map(str, (declared.label, declared.help, declared.allowed)):
        assert text.strip() == text != ""
        assert "\n" not in text
    assert declared.kind in ("whole", "number", "flag", "choice", "list", "text")
    assert (declared.kind == "choice") == bool(declared.choices)
    assert input_at(concrete(BASES[kind], declared.path), kind) == declared


@every_input
def test_every_slider_lies_within_the_bounds(kind: str, declared: Input) -> None:
    if declared.slider is not None:
        low, high = declared.slider
        assert low < high
        assert low > 0 or not declared.logarithmic
        limits = declared.bounds
        assert limits.get("ge", -math.inf) <= low
        assert limits.get("gt", -math.inf) < low
        assert limits.get("le", math.inf) >= high
        assert limits.get("lt", math.inf) > high


@every_input
def test_every_default_is_allowed(kind: str, declared: Input) -> None:
    if declared.default is not None:
        base = BASES[kind]
        value = list(declared.default) if isinstance(declared.default, tuple) else declared.default
        try:
            Experiment.from_dict(raw_with(base, declared.path, value))
        except InputError as error:  # allowed by itself, but other inputs may not fit to it
            assert error.field != concrete(base, declared.path) or "data, allowed" in error.message


@pytest.mark.parametrize(("kind", "path", "value"), out_of_bounds())
def test_a_value_beyond_its_bounds_is_refused_in_one_line(kind: str, path: str, value: float) -> None:
    base = BASES[kind]
    error = refusal(base, path, value)
    assert error.field == concrete(base, path)
    assert str(error).startswith(f"{error.field}: found {value}, allowed is {input_at(error.field, kind).allowed}")  # type: ignore[union-attr]
    assert "\n" not in str(error)


@pytest.mark.parametrize(("kind", "path", "value"), in_bounds())
def test_a_value_on_its_bounds_is_allowed(kind: str, path: str, value: float) -> None:
    base = BASES[kind]
    try:
        assert Experiment.from_dict(raw_with(base, path, value)).get(concrete(base, path)) == value
    except InputError as error:  # other inputs may not fit to it, such as a batch size to so few samples
        assert error.field != concrete(base, path)


@every_input
def test_values_of_another_kind_are_refused(kind: str, declared: Input) -> None:
    wrong: dict[str, list[Any]] = {
        "whole": ["3", "three", 1.5, 2.0, True, None, [3], math.nan],
        "number": ["0.5", "half", True, [0.5], math.nan, math.inf, -math.inf],
        "flag": ["true", "yes", 1, 0.0, None],
        "choice": ["nothing of the kind", 2.5, None, True],
        "list": ["1", 3, {"a": 1}, [math.nan], ["1"], [True]],
        "text": [3, 2.5, None, True, ["x"]],
    }
    base, path = BASES[kind], declared.path
    for value in wrong[declared.kind]:
        is_optional = (
            path.startswith(("budget.", "data.reading."))
            or path == "model.kind"
            or path.endswith(("batch_size_most", "micro_batch", "color"))
        )
        if value is None and is_optional and path != "budget.target_within":
            continue  # leaves it to another kind of budget, or to the data
        error = refusal(base, path, value)
        assert error.field == (f"lanes.{value}.name" if path == "lanes.*.name" else concrete(base, path))
        assert "\n" not in str(error)
        assert "allowed is" in str(error)


@every_input
def test_a_misspelt_name_is_refused_and_the_right_one_offered(kind: str, declared: Input) -> None:
    base = BASES[kind]
    key = declared.path.rpartition(".")[2]
    misspelt = f"{declared.path}x"
    with pytest.raises(InputError) as caught:
        Experiment.from_dict(raw_with(base, misspelt, 1) | ({"budget": {"epochs": 1, f"{key}x": 1}} if "budget." in misspelt else {}))
    assert caught.value.field == concrete(base, misspelt)
    assert f'did you mean "{key}"?' in str(caught.value)
    with pytest.raises(InputError) as caught:
        base.with_changes({concrete(base, misspelt): 1})
    assert f'did you mean "{key}"?' in str(caught.value)


@every_input
def test_the_label_in_place_of_the_name_is_refused_and_the_name_offered(kind: str, declared: Input) -> None:
    prefix, _, key = declared.path.rpartition(".")
    label = declared.label.lower().replace(" ", "_")
    path = f"{prefix}.{label}" if prefix else label
    if path in inputs(kind) or any(known.startswith(f"{path}.") for known in inputs(kind)):
        return  # what is written there is a name, too
    with pytest.raises(InputError) as caught:
        Experiment.from_dict(raw_with(BASES[kind], path, 1) | ({"budget": {"epochs": 1, label: 1}} if prefix == "budget" else {}))
    assert f'did you mean "{key}"?' in str(caught.value)
