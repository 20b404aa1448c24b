"""Tables as students have them (`cases/README.md`): each file must be read as `cases/expected.json` says, or refused with its line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.data.sources.table import Table, read_table
from engine.errors import InputError

CASES = Path(__file__).parent / "cases"
EXPECTED: dict[str, dict[str, Any]] = json.loads((CASES / "expected.json").read_text(encoding="utf-8"))["files"]
READ = [name for name, expected in EXPECTED.items() if expected["must"] == "read"]
REFUSED = [name for name, expected in EXPECTED.items() if expected["must"] == "refuse"]


@pytest.fixture(params=READ, scope="module")
def case(request: pytest.FixtureRequest) -> tuple[Table, dict[str, Any]]:
    return read_table(CASES / request.param), EXPECTED[request.param]


def test_all_28_files_are_here() -> None:
    assert len(READ) + len(REFUSED) == 28
    assert {path.name for path in CASES.iterdir()} == {*EXPECTED, "expected.json", "README.md"}


def test_shape_and_columns(case: tuple[Table, dict[str, Any]]) -> None:
    table, expected = case
    assert list(table.frame.shape) == expected["shape"]
    assert len(set(table.names)) == len(table.names) == len(expected["columns"])
    for column, wanted in zip(table.columns, expected["columns"], strict=True):
        if wanted["name"] and "unique" not in wanted:
            assert column.name == wanted["name"]
        assert column.dtype == wanted["dtype"]
        assert column.missing == table.frame[column.name].null_count() == wanted["missing"]
        assert column.distinct == len({*wanted["values"]} - {None})
        assert "unit" not in wanted or column.unit == wanted["unit"]
        assert "format" not in wanted or column.format == wanted["format"]
        assert "levels" not in wanted or list(column.levels) == wanted["levels"]
        assert wanted.get("role") != "index" or column.role == "left-out"


def test_values(case: tuple[Table, dict[str, Any]]) -> None:
    table, expected = case
    for name, wanted in zip(table.names, expected["columns"], strict=True):
        values = [value.isoformat() if isinstance(value, date) else value for value in table.frame[name].to_list()]
        assert values == wanted["values"], name


def test_what_is_told(case: tuple[Table, dict[str, Any]]) -> None:
    table, expected = case
    codes = [wanted if isinstance(wanted, str) else wanted["code"] for wanted in expected["warnings"]]
    assert {warning.code for warning in table.warnings} == set(codes)
    for wanted in expected["warnings"]:
        if not isinstance(wanted, str):
            found = [warning for warning in table.warnings if warning.code == wanted["code"]]
            assert [(warning.line, warning.column, warning.found) for warning in found] == [
                (wanted["line"], wanted["column"], wanted["found"])
            ]
            assert str(wanted["line"]) in str(found[0].told)
            assert wanted["found"] in str(found[0].told)


def test_how_the_file_is_written(case: tuple[Table, dict[str, Any]]) -> None:
    table, expected = case
    for key, wanted in expected["reader"].items():
        found = getattr(table.reader, key)
        assert (set(found) == set(wanted)) if key == "missing" else found == wanted, key


def test_what_is_proposed(case: tuple[Table, dict[str, Any]]) -> None:
    table, expected = case
    proposal = table.proposal
    if "target" in expected:
        assert (proposal.target, proposal.task) == (expected["target"], expected["task"])
    roles = {column.name: column.role for column in table.columns}
    assert list(proposal.features) == [name for name in table.names if roles[name] == "feature"]
    assert all((column.reason is not None) == (column.role == "left-out") for column in table.columns)
    assert not any(column.is_constant for column in table.columns if column.role != "left-out")


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_names_line_and_cells(name: str) -> None:
    wanted = EXPECTED[name]["error"]
    with pytest.raises(InputError) as refused:
        read_table(CASES / name)
    sentence = str(refused.value)
    assert f"line {wanted['line']} " in sentence
    assert f"{wanted['found_cells']} cells" in sentence
    assert f"{wanted['expected_cells']} cells" in sentence
