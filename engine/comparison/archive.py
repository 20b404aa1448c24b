"""A zip of arrays (numpy's npz) that anybody may have made, read with care.

A member is read whole, so that its checksum is compared, and only as what the caller expects: nothing is taken from a header but to
compare it. Members are never compressed, so that no array is larger than its file.
"""

from __future__ import annotations

import re
import zipfile
from types import TracebackType
from typing import IO, Any, BinaryIO, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

_HEADER = re.compile(rb"\{'descr': '([^']{1,20})', 'fortran_order': False, 'shape': \(([0-9, ]{0,80})\), \} *\n")
_MAGIC = b"\x93NUMPY\x01\x00"
_TEXT = re.compile(r"<U([1-9][0-9]{0,8})")
_PIECE = 1 << 20  # bytes read at once
_MOST_DIRECTORY = 1 << 18  # bytes of the zip's directory: of all that is read, only this is kept as objects
_TAIL = 98  # bytes behind the directory of a large zip; 22 of a small one


class DamagedError(ValueError):
    """A file does not hold what it should, in words."""


class _Header(NamedTuple):
    """What an array says of itself: numpy's name of its dtype, and its shape."""

    dtype: str
    shape: tuple[int, ...]


class Archive:
    """Arrays by name.

    Args:
        file: open for reading.

    Attributes:
        names: of all arrays.

    Raises:
        DamagedError, zipfile.BadZipFile: here and in every method, when the file is none of arrays as `numpy.savez` writes them.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._size = file.seek(0, 2)
        _check_directory(file, self._size)
        self._zip = zipfile.ZipFile(file)
        members = [info.filename for info in self._zip.infolist()]
        self.names = {name.removesuffix(".npy") for name in members}
        if len(self.names) < len(members):
            raise DamagedError("two of its parts have one name")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self._zip.close()

    def length(self, name: str) -> int:
        """How many numbers a column has, as its header says; `array` finds out whether they are there."""
        with self._open(name) as member:
            shape = _header(name, member).shape
        if len(shape) != 1:
            raise DamagedError(f"{name} has the shape {shape}, which is no column")
        return shape[0]

    def array(self, name: str, dtype: Any, shape: tuple[int, ...] = ()) -> NDArray[Any]:
        """An array of just this dtype and shape."""
        with self._open(name) as member:
            found = _header(name, member)
            if found != (np.dtype(dtype).str, shape):
                raise DamagedError(f"{name} is {found.dtype} {found.shape}, not {np.dtype(dtype).str} {shape}")
            return _filled(name, member, np.empty(shape, dtype))

    def text(self, name: str, most: int) -> str:
        """A text of at most so many characters."""
        with self._open(name) as member:
            found = _header(name, member)
            match = _TEXT.fullmatch(found.dtype)
            if match is None or found.shape != () or int(match[1]) > most:
                raise DamagedError(f"{name} is {found.dtype} {found.shape}, not a text of at most {most:,} characters")
            text = str(_filled(name, member, np.empty((), found.dtype)))
        text.encode()  # lone surrogates can be neither printed nor shown
        return text

    def _open(self, name: str) -> IO[bytes]:
        if name not in self.names:
            raise DamagedError(f"{name} is missing")
        info = self._zip.getinfo(f"{name}.npy")
        is_stored = info.compress_type == zipfile.ZIP_STORED and info.compress_size == info.file_size
        if not is_stored or info.header_offset + info.file_size > self._size:
            raise DamagedError(f"{name} is compressed or cut off")
        return self._zip.open(info)


def _check_directory(file: BinaryIO, size: int) -> None:
    """Refuse a directory so large that reading it would fill the memory; zipfile takes its size from these places."""
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    if tail[-22:-18] != b"PK\x05\x06" or tail[-2:] != b"\0\0":
        raise DamagedError("it is none of our files, or cut off")
    length = tail[40:48] if tail[-42:-38] == b"PK\x06\x07" else tail[-10:-6]
    if int.from_bytes(length, "little") > _MOST_DIRECTORY:
        raise DamagedError("it has too many parts")


def _header(name: str, member: IO[bytes]) -> _Header:
    """What stands before an array (numpy's format 1.0), which is left at its first number."""
    begin = member.read(10)
    match = _HEADER.fullmatch(member.read(int.from_bytes(begin[8:], "little"))) if begin[:8] == _MAGIC else None
    if match is None:
        raise DamagedError(f"{name} is no array")
    return _Header(match[1].decode("latin-1"), tuple(int(part) for part in match[2].split(b",") if part.strip()))


def _filled(name: str, member: IO[bytes], array: NDArray[Any]) -> NDArray[Any]:
    """An array with all that is left of a member in it."""
    room = array.reshape(-1).view(np.uint8)
    for begin in range(0, len(room), _PIECE):
        piece = room[begin : begin + _PIECE]
        if member.readinto(piece.data) != len(piece):  # type: ignore[attr-defined]
            raise DamagedError(f"{name} is cut off")
    if member.read(1):  # with its last byte the checksum is compared
        raise DamagedError(f"{name} is longer than its array")
    return array
