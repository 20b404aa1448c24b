"""Divides a text file into batches of rows, with the line at which each row stands.

Polars divides what is plain; where quotation marks stand within cells, rows have other numbers of cells or comments lie between, Python's
`csv` takes over, which knows the lines. Both give the same rows.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from ....errors import InputError
from ....jobs import Job, Stopped
from ....messages import message
from .cells import is_missing, take_apart
from .encoding import Encoding
from .layout import WHITESPACE, Layout, QuoteIsOpen, Record, records

if TYPE_CHECKING:
    import polars as pl

_CHUNK = 1 << 23  # bytes that are divided at once
_MOST_IN_QUOTES = 1 << 26  # bytes without an end of a row, before a quotation mark counts as left open
_ROWS = 50_000  # of a batch that Python divides
_QUOTED = re.compile(rb'"[^"]*"')


class NotInEncodingError(ValueError):
    """Bytes far into a file are not of the encoding that its beginning has."""


@dataclass
class Batch:
    """Some rows.

    Attributes:
        frame: their cells [rows, width], as text; null where a cell is empty.
        lines: the lines of some rows, in the same order.
        last_lines: the texts of the last rows.
    """

    frame: pl.DataFrame
    lines: Callable[[Sequence[int]], list[int]]


@dataclass
class Ragged:
    """Lines with another number of cells than the others.

    Attributes:
        is_skipped: whether they are left out. Else the first one is an error.
        found: line and number of cells of each, of the first ones.
        count: how many there are.
        notes: lines of text below the table, behind an empty one.
    """

    is_skipped: bool
    found: list[tuple[int, int]] = field(default_factory=list)
    count: int = 0
    notes: list[int] = field(default_factory=list)


class TextFile:
    """A text file while it is read.

    Args:
        path: its name, for messages.
        file: opened.
        encoding: of its bytes.
        job: is told how far it is, and may be cancelled.
    """

    def __init__(self, path: Path, file: BinaryIO, encoding: Encoding, job: Job[Any] | None) -> None:
        self.path, self.encoding = path, encoding
        self._file, self._job = file, job
        self._size = max(1, file.seek(0, io.SEEK_END))
        file.seek(0)

    def head(self, most: int) -> list[str]:
        """Its first lines, each with its end; the last one is whole."""
        self._file.seek(0)
        data = self._file.read(most)
        text = codecs.getincrementaldecoder(self.encoding.name)("replace").decode(data, final=False)
        if "\n" not in text and "\r" in text:
            text = text.replace("\r", "\n")
        lines = text.replace("\r\n", "\n").split("\n")
        is_cut = len(data) == most and most < self._size and len(lines) > 1
        whole = lines[:-1] if is_cut else lines
        return [f"{line}\n" for line in (whole[:-1] if not whole[-1] else whole)]

    @property
    def newline(self) -> str:
        """How its first line ends."""
        self._file.seek(0)
        text = codecs.getincrementaldecoder(self.encoding.name)("replace").decode(self._file.read(1 << 16), final=False)
        return "CRLF" if "\r\n" in text else "CR" if "\r" in text and "\n" not in text else "LF"

    def pieces(self, size: int = _CHUNK) -> Iterator[bytes]:
        """All of it in UTF-8, with lines that end in one LF.

        Raises:
            NotInEncodingError: it is not in its encoding.
            Stopped: the job was cancelled.
        """
        is_cr = self.newline == "CR"
        decoder = codecs.getincrementaldecoder(self.encoding.name)("strict")
        self._file.seek(0)
        rest = b""
        while True:
            data = self._file.read(size)
            self._tell()
            try:
                text = rest + decoder.decode(data, final=not data).encode("utf-8", "surrogatepass")
            except UnicodeDecodeError as error:
                raise NotInEncodingError(str(error)) from error
            if b"\0" in text:
                raise InputError(str(self.path), message("table_is_binary"))
            rest = b""
            if data and text.endswith(b"\r"):
                text, rest = text[:-1], b"\r"
            text = text.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n")
            yield text.replace(b"\r", b"\n" if is_cr else b" ")
            if not data:
                return

    def _tell(self) -> None:
        if self._job is not None:
            if self._job.should_stop:
                raise Stopped
            self._job.fraction = min(1.0, self._file.tell() / self._size)


def batches(file: TextFile, layout: Layout, ragged: Ragged, size: int = _CHUNK) -> Iterator[Batch]:
    """The rows of a file, some at a time.

    Raises:
        InputError: a line has another number of cells than the others, or a quotation mark has no end.
    """
    line, pieces = 1, _whole_rows(file.pieces(size), layout.first_data_line - 1)
    for line, piece in pieces:
        batch = None if _needs_python(piece, layout) else _divided_by_polars(piece, layout, line)
        if batch is None:
            following = (text.decode("utf-8", "surrogatepass") for text in _and_then(piece, pieces))
            yield from _divided_by_python(file, following, layout, line, ragged)
            return
        if batch.frame.height:
            yield batch


def _and_then(piece: bytes, pieces: Iterator[tuple[int, bytes]]) -> Iterator[bytes]:
    yield piece
    for _, following in pieces:
        yield following


def _whole_rows(pieces: Iterator[bytes], skipped: int) -> Iterator[tuple[int, bytes]]:
    """Pieces that end at the end of a row, without the first lines; each with the number of its first line."""
    rest, line = b"", 1
    for piece in pieces:
        text = rest + piece
        while skipped and (end := text.find(b"\n") + 1):
            text, skipped, line = text[end:], skipped - 1, line + 1
        cut = len(text) if not piece else 0 if skipped else _end_of_rows(text)
        rest = text[cut:]
        if cut:
            yield line, text[:cut]
            line += text.count(b"\n", 0, cut)


def _end_of_rows(text: bytes) -> int:
    """Where the last whole row ends: at a line's end with an even number of quotation marks before it."""
    last = cut = text.rfind(b"\n") + 1
    for _ in range(100):
        if not cut or text.count(b'"', 0, cut) % 2 == 0:
            return cut
        cut = text.rfind(b"\n", 0, cut - 1) + 1
    return last if len(text) > _MOST_IN_QUOTES else 0


