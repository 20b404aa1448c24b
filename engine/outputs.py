"""Files that the user asked for: checked before the work begins, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from .errors import InputError, listed


def check_output(path: str | Path, suffixes: Sequence[str], field: str = "-o") -> Path:
    """The path, if a file of one of these types can be written there.

    Raises:
        InputError: unknown type, no such folder, or no permission.
    """
    path = Path(path)
    if path.suffix.lower() not in suffixes:
        raise InputError(field, f'found "{path.name}", allowed are names ending in {listed(suffixes)}')
    if not path.parent.is_dir():
        raise InputError(field, f'found the folder "{path.parent}", which does not exist; allowed is a folder that does')
    if path.is_dir():
        raise InputError(field, f'found "{path}", which is a folder; allowed is the name of a file')
    if not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise InputError(field, f'found "{path}", which cannot be written; allowed is a place where you may write')
    return path


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary path beside `path` that takes its place when the block ends well, and vanishes when it does not.

    Raises:
        InputError: the file cannot be written after all.
    """
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        yield temporary
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError("-o", f'found "{path}", which cannot be written ({reason}); allowed is a place where you may write') from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
