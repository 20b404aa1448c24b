"""A zip of arrays (numpy's npz) under one seal, that anybody may have made: read with care, and only what is asked for.

Every byte of a file is covered. The zip's directory has a CRC-32 of each array, and the zip's comment is the seal: the SHA-256 of the
directory and all that lies between arrays. The seal is compared when a file is opened, an array's checksum when it is read. Files of
before format 3 have no seal. Arrays are never compressed, so that none is larger than its file. Nothing is taken from an array's header
but to compare it.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..messages import message

Open = Callable[[], AbstractContextManager[BinaryIO]]

_HEADER = re.compile(rb"\{'descr': '([^']{1,20})', 'fortran_order': False, 'shape': \(([0-9, ]{0,80})\), \} *\n")
_MAGIC = b"\x93NUMPY\x01\x00"
_TEXT = re.compile(r"<U([1-9][0-9]{0,8})")
_PIECE = 1 << 20  # bytes read at once
_MOST_DIRECTORY = 1 << 18  # bytes of the zip's directory: of all that is read, only this is kept as objects
_TAIL = 98  # bytes behind the directory of a large zip without a comment; 22 of a small one
_LOCAL = 30  # bytes before the name of an array in the zip
_SEAL = re.compile(rb"sha256:[0-9a-f]{64}")
_SEAL_SIZE = 71


class DamagedError(ValueError):
    """A file does not hold what it should; its argument is a message that says so."""


class Part(NamedTuple):
    """One array of a file, which is not read before it is asked for.

    Attributes:
        name: for messages.
        open: opens the file.
        begin, size: its bytes.
        checksum: their CRC-32.
    """

    name: str
    open: Open
    begin: int
    size: int
    checksum: int

    @classmethod
    def of(cls, name: str, value: Any) -> Part:
        """An array that is in no file."""
        buffer = io.BytesIO()
        np.save(buffer, value)
        content = buffer.getvalue()
        return cls(name, lambda: io.BytesIO(content), 0, len(content), zlib.crc32(content))

    def header(self) -> tuple[str, tuple[int, ...]]:
        """The array's dtype, by numpy's name, and its shape, as they are said before it; `array` finds out whether they are true."""
        with self.open() as file:
            return self._header(file)[1:]

    def array(self, dtype: Any, shape: tuple[int, ...] = ()) -> NDArray[Any]:
        """The array, if it is of just this dtype and shape.

        Raises:
            DamagedError: it is another one, or damaged.
        """
        self.check(dtype, shape)
        with self.open() as file:
            return self._rest(file, self._header(file)[0], np.dtype(dtype), shape)

    def check(self, dtype: Any, shape: tuple[int, ...]) -> None:
        """Compare what the array's header says; the numbers are not read.

        Raises:
            DamagedError: it is not of this dtype and shape.
        """
        found, expected = self.header(), (np.dtype(dtype).str, shape)
        if found != expected:
            raise DamagedError(message("part_is_not", part=self.name, found=_in_words(found), expected=_in_words(expected)))

    def text(self, most: int) -> str:
        """The array, if it is a text of at most so many characters.

        Raises:
            DamagedError: it is something else, or damaged.
        """
        with self.open() as file:
            header, found, shape = self._header(file)
            match = _TEXT.fullmatch(found)
            if match is None or shape != () or int(match[1]) > most:
                raise DamagedError(message("part_is_no_text", part=self.name, found=f"{found} {shape}", most=most))
            text = str(self._rest(file, header, np.dtype(found), ()))
        text.encode()  # lone surrogates can be neither printed nor shown
        return text

    def _header(self, file: BinaryIO) -> tuple[bytes, str, tuple[int, ...]]:
        """What stands before the array (numpy's format 1.0), and what it says: numpy's name of its dtype, and its shape."""
        file.seek(self.begin)
        begin = file.read(10)
        header = begin + file.read(int.from_bytes(begin[8:], "little"))
        match = _HEADER.fullmatch(header[10:]) if begin[:8] == _MAGIC else None
        if match is None:
            raise DamagedError(message("part_is_no_array", part=self.name))
        return header, match[1].decode("latin-1"), tuple(int(part) for part in match[2].split(b",") if part.strip())

    def _rest(self, file: BinaryIO, header: bytes, dtype: np.dtype[Any], shape: tuple[int, ...]) -> NDArray[Any]:
        """The numbers behind the header, once their checksum has been compared."""
        excess = self.size - len(header) - dtype.itemsize * int(np.prod(shape, dtype=object))
        if excess:
            raise DamagedError(message("part_is_cut_off" if excess < 0 else "part_is_longer", part=self.name))
        array, checksum = np.empty(shape, dtype), zlib.crc32(header)
        buffer = array.reshape(-1).view(np.uint8).data
        for begin in range(0, len(buffer), _PIECE):
            piece = buffer[begin : begin + _PIECE]
            if file.readinto(piece) != len(piece):  # type: ignore[attr-defined]
                raise DamagedError(message("part_is_cut_off", part=self.name))
            checksum = zlib.crc32(piece, checksum)
        if checksum != self.checksum:
            raise DamagedError(message("part_misfits_checksum", part=self.name))
        return array


def _in_words(header: tuple[str, tuple[int, ...]]) -> str:
    return "{} {}".format(*header)


def write(file: BinaryIO, arrays: Mapping[str, Any]) -> None:
    """Write arrays to an empty file, open for reading, too, and seal it."""
    np.savez(file, **arrays)
    seal(file)


def seal(file: BinaryIO) -> None:
    """Put a seal on a zip of arrays that has none."""
    file.seek(-2, 2)
    file.write(_SEAL_SIZE.to_bytes(2, "little") + bytes(_SEAL_SIZE))  # the length of the zip's comment, and the comment
    with zipfile.ZipFile(file) as archive:
        comment = _seal(file, _members(file, archive), archive.start_dir)
    file.seek(-_SEAL_SIZE, 2)
    file.write(comment)


def read(open_file: Open) -> tuple[dict[str, Part], bool]:
    """The arrays of a file by name, none of which has been read, and whether they are under a seal.

    Args:
        open_file: opens it, now and whenever an array is read.

    Raises:
        DamagedError, zipfile.BadZipFile: the file is none of arrays as `write` writes them, or its seal is broken.
    """
    with open_file() as file:
        _check_directory(file)
        with zipfile.ZipFile(file) as archive:
            members = _members(file, archive)
            parts = {
                name: Part(name, open_file, begin, info.file_size, info.CRC)
                for info, begin in members
                for name in (info.filename.removesuffix(".npy"),)
            }
            if len(parts) < len(members):
                raise DamagedError(message("parts_share_name"))
            if archive.comment and archive.comment != _seal(file, members, archive.start_dir):
                raise DamagedError(message("seal_is_broken"))
    return parts, bool(archive.comment)


def _check_directory(file: BinaryIO) -> None:
    """Refuse a directory so large that reading it would fill the memory; zipfile takes its size from these places."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL - _SEAL_SIZE))
    tail = file.read()
    comment = len(tail) - _SEAL_SIZE if _SEAL.fullmatch(tail[-_SEAL_SIZE:]) else len(tail)
    tail, comment = tail[:comment], len(tail) - comment
    if tail[-22:-18] != b"PK\x05\x06" or int.from_bytes(tail[-2:], "little") != comment:
        raise DamagedError(message("none_of_our_files"))
    length = tail[-58:-50] if tail[-42:-38] == b"PK\x06\x07" else tail[-10:-6]
    if int.from_bytes(length, "little") > _MOST_DIRECTORY:
        raise DamagedError(message("too_many_parts"))


def _members(file: BinaryIO, archive: zipfile.ZipFile) -> list[tuple[zipfile.ZipInfo, int]]:
    """The zip's entries as they follow each other in the file, without gaps, and where the content of each begins."""
    members, end = [], 0
    for info in sorted(archive.infolist(), key=lambda info: info.header_offset):
        file.seek(info.header_offset)
        local = file.read(_LOCAL)
        if info.compress_type != zipfile.ZIP_STORED or info.compress_size != info.file_size:
            raise DamagedError(message("part_is_compressed", part=info.filename.removesuffix(".npy")))
        if info.header_offset != end or local[:4] != b"PK\x03\x04":
            raise DamagedError(message("parts_have_gaps"))
        begin = end + _LOCAL + int.from_bytes(local[26:28], "little") + int.from_bytes(local[28:30], "little")
        members.append((info, begin))
        end = begin + info.file_size
    if end != archive.start_dir:
        raise DamagedError(message("file_misfits_parts"))
    return members


def _seal(file: BinaryIO, members: list[tuple[zipfile.ZipInfo, int]], directory: int) -> bytes:
    """The seal of a zip: of all its bytes but the contents of its entries, whose checksums are in the directory, and the seal itself."""
    digest, end = hashlib.sha256(), 0
    for info, begin in members:
        file.seek(end)
        digest.update(file.read(begin - end))
        end = begin + info.file_size
    file.seek(directory)
    digest.update(file.read()[:-_SEAL_SIZE])
    return b"sha256:" + digest.hexdigest().encode()
