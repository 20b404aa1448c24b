"""Kinds of files, what stands late in them, what is refused, and how reading is watched and stopped."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from engine.data.sources.table import ReadOptions, Table, preview_table, read_table, sheet_names
from engine.data.sources.table import batches as of_batches
from engine.errors import InputError
from engine.jobs import Job, Stopped
from tests.engine.data.sources.table.sheets import write_ods, write_xlsx


def read(tmp_path: Path, text: str | bytes, options: ReadOptions | None = None) -> Table:
    path = tmp_path / "table.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_table(path, options)


def refusal(tmp_path: Path, text: str | bytes, options: ReadOptions | None = None) -> str:
    with pytest.raises(InputError) as refused:
        read(tmp_path, text, options)
    return str(refused.value)


def values(table: Table) -> dict[str, list[object]]:
    return {name: table.frame[name].to_list() for name in table.names}


def codes(table: Table) -> list[str]:
    return [warning.code for warning in table.warnings]


# kinds of files

ROWS = [["name", "mass", "is_big"], ["oak", 1.5, True], ["elm", None, False], ["ash", 7.25, True], ["oak", 0.1, True]]


def test_a_workbook_is_read_by_its_sheet(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_xlsx(path, {"empty": [], "trees": [["Trees of the park", None, None], [], *ROWS], "other": [["a"], [1], [2]]})
    assert sheet_names(path) == ("empty", "trees", "other")
    table = read_table(path)
    assert (table.reader.kind, table.reader.sheet, table.reader.header_line, table.reader.first_data_line) == ("sheet", "trees", 3, 4)
    assert values(table)["mass"] == [1.5, None, 7.25, 0.1]
    assert [column.dtype for column in table.columns][1:] == ["float", "bool"]
    assert values(read_table(path, ReadOptions(sheet="other"))) == {"a": [1, 2]}
    with pytest.raises(InputError, match='"trees"'):
        read_table(path, ReadOptions(sheet="bushes"))


def test_an_opendocument_sheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "trees.ods"
    write_ods(path, "trees", [row[:2] for row in ROWS])
    assert values(read_table(path)) == {"name": ["oak", "elm", "ash", "oak"], "mass": [1.5, None, 7.25, 0.1]}


@pytest.mark.parametrize("ending", ["parquet", "arrow"])
def test_columns_with_types_keep_them(tmp_path: Path, ending: str) -> None:
    frame = pl.DataFrame({
        "whole": pl.Series([1, None, 3], dtype=pl.Int32), "real": [0.5, float("nan"), float("inf")], "truth": [True, False, None],
        "long": [2**60, 2**60 + 1, 2**60 + 2], "day": pl.Series(["2025-01-02"] * 2 + ["2025-03-04"]).str.to_date(),
        "word": pl.Series(["a", "b", "a"], dtype=pl.Categorical), "nothing": [None, None, None],
    })  # fmt: skip
    path = tmp_path / "table.data"  # the bytes tell, not the name
    frame.write_parquet(path) if ending == "parquet" else frame.write_ipc(path)
    table = read_table(path)
    assert [(column.name, column.dtype, column.missing) for column in table.columns] == [
        ("whole", "int", 1), ("real", "float", 2), ("truth", "bool", 1), ("long", "id", 0), ("day", "date", 0), ("word", "category", 0),
    ]  # fmt: skip
    assert values(table)["long"] == [str(2**60 + more) for more in range(3)]
    assert values(table)["real"] == [0.5, None, None]
    assert "empty-column-dropped" in codes(table)


def test_a_column_of_lists_is_refused_by_its_name(tmp_path: Path) -> None:
    pl.DataFrame({"a": [1], "b": [[1, 2]]}).write_parquet(tmp_path / "lists")
    with pytest.raises(InputError, match='"b"'):
        read_table(tmp_path / "lists")


def test_arrays_of_numpy(tmp_path: Path) -> None:
    images, labels = np.arange(24.0).reshape(4, 3, 2), np.array([0, 1, 1, 0])
    np.save(tmp_path / "a.npy", images)
    np.savez(tmp_path / "b.npz", pixel=images, label=labels)
    np.savez(tmp_path / "c.npz", pixel=images, label=labels[:2])
    np.save(tmp_path / "d.npy", np.array([{}], dtype=object))
    assert read_table(tmp_path / "a.npy").frame.to_numpy().tolist() == images.reshape(4, 6).tolist()
    both = read_table(tmp_path / "b.npz")
    assert both.names == (*(f"pixel_{n}" for n in range(1, 7)), "label")
    assert (both.proposal.target, both.proposal.task) == ("label", "classification")
    for name in ("c.npz", "d.npy"):
        with pytest.raises(InputError):
            read_table(tmp_path / name)


# what is refused


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"", "nothing"), (b"\n\n \n", "nothing"), (b"a,b\n", "no row below"), (bytes(range(256)) * 9, "no text"),
        (b"\x1f\x8b\x08abc", "gzip"),
        (b"a,b\n1,2\n3\n4,5\n", "line 3 has 1 cell, the others have 2"), (b'a,b\n1,2\n3,"4\n5,6\n', "line 3"), (b"PAR1 cut off", "Parquet"),
        (b"PK\x03\x04 cut off", "Excel"), (b"\x93NUMPY cut off", "NumPy"),
        (b"x,y\n1,5,2,5\n3,5,4,5\n", "line 2 has 4 cells, the others have 2"),
    ],
    ids=["empty", "blank", "only names", "binary", "compressed", "short line", "open quote", "parquet", "excel", "numpy", "bare commas"],
)  # fmt: skip
def test_what_is_no_table_is_refused_in_one_sentence(tmp_path: Path, text: bytes, told: str) -> None:
    sentence = refusal(tmp_path, text)
    assert told in sentence.replace("1 cells", "1 cell")
    assert sentence.count("\n") == 0


def test_a_file_that_is_not_there_or_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(InputError):
            read_table(path)


def test_ragged_lines_can_be_left_out_and_are_named(tmp_path: Path) -> None:
    table = read(tmp_path, "a,b\n1,2\n3\n4,5\n6,7,8\n", ReadOptions(skip_ragged=True))
    assert values(table) == {"a": [1, 4], "b": [2, 5]}
    (told,) = [warning for warning in table.warnings if warning.code == "ragged-lines-skipped"]
    assert told.line == 3
    assert "3, 5" in str(told.told)


# what stands late: the beginning alone would be misread

MANY = 30_000  # rows, far more than are looked at first


def late(cells: list[str], *last: str) -> str:
    """A column that goes on for long before its last cells, and another one."""
    rows = [cells[number % len(cells)] for number in range(MANY)] + list(last)
    return "a;b\n" + "".join(f"{cell};{number % 7}\n" for number, cell in enumerate(rows))


@pytest.mark.parametrize(
    ("cells", "last", "dtype", "read_as", "code"),
    [
        (["1", "2"], ["2,5"], "float", [2.5], "decimal-comma"),
        (["1", "200"], ["1.204"], "int", [1204], "thousands-separator"),
        (["1.204", "2.310"], ["1.204.310"], "int", [1204310], "thousands-separator"),
        (["1", "2"], ["007"], "id", ["007"], "leading-zeros"),
        (["1", "2"], [str(2**60 + 1)], "id", [str(2**60 + 1)], "identifier-column"),
        (["1.5", "2.5"], ["ca. 3"], "float", [None], "text-in-number-column"),
        (["1.5", "2.5"], ["n.a."], "float", [None], "missing-values"),
        (["1.5", "2.5"], ["inf"], "float", [None], "text-in-number-column"),
        (["03.04.2025", "04.05.2025"], ["x"], "date", [None], "text-in-column"),
        (["03/04/2025", "04/05/2025"], ["25/12/2025"], "date", ["2025-12-25"], "dates-day-first"),
        (["yes", "no"], ["maybe"], "category", ["maybe"], ""),
    ],
)
def test_a_late_cell_is_never_silently_another_value(
    tmp_path: Path, cells: list[str], last: list[str], dtype: str, read_as: list[object], code: str
) -> None:
    table = read(tmp_path, late(cells, *last))
    assert table.columns[0].dtype == dtype
    assert [value if value is None or dtype != "date" else str(value) for value in values(table)["a"][-len(last) :]] == read_as
    assert len(table.frame) == MANY + len(last)
    assert not code or code in codes(table)
    for warning in table.warnings:
        if warning.code.startswith("text-in"):
            assert (warning.line, warning.found) == (MANY + 2, last[0])


def test_bytes_of_an_old_encoding_far_into_a_file(tmp_path: Path) -> None:
    text = "name;n\n" + "Koeln;1\n" * 40_000 + "Köln;2\n"
    table = read(tmp_path, text.encode("latin-1"))
    assert values(table)["name"][-1] == "Köln"
    assert table.reader.encoding == "iso-8859-1"
    assert "encoding-guessed" in codes(table)


def test_what_can_be_read_in_two_ways_is_told_and_can_be_chosen(tmp_path: Path) -> None:
    text = "a;b\n" + "1,204;x\n2,951;y\n1,888;x\n" * 2
    for decimal, first in ((",", 1.204), (".", 1204)):
        table = read(tmp_path, text, ReadOptions(decimal=decimal))
        assert values(table)["a"][0] == first
        assert "numbers-ambiguous" not in codes(table)
    assert "numbers-ambiguous" in codes(read(tmp_path, text))
    days = "d,v\n01/02/2024,1.5\n02/02/2024,1.6\n07/02/2024,1.6\n"
    assert "dates-ambiguous" in codes(read(tmp_path, days))
    assert str(values(read(tmp_path, days, ReadOptions(day_first=True)))["d"][0]) == "2024-02-01"


def test_what_is_odd_is_told(tmp_path: Path) -> None:
    (told,) = read(tmp_path, "x,y\n-999,2\n3,3\n4,1\n-999,3\n").warnings
    assert (told.code, told.column, told.found) == ("odd-number", "x", "-999")
    assert not read(tmp_path, "x,y\n-999,2\n-800,3\n400,1\n-999,3\n").warnings
    total = read(tmp_path, "a,b\n1,2\n3,4\nTotal,6\n")
    assert values(total) == {"a": [1, 3], "b": [2, 4]}
    assert codes(total) == ["total-row"]


@pytest.mark.parametrize("encoding", ["cp1251", "mac_roman", "cp850", "cp1252"])
def test_old_encodings_are_guessed_from_their_letters(tmp_path: Path, encoding: str) -> None:
    words = ["Иван", "Марья", "Пётр"] if encoding == "cp1251" else ["Köln", "Zürich", "Málaga"]
    table = read(tmp_path, f"name;{words[0]}\n{words[1]};1\n{words[2]};2\n".encode(encoding))
    assert table.names == ("name", words[0])
    assert values(table)["name"] == words[1:]
    assert "encoding-guessed" in codes(table)


# Polars and Python divide alike


@pytest.mark.parametrize("seed", range(6))
def test_pieces_by_polars_and_by_python_are_the_same_rows(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(seed)
    cells = ["1", "2.5", "", "word", '"a, b"', '"two\nlines"', '"said ""so"""', "é"]
    lines = [",".join(draw.choice(cells) for _ in range(4)) for _ in range(400)]
    for number in range(0, 400, 37):
        lines[number] += "\n" * draw.randint(0, 2)
    text = "a,b,c,d\n" + "\n".join(lines)
    monkeypatch.setattr(of_batches, "_CHUNK", 997)
    monkeypatch.setattr(of_batches.batches, "__defaults__", (997,))
    by_polars = read(tmp_path, text)
    monkeypatch.setattr(of_batches, "_needs_python", lambda piece, layout: True)
    by_python = read(tmp_path, text)
    assert by_polars.frame.equals(by_python.frame)
    assert by_polars.warnings == by_python.warnings
    assert by_polars.frame.height > 390


