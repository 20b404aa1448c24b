"""What every test gets: a Qt without a screen, and no thread that outlives its test."""

from __future__ import annotations

import importlib
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: on a busy machine its threads wait for each other, for seconds

import pytest

RATIOS = (1.0, 1.25, 1.5, 2.0)  # device pixels to a logical pixel, each on a screen of its own
os.environ["QT_SCREEN_SCALE_FACTORS"] = ";".join(f"ratio {ratio}={ratio}" for ratio in RATIOS)
_OURS = ("engine", "surveyor")  # daemons, but each has a `close` that its owner must call
_GRACE_S = 0.5  # for a thread that has been told to end and is just doing so

for _name in ("SIGINT", "SIGTERM", "SIGHUP"):
    _number = getattr(signal, _name, None)
    if _number is not None and signal.getsignal(_number) is signal.SIG_IGN:  # as in what a shell runs in the background; tests send them
        signal.signal(_number, signal.default_int_handler if _name == "SIGINT" else signal.SIG_DFL)


@pytest.fixture(autouse=True)
def no_thread_outlives_its_test() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before and (not thread.daemon or thread.name in _OURS)]
    until = time.monotonic() + _GRACE_S
    for thread in left:
        thread.join(max(0.0, until - time.monotonic()))
    running = [thread.name for thread in left if thread.is_alive()]
    assert not running, f"threads left running: {running}"


@pytest.fixture(scope="session")
def qapp_args(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Of pytest-qt: the application gets a screen for each ratio, far apart; the first one is that of a plain offscreen platform."""
    size = {"y": 0, "width": 800, "height": 800, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1.0}
    screens = [size | {"name": f"ratio {ratio}", "x": 10_000 * number} for number, ratio in enumerate(RATIOS)]
    path = tmp_path_factory.mktemp("qt") / "screens.json"
    path.write_text(json.dumps({"synchronousWindowSystemEvents": False, "windowFrameMargins": True, "screens": screens}))
    return ["tests", "-platform", f"offscreen:configfile={path}"]


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """Imports one of the installer's own modules."""
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[1] / "installer"))
    return importlib.import_module
