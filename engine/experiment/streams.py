"""Samples in files that are larger than memory: what is declared of them, and what a look at the files tells."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from ..errors import InputError, listed, nearest, said_by, shown
from ..messages import message
from .data import MOST_FEATURES, SplitData, may_look, standardize_target_input
from .declaration import StrictBool, StrictInt, declared
from .mixing import Mixing

WINDOW_BYTES, MOST_WINDOW = 64 * 2**20, 2**20  # of the samples mixed with each other
MEASURED, MEASURED_BYTES = 200_000, 32 * 2**20  # samples of each set that losses on whole sets are measured on, at most
_MOST_CLASSES = 1000
_LEAST_ROWS = 4
_AT_ONCE = 1 << 16  # rows
_FOUND: dict[str, Any] = {"is_input": False}
_LOOKED_AT: dict[str, Any] = {"target": "", "columns": (), "task": "auto", "fingerprint": ""}
_ARRAY = ".npy"
_seeking = threading.Lock()  # where a place and a read are two calls


class Look(NamedTuple):
    """What a look at the files tells.

    Attributes:
        row_count: how many there are.
        columns: the features.
        target: what is to be learned.
        task: `regression` or `classification`.
        class_count: how many there are; 0 for numbers.
        fingerprint: another one once the files have changed.
    """

    row_count: int
    columns: tuple[str, ...]
    target: str
    task: str
    class_count: int
    fingerprint: str


class StreamData(SplitData):
    """Rows of Parquet or `.npy` files, which are read while one trains and never held in memory as a whole.

    What a look at the files tells is written beside the inputs, and into those that were left out, so that an experiment says all of it
    without them.

    Attributes:
        row_count, class_count, fingerprint: as in `Look`.
    """

    path: str = declared(label="File", help="a Parquet file, a .npy file, or a folder or pattern of Parquet files", max_length=4096)
    target: str = declared("", label="Target", help="the column to learn; left out, the last one", max_length=1000)
    columns: tuple[str, ...] = declared(
        (), label="Columns", help="the features; left out, all other columns of numbers", allowed="names of columns",
        max_length=MOST_FEATURES,
    )  # fmt: skip
    task: Literal["auto", "regression", "classification"] = declared(  # type: ignore[misc, assignment]
        "auto", label="Task", help="whether numbers or classes are learned; auto takes classes where the target is text or true and false"
    )
    standardize_target: StrictBool = standardize_target_input()  # type: ignore[misc]
    window: StrictInt = declared(
        0, label="Window", help="so many samples are mixed with each other; 0 means as many as 64 MB hold, at most 1,048,576",
        unit="samples", ge=0, le=2**28,
    )  # fmt: skip
    row_count: StrictInt = Field(0, ge=0, le=2**40, json_schema_extra=_FOUND)
    class_count: StrictInt = Field(0, ge=0, le=_MOST_CLASSES, json_schema_extra=_FOUND)
    fingerprint: str = Field("", max_length=100, json_schema_extra=_FOUND)
    is_streamed: ClassVar[bool] = True
    forgets: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "path": ("target", "columns", "task", "row_count", "class_count", "fingerprint"),
        "target": ("columns", "task", "row_count", "class_count", "fingerprint"),
        "task": ("row_count", "class_count", "fingerprint"),
        "columns": ("row_count", "class_count", "fingerprint"),
    }

    @model_validator(mode="before")
    @classmethod
    def _look(cls, raw: Any) -> Any:
        """Look at the files; but what is told of files that are gone, or have changed, is believed."""
        if not isinstance(raw, Mapping) or not isinstance(raw.get("path"), str) or not may_look():
            return raw
        target, columns, task, known = (raw.get(name, usual) for name, usual in _LOOKED_AT.items())
        is_usual = isinstance(target, str) and isinstance(columns, list | tuple) and all(isinstance(name, str) for name in columns)
        if not is_usual or task not in ("auto", "regression", "classification") or not isinstance(known, str):
            return raw  # what is wrong is told when each is validated
        if known and task != "auto" and known != fingerprint_of(raw["path"]):
            return raw
        raw = {**raw, "path": str(Path(raw["path"]).absolute())}
        return {**raw, **look(raw["path"], target, tuple(columns), task)._asdict()}

    @model_validator(mode="after")
    def _is_enough(self) -> StreamData:
        if self.row_count < _LEAST_ROWS:
            raise InputError("path", message("too_few_rows", path=shown(self.path), rows=self.row_count, least=_LEAST_ROWS))
        return self

    @property
    def features(self) -> int:  # type: ignore[override]
        """Numbers in one input."""
        return len(self.columns)

    @property
    def outputs(self) -> int:  # type: ignore[override]
        """Classes, or one number."""
        return self.class_count or 1

    @property
    def rows(self) -> int:
        """Of training and validation together."""
        return self.row_count

    def validation_of(self, rows: int) -> int:
        """At most half of them: of a few rows that follow each other one is for validation."""
        return min(super().validation_of(rows), rows // 2)

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The columns."""
        return self.columns

    @property
    def target_name(self) -> str:
        """The column that is learned."""
        return self.target

    @property
    def sizes_in_memory(self) -> tuple[int, int]:
        """At most so many of each, evenly spread."""
        most = max(2, min(MEASURED, MEASURED_BYTES // (8 * (self.features + 1))))
        return min(self.expected_size, most), min(self.expected_validation, most)

    def allows_sizes(self, training: int, validation: int) -> bool:
        """Files hold the measured samples."""
        return (training, validation) == self.sizes_in_memory

    @property
    def mixing(self) -> Mixing | None:
        """How samples are mixed; None where one window holds all of them."""
        window = self.window or min(MOST_WINDOW, 1 << (WINDOW_BYTES // (8 * (self.features + 1))).bit_length() - 1)
        return Mixing.of(window) if window < self.expected_size else None


def files_of(path: str) -> list[Path]:
    """The files that a path means: itself, those of a folder, or those that a pattern fits; empty where there are none."""
    given = Path(path)
    if "\0" in path:
        return []
    if given.is_dir():
        return sorted(given.rglob("*.parquet"))
    if given.is_file() or not path:
        return [given] if path else []
    return sorted(found for found in Path(given.anchor).glob(str(given.relative_to(given.anchor))) if found.is_file())


def fingerprint(files: list[Path]) -> str:
    """Bytes and time of the newest of some files, and how many there are."""
    found = [file.stat() for file in files]
    return f"{len(found)}-{sum(each.st_size for each in found)}-{max(each.st_mtime_ns for each in found)}"


def fingerprint_of(path: str) -> str:
    """That of the files that a path means; empty where there are none."""
    try:
        files = files_of(path)
        return fingerprint(files) if files else ""
    except (OSError, ValueError):  # the latter for what is no pattern
        return ""


def look(path: str, target: str, columns: tuple[str, ...], task: str) -> Look:
    """Look at files: at what they tell of themselves, and of classes at the target.

    Raises:
        InputError: there are none, they cannot be read, or have no such columns.
    """
    try:
        files = files_of(path)
        if not files:
            raise InputError("path", message("no_such_files", path=shown(path)))
        return _looked(tuple(files), fingerprint(files), target, columns, task)
    except InputError:
        raise
    except Exception as error:  # a file can be damaged in any way
        is_short = isinstance(error, EOFError)
        reason = message("file_is_cut_off") if is_short else (isinstance(error, OSError) and error.strerror) or said_by(error)
        raise InputError("path", message("cannot_be_read", path=path, reason=reason, allowed=message("stream_files"))) from error


@lru_cache(maxsize=64)
def _looked(files: tuple[Path, ...], fingerprint: str, target: str, columns: tuple[str, ...], task: str) -> Look:
    source = ArrayFile(files[0]) if files[0].suffix == _ARRAY else ParquetFiles(files)
    names = list(source.kinds)
    target = target or names[-1]
    for field, wanted in (("target", (target,)), ("columns", columns)):
        for name in wanted:
            if name not in names:
                raise InputError(field, message("found_allowed", found=nearest(name, names), allowed=listed(names[:20])))
    if target in columns:
        raise InputError("columns", message("target_among_columns", name=shown(target)))
    if wrong := [name for name in columns if source.kinds[name] != "number"]:
        raise InputError("columns", message("column_is_no_number", name=shown(wrong[0])))
    features = columns or tuple(name for name in names if name != target and source.kinds[name] == "number")
    if not 1 <= len(features) <= MOST_FEATURES:
        raise InputError("columns", message("columns_count", found=len(features), most=MOST_FEATURES))
    found = task if task != "auto" else "regression" if source.kinds[target] == "number" else "classification"
    if found == "regression" and source.kinds[target] != "number":
        raise InputError("target", message("target_is_no_number", name=shown(target)))
    classes = len(source.classes(target)) if found == "classification" else 0
    if found == "classification" and not 2 <= classes <= _MOST_CLASSES:
        raise InputError("target", message("classes_count", name=shown(target), found=classes, most=_MOST_CLASSES))
    return Look(source.rows, features, target, found, classes, fingerprint)


class ArrayFile:
    """A `.npy` file, of records, or of rows in two dimensions whose columns are called x1, x2, …

    Attributes:
        rows: how many.
        kinds: of the columns, by name: `number`, or `class` for true and false.
        begin: where its numbers begin, in bytes.
        dtype: of a row.
        is_by_columns: whether whole columns follow each other.
    """

    def __init__(self, file: Path) -> None:
        with file.open("rb") as opened:
            version = np.lib.format.read_magic(opened)
            read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
            shape, self.is_by_columns, dtype = read(opened)
            self.begin = opened.tell()
        if dtype.names is not None and len(shape) == 1:
            self.dtype, self.is_by_columns = dtype, False
        elif dtype.names is None and len(shape) == 2 and 2 <= shape[1] <= MOST_FEATURES:
            self.dtype = np.dtype([(f"x{number}", dtype) for number in range(1, shape[1] + 1)])
        else:
            raise InputError("path", message("array_is_no_table", shape=str(shape), dtype=str(dtype)))
        self.rows = shape[0]
        fields = {name: self.dtype[name] for name in self.dtype.names or ()}
        if wrong := [name for name, field in fields.items() if field.kind not in "biuf" or field.shape]:
            raise InputError("path", message("column_is_no_number", name=shown(wrong[0])))
        self.kinds = {name: "class" if field.kind == "b" else "number" for name, field in fields.items()}
        self._path = file
        if file.stat().st_size < self.begin + self.rows * self.dtype.itemsize:
            raise EOFError

    def classes(self, target: str) -> list[Any]:
        """The values of a column, in order, up to some more than are allowed."""
        return list(classes_of(self._path, fingerprint([self._path]), target))

    def read_from(self, file: int, begin: int, end: int, names: tuple[str, ...]) -> NDArray[Any]:
        """Some columns of some rows of the open file: float64 [end - begin, names]."""
        if not self.is_by_columns:
            size = self.dtype.itemsize
            table = np.frombuffer(read_at(file, self.begin + begin * size, (end - begin) * size), self.dtype)
            return np.stack([table[name].astype(np.float64) for name in names], axis=1)
        values = np.empty((end - begin, len(names)))
        one = self.dtype[0]
        for place, name in enumerate(names):
            at = self.begin + ((int(name[1:]) - 1) * self.rows + begin) * one.itemsize
            values[:, place] = np.frombuffer(read_at(file, at, (end - begin) * one.itemsize), one)
        return values


@lru_cache(maxsize=16)
def classes_of(path: Path, fingerprint: str, target: str) -> tuple[float, ...]:
    """The values of a column of an array file, in order, up to some more than are allowed."""
    table, found = ArrayFile(path), np.empty(0)
    with path.open("rb", buffering=0) as file:
        for begin in range(0, table.rows, _AT_ONCE):
            found = np.union1d(found, table.read_from(file.fileno(), begin, min(begin + _AT_ONCE, table.rows), (target,))[:, 0])
            if len(found) > _MOST_CLASSES:
                break
    return tuple(found[~np.isnan(found)].tolist())


def read_at(file: int, begin: int, size: int) -> bytes:
    """Bytes of an open file; where there are fewer, it has been cut off."""
    if hasattr(os, "pread"):
        found = os.pread(file, size, begin)
    else:
        with _seeking:
            os.lseek(file, begin, os.SEEK_SET)
            found = os.read(file, size)
    if len(found) < size:
        raise EOFError
    return found


class ParquetFiles:
    """Parquet files of the same columns.

    Attributes:
        rows: how many.
        kinds: of the columns, by name: `number`, `class` for text and for true and false, or `other`.
    """

    def __init__(self, files: tuple[Path, ...]) -> None:
        import polars

        self.table = polars.scan_parquet(list(files), glob=False)
        self.rows = int(self.table.select(polars.len()).collect().item())
        kinds = (polars.Boolean, polars.String, polars.Categorical, polars.Enum)
        self.kinds = {
            name: "number" if kind.is_numeric() else "class" if isinstance(kind, kinds) else "other"
            for name, kind in self.table.collect_schema().items()
        }

    def classes(self, target: str) -> list[Any]:
        """The values of a column, in order, up to some more than are allowed."""
        import polars

        column = self.table.select(polars.col(target)).drop_nulls().unique()
        return sorted(column.head(_MOST_CLASSES + 1).collect(engine="streaming").to_series().to_list())
