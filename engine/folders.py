"""What TriDescent keeps without being asked, and where: only in folders that are the user's own.

A folder that cannot be written stops nothing; what is lost by it is said.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from .errors import listed
from .messages import Message, message, table_text

_NAME = "tridescent"
_ROOM = 16 << 20  # bytes that must be free; all that is kept takes a fifth of them
_PROBE = bytes(1 << 16)
_LONGEST_SOCKET_FOLDER = 72  # bytes; a socket's whole path has room for 104 to 108


@dataclass(frozen=True)
class Kept:
    """Something that is kept.

    Attributes:
        title: in a few words.
        folder: tells where.
        lost: what it means when it cannot be kept.
    """

    title: str
    folder: Callable[[], Path]
    lost: str


def settings_folder() -> Path:
    """Where the window's settings lie."""
    return platformdirs.user_config_path(_NAME, appauthor=False)


def kernels_folder() -> Path:
    """Where compiled kernels lie, in folders of their versions."""
    return Path(os.environ.get("NUMBA_CACHE_DIR") or platformdirs.user_cache_path(_NAME, appauthor=False))


def streams_folder() -> Path:
    """Where tables that are larger than memory lie as rows of numbers."""
    return platformdirs.user_cache_path(_NAME, appauthor=False) / "streams"


def reports_folder() -> Path:
    """Where reports of crashes lie."""
    return platformdirs.user_log_path(_NAME, appauthor=False)


def private_folder() -> Path | None:
    """A folder where running programs meet, which nobody but the user may enter; None where there is none."""
    if sys.platform == "win32":
        return None if why_not_writable(settings_folder()) else settings_folder()
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    folders = [*([Path(runtime, _NAME)] if runtime else []), platformdirs.user_cache_path(_NAME, appauthor=False) / "run"]
    return next((folder for folder in folders if _is_private(folder)), None)


def _is_private(folder: Path) -> bool:
    """Whether a folder, made if it is missing, belongs to the user alone, and its path leaves room for the name of a socket in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = folder.lstat()
    except OSError:
        return False
    is_own = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077
    return is_own and len(os.fsencode(folder)) <= _LONGEST_SOCKET_FOLDER


KEPT = (
    Kept("Settings, and model files that may run", settings_folder, "how the window was left, and which model files may run"),
    Kept("Compiled code", kernels_folder, "compiled code, so every start takes some seconds longer"),
    Kept("Rows of large tables", streams_folder, "Parquet files larger than memory, which cannot be read"),
    Kept("Crash reports", reports_folder, "reports of crashes"),
)


def rescue_folders() -> list[Path]:
    """Where a result may go that cannot be written where it should, the likeliest place first."""
    return [Path.cwd(), platformdirs.user_data_path(_NAME, appauthor=False), Path(tempfile.gettempdir())]


def why_not_writable(folder: Path) -> Message | str:
    """Why nothing can be kept in a folder, which is made if it is missing, in a few words; empty when something can."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(_PROBE)
            file.flush()
        return "" if shutil.disk_usage(folder).free >= _ROOM else message("disk_full")
    except OSError as error:
        return (error.strerror or type(error).__name__).lower()


def what_is_lost() -> Message | str:
    """One sentence on all that cannot be kept here, with where and why; empty when everything can."""
    reasons = {kept: why_not_writable(kept.folder()) for kept in KEPT}
    lost = [kept for kept, reason in reasons.items() if reason]
    if not lost:
        return ""
    places = {kept.folder(): message("place_and_reason", place=kept.folder(), reason=reasons[kept]) for kept in lost}
    told = listed((table_text(kept.lost) for kept in lost), "semicolon")
    return message("not_kept", lost=told, places=listed(places.values(), "comma"))
