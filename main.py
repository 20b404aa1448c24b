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
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stdout, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if __name__ == "__main__":
    gc.disable()  # until a command begins, or the window's engine has loaded PyTorch: all that is made here stays
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: its threads spin, and take the cores from training and painting
os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")  # Qt would share small fills with threads: waiting for them takes longer than filling
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")  # we use none, and looking for some takes longer than all our validation

from engine.comparison.summary import as_json, as_table
from engine.console import Forgiving, close_streams, open_missing_streams, say, until_signal
from engine.errors import InputError, listed, nearest, shortened, shown
from engine.experiment import Experiment, experiment_for_table, parse_setting, preset_names, reference
from engine.messages import message
from engine.output_files import PICTURES, RECORDING, check_output, file_stem, is_recording
from engine.version import VERSION, libraries

if TYPE_CHECKING:
    from engine.comparison.recording import Recording

DEFAULT = "two-parameter"
_waits_for_kernels = True  # where the caller goes on afterwards
_USAGE = "tridescent [FILE | PRESET | COMMAND …]"
_ABOUT = """\
See how the batch size changes learning. Without a command the window opens:

    tridescent              on the first preset
    tridescent FILE         on an experiment (.toml), a recording (.tridescent) or a table (.csv, .xlsx, .parquet, ...)
    tridescent PRESET       on a preset; `tridescent presets` lists them
"""
_MORE = "`tridescent COMMAND --help` tells more, and `tridescent inputs` lists the keys that --set can change."
_TARGET = "the column of a table to predict (default: the one that looks most like it)"
_SET = "change an input, as often as needed, for example --set seed=7 --set lanes.*.optimizer.lr=0.1 (`tridescent inputs` lists the keys)"


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        say(f"{self.prog}: {message} (`{self.prog} --help` tells more)")
        self.exit(2)