def _needs_python(piece: bytes, layout: Layout) -> bool:
    """Whether a piece has what only Python divides rightly."""
    comment = layout.comment.encode()
    if comment and (piece.lstrip().startswith(comment) or re.search(rb"\n[ \t]*" + re.escape(comment), piece)):
        return True
    if b'"' not in piece:
        return False
    if layout.delimiter == WHITESPACE:
        return True
    bare = _QUOTED.sub(b"\0", piece)
    mark = re.escape(layout.delimiter.encode())
    return b'"' in bare or re.search(rb"[^\n\0" + mark + rb"]\0|\0[^\n\0" + mark + rb"]", bare) is not None


def _divided_by_polars(piece: bytes, layout: Layout, line: int) -> Batch | None:
    """The rows of a piece; None if a row has another number of cells than the others."""
    import polars as pl

    delimiter = layout.delimiter
    if delimiter == WHITESPACE:
        piece, delimiter = re.sub(rb"[ \t]+", b"\t", re.sub(rb"(?m)^[ \t]+|[ \t]+$", b"", piece)), "\t"
    has_quotes = b'"' in piece
    bare = _QUOTED.sub(b"", piece) if has_quotes else piece
    if layout.width > 1 and not _is_even(bare, delimiter.encode(), layout.width):
        return None
    schema = {str(place): pl.String for place in range(layout.width)}
    try:
        frame = pl.read_csv(
            piece, has_header=False, schema=schema, separator=delimiter, quote_char='"' if has_quotes else None, infer_schema=False,
            raise_if_empty=False,
        )  # fmt: skip
    except pl.exceptions.PolarsError:
        return None
    if frame.height != bare.count(b"\n") + (not bare.endswith(b"\n")):
        return None
    kept = _filled_rows(frame)
    if kept is not None:
        frame = frame[kept]
    if has_quotes:
        return Batch(frame, lambda rows: _lines_of(piece, layout, line, rows))
    return Batch(frame, lambda rows: [line + int(row if kept is None else kept[row]) for row in rows])


def _filled_rows(frame: pl.DataFrame) -> NDArray[np.int64] | None:
    """Which rows have anything in them; None for all."""
    import polars as pl

    def filled(column: pl.Expr) -> pl.Expr:
        return (column.str.strip_chars().str.len_bytes() > 0).fill_null(value=False)

    if frame.select(filled(pl.col("0"))).to_series().all():
        return None
    rows = frame.select(pl.any_horizontal(filled(pl.all()))).to_series()
    return None if rows.all() else rows.arg_true().to_numpy().astype(np.int64)


