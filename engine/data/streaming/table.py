"""Rows of numbers on a disk, read by their places.

A Parquet file packs its columns, and no single row can be read from it. It is written anew, once, as plain rows of numbers in the cache
folder; an array file is read where it lies. Neither is mapped into memory: a limit on that counts what is mapped.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
import weakref
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import InputError, shown
from ...experiment.streams import ArrayFile, ParquetFiles, StreamData, classes_of, files_of, fingerprint, read_at
from ...folders import streams_folder
from ...jobs import tell
from ...memory import in_words
from ...messages import message

_AT_ONCE = 1 << 16  # rows
_KEPT_S = 30 * 86_400  # a copy that nobody has used for so long is removed
_ENDING = ".rows"
_SPARE = 256 * 2**20  # bytes of the disk that are left free


class Table:
    """The chosen columns of all rows, the target last.

    Args:
        data: as declared.
        dtype: of the numbers, where they have to be written anew.

    Attributes:
        key: another one for other rows or columns.
        largest: bytes that were read at once, at most.

    Raises:
        InputError: the files are not there, have changed since they were looked at, or cannot be copied.
    """

    def __init__(self, data: StreamData, dtype: str) -> None:
        self._data, self._dtype = data, np.dtype(dtype)
        self._names = (*data.columns, data.target)
        self.key = hashlib.blake2b(
            repr((str(Path(data.path).absolute()), data.fingerprint, self._names, data.task, dtype)).encode(), digest_size=16
        ).hexdigest()
        self._array: ArrayFile | None = None
        self._classes: tuple[float, ...] = ()
        self.largest = 0
        copy = streams_folder() / (self.key + _ENDING)
        if not copy.is_file():
            files = self._checked_files()
            if len(files) == 1 and files[0].suffix == ".npy":
                self._array = ArrayFile(files[0])
                self._classes = classes_of(files[0], data.fingerprint, data.target) if data.is_classification else ()
                copy = files[0]
            else:
                _copy(ParquetFiles(tuple(files)), self._names, data, self._dtype, copy)
                self._checked_files()
        else:
            with suppress(OSError):
                os.utime(copy)
        self._path = copy
        self._file = self._opened()

    def read(self, begin: int, end: int) -> NDArray[Any]:
        """Rows from `begin` up to but not including `end`: float [k, features + 1]; classes are numbered.

        Raises:
            InputError: the file was cut off or written to.
        """
        self.largest = max(self.largest, (end - begin) * len(self._names) * self._dtype.itemsize)
        try:
            if self._array is None:
                size = len(self._names) * self._dtype.itemsize
                return np.frombuffer(read_at(self._file, begin * size, (end - begin) * size), self._dtype).reshape(end - begin, -1)
            if fingerprint([self._path]) != self._data.fingerprint:
                raise EOFError
            rows = self._array.read_from(self._file, begin, end, self._names)
        except (OSError, EOFError) as error:
            raise self._changed() from error
        if self._classes:
            rows[:, -1] = np.where(np.isnan(rows[:, -1]), np.nan, np.searchsorted(self._classes, rows[:, -1]))
        return rows

    def _opened(self) -> int:
        try:
            file = os.open(self._path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        except OSError as error:
            raise self._changed() from error
        weakref.finalize(self, os.close, file)
        return file

    def _checked_files(self) -> list[Path]:
        """The files, as long as they are those that were looked at."""
        with suppress(OSError):
            files = files_of(self._data.path)
            if files and fingerprint(files) == self._data.fingerprint:
                return files
        raise self._changed()

    def _changed(self) -> InputError:
        return InputError("data.path", message("stream_has_changed", path=shown(self._data.path)))


def _copy(source: ParquetFiles, names: tuple[str, ...], data: StreamData, dtype: np.dtype[Any], path: Path) -> None:
    """Write rows of numbers, whole or not at all."""
    import polars

    _tidy(path.parent)
    needed = source.rows * len(names) * dtype.itemsize
    free = shutil.disk_usage(path.parent).free
    if needed + _SPARE > free:
        told = message("disk_too_small", needed=in_words(needed), free=in_words(free), folder=str(path.parent))
        raise InputError("data.path", told)
    number = polars.Float32 if dtype.itemsize == 4 else polars.Float64
    target = polars.col(data.target)
    if data.is_classification:
        classes = source.classes(data.target)
        target = target.replace_strict(classes, list(range(len(classes))), default=None)
    table = source.table.select([polars.col(name).cast(number) for name in names[:-1]] + [target.cast(number)])
    done = 0
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
        try:
            for part in table.collect_batches(chunk_size=_AT_ONCE, maintain_order=True):
                file.write(np.ascontiguousarray(part.to_numpy(), dtype).data)
                done += len(part)
                tell(done / source.rows / 2)  # the other half is to measure them
            file.close()
            Path(file.name).replace(path)
        except BaseException:
            file.close()
            Path(file.name).unlink(missing_ok=True)
            raise


def _tidy(folder: Path) -> None:
    """Make the folder, and remove copies from it that nobody has used for long."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        with suppress(OSError):
            if time.time() - old.stat().st_mtime > _KEPT_S:
                old.unlink()
