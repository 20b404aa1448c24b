"""The files that were opened or saved last, and their menu."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, Signal
from PySide6.QtWidgets import QMenu

from gui.look.translation import tr
from gui.widgets.painting import round_popup

MOST = 10


class RecentFiles(QObject):
    """At most `MOST` files, the newest first.

    Attributes:
        paths: the files.
        menu: their menu. Files that are gone are greyed.

    Signals:
        changed: they are other ones.
    """

    changed = Signal()

    def __init__(self, open_file: Callable[[str], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open = open_file
        self.paths: list[str] = []
        self.menu = QMenu(tr("Open recent"))
        round_popup(self.menu)
        self.menu.aboutToShow.connect(self._fill)
        self._change_to([])

    def kept(self) -> QByteArray:
        """The files as they are kept in the settings."""
        return QByteArray(json.dumps(self.paths).encode())

    def take_up(self, kept: QByteArray) -> None:
        """Have the files that were kept; none, if that is no list of paths."""
        try:
            found = json.loads(bytes(kept.data()))
        except (ValueError, RecursionError):
            found = []
        self._change_to([path for path in found if isinstance(path, str)] if isinstance(found, list) else [])

    def add(self, path: str | Path) -> None:
        """Put a file first."""
        added = str(Path(path).resolve())
        self._change_to([added, *(other for other in self.paths if other != added)])

    def clear(self) -> None:
        """Forget all files."""
        self._change_to([])

    def _change_to(self, paths: list[str]) -> None:
        self.paths = paths[:MOST]
        self.menu.menuAction().setEnabled(bool(self.paths))
        self.changed.emit()

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