def _lines_of(piece: bytes, layout: Layout, line: int, rows: Sequence[int]) -> list[int]:
    """The lines of some rows of a piece, which may go over several lines."""
    wanted, found = set(rows), {}
    text = io.StringIO(piece.decode("utf-8", "surrogatepass"), newline="\n")
    filled = (record for record in records(text, layout.delimiter, line) if not record.is_blank)
    for row, record in enumerate(islice(filled, max(wanted, default=-1) + 1)):
        if row in wanted:
            found[row] = record.line
    return [found[row] for row in rows]


def _is_even(bare: bytes, delimiter: bytes, width: int) -> bool:
    """Whether all lines have as many cells, but for empty ones."""
    text = np.frombuffer(bare if bare.endswith(b"\n") else bare + b"\n", np.uint8)
    ends = np.flatnonzero(text == ord("\n"))
    marks = np.searchsorted(np.flatnonzero(text == ord(delimiter)), ends)
    counts = np.diff(marks, prepend=0)
    odd = np.flatnonzero(counts != width - 1)
    starts = np.concatenate(([0], ends[:-1] + 1))
    return all(counts[row] == 0 and not bare[starts[row] : ends[row]].strip() for row in odd[:1000]) and len(odd) <= 1000


def _divided_by_python(file: TextFile, pieces: Iterator[str], layout: Layout, line: int, ragged: Ragged) -> Iterator[Batch]:
    rows: list[list[str]] = []
    lines: list[int] = []
    noted: Record | None = None  # the first line of a note below the table, if nothing else follows
    is_after_gap = False
    try:
        for record in records(_lines(pieces), layout.delimiter, line, layout.comment):
            is_fitting = len(record.cells) == layout.width or _is_padded(record.cells, layout.width)
            if record.is_blank or (not is_fitting and _is_note(record) and (is_after_gap or noted is not None)):
                is_after_gap = record.is_blank
                if not record.is_blank:
                    noted = noted or record
                    ragged.notes.append(record.line)
                continue
            is_after_gap = False
            if noted is not None or not is_fitting:
                wrong = noted or record
                _take_ragged(file, wrong.line, len(wrong.cells), layout.width, ragged)
                noted, ragged.notes = None, []
                if not is_fitting:
                    continue
            rows.append(record.cells[: layout.width])
            lines.append(record.line)
            if len(rows) == _ROWS:
                yield _batch(rows, lines, layout.width)
                rows, lines = [], []
    except QuoteIsOpen as error:
        raise InputError(str(file.path), message("table_quote_is_open", line=str(error.line))) from error
    if rows:
        yield _batch(rows, lines, layout.width)


def _lines(pieces: Iterator[str]) -> Iterator[str]:
    """The lines of a text that comes in pieces, each with its end."""
    rest = ""
    for piece in pieces:
        *whole, rest = (rest + piece).split("\n")
        for line in whole:
            yield f"{line}\n"
    if rest:
        yield f"{rest}\n"


def _is_padded(cells: Sequence[str], width: int) -> bool:
    """Whether a row only has empty cells too many, at its end."""
    return len(cells) > width and not any(cell.strip() for cell in cells[width:])


def _is_note(record: Record) -> bool:
    """Whether a row is one piece of text."""
    filled = [cell for cell in record.cells if cell.strip()]
    return len(filled) == 1 and take_apart(filled[0]) is None and not is_missing(filled[0])


def _take_ragged(file: TextFile, line: int, found: int, width: int, ragged: Ragged) -> None:
    if not ragged.is_skipped:
        raise InputError(
            str(file.path),
            message("table_line_is_ragged", line=str(line), found=message("cells", n=found), expected=message("cells", n=width)),
        )
    ragged.count += 1
    if len(ragged.found) < 10:
        ragged.found.append((line, found))


def _batch(rows: list[list[str]], lines: list[int], width: int) -> Batch:
    import polars as pl

    columns = zip(*rows, strict=True)
    frame = pl.DataFrame([pl.Series(str(place), cells, dtype=pl.String) for place, cells in zip(range(width), columns, strict=True)])
    return Batch(frame, lambda wanted: [lines[row] for row in wanted])
