"""The files that were opened or saved last, and their menu."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QMenu

from gui.document.settings import Settings
from gui.look.text import tr
from gui.widgets.painting import round_popup

MOST = 10
_NAME = "recent"  # in the settings


class RecentFiles:
    """At most `MOST` files, the newest first; kept in the settings.

    Attributes:
        paths: the files.
        menu: their menu. Files that are gone are greyed.
    """

    def __init__(self, settings: Settings | None, open_file: Callable[[str], object]) -> None:
        self._settings, self._open = settings, open_file
        self.paths = _read(settings)
        self.menu = QMenu(tr("Open recent"))
        round_popup(self.menu)
        self.menu.aboutToShow.connect(self._fill)
        self.menu.menuAction().setEnabled(bool(self.paths))

    def add(self, path: str | Path) -> None:
        """Put a file first."""
        added = str(Path(path).resolve())
        self.paths = [added, *(other for other in self.paths if other != added)][:MOST]
        self._keep()

    def clear(self) -> None:
        """Forget all files."""
        self.paths = []
        self._keep()

    def _keep(self) -> None:
        self.menu.menuAction().setEnabled(bool(self.paths))
        if self._settings is not None:
            self._settings.set_bytes(_NAME, QByteArray(json.dumps(self.paths).encode()))

    def _fill(self) -> None:
        self.menu.clear()
        for path in self.paths:
            entry = self.menu.addAction(_label(Path(path)))
            entry.triggered.connect(lambda _=False, path=path: self._open(path))
            entry.setToolTip(path)
            entry.setEnabled(Path(path).is_file())
        self.menu.addSeparator()
        self.menu.addAction(tr("Clear"), self.clear)


def _label(path: Path) -> str:
    """The name and the folder; an ampersand would be taken for a mnemonic."""
    return tr("{file} in {folder}", file=path.name, folder=path.parent.name or path.parent).replace("&", "&&")


def _read(settings: Settings | None) -> list[str]:
    """What the settings hold; nothing, if that is no list of paths."""
    kept = settings.bytes(_NAME) if settings is not None else None
    try:
        found = json.loads(bytes(kept.data())) if kept is not None else []
    except (ValueError, RecursionError):
        return []
    return [path for path in found if isinstance(path, str)][:MOST] if isinstance(found, list) else []
