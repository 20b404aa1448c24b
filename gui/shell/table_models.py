"""What the preview of a table shows: its first rows, and its columns with a check mark each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from engine.data.sources.table import Column, Table
from gui.look.numbers import given
from gui.look.translation import QT_TR_NOOP, ntr, tr, worded

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()
_MOST_ROWS = 200
_KINDS = {
    "int": QT_TR_NOOP("whole number"), "float": QT_TR_NOOP("number"), "bool": QT_TR_NOOP("yes or no"), "date": QT_TR_NOOP("date"),
    "datetime": QT_TR_NOOP("date and time"), "category": QT_TR_NOOP("category"), "id": QT_TR_NOOP("identifier"), "text": QT_TR_NOOP("text"),
}  # fmt: skip


def kind_of(column: Column) -> str:
    """What a column holds, in words."""
    kind = tr(_KINDS[column.dtype])
    if column.dtype == "category":
        kind = ntr("{n} category", "{n} categories", len(column.levels))
    return tr("{kind} in {unit}", kind=kind, unit=column.unit) if column.unit else kind


class RowsModel(QAbstractTableModel):
    """The first rows of a table; types and units are in the header."""

    def __init__(self) -> None:
        super().__init__()
        self._columns: Sequence[Column] = ()
        self._rows: list[tuple[Any, ...]] = []

    def show_table(self, table: Table | None) -> None:
        """Show another table, or none."""
        self.beginResetModel()
        self._columns = () if table is None else table.columns
        self._rows = [] if table is None else table.frame.head(_MOST_ROWS).rows()
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        value = self._rows[index.row()][index.column()]
        if role == _Role.DisplayRole:
            return _shown(value)
        if role == _Role.TextAlignmentRole and self._columns[index.column()].is_number:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if role != _Role.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return f"{section + 1:,}"
        column = self._columns[section]
        return f"{column.name}\n{kind_of(column)}"


def _shown(value: object) -> str:
    """A cell, as it was understood."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, float):
        return given(value)
    return str(value).replace("\n", " ⏎ ")


class ColumnsModel(QAbstractTableModel):
    """The columns of a table: a check mark for those that are features, what they hold, and why one is left out.

    Signals:
        checked: the name of a column, and whether it is a feature now; by hand.
    """

    checked = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self._columns: Sequence[Column] = ()
        self._features: frozenset[str] = frozenset()
        self._target: str | None = None

    def show_choice(self, columns: Sequence[Column], features: Sequence[str], target: str | None) -> None:
        """Show what is chosen of some columns."""
        is_other = columns is not self._columns
        if is_other:
            self.beginResetModel()
        self._columns, self._features, self._target = columns, frozenset(features), target
        if is_other:
            self.endResetModel()
        elif columns:
            self.dataChanged.emit(self.index(0, 0), self.index(len(columns) - 1, 2))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else 3

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        column = self._columns[index.row()]
        if role == _Role.CheckStateRole and index.column() == 0:
            return Qt.CheckState.Checked if column.name in self._features else Qt.CheckState.Unchecked
        if role in (_Role.DisplayRole, _Role.ToolTipRole):
            return (column.name, self._note(column), self._holds(column))[index.column()]
        if role == _Role.AccessibleTextRole:
            return ", ".join(filter(None, (column.name, self._holds(column), self._note(column))))
        return None

    def _holds(self, column: Column) -> str:
        kind = kind_of(column)
        return kind if not column.missing else tr("{kind}, {missing}", kind=kind, missing=ntr("{n} missing", "{n} missing", column.missing))

    def _note(self, column: Column) -> str:
        if column.name == self._target:
            return tr("target")
        if column.name in self._features:
            return tr("feature")
        return tr("left out: {reason}", reason=worded(column.reason)) if column.reason is not None else tr("left out")

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.column() == 0 and self._columns[index.row()].name != self._target:
            return flags | Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def setData(self, index: Index, value: Any, role: int = _Role.EditRole) -> bool:
        if role != _Role.CheckStateRole:
            return False
        self.checked.emit(self._columns[index.row()].name, Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if role == _Role.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return (tr("Feature"), tr("Use"), tr("Holds"))[section]
        return None
