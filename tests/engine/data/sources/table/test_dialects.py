"""Tables written in many ways are read back as they were: no value is silently another one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.data.sources.table import Table, read_table

from .dialects import MadeTable, make_table


def differs(found: Any, wanted: Any) -> bool:
    """Whether a cell is another than it was; breaks of lines may come in another way."""
    if isinstance(wanted, float) and found is not None:
        return abs(found - wanted) > 1e-9 * max(1.0, abs(wanted))
    return bool(found != wanted)


def open_columns(table: Table) -> set[str | None]:
    """Columns of which the table tells that they can be read in two ways."""
    return {warning.column for warning in table.warnings if warning.code.endswith("ambiguous")}


def misread(table: Table, made: MadeTable) -> list[tuple[object, ...]]:
    """Cells and kinds that are others than they were, in columns of which nothing is told."""
    wrong: list[tuple[object, ...]] = []
    for column, wanted in zip(table.columns, made.columns, strict=True):
        if column.name in open_columns(table):
            continue
        if column.dtype.replace("category", "text") != wanted.dtype:
            wrong.append((column.name, column.dtype, wanted.dtype))
        cells = enumerate(zip(table.frame[column.name].to_list(), wanted.values, strict=True))
        wrong += [(column.name, row, found, value) for row, (found, value) in cells if differs(found, value)]
    return wrong


@pytest.mark.parametrize("first_seed", range(0, 400, 50))
def test_tables_in_random_dialects_are_read_as_they_were(first_seed: int, tmp_path: Path) -> None:
    path, signs = tmp_path / "table.csv", ("€", "$", "%")
    for seed in range(first_seed, first_seed + 50):
        made = make_table(seed)
        path.write_bytes(made.data)
        table = read_table(path)
        assert misread(table, made) == [], (seed, made.dialect)
        if made.dialect.has_header:
            assert list(table.names) == [column.name for column in made.columns], seed
        assert [column.unit for column in table.columns if column.unit in signs] == [c.unit for c in made.columns if c.unit in signs], seed
        assert ("missing-values" in {warning.code for warning in table.warnings}) == (made.missing > 0), seed
        assert set(table.reader.missing) == made.marks, seed


def test_what_leaves_no_doubt_is_rarely_told_as_doubtful(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    doubtful = 0
    for seed in range(400, 500):
        path.write_bytes(make_table(seed).data)
        doubtful += len(open_columns(read_table(path)))
    assert doubtful <= 5
