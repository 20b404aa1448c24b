"""The command line: what it prints, what it refuses, and what it leaves behind."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import main
from engine import Recording
from engine.experiment import preset_names
from engine.experiment.sources import SOURCES
from engine.messages import message
from tests.engine.plain import PLANKS, on_data, plain_loss

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
    assert "\ntrial   the kernels were run, and train as autograd does\n" in done.out or "\ntrial   there are none yet" in done.out


def test_doctor_tells_of_kernels_that_are_missing_or_wrong(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.comparison import trial
    from engine.kernels import cache as kernel_cache
    from engine.training import stepper_choice as choice

    with monkeypatch.context() as other:
        other.setattr(kernel_cache, "CACHE_FOLDER", tmp_path)  # with nothing in it
        assert "\ntrial   there are none yet, or damaged ones" in command("doctor").out
    monkeypatch.setattr(trial, "are_kept", lambda _: True)
    monkeypatch.setattr(choice, "_TOLERANCE", {"float32": -1.0})
    assert "\ntrial   the fused stepper differs from autograd by" in command("doctor").out


@pytest.mark.parametrize("missing", ["torch", "numba", "PySide6"])
def test_doctor_tells_of_a_library_that_is_missing_and_of_all_the_rest(tmp_path: Path, missing: str) -> None:
    code = f"import sys; sys.modules['{missing}'] = None; import main; sys.exit(main.run(['doctor']))"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=100)
    told = {line.split()[0]: line for line in done.stdout.splitlines()[2:]}
    assert "Traceback" not in done.stderr and {"device", "kernels", "trial", "screen", "kept"} <= set(told)
    assert done.returncode == (1 if missing == "torch" else 0)
    if missing == "torch":
        assert told["device"].startswith("device  fails: ModuleNotFoundError: ") and "torch" in told["device"]
    if missing == "numba":
        assert told["trial"].startswith("trial   Numba cannot be used (")


def test_version(command: Command) -> None:
    done = command("--version")
    assert (done.status, done.out, done.errors) == (0, f"TriDescent {main.VERSION}\n", [])
    assert 'version = { attr = "engine.version.VERSION" }' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").count(f"\n## [{main.VERSION}] – ") == 1


def test_help_names_every_command(command: Command) -> None:
    done = command("--help")
    assert (done.status, done.errors) == (0, [])
    assert all(f"    {name} " in done.out for name in main._COMMANDS)
    assert "window" in done.out and "tridescent FILE" in done.out
    assert command("-V").out == command("--version").out


def test_help_of_render_names_defaults_and_an_example(command: Command) -> None:
    said = " ".join(command("render", "--help").out.split())
    defaults = ("1, the end", "1600x900", "dark", "window")
    assert all(f"(default: {default})" in said for default in defaults)
    assert "--set seed=7" in said and "tridescent inputs" in said


def test_inputs_lists_every_declared_key_with_its_default_bounds_unit_and_help(command: Command) -> None:
    from engine.experiment import inputs

    done = command("inputs")
    assert (done.status, done.errors) == (0, [])
    lines = done.out.splitlines()
    assert {line.split()[0] for line in lines if line[0] not in " #"} == set(inputs())
    at = lines.index("lanes.*.optimizer.momentum = 0.0")
    assert lines[at + 1 : at + 3] == [
        "    how much of the last update is carried on; only with sgd or rmsprop",
        "    allowed: a number, at least 0 and less than 1",
    ]
    assert lines[lines.index("budget.seconds") + 2] == "    allowed: a number, more than 0 and at most 86,400, in seconds"
    assert command("inputs", "micro_b").out.splitlines()[0] == "lanes.*.micro_batch"
    assert command("inputs", "micro_b").out.count("allowed: ") == 1


def test_a_setting_can_be_made_of_every_default_that_is_listed(command: Command) -> None:
    from engine.experiment import Experiment, parse_setting

    listed = [line for line in command("inputs").out.split("# with")[0].splitlines() if " = " in line and line[0] not in " #"]
    changes = dict(parse_setting(line) for line in listed)
    assert len(changes) > 15
    changed = Experiment.preset("two-parameter").with_changes(changes)
    assert all(changed.get(key) == value or "*" in key or isinstance(value, list) for key, value in changes.items())


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
    assert set(found) == {"experiment", "device", "seconds", "peak_memory", "lanes"}
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
    assert 3 < full["diverged_at"] <= 20 and full["updates"] < 20
    assert [(lane["updates"], lane["diverged_at"]) for lane in others] == [(40, None), (800, None)]
    said = [line for line in done.errors if "diverged" in line]
    assert len(said) == 1 and said[0].startswith(
        f"full-batch diverged at update {full['diverged_at']}: learning rate 100 is above 2/λmax = "
    )


def test_train_says_that_a_lane_has_gone_astray(command: Command) -> None:
    """In the table, on stderr and to a program."""
    settings = ["--set", "lanes.stochastic.optimizer.lr=0.75", "--set", "budget.epochs=12", "--set", "data.n=40", "--set", "dtype=float64"]
    done = command("train", "two-parameter", *settings, "--json")
    *others, lane = json.loads(done.out)["lanes"]
    since = lane["astray_since"]
    assert 0 < since < lane["updates"]
    assert lane["diverged_at"] is None
    assert not any("astray_since" in other for other in others)
    assert any(line.startswith(f"stochastic astray since update {since}: ") for line in done.errors)
    table = command("train", "two-parameter", *settings).out.splitlines()
    assert [line.endswith(f"finished, astray since update {since}") for line in table] == [False, False, False, True]


def test_train_of_a_toml_file(command: Command, tmp_path: Path) -> None:
    from engine.experiment import Experiment

    Experiment.preset("two-parameter").with_changes({"budget.epochs": 1, "name": "mine"}).save(tmp_path / "mine.toml")
    done = command("train", "mine.toml", "--set", "seed=9", "--json")
    assert done.status == 0 and json.loads(done.out)["experiment"] == "mine"


def test_train_of_a_formula(command: Command) -> None:
    done = command("train", "bowl", "--set", "data.formula=(x - 1)^2 + 2*y^2", "--set", "budget.updates=60", "--device", "cpu", "--json")
    full = json.loads(done.out)["lanes"][0]
    assert done.status == 0 and full["stepper"] == "fused"
    assert full["train_loss"] == full["validation_loss"] < 1e-12


def test_a_wrong_formula_is_refused_in_one_line(command: Command) -> None:
    done = command("train", "bowl", "--set", "data.formula=x^2 + q")
    assert (done.status, done.out, len(done.errors)) == (2, "", 1)
    assert done.errors[0].startswith('data.formula: "q" is not known, found "x^2 + q", allowed are x, y, pi')


@pytest.mark.parametrize("kind", SOURCES)
def test_train_of_every_kind_of_data_from_its_file(kind: str, command: Command, tmp_path: Path) -> None:
    on_data(kind, {"budget.updates": 3, "stepper": "autograd", "name": "mine"}).save(tmp_path / "mine.toml")
    done = command("train", "mine.toml", "--json", "-o", "run.tridescent")
    (lane, *_), opened = json.loads(done.out)["lanes"], Recording.load(tmp_path / "run.tridescent")
    assert (done.status, lane["updates"], opened.experiment.data.kind) == (0, 3, kind)
    assert lane["train_loss"] == pytest.approx(plain_loss(opened, opened.lanes[0].parameters(3)), rel=1e-4, abs=1e-6)


def test_train_of_a_table(command: Command, tmp_path: Path) -> None:
    shutil.copy(PLANKS, tmp_path / "planks.csv")
    done = command("train", "planks.csv", "--target", "kind", "--set", "budget.epochs=1", "--json", "-o", "run.tridescent")
    report, data = json.loads(done.out), Recording.load(tmp_path / "run.tridescent").experiment.data
    assert (done.status, report["experiment"], len(report["lanes"])) == (0, "planks", 3)
    assert (data.target_name, data.class_names, data.path) == ("kind", ("oak", "pine"), str(tmp_path / "planks.csv"))
    assert not [line for line in done.errors if "target" in line]


def test_train_of_a_table_says_which_target_was_taken(command: Command, tmp_path: Path) -> None:
    shutil.copy(PLANKS, tmp_path / "planks.csv")
    done = command("train", "planks.csv", "--set", "budget.epochs=1", "--json")
    assert json.loads(done.out)["lanes"][0]["train_loss"] < 2  # of the target over its spread
    assert 'The target is "weight", learned by regression; --target takes another one.' in done.errors


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["planks.csv", "--target", "weigth"],
            'data.target: found "weigth" (did you mean "weight"?), allowed is "width", "height", "kind" or "weight".',
        ),
        (["two-moons", "--target", "y"], '--target: found "two-moons", which is no table; allowed with a table, for example '),
        (["gone.csv"], 'data.path: "'),
    ],
)
def test_what_is_wrong_with_a_table_is_one_line(arguments: list[str], told: str, command: Command, tmp_path: Path) -> None:
    shutil.copy(PLANKS, tmp_path / "planks.csv")
    done = command("train", *arguments)
    assert (done.status, done.out, len(done.errors)) == (2, "", 1) and done.errors[0].startswith(told)


@pytest.mark.parametrize("screen", [{"WAYLAND_DISPLAY": "gone"}, {"DISPLAY": ":4242"}, {"QT_QPA_PLATFORM": "linuxfb"}], ids=str)
def test_render_needs_no_display(tmp_path: Path, screen: dict[str, str]) -> None:
    done = process("render", "bowl", "-o", "picture.png", "--size", "640x480", "--view", "surface", folder=tmp_path, **screen)
    assert done.status == 0 and png_size(tmp_path / "picture.png") == (640, 480)


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
    "a setting for a recording": (
        ("render", "there.tridescent", "-o", "a.png", "--set", "seed=3"),
        ("--set", 'found "seed=3" for a recording', "allowed"),
    ),
    "no such input": (("inputs", "learningrate"), ("inputs", 'found "learningrate"', "allowed is")),
    "no value": (("train", "two-parameter", "--set", "seed"), ("--set", 'found "seed"', "allowed is KEY=VALUE")),
    "unknown key": (("train", "two-parameter", "--set", "sede=1"), ("sede", 'did you mean "seed"', "allowed here are")),
    "unknown lane": (
        ("train", "two-parameter", "--set", "lanes.minibatch.batch_size=3"),
        ("lanes.minibatch", 'did you mean "mini-batch"', "allowed is"),
    ),
    "output folder": (("train", "two-parameter", "-o", "nowhere/a.tridescent"), ("-o", 'found the folder "nowhere"', "allowed is")),
    "recording's type": (("train", "two-parameter", "-o", "a.txt"), ("-o", 'found "a.txt"', "allowed are names ending in .tridescent")),
    "output is a folder": (("train", "two-parameter", "-o", "folder.tridescent"), ("-o", "which is a folder", "allowed is")),
    "picture's type": (
        ("render", "two-parameter", "-o", "a.bmp"),
        ("-o", 'found "a.bmp"', "ending in .png, .svg or .pdf"),
    ),
    "picture's folder": (("render", "two-parameter", "-o", "nowhere/a.png"), ("-o", 'found the folder "nowhere"', "allowed is")),
    "size": (("render", "two-parameter", "-o", "a.png", "--size", "big"), ("--size", 'found "big"', "allowed is WIDTHxHEIGHT")),
    "odd digits": (("render", "two-parameter", "-o", "a.png", "--size", "800x²"), ("--size", 'found "800x²"', "allowed is WIDTHxHEIGHT")),
    "endless size": (("render", "two-parameter", "-o", "a.png", "--size", "9" * 5000 + "x9"), ("--size", 'found "999', "WIDTHxHEIGHT")),
    "small size": (("render", "two-parameter", "-o", "a.png", "--size", "10x10"), ("--size", 'found "10x10"', "from 320x240")),
    "late": (("render", "two-parameter", "-o", "a.png", "--at", "2"), ("--at", "found 2", "allowed is a number from 0 to 1")),
    "never": (("render", "two-parameter", "-o", "a.png", "--at", "nan"), ("--at", "found nan", "allowed is a number from 0 to 1")),
    "no time": (("render", "two-parameter", "-o", "a.png", "--at", "noon"), ("--at", "noon", "allowed is a number from 0 to 1")),
    "theme": (("render", "two-parameter", "-o", "a.png", "--theme", "pink"), ("--theme", 'found "pink"', "allowed is dark or light")),
    "view": (("render", "two-parameter", "-o", "a.png", "--view", "back"), ("--view", 'found "back"', "data or network")),
    "missing source": (
        ("render", "nowhere.tridescent", "-o", "a.png"),
        ("recording", "nowhere.tridescent", "cannot be read", "allowed is"),
    ),
    "unknown command": (("trian", "two-parameter"), ('found "two-parameter" behind "trian"', "allowed is", "train")),
    "unknown word": (("presest",), ('found "presest"', 'did you mean "presets"', "allowed is a file, a preset, or a command")),
    "name that is too long": (("train", "two-parameter", "-o", "x" * 300 + ".tridescent"), ("-o", "cannot be written", "allowed is")),
    "more than there is memory": (
        ("train", "article", "--set", "data.n=1e6", "--set", "budget.epochs=1e5"),
        ("budget.epochs", "found a run that needs some 4.1 TB of memory", "allowed are the", "fewer epochs"),
    ),
    "long word": (("train", "x" * 70_000), ("experiment", "found", "allowed is")),
    "long key": (("train", "bowl", "--set", "x" * 70_000 + "=1"), ("unknown key", "allowed here are")),
    "long value": (("train", "bowl", "--set", "seed=" + "9" * 70_000), ("seed", "found", "allowed is")),
    "unknown file": (("nowhere.toml",), ("experiment", "nowhere.toml", "cannot be read", "allowed is")),
}


@pytest.mark.parametrize(("arguments", "said"), REFUSED.values(), ids=REFUSED)
def test_wrong_input_is_refused_in_one_line(command: Command, tmp_path: Path, arguments: tuple[str, ...], said: tuple[str, ...]) -> None:
    (tmp_path / "broken.toml").write_text(TOML, encoding="utf-8")
    (tmp_path / "folder.tridescent").mkdir()
    before = names(tmp_path)
    done = command(*arguments)
    assert (done.status, done.out) == (2, ""), done
    assert len(done.errors) == 1, done
    assert all(words in done.errors[0] for words in said), done.errors[0]
    assert len(done.errors[0]) <= 300
    assert names(tmp_path) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("train", "two-parameter", "--frobnicate"), "--frobnicate"),
        (("--frobnicate",), "--frobnicate"),
        (("--",), "--"),
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


@pytest.mark.parametrize("arguments", [("render", "there.tridescent", "-o", "a.png"), ("there.tridescent",)])
def test_a_picture_without_what_failed_is_no_success(command: Command, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]) -> None:
    command("train", "two-parameter", *QUICK, "-o", "there.tridescent")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr("gui.app.app.render_file", lambda *_, **__: "The surface cannot be drawn: no such thing")
    done = command(*arguments)
    assert (done.status, done.errors) == (1, ["The surface cannot be drawn: no such thing"])


# what becomes of a run


@pytest.fixture
def full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that gets full while a recording is written into it; the user's other folders are in `elsewhere`."""
    import numpy as np

    write = np.savez

    def savez(file: Any, **arrays: Any) -> None:
        if Path(file.name).parent == tmp_path:
            file.write(b"half")
            raise OSError(28, "No space left on device")
        write(file, **arrays)

    monkeypatch.setattr(np, "savez", savez)
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    return tmp_path


