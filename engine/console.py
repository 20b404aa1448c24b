"""What every command needs: streams that may be missing or broken, and signals that end work early without losing it."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any, TextIO

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")  # Ctrl+C, `kill`, and a terminal that is closed


def open_missing_streams() -> None:
    """Let standard streams that are closed lead to nowhere, so that no file opened later is written to by mistake in their place, and
    let none fail at a character that it cannot show."""
    if os.name == "posix":
        for number in range(3):
            try:
                os.fstat(number)
            except OSError:
                os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  for as long as the program runs
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def close_streams() -> bool:
    """Write out what standard streams still hold. A broken one is given up, so that Python does not complain at its end.

    Returns:
        Whether all of stdout was written.
    """
    written = []
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
            written.append(True)
        except (OSError, ValueError):
            written.append(False)
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return written[0]


class Forgiving:
    """A text stream whose reader may be gone: what cannot be written is dropped, and the work goes on."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError, ValueError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def say(text: str) -> None:
    """Print a line on stderr, if it can be printed there."""
    if sys.stderr is not None:
        Forgiving(sys.stderr).write(f"{text}\n")


@contextmanager
def until_signal() -> Iterator[Callable[[], bool]]:
    """Gives a function that tells whether the user or the system wants the work to end.

    Within the block, the first signal (Ctrl+C, SIGTERM, SIGHUP) is only noted; the next one raises KeyboardInterrupt. A signal that
    was ignored before stays ignored, and in a thread other than the main one nothing changes.
    """
    noted: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        if noted:
            raise KeyboardInterrupt
        noted.append(number)

    numbers = [number for name in _SIGNALS if (number := getattr(signal, name, None)) is not None]
    if threading.current_thread() is not threading.main_thread():
        numbers = []
    before = {number: handler for number in numbers if (handler := signal.getsignal(number)) is not signal.SIG_IGN}
    for number in before:
        signal.signal(number, note)
    try:
        yield lambda: bool(noted)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
