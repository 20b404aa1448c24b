"""Files that the user gave: looked at before they are opened, so that no device, no pipe and nothing endless is read."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from .errors import InputError
from .messages import Message, message


@contextmanager
def regular_file(path: str | Path, field: str, allowed: Message | str, most: int | None = None) -> Iterator[BinaryIO]:
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
    raise InputError(field, message("cannot_be_read", path=path, reason=why_not, allowed=allowed))


def read_file(path: str | Path, field: str, allowed: Message | str, most: int) -> bytes:
    """All bytes of a file.

    Raises:
        InputError: as above.
    """
    with regular_file(path, field, allowed, most) as file:
        return file.read(most)


def _why_not(path: str, most: int | None) -> Message | str:
    """Why a file is not to be read, or nothing."""
    if "\0" in path:
        return message("nul_in_name")
    status = Path(path).stat()
    if stat.S_ISDIR(status.st_mode):
        return message("is_folder")
    if not stat.S_ISREG(status.st_mode):
        return message("is_device")
    if most is not None and status.st_size > most:
        return message("too_many_bytes", size=f"{status.st_size:,}", most=f"{most:,}")
    return ""
