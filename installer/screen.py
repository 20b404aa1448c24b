"""A screen that nobody sees, with a keyboard: Xvfb keeps the picture in a file that can be read, and xdotool presses keys."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

NEEDED = ("Xvfb", "xdotool")
_HEAD = struct.Struct(">25I")  # of an XWD file
_SIZE, _COLORS, _HEIGHT, _LINE = 0, 19, 5, 12  # places in it
_NAMES = {
    "+": "plus", "-": "minus", "=": "equal", ".": "period", ",": "comma", "?": "question",
    "PgDown": "Next", "PgUp": "Prior", "Space": "space", "Ctrl": "ctrl", "Shift": "shift", "Alt": "alt",
}  # fmt: skip


def missing() -> list[str]:
    """Which of the programs it takes are not there."""
    return [name for name in NEEDED if shutil.which(name) is None]


class Screen:
    """A screen of 1280×800 pixels.

    Attributes:
        display: what `DISPLAY` has to be.
    """

    def __init__(self, display: str, picture: Path) -> None:
        self.display = display
        self._picture = picture

    def picture(self) -> NDArray[np.uint8]:
        """What is on the screen now: uint8 [height, bytes of a line]."""
        data = self._picture.read_bytes()
        head = _HEAD.unpack_from(data)
        return np.frombuffer(data, np.uint8, offset=head[_SIZE] + 12 * head[_COLORS]).reshape(head[_HEIGHT], head[_LINE]).copy()

    def find(self, title: str) -> str:
        """The window whose title has these words, or nothing."""
        found = self._do("search", "--onlyvisible", "--name", re.escape(title), check=False).split()
        return found[-1] if found else ""

    def windows(self, process: int) -> list[str]:
        """The windows of a process that can be seen, dialogs too."""
        return self._do("search", "--onlyvisible", "--pid", str(process), check=False).split()

    def press(self, window: str, keys: str) -> None:
        """Press keys on a window, for example "Shift+Right" or "+"."""
        names = [keys] if keys in _NAMES else keys.split("+")
        key = "+".join(_NAMES.get(name, name if len(name) > 1 else name.lower()) for name in names)
        self._do("windowfocus", window, "key", "--clearmodifiers", key, check=False)  # it may be closing just now

    def moves(self, within_s: float = 20.0) -> bool:
        """Whether the picture changes."""
        first = self.picture()
        return until(lambda: bool((self.picture() != first).any()), within_s)

    def rests(self, for_s: float = 0.7, within_s: float = 60.0) -> bool:
        """Whether the picture comes to rest."""
        return until(lambda: not self.moves(for_s), within_s)

    def _do(self, *arguments: str, check: bool = True) -> str:
        done = subprocess.run(["xdotool", *arguments], env={"DISPLAY": self.display}, capture_output=True, text=True, check=check)
        return done.stdout


def until(condition: Callable[[], object], within_s: float) -> bool:
    """Wait for a condition; whether it came."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.03)
    return False


@contextmanager
def screen() -> Iterator[Screen]:
    """A screen of one's own, for as long as the block runs."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24", "-fbdir", folder, "-nolisten", "tcp", "-noreset"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            assert server.stdout is not None
            yield Screen(f":{server.stdout.readline().strip()}", Path(folder) / "Xvfb_screen0")
        finally:
            server.terminate()
            server.wait(60)
