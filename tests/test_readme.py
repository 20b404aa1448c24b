"""The examples of the README are run as they stand there, each choice that is commented out in place of the one in use."""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import main
from engine import consent
from engine.experiment.losses import LOSSES
from engine.experiment.models import MODELS
from engine.experiment.sections import BUDGETS
from engine.experiment.sources import SOURCES

README = (Path(__file__).resolve().parents[1] / "README.md").read_text(encoding="utf-8")
FIRST, *OTHERS = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
KEYS = {"name", "batch_size", "updates", "samples_seen", "seconds", "train_loss", "validation_loss", "diverged_at", "stepper"}


def variants(text: str) -> Iterator[str]:
    """A file as it stands, and with each of the lines behind a # in place of the one that begins alike."""
    yield text
    for line in re.findall(r"^# (\w+ = \{.*)$", text, re.MULTILINE):
        yield re.sub(rf"^{line.split()[0]} = .*$", lambda _, line=line: line, text, count=1, flags=re.MULTILINE)  # type: ignore[misc]


EXAMPLES = [example for text in OTHERS for example in variants(text)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One with all files that the examples name."""
    import polars

    numbers = np.random.default_rng(0).normal(size=(120, 3))
    rooms = [1 + i % 5 for i in range(80)]
    flats = {
        "size": range(40, 120),
        "rooms": rooms,
        "floor": [i % 3 for i in range(80)],
        "price": [700 + 7 * i + 30 * (i % 5) for i in range(80)],
    }
    kinds = ["Adelie", "Gentoo", "Chinstrap"] * 40
    polars.DataFrame(flats).write_csv(tmp_path / "flats.csv")
    polars.DataFrame({"bill": numbers[:, 0], "flipper": numbers[:, 1], "species": kinds}).write_csv(tmp_path / "penguins.csv")
    polars.DataFrame(numbers, ["x1", "x2", "y"]).write_parquet(tmp_path / "big.parquet")
    np.save(tmp_path / "rows.npy", numbers)
    (module,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (tmp_path / "my_model.py").write_text(module, encoding="utf-8")
    monkeypatch.setattr(consent, "settings_folder", lambda: tmp_path / "settings")
    monkeypatch.setattr(consent, "_here", set())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def train(folder: Path, example: str, capsys: pytest.CaptureFixture[str], *options: str) -> list[dict[str, object]]:
    """What `train --json` says of the lanes of a file."""
    (folder / "my.toml").write_text(example, encoding="utf-8")
    status = main.run(["train", "my.toml", "--json", *options])
    said = capsys.readouterr()
    assert status == 0, said.err
    lanes: list[dict[str, object]] = json.loads(said.out)["lanes"]
    return lanes


def test_the_first_example_trains(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lanes = train(folder, FIRST, capsys, "--set", "budget.epochs=11")
    assert [lane["updates"] for lane in lanes] == [11, 10 * 8 + 4, 11 * 2]


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_trains(example: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lanes = train(folder, example, capsys, "--trust", "--set", "budget.updates=10")
    for lane in lanes:
        assert lane.keys() >= KEYS
        assert lane["updates"] == 10 and lane["diverged_at"] is None
        assert all(isinstance(loss, float) and math.isfinite(loss) for loss in (lane["train_loss"], lane["validation_loss"]))


def test_the_examples_show_each_kind_of_data_model_and_loss() -> None:
    shown = [tomllib.loads(example) for example in EXAMPLES]
    assert {example["data"]["kind"] for example in shown} == {*SOURCES}
    assert {example["loss"]["name"] for example in shown} == {*LOSSES}
    kinds = {example["model"].get("kind", "function" if example["data"]["kind"] == "function" else "dense") for example in shown}
    assert kinds == {*MODELS}
    assert {name for example in shown for name in example["model"]} >= {"hidden", "bias", "dropout", "batch_norm"}
    assert {name for example in shown for name in example["budget"]} >= {*BUDGETS}
