"""Tries the frozen program as a user would: `python installer/smoke.py`, after `python installer/build.py`.

Each check is one entry of `CHECKS`; a new ability adds a line there. Losses are compared with those that the sources here compute. The
program may also be another one: `--command "python main.py"` tries the sources, `--root DEBIAN --command "chroot DEBIAN tridescent"` one
that is installed in another root.
"""

from __future__ import annotations

import argparse
import json
import shlex
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from product import EXECUTABLE, FOLDER, ROOT, VERSION
from screen import missing, screen, until
from stage import Stage

import main as program
from engine import Experiment, train
from engine.experiment import preset_names
from engine.version import LIBRARIES
from gui.shell.actions import ACTIONS

_SHEETS = ("keys", "about")
_TITLE = "TriDescent – 自己 own"


@dataclass(frozen=True)
class Check:
    """Something that the program has to do.

    Attributes:
        name: in a few words.
        run: does it; an exception says that it failed.
        on_screen: whether it takes a screen.
        beside: whether others may be tried at the same time.
    """

    name: str
    run: Callable[[Stage], object]
    on_screen: bool = False
    beside: bool = False


# without a window


def says_what_it_is(stage: Stage) -> None:
    """Version, help, presets, inputs; and the doctor finds every library and may keep what it compiles."""
    assert stage.run("--version").out == f"TriDescent {VERSION}\n"
    assert all(f" {command} " in stage.run("--help").out for command in program._COMMANDS)
    assert [line.split()[0] for line in stage.run("presets").out.splitlines()] == preset_names()
    assert "lanes.*.optimizer.lr\n" in stage.run("inputs").out
    told = stage.run("doctor").out
    assert all(f"{name} " in told for name in LIBRARIES) and "they are kept in" in told, told
    assert "cannot" not in told and "version not found" not in told, told


def trains_every_preset_as_from_source(stage: Stage) -> None:
    """The same updates, the same losses to the last bit, by the same stepper."""

    def trained(name: str) -> dict[str, Any]:
        changes = short(Experiment.preset(name)).items()
        told: dict[str, Any] = json.loads(stage.run("train", name, "--json", *(f"--set={key}={value}" for key, value in changes)).out)
        return told

    for dtype in ("float32", "float64"):
        stage.run(program._COMPILE, dtype)  # else autograd would begin
    first, *others = preset_names()
    with ThreadPoolExecutor(2) as pool:
        all_told = [trained(first), *pool.map(trained, others)]
    for name, told in zip(preset_names(), all_told, strict=True):
        expected = train(Experiment.preset(name).with_changes(short(Experiment.preset(name))))
        for lane, ours in zip(told["lanes"], expected.lanes, strict=True):
            last = ours.evaluations[-1]
            assert lane["stepper"] == ours.stepper and lane["updates"] == ours.updates, (name, lane)
            assert lane["train_loss"] == last.train_loss and lane["validation_loss"] == last.validation_loss, (name, lane, last)


def short(experiment: Experiment) -> dict[str, Any]:
    """Changes that make an experiment short."""
    return {"budget.epochs": 2} if experiment.budget.epochs else {"budget.updates": 50}


def trains_with_autograd(stage: Stage) -> None:
    """Plain PyTorch, with each optimizer."""
    for optimizer in ("sgd", "adam"):
        changes = ("--set=stepper=autograd", "--set=budget.epochs=1", f"--set=lanes.mini-batch.optimizer.name={optimizer}")
        assert '"stepper": "autograd"' in stage.run("train", "article", "--json", *changes).out


def tests_learning_rates(stage: Stage) -> None:
    """The limit of a net that is linear lies within the rates."""
    told = json.loads(stage.run("range-test", "two-parameter", "--json").out)
    assert min(told["rates"]) < told["best"] < told["limit"] < max(told["rates"]), told


def saves_and_pictures(stage: Stage) -> None:
    """A recording, and pictures of it: both forms, each view, both themes."""
    run = stage.file("我的 run.tridescent")
    stage.run("train", "two-parameter", "-o", stage.path(run), "--set=budget.epochs=2")
    assert run.stat().st_size > 1000
    for view, theme, suffix in (("window", "dark", ".png"), ("losses", "light", ".png"), ("surface", "dark", ".svg")):
        picture = stage.file(f"图 {view}{suffix}")
        stage.run(
            "render", stage.path(run), "-o", stage.path(picture), "--view", view, "--theme", theme, "--size", "1280x800", "--at", "0.5"
        )
        assert picture.read_bytes().startswith(b"\x89PNG" if suffix == ".png" else b"<?xml") and picture.stat().st_size > 10_000


