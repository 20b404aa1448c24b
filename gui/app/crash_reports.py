"""Reports of starts that broke off: written where the user's logs lie, offered at the next start, and sent nowhere.

While the program runs there is a file of its versions, into which Python writes where each thread was if a fault ends the process.
Leaving well deletes it. What a start finds of the one before is a report, if it tells of more than versions.
"""

from __future__ import annotations

import faulthandler
import platform
import time
import traceback
from pathlib import Path
from typing import TextIO

from PySide6.QtCore import QLockFile

from engine.console import say
from engine.folders import reports_folder
from engine.version import VERSION, libraries

_SIGNS = ("Fatal Python error", "Windows fatal exception", "Traceback (most recent call last)")
_MOST = 10  # reports that stay


class Reports:
    """The reports of one user; only one running program at a time writes them.

    Args:
        folder: where; by default where the system wants logs.

    Attributes:
        found: the report of the start before, if that broke off.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or reports_folder()
        self._lock = QLockFile(str(self._folder / "running.lock"))
        self._lock.setStaleLockTime(0)  # however long the other program has been running, it is running
        self._running = self._folder / "running.txt"
        self._file: TextIO | None = None
        self.found: Path | None = None

    def begin(self) -> None:
        """See what the start before has left, and be ready to write. Where nothing can be written, nothing is kept."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if self._lock.tryLock(0):
                self.found = self._left_over()
                self._file = self._running.open("w", encoding="utf-8", buffering=1)
                faulthandler.enable(self._file)
        except OSError:
            self._file = None
        self._write(f"{time.strftime('%Y-%m-%d %H:%M')}, TriDescent {VERSION}, Python {platform.python_version()}, {platform.platform()}\n")

    def name_libraries(self) -> None:
        """Write down the versions of the libraries too; later, for finding them takes a while."""
        self._write(libraries() + "\n")

    def keep(self, error: BaseException) -> None:
        """Write down an error that ends the program."""
        self._write("".join(traceback.format_exception(error)))

    def end(self, *, well: bool) -> None:
        """Stop writing; leaving well leaves no report."""
        if self._file is None:
            return
        faulthandler.disable()
        self._file.close()
        self._file = None
        if well:
            self._running.unlink(missing_ok=True)
        self._lock.unlock()

    def _write(self, text: str) -> None:
        if self._file is not None:
            try:
                self._file.write(text)
            except OSError as error:  # the disk may have become full
                say(f"{self._running}: {error.strerror}")

    def _left_over(self) -> Path | None:
        """The report of the start before under a name of its own, if there is one; the oldest reports go."""
        if not self._running.exists():
            return None
        told = self._running.read_text(encoding="utf-8", errors="replace")
        if not any(sign in told for sign in _SIGNS):
            self._running.unlink()  # it was switched off, or killed from outside
            return None
        moment = time.strftime("%Y-%m-%d-%H%M%S", time.localtime(self._running.stat().st_mtime))
        report = self._running.replace(self._folder / f"crash-{moment}.txt")
        for old in sorted(self._folder.glob("crash-*.txt"))[:-_MOST]:
            old.unlink()
        return report
