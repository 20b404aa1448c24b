"""Reads a file into a table, whatever kind of file it is: its first bytes tell, not its name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, BinaryIO

from ....errors import InputError
from ....files import regular_file
from ....jobs import Job
from ....messages import message
from . import files
from .model import ReadOptions, Table
from .text import read_text

ENDINGS = (
    ".csv", ".tsv", ".txt", ".dat", ".tab", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".parquet", ".arrow", ".feather", ".ipc",
    ".npy", ".npz",
)  # fmt: skip
_COMPRESSED = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"\x28\xb5\x2f\xfd": "zstd", b"7z\xbc\xaf": "7z", b"Rar!": "rar"}


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
    return _read(Path(path), options or ReadOptions(), job, None)


def preview_table(path: str | Path, options: ReadOptions | None = None, rows: int = 200) -> Table:
    """Read the first rows of a file, as `read_table` does, within a moment.

    Raises:
        InputError: as above.
    """
    return _read(Path(path), options or ReadOptions(), None, rows)


def sheet_names(path: str | Path) -> tuple[str, ...]:
    """The sheets of a workbook; none for any other file.

    Raises:
        InputError: it cannot be read.
    """
    with regular_file(path, str(path), message("table_file")) as file:
        if not files.is_workbook(file.read(8), file):
            return ()
    return files.sheets_of(Path(path))


def _read(path: Path, options: ReadOptions, job: Job[Any] | None, most: int | None) -> Table:
    with regular_file(path, str(path), message("table_file")) as file:
        before = os.fstat(file.fileno())
        table = _of_kind(path, file, options, job, most)
        if _state(path) != _stamp(before):
            raise InputError(str(path), message("table_changed"))
        return table


def _stamp(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_size, status.st_mtime_ns, status.st_ino


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        return _stamp(path.stat())
    except OSError:
        return None


def _of_kind(path: Path, file: BinaryIO, options: ReadOptions, job: Job[Any] | None, most: int | None) -> Table:
    head = file.read(8)
    if not head:
        raise InputError(str(path), message("table_is_empty"))
    for magic, name in _COMPRESSED.items():
        if head.startswith(magic):
            raise InputError(str(path), message("table_is_compressed", kind=name))
    if head.startswith(b"PAR1"):
        return files.read_parquet(path, options, job, most)
    if head.startswith(b"ARROW1"):
        return files.read_arrow(path, options, job, most)
    if head.startswith(b"\x93NUMPY") or files.is_numpy_archive(head, file):
        file.seek(0)
        return files.read_numpy(path, file, job, most)
    if files.is_workbook(head, file):
        return files.read_sheet(path, options, job, most)
    file.seek(0)
    return read_text(path, file, options, job, most)