# watched, stopped, changed


def test_reading_tells_how_far_it_is_and_can_be_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_batches.batches, "__defaults__", (1 << 16,))
    path = tmp_path / "long.csv"
    path.write_text("a,b\n" + "1.5,2\n" * 60_000, encoding="utf-8")
    seen: list[float] = []

    class Watched(Job[Table]):
        @property
        def should_stop(self) -> bool:
            seen.append(self.fraction or 0.0)
            return len(seen) > 2

    with pytest.raises(Stopped):
        read_table(path, job=Watched(lambda job: read_table(path)))
    assert len(seen) == 3
    assert seen == sorted(seen)
    assert 0 < seen[-1] < 1
    preview = preview_table(path, rows=50)
    assert (preview.frame.height, preview.is_complete) == (50, False)


def test_a_file_that_changes_or_vanishes_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = of_batches.TextFile.pieces
    for change in (lambda path: path.write_text("a,b\n9,9\n", encoding="utf-8"), Path.unlink):

        def changing(self: of_batches.TextFile, size: int = 1, change: object = change) -> object:
            change(self.path)  # type: ignore[operator]
            return pieces(self, size)

        monkeypatch.setattr(of_batches.TextFile, "pieces", changing)
        assert "changed" in refusal(tmp_path, "a,b\n1,2\n3,4\n")


