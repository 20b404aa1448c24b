"""Reads files beside the window's thread, which goes on painting meanwhile."""

from __future__ import annotations

import threading
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from engine.errors import InputError
from engine.experiment import Experiment
from gui.look import timing
from gui.look.translation import tr, worded

if TYPE_CHECKING:
    from engine.comparison.recording import Recording


class FileLoader(QObject):
    """Reads the file that was asked for last.

    Signals:
        loaded: an experiment or a recording, and its file.
        failed: why there is none, in one sentence, and the traceback of an unexpected error.
    """

    loaded = Signal(object, Path)
    failed = Signal(str, str)
    _read = Signal(int, object, Path, str, str)  # from the thread: which request, what was read, or why nothing was

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._request = 0
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._is_closed = False
        self._read.connect(self._deliver)

    def load(self, path: str | Path) -> None:
        """Begin to read an experiment (.toml) or a recording (.tridescent); what is still being read is not waited for."""
        self._request += 1
        self._thread = threading.Thread(target=self._work, args=(self._request, Path(path)), name="file loader", daemon=True)
        self._thread.start()

    def forget(self) -> None:
        """Something else was asked for: what is being read is not wanted any more."""
        self._request += 1

    def close(self) -> None:
        """Hand nothing over any more, and wait until nothing is read, but not for long."""
        with self._lock:
            self._is_closed = True
        if self._thread is not None:
            self._thread.join(timing.FILE_FAREWELL_S)

    def _work(self, request: int, path: Path) -> None:
        found: Experiment | Recording | None = None
        error, details = "", ""
        try:
            found = _source(path)
        except InputError as wrong:
            error = worded(wrong)
        except Exception as unexpected:
            error, details = tr('"{path}" cannot be opened: {kind}', path=path, kind=type(unexpected).__name__), traceback.format_exc()
        with self._lock:
            if not self._is_closed:
                self._read.emit(request, found, path, error, details)

    def _deliver(self, request: int, found: object, path: Path, error: str, details: str) -> None:
        if request != self._request:
            return
        if found is None:
            self.failed.emit(error, details)
        else:
            self.loaded.emit(found, path)


def _source(path: Path) -> Experiment | Recording:
    if path.suffix.lower() != ".tridescent":
        return Experiment.load(path)
    from engine.comparison.recording import Recording  # imports PyTorch

    recording = Recording.load(path)
    recording.read_columns()
    return recording
