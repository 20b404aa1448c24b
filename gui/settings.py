"""What the window remembers between two starts."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_config_path
from PySide6.QtCore import QByteArray, QSettings


class Settings:
    """A small file in the user's own settings folder; what it holds and cannot be used is ignored.

    Args:
        path: the file; by default where the system wants it.
    """

    def __init__(self, path: Path | None = None) -> None:
        path = path or user_config_path("tridescent", appauthor=False) / "window.ini"
        self._file = QSettings(str(path), QSettings.Format.IniFormat)

    def text(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        """A remembered word, if it is one of those allowed."""
        value = self._file.value(name, default)
        return value if isinstance(value, str) and value in allowed else default

    def set_text(self, name: str, value: str) -> None:
        """Remember a word."""
        self._file.setValue(name, value)

    def bytes(self, name: str) -> QByteArray | None:
        """Remembered bytes, if any."""
        value = self._file.value(name)
        return value if isinstance(value, QByteArray) and not value.isEmpty() else None

    def set_bytes(self, name: str, value: QByteArray) -> None:
        """Remember bytes."""
        self._file.setValue(name, value)
