"""The sheet of all keys, made from the table of actions."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from .actions import ACTIONS
from .theme import BODY, TITLE, Theme, font


class KeySheet(QDialog):
    """All actions with their keys, in columns by group."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard")
        columns = QHBoxLayout()
        columns.setSpacing(40)
        for group, actions in groupby(ACTIONS, key=lambda action: action.group):
            columns.addLayout(self._column(group, [(a.text, a.keys) for a in actions], theme))
        close = QPushButton("Close")
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 20)
        layout.setSpacing(18)
        layout.addLayout(columns)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)

    def _column(self, title: str, rows: list[tuple[str, tuple[str, ...]]], theme: Theme) -> QVBoxLayout:
        head = QLabel(title)
        head.setFont(font(TITLE, 600))
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(6)
        for number, (text, keys) in enumerate(rows):
            key = QLabel("  ".join(QKeySequence(k).toString(QKeySequence.SequenceFormat.NativeText) for k in keys))
            key.setFont(font(BODY, 600))
            name = QLabel(text)
            name.setStyleSheet(f"color: {theme.text_secondary}")
            grid.addWidget(key, number, 0)
            grid.addWidget(name, number, 1)
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(head, 0)
        column.addLayout(grid)
        column.addStretch()
        return column
