"""Reads tables of text: CSV and its kin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

from ....errors import InputError
from ....jobs import Job
from ....messages import message
from .assembly import Found, assemble
from .batches import Batch, NotInEncodingError, Ragged, TextFile, batches
from .encoding import Encoding, detect
from .inference import Hints
from .layout import Layout, QuoteIsOpen, find_layout, records
from .model import Reader, ReadOptions, Table, TableWarning
from .passes import counted, read_batches
from .summing import word_of_sum
from .warnings import warn

_SAMPLE = 1 << 18  # bytes that tell how a file is written
_TABS = (".tsv", ".tab")  # names of files in which tabs are to be expected
_MOST_SAMPLED = 3000  # rows


def read_text(path: Path, file: BinaryIO, options: ReadOptions, job: Job[Any] | None, most: int | None = None) -> Table:
    """Read a table of text.

    Args:
        path: its name, for messages.
        file: opened.
        options: how to read it.
        job: is told how far it is, and may be cancelled.
        most: rows to read; None for all.

    Raises:
        InputError: it is none, in one sentence with the line.
        Stopped: the job was cancelled.
    """
    sample = file.read(_SAMPLE)
    encoding = _encoding(path, sample, options)
    try:
        return _read(path, TextFile(path, file, encoding, job), options, most)
    except (NotInEncodingError, UnicodeError) as error:
        other = detect(sample, is_utf8=False)
        if options.encoding is not None or other is None or other.name == encoding.name:
            raise InputError(str(path), message("table_not_in_encoding", encoding=encoding.name)) from error
        return _read(path, TextFile(path, file, _of_all(file) or other, job), options, most)


def _encoding(path: Path, sample: bytes, options: ReadOptions) -> Encoding:
    detected = detect(sample)
    if options.encoding is not None:
        try:
            "".encode(options.encoding)
        except LookupError as error:
            raise InputError(str(path), message("table_unknown_encoding", encoding=options.encoding)) from error
        if detected is None or (b"\0" in sample and not options.encoding.lower().startswith(("utf-16", "utf-32", "utf_16", "utf_32"))):
            raise InputError(str(path), message("table_is_binary"))
        return Encoding(options.encoding)
    if detected is None:
        raise InputError(str(path), message("table_is_binary"))
    return detected


def _of_all(file: BinaryIO) -> Encoding | None:
    """The old encoding that the bytes beyond ASCII of a whole file tell."""
    file.seek(0)
    beyond = bytearray()
    while (piece := file.read(1 << 22)) and len(beyond) < _SAMPLE:
        for line in piece.splitlines():
            if not line.isascii():
                beyond += line + b"\n"
    return detect(bytes(beyond[:_SAMPLE]), is_utf8=False)


def _read(path: Path, file: TextFile, options: ReadOptions, most: int | None) -> Table:
    lines = file.head(_SAMPLE)
    try:
        layout = find_layout(lines, options.delimiter, options.header_line)
    except QuoteIsOpen as error:
        raise InputError(str(path), message("table_quote_is_open", line=str(error.line))) from error
    if layout is None:
        raise InputError(str(path), message("table_is_empty"))
    hints = Hints(options.decimal, options.thousands, delimiter=layout.delimiter, day_first=options.day_first)
    ragged = Ragged(options.skip_ragged)
    begun: list[Ragged] = [ragged]

    def begin() -> Iterator[Batch]:
        begun[0] = Ragged(options.skip_ragged)
        return _first(file, layout, begun[0], most) if most is not None else batches(file, layout, begun[0])

    head = lines[layout.first_data_line - 1 :]
    samples = counted(_sampled_rows(head, layout), layout.width)
    reading = read_batches(begin, samples, hints)
    found = Found(_reader(file, layout), layout, _has_blank_lines(head), _told(path, file, layout), begun[0])
    found.is_complete = most is None or reading.frame.height < most
    if not reading.frame.height:
        raise InputError(str(path), message("table_has_only_names" if layout.names is not None else "table_is_empty"))
    return assemble(path, reading, found)


def _first(file: TextFile, layout: Layout, ragged: Ragged, most: int) -> Iterator[Batch]:
    """Batches of no more rows than that."""
    for batch in batches(file, layout, ragged, _SAMPLE):
        yield Batch(batch.frame.head(most), batch.lines)
        most -= batch.frame.height
        if most <= 0:
            return


def _sampled_rows(head: Sequence[str], layout: Layout) -> list[list[str]]:
    """The rows of the first lines that are as wide as they should be, but for a last one that sums up the others."""
    rows = []
    try:
        for record in records(head, layout.delimiter, layout.first_data_line, layout.comment):
            if len(record.cells) >= layout.width and not record.is_blank:
                rows.append(record.cells[: layout.width])
            if len(rows) == _MOST_SAMPLED:
                break
    except QuoteIsOpen:
        pass  # its end may lie behind the sample
    while len(rows) > 1 and word_of_sum(rows[-1]) is not None:
        rows.pop()
    return rows


def _has_blank_lines(head: Sequence[str]) -> bool:
    """Whether lines between rows are blank."""
    text = "".join(head).strip("\n\r \t")
    return "\n\n" in text and '"' not in text


def _reader(file: TextFile, layout: Layout) -> Reader:
    return Reader(
        "text", layout.delimiter, encoding=file.encoding.name, header_line=layout.header_line, first_data_line=layout.first_data_line,
        newline=cast(Literal["LF", "CRLF", "CR"], file.newline),
    )  # fmt: skip


def _told(path: Path, file: TextFile, layout: Layout) -> list[TableWarning]:
    told = []
    if file.encoding.is_guessed:
        told.append(warn("encoding-guessed", encoding=file.encoding.name))
    is_expected = layout.delimiter in ",;" or layout.has_sep or (layout.delimiter == "\t" and path.suffix.lower() in _TABS)
    if not is_expected:
        told.append(warn("delimiter-not-comma", delimiter=message("table_tab") if layout.delimiter == "\t" else layout.delimiter))
    return told