def recordings(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.tridescent"))


def test_a_run_that_cannot_be_saved_is_told_and_kept_elsewhere(command: Command, full_disk: Path) -> None:
    from engine import Recording

    (full_disk / "a.tridescent").write_text("old", encoding="utf-8")
    done = command("train", "two-parameter", *QUICK, "--set", "name=../my", "-o", "a.tridescent")
    assert done.status == 1 and "\nstochastic " in done.out
    assert (full_disk / "a.tridescent").read_text(encoding="utf-8") == "old"
    (kept,) = recordings(full_disk / "elsewhere")
    assert kept.name.startswith("-my-")  # a name that begins with dots would be hidden
    assert done.errors[-2:] == [
        f"The run was saved to {kept} instead.",
        '-o: found "a.tridescent", which cannot be written (No space left on device); allowed is a place where you may write.',
    ]
    assert Recording.load(kept).lane("stochastic").updates == 200
    assert names(full_disk) == ["a.tridescent", "elsewhere"]


def test_a_picture_that_cannot_be_saved_after_training_does_not_cost_the_run(
    command: Command, full_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine import InputError

    def fail(*_: Any, **__: Any) -> None:
        raise InputError("file", message("disk_full"))

    monkeypatch.setattr("gui.app.app.render_file", fail)
    done = command("render", "two-parameter", *QUICK, "-o", "a.png")
    assert (done.status, len(recordings(full_disk / "elsewhere")), len(done.errors)) == (2, 1, 2)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are others there")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_ends_training_and_keeps_what_was_computed(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    from engine import Experiment, Recording, train
    from engine.comparison.trainer import Trainer

    turn, turns = Trainer.turn, 0

    def interrupted(self: Trainer) -> None:
        nonlocal turns
        turn(self)
        turns += 1
        if turns == 9:
            os.kill(os.getpid(), getattr(signal, name))

    before = signal.getsignal(getattr(signal, name))
    monkeypatch.setattr(Trainer, "turn", interrupted)
    done = command("train", "two-parameter", "--set", "budget.epochs=100000", "-o", "a.tridescent")
    monkeypatch.undo()
    assert turns == 9 and signal.getsignal(getattr(signal, name)) == before
    assert done.status == 1 and done.out.count("stopped") == 3
    found = Recording.load(tmp_path / "a.tridescent").lane("stochastic")
    assert 0 < found.updates < 20_000_000
    expected = train(Experiment.preset("two-parameter")).lane("stochastic")
    rows = min(found.updates, expected.updates) + 1
    assert found.column("loss")[1:rows].tolist() == expected.column("loss")[1:rows].tolist()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are others there")
def test_a_second_signal_ends_at_once(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.comparison.trainer import Trainer

    def interrupted(_: Trainer) -> None:
        for _ in range(2):
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(Trainer, "turn", interrupted)
    done = command("train", "two-parameter", "-o", "a.tridescent")
    assert (done.status, done.out, done.errors) == (1, "", [])
    assert names(tmp_path) == []


def test_a_run_that_is_stopped_before_its_first_update_has_a_table_too(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.comparison.trainer import Trainer

    monkeypatch.setattr(Trainer, "is_done", True)
    heavy = ("--set", "data.n=1000000", "--set", "data.validation=1000000")  # too much to evaluate in passing
    for asked in ((), ("--json",)):
        done = command("train", "article", *heavy, *QUICK, *asked)
        assert done.status == 0 and ("nan" in done.out or json.loads(done.out)["lanes"][0]["train_loss"] is None)


@pytest.mark.parametrize("name", ["RUN.TRIDESCENT", "run.Tridescent"])
def test_a_recording_with_large_letters_can_be_opened(command: Command, name: str) -> None:
    assert command("train", "two-parameter", *QUICK, "-o", name).status == 0
    assert json.loads(command("train", name, *QUICK, "--json").out)["experiment"] == "two-parameter"
    assert str(main._source(name)) == name and main._whole(name).endswith(f"{os.sep}{name}")


# streams that are missing or broken

STREAMS: dict[str, tuple[str, int]] = {
    "a full disk": ("presets >/dev/full", 1),
    "no stdout": ("presets >&-", 0),
    "no stderr": ("presets 2>&-", 0),
    "no stderr for what is wrong": ("train nothing 2>&-", 2),
    "no stream": ("train nothing <&- >&- 2>&-", 2),
    "a broken stderr": ("train nothing 2>/dev/full", 2),
}


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
@pytest.mark.parametrize(("line", "status"), STREAMS.values(), ids=STREAMS)
def test_streams_that_are_closed_or_broken_give_no_traceback(tmp_path: Path, line: str, status: int) -> None:
    command = ["bash", "-c", f'"$0" "$1" {line}', sys.executable, str(ROOT / "main.py")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=100)
    assert "Traceback" not in done.stderr and "Exception" not in done.stderr
    assert done.stderr.count("\n") <= 1
    assert done.returncode == status, done


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="sets ulimit")
@pytest.mark.parametrize("kilobytes", [150_000, 300_000])
def test_without_memory_one_line_says_so(tmp_path: Path, kilobytes: int) -> None:
    command = ["bash", "-c", f'ulimit -v {kilobytes}; "$0" "$1" train two-parameter', sys.executable, str(ROOT / "main.py")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=100)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1), done
    assert done.stderr.startswith(("tridescent: there is not enough memory", "tridescent: a library cannot be loaded"))


@pytest.mark.parametrize("arguments", [("presets",), ("inputs",), ("--help",)])
def test_a_reader_that_has_read_enough_gets_no_traceback(arguments: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command = [sys.executable, str(ROOT / "main.py"), *arguments]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, env=environment, timeout=100)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
@pytest.mark.parametrize("streams", ["2>&-", "2>/dev/full", ">/dev/full", ">&- 2>&-"])
def test_a_run_is_saved_whatever_becomes_of_what_is_printed(tmp_path: Path, streams: str) -> None:
    from engine import Recording

    words = " ".join((*QUICK, "-o", "a.tridescent"))
    line = f'"$0" "$1" train two-parameter {words} {streams}'
    done = subprocess.run(["bash", "-c", line, sys.executable, str(ROOT / "main.py")], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == (1 if streams == ">/dev/full" else 0), done
    assert Recording.load(tmp_path / "a.tridescent").lane("stochastic").updates == 200
    assert "Traceback" not in done.stderr
    assert done.stdout.count("\n") == (4 if streams.startswith("2") else 0)


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
    monkeypatch.setattr("gui.app.app.render_file", lambda recording, path, **_: rendered.append(f"{recording.experiment.name} {path}"))
    done = command("run.tridescent")
    assert (done.status, done.errors) == (0, [])
    assert rendered == ["two-parameter tridescent-two-parameter.png"] and "\nstochastic " in done.out


# kernels


@pytest.mark.parametrize("is_program", [True, False])
def test_only_a_program_of_its_own_goes_on_while_kernels_are_compiled(monkeypatch: pytest.MonkeyPatch, is_program: bool) -> None:
    """Whoever calls `run` goes on afterwards, and expects the same bits each time."""
    asked: list[str] = []
    monkeypatch.setattr("engine.training.kernel_loading.prepare_if_missing", lambda experiment: asked.append(experiment.name))
    monkeypatch.setattr(main, "_waits_for_kernels", True)
    monkeypatch.setattr(sys, "argv", ["main.py", "train", "bowl", *("--set", "budget.updates=3")])
    assert main.run(None if is_program else sys.argv[1:]) == 0
    assert asked == (["bowl"] if is_program else [])


def test_a_range_test_is_a_table_or_json(command: Command) -> None:
    small = ("--set", "data.n=40", "--lane", "mini-batch")
    table = command("range-test", "two-parameter", *small)
    found = json.loads(command("range-test", "two-parameter", *small, "--json").out)
    assert table.status == 0 and len(table.out.splitlines()) == len(found["rates"]) == len(found["losses"])
    assert table.errors[0].startswith("mini-batch: after 10 updates") and "2/λmax" in table.errors[0]
    assert found["lane"] == "mini-batch" and found["chosen"] in found["rates"] and any(found["diverged"])
    wrong = command("range-test", "article", "--lane", "mini")
    assert (wrong.status, wrong.errors) == (
        2,
        ['--lane: found "mini" (did you mean "mini-batch"?), allowed is full-batch, mini-batch or stochastic.'],
    )
