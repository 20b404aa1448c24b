"""Finds from the first lines of a text how it is divided: delimiter, comments, titles, names, units, and where the data begin."""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .cells import dates, is_missing, is_unit, take_apart

WHITESPACE = "whitespace"
_DELIMITERS = (",", ";", "\t", "|", WHITESPACE)
_COMMENTS = ("#", "%", "//")
_SEP = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
_MOST_LINES_OF_RECORD = 1000


class Record(NamedTuple):
    """One row of cells.

    Attributes:
        line: its first line, from 1.
        cells: as they stand there.
    """

    line: int
    cells: list[str]

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in any cell."""
        return not any(cell.strip() for cell in self.cells)


class QuoteIsOpen(ValueError):  # noqa: N818  told with its line by who knows the file
    """A quotation mark has no end.

    Attributes:
        line: where it stands.
    """

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass(frozen=True)
class Layout:
    """How a text is divided.

    Attributes:
        delimiter: as in `ReadOptions`.
        width: cells in each line.
        names: of the columns, as they stand there; empty ones where there is none. None if there are no names.
        units: of the columns; None if no line tells them.
        header_line: the line of names; None if there is none.
        first_data_line: the first line that may hold a row.
        comment: what lines of comments begin with; empty if there are none.
        skipped: lines before the data that are in no table, but for blank ones and the line `sep=`.
        has_sep: whether the first line tells the delimiter.
    """

    delimiter: str
    width: int
    names: tuple[str, ...] | None
    units: tuple[str, ...] | None
    header_line: int | None
    first_data_line: int
    comment: str = ""
    skipped: tuple[int, ...] = ()
    has_sep: bool = False


def records(lines: Sequence[str] | Iterator[str], delimiter: str, first_line: int = 1, comment: str = "") -> Iterator[Record]:
    """The rows of some lines, blank ones too, without comments.

    Args:
        lines: each with its end.
        delimiter: as in `ReadOptions`.
        first_line: the number of the first of them.
        comment: as in `Layout`.

    Raises:
        QuoteIsOpen: a quotation mark has no end.
    """
    numbered = _Lines(iter(lines), first_line, comment, is_stripped=delimiter == WHITESPACE)
    is_blank = delimiter == WHITESPACE
    reader = csv.reader(numbered, delimiter=" " if is_blank else delimiter, skipinitialspace=is_blank or delimiter != "\t")
    while True:
        numbered.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise QuoteIsOpen(numbered.first) from error
        if numbered.number - numbered.first > _MOST_LINES_OF_RECORD or (numbered.is_over and numbered.is_odd):
            raise QuoteIsOpen(numbered.first)
        yield Record(numbered.first, cells)


class _Lines:
    """Counts lines, leaves out those of comments between records, and notes where a record began."""

    def __init__(self, lines: Iterator[str], first_line: int, comment: str, *, is_stripped: bool) -> None:
        self._lines, self._comment, self._is_stripped = lines, comment, is_stripped
        self.number = first_line - 1
        self.first = first_line
        self.is_over = False
        self._is_new = True
        self._quotes = 0

    @property
    def is_odd(self) -> bool:
        """Whether a record of several lines has an odd number of quotation marks."""
        return self.number > self.first and self._quotes % 2 == 1

    def begin(self) -> None:
        """The next line begins a record."""
        self._is_new, self._quotes = True, 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        while True:
            try:
                line = next(self._lines)
            except StopIteration:
                self.is_over = True
                raise
            self.number += 1
            if self._is_new and self._comment and line.lstrip().startswith(self._comment):
                continue
            break
        if self._is_new:
            self.first, self._is_new = self.number, False
        self._quotes += line.count('"')
        return re.sub(r"[ \t]+", " ", line.strip()) + "\n" if self._is_stripped and '"' not in line else line


def find_layout(lines: Sequence[str], delimiter: str | None = None, header_line: int | None = None) -> Layout | None:
    """How a text is divided that begins with some lines; None if nothing is there.

    Args:
        lines: each with its end.
        delimiter: if it is known.
        header_line: if it is known; 0 if there is none.

    Raises:
        QuoteIsOpen: a quotation mark has no end.
    """
    if not any(line.strip() for line in lines):
        return None
    sep = _SEP.fullmatch(lines[0].strip(" \r\n"))
    begin = 1 if sep else 0
    if sep and delimiter is None:
        delimiter = sep[1]
    comment = _comment(lines[begin:])
    delimiter = delimiter or _delimiter(lines[begin:], comment)
    rows = [record for record in records(lines[begin:], delimiter, begin + 1, comment) if not record.is_blank]
    if not rows:
        return None
    return _Finder(lines, rows, delimiter, comment, begin, has_sep=sep is not None).find(header_line)


def find_layout_of_rows(rows: Sequence[Sequence[str]], header_line: int | None = None) -> Layout | None:
    """How a sheet is divided that begins with some rows, all of one width; None if nothing is there."""
    numbered = [Record(line, list(cells)) for line, cells in enumerate(rows, 1)]
    filled = [record for record in numbered if not record.is_blank]
    if not filled:
        return None
    lines = ["\t".join(cells) for cells in rows]
    return _Finder(lines, filled, "\t", "", 0, has_sep=False).find(header_line)


def _comment(lines: Sequence[str]) -> str:
    """What the lines before the data begin with, if that is not the way of all lines."""
    filled = [line.strip() for line in lines if line.strip()]
    for comment in _COMMENTS:
        leading = [line.startswith(comment) for line in filled]
        if leading and leading[0] and sum(leading) < max(2, len(filled)) and not all(leading):
            return comment
    return ""


def _delimiter(lines: Sequence[str], comment: str) -> str:
    """The delimiter that divides most lines alike into cells that are something."""
    scores = {delimiter: _score(lines, delimiter, comment) for delimiter in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda delimiter: scores[delimiter])  # of equals the first
    if best == "," and _is_one_column(lines):
        return ";"
    return best if scores[best] > 0 else ","


def _is_one_column(lines: Sequence[str]) -> bool:
    """Whether a name stands over numbers with decimal commas, and nothing else."""
    name, *numbers = [line.strip() for line in lines if line.strip()]
    return "," not in name and all(re.fullmatch(r"[+-]?\d+(,\d+)?", number) for number in numbers)


def _score(lines: Sequence[str], delimiter: str, comment: str) -> float:
    try:
        rows = [record.cells for record in records(lines[:500], delimiter, 1, comment) if not record.is_blank]
    except QuoteIsOpen:
        return 0
    if not rows:
        return 0
    width, times = Counter(map(len, rows)).most_common(1)[0]
    if width < 2:
        return 0
    like = [row for row in rows if len(row) == width]
    cells = [cell.strip() for row in like for cell in row]
    plain = sum(map(_is_plain, cells)) / len(cells)
    if delimiter == WHITESPACE:
        numbers = sum(take_apart(cell) is not None or is_missing(cell) for cell in cells) / len(cells)
        return 0.5 * (times / len(rows)) ** 2 * plain if numbers > 0.4 or (times == len(rows) > 2 and width > 2) else 0
    return (times / len(rows)) ** 2 * plain


def _is_plain(cell: str) -> bool:
    """Whether a cell is one thing and not several with another delimiter between."""
    if is_missing(cell) or take_apart(cell) is not None or dates(cell):
        return True
    return not re.search(r"[;\t|]|\d,\d|\w,\w", cell)


class _Finder:
    """Finds names, units and the first row among the first rows of a text."""

    def __init__(self, lines: Sequence[str], rows: list[Record], delimiter: str, comment: str, begin: int, *, has_sep: bool) -> None:
        self._lines, self._rows, self._delimiter, self._comment = lines, rows, delimiter, comment
        self._begin, self._has_sep = begin, has_sep
        later = rows[len(rows) // 5 :] if len(rows) > 5 else rows[1:] or rows
        self._width = Counter(len(row.cells) for row in later).most_common(1)[0][0]
        self._numeric = self._numeric_columns(later)

    def find(self, header_line: int | None) -> Layout:
        if header_line is not None:
            header = next((index for index, row in enumerate(self._rows) if row.line >= header_line > 0), None)
            first = 0 if header is None else header + 1
        else:
            first = self._first_data()
            header = self._header(first)
            first = header + 1 if header is not None else self._first_without_names(first)
        return self._layout(header, first)

    def _first_without_names(self, first: int) -> int:
        """The first of the rows above the data that have numbers, too."""
        rows = self._rows
        while first > 0 and len(rows[first - 1].cells) == self._width and any(map(_is_number_like, rows[first - 1].cells)):
            first -= 1
        return first

    def _layout(self, header: int | None, first: int) -> Layout:
        rows = self._rows
        names = None if header is None else [cell.strip() for cell in rows[header].cells]
        units = None
        if names is not None and first < len(rows) and self._is_units(rows[first]):
            units = tuple(cell.strip() for cell in rows[first].cells)
            first += 1
        header_row = None if header is None else rows[header].line
        if names is None and header_row is None:
            names, header_row = self._names_in_comment(first)
        begin = rows[first].line if first < len(rows) else len(self._lines) + 1
        used = {header_row, rows[first - 1].line if units else None}
        skipped = [
            number for number, line in enumerate(self._lines[: begin - 1], 1)
            if number > self._begin and number not in used and line.strip() and self._is_outside(number, rows, header, first)
        ]  # fmt: skip
        return Layout(
            self._delimiter, self._final_width(names, first), tuple(names) if names is not None else None, units, header_row, begin,
            self._comment, tuple(skipped), self._has_sep,
        )  # fmt: skip

    def _is_outside(self, number: int, rows: list[Record], header: int | None, first: int) -> bool:
        """Whether a line is no part of the record of names, which may go over several."""
        if header is None:
            return True
        following = rows[header + 1].line if header + 1 < len(rows) else len(self._lines) + 1
        return not rows[header].line <= number < following

    def _final_width(self, names: Sequence[str] | None, first: int) -> int:
        if names is None or first >= len(self._rows):
            return self._width if names is None else len(names)
        return max(self._width, len(names)) if self._width <= len(names) or self._has_more(names) else len(names)

    def _has_more(self, names: Sequence[str]) -> bool:
        """Whether rows have a cell more than there are names: an empty one, or the names of rows, first in each."""
        data = [row.cells for row in self._rows if len(row.cells) == self._width]
        return all(not row[-1].strip() for row in data) or self.has_row_names(len(names))

    def has_row_names(self, named: int) -> bool:
        """Whether the first cell of each row is its name, as R writes it."""
        return self._width == named + 1 and self._delimiter in (WHITESPACE, "\t")

    def _numeric_columns(self, rows: Sequence[Record]) -> list[int]:
        like = [row.cells for row in rows if len(row.cells) == self._width]
        found = []
        for place in range(self._width):
            cells = [row[place] for row in like if not is_missing(row[place])]
            if cells and sum(map(_is_number_like, cells)) >= 0.6 * len(cells):
                found.append(place)
        return found

    def _first_data(self) -> int:
        """The first row that looks like data: numbers or dates where the rows below have some."""
        for index, row in enumerate(self._rows):
            if len(row.cells) >= self._width:
                cells = [row.cells[place] for place in self._numeric if not is_missing(row.cells[place])]
                if sum(map(_is_number_like, cells)) > 0.5 * len(cells):
                    return index
        return 0

    def _header(self, first: int) -> int | None:
        """The row of names: the last one above the data that may be, but for one of units."""
        rows = self._rows
        if first == 0:
            return 0 if self._first_row_is_names() else None
        candidates = [index for index in range(first) if self._may_name(rows[index])]
        if not candidates:
            return None
        *_, last = candidates
        return last - 1 if self._is_units(rows[last]) and last - 1 in candidates else last

    def _may_name(self, row: Record) -> bool:
        """Whether a row may hold the names: text in nearly all columns, or in several where they are fewer than the cells below."""
        filled = [cell for cell in row.cells if cell.strip()]
        if any(_is_number_like(row.cells[place]) for place in self._numeric if place < len(row.cells)):
            return False
        if len(row.cells) < self._width - 1:
            return len(filled) > 1 and row is self._rows[max(0, self._first_data() - 1)]
        named = [place for place in self._numeric if place < len(row.cells) and row.cells[place].strip()]
        return len(filled) >= 0.6 * self._width - 0.5 and 2 * len(named) >= len(self._numeric)

    def _first_row_is_names(self) -> bool:
        """Whether the first row names the columns, though it looks like the others."""
        first, *others = self._rows
        cells = [cell.strip() for cell in first.cells]
        if not others:
            return not any(_is_number_like(cell) for cell in cells)
        if not self._numeric:
            return len(set(cells)) == len(cells) and all(cells) and not self._recurs(cells, others)
        return self._has_years(cells, others)

    def _recurs(self, cells: Sequence[str], others: Sequence[Record]) -> bool:
        """Whether a cell of the first row stands again in its column."""
        return any(place < len(row.cells) and row.cells[place].strip() == cell for row in others for place, cell in enumerate(cells))

    def _has_years(self, cells: Sequence[str], others: Sequence[Record]) -> bool:
        """Whether years, or numbers that count, name columns of other numbers."""
        if len(cells) != self._width or any(not cells[place].isdecimal() for place in self._numeric) or len(self._numeric) < 2:
            return False
        numbers = [int(cells[place]) for place in self._numeric]
        counts = all(after - before == numbers[1] - numbers[0] > 0 for before, after in itertools.pairwise(numbers))
        below = [row.cells[place].strip() for row in others[:50] for place in self._numeric if len(row.cells) == self._width]
        text = [cell for place, cell in enumerate(cells) if place not in self._numeric and cell]
        return counts and any(not cell.isdecimal() for cell in below) and (bool(text) or all(1800 <= number <= 2100 for number in numbers))

    def _is_units(self, row: Record) -> bool:
        """Whether a row below the names holds units: no numbers, and units in the columns of numbers."""
        if len(row.cells) != self._width or not self._numeric:
            return False
        filled = [cell.strip() for cell in row.cells if cell.strip() and cell.strip() not in ("-", "—")]
        numeric = [row.cells[place].strip() for place in self._numeric]
        return bool(filled) and all(map(is_unit, filled)) and not any(map(_is_number_like, numeric)) and any(cell for cell in numeric)

    def _names_in_comment(self, first: int) -> tuple[list[str] | None, int | None]:
        """Names in the last line of comments before the data, as NumPy writes them."""
        if not self._comment or first >= len(self._rows):
            return None, None
        line = self._rows[first].line - 1
        text = self._lines[line - 1] if line >= 1 else ""
        if not text.lstrip().startswith(self._comment):
            return None, None
        bare = text.lstrip().lstrip(self._comment).strip()
        cells = next(records([bare + "\n"], self._delimiter), Record(1, [])).cells
        names = [cell.strip() for cell in cells]
        if len(names) != self._width or not all(names) or any(map(_is_number_like, names)):
            return None, None
        return names, line


def _is_number_like(cell: str) -> bool:
    return take_apart(cell) is not None or bool(dates(cell))
