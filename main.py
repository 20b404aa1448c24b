"""TriDescent: full-batch, mini-batch and stochastic descent, side by side, update by update.

Run without arguments it opens the window; on a machine without a screen it trains the default experiment and saves a
picture of the finished window. Neither PyTorch nor Qt is imported before it is needed.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import os
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if __name__ == "__main__":
    gc.disable()  # until a command begins, or the window's engine has loaded PyTorch: all that is made here stays
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: its threads spin, and take the cores from training and painting
os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")  # Qt would share small fills with threads: waiting for them takes longer than filling
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")  # we use none, and looking for some takes longer than all our validation

from engine.errors import InputError, listed
from engine.experiment import Experiment, parse_setting, preset_names
from engine.outputs import check_output
from engine.version import VERSION, libraries

if TYPE_CHECKING:
    from engine.recording.recording import Recording

DEFAULT = "two-parameter"
_RECORDING = ".tridescent"


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n")


def run(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says.

    Returns:
        The exit status: 0 done, 2 the input is wrong (one line on stderr says how), 1 anything else.
    """
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if not arguments or (arguments[0] not in _COMMANDS and not arguments[0].startswith("-")):
            return _window(arguments)
        gc.enable()
        options = _parser().parse_args(arguments)
        status: int = options.run(options)
        return status
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="tridescent", description="See how the batch size changes learning.")
    parser.add_argument("--version", action="version", version=f"TriDescent {VERSION}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)
    train = commands.add_parser("train", help="train the lanes of an experiment")
    train.add_argument("experiment", help="a preset's name, a TOML file or a recording")
    train.add_argument("-o", "--output", metavar="RUN", help=f"save the recording ({_RECORDING})")
    train.add_argument("--device", help="auto, cpu, cuda or mps")
    train.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="change an input")
    train.add_argument("--json", action="store_true", help="print one JSON object on stdout")
    train.set_defaults(run=_train)
    render = commands.add_parser("render", help="save a picture of the window or of one view")
    render.add_argument("source", help="a preset's name, a TOML file or a recording")
    render.add_argument("-o", "--output", required=True, metavar="FILE", help="a .png or .svg file")
    render.add_argument("--at", default="1", help="where the playhead stands, 0 to 1")
    render.add_argument("--size", default="1600x900", help="WIDTHxHEIGHT in pixels")
    render.add_argument("--theme", default="dark", help="dark or light")
    render.add_argument("--view", default="window", help="window, losses or surface")
    render.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="change an input")
    render.set_defaults(run=_render)
    commands.add_parser("presets", help="list the presets").set_defaults(run=_presets)
    commands.add_parser("doctor", help="say what was found on this machine").set_defaults(run=_doctor)
    return parser


def _window(arguments: Sequence[str]) -> int:
    """Open the window; without a screen, do the main job without it."""
    if len(arguments) > 1:
        raise InputError(
            "arguments", f'found "{arguments[1]}" behind "{arguments[0]}", allowed is one file, or a command: {listed(_COMMANDS)}'
        )
    source = _source(arguments[0]) if arguments else Experiment.preset(DEFAULT)
    from gui.display import use_display

    reason = use_display()
    if reason:
        return _main_job(source, reason)
    from gui.app import run_window

    return run_window(source, _whole(arguments[0]) if arguments else "")


def _main_job(source: Experiment | Path, reason: str) -> int:
    """Train, save a picture of the finished window into the working directory, and print the table of the lanes."""
    from gui.app import render_file

    gc.enable()
    recording = _trained(source)
    picture = check_output(f"tridescent-{recording.experiment.name}.png", [".png"])
    render_file(recording, picture, at=1.0, size=(1600, 900), theme="dark")
    print(_table(recording))
    print(f"\nNo window was opened ({reason}). A picture of the finished one was saved to {picture.resolve()}")
    return 0


def _train(options: argparse.Namespace) -> int:
    source = _source(options.experiment)
    experiment = source if isinstance(source, Experiment) else _recorded(source).experiment
    experiment = _changed(experiment, options.set, options.device)
    if options.output:
        check_output(options.output, [_RECORDING])
    began = time.perf_counter()
    recording = _trained(experiment)
    if options.output:
        recording.save(options.output)
    if options.json:
        print(json.dumps(_summary(recording, time.perf_counter() - began)))
    else:
        print(_table(recording))
    for lane in recording.lanes:
        if lane.status.state in ("diverged", "failed"):
            print(f"{lane.name} {lane.status.state} at update {lane.status.update}: {lane.status.reason}", file=sys.stderr)
    return 0


def _render(options: argparse.Namespace) -> int:
    check_output(options.output, (".png", ".svg"))
    size = _size(options.size)
    for field, found, allowed in (("--theme", options.theme, ("dark", "light")), ("--view", options.view, ("window", "losses", "surface"))):
        if found not in allowed:
            raise InputError(field, f'found "{found}", allowed is {listed(allowed)}')
    at = _share(options.at)
    source = _source(options.source)
    if isinstance(source, Experiment):
        source = _changed(source, options.set, None)
    recording = _trained(source)
    from gui.app import render_file

    render_file(recording, options.output, at=at, size=size, theme=options.theme, view=options.view)
    if recording.replay_note:
        print(recording.replay_note, file=sys.stderr)
    return 0


