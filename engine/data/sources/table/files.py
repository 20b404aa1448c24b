"""Reads tables that programs wrote with types: sheets, Parquet, Arrow, NumPy."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from ....errors import InputError, listed, said_by, shown
from ....experiment.table_data import LONGEST, MOST_COLUMNS
from ....jobs import Job, Stopped
from ....messages import message
from .assembly import Found, assemble, describe, finish
from .batches import Batch, Ragged
from .cells import LARGEST_EXACT
from .inference import Hints
from .layout import find_layout_of_rows
from .model import Column, DType, Reader, ReadOptions, Table
from .passes import counted, read_batches
from .summing import word_of_sum
from .warnings import named, warn

if TYPE_CHECKING:
    import polars as pl

_MOST_SAMPLED = 3000


def sheets_of(path: Path) -> tuple[str, ...]:
    """The sheets of a workbook.

    Raises:
        InputError: it cannot be read.
    """
    return tuple(_workbook(path).sheet_names)


def read_sheet(path: Path, options: ReadOptions, job: Job[Any] | None, most: int | None = None) -> Table:
    """Read a sheet of a workbook: by default the first one that has anything in it.

    Raises:
        InputError: there is no such sheet, or nothing in it.
    """

    book = _workbook(path)
    names = list(book.sheet_names)
    if options.sheet is not None and options.sheet not in names:
        raise InputError(str(path), message("table_no_such_sheet", found=shown(options.sheet), allowed=listed(map(shown, names[:10]))))
    for name in [options.sheet] if options.sheet is not None else names:
        sheet = book.load_sheet(name, header_row=None, dtypes="string", skip_rows=0, n_rows=None if most is None else most + 50)
        frame: pl.DataFrame = sheet.to_polars()
        if job is not None and job.should_stop:
            raise Stopped
        if frame.height and frame.width:
            return _of_cells(path, frame.rename({old: str(place) for place, old in enumerate(frame.columns)}), name, options, most)
    raise InputError(str(path), message("table_is_empty"))


def _workbook(path: Path) -> Any:
    import fastexcel

    try:
        return fastexcel.read_excel(str(path))
    except fastexcel.FastExcelError as error:
        raise InputError(str(path), message("table_not_readable", kind="Excel", reason=said_by(error))) from error


def _of_cells(path: Path, frame: pl.DataFrame, sheet: str, options: ReadOptions, most: int | None) -> Table:
    import polars as pl

    frame = frame.with_columns(pl.all().cast(pl.String))
    rows = [[cell or "" for cell in row] for row in frame.head(_MOST_SAMPLED).rows()]
    layout = find_layout_of_rows(rows, options.header_line)
    if layout is None:
        raise InputError(str(path), message("table_is_empty"))
    data = rows[layout.first_data_line - 1 :]
    sampled = [row for row in data if any(row)]
    while len(sampled) > 1 and word_of_sum(sampled[-1]) is not None:
        sampled.pop()
    first = layout.first_data_line
    body = frame.slice(first - 1)
    filled = body.select(pl.any_horizontal(pl.all().str.strip_chars().str.len_bytes() > 0).fill_null(value=False)).to_series()
    kept = filled.arg_true().to_list()[: most if most is not None else None]

    def begin() -> Iterator[Batch]:
        return iter([Batch(body[kept], lambda wanted: [first + kept[row] for row in wanted])] if kept else [])

    reading = read_batches(
        begin, counted(sampled, frame.width), Hints(options.decimal, options.thousands, delimiter="\t", day_first=options.day_first)
    )
    if not reading.frame.height:
        raise InputError(str(path), message("table_has_only_names"))
    reader = Reader("sheet", header_line=layout.header_line, first_data_line=first, sheet=sheet)
    found = Found(reader, layout, has_blank_lines=bool(kept) and kept[-1] >= len(kept), ragged=Ragged(is_skipped=False))
    found.is_complete = most is None or len(kept) < most
    return assemble(path, reading, found)


def read_parquet(path: Path, options: ReadOptions, job: Job[Any] | None, most: int | None = None) -> Table:
    """Read a Parquet file.

    Raises:
        InputError: it cannot be read.
    """
    import polars as pl

    try:
        lazy = pl.scan_parquet(path, glob=False)
        total = int(lazy.select(pl.len()).collect().item())
        frame = _in_slices(lazy, total if most is None else min(most, total), job)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError(str(path), message("table_not_readable", kind="Parquet", reason=said_by(error))) from error
    return _typed(path, frame, Reader("parquet"), is_complete=frame.height == total)


_SLICE = 500_000  # rows that are read at once, to be able to stop


def _in_slices(lazy: pl.LazyFrame, total: int, job: Job[Any] | None) -> pl.DataFrame:
    import polars as pl

    parts = []
    for begin in range(0, max(total, 1), _SLICE):
        if job is not None and job.should_stop:
            raise Stopped
        parts.append(lazy.slice(begin, min(_SLICE, total - begin)).collect())
        if job is not None:
            job.fraction = min(1.0, (begin + _SLICE) / max(total, 1))
    return pl.concat(parts)


def read_arrow(path: Path, options: ReadOptions, job: Job[Any] | None, most: int | None = None) -> Table:
    """Read an Arrow or Feather file.

    Raises:
        InputError: it cannot be read.
    """
    import polars as pl

    try:
        frame = pl.read_ipc(path, n_rows=most)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError(str(path), message("table_not_readable", kind="Arrow", reason=said_by(error))) from error
    return _typed(path, frame, Reader("arrow"), is_complete=most is None or frame.height < most)


def read_numpy(path: Path, file: BinaryIO, job: Job[Any] | None, most: int | None = None) -> Table:
    """Read one array (.npy), or several of one length (.npz).

    Raises:
        InputError: it cannot be read, or the arrays are no table.
    """
    import polars as pl

    try:
        if file.read(2) == b"PK":
            file.seek(0)
            with np.load(file, allow_pickle=False) as archive:
                arrays = {name: archive[name] for name in archive.files}
        else:
            arrays = {"column": np.load(path, mmap_mode="r", allow_pickle=False)}
    except (ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise InputError(str(path), message("table_not_readable", kind="NumPy", reason=said_by(error))) from error
    lengths = {name: len(array) if array.ndim else 0 for name, array in arrays.items()}
    if len(set(lengths.values())) != 1:
        found = listed((f"{name} [{', '.join(map(str, array.shape))}]" for name, array in arrays.items()), "comma") if arrays else "0"
        raise InputError(str(path), message("table_arrays_differ", found=found))
    columns = {name: values for key, array in arrays.items() for name, values in _columns_of(key, array[:most])}
    if len(columns) > MOST_COLUMNS:
        raise InputError(str(path), message("table_too_wide", n=len(columns), most=MOST_COLUMNS, longest=LONGEST))
    try:
        frame = pl.DataFrame([pl.Series(name, np.ascontiguousarray(values)) for name, values in columns.items()])
    except (TypeError, ValueError, pl.exceptions.PolarsError) as error:
        raise InputError(str(path), message("table_not_readable", kind="NumPy", reason=said_by(error))) from error
    total = next(iter(lengths.values()))
    return _typed(path, frame, Reader("numpy"), unnamed=() if len(arrays) > 1 else tuple(columns), is_complete=frame.height == total)


def _columns_of(name: str, array: NDArray[Any]) -> Iterator[tuple[str, NDArray[Any]]]:
    """The columns of an array: one for each number of a row, or for each field."""
    if array.dtype.names is not None:
        yield from ((field, array[field]) for field in array.dtype.names)
    elif array.ndim == 1:
        yield name if name != "column" else "column_1", array
    else:
        flat = array.reshape(len(array), -1)
        if flat.shape[1] == 1:
            yield name if name != "column" else "column_1", flat[:, 0]
        else:
            yield from ((f"{name}_{place + 1}", flat[:, place]) for place in range(flat.shape[1]))


def _typed(path: Path, frame: pl.DataFrame, reader: Reader, *, unnamed: Sequence[str] = (), is_complete: bool = True) -> Table:
    """The table of a frame that has types already.

    Raises:
        InputError: it has no rows, or a column of lists or the like.
    """
    if not frame.height or not frame.width:
        raise InputError(str(path), message("table_has_no_rows"))
    described = [_described(path, frame[name]) for name in frame.columns]
    kept = [(values, column) for values, column in described if column.missing < frame.height]
    if not kept:
        raise InputError(str(path), message("table_has_no_rows"))
    import polars as pl

    told = []
    empty = [column.name for _, column in described if column.missing == frame.height]
    if empty:
        told.append(warn("empty-column-dropped", columns=named(empty), n=len(empty)))
    missing = sum(column.missing for _, column in kept)
    if missing:
        told.append(warn("missing-values", n=missing))
    if unnamed:
        told.append(warn("no-header", n=frame.width))
    values = pl.DataFrame([values for values, _ in kept])
    return finish(path, values, [column for _, column in kept], told, reader, is_complete=is_complete)


def _described(path: Path, values: pl.Series) -> tuple[pl.Series, Column]:
    """A column in one of the kinds that a table knows."""
    import polars as pl

    dtype = values.dtype
    kind: DType
    if dtype == pl.Boolean:
        kind = "bool"
    elif dtype.is_integer():
        whole = values.cast(pl.Int64, strict=False)
        is_huge = whole.null_count() > values.null_count() or bool((whole.abs() > LARGEST_EXACT).any())
        kind, values = ("id", values.cast(pl.String)) if is_huge else ("int", whole)
    elif dtype.is_numeric():
        real = values.cast(pl.Float64)
        kind, values = "float", real.set(~real.is_finite().fill_null(value=True), None)
    elif dtype == pl.Date:
        kind = "date"
    elif dtype == pl.Datetime:
        naive = values.dt.convert_time_zone("UTC").dt.replace_time_zone(None) if getattr(dtype, "time_zone", None) else values
        kind, values = "datetime", naive.cast(pl.Datetime("us"))
    elif dtype in (pl.String, pl.Categorical, pl.Enum):
        kind, values = "text", values.cast(pl.String)
    elif dtype == pl.Null:
        kind, values = "float", values.cast(pl.Float64)
    else:
        raise InputError(str(path), message("table_column_has_kind", name=shown(values.name), kind=str(dtype)))
    return describe(values, kind)


def is_workbook(head: bytes, file: BinaryIO) -> bool:
    """Whether a file is a workbook of Excel or OpenDocument."""
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return True
    return head.startswith(b"PK") and not is_numpy_archive(head, file)


def is_numpy_archive(head: bytes, file: BinaryIO) -> bool:
    """Whether a file is a zip of NumPy's arrays."""
    if not head.startswith(b"PK"):
        return False
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            return all(name.endswith(".npy") for name in archive.namelist())
    except zipfile.BadZipFile:
        return False