def reads_tables(stage: Stage) -> None:
    """A CSV as a German spreadsheet writes it, and a Parquet file of the same numbers, learn the same."""
    import polars

    table = polars.DataFrame({"x": [number / 10 for number in range(50)], "y": [number / 5 - 3 for number in range(50)]})
    csv, parquet = stage.file("表 table.csv"), stage.file("表 table.parquet")
    table.write_csv(csv, separator=";", decimal_comma=True)
    table.write_parquet(parquet)
    told = [json.loads(stage.run("train", stage.path(path), "--target", "y", "--json").out) for path in (csv, parquet)]
    first, second = ([(lane["updates"], lane["train_loss"]) for lane in each["lanes"]] for each in told)
    assert first == second and all(loss < 1 for _, loss in first), told


def refuses_wrong_input(stage: Stage) -> None:
    """Exit status 2 and one line."""
    said = stage.run("train", "two-parametre", status=2, clean=False).errors
    assert 'did you mean "two-parameter"' in said and "\n" not in said


def needs_no_network(stage: Stage) -> None:
    """In a name space without any network."""
    alone = ("unshare", "--map-root-user", "--net")
    if shutil.which("unshare") and subprocess.run([*alone, "true"], capture_output=True, check=False).returncode == 0:
        stage.run("train", "bowl", "--set=budget.updates=20", before=alone)


def works_where_nothing_can_be_written(stage: Stage) -> None:
    """A home that is no folder."""
    nowhere = stage.file("no folder")
    nowhere.touch()
    stage.run("train", "bowl", "--set=budget.updates=20", home=stage.path(nowhere))
    told = stage.run("doctor", home=stage.path(nowhere), clean=False)
    assert "Not kept here: " in told.out


# with a window


def plays(stage: Stage) -> None:
    """The picture moves, rests when it is told to, and moves by one step."""
    with stage.window() as window:
        assert stage.screen is not None
        assert stage.screen.moves(), "it does not play"
        window.press("K")
        assert stage.screen.rests(), "it does not pause"
        window.press(",")
        assert stage.screen.moves(), "it does not step"


def answers_every_key(stage: Stage) -> None:
    """Each action of the table, twice; sheets and dialogs are closed again."""
    with stage.window() as window:
        assert stage.screen is not None and stage.screen.moves()
        for action in [action for action in ACTIONS if action.name != "quit"] * 2:
            window.press(action.keys[0])
            if action.text.endswith("…") or action.name in _SHEETS:
                window.close_dialog()
            assert window.process.poll() is None, f"{action.name} ended it"


def remembers(stage: Stage) -> None:
    """What was chosen by keys is in the file of settings."""
    stage.new_home()
    with stage.window() as window:
        assert stage.screen is not None and stage.screen.moves()
        for keys in ("L", "T", "D"):
            window.press(keys)
    kept = (stage.home / ".config" / "tridescent" / "window.ini").read_text(encoding="utf-8")
    assert all(line in kept for line in ("scale=linear", "arrangement=together", "theme=light")), kept


def opens_a_file_and_takes_another_from_a_second_start(stage: Stage) -> None:
    """The second start ends at once, and what it was given is shown by the first."""
    run, own = stage.file("一 run.tridescent"), stage.file("自己 own.toml")
    stage.run("train", "ravine", "-o", stage.path(run), "--set=budget.updates=20")
    Experiment.preset("bowl").with_changes({"name": "own", "title": "自己 own"}).save(own)
    with stage.window(stage.path(run), title=Experiment.preset("ravine").title):
        stage.run(stage.path(own))
        assert stage.screen is not None
        assert until(lambda: stage.screen is not None and stage.screen.find(_TITLE), 20), "it was not handed over"


def puts_broken_settings_aside(stage: Stage) -> None:
    """Defaults, and the old file beside the new one."""
    folder = stage.home / ".config" / "tridescent"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "window.ini").write_bytes(b"\xff\xfe[[[ no settings")
    with stage.window() as window:
        window.press("K")
    assert (folder / "window.ini.broken").read_bytes().endswith(b"no settings") and (folder / "window.ini").exists()


def opens_where_nothing_can_be_written(stage: Stage) -> None:
    """The window comes, and goes without a complaint but the one about kernels."""
    with stage.window("bowl", home=stage.path(stage.file("no folder")), clean=False) as window:
        assert stage.screen is not None and stage.screen.moves()
        window.press("K")