def run(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says.

    Returns:
        The exit status: 0 done, 2 the input is wrong (one line on stderr says how), 1 anything else.
    """
    if arguments is None:
        return _as_program()
    arguments = list(arguments)
    open_missing_streams()
    try:
        status = _done(arguments)
    except InputError as error:
        say(str(error))
        status = 2
    except SystemExit as left:  # as argparse leaves
        status = left.code if isinstance(left.code, int) else 1
    except (KeyboardInterrupt, BrokenPipeError, EOFError):  # the others: whoever read stdout has read enough, or a question has no answer
        status = 1
    except (MemoryError, OSError, ImportError, RuntimeError) as error:
        if not (sentence := _in_one_line(error)):
            raise
        say(f"tridescent: {sentence}.")
        status = 1
    return status if close_streams() else status or 1


def _done(arguments: list[str]) -> int:
    if arguments[:1] == [_COMPILE]:
        return _compile(arguments[1:])
    if arguments[:1] == [_TRY]:
        return _try(*arguments[1:])
    if not arguments or (arguments[0] not in _COMMANDS and not arguments[0].startswith("-")):
        return _window(arguments)
    gc.enable()
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.run is None:
        parser.error(f"found no command, allowed is {listed(_COMMANDS)}")
    status: int = options.run(options)
    return status


def _in_one_line(error: Exception) -> str:
    """What the system refused, or nothing for what may be a fault of the program."""
    said = shortened(" ".join(str(error).split()), 160)
    if isinstance(error, MemoryError) or "can't allocate memory" in said:  # the latter from PyTorch
        return f"there is not enough memory ({said or 'no more could be had'}); fewer samples, updates or neurons need less"
    if isinstance(error, ImportError):
        return f"a library cannot be loaded ({said}); `tridescent doctor` tells more"
    return said if isinstance(error, OSError) else ""


def _as_program() -> int:
    """Do what the command line of this process says, without waiting for kernels. A thread that cannot be interrupted, as in an import or
    in the compiler, is left where it is."""
    global _waits_for_kernels
    _waits_for_kernels = False
    status = run(sys.argv[1:])
    if any(thread.name in ("engine", "kernels", "surveyor") for thread in threading.enumerate()):
        os._exit(status)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="tridescent", usage=_USAGE, description=_ABOUT, epilog=_MORE, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-V", "--version", action="version", version=f"TriDescent {VERSION}")
    parser.set_defaults(run=None)
    commands = parser.add_subparsers(metavar="COMMAND", parser_class=_Parser, prog="tridescent")
    train = commands.add_parser("train", help="train the lanes of an experiment")
    train.add_argument("experiment", help="a preset's name, a TOML file, a recording or a table")
    train.add_argument("--target", metavar="COLUMN", help=_TARGET)
    train.add_argument("-o", "--output", metavar="RUN", help=f"save the recording ({RECORDING})")
    train.add_argument("--device", help="auto, cpu, cuda or mps (default: as the experiment says)")
    train.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help=_SET)
    train.add_argument("--trust", action="store_true", help="let a model file of yours be run, now and as long as it stays as it is")
    train.add_argument("--json", action="store_true", help="print one JSON object on stdout")
    train.set_defaults(run=_train)
    render = commands.add_parser("render", help="save a picture of the window or of one view")
    render.add_argument("source", help="a preset's name, a TOML file, a recording or a table")
    render.add_argument("--target", metavar="COLUMN", help=_TARGET)
    render.add_argument("-o", "--output", required=True, metavar="FILE", help="a .png, .svg or .pdf file")
    render.add_argument("--at", default="1", help="where the playhead stands, 0 to 1 (default: %(default)s, the end)")
    render.add_argument("--size", default="1600x900", help="WIDTHxHEIGHT in pixels (default: %(default)s)")
    render.add_argument("--theme", default="dark", help="dark or light (default: %(default)s)")
    render.add_argument("--view", default="window", help="window, or a view: losses, surface, data or network (default: %(default)s)")
    render.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help=_SET)
    render.set_defaults(run=_render)
    test = commands.add_parser("range-test", help="try many learning rates in short runs of a lane")
    test.add_argument("experiment", help="a preset's name, a TOML file, a recording or a table")
    test.add_argument("--lane", help="the name of the lane (default: the first)")
    test.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help=_SET)
    test.add_argument("--json", action="store_true", help="print one JSON object on stdout")
    test.set_defaults(run=_range_test)
    commands.add_parser("presets", help="list the presets").set_defaults(run=_presets)
    inputs = commands.add_parser("inputs", help="list the inputs of an experiment: key, default, what is allowed, and what it does")
    inputs.add_argument("word", nargs="?", default="", help="only keys with this in them, for example optimizer")
    inputs.set_defaults(run=_inputs)
    commands.add_parser("doctor", help="say what was found on this machine").set_defaults(run=_doctor)
    return parser


def _window(arguments: Sequence[str]) -> int:
    """Open the window; without a screen, do the main job without it."""
    if len(arguments) > 1:
        first, second = map(shown, arguments[:2])
        raise InputError("arguments", message("one_argument", found=second, first=first, commands=listed(_COMMANDS)))
    if arguments and not _is_file(arguments[0]) and arguments[0] not in preset_names():
        found = nearest(arguments[0], (*_COMMANDS, *preset_names()))
        raise InputError("arguments", message("neither_file_nor_preset", found=found, commands=listed(_COMMANDS)))
    from gui.app.display import use_display

    reason = use_display()
    asks = not reason and arguments and _is_table(arguments[0])  # the window asks what is to be learned from a table
    source = Path(arguments[0]) if asks else _source(arguments[0]) if arguments else Experiment.preset(DEFAULT)
    if reason:
        return _main_job(source, reason)
    from gui.app.app import run_window

    return run_window(source, _whole(arguments[0]) if arguments else "")


def _main_job(source: Experiment | Path, reason: str) -> int:
    """Train, save a picture of the finished window into the working directory, and print the table of the lanes."""
    from gui.app.app import render_file

    gc.enable()
    content = source if isinstance(source, Experiment) else _recorded(source)
    experiment = content if isinstance(content, Experiment) else content.experiment
    picture = check_output(f"tridescent-{file_stem(experiment.name)}.png", [".png"], "picture")
    recording = _trained(content)
    print(as_table(recording), flush=True)
    with _kept_if_it_fails(recording):
        failed = render_file(recording, picture, at=1.0, size=(1600, 900), theme="dark")
    print(f"\nNo window was opened ({reason}). A picture of the finished one was saved to {picture.resolve()}")
    if failed:
        say(failed)
    return 1 if failed else 0


def _train(options: argparse.Namespace) -> int:
    source = _source(options.experiment, options.target)
    experiment = source if isinstance(source, Experiment) else _recorded(source).experiment
    experiment = _changed(experiment, options.set, options.device)
    if options.output:
        check_output(options.output, [RECORDING], "-o")
    _check_consent(experiment, trusts=options.trust)
    began = time.perf_counter()
    with until_signal() as should_stop:
        with redirect_stdout(sys.stderr) if experiment.model_kind.runs_code else ExitStack():  # whatever a model file prints
            recording = _trained(experiment, should_stop)
        try:
            print(json.dumps(as_json(recording, time.perf_counter() - began)) if options.json else as_table(recording), flush=True)
        finally:
            is_saved = not options.output or _save(recording, options.output)
        for lane in recording.lanes:
            what, why = lane.trouble
            if what:
                say(f"{lane.name} {what}: {why}")
        return 0 if is_saved and not should_stop() else 1


def _check_consent(experiment: Experiment, *, trusts: bool) -> None:
    """Have the user allow that a model file is run, where the experiment needs one: by an option, or by a question on a terminal."""
    if not experiment.model_kind.runs_code:
        return
    from engine.consent import ConsentNeededError, allow, check_allowed, read_code

    path, content, digest = read_code(experiment.model.path, "model.path")
    try:
        check_allowed(path, content, digest, "model.path")
    except ConsentNeededError as needed:
        if not trusts:
            if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
                raise
            say(
                f"This experiment wants to run the Python file {path}, which can do whatever you can do. It begins:\n\n{needed.beginning}\n"
            )
            say("Run it, now and as long as it stays as it is? [y/N]")
            if input().strip().lower() not in ("y", "yes"):
                raise
        allow(path, digest)


def _range_test(options: argparse.Namespace) -> int:
    from engine.study.range_test import range_test
    from engine.training.kernel_loading import prepare_if_missing

    source = _source(options.experiment)
    experiment = _changed(source if isinstance(source, Experiment) else _recorded(source).experiment, options.set, None)
    names = [lane.name for lane in experiment.lanes]
    name = names[0] if options.lane is None else options.lane
    if name not in names:
        raise InputError("--lane", message("found_allowed", found=nearest(name, names), allowed=listed(names)))
    if not _waits_for_kernels:
        prepare_if_missing(experiment)
    found = range_test(experiment, name)
    if options.json:
        print(json.dumps(found.as_json()))
    else:
        rows = zip(found.rates, found.losses, found.has_diverged, strict=True)
        print("\n".join(f"{rate:<10.3g}{'diverged' if is_wild else f'{loss:.4g}'}" for rate, loss, is_wild in rows))
        say(f"{name}: {found.told()}.")
    return 0


def _save(recording: Recording, path: str) -> bool:
    """Whether a recording could be written where it was wanted; it is kept elsewhere if not."""
    try:
        with _kept_if_it_fails(recording):
            recording.save(path)
    except (InputError, OSError, MemoryError) as error:
        say(f"-o: {error.message}." if isinstance(error, InputError) else f"-o: {_in_one_line(error)}.")
        return False
    return True


@contextmanager
def _kept_if_it_fails(recording: Recording) -> Iterator[None]:
    """Where the block cannot write what it should, save the recording in another place, and say where."""
    try:
        yield
    except (InputError, OSError, MemoryError):
        say(_rescued(recording))
        raise


def _rescued(recording: Recording) -> str:
    from engine.folders import rescue_folders

    name = f"{file_stem(recording.experiment.name)}-{time.strftime('%Y-%m-%d-%H%M%S')}-{os.getpid()}{RECORDING}"
    for folder in rescue_folders():
        with suppress(InputError, OSError, MemoryError):
            folder.mkdir(parents=True, exist_ok=True)
            recording.save(folder / name)
            return f"The run was saved to {folder / name} instead."
    return "The run could not be saved elsewhere either."


def _render(options: argparse.Namespace) -> int:
    check_output(options.output, PICTURES, "-o")
    size = _size(options.size)
    for field, found, allowed in (("--theme", options.theme, ("dark", "light")), ("--view", options.view, _pictured(options.view))):
        if found not in allowed:
            raise InputError(field, message("found_allowed", found=shown(found), allowed=listed(allowed)))
    at = _share(options.at)
    source = _source(options.source, options.target)
    if isinstance(source, Experiment):
        source = _changed(source, options.set, None)
    elif options.set:
        raise InputError("--set", message("set_for_recording", found=shown(options.set[0])))
    recording = _trained(source if isinstance(source, Experiment) else _recorded(source))
    from gui.app.app import render_file

    with _kept_if_it_fails(recording) if isinstance(source, Experiment) else ExitStack():
        failed = render_file(recording, options.output, at=at, size=size, theme=options.theme, view=options.view)
    for sentence in filter(None, (recording.replay_note, failed)):
        say(str(sentence))
    return 1 if failed else 0


def _pictured(wanted: str) -> tuple[str, ...]:
    """What can be drawn into a file. The table of views, which imports Qt, is read only where it is asked for more than the window."""
    if wanted == "window":
        return (wanted,)
    from gui.views.registry import IN_MIDDLE

    return ("window", *(place.name for place in IN_MIDDLE))


def _compile(arguments: Sequence[str]) -> int:
    """Compile the kernels for a dtype, for another process of this program that goes on without them meanwhile."""
    from engine.training.kernel_loading import UNTIL_CLOSED, compile_here

    gc.enable()
    compile_here(arguments[0], is_bound=UNTIL_CLOSED in arguments)
    return 0


def _try(digest: str, patience_s: str) -> int:
    """Try a model file, for another process of this program, which it must not take with it."""
    from engine.training.module_trial import try_here

    gc.enable()
    try_here(digest, float(patience_s))
    return 0


def _presets(_: argparse.Namespace) -> int:
    for name in preset_names():
        preset = Experiment.preset(name)
        print(f"{name:<14} {preset.title}. {preset.summary}")
    return 0


def _inputs(options: argparse.Namespace) -> int:
    text = reference(options.word)
    if not text:
        raise InputError("inputs", message("in_no_key", found=shown(options.word)))
    print(text)
    return 0


def _doctor(_: argparse.Namespace) -> int:
    import platform

    print(f"TriDescent {VERSION}, Python {platform.python_version()}, {platform.platform()}")
    print(libraries())
    status = 0
    for name, tell in (("device", _device), ("kernels", _kernels), ("trial", _trial), ("screen", _screen), ("kept", _kept)):
        try:
            said = tell()
        except Exception as error:  # whatever is missing or broken, the rest is told
            said, status = f"fails: {type(error).__name__}: {shortened(' '.join(str(error).split()), 160)}", 1
        print(f"{name:<7} {said}")
    return status


def _device() -> str:
    from engine.training.device import explain_devices

    return str(explain_devices())


def _kernels() -> str:
    from engine.kernels.availability import explain_kernels

    return str(explain_kernels())


def _trial() -> str:
    from engine.comparison.trial import why_kernels_fail

    return str(why_kernels_fail()) or "the kernels were run, and train as autograd does"


def _screen() -> str:
    from gui.app.display import why_no_screen

    return why_no_screen() or "found"


def _kept() -> str:
    from engine.folders import KEPT, what_is_lost

    return str(what_is_lost() or ", ".join(f"{kept.title.lower()} in {kept.folder()}" for kept in KEPT))


def _source(text: str, target: str | None = None) -> Experiment | Path:
    """A preset, an experiment file, an experiment on a table, or the path of a recording."""
    if _is_table(text) or (target is not None and _is_file(text)):
        experiment = experiment_for_table(text, target or "")
        if target is None:
            say(str(message("table_target_taken", target=shown(experiment.data.target_name), task=experiment.data.task)))
        return experiment
    if target is not None:
        raise InputError("--target", message("target_without_table", found=shown(text)))
    if is_recording(text):
        return Path(text)
    return Experiment.load(text) if _is_file(text) else Experiment.preset(text)


def _is_file(text: str) -> bool:
    """Whether a source is a file, or should be one."""
    return Path(text).suffix.lower() in (RECORDING, ".toml") or _is_table(text) or os.path.exists(text)  # noqa: PTH110  which takes any name


def _is_table(text: str) -> bool:
    """Whether a source has the name of a table of the user's own."""
    ending = Path(text).suffix.lower()
    if ending in ("", RECORDING, ".toml"):
        return False
    from engine.data.sources.table import ENDINGS

    return ending in ENDINGS


def _whole(text: str) -> str:
    """What stands for a source in another working directory too."""
    return str(Path(text).resolve()) if _is_file(text) else text


def _recorded(path: Path) -> Recording:
    from engine.comparison.recording import Recording

    return Recording.load(path)


def _changed(experiment: Experiment, settings: Sequence[str], device: str | None) -> Experiment:
    changes = dict(parse_setting(text) for text in settings)
    return experiment.with_changes(changes | ({"device": device} if device else {}))


def _trained(source: Experiment | Recording, should_stop: Callable[[], bool] | None = None) -> Recording:
    """A recording that is there, or trained with a progress bar on stderr."""
    if not isinstance(source, Experiment):
        return source
    from tqdm import tqdm

    from engine import train
    from engine.training.cost_estimate import check_memory, told
    from engine.training.kernel_loading import prepare_if_missing

    check_memory(source)
    if sentence := told(source):
        say(str(sentence))
    if not _waits_for_kernels:
        prepare_if_missing(source)
    planned = [source.planned_updates(lane) for lane in source.lanes]
    total = sum(count for count in planned if count is not None) or None
    with ExitStack() as bars:

        @cache
        def bar() -> Any:  # with the first progress, so that wrong input is answered by one line alone
            return bars.enter_context(
                tqdm(total=total, unit=" updates", desc=source.name, file=Forgiving(sys.stderr), dynamic_ncols=True, disable=None)
            )

        def show(recording: Recording) -> None:
            bar().update(sum(lane.updates for lane in recording.lanes) - bar().n)

        return train(source, progress=show, should_stop=should_stop)


def _share(text: str) -> float:
    try:
        share, found = float(text), text
    except ValueError:
        share, found = math.nan, shown(text)
    if not 0 <= share <= 1:
        raise InputError("--at", message("found_allowed", found=found, allowed=message("number_from", least=0, most=1)))
    return share


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch("([0-9]{3,5})x([0-9]{3,5})", text.lower())
    width, height = map(int, found.groups()) if found else (0, 0)
    if not (320 <= width <= 16384 and 240 <= height <= 16384):
        raise InputError("--size", message("picture_size", found=shown(text)))
    return width, height


_COMMANDS = ("train", "render", "range-test", "presets", "inputs", "doctor")
_COMPILE, _TRY = "compile-kernels", "try-model"  # nobody needs to know of them

if __name__ == "__main__":
    sys.exit(run())
