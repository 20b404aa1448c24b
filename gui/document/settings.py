"""What the window remembers between two starts."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from engine.folders import settings_folder
from gui.look.text import tr


class Settings:
    """A small file in the user's own settings folder; what it holds and cannot be used is ignored.

    Args:
        path: the file; by default where the system wants it.

    Attributes:
        problem: what was wrong with the file, in one sentence; empty when nothing was.
    """

    def __init__(self, path: Path | None = None) -> None:
        path = path or settings_folder() / "window.ini"
        self.problem = ""
        self._file = QSettings(str(path), QSettings.Format.IniFormat)
        if self._is_broken(path):
            del self._file  # it would be shared with the next one of this name
            old = path.with_name(f"{path.name}.broken")
            try:
                path.replace(old)
                self.problem = tr("The settings could not be read, so they are as at first; the old ones are in {path}.", path=old)
            except OSError as error:
                self.problem = tr("The settings in {path} could not be read, nor put aside ({reason}).", path=path, reason=error.strerror)
            self._file = QSettings(str(path), QSettings.Format.IniFormat)

    def text(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        """A remembered word, if it is one of those allowed."""
        value = self._file.value(name, default)
        return value if isinstance(value, str) and value in allowed else default

    def set_text(self, name: str, value: str) -> None:
        """Remember a word."""
        self._file.setValue(name, value)

    def folder(self, name: str) -> Path | None:
        """A remembered folder, if it is still there."""
        value = self._file.value(name)
        return Path(value) if isinstance(value, str) and value and Path(value).is_dir() else None

    def bytes(self, name: str) -> QByteArray | None:
        """Remembered bytes, if any."""
        value = self._file.value(name)
        return value if isinstance(value, QByteArray) and not value.isEmpty() else None

    def set_bytes(self, name: str, value: QByteArray) -> None:
        """Remember bytes."""
        self._file.setValue(name, value)

    def _is_broken(self, path: Path) -> bool:
        """Whether the file is no file of settings, or one of which Qt can make nothing."""
        is_empty = not self._file.allKeys() and path.is_file() and path.stat().st_size > 0
        return self._file.status() == QSettings.Status.FormatError or is_empty
