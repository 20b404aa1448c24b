"""Where the frozen program is tried: it is called, with folders of its own that have difficult names, and what it says is looked at."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from screen import Screen, until

_PROGRESS = re.compile(r"[^\r\n]*\d+/\d+ \[[^\r\n]*updates/s\][\r\n]*")
_FOLDERS = {"XDG_CONFIG_HOME": ".config", "XDG_CACHE_HOME": ".cache", "XDG_STATE_HOME": ".local/state", "XDG_RUNTIME_DIR": "run"}
_KEPT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "LANG")  # of the variables of this process; the program has to do without the others
_PATIENCE_S = 180


class Outcome(NamedTuple):
    """What a call did."""

    status: int
    out: str
    errors: str


class Stage:
    """Calls the program.

    Args:
        command: what starts it.
        folder: for its home and its files.
        root: what is the root of its files, when it is another than ours.

    Attributes:
        home: its home folder, as we see it.
        screen: what it is shown on, while there is one.
        used: the first words of all calls.
    """

    def __init__(self, command: Sequence[str], folder: Path, root: Path = Path("/")) -> None:
        self._command, self._root = list(command), root
        self.folder, self.home = folder, folder / "家 of a user"
        self.screen: Screen | None = None
        self.used: set[str] = set()
        self.new_home()

    def new_home(self) -> None:
        """An empty home folder in which compiled kernels are kept from before."""
        kernels = self.home / ".cache"
        aside = self.folder / "cache"
        if kernels.exists():
            kernels.rename(aside)
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir(parents=True)
        (self.home / "run").mkdir(mode=0o700)
        if aside.exists():
            aside.rename(kernels)

    def path(self, path: Path) -> str:
        """How the program has to call a file of ours."""
        return str(path) if self._root == Path("/") else f"/{path.relative_to(self._root)}"

    def file(self, name: str) -> Path:
        """A place for a file."""
        return self.folder / name

    def environment(self, home: str | None = None) -> dict[str, str]:
        """The variables it is given: nothing of Python's, and folders of its own."""
        home = home or self.path(self.home)
        ours = {name: os.environ[name] for name in _KEPT if name in os.environ}
        folders = {name: f"{home}/{folder}" for name, folder in _FOLDERS.items()}
        names = {"HOME": home, "USERPROFILE": home, "APPDATA": home, "LOCALAPPDATA": home}
        return ours | folders | names | ({"DISPLAY": self.screen.display} if self.screen else {})

    def run(self, *arguments: str, before: Sequence[str] = (), status: int = 0, home: str | None = None, clean: bool = True) -> Outcome:
        """Call it and wait.

        Args:
            before: a command that starts it.
            status: how it has to end.
            home: another home folder.
            clean: whether it has to say nothing on stderr but how far it is.
        """
        self.used.update(arguments[:1])
        done = subprocess.run(
            [*before, *self._command, *arguments], env=self.environment(home), cwd=self.folder,
            capture_output=True, text=True, encoding="utf-8", timeout=_PATIENCE_S, check=False,
        )  # fmt: skip
        outcome = Outcome(done.returncode, done.stdout, _PROGRESS.sub("", done.stderr).strip())
        assert outcome.status == status, f"{arguments} ended with {outcome.status}: {outcome.errors}"
        assert not clean or not outcome.errors, f"{arguments} said: {outcome.errors}"
        return outcome

    @contextmanager
    def window(self, *arguments: str, title: str = "TriDescent", home: str | None = None, clean: bool = True) -> Iterator[Opened]:
        """Open the window; when the block ends it has to be closed, with exit status 0 and nothing on stderr."""
        assert self.screen is not None
        with self.file("stderr.txt").open("w+", encoding="utf-8") as errors:
            process = subprocess.Popen([*self._command, *arguments], env=self.environment(home), cwd=self.folder, stderr=errors)
            try:
                opened = Opened(process, self.screen, title)
                yield opened
                opened.close()
            finally:
                process.kill()
                process.wait()
            errors.seek(0)
            said = errors.read().strip()
            assert not clean or not said, f"the window said: {said}"


class Opened:
    """A window that is on the screen."""

    def __init__(self, process: subprocess.Popen[bytes], screen: Screen, title: str) -> None:
        self.process, self._screen = process, screen
        assert until(lambda: process.poll() is not None or screen.find(title), _PATIENCE_S), f'no window "{title}" came'
        assert process.poll() is None, f"it ended with {process.returncode} before there was a window"
        self.id = screen.find(title)

    def press(self, keys: str) -> None:
        """Press keys on it."""
        self._screen.press(self.id, keys)

    def close_dialog(self) -> None:
        """Wait for a dialog and send it away."""
        assert until(self._others, 20), "no dialog came"
        (dialog,) = self._others()
        assert until(lambda: self._screen.press(dialog, "Escape") or not self._others(), 20), "the dialog stays"

    def _others(self) -> set[str]:
        return set(self._screen.windows(self.process.pid)) - {self.id}

    def close(self) -> None:
        """Leave by the key for it, unless it has ended."""
        if self.process.poll() is None:
            self.press("Ctrl+Q")
            assert until(lambda: self.process.poll() is not None, _PATIENCE_S), "it does not close"
            assert self.process.returncode == 0, f"it ended with {self.process.returncode}"
