"""The user's own tables: text, sheets, Parquet, Arrow and NumPy, read into typed columns with what was noticed on the way.

`read_table` reads a whole file, `preview_table` its first rows; both give a `Table`. How features become numbers is told elsewhere.
"""

from .model import (
    Column,
    DType,
    Proposal,
    Reader,
    ReadOptions,
    Role,
    Table,
    TableWarning,
    Task,
    task_of,
)
from .reading import ENDINGS, preview_table, read_table, sheet_names

__all__ = [
    "ENDINGS",
    "Column",
    "DType",
    "Proposal",
    "ReadOptions",
    "Reader",
    "Role",
    "Table",
    "TableWarning",
    "Task",
    "preview_table",
    "read_table",
    "sheet_names",
    "task_of",
]
