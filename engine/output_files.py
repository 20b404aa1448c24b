"""Files that the user asked for: checked before the work begins, written whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from .errors import InputError, listed, shown
from .messages import message

if sys.platform != "win32":
    import fcntl

RECORDING = ".tridescent"
_TEMPORARY = ".tridescent-"  # how names of temporary files begin
_MOST_BYTES = 200  # of a file's name that is made up here; most systems allow 255
_NOT_IN_NAMES = '/\\:*?"<>|'
_DEVICES = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9¹²³]) *(\.|$)", re.IGNORECASE)  # on Windows

PICTURES = (".png", ".svg", ".pdf")


def is_recording(path: str | Path) -> bool:
    """Whether a name is that of a recording, in small letters or large ones."""
    return Path(path).suffix.lower() == RECORDING


def file_stem(name: str) -> str:
    """A name that all systems allow for a file, made of any text."""
    text = "".join("-" if letter in _NOT_IN_NAMES or not letter.isprintable() else letter for letter in name)
    text = text.encode(errors="replace")[:_MOST_BYTES].decode(errors="ignore").strip(" .")
    return f"experiment-{text}".strip("-") if not text or _DEVICES.match(text) else text


def check_output(path: str | Path, suffixes: Sequence[str], field: str = "file") -> Path:
    """The path, if a file of one of these types can be written there.

    Args:
        path: where the file should be.
        suffixes: the types allowed, in small letters.
        field: what the message names, for example a flag of the command line.

    Raises:
        InputError: unknown type, no such folder, no permission, or a name that the system does not allow.
    """
    path = Path(path)
    if path.suffix.lower() not in suffixes:
        raise InputError(field, message("unknown_ending", found=shown(Path(path.name)), endings=listed(suffixes)))
    try:
        target = path.resolve()
        if not target.parent.is_dir():
            raise InputError(field, message("no_such_folder", folder=shown(path.parent)))
        if target.is_dir():
            raise InputError(field, message("folder_for_file", found=shown(path)))
        if target.exists() and not target.is_file():
            raise InputError(field, message("device_for_file", found=shown(path)))
        if not os.access(target.parent, os.W_OK) or (target.exists() and not os.access(target, os.W_OK)):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        with _beside(target):
            pass
    except InputError:
        raise
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: links in a circle; ValueError: a name with a zero byte
        raise _unwritable(path, error, field) from error
    return path


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary path beside `path` that takes its place when the block ends well, and vanishes when it does not.

    What was there is replaced in one go, once all is on the disk. Links are followed. Permissions stay as they were; a new file gets
    those that the user's umask leaves. Temporary files of programs that were killed are deleted.

    Raises:
        InputError: the file cannot be written after all.
    """
    try:
        target = path.resolve()
    except (OSError, RuntimeError, ValueError) as error:  # as above
        raise _unwritable(path, error, "file") from error
    try:
        _delete_abandoned(target.parent)
        with _beside(target) as temporary:
            yield temporary
            _sync(temporary, os.O_RDWR)
            temporary.replace(target)
        with suppress(OSError):  # not every system can do this with a folder
            _sync(target.parent, os.O_RDONLY)
    except OSError as error:
        raise _unwritable(path, error, "file") from error


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """An empty file in the folder of another one, with its permissions if it exists; deleted in the end if it still has its first name."""
    old = target.stat() if target.exists() else None
    handle, temporary = _new_file(target, 0o666 if old is None else stat.S_IMODE(old.st_mode))
    try:
        if sys.platform == "win32":
            os.close(handle)  # an open file cannot take another one's place there
        elif old is not None:
            with suppress(OSError):  # an owner who is somebody else
                os.fchown(handle, old.st_uid, old.st_gid)
            with suppress(OSError):  # network shares, and systems without permissions
                os.fchmod(handle, stat.S_IMODE(old.st_mode))
        yield temporary
    finally:
        if sys.platform != "win32":
            os.close(handle)
        temporary.unlink(missing_ok=True)


def _new_file(target: Path, mode: int) -> tuple[int, Path]:
    """A new file that is locked as long as its handle is open."""
    while True:
        temporary = target.with_name(f"{_TEMPORARY}{os.urandom(4).hex()}{target.suffix}")
        handle = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_RDWR, mode)
        with suppress(OSError):  # a system without locks; or `_delete_abandoned` was here first
            _lock(handle)
        if temporary.exists():
            return handle, temporary
        os.close(handle)


def _delete_abandoned(folder: Path) -> None:
    """Delete temporary files that nobody writes any more."""
    for temporary in folder.glob(f"{_TEMPORARY}{'[0-9a-f]' * 8}*"):
        with suppress(OSError):  # it is in use
            handle = os.open(temporary, os.O_RDWR)
            try:
                _lock(handle)
                temporary.unlink()  # while it is locked, for it may have been made this moment
            finally:
                os.close(handle)


def _lock(handle: int) -> None:
    if sys.platform != "win32":
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _sync(path: Path, flags: int) -> None:
    """Wait until a file or a folder is on the disk."""
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unwritable(path: Path, error: Exception, field: str) -> InputError:
    reason = getattr(error, "strerror", None) or str(error)
    return InputError(field, message("cannot_be_written", found=shown(path), reason=reason))
