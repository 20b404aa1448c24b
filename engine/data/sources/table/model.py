"""What a table is once it is read: a frame of typed columns, what each holds, and what had to be told of the file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ....messages import Message

if TYPE_CHECKING:
    import polars as pl

DType = Literal["int", "float", "bool", "date", "datetime", "category", "id", "text"]
Role = Literal["feature", "target", "left-out"]
Task = Literal["regression", "classification"]

NUMBERS: frozenset[DType] = frozenset({"int", "float"})
MOST_LEVELS = 100  # of a category that is proposed as a feature or target


@dataclass(frozen=True)
class ReadOptions:
    """How a file is to be read; None means: as detected. What does not apply to a kind of file is ignored.

    Attributes:
        delimiter: between cells: one character, or "whitespace" for any run of blanks.
        encoding: as Python names it, for example "utf-8" or "cp1252".
        decimal: the mark before decimals, "." or ",".
        thousands: the mark between groups of three digits: "", ",", ".", " " or "'".
        header_line: the line of names, from 1; 0 if there is none.
        sheet: the name of the sheet of a workbook.
        day_first: whether 05/03/2025 is the fifth of March, where the file leaves it open.
        skip_ragged: leave out lines with more or fewer cells than the others, and tell which. Else they are an error.
    """

    delimiter: str | None = None
    encoding: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    header_line: int | None = None
    sheet: str | None = None
    day_first: bool | None = None
    skip_ragged: bool = False


@dataclass(frozen=True)
class TableWarning:
    """Something of a file that a person should know.

    Attributes:
        code: what it is, for example "text-in-number-column".
        told: the same in a sentence.
        line: where, from 1; None if it is no single place.
        column: the name of the column; None if it is none.
        found: the cell, as it stands in the file.
    """

    code: str
    told: Message
    line: int | None = None
    column: str | None = None
    found: str | None = None


@dataclass(frozen=True)
class Reader:
    """How a file is written.

    Attributes:
        kind: "text", "sheet", "parquet", "arrow" or "numpy".
        delimiter: as in `ReadOptions`; None where there are no cells in text.
        decimal, thousands: as in `ReadOptions`; "by column" where columns differ. None where there is none.
        encoding: as Python names it; None where there is no text.
        header_line: the line of names, from 1; None if there is none.
        first_data_line: the line of the first row.
        newline: "LF", "CRLF" or "CR".
        missing: marks of missing cells that were found, in order; "" is an empty cell.
        sheet: the sheet that was read.
    """

    kind: Literal["text", "sheet", "parquet", "arrow", "numpy"]
    delimiter: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    encoding: str | None = None
    header_line: int | None = None
    first_data_line: int = 1
    newline: Literal["LF", "CRLF", "CR"] = "LF"
    missing: tuple[str, ...] = ()
    sheet: str | None = None


@dataclass(frozen=True)
class Column:
    """What a column holds.

    Attributes:
        name: unique within its table.
        dtype: its kind. In the frame "int" is Int64, "float" Float64, "bool" Boolean, "date" Date, "datetime" Datetime, "category" an
            Enum whose categories are `levels`, "id" and "text" String. Missing cells are null, and no number is NaN or infinite.
        missing: how many cells are null.
        distinct: how many different values there are beside null.
        unit: what the numbers count, for example "€", "%" or "kPa"; None if the file does not tell.
        levels: of a category, sorted.
        format: of dates, as for `strptime`.
        role: proposed: a feature, the target, or left out.
        reason: why it is left out, or None.
    """

    name: str
    dtype: DType
    missing: int = 0
    distinct: int = 0
    unit: str | None = None
    levels: tuple[str, ...] = ()
    format: str | None = None
    role: Role = "feature"
    reason: Message | None = None

    @property
    def is_number(self) -> bool:
        """Whether its cells are numbers."""
        return self.dtype in NUMBERS

    @property
    def is_constant(self) -> bool:
        """Whether all its cells are alike, so that nothing can be learned from it."""
        return self.distinct <= 1


@dataclass(frozen=True)
class Proposal:
    """What one would learn from a table.

    Attributes:
        features: names of columns, in order.
        target: the name of the column to predict; None if none is suitable.
        task: how: numbers or classes.
    """

    features: tuple[str, ...]
    target: str | None
    task: Task


@dataclass(frozen=True)
class Table:
    """A table that was read.

    Attributes:
        path: its file.
        frame: its rows and columns, typed as `Column.dtype` tells.
        columns: what each column of the frame holds, in order.
        warnings: what a person should know of the file.
        reader: how the file is written.
        proposal: what one would learn from it.
        is_complete: whether all rows were read; not so in a preview of a longer file.
    """

    path: Path
    frame: pl.DataFrame
    columns: tuple[Column, ...]
    warnings: tuple[TableWarning, ...]
    reader: Reader
    proposal: Proposal
    is_complete: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """Of its columns, in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of a name.

        Raises:
            KeyError: there is none.
        """
        return {column.name: column for column in self.columns}[name]


def task_of(column: Column) -> Task:
    """How a column is predicted if nothing else is said: two numbers or words are classes, other numbers a quantity."""
    two_numbers = column.dtype == "int" and column.distinct == 2
    return "classification" if two_numbers or column.dtype in ("bool", "category", "text", "id") else "regression"