def reports_a_crash(stage: Stage) -> None:
    """A fault leaves a report, which the next start finds."""
    logs = stage.home / ".local" / "state" / "tridescent" / "log"
    with stage.window("bowl", clean=False) as window:
        assert until(lambda: "torch" in (logs / "running.txt").read_text(encoding="utf-8"), 30)
        window.process.send_signal(signal.SIGSEGV)
        window.process.wait()
    with stage.window("bowl"):
        (report,) = logs.glob("crash-*.txt")
    told = report.read_text(encoding="utf-8")
    assert "Segmentation fault" in told and f"TriDescent {VERSION}" in told and not (logs / "running.txt").exists()


CHECKS = (
    Check("says what it is", says_what_it_is),
    Check("trains every preset as from source", trains_every_preset_as_from_source),
    Check("trains with autograd", trains_with_autograd, beside=True),
    Check("tests learning rates", tests_learning_rates, beside=True),
    Check("saves recordings and pictures", saves_and_pictures, beside=True),
    Check("reads tables", reads_tables, beside=True),
    Check("refuses wrong input", refuses_wrong_input, beside=True),
    Check("needs no network", needs_no_network, beside=True),
    Check("works where nothing can be written", works_where_nothing_can_be_written, beside=True),
    Check("plays", plays, on_screen=True),
    Check("answers every key", answers_every_key, on_screen=True),
    Check("remembers", remembers, on_screen=True),
    Check("opens a file, and another from a second start", opens_a_file_and_takes_another_from_a_second_start, on_screen=True),
    Check("puts broken settings aside", puts_broken_settings_aside, on_screen=True),
    Check("opens where nothing can be written", opens_where_nothing_can_be_written, on_screen=True),
    Check("reports a crash", reports_a_crash, on_screen=True),
)


def failures(stage: Stage, only: str = "") -> list[str]:
    """Do all checks whose names have these words.

    Returns:
        The names of those that failed.
    """
    failed = []

    def try_out(check: Check) -> None:
        began = time.monotonic()
        try:
            check.run(stage)
            print(f"  ok      {check.name} ({time.monotonic() - began:.0f} s)", flush=True)
        except Exception:  # whatever it is, the other checks tell more
            traceback.print_exc()
            print(f"  FAILED  {check.name}", flush=True)
            failed.append(check.name)

    for beside, checks in groupby((check for check in CHECKS if only in check.name), key=lambda check: check.beside):
        with ThreadPoolExecutor(2 if beside else 1) as pool:
            list(pool.map(try_out, (check for check in checks if stage.screen or not check.on_screen)))
    if not only and not set(program._COMMANDS) <= stage.used:
        failed.append(f"no check for {set(program._COMMANDS) - stage.used}")
    return failed


def start_times(stage: Stage, rounds: int) -> None:
    """How long it takes until the window is on the screen, by turns from source and frozen, after one start of each."""
    source = Stage([sys.executable, str(ROOT / "main.py")], stage.folder / "source")
    source.screen = stage.screen
    took: dict[str, list[float]] = {"source": [], "frozen": []}
    for number in range(rounds + 1):
        for name, one in (("source", source), ("frozen", stage)):
            began = time.perf_counter()
            with one.window("bowl", clean=False):
                if number:
                    took[name].append(time.perf_counter() - began)
    ours, theirs = (statistics.median(took[name]) for name in ("frozen", "source"))
    print(f"window on the screen after {ours:.2f} s, from source {theirs:.2f} s: {ours / theirs:.2f} x")


def run() -> int:
    """What the command line asks for; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--command", help="what starts the program; by default the frozen one")
    parser.add_argument("--root", type=Path, default=Path("/"), help="the root that the command lives in")
    parser.add_argument("--only", default="", help="only checks whose names have these words")
    parser.add_argument("--times", type=int, default=0, metavar="ROUNDS", help="time so many starts in place of checking")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tridescent smoke ", dir=options.root / "tmp") as folder:
        command = shlex.split(options.command) if options.command else [str(_moved(Path(folder)))]
        stage = Stage(command, Path(folder).resolve(), options.root)
        print(f"Trying {shlex.join(command)}", flush=True)
        if missing():
            print(f"  There is no {' and no '.join(missing())}: nothing is tried on a screen.")
            return 1 if failures(stage, options.only) else 0
        with screen() as stage.screen:
            if options.times:
                start_times(stage, options.times)
                return 0
            return 1 if failures(stage, options.only) else 0


def _moved(folder: Path) -> Path:
    """The frozen program in another place with a difficult name; its files are the same ones."""
    place = folder / "程序 of TriDescent"
    try:
        shutil.copytree(FOLDER, place, symlinks=True, copy_function=_link)
    except OSError:  # another disk, perhaps
        shutil.rmtree(place, ignore_errors=True)
        return EXECUTABLE
    return place / EXECUTABLE.name


def _link(source: str, target: str) -> None:
    Path(target).hardlink_to(source)


if __name__ == "__main__":
    sys.exit(run())
