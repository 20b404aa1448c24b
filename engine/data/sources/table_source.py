"""A table of the user's own as a source of samples: a look at what it holds, and its rows as numbers.

The file is read again only if it may have changed; `engine/data/sources/table` tells how. Polars is imported with the first table.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ...errors import InputError, shown
from ...experiment import Experiment
from ...experiment.table_data import LONGEST, MOST_CLASSES, MOST_COLUMNS, MOST_GAPS, Found, FoundColumn, Gap, Reading, TableData
from ...messages import message
from ..splits import split_rows
from .in_memory import InMemory
from .source import Source
from .table_features import encode, raw_columns, raw_targets

if TYPE_CHECKING:
    from .table import Column, Table

_PIECE = 1 << 20  # bytes read at once
_MOST_KEPT = 256 * 2**20  # bytes of a table that is kept for the next time
_last: dict[tuple[str, Reading, int, int], Table] = {}  # the table read last


def look(path: str, reading: Reading) -> Found:
    """What a file holds.

    Raises:
        InputError: it cannot be read.
    """
    return found_in(_read(path, reading))


def found_in(table: Table) -> Found:
    """What is declared of a table that was read."""
    import polars as pl

    frame, proposal = table.frame, table.proposal
    if frame.width > MOST_COLUMNS or max(map(len, frame.columns)) > LONGEST:
        raise InputError("path", message("table_too_wide", n=frame.width, most=MOST_COLUMNS, longest=LONGEST))
    empty = [number for number, column in enumerate(table.columns) if column.missing]
    names = [table.columns[number].name for number in empty]
    together = frame.select(pl.col(names).is_null()).group_by(names).len(name="rows of a gap").rows() if names else []
    gaps = [Gap(columns=tuple(number for number, is_null in zip(empty, row, strict=False) if is_null), rows=row[-1]) for row in together]
    status = table.path.stat()
    return Found(
        rows=frame.height, target=proposal.target or "", columns=tuple(_found(column, table) for column in table.columns),
        gaps=tuple(sorted((gap for gap in gaps if gap.columns), key=lambda gap: -gap.rows)[:MOST_GAPS]),
        size=status.st_size, modified=status.st_mtime_ns, digest=_digest(table.path),
    )  # fmt: skip


def _found(column: Column, table: Table) -> FoundColumn:
    from .table.model import task_of

    found = FoundColumn(
        name=column.name, kind=column.dtype, distinct=column.distinct, levels=_levels(column, table), is_feature=column.role != "left-out",
        is_class=task_of(column) == "classification",
    )  # fmt: skip
    return found if found.inputs else found.model_copy(update={"is_feature": False})


def _levels(column: Column, table: Table) -> tuple[str, ...]:
    """The different values as text, where they are few and can be classes."""
    import polars as pl

    if column.dtype in ("float", "date", "datetime") or column.distinct > MOST_CLASSES:
        return ()
    values = table.frame[column.name].drop_nulls().unique()
    levels = tuple((values.cast(pl.String).sort() if column.dtype == "category" else values.sort().cast(pl.String)).to_list())
    return levels if max(map(len, levels), default=0) <= LONGEST else ()


def open_table(experiment: Experiment) -> tuple[Source, Source]:
    """The rows for training and for validation.

    Raises:
        InputError: the file cannot be read, or has changed since the experiment was made.
    """
    data = experiment.data
    assert isinstance(data, TableData)
    _check_unchanged(data)
    table = _read(data.path, data.reading, field="data.path")
    columns, targets = raw_columns(data, table.frame), raw_targets(data, table.frame)
    is_whole = ~np.isnan(targets)
    if data.missing == "drop":
        for column in columns:
            is_whole &= ~np.isnan(column)
    columns, targets = [column[is_whole] for column in columns], targets[is_whole]
    classes = data.outputs if data.is_classification else 0
    rows = split_rows(
        len(targets), data.validation_of(len(targets)), data.split_seed, targets.astype(np.int64) if classes and data.stratify else None
    )
    wanted = targets.astype(np.int64) if classes else targets[:, None]
    training, validation = (
        InMemory(inputs, wanted[part], classes) for inputs, part in zip(encode(data, columns, *rows), rows, strict=True)
    )
    return training, validation


def _check_unchanged(data: TableData) -> None:
    found = data.found
    try:
        status = Path(data.path).stat()
        is_same = status.st_size == found.size and (status.st_mtime_ns == found.modified or _digest(Path(data.path)) == found.digest)
    except OSError as error:
        raise InputError("data.path", message("table_is_gone", path=shown(data.path), reason=error.strerror or str(error))) from error
    if not is_same:
        raise InputError("data.path", message("table_is_another", path=shown(data.path)))


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _read(path: str, reading: Reading, field: str = "path") -> Table:
    """The table of a file; the last one is kept, if it is not large."""
    from .table import ReadOptions, read_table

    try:
        status = Path(path).stat()
        key = path, reading, status.st_size, status.st_mtime_ns
        table = _last.get(key) or read_table(path, ReadOptions(**reading.model_dump()))
    except InputError as error:
        raise InputError(field, message("table_told", path=shown(path), told=error.told)) from error
    except (OSError, ValueError) as error:
        reason = (isinstance(error, OSError) and error.strerror) or str(error)
        raise InputError(field, message("table_is_gone", path=shown(path), reason=reason)) from error
    _last.clear()
    if table.frame.estimated_size() <= _MOST_KEPT:
        _last[key] = table
    return table
