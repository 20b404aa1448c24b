"""The command line: what it prints, what it refuses, and what it leaves behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import main
from engine.experiment import preset_names

ROOT = Path(__file__).resolve().parents[1]
QUICK = ("--set", "budget.epochs=1")
TOML = "lanes = ["


class Outcome(NamedTuple):
    """What a command did: exit status, stdout, lines on stderr."""

    status: int
    out: str
    errors: list[str]


Command = Callable[..., Outcome]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Gives the command line commands in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Outcome:
        try:
            status = main.run(list(arguments))
        except SystemExit as left:  # as argparse leaves
            status = left.code if isinstance(left.code, int) else 1
        said = capsys.readouterr()
        return Outcome(status, said.out, said.err.splitlines())

    return run


def process(*arguments: str, folder: Path, **environment: str) -> Outcome:
    """Run `python main.py` in a folder of its own, on a machine without a screen."""
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "QT_SCALE_FACTOR")
    cleared = {name: value for name, value in os.environ.items() if name not in screens}
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *arguments],
        cwd=folder, env=cleared | environment, capture_output=True, text=True, timeout=100,
    )  # fmt: skip
    return Outcome(done.returncode, done.stdout, done.stderr.splitlines())


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def png_size(path: Path) -> tuple[int, int]:
    head = path.read_bytes()[:24]
    assert head.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")


# what is said


def test_presets(command: Command) -> None:
    done = command("presets")
    lines = done.out.splitlines()
    assert (done.status, done.errors) == (0, [])
    assert [line.split()[0] for line in lines] == preset_names()
    assert all(len(line.split()) > 8 for line in lines)


def test_doctor(command: Command) -> None:
    done = command("doctor")
    assert (done.status, done.errors) == (0, [])
    for word in ("TriDescent", "Python", "torch 2.13.0", "PySide6-Essentials 6.", "device  ", "screen  "):
        assert word in done.out


def test_version(command: Command) -> None:
    done = command("--version")
    assert (done.status, done.out, done.errors) == (0, f"TriDescent {main.VERSION}\n", [])
    assert 'version = { attr = "engine.version.VERSION" }' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").count(f"\n## {main.VERSION} – ") == 1


def test_help_names_every_command(command: Command) -> None:
    done = command("--help")
    assert (done.status, done.errors) == (0, [])
    assert all(f"    {name} " in done.out for name in main._COMMANDS)


# train


def test_train_prints_a_table(command: Command, tmp_path: Path) -> None:
    done = command("train", "two-parameter", *QUICK)
    head, *rows = done.out.splitlines()
    assert done.status == 0 and head.startswith("lane ")
    assert [row.split()[:4] for row in rows] == [
        ["full-batch", "full", "1", "200"], ["mini-batch", "32", "7", "200"], ["stochastic", "1", "200", "200"],
    ]  # fmt: skip
    assert all(row.split()[-1] == "finished" for row in rows)
    assert names(tmp_path) == []


def test_train_json_prints_one_object_and_nothing_else(command: Command) -> None:
    done = command("train", "two-parameter", *QUICK, "--json")
    found = json.loads(done.out)
    assert done.status == 0 and done.out.count("\n") == 1
    assert set(found) == {"experiment", "device", "seconds", "lanes"}
    assert found["experiment"] == "two-parameter" and found["seconds"] > 0
    keys = {"name", "batch_size", "updates", "samples_seen", "seconds", "train_loss", "validation_loss", "diverged_at", "stepper"}
    assert all(set(lane) == keys for lane in found["lanes"])
    lanes = [(lane["name"], lane["batch_size"], lane["updates"], lane["samples_seen"]) for lane in found["lanes"]]
    assert lanes == [("full-batch", "full", 1, 200), ("mini-batch", 32, 7, 200), ("stochastic", 1, 200, 200)]
    for lane in found["lanes"]:
        assert lane["train_loss"] > 0 and lane["validation_loss"] > 0 and lane["seconds"] > 0 and lane["diverged_at"] is None


def test_train_reports_a_lane_that_diverges_and_finishes_the_others(command: Command) -> None:
    done = command("train", "two-parameter", "--set", "lanes.full-batch.optimizer.lr=100", "--set", "data.n=40", "--json")
    full, *others = json.loads(done.out)["lanes"]
    assert done.status == 0
    assert 3 < full["diverged_at"] <= 12 and full["updates"] < 12
    assert [(lane["updates"], lane["diverged_at"]) for lane in others] == [(24, None), (480, None)]
    said = [line for line in done.errors if "diverged" in line]
    assert len(said) == 1 and said[0].startswith(
        f"full-batch diverged at update {full['diverged_at']}: learning rate 100 is above 2/λmax = "
    )


def test_train_of_a_toml_file(command: Command, tmp_path: Path) -> None:
    from engine.experiment import Experiment

    Experiment.preset("two-parameter").with_changes({"budget.epochs": 1, "name": "mine"}).save(tmp_path / "mine.toml")
    done = command("train", "mine.toml", "--set", "seed=9", "--json")
    assert done.status == 0 and json.loads(done.out)["experiment"] == "mine"


def test_train_of_a_formula(command: Command) -> None:
    done = command("train", "bowl", "--set", "data.formula=(x - 1)^2 + 2*y^2", "--set", "budget.updates=60", "--device", "cpu", "--json")
    full = json.loads(done.out)["lanes"][0]
    assert done.status == 0 and full["stepper"] == "autograd"
    assert full["train_loss"] == full["validation_loss"] < 1e-12


def test_a_wrong_formula_is_refused_in_one_line(command: Command) -> None:
    done = command("train", "bowl", "--set", "data.formula=x^2 + q")
    assert (done.status, done.out, len(done.errors)) == (2, "", 1)
    assert done.errors[0].startswith('data.formula: "q" is not known, found "x^2 + q", allowed are x, y, pi')


def test_render_of_a_function(tmp_path: Path) -> None:
    size = ("--view", "surface", "--size", "640x480")
    done = process("render", "ravine", "-o", "x.png", *size, "--set", "budget.updates=50", folder=tmp_path)
    assert done.status == 0
    assert png_size(tmp_path / "x.png") == (640, 480)


# what is refused: one line that names the field, what was found and what is allowed

REFUSED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "batch size 0": (
        ("train", "two-parameter", "--set", "lanes.stochastic.batch_size=0"),
        ("lanes.stochastic.batch_size", "found 0", "allowed is a whole number of at least 1"),
    ),
    "batch size above n": (
        ("train", "two-parameter", "--set", "lanes.mini-batch.batch_size=201"),
        ("lanes.mini-batch.batch_size", "found 201", "from 1 to 200"),
    ),
    "unknown preset": (("train", "two-parametre"), ("experiment", 'found "two-parametre"', 'did you mean "two-parameter"', "allowed is")),
    "missing TOML": (("train", "nowhere.toml"), ("experiment", "nowhere.toml", "cannot be read", "allowed is")),
    "malformed TOML": (("train", "broken.toml"), ("experiment", "broken.toml", "is not TOML", "allowed is")),
    "missing recording": (("train", "nowhere.tridescent"), ("recording", "nowhere.tridescent", "cannot be read", "allowed is")),
    "unknown device": (("train", "two-parameter", "--device", "tpu"), ("device", 'found "tpu"', "allowed is")),
    "missing device": (
        ("train", "two-parameter", "--device", "cuda" if sys.platform == "darwin" else "mps"),
        ("device", "found", "allowed on this machine"),
    ),
    "no value": (("train", "two-parameter", "--set", "seed"), ("--set", 'found "seed"', "allowed is KEY=VALUE")),
    "unknown key": (("train", "two-parameter", "--set", "sede=1"), ("sede", 'did you mean "seed"', "allowed here are")),
    "unknown lane": (
        ("train", "two-parameter", "--set", "lanes.minibatch.batch_size=3"),
        ("lanes.minibatch", 'did you mean "mini-batch"', "allowed is"),
    ),
    "output folder": (("train", "two-parameter", "-o", "nowhere/a.tridescent"), ("-o", 'found the folder "nowhere"', "allowed is")),
    "recording's type": (("train", "two-parameter", "-o", "a.txt"), ("-o", 'found "a.txt"', "allowed are names ending in .tridescent")),
    "output is a folder": (("train", "two-parameter", "-o", "folder.tridescent"), ("-o", "which is a folder", "allowed is")),
    "picture's type": (("render", "two-parameter", "-o", "a.bmp"), ("-o", 'found "a.bmp"', "allowed are names ending in .png or .svg")),
    "picture's folder": (("render", "two-parameter", "-o", "nowhere/a.png"), ("-o", 'found the folder "nowhere"', "allowed is")),
    "size": (("render", "two-parameter", "-o", "a.png", "--size", "big"), ("--size", 'found "big"', "allowed is WIDTHxHEIGHT")),
    "small size": (("render", "two-parameter", "-o", "a.png", "--size", "10x10"), ("--size", 'found "10x10"', "from 320x240")),
    "late": (("render", "two-parameter", "-o", "a.png", "--at", "2"), ("--at", "found 2", "allowed is a number from 0 to 1")),
    "never": (("render", "two-parameter", "-o", "a.png", "--at", "nan"), ("--at", "found nan", "allowed is a number from 0 to 1")),
    "no time": (("render", "two-parameter", "-o", "a.png", "--at", "noon"), ("--at", "noon", "allowed is a number from 0 to 1")),
    "theme": (("render", "two-parameter", "-o", "a.png", "--theme", "pink"), ("--theme", 'found "pink"', "allowed is dark or light")),
    "view": (("render", "two-parameter", "-o", "a.png", "--view", "back"), ("--view", 'found "back"', "losses or surface")),
    "missing source": (
        ("render", "nowhere.tridescent", "-o", "a.png"),
        ("recording", "nowhere.tridescent", "cannot be read", "allowed is"),
    ),
    "unknown command": (("trian", "two-parameter"), ('found "two-parameter" behind "trian"', "allowed is", "train")),
    "unknown file": (("nowhere.toml",), ("experiment", "nowhere.toml", "cannot be read", "allowed is")),
}


@pytest.mark.parametrize(("arguments", "said"), REFUSED.values(), ids=REFUSED)
def test_wrong_input_is_refused_in_one_line(command: Command, tmp_path: Path, arguments: tuple[str, ...], said: tuple[str, ...]) -> None:
    (tmp_path / "broken.toml").write_text(TOML, encoding="utf-8")
    (tmp_path / "folder.tridescent").mkdir()
    before = names(tmp_path)
    done = command(*arguments)
    assert (done.status, done.out, len(done.errors)) == (2, "", 1), done
    assert all(words in done.errors[0] for words in said), done.errors[0]
    assert names(tmp_path) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("train", "two-parameter", "--frobnicate"), "--frobnicate"),
        (("--frobnicate",), "COMMAND"),
        (("train",), "experiment"),
        (("render", "two-parameter"), "-o"),
        (("render", "two-parameter", "-o"), "-o"),
    ],
)
def test_wrong_flags_are_refused_in_one_line(command: Command, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    done = command(*arguments)
    assert (done.status, done.out, len(done.errors)) == (2, "", 1), done
    assert said in done.errors[0]
    assert names(tmp_path) == []


def test_a_recording_that_cannot_be_saved_leaves_nothing(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import numpy as np

    def disk_full(file: Any, **_: Any) -> None:
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", disk_full)
    done = command("train", "two-parameter", *QUICK, "-o", "a.tridescent")
    assert done.status != 0 and "No space left" in done.errors[-1]
    assert names(tmp_path) == []


# processes of their own


def test_importing_main_loads_neither_torch_nor_qt() -> None:
    code = "import main, sys; print(sorted({name.partition('.')[0] for name in sys.modules} & {'torch', 'PySide6', 'pyqtgraph', 'numpy'}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout.replace("'", '"')) in ([], ["numpy"])


def test_without_a_screen_the_picture_and_the_table_are_made(tmp_path: Path) -> None:
    done = process(folder=tmp_path)
    assert done.status == 0, done.errors
    assert names(tmp_path) == ["tridescent-two-parameter.png"]
    assert png_size(tmp_path / "tridescent-two-parameter.png") == (1600, 900)
    assert all(f"\n{name} " in done.out for name in ("full-batch", "mini-batch", "stochastic"))
    assert str(tmp_path / "tridescent-two-parameter.png") in done.out


def test_train_then_render(command: Command, tmp_path: Path) -> None:
    trained = command("train", "two-parameter", *QUICK, "-o", "run.tridescent")
    assert trained.status == 0 and "stochastic" in trained.out
    rendered = process("render", "run.tridescent", "-o", "run.png", "--at", "0.5", "--size", "2881x1621", folder=tmp_path)
    assert (rendered.status, rendered.out) == (0, ""), rendered.errors
    assert names(tmp_path) == ["run.png", "run.tridescent"]
    assert png_size(tmp_path / "run.png") == (2881, 1621)


def test_a_recording_without_a_screen_becomes_a_picture(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command("train", "two-parameter", *QUICK, "-o", "run.tridescent")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    rendered: list[str] = []
    monkeypatch.setattr("gui.app.render_file", lambda recording, path, **_: rendered.append(f"{recording.experiment.name} {path}"))
    done = command("run.tridescent")
    assert (done.status, done.errors) == (0, [])
    assert rendered == ["two-parameter tridescent-two-parameter.png"] and "\nstochastic " in done.out
