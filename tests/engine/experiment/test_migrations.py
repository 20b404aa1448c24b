"""Experiments of other versions: older ones are brought up to date, newer ones are refused in one sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine import Experiment, InputError
from engine.experiment import migrations, preset_names
from engine.experiment.migrations import KEY, STEPS, migrate

NEWEST = len(STEPS)
PRESETS = Path(__file__).resolve().parents[3] / "resources" / "presets"


def with_version(version: str) -> str:
    text = Experiment.preset("article").to_toml()
    assert text.startswith(f"{KEY} = {NEWEST}\n")
    return f"{KEY} = {version}\n" + text.partition("\n")[2]


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_and_every_saved_experiment_carries_the_version(name: str) -> None:
    line = f"{KEY} = {NEWEST}"
    assert (PRESETS / f"{name}.toml").read_text(encoding="utf-8").splitlines()[0] == line
    assert Experiment.preset(name).to_toml().splitlines()[0] == line


@pytest.mark.parametrize("name", preset_names())
def test_a_file_from_before_versions_is_read(name: str) -> None:
    lines = (PRESETS / f"{name}.toml").read_text(encoding="utf-8").splitlines()
    assert Experiment.from_toml("\n".join(lines[1:])) == Experiment.preset(name)
    assert Experiment.from_toml("\n".join([f"{KEY} = 0", *lines[1:]])) == Experiment.preset(name)


@pytest.mark.parametrize("version", [str(NEWEST + 1), "1000", "0x" + "f" * 6000])
def test_a_newer_version_is_refused_with_what_can_read_it(version: str) -> None:
    with pytest.raises(
        InputError, match=rf"^{KEY}: found .+, allowed is a whole number from 0 to {NEWEST}; a newer TriDescent can read it"
    ):
        Experiment.from_toml(with_version(version))


@pytest.mark.parametrize("version", ["-1", "1.0", "true", '"1"', "[1]", "nan", "{}"])
def test_what_is_no_version_is_refused(version: str) -> None:
    with pytest.raises(InputError, match=rf"^{KEY}: found .+, allowed is a whole number from 0 to {NEWEST}\.$"):
        Experiment.from_toml(with_version(version))


def test_each_version_goes_through_all_steps_that_follow_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def rename(old: str, new: str) -> Any:
        return lambda raw: {new if key == old else key: value for key, value in raw.items()}

    monkeypatch.setattr(migrations, "STEPS", (rename("a", "b"), rename("b", "c"), rename("c", "seed")))
    for version, key in enumerate(("a", "b", "c", "seed")):
        assert migrate({KEY: version, key: 7}) == {"seed": 7}
    assert migrate({"a": 7}) == {"seed": 7}
    assert migrate({KEY: 2, "a": 7}) == {"a": 7}


@pytest.mark.parametrize(("old", "new"), [("true", "every-epoch"), ("false", "never"), ('"once"', "once")])
def test_shuffles_that_were_flags_have_names(old: str, new: str) -> None:
    lines = (PRESETS / "article.toml").read_text(encoding="utf-8").splitlines()[1:]
    text = "\n".join(["schema_version = 1", *lines, f"shuffle = {old}"])  # of the last lane
    assert Experiment.from_toml(text).get("lanes.*.shuffle") == ("every-epoch", "every-epoch", new)


def test_migrating_leaves_what_it_was_given_as_it_was() -> None:
    raw = {KEY: 0, "seed": 1}
    migrate(raw)
    assert raw == {KEY: 0, "seed": 1}
