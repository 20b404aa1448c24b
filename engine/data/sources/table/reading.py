"""Reads a file into a table, whatever kind of file it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ....jobs import Job
from .model import ReadOptions, Table

ENDINGS = (
    ".csv",
    ".tsv",
    ".txt",
    ".dat",
    ".tab",
    ".xlsx",
    ".xlsm",
    ".xlsb",
    ".xls",
    ".ods",
    ".parquet",
    ".arrow",
    ".feather",
    ".ipc",
    ".npy",
    ".npz",
)


def read_table(path: str | Path, options: ReadOptions | None = None, job: Job[Any] | None = None) -> Table:
    """Read all rows of a file.

    Args:
        path: which; its bytes tell the kind, not its name.
        options: how, where the file is not as detected.
        job: is told the share that is read, and may be cancelled.

    Raises:
        InputError: it cannot be read, in one sentence with line and column.
        Stopped: the job was cancelled.
    """
    raise NotImplementedError


def preview_table(path: str | Path, options: ReadOptions | None = None, rows: int = 200) -> Table:
    """Read the first rows of a file, as `read_table` does, within a moment.

    Raises:
        InputError: as above.
    """
    raise NotImplementedError


def sheet_names(path: str | Path) -> tuple[str, ...]:
    """The sheets of a workbook; none for any other file.

    Raises:
        InputError: it cannot be read.
    """
    raise NotImplementedError
