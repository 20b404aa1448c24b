"""Which Python files of the user's may be run: asked once for each file and content, and remembered.

To run a file is to run code, which may do whatever the user may do. So nothing that is opened runs one: it has to be allowed before.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from itertools import islice
from pathlib import Path

from .errors import InputError, shortened
from .files import read_file
from .folders import settings_folder
from .messages import Message, message
from .output_files import whole_file

MOST_BYTES = 1 << 20  # of a file with code
_LINES, _WIDEST = 12, 100  # of its code that are shown
_MOST_KNOWN = 1000  # files; the oldest are forgotten
_MOST_READ = 1 << 20  # bytes of what is remembered
_here: set[tuple[str, str]] = set()  # allowed in this process, also where nothing can be kept


class ConsentNeededError(InputError):
    """A file has not been allowed to run.

    Attributes:
        path: its absolute path.
        digest: SHA-256 of its content.
        beginning: its first lines.
    """

    def __init__(self, field: str, path: str, digest: str, beginning: str) -> None:
        super().__init__(field, message("file_not_allowed", path=path))
        self.path, self.digest, self.beginning = path, digest, beginning

    def bare(self) -> ConsentNeededError:
        """The same without what its frames hold."""
        return ConsentNeededError(self.field, self.path, self.digest, self.beginning)


def read_code(path: str, field: str) -> tuple[str, bytes, str]:
    """The absolute path of a file with code, its content, and the SHA-256 of that; nothing is run.

    Raises:
        InputError: there is no such file, or it is no text of Python.
    """
    allowed: Message = message("name_of_python_file")
    if not path:
        raise InputError(field, message("missing", allowed=allowed))
    whole = str(Path(path).expanduser().absolute())
    content = read_file(whole, field, allowed, MOST_BYTES)
    return whole, content, hashlib.sha256(content).hexdigest()


def check_allowed(path: str, content: bytes, digest: str, field: str) -> None:
    """Raise `ConsentNeededError` unless a file with this content may be run."""
    if not is_allowed(path, digest):
        raise ConsentNeededError(field, path, digest, _beginning(content.decode("utf-8", errors="replace")))


def _beginning(code: str) -> str:
    """The first lines, of which no character does anything to a terminal or turns others round."""
    lines = (
        "".join(one if one.isprintable() or one == "\t" else "\N{REPLACEMENT CHARACTER}" for one in line) for line in code.splitlines()
    )
    return "\n".join(shortened(line, _WIDEST) for line in islice(lines, _LINES))


def is_allowed(path: str, digest: str) -> bool:
    """Whether a file of this absolute path and content may be run."""
    return (path, digest) in _here or [path, digest] in _kept()


def allow(path: str, digest: str) -> None:
    """Let a file be run as long as it stays as it is: from now on, and remembered where that can be kept."""
    _here.add((path, digest))
    known = [entry for entry in _kept() if entry != [path, digest]]
    with suppress(InputError, OSError):
        settings_folder().mkdir(parents=True, exist_ok=True)
        with whole_file(_file()) as temporary:
            temporary.write_text(json.dumps([*known, [path, digest]][-_MOST_KNOWN:], indent=1), encoding="utf-8")


def _kept() -> list[list[str]]:
    """What is remembered: paths and digests. A file of another kind tells nothing."""
    try:
        found = json.loads(read_file(_file(), "", "", _MOST_READ))
    except (InputError, ValueError):
        return []
    return [entry for entry in found if isinstance(entry, list)] if isinstance(found, list) else []


def _file() -> Path:
    return settings_folder() / "allowed-files.json"
