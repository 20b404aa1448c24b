"""Writes tables in the ways in which people and programs write them, from values that are known."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

WORDS = ("oak", "birch", "willow", "Größe", "naïve", "red wine", "Ærø", "été")
TRUTHS = (("TRUE", "FALSE"), ("yes", "no"), ("ja", "nein"), ("Wahr", "Falsch"), ("oui", "non"), ("y", "n"), ("sim", "não"))
DATES = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%d-%m-%Y", "%d.%m.%y", "%d %b %Y")
MARKS = ("", "NA", "n/a", "NULL", "nan", "-", "?", "#N/A")
UNITS = ("€", "$", "%", "kg", "")


@dataclass(frozen=True)
class Dialect:
    """How a table is written; each field in the words of `ReadOptions`."""

    delimiter: str
    decimal: str
    thousands: str
    encoding: str
    newline: str
    quotes_all: bool
    has_header: bool
    has_units: bool
    has_total: bool
    comments: int
    ends_bare: bool


@dataclass
class Made:
    """A column: its values, how they stand in the file, and what it should be."""

    name: str
    dtype: str
    values: list[Any]
    cells: list[str]
    unit: str = ""
    row_unit: str = ""
    total: str = ""


@dataclass
class MadeTable:
    """A table, written."""

    dialect: Dialect
    columns: list[Made]
    data: bytes
    missing: int = 0
    marks: set[str] = field(default_factory=set)


def dialect(draw: random.Random) -> Dialect:
    delimiter = draw.choice([",", ";", "\t", "|"])
    decimal = draw.choice([".", ","])
    groups = ["", "", " " if delimiter != "\t" else "", "'", "," if decimal == "." else "."]
    encoding = draw.choice(["utf-8", "utf-8-sig", "utf-16", "cp1252", "iso-8859-1"])
    newline = draw.choice(["\n", "\r\n", "\r"])
    group, flags = draw.choice(groups), [draw.random() < share for share in (0.2, 0.85, 0.2, 0.2, 0.3)]
    quotes, header, units, total, bare = flags
    return Dialect(delimiter, decimal, group, encoding, newline, quotes, header, units, total, draw.choice([0, 0, 0, 2]), bare)


def number(value: float, digits: int, how: Dialect) -> str:
    """A number as a dialect writes it, with a fixed number of decimals."""
    text = f"{abs(value):,.{digits}f}" if how.thousands else f"{abs(value):.{digits}f}"
    text = text.replace(",", "T").replace(".", how.decimal).replace("T", how.thousands)
    return ("-" if value < 0 and float(f"{abs(value):.{digits}f}") else "") + text


def column(draw: random.Random, kind: str, rows: int, how: Dialect, place: int) -> Made:
    """A column of one kind."""
    name = draw.choice(["mass", "x", "Höhe", "time_s", "a b"]) + str(place)
    if kind == "float":
        digits, size = draw.choice([1, 2, 3, 4, 6]), 10.0 ** draw.randint(0, 5)
        values = [round(draw.gauss(0, size), digits) for _ in range(rows)]
        unit = draw.choice(UNITS) if draw.random() < 0.3 else ""
        behind = f" {unit}" if unit else ""
        is_short = draw.random() < 0.4  # as programs print: no zeros at the end
        cells = [number(value, len(repr(value).partition(".")[2]) if is_short else digits, how) + behind for value in values]
        return Made(name, "float", values, cells, unit, "kPa", number(math.fsum(values), digits, how) + behind)
    if kind == "scientific":
        values = [float(f"{draw.gauss(0, 1):.3e}") * 10.0 ** draw.randint(-8, 8) for _ in range(rows)]
        values = [float(f"{value:.3e}") for value in values]
        return Made(name, "float", values, [f"{value:.3e}".replace(".", how.decimal) for value in values], total="1")
    if kind == "int":
        size = 10 ** draw.randint(1, 6)
        whole = [draw.randint(-size, size) for _ in range(rows)]
        return Made(name, "int", whole, [number(value, 0, how) for value in whole], row_unit="s", total=number(sum(whole), 0, how))
    if kind == "bool":
        pair = draw.choice(TRUTHS)
        truths = [True, False, *(draw.random() < 0.5 for _ in range(rows - 2))]
        return Made(name, "bool", truths, [pair[not truth] for truth in truths])
    if kind == "date":
        form = draw.choice(DATES)
        days = [date(2024, 1, 25) + timedelta(days=draw.randint(0, 700)) for _ in range(rows)]
        days[0] = date(2024, 1, 25)  # beyond the twelfth: day and month are told apart
        return Made(name, "date", days, [day.strftime(form) for day in days])
    if kind == "id":
        codes = [f"{draw.randint(0, 9999):06d}" for _ in range(rows)]
        return Made(name, "id", list(codes), codes)
    words = [
        draw.choice(WORDS) + draw.choice(["", f"{how.delimiter} b", '"s"', "\nc"] if kind == "odd text" else [""]) for _ in range(rows)
    ]
    return Made(name, "text", list(words), words)


def make_table(seed: int) -> MadeTable:
    """A table of some columns, in some dialect."""
    draw = random.Random(seed)
    how, rows = dialect(draw), draw.randint(8, 60)
    kinds = ["float", *draw.choices(["float", "int", "scientific", "bool", "date", "id", "text", "odd text"], k=draw.randint(1, 5))]
    columns = [column(draw, kind, rows, how, place) for place, kind in enumerate(kinds)]
    table = MadeTable(how, columns, b"")
    if draw.random() < 0.5:
        _leave_out(draw, table, rows)
    table.data = _written(draw, table, rows)
    return table


def _leave_out(draw: random.Random, table: MadeTable, rows: int) -> None:
    """Leave some cells out; never all of a row, and none that tells how the others are written."""
    for made in table.columns[1:]:
        for row in range(3, rows):
            if draw.random() < 0.1:
                mark = draw.choice(MARKS)
                made.values[row], made.cells[row] = None, mark
                table.missing += 1
                table.marks.add(mark)


def _written(draw: random.Random, table: MadeTable, rows: int) -> bytes:
    how = table.dialect
    lines = ["# made up" for _ in range(how.comments)]
    if how.has_header:
        lines.append(_line(how, [made.name for made in table.columns]))
        if how.has_units:
            lines.append(_line(how, [made.row_unit for made in table.columns]))
    lines += [_line(how, [made.cells[row] for made in table.columns]) for row in range(rows)]
    if how.has_total and table.columns[-1].dtype == "text":
        lines.append(_line(how, ["", *(made.total for made in table.columns[1:-1]), "Total"]))
    text = "\n".join(lines) + ("" if how.ends_bare else "\n")
    encoding = how.encoding if how.encoding.startswith("utf") or text.isascii() or "€" not in text else "utf-8"
    return text.replace("\n", how.newline).encode(encoding)


def _line(how: Dialect, cells: list[str]) -> str:
    return how.delimiter.join(_quoted(how, cell) for cell in cells)


def _quoted(how: Dialect, cell: str) -> str:
    if how.quotes_all or any(mark in cell for mark in (how.delimiter, '"', "\n")):
        return '"' + cell.replace('"', '""') + '"'
    return cell
