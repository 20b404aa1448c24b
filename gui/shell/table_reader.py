"""Reads a table beside the window's thread: its first rows at once, then all of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from engine.data.sources.table import ReadOptions, Table, preview_table, read_table, sheet_names
from engine.data.sources.table_source import found_in
from engine.jobs import Job, Worker
from gui.look import timing
from gui.look.translation import tr, worded

if TYPE_CHECKING:
    from engine.experiment.table_data import Found


class TableReader(QObject):
    """Reads the file that was asked for last.

    Signals:
        shown: a table, at first perhaps of the first rows only.
        failed: why there is none, in one sentence.
        read: all rows are: what is declared of them.
        moved: the share that is read, 0 to 1; None while that is not known, and 1 at the end.
    """

    shown = Signal(object)
    failed = Signal(str)
    read = Signal(object)
    moved = Signal(object)

    def __init__(self, path: Path, parent: QObject) -> None:
        super().__init__(parent)
        self.sheets: tuple[str, ...] = ()
        self._path, self._worker = path, Worker("table reader")
        self._job: Job[Table] | None = None
        self._last: Table | None = None
        self._found: tuple[Job[Table], Found] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(timing.TABLE_LOOKS_MS)
        self._timer.timeout.connect(self._look)

    @property
    def is_busy(self) -> bool:
        """Whether more will come."""
        return self._timer.isActive()

    def begin(self, options: ReadOptions) -> None:
        """Begin to read; what is still being read is not wanted any more."""
        self._job, self._last = Job(lambda job: self._work(job, options)), None
        self._worker.start(self._job)
        self._timer.start()

    def close(self) -> None:
        """End the thread, but do not wait for long."""
        self._timer.stop()
        self._worker.close(timing.TABLE_FAREWELL_S)
        self._last = self._found = None

    def _work(self, job: Job[Any], options: ReadOptions) -> Table:
        self.sheets = self.sheets or sheet_names(self._path)
        job.result = preview_table(self._path, options)
        if not job.result.is_complete:
            job.result = read_table(self._path, options, job)
        self._found = job, found_in(job.result)
        return job.result

    def _look(self) -> None:
        job = self._job
        assert job is not None
        is_over, table = job.is_over, job.result
        if is_over:
            self._timer.stop()
        if table is not None and table is not self._last:
            self._last = table
            self.shown.emit(table)
        if is_over and self._found is not None and self._found[0] is job:
            self.read.emit(self._found[1])
        self.moved.emit(1.0 if is_over else job.fraction)
        if job.state == "failed":
            self.failed.emit(worded(job.error) if job.error else tr("It cannot be read."))
