"""What the window remembers between two starts."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from engine.folders import settings_folder
from gui.look.translation import tr

Value = str | QByteArray


class Settings:
    """A small file in the user's own settings folder. What it holds beside the settings that there are stays in it.

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

    def value(self, name: str) -> object:
        """A remembered value, or whatever stands in its place; None where nothing does."""
        value: object = self._file.value(name)
        return value

    def set_value(self, name: str, value: Value) -> None:
        """Remember a value."""
        self._file.setValue(name, value)

    def _is_broken(self, path: Path) -> bool:
        """Whether the file is no file of settings, or one of which Qt can make nothing."""
        is_empty = not self._file.allKeys() and path.is_file() and path.stat().st_size > 0
        return self._file.status() == QSettings.Status.FormatError or is_empty