def _presets(_: argparse.Namespace) -> int:
    for name in preset_names():
        preset = Experiment.preset(name)
        print(f"{name:<14} {preset.title}. {preset.summary}")
    return 0


def _doctor(_: argparse.Namespace) -> int:
    import platform

    from engine.folders import KEPT, what_is_lost
    from engine.training.device import explain_devices
    from engine.training.kernels import explain_kernels
    from gui.display import why_no_screen

    print(f"TriDescent {VERSION}, Python {platform.python_version()}, {platform.platform()}")
    print(libraries())
    print(f"device  {explain_devices()}")
    print(f"kernels {explain_kernels()}")
    print(f"screen  {why_no_screen() or 'found'}")
    print(f"kept    {what_is_lost() or ', '.join(f'{kept.name} in {kept.folder()}' for kept in KEPT)}")
    return 0


def _source(text: str) -> Experiment | Path:
    """A preset, an experiment file, or the path of a recording."""
    path = Path(text)
    if path.suffix == _RECORDING:
        return path
    return Experiment.load(path) if path.suffix == ".toml" or path.exists() else Experiment.preset(text)


def _whole(text: str) -> str:
    """What stands for a source in another working directory too."""
    path = Path(text)
    return str(path.resolve()) if path.suffix in (_RECORDING, ".toml") or path.exists() else text


def _recorded(path: Path) -> Recording:
    from engine.recording.recording import Recording

    return Recording.load(path)


def _changed(experiment: Experiment, settings: Sequence[str], device: str | None) -> Experiment:
    changes = dict(parse_setting(text) for text in settings)
    return experiment.with_changes(changes | ({"device": device} if device else {}))


def _trained(source: Experiment | Path) -> Recording:
    """A recording that is read, or trained with a progress bar on stderr."""
    if isinstance(source, Path):
        return _recorded(source)
    from tqdm import tqdm

    from engine import train

    planned = [source.planned_updates(lane) for lane in source.lanes]
    total = sum(count for count in planned if count is not None) or None
    with ExitStack() as bars:

        @cache
        def bar() -> Any:  # with the first progress, so that wrong input is answered by one line alone
            return bars.enter_context(
                tqdm(total=total, unit=" updates", desc=source.name, file=sys.stderr, dynamic_ncols=True, disable=None)
            )

        return train(source, progress=lambda recording: bar().update(sum(lane.updates for lane in recording.lanes) - bar().n))


def _share(text: str) -> float:
    try:
        share, found = float(text), text
    except ValueError:
        share, found = math.nan, f'"{text}"'
    if not 0 <= share <= 1:
        raise InputError("--at", f"found {found}, allowed is a number from 0 to 1")
    return share


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.lower().partition("x")
    if not (width.isdigit() and height.isdigit() and 320 <= int(width) <= 16384 and 240 <= int(height) <= 16384):
        raise InputError("--size", f'found "{text}", allowed is WIDTHxHEIGHT from 320x240 to 16384x16384, for example 1920x1080')
    return int(width), int(height)


def _summary(recording: Recording, seconds: float) -> dict[str, Any]:
    """What `--json` prints; numbers that are not finite become null."""
    lanes = [
        {
            "name": lane.name,
            "batch_size": lane.lane.batch_size,
            "updates": lane.updates,
            "samples_seen": int(lane.samples_after(lane.updates)),
            "seconds": float(lane.column("seconds")[-1]),
            "train_loss": _finite(lane.evaluations.train_loss[-1]),
            "validation_loss": _finite(lane.evaluations.validation_loss[-1]),
            "diverged_at": lane.diverged_at,
            "stepper": lane.stepper,
        }
        for lane in recording.lanes
    ]
    return {"experiment": recording.experiment.name, "device": recording.device, "seconds": seconds, "lanes": lanes}


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _table(recording: Recording) -> str:
    """The lanes as a table."""
    head = ("lane", "batch size", "updates", "samples seen", "seconds", "training loss", "validation loss", "state")
    rows = [head]
    for lane in recording.lanes:
        last = lane.evaluations[-1]
        state = lane.status.state + (f" at update {lane.status.update}" if lane.status.update is not None else "")
        rows.append((
            lane.name, str(lane.lane.batch_size), f"{lane.updates:,}", f"{int(lane.samples_after(lane.updates)):,}",
            f"{lane.column('seconds')[-1]:.3g}", f"{last.train_loss:.4g}", f"{last.validation_loss:.4g}", state,
        ))  # fmt: skip
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(w) if i in (0, 7) else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True)))
        for row in rows
    )


_COMMANDS = ("train", "render", "presets", "doctor")

if __name__ == "__main__":
    sys.exit(run())
