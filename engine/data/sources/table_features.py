"""Columns of a table as numbers. What is put in place of missing cells, and where dates begin, is known from training rows alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ...errors import InputError, shown
from ...experiment.table_data import FoundColumn, TableData
from ...messages import message

if TYPE_CHECKING:
    import polars as pl

Numbers = NDArray[np.float64]  # [rows], NaN where a cell is missing
_DAY_US = 86_400_000_000


def raw_columns(data: TableData, frame: pl.DataFrame) -> list[Numbers]:
    """The columns that are learned from: numbers as they are, true as 1, days since 1970, and of words the number of the level."""
    return [_numbers(column, frame[column.name], is_level=column.has_words) for column in data.feature_columns]


def raw_targets(data: TableData, frame: pl.DataFrame) -> Numbers:
    """The target: a number, or that of its class."""
    return _numbers(data.target_column, frame[data.target_column.name], is_level=data.is_classification)


def _numbers(column: FoundColumn, cells: pl.Series, *, is_level: bool) -> Numbers:
    import polars as pl

    if is_level:
        levels = dict(zip(column.levels, map(float, range(len(column.levels))), strict=True))
        numbers = cells.cast(pl.String).replace_strict(levels, default=None, return_dtype=pl.Float64)
    elif column.kind in ("date", "datetime"):
        numbers = cells.cast(pl.Datetime("us")).cast(pl.Int64).cast(pl.Float64) / _DAY_US
    else:
        numbers = cells.cast(pl.Float64)
    return numbers.fill_null(float("nan")).to_numpy().copy()


def encode(data: TableData, columns: list[Numbers], training: NDArray[np.int64], validation: NDArray[np.int64]) -> tuple[Numbers, Numbers]:
    """Inputs [rows, features] of the rows for training and for validation.

    Args:
        data: say what becomes of missing cells.
        columns: as by `raw_columns`, of all rows.
        training, validation: numbers of rows.

    Raises:
        InputError: there is nothing to put in place of missing cells.
    """
    blocks = [_encoded(data, column, numbers, training) for column, numbers in zip(data.feature_columns, columns, strict=True)]
    inputs = np.concatenate(blocks, axis=1)
    return inputs[training], inputs[validation]


def _encoded(data: TableData, column: FoundColumn, numbers: Numbers, training: NDArray[np.int64]) -> Numbers:
    """What a column becomes: [rows, 1], or [rows, levels] with a 1 at the row's level; a level of no training row is not told apart."""
    known = numbers[training][~np.isnan(numbers[training])]
    if not len(known):
        raise InputError("data.missing", message("table_nothing_known", column=shown(column.name)))
    if column.kind in ("date", "datetime"):
        numbers, known = numbers - known.min(), known - known.min()
    filled = np.where(np.isnan(numbers), _usual(known, "most-frequent" if column.has_words else data.missing), numbers)
    if not column.has_words:
        return filled[:, None]
    levels = np.arange(len(column.levels))
    encoded: Numbers = ((filled[:, None] == levels) & np.isin(levels, known)).astype(np.float64)
    return encoded


def _usual(known: Numbers, policy: str) -> float:
    """What stands for missing cells."""
    if policy in ("mean", "median"):
        return float(np.mean(known) if policy == "mean" else np.median(known))
    values, counts = np.unique(known, return_counts=True)
    return float(values[counts.argmax()])
