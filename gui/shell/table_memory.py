"""What was chosen for tables, to be offered the next time that a file of this name and with these columns is opened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QObject, Signal

if TYPE_CHECKING:
    from engine.data.sources.table import ReadOptions, Table

    from .table_choice import TableChoice

MOST = 50


class TableMemory(QObject):
    """At most `MOST` choices by the name of a file, the newest last.

    Signals:
        changed: there is another one.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: dict[str, dict[str, Any]] = {}

    def kept(self) -> QByteArray:
        """The choices as they are kept in the settings."""
        return QByteArray(json.dumps(self._entries).encode())

    def take_up(self, kept: QByteArray) -> None:
        """Have the choices that were kept; none, if that is nothing of the kind."""
        try:
            found = json.loads(bytes(kept.data()))
        except (ValueError, RecursionError):
            found = {}
        entries = found if isinstance(found, dict) else {}
        self._entries = {name: entry for name, entry in list(entries.items())[-MOST:] if isinstance(entry, dict)}

    def remember(self, table: Table, choice: TableChoice) -> None:
        """Keep what was chosen for a table."""
        name = table.path.name
        self._entries.pop(name, None)
        self._entries[name] = {"names": list(table.names), **asdict(choice)}
        self._entries = dict(list(self._entries.items())[-MOST:])
        self.changed.emit()

    def options(self, name: str) -> ReadOptions:
        """How a file of this name was read the last time."""
        from engine.data.sources.table import ReadOptions  # no window waits for it

        kept = self._entries.get(name, {}).get("options", {})
        return ReadOptions(**_fitting(kept, ReadOptions())) if isinstance(kept, Mapping) else ReadOptions()

    def choice(self, table: Table, options: ReadOptions) -> TableChoice | None:
        """What was chosen the last time for a file of this name and with these columns."""
        from .table_choice import TableChoice

        entry = self._entries.get(table.path.name, {})
        if entry.get("names") != list(table.names):
            return None
        features, target, share = entry.get("features"), entry.get("target"), entry.get("validation_share")
        if not isinstance(features, list) or target not in table.names or entry.get("task") not in ("regression", "classification"):
            return None
        if not isinstance(share, float) or not 0 < share < 1 or not isinstance(entry.get("missing"), str):
            return None
        return TableChoice(
            tuple(name for name in table.names if name in features and name != target),
            target,
            entry["task"],
            entry["missing"],
            share,
            options,
        )


def _fitting(kept: Mapping[str, Any], default: ReadOptions) -> dict[str, Any]:
    """Those of the kept values that may stand in options."""
    kinds: dict[str, tuple[type, ...]] = {"header_line": (int,), "day_first": (bool,), "skip_ragged": (bool,)}
    names = [each.name for each in fields(default)]
    return {name: kept[name] for name in names if name in kept and isinstance(kept[name], kinds.get(name, (str,)))}