# layouts


@pytest.mark.parametrize(
    ("text", "names", "first"),
    [
        ("# t x\n0.1 2\n0.2 3\n", ("t", "x"), [0.1, 2]),
        ('x y\n"r1" 0.5 0.6\n"r2" 0.7 0.8\n', ("column_1", "x", "y"), ["r1", 0.5, 0.6]),
        ("a, b, c\n1, \"x, y\", 3\n2, \"z\", 4\n", ("a", "b", "c"), [1, "x, y", 3]),
        ("a,b\r1,2\r3,4\r", ("a", "b"), [1, 2]),
        ("temperature\n21,5\n22\n", ("temperature",), [21.5]),
        ("Device,ABC\nDate,2024\n\nx,y\n" + "1,2\n3,4\n" * 5, ("x", "y"), [1, 2]),
        ("a,b\n1,2\n3,4\n\nSource: me\n", ("a", "b"), [1, 2]),
        ("country,2001,2002,2003\nA,1.5,2.5,3.5\nB,1.0,2.0,3.0\n", ("country", "2001", "2002", "2003"), ["A", 1.5, 2.5, 3.5]),
        ("item|n\n5\" pipe|3\n6\" pipe|4\n", ("item", "n"), ['5" pipe', 3]),
        ("a,b,\n1,2,\n3,4,\n", ("a", "b"), [1, 2]),
        ("a,b\n(12.5),−3\n4.5,2\n", ("a", "b"), [-12.5, -3]),
    ],
    ids=["comment", "R", "blanks behind commas", "CR", "one column", "metadata", "note below", "years", "inches", "empty last",
         "accountant"],
)  # fmt: skip
def test_layouts_of_programs_and_people(tmp_path: Path, text: str, names: tuple[str, ...], first: list[object]) -> None:
    table = read(tmp_path, text)
    assert table.names == names
    assert list(table.frame.row(0)) == first


def test_what_a_person_corrects_is_done(tmp_path: Path) -> None:
    text = "a;b\n1;2\n3;4\n"
    assert read(tmp_path, text, ReadOptions(delimiter=",")).names == ("a;b",)
    assert values(read(tmp_path, text, ReadOptions(header_line=0)))["column_1"] == ["a", "1", "3"]
    assert read(tmp_path, "x\ny\na,b\n1,2\n", ReadOptions(header_line=3)).names == ("a", "b")
    assert "latin" in refusal(tmp_path, text, ReadOptions(encoding="latin-100"))
    assert "ascii" in refusal(tmp_path, "ä,b\n1,2\n", ReadOptions(encoding="ascii"))
