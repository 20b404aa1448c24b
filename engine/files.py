"""Files that the user gave: looked at before they are opened, so that no device, no pipe and nothing endless is read."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from .errors import InputError


@contextmanager
def regular_file(path: str | Path, field: str, allowed: str, most: int | None = None) -> Iterator[BinaryIO]:
    """A file, opened for reading.

    Args:
        path: which.
        field: names it in messages.
        allowed: what it should be, for messages.
        most: bytes that it may have.

    Raises:
        InputError: it is missing, no regular file or too large, or reading it fails within the block.
    """
    try:
        why_not = _why_not(str(path), most)
        if not why_not:
            with Path(path).open("rb") as file:
                yield file
            return
    except OSError as error:
        why_not = error.strerror or type(error).__name__
    raise InputError(field, f'"{path}" cannot be read ({why_not}), allowed is {allowed}')


def read_file(path: str | Path, field: str, allowed: str, most: int) -> bytes:
    """All bytes of a file.

    Raises:
        InputError: as above.
    """
    with regular_file(path, field, allowed, most) as file:
        return file.read(most)


def _why_not(path: str, most: int | None) -> str:
    """Why a file is not to be read, or nothing."""
    if "\0" in path:
        return "the name has a NUL character"
    status = Path(path).stat()
    if stat.S_ISDIR(status.st_mode):
        return "it is a folder"
    if not stat.S_ISREG(status.st_mode):
        return "it is a device or a pipe"
    if most is not None and status.st_size > most:
        return f"it has {status.st_size:,} bytes, more than {most:,}"
    return ""
